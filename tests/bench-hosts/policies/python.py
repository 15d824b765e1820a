"""The OPA policy in Python: python python.py POLICY"""

import json
import pathlib
import sys
import time

from opapywasm import OpaWasmPolicy

given = json.loads(pathlib.Path(__file__).with_name("request.json").read_text())
request = {"uid": "1", "operation": "CREATE", "namespace": "shop", "object": given.pop("route")}
review = {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": request}
starts, requests = [], []
# This SDK compiles the policy for every instance.
for _ in range(3):
    begun = time.perf_counter()
    policy = OpaWasmPolicy.from_wasm_file(sys.argv[1])
    policy.set_data({"routeproof": given})
    starts.append(1e3 * (time.perf_counter() - begun))
for _ in range(2_200):
    begun = time.perf_counter()
    denied = policy.evaluate(review, entrypoint="routeproof/deny")
    requests.append(1e3 * (time.perf_counter() - begun))
    assert denied == [], denied
print(json.dumps({"requests": requests[200:], "starts": starts}))
