"""The Kubewarden policy in a waPC host, whose calls are a part of it: python kubewarden.py POLICY

The host looks everything up once, as a policy server does, which keeps what it found in the cluster.
"""

import json
import pathlib
import sys
import time

ROOT = pathlib.Path(__file__).parents[3]
sys.path.insert(0, str(ROOT / "wasm/kubewarden/test"))

from wapc import Cluster, Policy  # noqa: E402

class Kept(Cluster):
    """A cluster that is asked the same question once."""

    def __init__(self, objects):
        super().__init__(objects)
        self.kept = {}

    def reply(self, *what):
        if what not in self.kept:
            self.kept[what] = super().reply(*what)
        return self.kept[what]


given = json.loads(pathlib.Path(__file__).with_name("request.json").read_text())
policy = Policy(sys.argv[1], Kept(given["world"]))
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
