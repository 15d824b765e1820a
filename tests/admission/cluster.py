"""A real API server for admission, with users who are no administrators, and kubectl for each of them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.append(str(ROOT / "tests/real"))

import kube  # noqa: E402
import machines  # noqa: E402
import parts  # noqa: E402

RUN = machines.RUN
# Who sends requests: the name of the token, the user, the groups.
USERS = {
    "tenant": ("alice", "acme-developers"),
    "gateway": ("system:serviceaccount:infra:gateway-controller", "system:serviceaccounts"),
    "endpoints": ("system:serviceaccount:kube-system:endpointslice-controller", "system:serviceaccounts"),
    "controllers": ("system:kube-controller-manager", ""),
    "scheduler": ("system:kube-scheduler", ""),
    "platform": ("bob", "platform-team"),
}
TENANT_LABEL = "kupe.cloud/tenant"


def isolate() -> None:
    """Goes on in namespaces of its own, where no other program listens."""
    parts.FOLDER.mkdir(parents=True, exist_ok=True)
    parts.etcd(), parts.api_server(), parts.gateway_api_crds()
    if shutil.which("kubectl") is None:
        sys.exit("kubectl is not installed")
    words = ["unshare", "--net", "--mount", "--propagation", "private", sys.executable, *sys.argv, "--inside"]
    os.execvp("unshare", words)


def start(authorization: str = "AlwaysAllow") -> None:
    """etcd and the API server, with the CRDs of Gateway API and the users."""
    shutil.rmtree(RUN, ignore_errors=True)
    RUN.mkdir(parents=True)
    parts.run("ip", "link", "set", "lo", "up")
    # The API server needs a route to say what its address is.
    parts.run("ip", "addr", "add", f"{machines.ADDRESS}/32", "dev", "lo")
    rows = (f'{token},{user},{token},"{groups}"' for token, (user, groups) in USERS.items())
    machines.start_api_server("\n".join(rows), authorization)
    served = "/apis/gateway.networking.k8s.io/v1/httproutes"
    machines.until("Gateway API", lambda: "items" in kube.call("GET", served))


def kubectl(*words: str, by: str = kube.TOKEN, given: object = None, fails: bool = False) -> str:
    """What kubectl prints, on both of its outputs. `given` is its standard input, a text or an object."""
    text = given if isinstance(given, (str, type(None))) else json.dumps(given)
    line = ["kubectl", f"--kubeconfig={RUN}/kubeconfig", f"--token={by}", f"--cache-dir={RUN}/cache", *words]
    # The home folder's kubeconfig is another cluster's.
    environment = {**os.environ, "HOME": str(RUN)}
    done = subprocess.run(line, input=text, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment)
    if (done.returncode != 0) != fails:
        sys.exit(f"{' '.join(words)}: {'no error' if fails else done.stdout}")
    return re.sub(r"\s+\Z", "", done.stdout)
