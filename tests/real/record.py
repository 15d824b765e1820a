#!/usr/bin/env python3
"""Asks real implementations: random tables go to Traefik and to Envoy Gateway with Envoy, and their statuses and answers to a
file. `record.py [--features] [--tables N] [--seed N] [--only IMPLEMENTATION] [--out FILE]`; the README says more."""

from __future__ import annotations

import argparse
import base64
import copy
import gzip
import json
import os
import shutil
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import client
import features
import kube
import machines
import parts
import tables

# What an implementation gets for its own: the end of its namespaces, and its first port.
OWN = {"traefik": ("t", machines.ENTRY_POINTS), "envoy-gateway": ("e", 30_000)}
PORTS_OF_TABLE = 3
ROUTES = ("HTTPRoute", "GRPCRoute", "TLSRoute")
# Routes, and what has a creation time that decides.
DATED = (*ROUTES, "BackendTLSPolicy", "ListenerSet")
WITH_STATUS = ("Gateway", *DATED)
SETTLE = 8
# Envoy Gateway sends one domain twice for several listeners of one port, and Envoy then takes no update at all. Traefik knows
# no ListenerSets, filters of CORS and mirrors, timeouts and retries.
LEFT_OUT = {"traefik": ["listener-set", "listener-sets", "cors", "mirror", "limits"], "envoy-gateway": ["isolated"]}


class Copy:
    """A table as one implementation gets it: with namespaces, ports and backends of its own."""

    def __init__(self, table: dict, implementation: str) -> None:
        self.table, self.implementation = table, implementation
        ending, first = OWN[implementation]
        self.ending = f"-{table['id']}{ending}"
        self.next_port = first + PORTS_OF_TABLE * int(table["id"].rpartition("-")[2])
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
        if it["kind"] == "Namespace":
            metadata["name"] += self.ending
            return it
        service = f"{metadata['namespace']}/{metadata.get('labels', {}).get('kubernetes.io/service-name')}"
        metadata["namespace"] += self.ending
        metadata.pop("creationTimestamp", None)
        gateway = spec.get("parentRef", metadata)["name"]
        for listener in spec.get("listeners", []):
            listener["port"] = self.port(gateway, listener["port"])
        if it["kind"] == "Gateway":
            spec["gatewayClassName"] = self.implementation
        for reference in references(spec):
            if "namespace" in reference:
                reference["namespace"] += self.ending
        if it["kind"] == "EndpointSlice":
            it["ports"][0]["port"] = client.backend_port(service)
            for endpoint in it["endpoints"]:
                endpoint["addresses"] = [machines.ADDRESS]
        return it

    def names(self) -> list[tuple[str, str, str]]:
        """The objects that get a status."""
        told = [it for it in self.objects if it["kind"] in WITH_STATUS]
        return [(it["kind"], it["metadata"]["namespace"], it["metadata"]["name"]) for it in told]

    def ask(self, request: dict, number: str) -> tuple[dict, dict[str, int]]:
        """What becomes of a request, and how often each backend answered. Each time it is sent it has a number of its own."""
        port = self.ports[request["gateway"], request["port"]]
        outcomes: dict[str, int] = {}

        def send(time: int) -> dict:
            return client.answer_of(port, request, [["X-Number", f"{self.ending}{number}-{time}"]])

        answer = send(0)
        if "location" in answer:
            # The real port stands for the one of the table, which no `Location` has where the scheme stands for it.
            well_known = {"http": 80, "https": 443}[answer["location"].partition(":")[0]]
            told = "" if request["port"] == well_known else f":{request['port']}"
            answer["location"] = answer["location"].replace(f":{port}", told)
        for time in range(request.get("repeat", 0)):
            count(outcomes, send(time + 1))
        shown = answer | ({"outcomes": dict(outcomes)} if len(outcomes) > 1 else {})
        count(outcomes, answer)
        return shown, outcomes

    def status(self, live: dict) -> list[dict]:
        """The statuses of its objects, as the table names things."""
        return [status_of(name, live[name]["status"], self.ending) for name in self.names() if "status" in live.get(name, {})]


def references(spec: dict) -> list[dict]:
    """What an object refers to, where a namespace may stand."""
    found = spec.get("parentRefs", []) + spec.get("from", []) + ([spec["parentRef"]] if "parentRef" in spec else [])
    rules = spec.get("rules", [])
    found += [backend for rule in rules for backend in rule.get("backendRefs", [])]
    filters = [it for rule in rules for it in rule.get("filters", [])]
    return found + [it["requestMirror"]["backendRef"] for it in filters if "requestMirror" in it]


def count(outcomes: dict[str, int], answer: dict) -> None:
    """Counts a backend, or the status where none answered."""
    name = answer.get("backend") or str(answer.get("status"))
    outcomes[name] = outcomes.get(name, 0) + 1


def condition(it: dict) -> str:
    """`Accepted=True Accepted`."""
    return f"{it['type']}={it['status']} {it['reason']}"


def status_of(name: tuple[str, str, str], status: dict, ending: str) -> dict:
    """A status without messages and times, with the names of the table."""
    kind, namespace, own = name
    conditions = lambda it: sorted(condition(one) for one in it.get("conditions", []))
    made: dict = {"object": f"{kind} {namespace.removesuffix(ending)}/{own}"}
    if kind in ROUTES or kind == "BackendTLSPolicy":
        made["parents"] = []
        for it in status.get("parents", []) + status.get("ancestors", []):
            parent = it.get("parentRef") or it["ancestorRef"]
            names = [parent.get("kind", "Gateway"), parent["name"], parent.get("sectionName", "")]
            made["parents"].append(["/".join(names), *conditions(it)])
        return made
    made["conditions"] = conditions(status)
    made["listeners"] = [[it["name"], it["attachedRoutes"], *conditions(it)] for it in status.get("listeners", [])]
    return made


def made_for_tls() -> dict[str, dict]:
    """A Secret with a certificate that a listener can use, and a ConfigMap with the one that backends have."""
    told = {it: {end: (machines.RUN / f"{it}.{end}").read_bytes() for end in ("crt", "key")} for it in ("gateway", "backend")}
    data = {f"tls.{end}": base64.b64encode(it).decode() for end, it in told["gateway"].items()}
    metadata = lambda name: {"name": name, "namespace": "app"}
    secret = {"apiVersion": "v1", "kind": "Secret", "type": "kubernetes.io/tls", "metadata": metadata("certificate"), "data": data}
    authority = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata("authority"), "data": {"ca.crt": told["backend"]["crt"].decode()}}
    return {"secret": secret, "authority": authority}


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
    """Whether a controller wrote the status. A ListenerSet that no Gateway allows may never get one, nor a policy without use."""
    status = it.get("status", {})
    return name[0] in ("ListenerSet", "BackendTLSPolicy") or bool(status.get("parents" if name[0] in ROUTES else "listeners"))


def create_all(copies: list[Copy], pool: ThreadPoolExecutor) -> None:
    """Creates all objects; routes more than a second apart, so that their creation times are in order."""
    refused: list[str] = []

    def create(it: dict) -> None:
        try:
            kube.create(it)
        except kube.Refused as error:
            refused.append(str(error))

    all_of = [it for each in copies for it in each.objects]
    spaces = {it["metadata"]["name"]: it for it in all_of if it["kind"] == "Namespace"}
    for name in sorted({it["metadata"]["namespace"] for it in all_of if it["kind"] != "Namespace"}):
        spaces.setdefault(name, {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}})
    list(pool.map(create, spaces.values()))
    list(pool.map(create, [it for it in all_of if it["kind"] not in ("Namespace", *DATED)]))
    for place in range(4):
        for kinds in (DATED[len(ROUTES):], ROUTES):
            dated = [[it for it in each.objects if it["kind"] in kinds] for each in copies]
            list(pool.map(create, [it[place] for it in dated if place < len(it)]))
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
    copies = [Copy(table, it) for table in all_tables for it in implementations if table["listeners"] not in LEFT_OUT[it]]
    with ThreadPoolExecutor(12) as pool:
        create_all(copies, pool)
        wait_for_statuses(copies)
        found = live(copies)
        for it in copies:
            it.table[it.implementation] = {"answers": [], "status": it.status(found)}
        jobs = [(it, place, request) for it in copies for place, request in enumerate(it.table["requests"])]
        ask = lambda number: lambda job: job[0].ask(job[2], f"-{job[1]}-{number}")
        first, second = list(pool.map(ask(1), jobs)), list(pool.map(ask(2), jobs))
    time.sleep(2)
    seen = client.numbers_seen()
    unstable = 0
    for (it, place, request), (one, counted), (other, counted_too) in zip(jobs, first, second):
        same = "outcomes" in one or one == other
        unstable += not same
        answer = one if same else {"unstable": [one, other]}
        numbers = [f"{it.ending}-{place}-{number}-{time}" for number in (1, 2) for time in range(1 + request.get("repeat", 0))]
        if request.get("copies"):
            answer |= {"sent": len(numbers), "copies": copies_of([sight for number in numbers for sight in seen.get(number, [])], counted, counted_too)}
        elif it.table["listeners"] == "limits":
            answer["attempts"] = len(seen.get(numbers[0], []))
        it.table[it.implementation]["answers"].append(answer)
    print(f"{len(jobs)} requests, {unstable} with another answer the second time", file=sys.stderr)


def copies_of(sights: list[list], *answered: dict[str, int]) -> list[list]:
    """Which backends saw requests that they did not answer: name, how often, and path and host of one."""
    made = []
    for port, name in client.BACKENDS.items():
        here = [it for it in sights if it[0] == port]
        copied = len(here) - sum(it.get(name, 0) for it in answered)
        if copied > 0:
            made.append([name, copied, *here[-1][1:]])
    return made


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
        made = made_for_tls()
        first = options.seed * 100_000
        if options.features:
            all_tables = [features.table(f"f{options.seed}-{it}", first + it, made, options.topic) for it in range(options.tables)]
        else:
            all_tables = [tables.table(f"{options.seed}-{it}", first + it, made["secret"]) for it in range(options.tables)]
        # Beside TLSRoutes Traefik takes no TLS connections for names that no route has, on other ports too.
        for batch in ([it for it in all_tables if it["listeners"] != "tls"], [it for it in all_tables if it["listeners"] == "tls"]):
            if batch:
                record(batch, implementations)
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
    reader.add_argument("--tables", type=int)
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--only", choices=list(OWN))
    reader.add_argument("--features", action="store_true", help="tables about what routes do beside matching")
    reader.add_argument("--topic", choices=list(features.TOPICS), help="only tables about this, with --features")
    reader.add_argument("--out")
    reader.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = reader.parse_args()
    options.tables = options.tables or (220 if options.features else 400)
    options.out = options.out or str(parts.HERE / ("features.jsonl.gz" if options.features else "recorded.jsonl.gz"))
    if options.inside:
        inside(options)
        return
    parts.FOLDER.mkdir(parents=True, exist_ok=True)
    parts.etcd(), parts.wheels(), parts.api_server(), parts.gateway_api_crds()
    if options.only != "traefik":
        parts.envoy_gateway(), parts.envoy_gateway_crds()
    os.execvp("unshare", ["unshare", "--net", "--mount", "--propagation", "private", str(parts.python()), *sys.argv, "--inside"])


if __name__ == "__main__":
    main()
