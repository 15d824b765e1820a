"""The Kubewarden policy in a waPC host, whose look-ups and JSON are a part of it: python kubewarden.py POLICY"""

import json
import pathlib
import sys
import time

ROOT = pathlib.Path(__file__).parents[3]
sys.path.insert(0, str(ROOT / "wasm/kubewarden/test"))

from wapc import Cluster, Policy  # noqa: E402

given = json.loads(pathlib.Path(__file__).with_name("request.json").read_text())
policy = Policy(sys.argv[1], Cluster(given["world"]))
starts = [1e3 * policy.start() for _ in range(20)]
request = {"uid": "1", "operation": "CREATE", "namespace": "shop", "object": given["route"]}
payload = json.dumps({"settings": given["settings"], "request": request}).encode()
answer = policy.call("validate", payload)
assert answer["accepted"] and not answer["warnings"], answer
requests = []
for _ in range(2_200):
    begun = time.perf_counter()
    policy.call("validate", payload)
    requests.append(1e3 * (time.perf_counter() - begun))
print(json.dumps({"requests": requests[200:], "starts": starts}))
