#!/usr/bin/env python3
"""No request costs more than the budget: shapes that cost much, as large as they may be, in both policies.

`budget.py [--all]`; with `--all` each shape is printed, and the time that it took.
"""

from __future__ import annotations

import json
import sys

import hosts
import shapes
from hosts import request

# WebAssembly instructions. Compiled, a core does 15 to 20 millions of them in a millisecond, in a slower host half as many:
# this is less than 100 ms.
MOST_FUEL = 600_000_000
# MiB of memory.
MOST_MEMORY = 64


def cases() -> "list[tuple[str, str]]":
    """Each shape as a request, and what is large outside of the object."""
    found = [(name, request(text)) for name, text in shapes.shapes()]
    route = json.dumps(shapes.route())
    leaving = json.dumps(shapes.route({"deletionTimestamp": "2026-01-01T00:00:00Z"}, hostnames=["a" * 10**6]))
    other = json.dumps(shapes.route({"deletionTimestamp": "2026-01-01T00:00:00Z"}, hostnames=["b" * 10**6]))
    wide = json.dumps(shapes.route({"deletionTimestamp": "2026-01-01T00:00:00Z"}, x=[0] * 300_000))
    found += [
        ("an old object", request(route, "UPDATE", other)),
        ("what leaves", request(leaving, "UPDATE", leaving)),
        ("what leaves and changes", request(leaving, "UPDATE", other)),
        ("wide, and leaves", request(wide, "UPDATE", wide)),
        ("an old object of nothing but lists", request(route, "UPDATE", "[" * 100 + "]" * 100)),
        ("groups of the user", request(route, userInfo={"username": "a", "groups": ["g" * 10] * 80_000})),
        ("a long user", request(route, userInfo={"username": "u" * 10**6})),
        ("options", request(route, options={"a": [1] * 300_000})),
        ("more than a mebibyte", request(json.dumps(shapes.route(hostnames=["a" * 2 * 10**6])))),
        ("a mebibyte and a half of values", request(json.dumps(shapes.route(hostnames=[1] * 500_000)))),
        ("three mebibytes of depth", request(json.dumps(shapes.route(x=0)).replace("0", "[" * 10**6 + "]" * 10**6, 1))),
        ("an update of a status", request(leaving, "UPDATE", other, subResource="status")),
        ("a deletion", request("null", "DELETE", leaving)),
    ]
    return found


def main() -> None:
    """Asks both policies with every shape and each kind of settings."""
    show_all = "--all" in sys.argv
    asked, faults = cases(), []
    for settings in (hosts.SETTINGS, {"profile": "none"}):
        for policy in (hosts.Kubewarden(settings), hosts.Opa(settings)):
            worst: list[tuple[int, str]] = []
            memory = 0.0
            for name, text in asked:
                policy.start()
                policy.ask(request(json.dumps(shapes.route())))
                denials, cost = policy.ask(text)
                worst.append((cost.fuel, name))
                memory = max(memory, cost.memory)
                over = cost.fuel > MOST_FUEL or cost.memory > MOST_MEMORY
                if over:
                    faults.append(f"{policy.name}, {name}: {cost.fuel / 1e6:.0f} M instructions, {cost.memory:.0f} MiB")
                if show_all or over:
                    first = denials[0][:90] if denials else "-"
                    print(f"{cost.fuel / 1e6:8.1f} M {cost.time:7.1f} ms {cost.memory:5.1f} MiB {len(text) / 1e6:5.2f} MB  {name}: {len(denials)} {first}")
            fuel, name = max(worst)
            print(f"{policy.name}, profile {settings['profile']}: {len(asked)} shapes, at most {fuel / 1e6:.0f} M instructions ({name}) and {memory:.0f} MiB")
    assert not faults, "\n".join(["over the budget:", *faults])


if __name__ == "__main__":
    main()
