#!/usr/bin/env python3
"""What a real API server sent, through both policies as their hosts run them."""

from __future__ import annotations

import json

import hosts

RECORDED = hosts.ROOT / "tests/admission/recorded.jsonl"


def main() -> None:
    """Lets in what is rightful, and refuses the rest by the code that the step names."""
    steps = [json.loads(line) for line in RECORDED.read_text().splitlines()]
    for policy in (hosts.Kubewarden(hosts.SETTINGS), hosts.Opa(hosts.SETTINGS)):
        policy.start()
        for step in steps:
            denials, _ = policy.ask(json.dumps(step["request"]))
            codes = [it.split()[0] for it in denials]
            right = set(step["refusedBy"]) <= set(codes) and bool(codes) == bool(step["refusedBy"])
            assert right, (policy.name, step["name"], denials)
        print(f"{policy.name}: {len(steps)} recorded requests")


if __name__ == "__main__":
    main()
