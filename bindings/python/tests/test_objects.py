"""Objects as PyYAML and the kubernetes client hand them out."""

from __future__ import annotations

import datetime
import sys
from typing import Any

import pytest
import yaml
from conftest import ROUTE
from kubernetes import client

import routeproof
from routeproof._objects import manifests, text

ATTRIBUTES = {key: attribute for attribute, key in client.V1ServiceSpec.attribute_map.items()}
UTC = datetime.timezone.utc


def service(**fields: Any) -> Any:
    meta = client.V1ObjectMeta(
        name="api",
        namespace="web",
        creation_timestamp=datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
        labels={"app_name": "api", "a/b_c": "d"},
    )
    spec = client.V1ServiceSpec(
        cluster_ip="10.0.0.1",
        # Its name was another one in earlier releases.
        **{ATTRIBUTES["externalIPs"]: ["1.2.3.4"]},
        selector={"match_labels": "x"},
        ports=[client.V1ServicePort(port=80, target_port=8080)],
    )
    return client.V1Service(metadata=meta, spec=spec, **fields)


EXPECTED = {
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {
        "name": "api",
        "namespace": "web",
        "creationTimestamp": "2026-01-02T03:04:05Z",
        "labels": {"app_name": "api", "a/b_c": "d"},
    },
    "spec": {
        "clusterIP": "10.0.0.1",
        "externalIPs": ["1.2.3.4"],
        "selector": {"match_labels": "x"},
        "ports": [{"port": 80, "targetPort": 8080}],
    },
}


def as_json(value: Any) -> Any:
    import json

    return json.loads(text(value, "it"))


def test_models_of_the_kubernetes_client() -> None:
    whole = service(api_version="v1", kind="Service")
    assert as_json(whole) == EXPECTED
    assert as_json(whole.to_dict()) == EXPECTED
    sanitized = as_json(client.ApiClient().sanitize_for_serialization(whole))
    assert sanitized["metadata"].pop("creationTimestamp").startswith("2026-01-02T03:04:05")
    assert sanitized["spec"] == EXPECTED["spec"]
    # In a list, the client leaves out what each item is.
    assert as_json(service()) == EXPECTED
    items = client.V1ServiceList(items=[service()], api_version="v1", kind="ServiceList")
    assert as_json(items)["items"] == [EXPECTED]
    assert as_json(items.to_dict())["items"] == [EXPECTED]
    slice_ = client.V1EndpointSlice(address_type="IPv4", endpoints=[], metadata=client.V1ObjectMeta(name="a"))
    assert as_json(slice_)["apiVersion"] == "discovery.k8s.io/v1"
    pod = client.V1Pod(metadata=client.V1ObjectMeta(name="a"), spec=client.V1PodSpec(containers=[]))
    assert as_json(pod)["kind"] == "Pod"


def test_what_the_client_returns_is_checked() -> None:
    services = client.V1ServiceList(items=[service()], api_version="v1", kind="ServiceList")
    routes = {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRouteList", "items": [yaml.safe_load(ROUTE)]}
    for manifests in ([services, routes], [services.items[0], routes], [services.to_dict(), routes]):
        report = routeproof.check(manifests)
        assert [it.message for it in report if it.severity == "error"] == ["Service `web/api` has no port 8080"]
        assert report.summary.objects == 2
    assert routeproof.verify([services, routes])[0].object.name == "shop"


def test_dicts_of_a_client_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    snake = service(api_version="v1", kind="Service").to_dict()
    with pytest.raises(routeproof.RouteproofError, match="knows no v1 Nothing"):
        routeproof.check({**snake, "kind": "Nothing"})
    with pytest.raises(routeproof.RouteproofError, match="does not say its kind"):
        routeproof.check(service().to_dict())
    monkeypatch.setitem(sys.modules, "kubernetes.client", None)
    with pytest.raises(routeproof.RouteproofError, match="that client is not installed"):
        routeproof.check(snake)


def test_pyyaml() -> None:
    loaded = yaml.safe_load("{when: 2026-01-02, at: 2026-01-02T03:04:05Z, on: 1, 2: b, x: !!binary aGk=, f: 1.5, n: null}")
    assert as_json(loaded) == {
        "when": "2026-01-02",
        "at": "2026-01-02T03:04:05Z",
        "true": 1,
        "2": "b",
        "x": "aGk=",
        "f": 1.5,
        "n": None,
    }
    anchored = yaml.safe_load("a: &x {b: 1}\nc: *x\n")
    assert as_json(anchored) == {"a": {"b": 1}, "c": {"b": 1}}
    assert manifests(yaml.safe_load_all("---\n---\na: 1\n"))[0][0].startswith("objects[")


def test_other_objects_that_have_to_dict() -> None:
    class Dynamic:
        def to_dict(self) -> dict[str, Any]:
            return EXPECTED

    assert as_json(Dynamic()) == EXPECTED
    with pytest.raises(TypeError):
        routeproof.check(Dynamic)
