"""The Kubewarden policy in a waPC host whose cluster refuses every look-up. `kubewarden.py POLICY REVIEWS`"""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[3] / "wasm/kubewarden/test"))
from wapc import Cluster, Policy

policy = Policy(sys.argv[1], Cluster([], granted=set()))
same, different = 0, []
for line in pathlib.Path(sys.argv[2]).read_text(encoding="utf-8").split("\n")[:-1]:
    review = json.loads(line)
    settings = json.dumps(review["settings"])
    request = f'{{"settings":{settings},"request":{{"operation":"CREATE","object":{review["object"]}}}}}'
    answer = policy.call("validate", request.encode())
    got = [] if answer["accepted"] else answer["message"].split("\n")
    if got == review["kubewarden"]:
        same += 1
    else:
        different.append(f"{review['name']}: {got}\n  wanted {review['kubewarden']}")
print(f"Kubewarden: {same} verdicts are the engine's, {len(different)} differ")
for it in different[:5]:
    print(it)
sys.exit(bool(different) or same == 0)
