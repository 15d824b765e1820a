#!/usr/bin/env python3
"""Writes the figures of docs/how-sure.md: tables of the READMEs below `tests`, and counts of what is recorded there.

Each block between `<!-- figures: … -->` and `<!-- end -->` is written anew. `--check` fails where one is stale.
"""

import gzip
import json
import re
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/how-sure.md"
BLOCK = re.compile(r"(<!-- figures: (.+?) -->\n).*?(<!-- end -->)", re.DOTALL)


def table(file: str, heading: str) -> str:
    """The first table below a heading of a page."""
    _, found, rest = (ROOT / file).read_text().partition(f"\n## {heading}\n")
    section = rest.split("\n## ")[0]
    rows = re.search(r"(?:^\|.*\|\n)+", section, re.MULTILINE)
    if not found or not rows:
        sys.exit(f"{file} has no table below `{heading}`")
    return rows[0]


def corpus() -> str:
    """How many verdicts of the API server are stored."""
    rows = ["| stored verdicts | texts | accepted | refused |", "| --- | --- | --- | --- |"]
    with open(ROOT / "tests/corpus/api.jsonl") as lines:
        texts = [json.loads(line) for line in lines]
    for channel in ("standard", "experimental"):
        accepted = Counter(it["verdicts"][channel]["accepted"] for it in texts if channel in it["verdicts"])
        rows.append(f"| Gateway API, {channel} channel | {accepted.total()} | {accepted[True]} | {accepted[False]} |")
    return "\n".join(rows) + "\n"


def recordings() -> str:
    """Which programs were recorded, and how much."""
    with gzip.open(ROOT / "tests/real/recorded.jsonl.gz", "rt") as lines:
        versions, *tables = (json.loads(line) for line in lines)
    rows = ["| program | version | route tables | requests |", "| --- | --- | --- | --- |"]
    for key, name in (("traefik", "Traefik"), ("envoy-gateway", "Envoy Gateway")):
        recorded = [it for it in tables if key in it]
        requests = sum(len(it["requests"]) for it in recorded)
        rows.append(f"| {name} | {versions['versions'][key]} | {len(recorded)} | {requests} |")
    return "\n".join(rows) + "\n"


def figures(wanted: str) -> str:
    """The figures that a block asks for."""
    match wanted.split(" ", 2):
        case ["corpus"]:
            return corpus()
        case ["recordings"]:
            return recordings()
        case ["table", file, heading]:
            return table(file, heading)
    sys.exit(f"{PAGE}: `{wanted}` is not known")


old = PAGE.read_text()
new = BLOCK.sub(lambda it: f"{it[1]}\n{figures(it[2])}\n{it[3]}", old)
if "--check" not in sys.argv[1:]:
    PAGE.write_text(new)
elif new != old:
    sys.exit(f"{PAGE.relative_to(ROOT)} is stale; run `python3 tests/tools/figures.py`")
