"""Starts what a recording needs, in a network of its own: etcd, the API server, Traefik, Envoy Gateway with Envoy, backends."""

from __future__ import annotations

import base64
import os
import subprocess
import time
from pathlib import Path

import kube
import parts

# EndpointSlices refuse addresses of 127/8; this one is on the loopback device of a network that only the rig has.
ADDRESS = "10.200.0.1"
BACKENDS = (12_000, 12_199)
RUN = parts.FOLDER / "run"
NAMESPACE = "envoy-gateway-system"
CONTROLLERS = {
    "traefik": "traefik.io/gateway-controller",
    "envoy-gateway": "gateway.envoyproxy.io/gatewayclass-controller",
}
ENTRY_POINTS = 20_000
KUBECONFIG = f"""\
apiVersion: v1
kind: Config
clusters: [{{name: c, cluster: {{server: "https://127.0.0.1:{kube.PORT}", insecure-skip-tls-verify: true}}}}]
users: [{{name: u, user: {{token: {kube.TOKEN}}}}}]
contexts: [{{name: x, context: {{cluster: c, user: u}}}}]
current-context: x
"""
started: list[subprocess.Popen] = []


def start(name: str, *words: object, env: dict[str, str] | None = None) -> None:
    """Starts a program that runs until the end; its messages go to a file."""
    log = (RUN / f"{name}.log").open("w")
    words = ("nice", "-n", "5", *(str(it) for it in words))
    env = {**os.environ, "KUBECONFIG": str(RUN / "kubeconfig"), **(env or {})}
    started.append(subprocess.Popen(words, stdout=log, stderr=log, cwd=RUN, env=env))


def stop() -> None:
    """Ends what was started, the last one first."""
    for it in reversed(started):
        it.terminate()
    for it in reversed(started):
        try:
            it.wait(10)
        except subprocess.TimeoutExpired:
            it.kill()


def until(what: str, ready, seconds: int = 90) -> None:
    """Waits until `ready` is true; an answer that is an error counts as not yet."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if ready():
                return
        except (OSError, kube.Refused):
            pass
        time.sleep(0.5)
    raise TimeoutError(f"{what} is not ready after {seconds} s: see {RUN}")


def start_api_server(users: str = "", authorization: str = "AlwaysAllow") -> None:
    """etcd and an API server with the CRDs of Gateway API. `users` are lines of a token file, besides an administrator."""
    client, peer = "http://127.0.0.1:23790", "http://127.0.0.1:23800"
    start("etcd", parts.etcd(), "--data-dir", RUN / "etcd", "--unsafe-no-fsync", "--listen-client-urls", client,
          "--advertise-client-urls", client, "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer,
          "--initial-cluster", f"default={peer}")
    parts.run("openssl", "genrsa", "-out", RUN / "sa.key", "2048")
    (RUN / "tokens.csv").write_text(f'{kube.TOKEN},admin,1,"system:masters"\n{users}')
    (RUN / "kubeconfig").write_text(KUBECONFIG)
    start("kube-apiserver", parts.api_server(), f"--etcd-servers={client}", f"--secure-port={kube.PORT}",
          "--bind-address=127.0.0.1", "--advertise-address=192.0.2.1", "--endpoint-reconciler-type=none",
          f"--cert-dir={RUN}/certificates", "--service-account-issuer=https://local",
          "--service-account-key-file=sa.key", "--service-account-signing-key-file=sa.key",
          "--token-auth-file=tokens.csv", f"--authorization-mode={authorization}", "--service-cluster-ip-range=10.96.0.0/12",
          "--disable-admission-plugins=ServiceAccount,NamespaceLifecycle", "--enable-priority-and-fairness=false",
          "--max-requests-inflight=0", "--max-mutating-requests-inflight=0")
    until("the API server", lambda: kube.call("GET", "/readyz") == {})
    kube.apply_crds(parts.gateway_api_crds())


def start_traefik(entry_points: int) -> None:
    """Traefik, with an entry point for every port that a listener may have."""
    lines = [
        "global: {checkNewVersion: false, sendAnonymousUsage: false}",
        "providers:",
        "  kubernetesGateway: {experimentalChannel: true, qps: -1, throttleDuration: 200ms, statusAddress: {ip: " + ADDRESS + "}}",
        "entryPoints:",
    ]
    lines += [f"  p{it}: {{address: '{ADDRESS}:{it}'}}" for it in range(ENTRY_POINTS, ENTRY_POINTS + entry_points)]
    (RUN / "traefik.yml").write_text("\n".join(lines))
    start("traefik", parts.traefik(), f"--configFile={RUN}/traefik.yml")


def start_envoy_gateway() -> None:
    """Envoy Gateway for a cluster; it reads `/certs`, so it sees a root folder of its own."""
    kube.apply_crds(parts.envoy_gateway_crds())
    kube.create({"kind": "Namespace", "apiVersion": "v1", "metadata": {"name": NAMESPACE}})
    kube.create({"kind": "ServiceAccount", "apiVersion": "v1", "metadata": {"name": "envoy-gateway", "namespace": NAMESPACE}})
    env = {**os.environ, "KUBECONFIG": f"{RUN}/kubeconfig", "ENVOY_GATEWAY_NAMESPACE": NAMESPACE}
    parts.run(parts.envoy_gateway(), "certgen", "--disable-topology-injector", env=env)
    root = RUN / "root"
    (root / "certs").mkdir(parents=True)
    for name, folder in {"envoy-gateway": root / "certs", "envoy": RUN / "envoy-certs"}.items():
        folder.mkdir(exist_ok=True)
        secret = kube.call("GET", kube.path("Secret", NAMESPACE, name))
        for key, value in secret["data"].items():
            (folder / key).write_bytes(base64.b64decode(value))
    for folder in [Path(it) for it in ("/tmp", "/proc", "/dev", "/etc", "/usr", "/lib", "/lib64")] + [parts.FOLDER]:
        inside = root / folder.relative_to("/")
        inside.mkdir(parents=True, exist_ok=True)
        parts.run("mount", "--bind", folder, inside)
    (RUN / "envoy-gateway.yaml").write_text(f"""\
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: EnvoyGateway
gateway: {{controllerName: {CONTROLLERS["envoy-gateway"]}}}
logging: {{level: {{default: warn}}}}
provider:
  type: Kubernetes
  kubernetes: {{leaderElection: {{disable: true}}, proxyTopologyInjector: {{disable: true}}, client: {{rateLimit: {{qps: 1000, burst: 2000}}}}}}
""")
    start("envoy-gateway", "chroot", root, parts.envoy_gateway(), "server", "--config-path", RUN / "envoy-gateway.yaml",
          env={"ENVOY_GATEWAY_NAMESPACE": NAMESPACE})


def start_envoy() -> None:
    """Plays the kubelet: runs the Envoy of the Deployment that Envoy Gateway wrote, and says that it is ready."""
    def deployments() -> list[dict]:
        return [it for it in kube.items("Deployment", NAMESPACE) if it["metadata"]["name"].startswith("envoy-")]

    until("the Deployment of Envoy", deployments)
    deployment = deployments()[0]
    name = deployment["metadata"]["name"]
    discovery, certificates = RUN / "sds", RUN / "envoy-certs"
    discovery.mkdir()
    for it in kube.items("ConfigMap", NAMESPACE):
        for key, value in it.get("data", {}).items():
            if key.startswith("xds-"):
                (discovery / key).write_text(value.replace("/certs/", f"{certificates}/"))
    service = f"envoy-gateway.{NAMESPACE}.svc.cluster.local"
    changes = {"$(ENVOY_POD_NAME)": "envoy-0", "$(ENVOY_SERVICE_ZONE)": "z", "/sds/": f"{discovery}/", "/certs/": f"{certificates}/",
               f"{service}.": "127.0.0.1", service: "127.0.0.1"}
    # Envoy Gateway itself has these ports.
    changes |= {f"port_value: 1900{it}": f"port_value: 1910{it}" for it in range(4)}
    words: list[str] = []
    for word in deployment["spec"]["template"]["spec"]["containers"][0]["args"]:
        for old, new in changes.items():
            word = word.replace(old, new)
        words.append(word)
    at = next(place for place, it in enumerate(words) if it.startswith("--log-level"))
    del words[at : at + (1 if "=" in words[at] else 2)]
    words = [it for it in words if not it.startswith("--cpuset-threads")]
    start("envoy", parts.envoy(), *words, "--concurrency", 1, "--base-id", 7, "--log-level", "warn",
          env={"ENVOY_POD_NAME": "envoy-0", "ENVOY_POD_NAMESPACE": NAMESPACE})
    ready = {"replicas": 1, "availableReplicas": 1, "readyReplicas": 1, "updatedReplicas": 1}
    ready["observedGeneration"] = deployment["metadata"]["generation"]
    kube.call("PATCH", kube.path("Deployment", NAMESPACE, name) + "/status", {"status": ready}, kube.MERGE)
    address = {"loadBalancer": {"ingress": [{"ip": ADDRESS}]}}
    kube.call("PATCH", kube.path("Service", NAMESPACE, name) + "/status", {"status": address}, kube.MERGE)


def certificate(name: str, *hosts: str) -> None:
    """A certificate that signs itself, and its key."""
    names = "subjectAltName=" + ",".join(f"DNS:{it}" for it in hosts)
    parts.run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "7300",
              "-subj", f"/CN={name}", "-addext", names, "-keyout", RUN / f"{name}.key", "-out", RUN / f"{name}.crt")


def start_all(implementations: list[str], entry_points: int) -> None:
    """Starts everything, with a GatewayClass for each implementation. The network is there already."""
    RUN.mkdir(parents=True)
    parts.run("ip", "link", "set", "lo", "up")
    parts.run("ip", "addr", "add", f"{ADDRESS}/32", "dev", "lo")
    certificate("gateway", "*.example.com", "*.a.example.com", "*.org")
    certificate("backend", "*.backend.test")
    start("echo", parts.python(), parts.HERE / "echo.py", ADDRESS, *BACKENDS, RUN / "backend.crt", RUN / "backend.key")
    start_api_server()
    if "traefik" in implementations:
        start_traefik(entry_points)
    if "envoy-gateway" in implementations:
        start_envoy_gateway()
        # One Envoy for all Gateways.
        kube.create({"apiVersion": "gateway.envoyproxy.io/v1alpha1", "kind": "EnvoyProxy",
                     "metadata": {"name": "merged", "namespace": NAMESPACE}, "spec": {"mergeGateways": True}})
    for it in implementations:
        spec: dict = {"controllerName": CONTROLLERS[it]}
        if it == "envoy-gateway":
            spec["parametersRef"] = {"group": "gateway.envoyproxy.io", "kind": "EnvoyProxy", "name": "merged", "namespace": NAMESPACE}
        kube.create({"apiVersion": "gateway.networking.k8s.io/v1", "kind": "GatewayClass", "metadata": {"name": it}, "spec": spec})
