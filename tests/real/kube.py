"""A small client of the API server: JSON over HTTPS, no more than the rig needs."""

from __future__ import annotations

import http.client
import json
import re
import ssl
import threading
from pathlib import Path

PORT, TOKEN = 26443, "recording"
PLURALS = {
    "Namespace": ("api/v1", "namespaces"),
    "Service": ("api/v1", "services"),
    "Secret": ("api/v1", "secrets"),
    "ServiceAccount": ("api/v1", "serviceaccounts"),
    "ConfigMap": ("api/v1", "configmaps"),
    "Deployment": ("apis/apps/v1", "deployments"),
    "EndpointSlice": ("apis/discovery.k8s.io/v1", "endpointslices"),
    "GatewayClass": ("apis/gateway.networking.k8s.io/v1", "gatewayclasses"),
    "Gateway": ("apis/gateway.networking.k8s.io/v1", "gateways"),
    "ListenerSet": ("apis/gateway.networking.k8s.io/v1", "listenersets"),
    "HTTPRoute": ("apis/gateway.networking.k8s.io/v1", "httproutes"),
    "GRPCRoute": ("apis/gateway.networking.k8s.io/v1", "grpcroutes"),
    "TLSRoute": ("apis/gateway.networking.k8s.io/v1", "tlsroutes"),
    "BackendTLSPolicy": ("apis/gateway.networking.k8s.io/v1", "backendtlspolicies"),
    "ReferenceGrant": ("apis/gateway.networking.k8s.io/v1", "referencegrants"),
    "EnvoyProxy": ("apis/gateway.envoyproxy.io/v1alpha1", "envoyproxies"),
}
MERGE = "application/merge-patch+json"
APPLY = "application/apply-patch+yaml"
local = threading.local()


class Refused(Exception):
    """The API server's answer is an error."""


def path(kind: str, namespace: str | None = None, name: str | None = None) -> str:
    """Where objects of a kind are, or one of them."""
    group, plural = PLURALS[kind]
    middle = f"/namespaces/{namespace}" if namespace else ""
    return f"/{group}{middle}/{plural}" + (f"/{name}" if name else "")


def call(method: str, where: str, body: object = None, kind: str = "application/json") -> dict:
    """One request; each thread keeps its connection."""
    data = body if isinstance(body, (bytes, type(None))) else json.dumps(body).encode()
    try:
        status, text = send(method, where, data, kind)
    except http.client.RemoteDisconnected:
        # The server closed a connection that was idle for long.
        status, text = send(method, where, data, kind)
    if status >= 300:
        raise Refused(f"{method} {where}: {status} {text[:300]!r}")
    return json.loads(text) if text.startswith(b"{") else {}


def send(method: str, where: str, data: bytes | None, kind: str) -> tuple[int, bytes]:
    """One request on the connection of this thread."""
    if not hasattr(local, "connection"):
        trust = ssl._create_unverified_context()
        local.connection = http.client.HTTPSConnection("127.0.0.1", PORT, context=trust, timeout=60)
    try:
        local.connection.request(method, where, data, {"Authorization": f"Bearer {TOKEN}", "Content-Type": kind})
        answer = local.connection.getresponse()
        return answer.status, answer.read()
    except OSError:
        del local.connection
        raise


def create(document: dict) -> None:
    """Creates an object."""
    call("POST", path(document["kind"], document["metadata"].get("namespace")), document)


def items(kind: str, namespace: str | None = None) -> list[dict]:
    """All objects of a kind."""
    return call("GET", path(kind, namespace))["items"]


def apply_crds(files: list[Path]) -> None:
    """Applies CRDs by server-side apply, as their YAML is."""
    for file in files:
        for text in re.split(r"(?m)^---$", file.read_text()):
            # Helm's conditions stand around the documents of a chart.
            text = re.sub(r"(?m)^\{\{.*\}\}$", "", text)
            name = re.search(r"(?m)^  name: (\S+)$", text)
            kind = re.search(r"(?m)^kind: (\S+)$", text)
            if name is None or kind is None or kind[1] != "CustomResourceDefinition":
                continue
            where = f"/apis/apiextensions.k8s.io/v1/customresourcedefinitions/{name[1]}?fieldManager=rig&force=true"
            call("PATCH", where, text.encode(), APPLY)
