"""Random route tables, each with requests: what people write, with the mistakes that they make."""

from __future__ import annotations

import random

GATEWAY_API = "gateway.networking.k8s.io"
HOSTNAMES = ["a.example.com", "b.example.com", "*.example.com", "x.a.example.com", "*.a.example.com", "other.org", "*.org"]
HOSTS = ["a.example.com", "b.example.com", "x.a.example.com", "y.x.a.example.com", "other.org", "z.org", "example.com", "none.test"]
PATHS = ["/", "/foo", "/foo/", "/foo/bar", "/foo/bar/baz", "/foobar", "/bar", "/v1", "/v1/api", "/Foo"]
HEADERS = [("x-env", "prod"), ("x-env", "dev"), ("x-ver", "1"), ("x-ver", "2"), ("version", "beta")]
PARAMS = [("q", "1"), ("q", "2"), ("user", "ann"), ("lang", "de")]
SERVICES = ["b0", "b1", "b2", "b3", "b4", "b5"]
# How many of a hundred tables have which listeners.
LISTENERS = {"plain": 42, "two-gateways": 12, "listener-set": 14, "tls": 18, "isolated": 14}
REQUESTS = 20


class Maker:
    """Makes one table from a seed."""

    def __init__(self, seed: int, secret: dict) -> None:
        self.dice = random.Random(seed)
        self.secret = secret
        self.parents: list[dict] = []
        # Where requests may be sent, by the parent: a Gateway, a port, a scheme.
        self.doors: dict[str, list[dict]] = {}

    def chance(self, part: float) -> bool:
        """True so often."""
        return self.dice.random() < part

    def few(self, pairs: list[tuple[str, str]]) -> dict[str, str]:
        """One or two names, each with a value."""
        return dict(self.dice.sample(pairs, self.dice.choice([1, 1, 2])))

    def path(self) -> dict | None:
        """A path match, or none."""
        kind = self.dice.choices(["PathPrefix", "Exact", None, "RegularExpression"], [55, 28, 12, 5])[0]
        if kind is None:
            return None
        values = ["/foo/[a-z]+", "/v[0-9]+/.*", "/.*bar"] if kind == "RegularExpression" else PATHS
        return {"type": kind, "value": self.dice.choice(values)}

    def match(self) -> dict:
        """An entry of `matches`."""
        made: dict = {}
        if path := self.path():
            made["path"] = path
        if self.chance(0.3):
            made["headers"] = [{"name": name, "value": value} for name, value in self.few(HEADERS).items()]
            if self.chance(0.12):
                made["headers"][0] |= {"type": "RegularExpression", "value": "[a-z]+"}
        if self.chance(0.2):
            made["queryParams"] = [{"name": name, "value": value} for name, value in self.few(PARAMS).items()]
        if self.chance(0.2):
            made["method"] = self.dice.choice(["GET", "POST", "PUT", "HEAD"])
        return made

    def new_path(self, by_prefix: bool) -> dict:
        """The path modifier of a redirect or rewrite."""
        if by_prefix:
            return {"type": "ReplacePrefixMatch", "replacePrefixMatch": self.dice.choice(["/new", "/", "/new/"])}
        return {"type": "ReplaceFullPath", "replaceFullPath": "/full"}

    def redirect(self, by_prefix: bool) -> dict:
        """A filter that redirects."""
        made: dict = {}
        if self.chance(0.5):
            made["hostname"] = "new.example.net"
        if self.chance(0.3):
            made["scheme"] = self.dice.choice(["https", "http"])
        if self.chance(0.3):
            made["port"] = self.dice.choice([8443, 80, 443])
        if self.chance(0.4):
            made["statusCode"] = self.dice.choice([301, 302])
        if self.chance(0.5):
            made["path"] = self.new_path(by_prefix)
        return {"type": "RequestRedirect", "requestRedirect": made}

    def filters(self, by_prefix: bool) -> list[dict]:
        """Filters that change what passes."""
        made = []
        if self.chance(0.14):
            rewrite: dict = {}
            if self.chance(0.4):
                rewrite["hostname"] = "rw.example.net"
            if self.chance(0.8) or not rewrite:
                rewrite["path"] = self.new_path(by_prefix)
            made.append({"type": "URLRewrite", "urlRewrite": rewrite})
        if self.chance(0.12):
            edits: dict = {"set": [{"name": self.dice.choice(["X-Set", "X-Env"]), "value": "s"}]}
            if self.chance(0.5):
                edits["add"] = [{"name": self.dice.choice(["X-Add", "X-Ver"]), "value": "a"}]
            if self.chance(0.5):
                edits["remove"] = ["version"]
            made.append({"type": "RequestHeaderModifier", "requestHeaderModifier": edits})
        if self.chance(0.08):
            edits = {"set": [{"name": "X-New", "value": "1"}], "remove": ["X-Old"]}
            made.append({"type": "ResponseHeaderModifier", "responseHeaderModifier": edits})
        return made

    def backends(self) -> list[dict]:
        """The backends of a rule, some of them wrong."""
        one, other = ({"name": it, "port": 80} for it in self.dice.sample(SERVICES, 2))
        choices = [
            (72, [one]),
            (8, [one | {"weight": 1}, other | {"weight": 0}]),
            (3, [one | {"weight": 0}]),
            (4, [{"name": "nope", "port": 80}]),
            (3, [one | {"port": 81}]),
            (1, [one | {"port": 53}]),
            (3, [{"name": "far", "namespace": "other", "port": 80}]),
            (2, [{"name": one["name"], "kind": "Thing", "group": "x.example"}]),
            (2, []),
            (3, [one | {"weight": 1}, {"name": "nope", "port": 80, "weight": 1}]),
        ]
        return self.dice.choices([it for _, it in choices], [it for it, _ in choices])[0]

    def rule(self) -> dict:
        """A rule of a route."""
        made: dict = {}
        if count := self.dice.choices([0, 1, 2, 3], [8, 55, 27, 10])[0]:
            made["matches"] = [self.match() for _ in range(count)]
        # A prefix can be replaced only where every match has one.
        by_prefix = count == 1 and made["matches"][0].get("path", {}).get("type") == "PathPrefix"
        if self.chance(0.12):
            made["filters"] = [self.redirect(by_prefix)]
            return made
        if filters := self.filters(by_prefix):
            made["filters"] = filters
        if backends := self.backends():
            made["backendRefs"] = backends
        return made

    def listener(self, name: str, port: int, hostname: str | None = None, protocol: str = "HTTP") -> dict:
        """A listener; one of TLS has a certificate."""
        made: dict = {"name": name, "port": port, "protocol": protocol}
        if hostname:
            made["hostname"] = hostname
        if protocol == "HTTPS":
            made["tls"] = {"certificateRefs": [{"name": "certificate"}]}
        return made

    def gateway(self, name: str, listeners: list[dict], extra: dict | None = None) -> dict:
        """A Gateway that can be a parent, with doors for its listeners."""
        if self.chance(0.2):
            for it in listeners:
                it["allowedRoutes"] = {"namespaces": {"from": "All"}}
        self.add_parent({"name": name}, name, listeners)
        spec = {"gatewayClassName": "class", "listeners": listeners} | (extra or {})
        return made_of("Gateway", name, "app", spec)

    def add_parent(self, reference: dict, gateway: str, listeners: list[dict]) -> None:
        """Notes what routes and requests can name."""
        self.parents.append(reference | {"sections": [it["name"] for it in listeners]})
        for it in listeners:
            door = {"gateway": gateway, "port": it["port"]}
            if it["protocol"] == "HTTPS":
                door["scheme"] = "https"
            if door not in self.doors.setdefault(reference["name"], []):
                self.doors[reference["name"]].append(door)

    def gateways(self, kind: str) -> list[dict]:
        """What listens."""
        some = lambda: self.dice.choice(["*.example.com", "a.example.com"]) if self.chance(0.35) else None
        if kind == "two-gateways":
            return [self.gateway("gw", [self.listener("http", 80, some())]), self.gateway("second", [self.listener("http", 80, some())])]
        if kind == "listener-set":
            allowed = {"allowedListeners": {"namespaces": {"from": "Same"}}} if self.chance(0.85) else None
            gateway = self.gateway("gw", [self.listener("http", 80, some())], allowed)
            listeners = [self.listener("set", 8080, some())]
            spec = {"parentRef": {"name": "gw"}, "listeners": listeners}
            self.add_parent({"kind": "ListenerSet", "group": GATEWAY_API, "name": "more"}, "gw", listeners)
            return [gateway, made_of("ListenerSet", "more", "app", spec)]
        if kind == "tls":
            listeners = [self.listener("http", 80, some()), self.listener("https", 443, some(), "HTTPS")]
            return [self.gateway("gw", listeners), self.secret]
        if kind == "isolated":
            listeners = [self.listener("wide", 80, self.dice.choice([None, "*.example.com"]))]
            listeners.append(self.listener("narrow", 80, self.dice.choice(["a.example.com", "*.a.example.com", "other.org"])))
            return [self.gateway("gw", listeners)]
        return [self.gateway("gw", [self.listener("http", 80, some())])]

    def parent_ref(self) -> dict:
        """One of the parents, sometimes with a section, rarely with one that is not there."""
        parent = dict(self.dice.choice(self.parents))
        sections = parent.pop("sections")
        if self.chance(0.25 if len(sections) > 1 else 0.1):
            parent["sectionName"] = self.dice.choice(sections)
        elif self.chance(0.02):
            parent["sectionName"] = "missing"
        return parent

    def route(self, name: str, created: int) -> dict:
        """A route; `created` is its place in the order of creation."""
        namespace = "other" if self.chance(0.08) else "app"
        parents = [self.parent_ref()]
        if len(self.parents) > 1 and self.chance(0.35):
            other = self.parent_ref()
            if other["name"] != parents[0]["name"]:
                parents.append(other)
        if namespace != "app":
            parents = [it | {"namespace": "app"} for it in parents]
        rules = [self.rule() for _ in range(self.dice.choices([1, 2, 3], [35, 40, 25])[0])]
        spec: dict = {"parentRefs": parents, "rules": rules}
        if count := self.dice.choices([0, 1, 2], [20, 55, 25])[0]:
            spec["hostnames"] = self.dice.sample(HOSTNAMES, count)
        route = made_of("HTTPRoute", name, namespace, spec)
        route["metadata"]["creationTimestamp"] = f"2026-01-01T00:00:0{created}Z"
        return route

    def services(self, routes: list[dict]) -> list[dict]:
        """The Services that routes name, but `nope`; one of them has no endpoints."""
        used = set()
        for route in routes:
            for rule in route["spec"]["rules"]:
                copied = [it["requestMirror"]["backendRef"] for it in rule.get("filters", []) if "requestMirror" in it]
                for it in rule.get("backendRefs", []) + copied:
                    used.add((it.get("namespace", route["metadata"]["namespace"]), it["name"]))
        made = []
        for namespace, name in sorted(used):
            if name == "nope":
                continue
            ports = [{"name": "web", "port": 80}, {"name": "dns", "port": 53, "protocol": "UDP"}]
            made.append(made_of("Service", name, namespace, {"ports": ports}))
            made.append(endpoints(name, namespace))
        if ("other", "far") in used and self.chance(0.5):
            kinds = sorted({it["kind"] for it in routes})
            spec = {"from": [{"group": GATEWAY_API, "kind": it, "namespace": "app"} for it in kinds], "to": [{"group": "", "kind": "Service"}]}
            made.append(made_of("ReferenceGrant", "from-app", "other", spec))
        return made

    def request(self, routes: list[dict]) -> dict:
        """A request near a match of a route."""
        spec = self.dice.choice(routes)["spec"]
        rule = self.dice.choice(spec["rules"])
        match = self.dice.choice(rule.get("matches") or [{}])
        parent = self.dice.choice(spec["parentRefs"])["name"] if self.chance(0.9) else self.dice.choice(list(self.doors))
        made = dict(self.dice.choice(self.doors[parent]))
        host = self.dice.choice(HOSTS if self.chance(0.15) else spec.get("hostnames") or HOSTS)
        if host.startswith("*."):
            host = self.dice.choice(["w", "a", "x.a", "q.w"]) + host[1:]
        if made.get("scheme") == "https":
            made["sni"] = self.dice.choice(HOSTS) if self.chance(0.08) else host
        if self.chance(0.04):
            host = host.upper()
        if self.chance(0.05):
            host += ":8080"
        params = [(it["name"], it["value"]) for it in match.get("queryParams", []) if not self.chance(0.1)]
        if self.chance(0.15):
            params.append(self.dice.choice(PARAMS))
        query = "?" + "&".join(f"{name}={value}" for name, value in params) if params else ""
        made |= {"host": host, "path": self.near(match) + query, "headers": self.headers(match)}
        made["method"] = match["method"] if "method" in match and self.chance(0.85) else self.dice.choice(["GET", "GET", "GET", "POST"])
        if made["method"] in ("POST", "PUT"):
            made["headers"].append(["Content-Length", "0"])
        if any(sum(it.get("weight", 1) > 0 for it in rule.get("backendRefs", [])) > 1 for rule in rules_of(routes)):
            made["repeat"] = 8
        return made

    def near(self, match: dict) -> str:
        """A path that a match takes, or just not."""
        path = match.get("path", {}).get("value", "/")
        if match.get("path", {}).get("type") == "RegularExpression":
            path = self.dice.choice(["/foo/bar", "/v1/api", "/xbar", "/foo/BAR"])
        kind = self.dice.random()
        if kind < 0.2:
            return path.rstrip("/") + self.dice.choice(["/sub", "/bar", "/"])
        if kind < 0.25:
            return path + self.dice.choice(["x", "bar"])
        if kind < 0.3:
            return self.dice.choice(PATHS)
        return path

    def headers(self, match: dict) -> list[list[str]]:
        """The headers that a match asks for, or not all of them."""
        asked = [] if self.chance(0.1) else match.get("headers", [])
        made = [[it["name"], "abc" if it.get("type") else it["value"]] for it in asked]
        if self.chance(0.1):
            made.append(list(self.dice.choice(HEADERS)))
        return made


def made_of(kind: str, name: str, namespace: str, spec: dict) -> dict:
    """An object."""
    version = {"Service": "v1", "ReferenceGrant": f"{GATEWAY_API}/v1"}.get(kind, f"{GATEWAY_API}/v1")
    return {"apiVersion": version, "kind": kind, "metadata": {"name": name, "namespace": namespace}, "spec": spec}


def endpoints(service: str, namespace: str) -> dict:
    """The EndpointSlice of a Service; address and port are the rig's."""
    metadata = {"name": f"{service}-1", "namespace": namespace, "labels": {"kubernetes.io/service-name": service}}
    return {"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "addressType": "IPv4", "metadata": metadata,
            "ports": [{"name": "web", "port": 80, "protocol": "TCP"}],
            "endpoints": [{"addresses": ["192.0.2.1"], "conditions": {"ready": True}}] if service != "b5" else []}


def rules_of(routes: list[dict]) -> list[dict]:
    """All rules of routes."""
    return [rule for route in routes for rule in route["spec"]["rules"]]


def table(name: str, seed: int, secret: dict) -> dict:
    """A table: an id, the listeners that it is about, objects and requests."""
    maker = Maker(seed, secret)
    kind = maker.dice.choices(list(LISTENERS), list(LISTENERS.values()))[0]
    gateways = maker.gateways(kind)
    names = maker.dice.sample(["r1", "r2", "r3", "r4"], maker.dice.choices([1, 2, 3, 4], [20, 35, 30, 15])[0])
    routes = [maker.route(name, created) for created, name in enumerate(names)]
    requests = [maker.request(routes) for _ in range(REQUESTS)]
    return {"id": name, "listeners": kind, "objects": gateways + maker.services(routes) + routes, "requests": requests}
