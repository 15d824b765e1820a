"""Writes `core/schema-gen/kubernetes-types.txt`: the Go types that the API server decodes Kubernetes' own kinds into.

Runs `tests/kubernetes/types` once for each release, and writes each line once with the releases that have it:

    34-37 kind "" v1 Service namespaced @core/v1.Service
    36-37 type core/v1.ServicePort appProtocol=string …

`--check` fails where the file is stale. `go` fetches the modules.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from kubernetes_kinds import RELEASES, of_release

ROOT = Path(__file__).parents[2]
OUT = ROOT / "core/schema-gen/kubernetes-types.txt"


def lines(release: str) -> list[str]:
    """The lines of a release, without what is no resource and what it does not serve."""
    with tempfile.TemporaryDirectory() as folder:
        for file in ("main.go", "go.mod", "go.sum"):
            shutil.copy(ROOT / "tests/kubernetes/types" / file, folder)
        file = Path(folder) / "go.mod"
        file.write_text(re.sub(r"^(\tk8s\.io/\S+) v0\.37\.\d+$", rf"\1 v{release}", direct(file.read_text()), flags=re.MULTILINE))
        run = ["go", "run", "-mod=mod", "."]
        text = subprocess.run(run, cwd=folder, check=True, stdout=subprocess.PIPE, text=True, env=os.environ).stdout
    minor, resources, found = int(release.split(".")[1]), of_release(release), []
    for line in text.splitlines():
        if line.startswith("kind "):
            _, group, version, kind, removed, name = line.split(" ")
            resource = resources.get((group.strip('"'), version, kind))
            if resource is None or 0 < int(removed) <= minor:
                continue
            scope = "namespaced" if resource[1] else "cluster"
            line = f"kind {group} {version} {kind} {scope} {name}"
        found.append(line)
    return found


def direct(text: str) -> str:
    """A go.mod without the requirements that follow from others."""
    return "\n".join(it for it in text.split("\n") if "// indirect" not in it)


def ranges(minors: list[int]) -> str:
    """`34-37`, or `36`. What goes and comes back has a line for each time."""
    return str(minors[0]) if len(minors) == 1 else f"{minors[0]}-{minors[-1]}"


def merged() -> str:
    releases: dict[str, list[int]] = {}
    for release in RELEASES:
        for line in lines(release):
            releases.setdefault(line, []).append(int(release.split(".")[1]))
    found = []
    for line, minors in releases.items():
        start = 0
        for end in range(1, len(minors) + 1):
            if end == len(minors) or minors[end] != minors[end - 1] + 1:
                found.append((line, ranges(minors[start:end])))
                start = end
    return "".join(f"{minors} {line}\n" for line, minors in sorted(found))


def main() -> None:
    text = merged()
    if sys.argv[1:] == ["--check"]:
        if OUT.read_text() != text:
            sys.exit(f"{OUT.relative_to(ROOT)} is stale; run `python3 tests/tools/kubernetes_types.py`")
        return
    OUT.write_text(text)


if __name__ == "__main__":
    main()
