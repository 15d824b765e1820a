"""A host of OPA's ABI, as the Go host calls it, with nothing but the ABI."""

import json

import wasmtime

PAGE = 65536
# More fuel than any call needs.
PLENTY = 1 << 62


class Policy:
    """A compiled policy. With `fuel` an evaluation counts instructions."""

    def __init__(self, path, fuel=False):
        config = wasmtime.Config()
        config.consume_fuel = fuel
        self.fuel = fuel
        self.engine = wasmtime.Engine(config)
        self.module = wasmtime.Module.from_file(self.engine, str(path))


class Host:
    """One instance, as a virtual machine of OPA's pool."""

    def __init__(self, policy, pages=2):
        self.policy = policy
        self.store = wasmtime.Store(policy.engine)
        if policy.fuel:
            self.store.set_fuel(PLENTY)
        self.memory = wasmtime.Memory(self.store, wasmtime.MemoryType(wasmtime.Limits(pages, None)))
        integer = wasmtime.ValType.i32()
        # What a host's memory holds at first is not known.
        self.memory.write(self.store, b"\xaa" * (pages * PAGE), 0)
        linker = wasmtime.Linker(policy.engine)
        linker.define(self.store, "env", "memory", self.memory)
        linker.define_func("env", "opa_abort", wasmtime.FuncType([integer], []), self.abort)
        self.exports = linker.instantiate(self.store, policy.module).exports(self.store)
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
        other = Host(self.policy, self.memory.size(self.store))
        assert other.base == self.base
        other.memory.write(other.store, self.memory.read(self.store, self.base, self.heap), self.base)
        other.data, other.heap = self.data, self.heap
        other.call("opa_heap_ptr_set", other.heap)
        return other

    def evaluate(self, value, entrypoint=0):
        return self.evaluate_raw(json.dumps(value).encode(), entrypoint)

    def evaluate_raw(self, raw, entrypoint=0):
        """The value of a rule for an input that is text already."""
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
