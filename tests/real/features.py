"""Random tables about what routes can do beside matching: each is about one topic."""

from __future__ import annotations

import tables
from tables import GATEWAY_API, SERVICES, made_of

# How many of a hundred tables are about what.
TOPICS = {"cors": 14, "mirror": 12, "edits": 22, "tls": 16, "grpc": 14, "backend-tls": 12, "limits": 5, "protocols": 5,
          "listener-sets": 8}
ORIGINS = ["https://a.test", "http://a.test", "https://b.a.test", "https://x.b.a.test", "https://a.test:8443", "http://other.org", "null"]
ALLOWED = ["*", "https://a.test", "http://a.test", "https://*.a.test", "https://a.test:8443", "http://*.org", "https://*.test"]
NAMES = ["X-Set", "X-Env", "X-Two", "version"]
PREFIXES = ["/", "/foo", "/foo/bar", "/v1", "/bar"]
CALLS = ["shop.Cart", "shop.Orders", "pay.Card"]
METHODS = ["Add", "List", "Remove"]
SERVER_NAMES = ["a.example.com", "b.example.com", "x.a.example.com", "other.org", "y.x.a.example.com", "none.test"]


class Maker(tables.Maker):
    """Makes one table about a topic."""

    def __init__(self, seed: int, made: dict[str, dict]) -> None:
        super().__init__(seed, made["secret"])
        self.authority = made["authority"]
        self.extra: list[dict] = []
        self.protocols: dict[str, str] = {}

    def pick(self, *choices: tuple[int, object]):
        """One of some values, each with its weight."""
        return self.dice.choices([it for _, it in choices], [it for it, _ in choices])[0]

    def one_backend(self) -> dict:
        """A reference to a Service that is mostly right."""
        name = self.dice.choice(SERVICES[:5])
        far = {"name": "far", "namespace": "other", "port": 80}
        return dict(self.pick((80, {"name": name, "port": 80}), (6, {"name": "nope", "port": 80}), (4, {"name": "b5", "port": 80}),
                              (5, far), (3, {"name": name, "port": 81})))

    def shared(self) -> list[dict]:
        """The backends of a rule."""
        first, second = self.dice.sample(SERVICES[:5], 2)
        one, other = {"name": first, "port": 80}, {"name": second, "port": 80}
        nope = {"name": "nope", "port": 80, "weight": 1}
        return self.pick((60, [one]), (12, [one | {"weight": 3}, other | {"weight": 1}]), (6, [one | {"weight": 1}, nope]),
                         (4, [one | {"weight": 0}, other]), (6, [self.one_backend()]), (3, [nope | {"weight": 0}, one]), (9, [one, other]))

    def simple_match(self) -> dict:
        """A match by the path, sometimes with a method or a header."""
        made: dict = {"path": {"type": self.pick((80, "PathPrefix"), (20, "Exact")), "value": self.dice.choice(PREFIXES)}}
        if self.chance(0.15):
            made["method"] = self.dice.choice(["GET", "POST", "OPTIONS"])
        if self.chance(0.15):
            made["headers"] = [{"name": "x-env", "value": "prod"}]
        return made

    def route_of(self, kind: str, name: str, created: int, spec: dict, chance_of_hostname: float = 0.6) -> dict:
        """A route of a kind with a parent and sometimes a hostname."""
        if "hostnames" not in spec and self.chance(chance_of_hostname):
            spec["hostnames"] = self.dice.sample(tables.HOSTNAMES, self.dice.choice([1, 1, 2]))
        route = made_of(kind, name, "app", {"parentRefs": [self.parent_ref()]} | spec)
        route["metadata"]["creationTimestamp"] = f"2026-01-01T00:00:0{created}Z"
        return route

    def plain_gateway(self) -> list[dict]:
        """One listener of HTTP, sometimes of HTTPS beside it."""
        if self.chance(0.25):
            return self.gateways("tls")
        return self.gateways("plain")

    # CORS.

    def cors(self) -> dict:
        """A filter of CORS."""
        made: dict = {"allowOrigins": self.dice.sample(ALLOWED[1:], self.dice.choice([1, 1, 2])) if self.chance(0.75) else ["*"]}
        if self.chance(0.7):
            made["allowMethods"] = self.pick((30, ["GET"]), (30, ["GET", "POST"]), (20, ["PUT", "DELETE", "GET"]), (20, ["*"]))
        if self.chance(0.6):
            made["allowHeaders"] = self.pick((40, ["x-env"]), (30, ["Content-Type", "X-Env"]), (30, ["*"]))
        if self.chance(0.4):
            made["exposeHeaders"] = self.pick((40, ["x-old"]), (40, ["X-Old", "X-New"]), (20, ["*"]))
        if self.chance(0.4):
            made["allowCredentials"] = self.chance(0.75)
        if self.chance(0.4):
            made["maxAge"] = self.dice.choice([1, 60, 86400])
        return {"type": "CORS", "cors": made}

    def cors_route(self, name: str, created: int) -> dict:
        """A route, most of whose rules have a CORS filter."""
        rules = []
        for _ in range(self.dice.choice([1, 2, 2, 3])):
            rule: dict = {"matches": [self.simple_match()], "backendRefs": self.shared()}
            filters = [self.cors()] if self.chance(0.85) else []
            if self.chance(0.2):
                filters.append({"type": "ResponseHeaderModifier", "responseHeaderModifier": {"set": [{"name": "X-New", "value": "1"}]}})
            if self.chance(0.1):
                filters.append(self.redirect(rule["matches"][0]["path"]["type"] == "PathPrefix"))
                del rule["backendRefs"]
            self.dice.shuffle(filters)
            rules.append(rule | ({"filters": filters} if filters else {}))
        return self.route_of("HTTPRoute", name, created, {"rules": rules})

    def cors_request(self, made: dict) -> None:
        """Makes a request one of a browser."""
        if not self.chance(0.9):
            return
        made["headers"].append(["Origin", self.dice.choice(ORIGINS)])
        if not self.chance(0.5):
            return
        made["method"] = "OPTIONS"
        made["headers"] = [it for it in made["headers"] if it[0] != "Content-Length"]
        if self.chance(0.9):
            made["headers"].append(["Access-Control-Request-Method", self.dice.choice(["GET", "POST", "PUT", "PATCH"])])
        if self.chance(0.5):
            made["headers"].append(["Access-Control-Request-Headers", self.dice.choice(["x-env", "content-type", "x-env,x-other"])])

    # Mirrors.

    def mirror(self) -> dict:
        """A filter that copies requests."""
        made: dict = {"backendRef": self.one_backend()}
        made |= self.pick((45, {}), (15, {"percent": 50}), (8, {"percent": 0}), (7, {"percent": 100}),
                          (15, {"fraction": {"numerator": 1, "denominator": 2}}), (5, {"fraction": {"numerator": 3, "denominator": 4}}),
                          (5, {"fraction": {"numerator": 30}}))
        return {"type": "RequestMirror", "requestMirror": made}

    def mirror_route(self, name: str, created: int) -> dict:
        """A route with copies of requests."""
        rules = []
        for _ in range(self.dice.choice([1, 2])):
            match = self.simple_match()
            filters = [self.mirror() for _ in range(self.dice.choice([0, 1, 1, 1, 2]))]
            filters += self.filters(match["path"]["type"] == "PathPrefix")
            self.dice.shuffle(filters)
            rule = {"matches": [match], "backendRefs": self.shared()}
            rules.append(rule | ({"filters": filters} if filters else {}))
        return self.route_of("HTTPRoute", name, created, {"rules": rules})

    # Changes of requests and answers.

    def header_edits(self, names: list[str]) -> dict:
        """Changes of headers; each name is in one list only, as the API asks."""
        chosen = self.dice.sample(names, self.dice.choice([1, 2, 3]))
        made: dict = {}
        for name in chosen:
            what = self.dice.choice(["set", "add", "remove"])
            made.setdefault(what, []).append(name if what == "remove" else {"name": name, "value": self.dice.choice(["r1", "r2"])})
        return made

    def changing(self, by_prefix: bool, of_backend: bool = False) -> list[dict]:
        """Filters that change what passes, in any order."""
        made = []
        if self.chance(0.6):
            made.append({"type": "RequestHeaderModifier", "requestHeaderModifier": self.header_edits(NAMES)})
        if self.chance(0.4):
            made.append({"type": "ResponseHeaderModifier", "responseHeaderModifier": self.header_edits(["X-New", "X-Old", "X-Rule"])})
        if not of_backend and self.chance(0.45):
            rewrite: dict = {}
            if self.chance(0.4):
                rewrite["hostname"] = "rw.example.net"
            if self.chance(0.8) or not rewrite:
                rewrite["path"] = self.new_path(by_prefix)
            made.append({"type": "URLRewrite", "urlRewrite": rewrite})
        self.dice.shuffle(made)
        return made

    def edits_route(self, name: str, created: int) -> dict:
        """A route with changes at its rules and backends, next to redirects."""
        rules = []
        for _ in range(self.dice.choice([1, 2, 3])):
            match = self.simple_match()
            by_prefix = match["path"]["type"] == "PathPrefix"
            if self.chance(0.2):
                redirect = self.redirect(by_prefix)
                if self.chance(0.3):
                    redirect["requestRedirect"]["statusCode"] = self.dice.choice([303, 307, 308])
                rules.append({"matches": [match], "filters": [redirect]})
                continue
            backends = [dict(it) for it in self.shared()]
            for it in backends:
                if self.chance(0.4) and (filters := self.changing(by_prefix, of_backend=True)):
                    it["filters"] = filters
            rule = {"matches": [match], "backendRefs": backends}
            filters = self.changing(by_prefix)
            rules.append(rule | ({"filters": filters} if filters else {}))
        return self.route_of("HTTPRoute", name, created, {"rules": rules})

    # Limits.

    def limits_route(self, name: str, created: int) -> dict:
        """A route with timeouts and retries."""
        rules = []
        for _ in range(self.dice.choice([1, 2])):
            rule: dict = {"matches": [self.simple_match()], "backendRefs": [{"name": self.dice.choice(SERVICES[:5]), "port": 80}]}
            if self.chance(0.5):
                rule["timeouts"] = self.pick((40, {"request": "400ms"}), (30, {"request": "3s", "backendRequest": "400ms"}),
                                             (20, {"backendRequest": "400ms"}), (10, {"request": "0s"}))
            else:
                rule["retry"] = {"codes": self.pick((50, [503]), (30, [500, 503]), (20, [502])), "attempts": self.dice.choice([1, 2, 3])}
            rules.append(rule)
        return self.route_of("HTTPRoute", name, created, {"rules": rules}, 0.3)

    def limits_request(self, made: dict) -> None:
        """Makes a request one that is slow, or that fails first."""
        if self.chance(0.4):
            made["headers"].append(["X-Pause", "1"])
        elif self.chance(0.8):
            made["headers"].append(["X-Fail", f"{self.dice.choice([500, 503])} {self.dice.choice([1, 2, 3])}"])

    # Protocols of backends.

    def protocols_route(self, name: str, created: int) -> dict:
        """A route to backends that say what they speak."""
        for service in SERVICES:
            told = self.pick((35, "kubernetes.io/h2c"), (25, "kubernetes.io/ws"), (10, "http"), (10, "example.com/own"), (20, None))
            if told:
                self.protocols.setdefault(service, told)
        rules = [{"matches": [self.simple_match()], "backendRefs": self.shared()} for _ in range(self.dice.choice([1, 2]))]
        return self.route_of("HTTPRoute", name, created, {"rules": rules})

    def protocols_request(self, made: dict) -> None:
        """Makes a request one of WebSocket."""
        if self.chance(0.35):
            made["method"] = "GET"
            made["headers"] = [["Connection", "Upgrade"], ["Upgrade", "websocket"], ["Sec-WebSocket-Version", "13"],
                               ["Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="]]

    # gRPC.

    def call(self) -> dict | None:
        """The `method` of a match, or none."""
        service, method = self.dice.choice(CALLS), self.dice.choice(METHODS)
        return self.pick((45, {"service": service, "method": method}), (25, {"service": service}), (8, {"method": method}), (14, None),
                         (8, {"type": "RegularExpression", "service": "shop\\..*", "method": "[A-Z].*"}))

    def grpc_route(self, name: str, created: int) -> dict:
        """A GRPCRoute."""
        rules = []
        for _ in range(self.dice.choice([1, 2, 3])):
            rule: dict = {"backendRefs": [dict(it) for it in self.shared()]}
            matches = []
            for _ in range(self.dice.choice([0, 1, 1, 1, 2])):
                call = self.call()
                match: dict = {"method": call} if call else {}
                if self.chance(0.3):
                    match["headers"] = [{"name": name, "value": value} for name, value in self.few(tables.HEADERS).items()]
                matches.append(match)
            if matches:
                rule["matches"] = matches
            if filters := self.changing(False, of_backend=True) if self.chance(0.35) else []:
                rule["filters"] = filters
            rules.append(rule)
        for service in [*SERVICES, "far"]:
            if self.chance(0.7):
                self.protocols.setdefault(service, "kubernetes.io/h2c")
        return self.route_of("GRPCRoute", name, created, {"rules": rules})

    def grpc_request(self, routes: list[dict]) -> dict:
        """A call near a match of a route."""
        spec = self.dice.choice(routes)["spec"]
        match = self.dice.choice(self.dice.choice(spec["rules"]).get("matches") or [{}])
        call = match.get("method", {})
        service, method = call.get("service") or self.dice.choice(CALLS), call.get("method") or self.dice.choice(METHODS)
        if call.get("type") or self.chance(0.15):
            service, method = self.dice.choice(CALLS), self.dice.choice(METHODS)
        made = self.door_and_host(spec)
        made |= {"path": f"/{service}/{method}", "method": "POST", "http2": True}
        made["headers"] = [["content-type", "application/grpc"], *self.headers(match)]
        return self.repeated(made, routes)

    # TLS.

    def tls_gateways(self) -> list[dict]:
        """Listeners of one port, each for other names: TLS of both modes, sometimes HTTPS beside them."""
        names = self.dice.sample(["a.example.com", "b.example.com", "*.a.example.com", "other.org", "*.example.com"], 3)
        listeners = []
        for place in range(self.dice.choice([1, 1, 2, 3])):
            name = names[place] if place or self.chance(0.75) else None
            kind = self.pick((45, "Passthrough"), (40, "Terminate"), (15, "HTTPS"))
            listener = self.listener(f"l{place}", 443, name, "HTTPS" if kind == "HTTPS" else "TLS")
            if kind != "HTTPS":
                listener["tls"] = {"mode": kind}
                if kind == "Terminate":
                    listener["tls"]["certificateRefs"] = [{"name": "certificate"}]
            listeners.append(listener)
        gateway = self.gateway("gw", listeners)
        self.doors["gw"] = [{"gateway": "gw", "port": 443, "scheme": "tls"}]
        return [gateway, self.secret]

    def tls_route(self, name: str, created: int) -> dict:
        """A TLSRoute, rarely an HTTPRoute for a listener of HTTPS."""
        hostnames = self.dice.sample(tables.HOSTNAMES, self.dice.choice([1, 1, 2]))
        if self.chance(0.2):
            rules = [{"backendRefs": self.shared()}]
            return self.route_of("HTTPRoute", name, created, {"hostnames": hostnames, "rules": rules})
        return self.route_of("TLSRoute", name, created, {"hostnames": hostnames, "rules": [{"backendRefs": self.shared()}]})

    def tls_request(self, routes: list[dict]) -> dict:
        """A connection with a server name near those of a route."""
        spec = self.dice.choice(routes)["spec"]
        host = self.dice.choice(SERVER_NAMES if self.chance(0.3) else spec["hostnames"])
        if host.startswith("*."):
            host = self.dice.choice(["w", "a", "x.a", "q.w"]) + host[1:]
        made = {"gateway": "gw", "port": 443, "scheme": "tls", "sni": host, "host": host, "path": "/", "method": "GET", "headers": []}
        return self.repeated(made, routes)

    # ListenerSets.

    def listener_set_gateways(self) -> list[dict]:
        """A Gateway and ListenerSets of two namespaces, of which it may not allow all."""
        selector = {"from": "Selector", "selector": {"matchLabels": {"team": self.dice.choice(["a", "b"])}}}
        allowed = self.pick((35, {"from": "All"}), (25, {"from": "Same"}), (25, selector), (7, {"from": "None"}), (8, None))
        some = lambda: self.dice.choice(["*.example.com", "a.example.com"]) if self.chance(0.4) else None
        listeners = [self.listener("http", 80, some())]
        made = [made_of("Namespace", it, "", {}) for it in ("app", "other")]
        for it, team in zip(made, "ab"):
            it["metadata"] = {"name": it["metadata"]["name"], "labels": {"team": team}}
            del it["spec"]
        made.append(self.gateway("gw", listeners, {"allowedListeners": {"namespaces": allowed}} if allowed else None))
        for place, name in enumerate(["more", "most"][: self.dice.choice([1, 2, 2])]):
            namespace = self.dice.choice(["app", "app", "other"])
            own = [self.listener(f"set{place}", 8080 + place, some())]
            if self.chance(0.2):
                # One that the Gateway has already.
                own.append(self.listener("again", 80, listeners[0].get("hostname")))
            if self.chance(0.5):
                own[0]["allowedRoutes"] = {"namespaces": {"from": "All"}}
            reference = {"kind": "ListenerSet", "group": GATEWAY_API, "name": name}
            self.add_parent(reference | ({"namespace": "other"} if namespace == "other" else {}), "gw", own)
            parent = {"name": "gw"} | ({"namespace": "app"} if namespace == "other" else {})
            made_set = made_of("ListenerSet", name, namespace, {"parentRef": parent, "listeners": own})
            made_set["metadata"]["creationTimestamp"] = f"2026-01-01T00:00:0{place}Z"
            made.append(made_set)
        return made

    def listener_sets_route(self, name: str, created: int) -> dict:
        """A route of some of them."""
        rules = [{"matches": [self.simple_match()], "backendRefs": self.shared()} for _ in range(self.dice.choice([1, 2]))]
        made = self.route_of("HTTPRoute", name, created, {"rules": rules})
        other = self.parent_ref()
        if self.chance(0.4) and other["name"] != made["spec"]["parentRefs"][0]["name"]:
            made["spec"]["parentRefs"].append(other)
        return made

    # TLS to backends.

    def policy(self, name: str, created: int) -> dict:
        """A BackendTLSPolicy, some of them wrong."""
        target = {"group": "", "kind": "Service", "name": self.dice.choice(SERVICES[:4])}
        if self.chance(0.35):
            target["sectionName"] = self.pick((70, "web"), (15, "dns"), (15, "missing"))
        validation: dict = {"hostname": self.dice.choice(["a.backend.test", "b.backend.test"])}
        reference = {"group": "", "kind": "ConfigMap", "name": "authority"}
        validation |= self.pick((70, {"caCertificateRefs": [reference]}), (10, {"caCertificateRefs": [reference | {"name": "nope"}]}),
                                (6, {"caCertificateRefs": [reference | {"name": "empty"}]}),
                                (6, {"caCertificateRefs": [reference | {"kind": "Thing", "group": "x.example"}]}),
                                (8, {"caCertificateRefs": [reference, reference | {"name": "nope"}]}))
        made = made_of("BackendTLSPolicy", name, "app", {"targetRefs": [target], "validation": validation})
        made["metadata"]["creationTimestamp"] = f"2026-01-01T00:00:0{created}Z"
        return made

    def backend_tls_route(self, name: str, created: int) -> dict:
        """A route to backends, some of which have a policy."""
        if not self.extra:
            empty = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "empty", "namespace": "app"}, "data": {"ca.crt": "none"}}
            self.extra = [self.authority, empty]
            self.extra += [self.policy(f"p{place}", place) for place in range(self.dice.choice([1, 2, 2, 3]))]
        rules = [{"matches": [self.simple_match()], "backendRefs": self.shared()} for _ in range(self.dice.choice([1, 2, 3]))]
        return self.route_of("HTTPRoute", name, created, {"rules": rules})

    # Requests.

    def door_and_host(self, spec: dict) -> dict:
        """Where a request goes."""
        made = dict(self.dice.choice(self.doors[self.dice.choice(spec["parentRefs"])["name"]]))
        host = self.dice.choice(tables.HOSTS if self.chance(0.12) else spec.get("hostnames") or tables.HOSTS)
        if host.startswith("*."):
            host = self.dice.choice(["w", "a", "x.a"]) + host[1:]
        if made.get("scheme") == "https":
            made["sni"] = host
        return made | {"host": host}

    def repeated(self, made: dict, routes: list[dict]) -> dict:
        """Says how often a request is sent besides, where backends share requests."""
        if any(len(rule.get("backendRefs", [])) > 1 for rule in tables.rules_of(routes)):
            made["repeat"] = 4
        return made

    def feature_request(self, topic: str, routes: list[dict]) -> dict:
        """A request of a topic near a match of a route."""
        if topic == "tls":
            return self.tls_request(routes)
        if topic == "grpc":
            return self.grpc_request(routes)
        spec = self.dice.choice(routes)["spec"]
        match = self.dice.choice(self.dice.choice(spec["rules"]).get("matches") or [{}])
        made = self.door_and_host(spec)
        made |= {"path": self.near(match) + self.pick((80, ""), (20, "?q=1")), "headers": self.headers(match)}
        made["method"] = match.get("method") or self.dice.choice(["GET", "GET", "POST"])
        if topic == "edits":
            made["headers"] += [[name, "c"] for name in NAMES if self.chance(0.3)]
        if change := getattr(self, f"{topic}_request", None):
            change(made)
        if made["method"] in ("POST", "PUT"):
            made["headers"].append(["Content-Length", "0"])
        made = self.repeated(made, routes)
        if topic == "mirror":
            made["repeat"] = 11
            made["copies"] = True
        return made


def table(name: str, seed: int, made: dict[str, dict], topic: str | None = None) -> dict:
    """A table: an id, the topic, objects and requests. `made` are objects with certificates."""
    maker = Maker(seed, made)
    topic = topic or maker.pick(*((weight, it) for it, weight in TOPICS.items()))
    own = {"tls": maker.tls_gateways, "listener-sets": maker.listener_set_gateways}
    gateways = own.get(topic, maker.plain_gateway)()
    names = maker.dice.sample(["r1", "r2", "r3", "r4"], maker.dice.choice([1, 2, 2, 3]))
    make = getattr(maker, f"{topic.replace('-', '_')}_route")
    routes = [make(name, created) for created, name in enumerate(names)]
    requests = [maker.feature_request(topic, routes) for _ in range(tables.REQUESTS)]
    services = maker.services(routes)
    for it in services:
        if it["kind"] == "Service" and it["metadata"]["name"] in maker.protocols:
            it["spec"]["ports"][0]["appProtocol"] = maker.protocols[it["metadata"]["name"]]
    return {"id": name, "listeners": topic, "objects": gateways + maker.extra + services + routes, "requests": requests}
