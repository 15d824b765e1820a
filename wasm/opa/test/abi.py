"""The policy by OPA's ABI alone, as the Go host calls it: python abi.py POLICY CASES

The SDKs use a part of it only: here data changes path by path, and the memory is looked at.
"""

import json
import pathlib
import sys

import wasmtime

module = wasmtime.Module.from_file(engine := wasmtime.Engine(), sys.argv[1])
cases = json.loads(pathlib.Path(sys.argv[2]).read_text())
PAGE = 65536


class Host:
    """One instance, as a virtual machine of OPA's pool."""

    def __init__(self, pages=2):
        self.store = wasmtime.Store(engine)
        self.memory = wasmtime.Memory(self.store, wasmtime.MemoryType(wasmtime.Limits(pages, None)))
        integer = wasmtime.ValType.i32()
        # What a host's memory holds at first is nobody's business.
        self.memory.write(self.store, b"\xaa" * (pages * PAGE), 0)
        linker = wasmtime.Linker(engine)
        linker.define(self.store, "env", "memory", self.memory)
        linker.define_func("env", "opa_abort", wasmtime.FuncType([integer], []), self.abort)
        self.exports = linker.instantiate(self.store, module).exports(self.store)
        assert [self.exports[f"opa_wasm_abi_{it}"].value(self.store) for it in ("version", "minor_version")] == [1, 3]
        self.call("opa_malloc", 0)
        self.base = self.call("opa_heap_ptr_get")
        self.data, self.heap = 0, self.base

    def abort(self, message):
        raise RuntimeError(self.text(message))

    def call(self, name, *arguments):
        return self.exports[name](self.store, *arguments)

    def text(self, at):
        data = self.memory.read(self.store, at, self.memory.data_len(self.store))
        return bytes(data[: data.index(0)]).decode()

    def value(self, value):
        """The address of a value."""
        raw = json.dumps(value).encode()
        at = self.call("opa_malloc", len(raw))
        self.memory.write(self.store, raw, at)
        address = self.call("opa_value_parse", at, len(raw))
        self.call("opa_free", at)
        return address

    def set_data(self, data):
        self.call("opa_heap_stash_clear")
        self.call("opa_heap_ptr_set", self.base)
        self.data = self.value(data)
        self.call("opa_heap_blocks_stash")
        self.heap = self.call("opa_heap_ptr_get")

    def change(self, path, *value):
        """Sets what is at a path, or removes it; says how that went."""
        self.call("opa_heap_ptr_set", self.heap)
        self.call("opa_heap_blocks_restore")
        new = [self.value(it) for it in value]
        path = self.value(path)
        done = self.call("opa_value_add_path" if new else "opa_value_remove_path", self.data, path, *new)
        self.call("opa_value_free", path)
        self.call("opa_heap_blocks_stash")
        self.heap = self.call("opa_heap_ptr_get")
        return done

    def clone(self):
        """Another instance with the same data, copied as it lies in the memory."""
        other = Host(self.memory.size(self.store))
        assert other.base == self.base
        other.memory.write(other.store, self.memory.read(self.store, self.base, self.heap), self.base)
        other.data, other.heap = self.data, self.heap
        other.call("opa_heap_ptr_set", other.heap)
        return other

    def evaluate(self, value, entrypoint=0):
        raw = json.dumps(value).encode()
        missing = self.heap + len(raw) - self.memory.data_len(self.store)
        if missing > 0:
            self.memory.grow(self.store, -(-missing // PAGE))
        self.memory.write(self.store, raw, self.heap)
        answer = self.call("opa_eval", 0, entrypoint, self.data, self.heap, len(raw), self.heap + len(raw), 0)
        return json.loads(self.text(answer))[0]["result"]

    def evaluate_in_steps(self, value):
        """As hosts of the first version do it."""
        self.call("opa_heap_ptr_set", self.heap)
        context = self.call("opa_eval_ctx_new")
        self.call("opa_eval_ctx_set_input", context, self.value(value))
        self.call("opa_eval_ctx_set_data", context, self.data)
        self.call("opa_eval_ctx_set_entrypoint", context, 0)
        assert self.call("eval", context) == 0
        return json.loads(self.text(self.call("opa_json_dump", self.call("opa_eval_ctx_get_result", context))))[0]["result"]

    def statics(self):
        """Everything below the heap."""
        return bytes(self.memory.read(self.store, 0, self.base))


def same(case, said):
    assert len(said) == len(case["denials"]), (case["name"], said)
    assert all(it.startswith(start) for it, start in zip(said, case["denials"])), (case["name"], said)


host = Host()
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
fresh = Host()
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
