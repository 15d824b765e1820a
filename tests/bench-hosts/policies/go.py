"""The OPA policy in OPA's own server, or a few lines of Rego in the same: python go.py OPA BUNDLE|rego

A request is what the server says that it took: from the question, to be read, to the answer, to be written. What the
policy itself took of that is told too.
"""

import http.client
import json
import pathlib
import socket
import subprocess
import sys
import tempfile
import time

opa, bundle = sys.argv[1:]
given = json.loads(pathlib.Path(__file__).with_name("request.json").read_text())
request = {"uid": "1", "operation": "CREATE", "namespace": "shop", "object": given.pop("route")}
review = json.dumps({"input": {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": request}})
# Seconds that a server has to start.
PATIENCE = 60
REGO = """package routeproof
deny contains "not here" if input.request.namespace in {"kube-system"}
"""
with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
    data = pathlib.Path(folder, "data.json")
    data.write_text(json.dumps({"routeproof": given} if bundle != "rego" else {"known": given}))
    policy = pathlib.Path(folder, "policy.rego")
    policy.write_text(REGO)
    free.bind(("127.0.0.1", 0))
    host, port = free.getsockname()
    free.close()
    what = [str(policy)] if bundle == "rego" else ["--bundle", bundle]
    begun = time.perf_counter()
    line = [opa, "run", "--server", "--addr", f"{host}:{port}", "--log-level", "error", *what]
    server = subprocess.Popen(line)
    try:
        connection = http.client.HTTPConnection(host, port, timeout=60)

        def call(method: str, path: str, body: "str | None" = None) -> dict:
            connection.request(method, path, body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            text = answer.read()
            assert answer.status < 300, text
            return json.loads(text or "{}")

        while True:
            try:
                call("GET", "/health")
                break
            except OSError as refused:
                connection.close()
                assert server.poll() is None, "the server ended"
                if time.perf_counter() - begun > PATIENCE:
                    raise TimeoutError(f"OPA's server is not healthy after {PATIENCE} s") from refused
                time.sleep(0.01)
        if bundle != "rego":
            for key, value in given.items():
                call("PUT", f"/v1/data/routeproof/{key}", json.dumps(value))
        starts = [1e3 * (time.perf_counter() - begun)]
        requests, policies = [], []
        for _ in range(2_200):
            answer = call("POST", "/v1/data/routeproof/deny?metrics", review)
            assert answer["result"] == [], answer
            requests.append(answer["metrics"]["timer_server_handler_ns"] / 1e6)
            policies.append(answer["metrics"].get("timer_wasm_vm_eval_ns", 0) / 1e6)
    finally:
        server.terminate()
        server.wait(timeout=30)
print(json.dumps({"requests": requests[200:], "policies": policies[200:], "starts": starts}))
