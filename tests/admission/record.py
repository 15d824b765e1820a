#!/usr/bin/env python3
"""Records what an API server sends to an admission webhook: `record.py [--out FILE]`; the README says more."""

from __future__ import annotations

import argparse
import json
import sys
import threading
import time

import cluster
import webhook
from cluster import kube, kubectl, machines
from objects import FOREIGN, GATEWAY_API, NAMESPACE, OWN, deployment, endpoints, made, pods, route, status

PORT = 26_501
# What a kubelet says of itself.
NODE = {"kubeletVersion": cluster.parts.VERSIONS["kube-apiserver"], "operatingSystem": "linux"}


class Recorder:
    """Keeps the requests of one step after the other."""

    def __init__(self) -> None:
        self.lines: list[dict] = []
        self.current: list[dict] = []
        self.lock = threading.Lock()

    def take(self, request: dict) -> dict:
        """Lets everything in, and keeps it."""
        with self.lock:
            self.current.append(request)
        return {"allowed": True}

    def step(self, name: str, do, refused_by: tuple[str, ...] = (), only: str | None = None) -> None:
        """Does something that makes a request, one of `only` where it makes others as well."""
        self.current = []
        do()
        with self.lock:
            found = [it for it in self.current if only in (None, told(it))]
        # kubectl tries `exec` by two protocols.
        assert len({(told(it), it["operation"]) for it in found}) == 1, (name, [told(it) for it in found])
        self.lines.append({"name": name, "refusedBy": list(refused_by), "request": found[0]})
        print(f"{name}: {found[0]['operation']} {told(found[0])}", file=sys.stderr)


def told(request: dict) -> str:
    """The resource of a request, with its subresource."""
    part = request.get("subResource")
    return request["resource"]["resource"] + (f"/{part}" if part else "")


def install(recorder: Recorder) -> None:
    """Makes the API server ask the recorder about everything in the tenant's namespace, and about that."""
    crt, key = webhook.certificate(cluster.RUN, "127.0.0.1")
    webhook.Server("127.0.0.1", PORT, crt, key, recorder.take)
    rules = [{"apiGroups": ["*"], "apiVersions": ["*"], "resources": ["*/*"], "operations": ["*"]}]
    hook = {
        "name": "record.routeproof.test",
        "clientConfig": webhook.client_config(crt, f"https://127.0.0.1:{PORT}/"),
        "rules": rules,
        "admissionReviewVersions": ["v1"],
        "sideEffects": "None",
        "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": NAMESPACE}},
        # What the API server writes by itself.
        "matchConditions": [{"name": "asked-by-clients", "expression": "!(request.resource.resource in ['events', 'ipaddresses', 'leases'])"}],
    }
    kube.call("POST", "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", {
        "apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingWebhookConfiguration",
        "metadata": {"name": "record"}, "webhooks": [hook],
    })

    def asked() -> bool:
        kubectl("create", "--dry-run=server", "-f", "-", given=made("v1", "ConfigMap", "probe"))
        return bool(recorder.current)

    machines.until("the webhook", asked)


def patch(kind: str, name: str, change: object, *words: str, by: str = "tenant", style: str = "merge") -> None:
    """Patches an object."""
    kubectl("patch", "-n", NAMESPACE, kind, name, f"--type={style}", "-p", json.dumps(change), *words, by=by)


def put(document: object, *words: str, by: str = "tenant") -> None:
    """`kubectl apply` of an object, or with other words."""
    kubectl(*(words or ("apply",)), "-f", "-", by=by, given=document)


def post(where: str, document: dict, by: str = "tenant") -> None:
    """Creates what kubectl has no command for."""
    kubectl("create", "--raw", where, "-f", "-", by=by, given=document)


def routes(recorder: Recorder) -> None:
    """Every way in which routes are written."""
    step, server_side = recorder.step, ("apply", "--server-side", "--force-conflicts")
    step("create", lambda: put(route("created"), "create"))
    step("create a foreign hostname", lambda: put(route("foreign", FOREIGN), "create"), ("RP5006",))
    step("apply that creates", lambda: put(route("applied")))
    step("apply that updates", lambda: put(route("applied", "api.acme.kupe.cloud")))
    step("apply a foreign hostname", lambda: put(route("applied", FOREIGN)), ("RP5006",))
    step("server-side apply that creates", lambda: put(route("merged"), *server_side))
    step("server-side apply that updates", lambda: put(route("merged", "api.acme.kupe.cloud"), *server_side))
    step("server-side apply of a foreign hostname", lambda: put(route("merged", FOREIGN), *server_side), ("RP5006",))
    step("replace", lambda: put(route("created", "api.acme.kupe.cloud"), "replace"))
    step("merge patch", lambda: patch("httproute", "created", {"spec": {"hostnames": [OWN]}}))
    step("merge patch to a foreign hostname", lambda: patch("httproute", "created", {"spec": {"hostnames": [FOREIGN]}}), ("RP5006",))
    back = [{"op": "replace", "path": "/spec/hostnames/0", "value": OWN}]
    step("JSON patch", lambda: patch("httproute", "created", back, style="json"))
    step("label", lambda: kubectl("label", "-n", NAMESPACE, "httproute", "created", "team=web", by="tenant"))
    step("dry run", lambda: put(route("dry"), "create", "--dry-run=server"))
    made_name = route("")
    made_name["metadata"] = {"namespace": NAMESPACE, "generateName": "web-"}
    step("a name that the API server makes", lambda: put(made_name, "create"))
    old = route("old") | {"apiVersion": "gateway.networking.k8s.io/v1beta1"}
    step("an older version", lambda: put(old, "create"))
    step("delete", lambda: kubectl("delete", "-n", NAMESPACE, "httproute", "old", by="tenant"))
    step("an older version of a foreign hostname", lambda: put(route("old", FOREIGN) | {"apiVersion": old["apiVersion"]}, "create"), ("RP5006",))
    step("status of a route", lambda: patch("httproute", "created", status("True"), "--subresource=status", by="gateway"))
    step("status of a route that may not come in", lambda: patch("httproute", "foreign", status("False"), "--subresource=status", by="gateway"))
    where = f"/apis/{GATEWAY_API}/namespaces/{NAMESPACE}/httproutes/created/status?fieldManager=gateway&force=true"
    step("server-side apply of a status", lambda: kube.call("PATCH", where, {"apiVersion": GATEWAY_API, "kind": "HTTPRoute", **status("True")}, kube.APPLY))


def leaving(recorder: Recorder) -> None:
    """Objects with finalizers that are deleted."""
    step, finalizers = recorder.step, ["example.com/dns"]
    put(route("leaving", FOREIGN, finalizers=[*finalizers, "example.com/other"]), "create")
    step("delete of what has finalizers", lambda: kubectl("delete", "--wait=false", "-n", NAMESPACE, "httproute", "leaving", by="tenant"))
    step("status of what leaves", lambda: patch("httproute", "leaving", status("False"), "--subresource=status", by="gateway"))
    step("a finalizer that goes", lambda: patch("httproute", "leaving", {"metadata": {"finalizers": finalizers}}, by="gateway"))
    other = {"spec": {"hostnames": ["www.other.kupe.cloud"]}}
    step("another hostname of what leaves", lambda: patch("httproute", "leaving", other), ("RP5006",))
    gone = {"metadata": {"finalizers": []}}
    step("the last finalizer that goes", lambda: patch("httproute", "leaving", gone, by="gateway"), only="httproutes")


def gateways(recorder: Recorder) -> None:
    """Other kinds of Gateway API."""
    step = recorder.step
    listener = {"name": "http", "port": 80, "protocol": "HTTP"}
    spec = {"gatewayClassName": "shared", "listeners": [listener]}
    step("a Gateway", lambda: put(made(GATEWAY_API, "Gateway", "own", spec), "create"), ("RP5012",))
    addresses = {"status": {"addresses": [{"value": "192.0.2.1"}]}}
    step("status of a Gateway", lambda: patch("gateway", "own", addresses, "--subresource=status", by="gateway"))
    listeners = {"parentRef": {"name": "external-gateway", "namespace": "kube-system"}, "listeners": [listener]}
    step("a ListenerSet", lambda: put(made(GATEWAY_API, "ListenerSet", "own", listeners), "create"), ("RP5012",))
    grant = {"from": [{"group": "gateway.networking.k8s.io", "kind": "HTTPRoute", "namespace": "other"}], "to": [{"group": "", "kind": "Service"}]}
    step("a ReferenceGrant", lambda: put(made(GATEWAY_API, "ReferenceGrant", "own", grant), "create"))
    ingress = {"defaultBackend": {"service": {"name": "web", "port": {"number": 80}}}}
    step("an Ingress", lambda: put(made("networking.k8s.io/v1", "Ingress", "own", ingress), "create"), ("RP5012",))


def workloads(recorder: Recorder) -> None:
    """Kubernetes' own kinds, with their subresources."""
    step = recorder.step
    resources = {"cpu": "8", "memory": "8Gi", "pods": "100"}
    node = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "node-1"}}
    kubectl("create", "-f", "-", given=node | {"status": {"capacity": resources, "allocatable": resources, "nodeInfo": NODE}})
    core = f"/api/v1/namespaces/{NAMESPACE}"
    ports = [{"port": 80, "targetPort": 8080}]
    step("a Service", lambda: put(made("v1", "Service", "web", {"ports": ports, "selector": {"app": "web"}})))
    step("a Service of type LoadBalancer", lambda: put(made("v1", "Service", "open", {"ports": ports, "type": "LoadBalancer"})), ("RP5013",))
    ingress = {"status": {"loadBalancer": {"ingress": [{"ip": "192.0.2.1"}]}}}
    step("status of a Service", lambda: patch("service", "open", ingress, "--subresource=status", by="controllers"))
    step("an EndpointSlice of its controller", lambda: put(endpoints("web-1"), "create", by="endpoints"))
    step("an EndpointSlice of a tenant", lambda: put(endpoints("web-2"), "create"), ("RP5019",))
    step("a Deployment", lambda: put(deployment("web", pods()), "create"))
    step("scale", lambda: kubectl("scale", "-n", NAMESPACE, "deployment", "web", "--replicas=3", by="tenant"))
    ready = {"status": {"replicas": 3}}
    step("status of a Deployment", lambda: patch("deployment", "web", ready, "--subresource=status", by="controllers"))
    step("a Deployment with hostNetwork", lambda: put(deployment("host", pods(hostNetwork=True)), "create"), ("RP5023",))
    step("a Pod", lambda: put(made("v1", "Pod", "web", pods()), "create"))
    bound = {"apiVersion": "v1", "kind": "Binding", "metadata": {"name": "web"}, "target": {"kind": "Node", "name": "node-1"}}
    step("a binding", lambda: post(f"{core}/pods/web/binding", bound, "scheduler"))
    ready = {"status": {"phase": "Running"}}
    step("status of a Pod", lambda: patch("pod", "web", ready, "--subresource=status", by="controllers"))
    debug = ("debug", "-n", NAMESPACE, "web", "-q", "--attach=false", "--profile=general")
    step("an ephemeral container", lambda: kubectl(*debug, "-c", "one", "--image=registry.example/tools:1", by="tenant"))
    size = {"spec": {"containers": [{"name": "web", "resources": {"requests": {"cpu": "2"}}}]}}
    step("resize", lambda: patch("pod", "web", size, "--subresource=resize", style="strategic"))
    controller = "--image=registry.k8s.io/ingress-nginx/controller:v1"
    step("an ephemeral container with a controller's image", lambda: kubectl(*debug, "-c", "two", controller, by="tenant"), ("RP5014",))
    connect = lambda *words: lambda: kubectl(*words, by="tenant", fails=True)
    step("exec", connect("exec", "-n", NAMESPACE, "web", "--", "true"))
    step("attach", connect("attach", "-n", NAMESPACE, "web"))
    step("port-forward", connect("port-forward", "-n", NAMESPACE, "web", "8080"))
    evicted = {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": "web", "namespace": NAMESPACE}}
    step("eviction", lambda: post(f"{core}/pods/web/eviction", evicted), only="pods/eviction")
    kubectl("create", "serviceaccount", "-n", NAMESPACE, "web")
    step("a token", lambda: kubectl("create", "token", "-n", NAMESPACE, "web", by="tenant"))
    step("deletion of all", lambda: kubectl("delete", "-n", NAMESPACE, "--raw", f"{core}/configmaps", by="tenant"), only="configmaps")


def namespaces(recorder: Recorder) -> None:
    """The tenant's Namespace itself."""
    step = recorder.step
    step("label of a Namespace", lambda: kubectl("label", "namespace", NAMESPACE, "team=web"))
    spec = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE}, "spec": {"finalizers": ["kubernetes"]}}
    where = f"/api/v1/namespaces/{NAMESPACE}/finalize"
    step("finalizers of a Namespace", lambda: kube.call("PUT", where, spec))


def inside(out: str) -> None:
    """Records, inside a network of its own."""
    recorder = Recorder()
    try:
        cluster.start()
        kubectl("create", "namespace", NAMESPACE)
        kubectl("label", "namespace", NAMESPACE, f"{cluster.TENANT_LABEL}=acme")
        kubectl("create", "configmap", "-n", NAMESPACE, "web")
        install(recorder)
        time.sleep(1)
        for part in (routes, leaving, gateways, workloads, namespaces):
            part(recorder)
    finally:
        machines.stop()
    with open(out, "w") as file:
        file.writelines(json.dumps(it, separators=(",", ":")) + "\n" for it in recorder.lines)


def main() -> None:
    """Gets the parts, then records."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--out", default=str(cluster.HERE / "recorded.jsonl"))
    reader.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = reader.parse_args()
    if options.inside:
        inside(options.out)
    else:
        cluster.isolate()


if __name__ == "__main__":
    main()
