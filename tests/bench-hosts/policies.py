#!/usr/bin/env python3
"""What a request costs in each policy, and what it takes to start one: a real profile, a dozen objects known.

Needs what `tests/steps/kubewarden.sh` and `tests/steps/opa.sh` leave behind. Says where a request costs more than it may,
and fails nothing for that: a busy machine is no fault of the code.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOSTS = ROOT / "tests/bench-hosts/policies"
MOST = 1.0

opa, policy, bundle = "target/tools/opa", "dist/opa/policy.wasm", "dist/opa/routeproof.tar.gz"
COMMANDS = {
    "Kubewarden": ["target/kubewarden-venv/bin/python", HOSTS / "kubewarden.py", "dist/kubewarden/policy.wasm"],
    "OPA, Node": ["node", HOSTS / "node.mjs", policy],
    "OPA, Python": ["target/opa-venv/bin/python", HOSTS / "python.py", policy],
    "OPA, Go server": [sys.executable, HOSTS / "go.py", opa, bundle],
}
# What that server takes for a policy of one line.
FREE = {"OPA, Go server, Rego": [sys.executable, HOSTS / "go.py", opa, "rego"]}


def main() -> None:
    for name, line in {**COMMANDS, **FREE}.items():
        done = subprocess.run(line, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
        told = json.loads(done.stdout)
        request, start = statistics.median(told["requests"]), statistics.median(told["starts"])
        over = ", and over it" if request > MOST else ""
        limit = f"   (at most {MOST:g}{over})" if name in COMMANDS else ""
        policy = statistics.median(told.get("policies", [0]))
        share = f", {policy:.3f} the policy's own" if policy else ""
        print(f"{name:20} {request:6.3f} ms a request{share}{limit}   starts in {start:.1f} ms")


if __name__ == "__main__":
    main()
