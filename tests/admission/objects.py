"""Objects of a tenant of Kupe Cloud."""

from __future__ import annotations

NAMESPACE = "shop"
GATEWAY_API = "gateway.networking.k8s.io/v1"
OWN, FOREIGN = "web.acme.kupe.cloud", "web.other.kupe.cloud"


def made(api_version: str, kind: str, name: str, spec: object = None, **metadata) -> dict:
    """An object of the tenant's namespace."""
    it = {"apiVersion": api_version, "kind": kind, "metadata": {"name": name, "namespace": NAMESPACE, **metadata}}
    return it | ({} if spec is None else {"spec": spec})


def route(name: str, host: str = OWN, **metadata) -> dict:
    """A route of Kupe Cloud."""
    rules = [{"backendRefs": [{"name": "web", "port": 80}]}]
    parents = [{"name": "external-gateway", "namespace": "kube-system"}]
    return made(GATEWAY_API, "HTTPRoute", name, {"parentRefs": parents, "hostnames": [host], "rules": rules}, **metadata)


def pods(image: str = "registry.example/web:1", **spec) -> dict:
    """The spec of a Pod."""
    return {"containers": [{"name": "web", "image": image, "resources": {"requests": {"cpu": "1"}}}], **spec}


def deployment(name: str, spec: dict) -> dict:
    """A Deployment of such Pods."""
    labels = {"app": name}
    return made("apps/v1", "Deployment", name, {"selector": {"matchLabels": labels}, "template": {"metadata": {"labels": labels}, "spec": spec}})


def endpoints(name: str) -> dict:
    """An EndpointSlice of the Service `web`."""
    labels = {"kubernetes.io/service-name": "web"}
    it = made("discovery.k8s.io/v1", "EndpointSlice", name, labels=labels)
    return it | {"addressType": "IPv4", "endpoints": [{"addresses": ["10.1.2.3"]}], "ports": [{"name": "", "port": 8080}]}


def status(accepted: str) -> dict:
    """What a controller says of a route."""
    condition = {"type": "Accepted", "status": accepted, "reason": "Accepted", "message": "", "lastTransitionTime": "2026-01-01T00:00:00Z"}
    parent = {"parentRef": {"name": "external-gateway", "namespace": "kube-system"}, "controllerName": "example.com/gateway", "conditions": [condition]}
    return {"status": {"parents": [parent]}}
