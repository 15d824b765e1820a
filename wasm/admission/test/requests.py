#!/usr/bin/env python3
"""Random requests, through both policies in turns: none traps, none costs more than the budget, and no memory is kept.

`REQUESTS` says how many are sent to each (5,000 without it), and `SEED` which ones. They are built of what requests have, and
then broken: fields repeated, moved, nested, of another type, texts cut and escaped.
"""

from __future__ import annotations

import copy
import json
import os
import random
import time

import budget
import hosts
import shapes

COUNT = int(os.environ.get("REQUESTS", "5000"))
SEED = int(os.environ.get("SEED", "1"))
PARTS = ("", "", "", "status", "scale", "ephemeralcontainers", "Status", "binding", "eviction", "x", None, 5)
OPERATIONS = ("CREATE", "CREATE", "UPDATE", "UPDATE", "UPDATE", "DELETE", "CONNECT", "update", "", None, [])
ODD = (None, True, 0, -1, 1.5e300, "", "a", "é\u202e\u0000", [], {}, [None], {"a": [{}]}, "x" * 5_000, "*", "*.acme.kupe.cloud", "2026-01-01T00:00:00Z")
MOST_PLACES = 2_000
WORDS = ("metadata", "spec", "name", "namespace", "kind", "apiVersion", "rules", "hostnames", "parentRefs", "backendRefs", "items", "deletionTimestamp",
         "annotations", "labels", "ports", "template", "containers", "hostPort", "externalIPs", "type", "status", "filters", "matches", "finalizers",
         "generateName", "ownerReferences", "managedFields", "listeners", "endpoints", "external-dns.alpha.kubernetes.io/hostname")


def originals() -> "list[dict]":
    """What a request may be before it is broken: what was recorded, and every shape when it is small."""
    recorded = (hosts.ROOT / "tests/admission/recorded.jsonl").read_text().splitlines()
    found = [json.loads(line)["request"] for line in recorded]
    for shape in shapes.SHAPES.values():
        made = shape(3)
        found.append({"operation": "CREATE", "namespace": "shop", "object": json.loads(made) if isinstance(made, str) else made, "oldObject": None})
    return found


def places(value: object) -> "list[tuple[object, object]]":
    """Every collection with each of its keys or places."""
    found: list[tuple[object, object]] = []
    rest = [value]
    while rest:
        here = rest.pop()
        inside = here.items() if isinstance(here, dict) else enumerate(here) if isinstance(here, list) else ()
        for key, it in inside:
            found.append((here, key))
            rest.append(it)
    return found


def broken(chance: random.Random, request: dict) -> dict:
    """A request with a few things changed in it."""
    request = copy.deepcopy(request)
    for _ in range(chance.choice((0, 1, 1, 2, 3, 8))):
        all_places = places(request)
        # Nothing is left to break; or lists, which grow three hundred times over, would be more than a request may weigh.
        if not 0 < len(all_places) <= MOST_PLACES:
            break
        holder, key = chance.choice(all_places)
        other, place = chance.choice(all_places)
        match chance.randrange(9):
            case 0:
                holder[key] = copy.deepcopy(chance.choice(ODD))
            case 1:
                holder[key] = copy.deepcopy(other[place])
            case 2 if isinstance(holder, dict):
                holder[chance.choice(WORDS)] = holder.pop(key)
            case 3 if isinstance(holder, list):
                holder.extend([copy.deepcopy(holder[key])] * chance.choice((1, 2, 40, 300)))
            case 4:
                del holder[key]
            case 5:
                for _ in range(chance.choice((1, 3, 60, 110))):
                    holder[key] = [holder[key]] if chance.randrange(2) else {chance.choice(WORDS): holder[key]}
            case 6 if isinstance(holder[key], str):
                holder[key] = holder[key][: chance.randrange(9)] + chance.choice(("", ".", "/", "\u0001", "*", "${A}", "é")) + holder[key]
            case 7:
                request["operation"] = chance.choice(OPERATIONS)
                request["subResource"] = chance.choice(PARTS)
            case 8 if isinstance(holder, dict):
                holder[chance.choice(WORDS)] = copy.deepcopy(chance.choice(ODD))
    if chance.randrange(20) == 0 and isinstance(request.get("object"), dict):
        request["oldObject"] = broken(chance, request["object"])
    return request


def spelled(chance: random.Random, request: dict) -> str:
    """The request as JSON, now and then with something wrong in the text itself."""
    text = json.dumps(request, ensure_ascii=chance.randrange(2) == 0)
    if chance.randrange(50) == 0:
        at = chance.randrange(len(text))
        text = text[:at] + chance.choice(('"', "{", "}", "[", "\\", ",", "\u0000", "1", " ")) + text[at + chance.randrange(3) :]
    return text


def main() -> None:
    """Asks both policies the same."""
    chance, known = random.Random(SEED), originals()
    policies = [hosts.Kubewarden(hosts.SETTINGS), hosts.Opa(hosts.SETTINGS)]
    worst: list[float] = [0, 0]
    memory: list[float] = [0, 0]
    let_in, begun = 0, time.monotonic()
    for number in range(COUNT):
        text = spelled(chance, broken(chance, chance.choice(known)))
        answers = []
        for place, policy in enumerate(policies):
            try:
                denials, cost = policy.ask(text)
            except Exception as trap:
                raise AssertionError(f"{policy.name}, seed {SEED}, request {number}: {text}") from trap
            worst[place], memory[place] = max(worst[place], cost.fuel), max(memory[place], cost.memory)
            within = cost.fuel <= budget.MOST_FUEL and cost.memory <= budget.MOST_MEMORY
            assert within, f"{policy.name}, seed {SEED}, request {number}: {cost}: {text}"
            answers.append(not denials)
        # Kubewarden knows more of the cluster, so that it denies what OPA denies.
        assert answers[0] <= answers[1], f"the policies differ, seed {SEED}, request {number}: {text}"
        let_in += answers[0]
    for place, policy in enumerate(policies):
        print(f"{policy.name}: {COUNT} requests, at most {worst[place] / 1e6:.1f} M instructions and {memory[place]:.1f} MiB")
    print(f"{let_in} were let in; {time.monotonic() - begun:.0f} s")


if __name__ == "__main__":
    main()
