#!/usr/bin/env python3
"""Fails when a Markdown file of the project links to a file or heading that is not there, or to a type that Gateway API lacks."""

import json
import re
import subprocess
import sys
from pathlib import Path

LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^(`{3,}).*?^\1`*\s*$", re.MULTILINE | re.DOTALL)


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as code hosts derive them."""
    text = FENCE.sub("", page.read_text())
    headings = re.findall(r"^#+\s+(.+?)\s*$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", it.lower()).replace(" ", "-") for it in headings}


SPEC = "https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#"


def types() -> set[str]:
    """The anchors of the reference of Gateway API: its Go types, in lower case."""
    command = ["go", "mod", "download", "-json", "sigs.k8s.io/gateway-api"]
    done = subprocess.run(command, cwd="tests/conformance", capture_output=True, text=True, check=True)
    sources = [it.read_text() for it in Path(json.loads(done.stdout)["Dir"], "apis/v1").glob("*.go")]
    return {it.lower() for source in sources for it in re.findall(r"^type (\w+)", source, re.MULTILINE)}


def broken(page: Path) -> list[str]:
    """The links of a page that lead nowhere."""
    found = []
    for link in LINK.findall(FENCE.sub("", page.read_text())):
        if link.startswith(SPEC) and link.removeprefix(SPEC) not in TYPES:
            found.append(f"{page}: {link}")
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name) if name else page
        if not target.exists() or (anchor and target.suffix == ".md" and anchor not in anchors(target)):
            found.append(f"{page}: {link}")
    return found


TYPES = types()
pages = subprocess.run(["git", "ls-files", "*.md"], capture_output=True, text=True, check=True).stdout.split()
bad = [it for page in pages for it in broken(Path(page))]
print(*bad, sep="\n", end="\n" if bad else "")
print(f"links of {len(pages)} pages: {len(bad)} broken")
sys.exit(bool(bad))
