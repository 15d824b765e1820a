"""The Kubewarden policy behind a pipe: `kubewarden.py PORT TOKEN SETTINGS GRANTED`.

Says when it is ready, then reads a request of admission a line and writes the policy's answer. What the policy looks up is asked of the API server at PORT
with the policy server's TOKEN, as far as it is GRANTED: a list of apiVersion and kind.
"""

from __future__ import annotations

import http.client
import json
import ssl
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "wasm/kubewarden/test"))

from wapc import Cluster, Policy  # noqa: E402

PLURALS = {"Namespace": "namespaces", "Service": "services", "Gateway": "gateways", "ReferenceGrant": "referencegrants"}


class Live(Cluster):
    """A cluster that an API server answers for."""

    def __init__(self, port: int, token: str, granted: "list[list[str]]") -> None:
        super().__init__()
        self.port, self.token, self.allowed = port, token, {tuple(it) for it in granted}

    def answer(self, capability: str, operation: str, request: dict) -> dict:
        """What the API server has, to somebody with this token."""
        version, kind = request["api_version"], request["kind"]
        if (version, kind) not in self.allowed:
            raise PermissionError(f"policy has not been granted access to {version}/{kind}")
        path = f"/apis/{version}" if "/" in version else f"/api/{version}"
        if request.get("namespace"):
            path += f"/namespaces/{request['namespace']}"
        path += f"/{PLURALS[kind]}" + (f"/{request['name']}" if operation == "get_resource" else "")
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, context=ssl._create_unverified_context(), timeout=10)
        connection.request("GET", path, headers={"Authorization": f"Bearer {self.token}"})
        answer = connection.getresponse()
        text = answer.read()
        if answer.status != 200:
            raise LookupError(json.loads(text)["message"])
        return json.loads(text)


def main() -> None:
    """Answers until the input ends."""
    port, token, settings, granted = sys.argv[1:]
    policy = Policy(ROOT / "dist/kubewarden/policy.wasm", Live(int(port), token, json.loads(granted)))
    print("ready", flush=True)
    for line in sys.stdin:
        answer = policy.call("validate", {"settings": json.loads(settings), "request": json.loads(line)})
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
