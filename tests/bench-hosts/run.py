#!/usr/bin/env python3
"""What the boundary of a host costs: the same 1,000 objects by the engine alone and by each host, in turns, in one run.

Needs what `tests/steps/{python,node,demo}.sh` leave behind, and `cargo build --release -p routeproof-bench-hosts`. Says
where a host costs more than it may, and fails nothing for that: a busy machine is no fault of the code.
"""

from __future__ import annotations

import json
import statistics
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOSTS = ROOT / "tests/bench-hosts/hosts"
OBJECTS, FILES, ROUNDS = 1_000, 50, 60
# How many times as long as the engine alone. To read every finding is the host's own work: said, and not limited.
MOST = {"Python, answer_json": 1.15, "Python, check": 1.15, "Node, answerJson": 1.15, "Node, check": 1.15, "Chromium": 2.5}

ROUTE = """\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: app-{n}
  namespace: team-{team}
spec:
  parentRefs:
    - name: external-gateway
      namespace: kube-system
  hostnames:
    - app-{n}.example.com
  rules:
    - matches:
        - path: {{type: PathPrefix, value: /api}}
      filters:
        - type: RequestHeaderModifier
          requestHeaderModifier: {{set: [{{name: x-app, value: app-{n}}}]}}
      backendRefs:
        - name: app-{n}
          port: 80
---
apiVersion: v1
kind: Service
metadata:
  name: app-{n}
  namespace: team-{team}
spec:
  selector: {{app: app-{n}}}
  ports:
    - {{name: http, port: {port}, targetPort: 8080}}
"""


def request() -> str:
    """Routes and their Services, a wrong port in every tenth."""
    files = []
    for file in range(FILES):
        pairs = range(file * OBJECTS // 2 // FILES, (file + 1) * OBJECTS // 2 // FILES)
        texts = (ROUTE.format(n=n, team=file, port=8080 if n % 10 == 0 else 80) for n in pairs)
        files.append({"name": f"team-{file}.yaml", "text": "---\n".join(texts)})
    return json.dumps({"inputs": {"sources": files}, "question": {"op": "check"}})


def main() -> None:
    path = ROOT / "target/bench-request.json"
    path.write_text(request(), encoding="utf-8")
    python, node = ROOT / "target/python/wheel/bin/python", ROOT / "target/node/native"
    commands = {
        "native": ([str(ROOT / "target/release/routeproof-bench-hosts"), str(path)], ROOT),
        "Python, answer_json": ([str(python), str(HOSTS / "python.py"), str(path), "answer"], ROOT),
        "Python, check": ([str(python), str(HOSTS / "python.py"), str(path), "check"], ROOT),
        "Python, read": ([str(python), str(HOSTS / "python.py"), str(path), "read"], ROOT),
        "Node, answerJson": (["node", str(HOSTS / "node.cjs"), str(path), "answer"], node),
        "Node, check": (["node", str(HOSTS / "node.cjs"), str(path), "check"], node),
        "Node, read": (["node", str(HOSTS / "node.cjs"), str(path), "read"], node),
        "Chromium": (["node", str(HOSTS / "browser.mjs"), str(path)], ROOT),
    }
    hosts = {
        name: subprocess.Popen(line, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        for name, (line, folder) in commands.items()
    }
    for each in hosts.values():
        for _ in range(5):
            turn(each)
    # Each round asks all of them, so that what disturbs the machine disturbs all alike.
    rounds = [{name: turn(each) for name, each in hosts.items()} for _ in range(ROUNDS)]
    for each in hosts.values():
        assert each.stdin is not None
        each.stdin.close()
        each.wait()
    for name in hosts:
        ratio = statistics.median(it[name] / it["native"] for it in rounds)
        milliseconds = 1000 * statistics.median(it[name] for it in rounds)
        over = ", and over it" if ratio > MOST.get(name, ratio) else ""
        limit = f"   (at most {MOST[name]}{over})" if name in MOST else ""
        print(f"{name:20} {milliseconds:7.2f} ms  {ratio:5.3f} x native{limit}")


def turn(host: subprocess.Popen[str]) -> float:
    assert host.stdin is not None and host.stdout is not None
    host.stdin.write("\n")
    return float(host.stdout.readline())


if __name__ == "__main__":
    main()
