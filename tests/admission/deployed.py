#!/usr/bin/env python3
"""Both policies as their pages deploy them, behind the webhooks of a real API server; kubectl is the tenant.

`deployed.py [--only kubewarden|opa] [--out FILE]`. The manifests are `deploy.yaml` of each policy. OPA is OPA's own server,
started as its Deployment says. In place of Kubewarden's controller and policy server stands a small one that makes the webhook
of the ClusterAdmissionPolicy and runs the built WebAssembly.
"""

from __future__ import annotations

import argparse
import base64
import http.client
import json
import re
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
from pathlib import Path

import cluster
import webhook
from cluster import ROOT, RUN, kube, kubectl, machines
from objects import FOREIGN, GATEWAY_API, OWN, deployment, endpoints, made, pods, route, status

VENV = ROOT / "target/kubewarden-venv"
PORT = 26_502
VALIDATING = "validatingwebhookconfigurations"
MUTATING = "mutatingwebhookconfigurations"
REGISTRATION = "admissionregistration.k8s.io/v1"
CONTROLLER_IMAGE = "--image=registry.k8s.io/ingress-nginx/controller:v1"


class Transcript:
    """What was done, and what kubectl answered."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.faults: list[str] = []

    def say(self, line: str) -> None:
        """A line of the record."""
        print(line, flush=True)
        self.lines.append(line)

    def step(self, title: str, do, refused: "str | None" = None) -> None:
        """Does something, which is refused with a message that has this in it, or is not refused."""
        answer = do(refused is not None)
        # What differs from one run to the next.
        answer = re.sub(r"127\.0\.0\.1:\d+|10\.96\.\d+\.\d+:\d+", "ADDRESS", answer)
        lines = [it for it in answer.splitlines() if it.strip()]
        right = refused is None or refused in answer
        if not right:
            self.faults.append(f"{title}: {refused!r} is not in {answer!r}")
        self.say(f"  {title}:")
        for line in lines[:4]:
            self.say(f"    {line[:220]}{'…' if len(line) > 220 else ''}")


def by(user: str, *words: str, given: object = None):
    """A step of kubectl's."""
    return lambda fails: kubectl(*words, by=user, given=given, fails=fails)


def put(document: dict, *words: str, user: str = "tenant"):
    """`kubectl apply` of an object, or with other words."""
    return by(user, *(words or ("apply",)), "-f", "-", given=document)


def patched(kind: str, name: str, change: dict, *words: str, user: str = "tenant"):
    """A merge patch."""
    return by(user, "patch", "-n", "shop", kind, name, "--type=merge", "-p", json.dumps(change), *words)


def in_namespace(document: dict, namespace: str) -> dict:
    """The same object elsewhere."""
    return document | {"metadata": document["metadata"] | {"namespace": namespace}}


def steps(record: Transcript, looks_up: bool) -> None:
    """What a tenant does, rightful or not."""
    step = record.step
    ports = [{"port": 80, "targetPort": 8080}]
    step("a Service", put(made("v1", "Service", "web", {"ports": ports})))
    step("a route", put(route("web")))
    step("the route, changed", put(route("web", "api.acme.kupe.cloud")))
    step("the route by server-side apply", put(route("web"), "apply", "--server-side", "--force-conflicts"))
    step("a foreign hostname", put(route("foreign", FOREIGN), "create"), "RP5006")
    step("a foreign hostname, applied", put(route("web", FOREIGN)), "RP5006")
    step("a foreign hostname by server-side apply", put(route("web", FOREIGN), "apply", "--server-side", "--force-conflicts"), "RP5006")
    step("a foreign hostname by patch", patched("httproute", "web", {"spec": {"hostnames": [FOREIGN]}}), "RP5006")
    step("a foreign hostname in an older version", put(route("old", FOREIGN) | {"apiVersion": "gateway.networking.k8s.io/v1beta1"}, "create"), "RP5006")
    step("a route in a namespace without the label", put(in_namespace(route("web"), "bare"), "create"), "RP5015")
    step("an Ingress in a namespace without the label", put(in_namespace(made("networking.k8s.io/v1", "Ingress", "web", {"defaultBackend": {"service": {"name": "web", "port": {"number": 80}}}}), "bare"), "create"), "RP5012")
    if looks_up:
        wrong = route("port")
        wrong["spec"]["rules"][0]["backendRefs"][0]["port"] = 8080
        step("a port that the Service does not have", put(wrong, "create"), "RP2003")
    step("a Service of type LoadBalancer", put(made("v1", "Service", "open", {"ports": ports, "type": "LoadBalancer"}), "create"), "RP5013")
    step("a Gateway", put(made(GATEWAY_API, "Gateway", "own", {"gatewayClassName": "shared", "listeners": [{"name": "http", "port": 80, "protocol": "HTTP"}]}), "create"), "RP5012")
    step("Istio's Gateway", put(made("networking.istio.io/v1", "Gateway", "own", {"servers": []}), "create"), "RP5012")
    step("Istio's Gateway in a version of tomorrow", put(made("networking.istio.io/v2", "Gateway", "own", {"servers": []}), "create"), "RP5012")
    step("an EndpointSlice by hand", put(endpoints("web-2"), "create"), "RP5019")
    step("an EndpointSlice of its controller", put(endpoints("web-1"), "create", user="endpoints"))
    step("a Deployment", put(deployment("web", pods()), "create"))
    step("scaled", by("tenant", "scale", "-n", "shop", "deployment", "web", "--replicas=3"))
    step("a Deployment with hostNetwork", put(deployment("host", pods(hostNetwork=True)), "create"), "RP5023")
    step("a Pod", put(made("v1", "Pod", "web", pods()), "create"))
    debug = ("debug", "-n", "shop", "web", "-q", "--attach=false", "--profile=general")
    step("an ephemeral container", by("tenant", *debug, "-c", "one", "--image=registry.example/tools:1"))
    step("an ephemeral container with a controller's image", by("tenant", *debug, "-c", "two", CONTROLLER_IMAGE), "RP5014")
    step("the status of a route, by its controller", patched("httproute", "web", status("True"), "--subresource=status", user="gateway"))
    step("a foreign hostname that came in before: its status", patched("httproute", "before", status("False"), "--subresource=status", user="gateway"))
    step("its deletion", by("tenant", "delete", "-n", "shop", "httproute", "before", "--wait=false"))
    step("its finalizer, by the controller", patched("httproute", "before", {"metadata": {"finalizers": None}}, user="gateway"))
    step("deletion of a route", by("tenant", "delete", "-n", "shop", "httproute", "web"))
    label = f"{cluster.TENANT_LABEL}=other"
    step("the tenant's label, by the tenant", by("tenant", "label", "--overwrite", "namespace", "shop", label), "assign-tenant")
    step("a Namespace with a label, by the tenant", put({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "mine", "labels": {cluster.TENANT_LABEL: "other"}}}, "create"), "assign-tenant")
    step("another label, by the tenant", by("tenant", "label", "namespace", "shop", "team=web"))
    step("the tenant's label, by an administrator", by(kube.TOKEN, "label", "--overwrite", "namespace", "pay", f"{cluster.TENANT_LABEL}=acme"))
    step("a GatewayClass, by an administrator", put({"apiVersion": GATEWAY_API, "kind": "GatewayClass", "metadata": {"name": "shared"}, "spec": {"controllerName": "example.com/gateway"}}, user=kube.TOKEN))


def outage(record: Transcript) -> None:
    """What happens while nobody answers."""
    step = record.step
    step("a route", put(route("outage"), "create"), "failed calling webhook")
    step("an EndpointSlice of its controller", put(endpoints("web-3"), "create", user="endpoints"))
    step("the status of a route", patched("httproute", "monitored", status("True"), "--subresource=status", user="gateway"))
    step("a Deployment of the platform", put(in_namespace(deployment("dns", pods()), "kube-system"), "create", user="platform"))
    step("deletion of a route", by("tenant", "delete", "-n", "shop", "httproute", "monitored"))


ISTIO = {
    "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": {"name": "gateways.networking.istio.io"},
    "spec": {
        "group": "networking.istio.io", "scope": "Namespaced", "names": {"plural": "gateways", "kind": "Gateway", "listKind": "GatewayList"},
        "versions": [
            {"name": name, "served": True, "storage": name == "v1",
             "schema": {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}}}
            for name in ("v1", "v2")
        ],
    },
}


def prepare() -> None:
    """Namespaces of tenants, what tenants may do, and a route that came in before there was a policy."""
    kubectl("create", "-f", "-", given=ISTIO)
    for name, label in {"shop": "acme", "pay": "other", "bare": None, "infra": None}.items():
        kubectl("create", "namespace", name)
        if label:
            kubectl("label", "namespace", name, f"{cluster.TENANT_LABEL}={label}")
    kubectl("create", "clusterrole", "everything", "--verb=*", "--resource=*.*")
    kubectl("create", "clusterrole", "own-namespaces", "--verb=get,create,update,patch", "--resource=namespaces")
    users = {token: name for token, (name, _) in cluster.USERS.items()}
    for name in ("shop", "pay", "bare"):
        kubectl("create", "rolebinding", "-n", name, "tenant", "--clusterrole=everything", f"--user={users['tenant']}")
    kubectl("create", "clusterrolebinding", "own-namespaces", "--clusterrole=own-namespaces", f"--user={users['tenant']}")
    for token in ("gateway", "endpoints", "platform"):
        kubectl("create", "clusterrolebinding", token, "--clusterrole=everything", f"--user={users[token]}")
    machines.until("Istio's Gateways", lambda: "items" in kube.call("GET", "/apis/networking.istio.io/v2/gateways"))
    machines.until("the tenant's rights", lambda: kubectl("get", "httproutes", "-n", "shop", by="tenant") is not None)
    kubectl("create", "-f", "-", given=route("before", FOREIGN, finalizers=["example.com/dns"]))
    gateway = made(GATEWAY_API, "Gateway", "external-gateway", {
        "gatewayClassName": "shared",
        "listeners": [{"name": "http", "port": 80, "protocol": "HTTP", "allowedRoutes": {"namespaces": {"from": "All"}}}],
    })
    kubectl("create", "-f", "-", given=in_namespace(gateway, "kube-system"))


def documents(policy: str) -> "list[dict]":
    """The manifests on the page of a policy."""
    text = (ROOT / "wasm" / policy / "deploy.yaml").read_text()
    readme = (ROOT / "wasm" / policy / "README.md").read_text()
    assert f"```yaml\n{text}```" in readme, "the page has other manifests"
    program = "import json,sys,yaml; print(json.dumps(list(yaml.safe_load_all(sys.stdin))))"
    done = subprocess.run([VENV / "bin/python", "-c", program], input=text, text=True, check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout)


def of_kind(found: "list[dict]", kind: str) -> dict:
    """The one document of a kind."""
    (it,) = (it for it in found if it["kind"] == kind)
    return it


class Kubewarden:
    """Plays Kubewarden: the webhook of a ClusterAdmissionPolicy, and a process with the policy for each mode."""

    name, looks_up = "kubewarden", True

    def __init__(self) -> None:
        self.documents = documents(self.name)
        self.policy = of_kind(self.documents, "ClusterAdmissionPolicy")
        kubectl("create", "namespace", "kubewarden")
        kubectl("create", "serviceaccount", "-n", "kubewarden", "policy-server")
        for it in self.documents:
            if it is not self.policy:
                kubectl("apply", "-f", "-", given=it)
        self.token = kubectl("create", "token", "-n", "kubewarden", "policy-server")
        self.crt, self.key = webhook.certificate(RUN, "127.0.0.1", "kubewarden")
        self.server: "webhook.Server | None" = None
        self.hook = VALIDATING
        self.lock = threading.Lock()
        self.run({})
        self.start()
        self.install(VALIDATING)

    def run(self, more: dict) -> None:
        """Starts the WebAssembly with the settings of the manifest."""
        settings = self.policy["spec"]["settings"] | more
        granted = [[it["apiVersion"], it["kind"]] for it in self.policy["spec"]["contextAwareResources"]]
        words = [VENV / "bin/python", cluster.HERE / "kubewarden.py", str(kube.PORT), self.token, json.dumps(settings), json.dumps(granted)]
        self.process = subprocess.Popen([str(it) for it in words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        machines.started.append(self.process)
        assert self.process.stdout.readline() == "ready\n"

    def judge(self, request: dict) -> dict:
        """The response of a policy server."""
        with self.lock:
            self.process.stdin.write(json.dumps(request) + "\n")
            self.process.stdin.flush()
            answer = json.loads(self.process.stdout.readline())
        if self.policy["spec"]["mode"] == "monitor":
            return {"allowed": True}
        response: dict = {"allowed": answer["accepted"], "warnings": answer["warnings"] or []}
        if not answer["accepted"]:
            response["status"] = {"code": answer["code"], "message": answer["message"]}
        if answer["mutated_object"]:
            change = [{"op": "replace", "path": "", "value": answer["mutated_object"]}]
            response |= {"patchType": "JSONPatch", "patch": base64.b64encode(json.dumps(change).encode()).decode()}
        return response

    def start(self) -> None:
        """The policy server answers."""
        self.server = webhook.Server("127.0.0.1", PORT, self.crt, self.key, self.judge)

    def install(self, kind: str) -> None:
        """The webhook that Kubewarden's controller makes of the policy."""
        spec = self.policy["spec"]
        keep = ("failurePolicy", "timeoutSeconds", "namespaceSelector", "matchConditions", "rules")
        hook = {
            "name": "clusterwide-routeproof.kubewarden.admission", "sideEffects": "None", "admissionReviewVersions": ["v1"],
            "clientConfig": webhook.client_config(self.crt, f"https://127.0.0.1:{PORT}/validate/clusterwide-routeproof"),
            **{key: spec[key] for key in keep},
        }
        named = {"apiVersion": REGISTRATION, "metadata": {"name": "clusterwide-routeproof"}, "webhooks": [hook]}
        document = named | {"kind": "ValidatingWebhookConfiguration" if kind == VALIDATING else "MutatingWebhookConfiguration"}
        kube.call("POST", f"/apis/{REGISTRATION}/{kind}", document)
        self.hook = kind

    def enforce(self) -> None:
        """What the page says after monitoring."""
        self.policy["spec"]["mode"] = "protect"

    def stop(self) -> None:
        """The policy server ends."""
        self.server.close()

    def fixes(self, record: Transcript) -> None:
        """The same policy with `mutate`."""
        self.start()
        kube.call("DELETE", f"/apis/{REGISTRATION}/{VALIDATING}/clusterwide-routeproof")
        self.process.terminate()
        self.run({"mutate": True})
        self.install(MUTATING)
        time.sleep(2)
        record.say("kubewarden, with mutate:")
        record.step("a hostname with capitals", put(route("mended", "Web.Acme.kupe.cloud"), "create"))
        shown = ("get", "-n", "shop", "httproute", "mended", "-o", "jsonpath={.spec.hostnames}")
        record.step("what the cluster has", by("tenant", *shown))
        if OWN not in kubectl(*shown):
            record.faults.append("the hostname is not mended")
        record.step("a foreign hostname with capitals", put(route("foreign", "Web.Other.kupe.cloud"), "create"), "RP500")
        self.remove()

    def remove(self) -> None:
        """Leaves nothing of it in the cluster."""
        self.server.close()
        kube.call("DELETE", f"/apis/{REGISTRATION}/{self.hook}/clusterwide-routeproof")
        for it in reversed(self.documents):
            if it is not self.policy:
                kubectl("delete", "-f", "-", given=it)


class Forwarder:
    """Plays kube-proxy: what comes to the address of a Service goes to a port of a Pod."""

    def __init__(self, address: str, port: int, target: int) -> None:
        machines.parts.run("ip", "addr", "add", f"{address}/32", "dev", "lo")
        self.target = target
        self.listener = socket.create_server((address, port))
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self) -> None:
        """Takes connections until the end."""
        while True:
            client, _ = self.listener.accept()
            try:
                pod = socket.create_connection(("127.0.0.1", self.target))
            except OSError:
                client.close()
                continue
            for one, other in ((client, pod), (pod, client)):
                threading.Thread(target=self.copy, args=(one, other), daemon=True).start()

    @staticmethod
    def copy(one: socket.socket, other: socket.socket) -> None:
        """Copies what comes until one end closes."""
        try:
            while data := one.recv(65536):
                other.sendall(data)
            other.shutdown(socket.SHUT_WR)
        except OSError:
            pass


class Opa:
    """OPA's own server, started as the kubelet would."""

    name, looks_up = "opa", False

    def __init__(self) -> None:
        self.documents = documents(self.name)
        self.volumes = RUN / "volumes"
        self.volumes.mkdir()
        service = of_kind(self.documents, "Service")["metadata"]
        address = f"{service['name']}.{service['namespace']}.svc"
        crt, key = self.volumes / "tls.crt", self.volumes / "tls.key"
        subject = ("-subj", f"/CN={address}", "-addext", f"subjectAltName=DNS:{address}")
        machines.parts.run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "365", *subject, "-keyout", key, "-out", crt)
        hook = of_kind(self.documents, "ValidatingWebhookConfiguration")["webhooks"][0]
        hook["clientConfig"]["caBundle"] = base64.b64encode(crt.read_bytes()).decode()
        self.settings = of_kind(self.documents, "ConfigMap")["data"]
        # The webhook comes last, or nothing could start the rest.
        for it in sorted(self.documents, key=lambda it: it["kind"] == "ValidatingWebhookConfiguration"):
            kubectl("apply", "-f", "-", given=it)
        bundle = ROOT / "dist/opa/routeproof.tar.gz"
        kubectl("create", "secret", "tls", "certificate", "-n", "routeproof", f"--cert={crt}", f"--key={key}")
        kubectl("create", "configmap", "policy", "-n", "routeproof", f"--from-file={bundle}")
        self.containers = of_kind(self.documents, "Deployment")["spec"]["template"]["spec"]["containers"]
        self.proxy()
        self.start()
        found = json.loads(kubectl("get", "service", "-n", "routeproof", "opa", "-o", "json"))
        port = found["spec"]["ports"][0]
        Forwarder(found["spec"]["clusterIP"], port["port"], port["targetPort"])

    def proxy(self) -> None:
        """The container that asks the API server, with the token of its account."""
        token = kubectl("create", "token", "-n", "routeproof", "opa")
        words = ["kubectl", f"--server=https://127.0.0.1:{kube.PORT}", "--insecure-skip-tls-verify", f"--token={token}", *self.containers[1]["args"]]
        machines.started.append(subprocess.Popen(words, stdout=subprocess.DEVNULL, env={"PATH": "/usr/bin:/bin", "HOME": str(RUN)}))

    def start(self) -> None:
        """The container of OPA, with its volumes."""
        settings = self.volumes / "settings"
        settings.mkdir(exist_ok=True)
        for name, text in self.settings.items():
            (settings / name).write_text(text)
        mounts = {"/certificate": self.volumes, "/policy": ROOT / "dist/opa", "/settings": settings}
        words = [re.sub(r"(^|=)(/\w+)", lambda it: it[1] + str(mounts[it[2]]), word) for word in self.containers[0]["args"]]
        with (RUN / "opa.log").open("a") as log:
            self.process = subprocess.Popen([ROOT / "target/tools/opa", *words], stdout=log, stderr=log)
        machines.started.append(self.process)
        machines.until("OPA", lambda: self.ask("GET", "/health") == 200)
        # OPA compiles the policy once more for each question that comes while another is answered.
        review = json.dumps({"request": {"uid": "1", "operation": "DELETE", "namespace": ""}})
        waiting = [threading.Thread(target=self.ask, args=("POST", "/", review)) for _ in range(4)]
        for call in (threading.Thread.start, threading.Thread.join):
            for it in waiting:
                call(it)

    def ask(self, method: str, path: str, body: "str | None" = None) -> int:
        """The status that OPA's server answers."""
        connection = http.client.HTTPSConnection("127.0.0.1", 8443, context=ssl._create_unverified_context(), timeout=60)
        connection.request(method, path, body, {"Content-Type": "application/json"})
        return connection.getresponse().status

    def enforce(self) -> None:
        """What the page says after monitoring."""
        self.settings["main.rego"] = self.settings["main.rego"].replace("enforce := false", "enforce := true")
        self.stop()
        self.start()
        for path in ("settings", "world", "complete"):
            status = self.ask("PUT", f"/v1/data/routeproof/{path}", "[]")
            assert status == 400, (path, status)

    def stop(self) -> None:
        """OPA ends."""
        self.process.terminate()
        self.process.wait(30)

    def fixes(self, record: Transcript) -> None:
        """It has none."""
        self.remove()

    def remove(self) -> None:
        """Leaves nothing of it in the cluster."""
        for it in reversed(self.documents):
            if it["kind"] != "Namespace":
                kubectl("delete", "-f", "-", given=it)


def inside(options: argparse.Namespace) -> None:
    """Deploys one policy after the other, inside a network of its own."""
    record = Transcript()
    try:
        for policy in [Kubewarden, Opa]:
            if options.only not in (None, policy.name):
                continue
            cluster.start("RBAC")
            prepare()
            deployed = policy()
            # Policies and webhooks take a moment until every part of the API server knows them.
            time.sleep(3)
            record.say(f"{policy.name}, monitoring:")
            record.step("a foreign hostname", put(route("monitored", FOREIGN), "create"))
            deployed.enforce()
            record.say(f"{policy.name}, enforcing:")
            steps(record, policy.looks_up)
            deployed.stop()
            record.say(f"{policy.name}, during an outage:")
            outage(record)
            deployed.fixes(record)
            machines.stop()
            machines.started.clear()
            record.say("")
    finally:
        machines.stop()
    if record.faults:
        sys.exit("\n".join(record.faults))
    Path(options.out).write_text("\n".join(record.lines).strip() + "\n")


def main() -> None:
    """Gets the parts, then deploys."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--only", choices=["kubewarden", "opa"])
    reader.add_argument("--out", default=str(cluster.HERE / "deployed.txt"))
    reader.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = reader.parse_args()
    if options.inside:
        inside(options)
    else:
        cluster.isolate()


if __name__ == "__main__":
    main()
