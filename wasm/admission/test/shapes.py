"""Objects of every shape that costs much: as large as a request may be, and as full as the budget allows.

Each shape is a function of a size; `shapes` yields it at the largest size that is not refused unread.
"""

from __future__ import annotations

import json
import re
from typing import Callable, Iterator

# What `wasm/admission/src/budget.rs` takes.
BYTES, ENTRIES, VALUES, DEPTH = 1024 * 1024, 1_024, 25_000, 100
GATEWAY_API = "gateway.networking.k8s.io/v1"
PARENT = {"name": "external-gateway", "namespace": "kube-system"}
BACKEND = {"name": "web", "port": 80}
OWN = "web.acme.kupe.cloud"


def made(api_version: str, kind: str, spec: object = None, metadata: "dict | None" = None, **fields) -> dict:
    """An object of the tenant's namespace."""
    it = {"apiVersion": api_version, "kind": kind, "metadata": {"name": "web", "namespace": "shop", **(metadata or {})}}
    return {**it, **({} if spec is None else {"spec": spec}), **fields}


def route(metadata: "dict | None" = None, **spec) -> dict:
    """A route that may come in, but for what `spec` says."""
    return made(GATEWAY_API, "HTTPRoute", {"parentRefs": [PARENT], "hostnames": [OWN], "rules": [{"backendRefs": [BACKEND]}], **spec}, metadata)


def rule(**fields) -> dict:
    """A route with this one rule."""
    return route(rules=[{"backendRefs": [BACKEND], **fields}])


def pod(**spec) -> dict:
    """A Pod."""
    return made("v1", "Pod", {"containers": [{"name": "a", "image": "b"}], **spec})


def service(**spec) -> dict:
    """A Service."""
    return made("v1", "Service", {"ports": [{"port": 80}], **spec})


def keys(count: int, value: object = 1, start: str = "key") -> dict:
    """So many keys."""
    return {f"{start}{it}": value for it in range(count)}


def nest(depth: int, key: str = "a") -> object:
    """Objects in objects."""
    value: object = 1
    for _ in range(depth):
        value = {key: value}
    return value


def lists(depth: int) -> object:
    """Lists in lists."""
    value: object = 1
    for _ in range(depth):
        value = [value]
    return value


def full(count: int, inner: int, value: object = 1) -> dict:
    """Keys with as many keys each as go into an object of `count` values."""
    return {f"a{it}": keys(inner, value) for it in range(count // (inner + 1))}


def each(count: int, make: Callable[[int], object]) -> list:
    """A list of so many."""
    return [make(it) for it in range(count)]


def owner(it: int) -> dict:
    """An owner."""
    return {"apiVersion": "v1", "kind": "Pod", "name": f"o{it}", "uid": f"u{it}"}


def managed(count: int) -> list:
    """What server-side apply keeps."""
    fields = {f"f:{it}": {"f:a": {}, "f:b": {}} for it in range(100)}
    return each(count, lambda it: {"manager": f"m{it}", "operation": "Apply", "apiVersion": "v1", "fieldsType": "FieldsV1", "fieldsV1": fields})


def match(it: int) -> dict:
    """A match that no other is equal to."""
    return {"path": {"type": "PathPrefix", "value": f"/p{it}"}, "headers": [{"name": f"h{it}", "value": "x"}]}


def listener(it: int, **fields) -> dict:
    """A listener."""
    return {"name": f"l{it}", "port": 80, "protocol": "HTTP", "hostname": f"h{it}.example.com", **fields}


def gateway(listeners: list) -> dict:
    """A Gateway."""
    return made(GATEWAY_API, "Gateway", {"gatewayClassName": "a", "listeners": listeners})


def grant(count: int) -> dict:
    """A ReferenceGrant."""
    start = [{"group": "gateway.networking.k8s.io", "kind": "HTTPRoute", "namespace": f"n{it}"} for it in range(count)]
    return made(GATEWAY_API, "ReferenceGrant", {"from": start, "to": [{"group": "", "kind": "Service", "name": f"s{it}"} for it in range(count)]})


def container(it: int) -> dict:
    """A container."""
    return {"name": f"c{it}", "image": f"registry.example/a/b/c/d/nginx{it}:1", "ports": [{"containerPort": it + 1}]}


def names(count: int) -> str:
    """Hostnames with commas between them."""
    return ",".join(f"a{it}.other.kupe.cloud" for it in range(count))


def several(count: int, places: int, entry: Callable[[int, int], object]) -> list:
    """Lists of so many in `places` lists."""
    return [[entry(place, it) for it in range(count // places)] for place in range(places)]


def rules_of(count: int, make: Callable[[int, int], dict], each_of: int = 16) -> list:
    """Rules with so many backends."""
    return [{"backendRefs": [make(at, it) for it in range(each_of)]} for at in range(count // each_of)]


def raw(value: object, mark: str, text: str) -> str:
    """JSON in which a text that stands for another is replaced."""
    return json.dumps(value).replace(json.dumps(mark), text)


Shape = Callable[[int], "object | str"]

# By what grows.
SHAPES: dict[str, Shape] = {
    # Keys.
    "unknown keys in the spec": lambda n: route(**keys(n)),
    "unknown keys in metadata": lambda n: route(keys(n)),
    "unknown keys at the root": lambda n: route() | keys(n),
    "unknown keys in a rule": lambda n: rule(**keys(n)),
    "unknown keys in a match": lambda n: rule(matches=[keys(n)]),
    "unknown keys like known ones": lambda n: route(**keys(n, start="hostname")),
    "unknown keys in many rules": lambda n: route(rules=each(n // 21, lambda it: keys(20))),
    "unknown keys of a Service": lambda n: service(**keys(n)),
    "unknown keys of a Pod": lambda n: pod(**keys(n)),
    "unknown objects": lambda n: route(**full(n, 2_000)),
    "long unknown keys": lambda n: route(**keys(n, start="k" * 200)),
    "one long key": lambda n: route(**{"k" * n: 1}),
    "equal keys": lambda n: raw(route(x="@"), "@", "{" + ",".join(['"a":1'] * n) + "}"),
    "equal keys of the spec": lambda n: raw(route(), OWN, '"a"],' + ",".join(['"rules":[]'] * n) + ',"x":["b"'),
    "labels": lambda n: route({"labels": keys(n, "x")}),
    "odd labels": lambda n: route({"labels": keys(n, "?!" * 20, "a b/c")}),
    "annotations": lambda n: route({"annotations": keys(n, "x")}),
    "a long annotation": lambda n: route({"annotations": {"a": "x" * n}}),
    "data": lambda n: made("v1", "ConfigMap", data=keys(n, "x")),
    # Lists.
    "hostnames": lambda n: route(hostnames=each(n, lambda it: f"a{it}.acme.kupe.cloud")),
    "foreign hostnames": lambda n: route(hostnames=each(n, lambda it: f"a{it}.other.kupe.cloud")),
    "equal hostnames": lambda n: route(hostnames=each(n, lambda it: OWN)),
    "malformed hostnames": lambda n: route(hostnames=each(n, lambda it: f"A_{it}..acme.kupe.cloud.")),
    "hostnames like the platform's": lambda n: route(hostnames=each(n, lambda it: f"a{it}.acme.kupe.clowd")),
    "long hostnames": lambda n: route(hostnames=each(n, lambda it: "a." * 120 + f"a{it}.example")),
    "wildcards": lambda n: route(hostnames=each(n, lambda it: f"*.a{it}.acme.kupe.cloud")),
    "hostnames that are no texts": lambda n: route(hostnames=each(n, lambda it: [it])),
    "hostnames in an annotation": lambda n: route({"annotations": {"external-dns.alpha.kubernetes.io/hostname": names(n)}}),
    "targets in an annotation": lambda n: service() | {"metadata": {"name": "a", "namespace": "shop", "annotations": {"external-dns.alpha.kubernetes.io/target": names(n)}}},
    "commas in an annotation": lambda n: route({"annotations": {"external-dns.alpha.kubernetes.io/hostname": "," * n}}),
    "parents": lambda n: route(parentRefs=each(n, lambda it: {"name": f"g{it}"})),
    "parents of many namespaces": lambda n: route(parentRefs=each(n, lambda it: {"name": "a", "namespace": f"n{it}"})),
    "equal parents": lambda n: route(parentRefs=each(n, lambda it: PARENT)),
    "parents with sections": lambda n: route(parentRefs=each(n, lambda it: {**PARENT, "sectionName": f"s{it}"})),
    "parents of odd types": lambda n: route(parentRefs=each(n, lambda it: it)),
    "rules": lambda n: route(rules=each(n, lambda it: {"matches": [match(it)], "backendRefs": [BACKEND]})),
    "equal rules": lambda n: route(rules=each(n, lambda it: {"backendRefs": [BACKEND]})),
    "empty rules": lambda n: route(rules=each(n, lambda it: {})),
    "rules with names": lambda n: route(rules=each(n, lambda it: {"name": "a"})),
    "matches": lambda n: rule(matches=each(n, match)),
    "equal matches": lambda n: rule(matches=each(n, lambda it: match(1))),
    "matches in rules": lambda n: route(rules=each(n // 128, lambda at: {"matches": each(64, lambda it: match(64 * at + it))})),
    "headers of a match": lambda n: rule(matches=[{"headers": each(n, lambda it: {"name": f"h{it}", "value": "x"})}]),
    "equal headers of a match": lambda n: rule(matches=[{"headers": each(n, lambda it: {"name": "h", "value": "x"})}]),
    "query parameters": lambda n: rule(matches=[{"queryParams": each(n, lambda it: {"name": f"h{it}", "value": "x"})}]),
    "filters": lambda n: rule(filters=each(n, lambda it: {"type": "RequestMirror", "requestMirror": {"backendRef": {"name": f"m{it}", "port": 1}}})),
    "filters without a type": lambda n: rule(filters=each(n, lambda it: {})),
    "headers of a filter": lambda n: rule(filters=[{"type": "RequestHeaderModifier", "requestHeaderModifier": {"set": each(n, lambda it: {"name": f"h{it}", "value": "x"})}}]),
    "backends": lambda n: rule(backendRefs=each(n, lambda it: {"name": f"s{it}", "port": 80})),
    "backends of many namespaces": lambda n: rule(backendRefs=each(n, lambda it: {"name": "s", "namespace": f"n{it}", "port": 80})),
    "backends in rules": lambda n: route(rules=rules_of(n // 4, lambda at, it: {"name": f"s{at}-{it}", "port": 80})),
    "equal backends in rules": lambda n: route(rules=rules_of(n // 4, lambda at, it: BACKEND)),
    "backends without a port": lambda n: route(rules=rules_of(n // 4, lambda at, it: {"name": f"s{at}-{it}"})),
    "owners": lambda n: route({"ownerReferences": each(n, owner)}),
    "equal owners": lambda n: route({"ownerReferences": each(n, lambda it: owner(1) | {"controller": True})}),
    "odd owners": lambda n: route({"ownerReferences": each(n, lambda it: {"a": it})}),
    "finalizers": lambda n: route({"finalizers": each(n, lambda it: f"example.com/f{it}")}),
    "odd finalizers": lambda n: route({"finalizers": each(n, lambda it: f"F {it}")}),
    "managed fields": lambda n: route({"managedFields": managed(n // 300)}),
    "odd managed fields": lambda n: route({"managedFields": each(n, lambda it: {"a": it})}),
    "deep managed fields": lambda n: route({"managedFields": [{"manager": "a", "operation": "Apply", "fieldsV1": nest(n)}]}),
    "reported parents": lambda n: route() | {"status": {"parents": each(n, lambda it: {"parentRef": PARENT, "controllerName": "a/b", "conditions": []})}},
    "reported conditions": lambda n: route() | {"status": {"parents": [{"parentRef": PARENT, "controllerName": "a/b", "conditions": each(n, lambda it: {"type": f"t{it}"})}]}},
    # Other kinds.
    "listeners": lambda n: gateway(each(n, listener)),
    "equal listeners": lambda n: gateway(each(n, lambda it: listener(1))),
    "certificates": lambda n: gateway([listener(1, protocol="HTTPS", tls={"certificateRefs": each(n, lambda it: {"name": f"c{it}"})})]),
    "grants": lambda n: grant(n),
    "ports of a Service": lambda n: service(ports=each(n, lambda it: {"name": f"p{it}", "port": it + 1})),
    "equal ports of a Service": lambda n: service(ports=each(n, lambda it: {"name": "a", "port": 80})),
    "addresses of a Service": lambda n: service(externalIPs=each(n, lambda it: f"10.0.{it // 250}.{it % 250}")),
    "containers": lambda n: pod(containers=each(n, container)),
    "host ports": lambda n: pod(containers=[{"name": "a", "image": "b", "ports": each(n, lambda it: {"containerPort": 1, "hostPort": it})}]),
    "a long image": lambda n: pod(containers=[{"name": "a", "image": "a/" * n}]),
    "images of stars": lambda n: pod(containers=[{"name": "a", "image": "nginx/ingress-" * n}]),
    "containers of a Deployment": lambda n: made("apps/v1", "Deployment", {"selector": {}, "template": {"spec": {"containers": each(n, container)}}}),
    "endpoints": lambda n: made("discovery.k8s.io/v1", "EndpointSlice", addressType="IPv4", endpoints=each(n, lambda it: {"addresses": ["10.0.0.1"]})),
    "rules of an Ingress": lambda n: made("networking.k8s.io/v1", "Ingress", {"rules": each(n, lambda it: {"host": f"h{it}.example"})}),
    "policies of a kind that is not known": lambda n: made("example.com/v1", "Thing", full(n, 20)),
    "items": lambda n: made("v1", "ConfigMap", items=each(n, lambda it: {"apiVersion": "v1", "kind": "Service", "metadata": {"name": f"s{it}"}})),
    "targets of a policy": lambda n: made(GATEWAY_API, "BackendTLSPolicy", {"targetRefs": each(n, lambda it: {"group": "", "kind": "Service", "name": f"s{it}"}), "validation": {"hostname": "a"}}),
    # Depth.
    "deep objects": lambda n: route(x=nest(n)),
    "deep lists": lambda n: route(x=lists(n)),
    "deep rules": lambda n: route(rules=lists(n)),
    "many deep objects": lambda n: route(x=each(n // 80, lambda it: nest(75))),
    "many deep lists": lambda n: route(hostnames=each(n // 80, lambda it: lists(75))),
    # Values.
    "empty lists": lambda n: route(x=several(n, 25, lambda at, it: [])),
    "empty objects": lambda n: route(x=several(n, 25, lambda at, it: {})),
    "numbers": lambda n: route(x=several(n, 25, lambda at, it: it)),
    "nulls": lambda n: route(**{key: None for key in keys(n)}),
    "null lists": lambda n: route(hostnames=[None] * n, parentRefs=[None] * n, rules=[None] * n),
    "short texts": lambda n: route(x=several(n, 25, lambda at, it: "")),
    "a long number": lambda n: raw(route(x="@"), "@", "1" * n),
    "a long fraction": lambda n: raw(route(x="@"), "@", "0." + "1" * n),
    "a long exponent": lambda n: raw(route(x="@"), "@", "1e" + "1" * n),
    "a long hostname": lambda n: route(hostnames=["a" * n]),
    "a hostname of many labels": lambda n: route(hostnames=["a." * n]),
    "a long name": lambda n: route({"name": "a" * n}),
    "a long name that is made": lambda n: made(GATEWAY_API, "HTTPRoute", {}, {"generateName": "a" * n, "name": ""}),
    "a long namespace of a backend": lambda n: rule(backendRefs=[{"name": "a", "namespace": "n" * n, "port": 1}]),
    "a long kind": lambda n: {**route(), "kind": "K" * n},
    "a long apiVersion": lambda n: {**route(), "apiVersion": "v" * n},
    "many slashes": lambda n: {**route(), "apiVersion": "/" * n},
    "a long path": lambda n: rule(matches=[{"path": {"value": "/" + "a/" * n}}]),
    "a long regular expression": lambda n: rule(matches=[{"path": {"type": "RegularExpression", "value": "(a|b)*" * n}}]),
    "a nested regular expression": lambda n: rule(matches=[{"path": {"type": "RegularExpression", "value": "(" * n + ")" * n}}]),
    "a long header": lambda n: rule(matches=[{"headers": [{"name": "h" * n, "value": "v" * n}]}]),
    "a text of escapes": lambda n: raw(route(x="@"), "@", '"' + "\\u0001" * n + '"'),
    "a hostname of escapes": lambda n: raw(route(hostnames=["@"]), "@", '"' + "\\u202e" * n + '"'),
    "a hostname of pairs": lambda n: raw(route(hostnames=["@"]), "@", '"' + "\\ud83d\\ude00" * n + '"'),
    "a text of backslashes": lambda n: raw(route(x="@"), "@", '"' + "\\\\" * n + '"'),
    "white space": lambda n: raw(route(x="@"), "@", " " * n + "1"),
    "lines": lambda n: raw(route(x="@"), "@", "\n" * n + "1"),
    "a text of two bytes a letter": lambda n: json.dumps(route(hostnames=["é" * n]), ensure_ascii=False),
    "variables": lambda n: route(hostnames=["${A}" * n]),
    "variables in many hostnames": lambda n: route(hostnames=each(n, lambda it: "${A}.example")),
}


def text_of(shape: Shape, size: int) -> str:
    """The object as JSON."""
    made_of = shape(size)
    return made_of if isinstance(made_of, str) else json.dumps(made_of, separators=(",", ":"))


TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],]')


def fullness(text: str) -> float:
    """How much of the budget an object takes: above 1 it is refused unread."""
    opened, values, entries, depth = [], 1, 0, 0
    for token in TOKEN.findall(text):
        if token in ("{", "["):
            opened.append(0)
            values, depth = values + 1, max(depth, len(opened))
        elif token in ("}", "]"):
            entries = max(entries, opened.pop())
        elif token == ",":
            values += 1
            opened[-1] += 1
    size = len(text.encode(errors="surrogatepass"))
    return max(size / BYTES, values / VALUES, entries / ENTRIES, depth / DEPTH)


def largest(shape: Shape) -> str:
    """The object at about the largest size that is not refused unread."""
    size, text = 64, text_of(shape, 64)
    while (full := fullness(text)) <= 0.5:
        size *= 2
        text = text_of(shape, size)
    for percent in (99, 96, 90):
        text = text_of(shape, int(size / full * percent / 100))
        if fullness(text) <= 1:
            return text
    return text_of(shape, size // 2)


def shapes() -> Iterator[tuple[str, str]]:
    """Each shape as large as the budget allows, with its name."""
    for name, shape in SHAPES.items():
        yield name, largest(shape)
