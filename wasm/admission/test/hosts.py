"""Both policies as their hosts run them, with instructions counted: the same question goes to either."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT / "wasm/kubewarden/test"), str(ROOT / "wasm/opa/test")]

import host as opa  # noqa: E402
import wapc  # noqa: E402

SETTINGS = {"profile": "kupe", "tenant": "acme", "customDomains": ["shop.example.com"]}
SERVICE = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web", "namespace": "shop"}, "spec": {"ports": [{"port": 80}]}}

LISTENER = {"name": "http", "port": 80, "protocol": "HTTP", "allowedRoutes": {"namespaces": {"from": "All"}}}
GATEWAY = {
    "apiVersion": "gateway.networking.k8s.io/v1", "kind": "Gateway", "metadata": {"name": "external-gateway", "namespace": "kube-system"},
    "spec": {"gatewayClassName": "shared", "listeners": [LISTENER]},
}


@dataclass
class Cost:
    """What an answer took: instructions, milliseconds, and the memory that the policy then has, in MiB."""

    fuel: int
    time: float
    memory: float


class Kubewarden:
    """The policy in a waPC host. The cluster has one Service and the platform's Gateway."""

    name = "Kubewarden"

    def __init__(self, settings: dict) -> None:
        self.settings = json.dumps(settings)
        self.policy = wapc.Policy(ROOT / "dist/kubewarden/policy.wasm", wapc.Cluster([SERVICE, GATEWAY]), fuel=True)

    def start(self) -> None:
        """Begins anew, with the least memory."""
        self.policy.start()

    def ask(self, request: str) -> "tuple[list[str], Cost]":
        """What denies a request, which is JSON."""
        payload = f'{{"settings":{self.settings},"request":{request}}}'.encode(errors="surrogatepass")
        before, begun = self.policy.store.get_fuel(), time.perf_counter()
        answer = self.policy.call("validate", payload)
        took = 1e3 * (time.perf_counter() - begun)
        fuel = before - self.policy.store.get_fuel()
        denials = (answer["message"] or "").splitlines()
        assert answer["accepted"] == (not denials), answer
        return denials, Cost(fuel, took, self.policy.bytes / 2**20)


class Opa:
    """The policy by OPA's ABI. Its data has the same Service."""

    name = "OPA"

    def __init__(self, settings: dict) -> None:
        self.policy = opa.Policy(ROOT / "dist/opa/policy.wasm", fuel=True)
        self.data = {"routeproof": {"settings": settings, "world": [SERVICE], "complete": [{"kind": "Service", "namespace": "shop"}]}}
        self.start()

    def start(self) -> None:
        """Begins anew, with the least memory."""
        self.host = opa.Host(self.policy)
        self.host.set_data(self.data)

    def ask(self, request: str) -> "tuple[list[str], Cost]":
        """What denies a request, which is JSON."""
        review = f'{{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{request}}}'
        raw = review.encode(errors="surrogatepass")
        before, begun = self.host.store.get_fuel(), time.perf_counter()
        denials = self.host.evaluate_raw(raw)
        took = 1e3 * (time.perf_counter() - begun)
        fuel = before - self.host.store.get_fuel()
        return denials, Cost(fuel, took, self.host.memory.data_len(self.host.store) / 2**20)


def request(obj: str, operation: str = "CREATE", old: str = "null", **more) -> str:
    """The request of a review, as JSON, for an object that is JSON."""
    known = {"uid": "1", "namespace": "shop", "operation": operation, "userInfo": {"username": "alice"}, **more}
    return f'{json.dumps(known)[:-1]},"object":{obj},"oldObject":{old}}}'
