"""The policy by OPA's ABI alone, as the Go host calls it: python abi.py POLICY CASES

The SDKs use a part of it only: here data changes path by path, and the memory is looked at.
"""

import json
import pathlib
import sys

from host import Host, Policy

policy = Policy(sys.argv[1])
cases = json.loads(pathlib.Path(sys.argv[2]).read_text())


def same(case, said):
    assert len(said) == len(case["denials"]), (case["name"], said)
    assert all(it.startswith(start) for it, start in zip(said, case["denials"])), (case["name"], said)


host = Host(policy)
assert json.loads(host.text(host.call("opa_json_dump", host.call("entrypoints")))) == {"routeproof/deny": 0, "routeproof/report": 1, "routeproof/armed": 2}
assert host.text(host.call("opa_json_dump", host.call("builtins"))) == "{}"
host.set_data({})
for case in cases:
    host.set_data(case["data"])
    same(case, host.evaluate(case["input"]))
    same(case, host.evaluate_in_steps(case["input"]))

# Path by path, in any order, with evaluations in between, in every instance of a pool.
host.set_data({"other": 1})
others = [host.clone()]
for round in range(200):
    case = cases[round % 12]
    if not isinstance(case["data"].get("routeproof", {}), dict):
        continue
    others = [host.clone()] if round % 10 == 0 else others
    for it in [host, *others]:
        for key, value in case["data"].get("routeproof", {}).items():
            assert it.change(["routeproof", key], value) == 0
        same(case, it.evaluate(case["input"]))
        assert it.evaluate(case["input"], 1)["allowed"] == (not case["denials"])
        for key in case["data"].get("routeproof", {}):
            assert it.change(["routeproof", key]) == 0
assert host.change(["routeproof", "such"]) == 3 and host.change(5) == 2 and host.change([]) == 3
assert host.change(["other", "x"], 1) == 0
print(f"abi: {len(cases)} cases in both forms, data changed path by path; heap grew by {host.heap - host.base} bytes")

# An evaluation leaves nothing behind, or what it left would be overwritten by the next input.
fresh = Host(policy)
fresh.set_data(cases[0]["data"])
before = fresh.statics()
changed = set()
for case in cases:
    fresh.set_data(case["data"])
    for entrypoint in (0, 1):
        fresh.evaluate(case["input"], entrypoint)
    # The stack may hold anything, and comes first.
    after = fresh.statics()
    changed |= {at for at in range(1 << 20, len(after)) if before[at] != after[at]}
assert len({at // 8 for at in changed}) <= 2, f"{len(changed)} bytes of statics changed: {sorted(changed)[:40]}"
print(f"abi: {len(changed)} bytes outlive an evaluation: the heap's end")

# What was read of data is kept: evaluations of any kind leave it as it is, in other instances too, and new data is seen.
by_name = {case["name"]: case for case in cases}
right, wrong = by_name["a route of the tenant"], by_name["a wrong port"]
fresh.set_data(right["data"])
long_list = [right["input"] | {"metadata": {"name": f"web-{at}", "namespace": "shop"}} for at in range(40)]
pool = [fresh, fresh.clone()]
for it in pool:
    expected = [it.evaluate(each, entrypoint) for each in (right["input"], wrong["input"]) for entrypoint in (0, 1)]
    before = bytes(it.memory.read(it.store, it.base, it.heap))
    for round in range(100):
        case = cases[round % len(cases)]
        if case["data"] == right["data"]:
            same(case, it.evaluate(case["input"]))
        assert all(said.startswith("RP") for said in it.evaluate(long_list[: round % 40]))
        again = [it.evaluate(each, entrypoint) for each in (right["input"], wrong["input"]) for entrypoint in (0, 1)]
        assert expected == again, (round, expected, again)
    after = bytes(it.memory.read(it.store, it.base, it.heap))
    # A place for each text that may be judged is empty again.
    changed = sum(one != other for one, other in zip(before, after, strict=True))
    assert changed < 18 * 256, f"{changed} bytes of what is kept changed"
    assert it.change(["routeproof", "settings"], {"profile": "kupe", "tenant": "other"}) == 0
    assert it.evaluate(right["input"])[0].startswith("RP5006 "), it.evaluate(right["input"])
    assert it.change(["routeproof", "settings"], right["data"]["routeproof"]["settings"]) == 0
    assert [it.evaluate(right["input"]), it.evaluate(wrong["input"])] == [expected[0], expected[2]]
print(f"abi: what is kept of data stays over {100 * len(pool)} rounds ({changed} bytes of emptied places), and new data is seen")
