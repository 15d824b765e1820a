"""A waPC host as a policy server is one: the guest's real interface, with a made-up cluster behind it."""

import json
import time

import wasmtime

# More fuel than any call needs.
PLENTY = 1 << 62


class Cluster:
    """Answers the host's `kubernetes` capability from a list of objects; what is not granted is refused."""

    def __init__(self, objects=(), granted=None):
        self.objects = list(objects)
        self.granted = granted
        self.asked = []

    def answer(self, capability, operation, request):
        what = (operation, request["api_version"], request["kind"])
        self.asked.append((*what, request.get("namespace"), request.get("name")))
        if self.granted is not None and what not in self.granted:
            raise PermissionError(f"policy has not been granted access to {request['api_version']}/{request['kind']}")
        found = [it for it in self.objects if (it["apiVersion"], it["kind"]) == what[1:]]
        if (capability, operation) in (("kubernetes", "list_resources_by_namespace"), ("kubernetes", "list_all_resources")):
            everywhere = operation == "list_all_resources"
            items = [it for it in found if everywhere or it["metadata"].get("namespace") == request["namespace"]]
            # As an API server has it: the items of a list do not say what they are.
            items = [{key: value for key, value in it.items() if key not in ("apiVersion", "kind")} for it in items]
            return {"apiVersion": what[1], "kind": what[2] + "List", "metadata": {}, "items": items}
        if (capability, operation) == ("kubernetes", "get_resource"):
            named = [it for it in found if it["metadata"]["name"] == request["name"]]
            if not named:
                raise LookupError(f"{request['kind']} {request['name']} not found")
            return named[0]
        raise NotImplementedError(f"unknown operation: {operation}")

    def reply(self, capability, operation, request):
        """The answer as the guest gets it: bytes for bytes."""
        return json.dumps(self.answer(capability, operation, json.loads(request))).encode()


class Policy:
    """A compiled policy, and one instance of it. With `fuel` a call counts instructions."""

    def __init__(self, path, cluster=None, fuel=False):
        config = wasmtime.Config()
        config.consume_fuel = fuel
        self.fuel = fuel
        self.engine = wasmtime.Engine(config)
        self.module = wasmtime.Module.from_file(self.engine, str(path))
        self.cluster = cluster or Cluster()
        self.start()

    def start(self):
        """Makes a new instance; says how many seconds that took."""
        begun = time.perf_counter()
        self.store = wasmtime.Store(self.engine)
        self.store.set_wasi(wasmtime.WasiConfig())
        if self.fuel:
            self.store.set_fuel(PLENTY)
        linker = wasmtime.Linker(self.engine)
        linker.define_wasi()
        integer = wasmtime.ValType.i32()
        functions = {
            "__guest_request": (2, 0, self._request),
            "__guest_response": (2, 0, lambda at, size: self._keep("response", at, size)),
            "__guest_error": (2, 0, lambda at, size: self._keep("error", at, size)),
            "__host_call": (8, 1, self._host_call),
            "__host_response_len": (0, 1, lambda: len(self.host_response)),
            "__host_response": (1, 0, lambda at: self._write(at, self.host_response)),
            "__host_error_len": (0, 1, lambda: len(self.host_error)),
            "__host_error": (1, 0, lambda at: self._write(at, self.host_error)),
            "__console_log": (2, 0, lambda at, size: print("guest:", self._read(at, size).decode())),
        }
        for name, (parameters, results, function) in functions.items():
            kind = wasmtime.FuncType([integer] * parameters, [integer] * results)
            linker.define_func("wapc", name, kind, function)
        exports = linker.instantiate(self.store, self.module).exports(self.store)
        self.memory, self.guest_call = exports["memory"], exports["__guest_call"]
        for name in ("_initialize", "_start", "wapc_init"):
            if (function := exports.get(name)) is not None:
                function(self.store)
        return time.perf_counter() - begun

    @property
    def bytes(self):
        """How much memory the guest has."""
        return self.memory.data_len(self.store)

    def call(self, operation, payload):
        """The guest's answer to `payload`, which is bytes, or something that becomes JSON."""
        self.operation = operation.encode()
        self.payload = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        self.response = self.error = b""
        if self.guest_call(self.store, len(self.operation), len(self.payload)) != 1:
            raise RuntimeError(self.error.decode())
        return json.loads(self.response)

    def _request(self, operation_at, payload_at):
        self._write(operation_at, self.operation)
        self._write(payload_at, self.payload)

    def _host_call(self, *places):
        texts = [self._read(*places[at : at + 2]) for at in range(0, 8, 2)]
        binding, capability, operation = (it.decode() for it in texts[:3])
        self.host_response = self.host_error = b""
        try:
            assert binding == "kubewarden", binding
            self.host_response = self.cluster.reply(capability, operation, texts[3])
            return 1
        except (PermissionError, LookupError, NotImplementedError) as refused:
            self.host_error = str(refused).encode()
            return 0

    def _keep(self, name, at, size):
        setattr(self, name, self._read(at, size))

    def _read(self, at, size):
        return bytes(self.memory.read(self.store, at, at + size))

    def _write(self, at, data):
        self.memory.write(self.store, data, at)
