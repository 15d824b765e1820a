#!/usr/bin/env python3
"""Fails when a crate that the project builds on has a licence that is not in the list."""

import json
import re
import subprocess
import sys

ALLOWED = {
    "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "MIT", "BSD-2-Clause", "BSD-3-Clause", "ISC", "Zlib", "0BSD",
    "Unicode-3.0", "Unlicense", "CC0-1.0", "BSL-1.0", "MIT-0", "CDLA-Permissive-2.0",
}  # fmt: skip


def allowed(expression: str) -> bool:
    """Whether an SPDX expression (flat, as crates write it) can be met with allowed licences."""
    flat = re.sub(r"[()]", "", expression.replace("/", " OR "))
    return any(all(part.strip() in ALLOWED for part in choice.split(" AND ")) for choice in flat.split(" OR "))


done = subprocess.run(["cargo", "metadata", "--format-version", "1", "--locked"], capture_output=True, text=True, check=True)
packages = json.loads(done.stdout)["packages"]
bad = [f"{it['name']} {it['version']}: {it['license']}" for it in packages if not allowed(it["license"] or "")]
print(*bad, sep="\n", end="\n" if bad else "")
print(f"licences of {len(packages)} crates: {len(bad)} not allowed")
sys.exit(bool(bad))
