"""What a request costs in the Kubewarden policy: python policies.py POLICY

A real profile, a dozen objects in the cluster, look-ups and JSON of this host included.
"""

import json
import pathlib
import statistics
import sys
import time

ROOT = pathlib.Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "wasm/kubewarden/test"))

from wapc import Cluster, Policy  # noqa: E402

world = json.loads((ROOT / "tests/bench-hosts/policies.json").read_text())
policy = Policy(sys.argv[1], Cluster(world["world"]))
starts = [policy.start() for _ in range(20)]
request = {"uid": "1", "operation": "CREATE", "namespace": "shop", "object": world["route"]}
payload = json.dumps({"settings": world["settings"], "request": request}).encode()
answer = policy.call("validate", payload)
assert answer["accepted"] and not answer["warnings"], answer
times = []
for call in range(2_200):
    begun = time.perf_counter()
    policy.call("validate", payload)
    times.append(time.perf_counter() - begun)
median = statistics.median(times[200:]) * 1e3
asked = len(policy.cluster.asked) // 2_201
print(f"Kubewarden: {median:.2f} ms a request, with {asked} look-ups (at most 1); instance start {statistics.median(starts) * 1e3:.1f} ms")
sys.exit(median > 1)
