"""The bundle in OPA itself: python real.py OPA BUNDLE POLICY CASES ANSWERS

Alone and beside somebody's own Rego, by `opa eval`, `opa exec` and `opa run --server`.
"""

import json
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

opa, bundle, policy, cases_path, answers_path = sys.argv[1:]
cases = json.loads(pathlib.Path(cases_path).read_text())
by_name = {case["name"]: case for case in cases}
folder = pathlib.Path(__file__).parents[1]


def run(*arguments):
    """What a command of OPA's prints, as JSON."""
    done = subprocess.run([opa, *map(str, arguments)], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, (arguments, done.stdout, done.stderr)
    return json.loads(done.stdout)


def evaluated(case, query, *arguments):
    """The value of a query with `opa eval`."""
    with tempfile.TemporaryDirectory() as temporary:
        given = pathlib.Path(temporary, "input.json")
        data = pathlib.Path(temporary, "data.json")
        given.write_text(json.dumps(case["input"]))
        data.write_text(json.dumps(case["data"]))
        more = arguments or ("-b", bundle, "-d", data)
        return run("eval", *more, "-i", given, query)["result"][0]["expressions"][0]["value"]


def starts(said, expected):
    return len(said) == len(expected) and all(it.startswith(start) for it, start in zip(sorted(said), expected))


class Server:
    """`opa run --server` with the bundle."""

    def __init__(self, *arguments):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            address = "%s:%d" % free.getsockname()
        self.url = f"http://{address}/v1/data/"
        self.known = []
        self.process = subprocess.Popen([opa, "run", "--server", "--addr", address, "--log-level", "error", *arguments])
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        for _ in range(240):
            try:
                self.opener.open(f"http://{address}/health")
                return
            except urllib.error.URLError:
                assert self.process.poll() is None, "the server ended"
                time.sleep(0.25)
        raise AssertionError("the server does not answer")

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, {"Content-Type": "application/json"}, method=method)
        with self.opener.open(request, timeout=60) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def set_data(self, data):
        """Makes `data` what the server knows. The bundle claims its rules and nothing beside them."""
        for key in self.known:
            self.call("DELETE", key)
        self.known = []
        for key, value in data.items():
            if key == "routeproof":
                self.put({f"routeproof/{part}": of for part, of in value.items()})
            else:
                self.put({key: value})

    def put(self, documents):
        for path, document in documents.items():
            self.call("PUT", path, document)
            self.known.append(path)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=30)


# `opa eval`: alone, with data beside the bundle.
alone = 0
for name in ("a route of the tenant", "a wrong port", "odd text in a message", "data of a wrong type", "null"):
    said = evaluated(by_name[name], "data.routeproof.deny")
    assert starts(said, by_name[name]["denials"]), (name, said)
    report = evaluated(by_name[name], "data.routeproof.report")
    assert sorted(report["denials"]) == sorted(said) and report["allowed"] == (not said), (name, report)
    alone += 1

# Whether the policy is armed is known without an input.
unarmed = by_name["no profile by choice"]["data"]
for name, armed in (("a route of the tenant", True), ("no profile by choice", False), ("no data", False)):
    case = by_name[name] | {"input": None}
    assert evaluated(case, "data.routeproof.armed") is armed, name
    assert evaluated(case, "data.routeproof.report.armed") is armed, name

# A set is a set: a rule may look for a member.
member = 'some it in data.routeproof.deny; startswith(it, "RP2003 ")'
assert evaluated(by_name["a wrong port"], f"[it | {member}]"), "no set"
# Input that only Rego can write.
sets = 'data.routeproof.deny with input as [{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a", "namespace": "b", "finalizers": {"example.com/a"}}, "spec": {"ports": [{"port": 80}]}}]'
assert evaluated({"input": None, "data": unarmed}, sets) == [], "a set in the input"

with tempfile.TemporaryDirectory() as temporary:
    # Beside Rego of one's own, as the README has it.
    both = pathlib.Path(temporary, "bundle")
    shutil.copytree(folder / "example", both)
    shutil.copy(policy, both / "policy.wasm")
    wrong = by_name["a wrong port"]
    said = evaluated(wrong, "data.platform", "-b", both)
    assert starts(said["deny"], ["HTTPRoute web has no owner", "RP2003 "]) and said["codes"] == ["RP2003"], said
    moving = json.loads(json.dumps(wrong))
    moving["input"]["metadata"] |= {"namespace": "old-shop", "annotations": {"example.com/owner": "x"}}
    assert evaluated(moving, "data.platform.deny", "-b", both) == []
    # `opa exec`, with both bundles.
    given = pathlib.Path(temporary, "route.json")
    given.write_text(json.dumps(wrong["input"]))
    for which, decision, expected in (
        (both, "platform/deny", ["HTTPRoute web has no owner", "RP2003 "]),
        (both, "routeproof/deny", ["RP2003 "]),
        (bundle, "routeproof/deny", by_name["no data"]["denials"]),
        (bundle, "routeproof/armed", None),
    ):
        (result,) = run("exec", "-b", which, "--decision", decision, given)["result"]
        right = result["result"] is False if expected is None else starts(result["result"], expected)
        assert right, (decision, result)
    # What the README shows.
    readme = (folder / "README.md").read_text()
    blocks = dict.fromkeys(re.findall(r"```(\w+)\n", readme))
    assert {"json", "console", "text"} <= blocks.keys(), blocks
    shown = [text for kind, text in re.findall(r"```(\w+)\n(.*?)```", readme, re.DOTALL) if kind in ("json", "text")]
    data, route, answer = json.loads(shown[0]), json.loads(shown[1]), shown[2].strip()
    assert evaluated({"input": route, "data": data}, "data.routeproof.deny") == answer.splitlines(), "README"

    with Server("-b", str(both)) as server:
        review = by_name["a review"]["input"]
        answer = server.call("POST", "platform/deny", {"input": review})["result"]
        assert starts(answer, ["HTTPRoute web has no owner", "RP2003 "]), answer

# `opa run --server`: every case whose data can be put there, data changing under it.
answers = []
with Server("-b", bundle) as server:
    for case in cases:
        if not isinstance(case["data"].get("routeproof", {}), dict):
            print(f"opa server: `{case['name']}` is asked with `opa eval` only: the bundle owns part of what it would replace")
            said = evaluated(case, "data.routeproof.deny")
        else:
            server.set_data(case["data"])
            said = server.call("POST", "routeproof/deny", {"input": case["input"]})["result"]
        answers.append({"name": case["name"], "denied": sorted(said)})
    server.set_data(cases[0]["data"])
    for call in range(1_000):
        server.call("POST", "routeproof/deny", {"input": cases[call % 3]["input"]})
        if call % 100 == 0:
            server.call("PUT", "routeproof/settings", cases[0]["data"]["routeproof"]["settings"])
    assert server.call("POST", "routeproof/deny", {"input": cases[1]["input"]})["result"], "the last answer"
pathlib.Path(answers_path).write_text(json.dumps(answers))
print(f"opa: {alone} cases and two more by eval, four by exec, {len(cases)} and 1,000 calls by server, own Rego by all")
