#!/usr/bin/env python3
"""Asks real implementations: random tables go to Traefik and to Envoy Gateway with Envoy, and their statuses and answers to a
file. `record.py [--tables N] [--seed N] [--only IMPLEMENTATION] [--out FILE]`; the README says more."""

from __future__ import annotations

import argparse
import base64
import copy
import gzip
import json
import os
import re
import shutil
import socket
import ssl
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import kube
import machines
import parts
import tables

# What an implementation gets for its own: the end of its namespaces, and its first port.
OWN = {"traefik": ("t", machines.ENTRY_POINTS), "envoy-gateway": ("e", 30_000)}
PORTS_OF_TABLE = 3
WITH_STATUS = ("Gateway", "ListenerSet", "HTTPRoute")
# What a client or an implementation adds by itself.
COMMON = re.compile(r"(?i)accept-encoding|connection|content-length|host|user-agent|traceparent|x-forwarded-.*|x-real-ip|x-request-id|x-envoy-.*")
SETTLE = 8
# Envoy Gateway sends one domain twice for several listeners of one port, and Envoy then takes no update at all. Traefik knows
# no ListenerSets.
LEFT_OUT = {"traefik": ["listener-set"], "envoy-gateway": ["isolated"]}


class Copy:
    """A table as one implementation gets it: with namespaces, ports and backends of its own."""

    def __init__(self, table: dict, place: int, implementation: str) -> None:
        self.table, self.implementation = table, implementation
        ending, first = OWN[implementation]
        self.ending = f"-{table['id']}{ending}"
        self.next_port = first + PORTS_OF_TABLE * place
        self.ports: dict[tuple[str, int], int] = {}
        self.objects = [self.object(copy.deepcopy(it)) for it in table["objects"]]

    def port(self, gateway: str, port: int) -> int:
        """The real port of a listener."""
        if (gateway, port) not in self.ports:
            self.ports[gateway, port] = self.next_port
            self.next_port += 1
        return self.ports[gateway, port]

    def object(self, it: dict) -> dict:
        """An object, changed in place."""
        metadata, spec = it["metadata"], it.get("spec", {})
        service = f"{metadata['namespace']}/{metadata.get('labels', {}).get('kubernetes.io/service-name')}"
        metadata["namespace"] += self.ending
        metadata.pop("creationTimestamp", None)
        gateway = spec.get("parentRef", metadata)["name"]
        for listener in spec.get("listeners", []):
            listener["port"] = self.port(gateway, listener["port"])
        if it["kind"] == "Gateway":
            spec["gatewayClassName"] = self.implementation
        references = spec.get("parentRefs", []) + spec.get("from", []) if isinstance(spec, dict) else []
        references += [backend for rule in spec.get("rules", []) for backend in rule.get("backendRefs", [])]
        for reference in references:
            if "namespace" in reference:
                reference["namespace"] += self.ending
        if it["kind"] == "EndpointSlice":
            it["ports"][0]["port"] = backend_port(service)
            for endpoint in it["endpoints"]:
                endpoint["addresses"] = [machines.ADDRESS]
        return it

    def names(self) -> list[tuple[str, str, str]]:
        """The objects that get a status."""
        all_of = ((it["kind"], it["metadata"]["namespace"], it["metadata"]["name"]) for it in self.objects)
        return [it for it in all_of if it[0] in WITH_STATUS]

    def ask(self, request: dict) -> dict:
        """What becomes of a request."""
        port = self.ports[request["gateway"], request["port"]]
        answer = answer_of(port, request)
        if "location" in answer:
            # The real port stands for the one of the table, which no `Location` has where the scheme stands for it.
            well_known = {"http": 80, "https": 443}[answer["location"].partition(":")[0]]
            told = "" if request["port"] == well_known else f":{request['port']}"
            answer["location"] = answer["location"].replace(f":{port}", told)
        outcomes: dict[str, int] = {}
        for _ in range(request.get("repeat", 0)):
            it = answer_of(port, request)
            name = it.get("backend") or str(it.get("status"))
            outcomes[name] = outcomes.get(name, 0) + 1
        return answer | ({"outcomes": outcomes} if len(outcomes) > 1 else {})

    def status(self, live: dict) -> list[dict]:
        """The statuses of its objects, as the table names things."""
        return [status_of(name, live[name]["status"], self.ending) for name in self.names() if "status" in live.get(name, {})]


def backend_port(service: str) -> int:
    """The port of the backend that stands behind a Service: `NAMESPACE/NAME`."""
    namespace, name = service.split("/")
    first, _ = machines.BACKENDS
    names = [*tables.SERVICES, "far"]
    return first + names.index(name) + (100 if namespace == "other" else 0)


BACKENDS = {backend_port(f"{namespace}/{name}"): f"{namespace}/{name}" for namespace in ("app", "other") for name in [*tables.SERVICES, "far"]}


def answer_of(port: int, request: dict) -> dict:
    """One request over HTTP/1.1, just as it is written."""
    try:
        connection = socket.create_connection((machines.ADDRESS, port), timeout=4)
        if request.get("scheme") == "https":
            trust = ssl.create_default_context()
            trust.check_hostname, trust.verify_mode = False, ssl.CERT_NONE
            connection = trust.wrap_socket(connection, server_hostname=request["sni"])
        with connection:
            lines = [f"{request['method']} {request['path']} HTTP/1.1", f"Host: {request['host']}", "Connection: close"]
            lines += [f"{name}: {value}" for name, value in request["headers"]]
            connection.sendall("\r\n".join([*lines, "", ""]).encode())
            return read(connection.makefile("rb"), request["method"])
    except (OSError, ssl.SSLError, ValueError, IndexError) as error:
        return {"error": type(error).__name__}


def read(file, method: str) -> dict:
    """The parts of a response that matter."""
    made: dict = {"status": int(file.readline().split()[1])}
    headers = []
    while (line := file.readline().decode("latin1").strip()):
        name, _, value = line.partition(":")
        headers.append((name.lower(), value.strip()))
    known = dict(headers)
    if "location" in known:
        made["location"] = known["location"]
    if "x-echo" not in known:
        return made
    made["response"] = sorted([name, value] for name, value in headers if name in ("x-new", "x-old"))
    if method == "HEAD":
        return made | {"backend": "?"}
    size = int(known["content-length"]) if "content-length" in known else None
    body = file.read(size) if size is not None else file.read()
    seen = json.loads(body[body.index(b"{") : body.rindex(b"}") + 1])
    hosts = [value for name, value in seen["headers"] if name.lower() == "host"]
    kept = [[name.lower(), value] for name, value in seen["headers"] if not COMMON.fullmatch(name)]
    return made | {"backend": BACKENDS[seen["port"]], "path": seen["path"], "host": hosts[0], "headers": sorted(kept, key=lambda it: it[0])}


def condition(it: dict) -> str:
    """`Accepted=True Accepted`."""
    return f"{it['type']}={it['status']} {it['reason']}"


def status_of(name: tuple[str, str, str], status: dict, ending: str) -> dict:
    """A status without messages and times, with the names of the table."""
    kind, namespace, own = name
    conditions = lambda it: sorted(condition(one) for one in it.get("conditions", []))
    made: dict = {"object": f"{kind} {namespace.removesuffix(ending)}/{own}"}
    if kind == "HTTPRoute":
        made["parents"] = []
        for it in status.get("parents", []):
            parent = it["parentRef"]
            names = [parent.get("kind", "Gateway"), parent["name"], parent.get("sectionName", "")]
            made["parents"].append(["/".join(names), *conditions(it)])
        return made
    made["conditions"] = conditions(status)
    made["listeners"] = [[it["name"], it["attachedRoutes"], *conditions(it)] for it in status.get("listeners", [])]
    return made


def certificate() -> dict:
    """A Secret with a certificate that a listener can use."""
    key, text = machines.RUN / "tls.key", machines.RUN / "tls.crt"
    names = "subjectAltName=DNS:*.example.com,DNS:*.a.example.com,DNS:*.org"
    parts.run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "7300",
              "-subj", "/CN=example.com", "-addext", names, "-keyout", key, "-out", text)
    data = {"tls.crt": text, "tls.key": key}
    encoded = {name: base64.b64encode(it.read_bytes()).decode() for name, it in data.items()}
    return {"apiVersion": "v1", "kind": "Secret", "type": "kubernetes.io/tls", "metadata": {"name": "certificate", "namespace": "app"}, "data": encoded}


def live(copies: list[Copy]) -> dict:
    """The objects of all copies, by kind, namespace and name."""
    wanted = {name for it in copies for name in it.names()}
    found = {}
    for kind in WITH_STATUS:
        for it in kube.items(kind):
            name = (kind, it["metadata"]["namespace"], it["metadata"]["name"])
            if name in wanted:
                found[name] = it
    return found


def is_told(name: tuple[str, str, str], it: dict) -> bool:
    """Whether a controller wrote the status. A ListenerSet that no Gateway allows may never get one."""
    status = it.get("status", {})
    return name[0] == "ListenerSet" or bool(status.get("parents") if name[0] == "HTTPRoute" else status.get("listeners"))


def create_all(copies: list[Copy], pool: ThreadPoolExecutor) -> None:
    """Creates all objects; routes more than a second apart, so that their creation times are in order."""
    refused: list[str] = []

    def create(it: dict) -> None:
        try:
            kube.create(it)
        except kube.Refused as error:
            refused.append(str(error))

    spaces = sorted({it["metadata"]["namespace"] for each in copies for it in each.objects})
    list(pool.map(create, [{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": it}} for it in spaces]))
    list(pool.map(create, [it for each in copies for it in each.objects if it["kind"] != "HTTPRoute"]))
    for place in range(4):
        routes = [[it for it in each.objects if it["kind"] == "HTTPRoute"] for each in copies]
        list(pool.map(create, [it[place] for it in routes if place < len(it)]))
        time.sleep(1.2)
    if refused:
        raise SystemExit("\n".join(refused[:10]))


def wait_for_statuses(copies: list[Copy]) -> None:
    """Waits until every object has its status, or nothing has changed for long: some never get one."""
    known, since = None, time.monotonic()
    while time.monotonic() - since < 3 * SETTLE:
        found = live(copies)
        missing = [name for each in copies for name in each.names() if not is_told(name, found.get(name, {}))]
        if missing != known:
            known, since = missing, time.monotonic()
        if not missing:
            break
        time.sleep(1)
    if known:
        print(f"{len(known)} objects without a status: {known[:5]}", file=sys.stderr)
    time.sleep(SETTLE)


def record(all_tables: list[dict], implementations: list[str]) -> None:
    """Asks the implementations, and puts what they say into the tables."""
    copies = [Copy(table, place, it) for place, table in enumerate(all_tables) for it in implementations
              if table["listeners"] not in LEFT_OUT[it]]
    with ThreadPoolExecutor(12) as pool:
        create_all(copies, pool)
        wait_for_statuses(copies)
        found = live(copies)
        for it in copies:
            it.table[it.implementation] = {"answers": [], "status": it.status(found)}
        jobs = [(it, request) for it in copies for request in it.table["requests"]]
        ask = lambda job: job[0].ask(job[1])
        first, second = list(pool.map(ask, jobs)), list(pool.map(ask, jobs))
    unstable = 0
    for (it, _), one, other in zip(jobs, first, second):
        same = "outcomes" in one or one == other
        unstable += not same
        it.table[it.implementation]["answers"].append(one if same else {"unstable": [one, other]})
    print(f"{len(jobs)} requests, {unstable} with another answer the second time", file=sys.stderr)


def inside(options: argparse.Namespace) -> None:
    """Records, inside a network and a mount namespace of its own."""
    implementations = [options.only] if options.only else list(OWN)
    shutil.rmtree(machines.RUN, ignore_errors=True)
    try:
        machines.start_all(implementations, PORTS_OF_TABLE * options.tables)
        if "envoy-gateway" in implementations:
            listeners = [{"name": "http", "port": 29_999, "protocol": "HTTP"}]
            spec = {"gatewayClassName": "envoy-gateway", "listeners": listeners}
            kube.create(tables.made_of("Gateway", "keeper", machines.NAMESPACE, spec))
            machines.start_envoy()
        secret = certificate()
        all_tables = [tables.table(f"{options.seed}-{it}", options.seed * 100_000 + it, secret) for it in range(options.tables)]
        record(all_tables, implementations)
        if os.environ.get("KEEP"):
            input("press enter to end")
    finally:
        machines.stop()
    lines = [json.dumps({"versions": parts.VERSIONS})] + [json.dumps(it, separators=(",", ":")) for it in all_tables]
    with gzip.GzipFile(options.out, "wb", compresslevel=9, mtime=0) as file:
        file.write("\n".join(lines).encode() + b"\n")


def main() -> None:
    """Gets the parts, then goes on in namespaces of its own, where no other program listens."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--tables", type=int, default=400)
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--only", choices=list(OWN))
    reader.add_argument("--out", default=str(parts.HERE / "recorded.jsonl.gz"))
    reader.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = reader.parse_args()
    if options.inside:
        inside(options)
        return
    parts.FOLDER.mkdir(parents=True, exist_ok=True)
    parts.etcd(), parts.wheels(), parts.api_server(), parts.gateway_api_crds()
    if options.only != "traefik":
        parts.envoy_gateway(), parts.envoy_gateway_crds()
    os.execvp("unshare", ["unshare", "--net", "--mount", "--propagation", "private", sys.executable, *sys.argv, "--inside"])


if __name__ == "__main__":
    main()
