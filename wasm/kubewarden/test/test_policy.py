"""The Kubewarden policy in a waPC host: what it answers, what it asks for, and what it withstands."""

import copy
import json
import os
import pathlib
import re
import unittest

import yaml
from wapc import Cluster, Policy

ROOT = pathlib.Path(__file__).parents[3]
FOLDER = ROOT / "wasm/kubewarden"
POLICY = pathlib.Path(os.environ.get("POLICY", ROOT / "dist/kubewarden/policy.wasm"))
METADATA = yaml.safe_load((FOLDER / "metadata.yml").read_text())
GRANTED = {
    (operation.removeprefix("kubernetes/"), it["apiVersion"], it["kind"])
    for operation in METADATA["hostCapabilities"]
    for it in METADATA["contextAwareResources"]
}
SETTINGS = {"profile": "kupe", "tenantLabel": "kupe.cloud/tenant"}


def custom_sections(module):
    """The custom sections of a module, by name."""
    at, found = 8, {}

    def number():
        nonlocal at
        value = shift = 0
        while True:
            byte = module[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while at < len(module):
        section = module[at]
        at += 1
        end = number() + at
        if section == 0:
            size = number()
            name, at = module[at : at + size].decode(), at + size
            found[name] = module[at:end]
        at = end
    return found


def route(namespace="shop", host="web.acme.kupe.cloud", port=80):
    """A route as an API server hands it over."""
    return {
        "apiVersion": "gateway.networking.k8s.io/v1",
        "kind": "HTTPRoute",
        "metadata": {
            "name": "web",
            "namespace": namespace,
            "uid": "11111111-2222-3333-4444-555555555555",
            "creationTimestamp": "2026-11-25T10:00:00Z",
            "generation": 1,
            "managedFields": [
                {
                    "manager": "kubectl",
                    "operation": "Apply",
                    "apiVersion": "gateway.networking.k8s.io/v1",
                    "time": "2026-11-25T10:00:00Z",
                    "fieldsType": "FieldsV1",
                    "fieldsV1": {"f:spec": {"f:hostnames": {}}},
                }
            ],
        },
        "spec": {
            "parentRefs": [
                {
                    "group": "gateway.networking.k8s.io",
                    "kind": "Gateway",
                    "name": "external-gateway",
                    "namespace": "kube-system",
                }
            ],
            "hostnames": [host],
            "rules": [
                {
                    "matches": [{"path": {"type": "PathPrefix", "value": "/"}}],
                    "backendRefs": [{"group": "", "kind": "Service", "name": "web", "port": port, "weight": 1}],
                }
            ],
        },
    }


def named(api_version, kind, name, namespace=None, **fields):
    metadata = {"name": name} | ({"namespace": namespace} if namespace else {})
    return {"apiVersion": api_version, "kind": kind, "metadata": metadata} | fields


def cluster(granted=GRANTED):
    namespace = named("v1", "Namespace", "shop")
    namespace["metadata"]["labels"] = {"kupe.cloud/tenant": "acme"}
    listener = {"name": "https", "port": 443, "protocol": "HTTPS", "allowedRoutes": {"namespaces": {"from": "All"}}}
    listener["tls"] = {"certificateRefs": [{"name": "wildcard"}]}
    spec = {"gatewayClassName": "shared", "listeners": [listener]}
    return Cluster(
        [
            namespace,
            named("v1", "Service", "web", "shop", spec={"ports": [{"port": 80, "targetPort": 8080}]}),
            named("v1", "Service", "api", "pay", spec={"ports": [{"port": 80}]}),
            named("gateway.networking.k8s.io/v1", "Gateway", "external-gateway", "kube-system", spec=spec),
        ],
        granted,
    )


def payload(obj, settings=None, operation="CREATE", **more):
    """What a policy server sends."""
    metadata = obj.get("metadata") if isinstance(obj, dict) else None
    namespace = metadata.get("namespace", "") if isinstance(metadata, dict) else ""
    request = {
        "uid": "705ab4f5-6393-11e8-b7cc-42010a800002",
        "kind": {"group": "gateway.networking.k8s.io", "version": "v1", "kind": "HTTPRoute"},
        "resource": {"group": "gateway.networking.k8s.io", "version": "v1", "resource": "httproutes"},
        "name": "web",
        "namespace": namespace,
        "operation": operation,
        "userInfo": {"username": "someone", "groups": ["system:authenticated"]},
        "object": obj,
        "oldObject": None,
        "dryRun": False,
        "options": {"kind": "CreateOptions", "apiVersion": "meta.k8s.io/v1"},
    }
    return {"settings": SETTINGS if settings is None else settings, "request": request | more}


class PolicyTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.policy = Policy(POLICY)

    def ask(self, obj, settings=None, within=None, **request):
        self.policy.cluster = within or cluster()
        return self.policy.call("validate", payload(obj, settings, **request))

    def codes(self, answer):
        return [line.split()[0] for line in (answer["message"] or "").splitlines()]

    def test_metadata_is_in_the_module(self):
        embedded = json.loads(custom_sections(POLICY.read_bytes())["io.kubewarden.metadata"])
        self.assertEqual(embedded.pop("protocolVersion"), "v1")
        usage = embedded["annotations"].pop("io.kubewarden.policy.usage")
        self.assertEqual(usage, (FOLDER / "README.md").read_text())
        self.assertEqual(embedded, METADATA)
        self.assertEqual(self.policy.call("protocol_version", b""), "v1")

    def test_questions_are_about_settings(self):
        questions = yaml.safe_load((FOLDER / "questions-ui.yml").read_text())["questions"]
        settings = {}
        for question in questions:
            default = question.get("default")
            if default is not None:
                holder, *field = question["variable"].split(".")
                if field:
                    settings.setdefault(holder, {})[field[0]] = default
                else:
                    settings[holder] = default
        answer = self.policy.call("validate_settings", settings)
        self.assertEqual((answer["valid"], answer["message"].split(":")[0]), (True, "not armed"))

    def test_readme(self):
        blocks = re.findall(r"```(\w+)\n(.*?)```", (FOLDER / "README.md").read_text(), re.DOTALL)
        self.assertEqual(blocks[0][1], (FOLDER / "deploy.yaml").read_text())
        policy, obj = (next(yaml.safe_load_all(text)) for kind, text in blocks[:2])
        settings = policy["spec"]["settings"]
        self.assertEqual(self.policy.call("validate_settings", settings)["valid"], True)
        granted = {(*it[:1], *it[1:]) for it in GRANTED}
        granted &= {
            (operation, it["apiVersion"], it["kind"])
            for operation in ("list_resources_by_namespace", "get_resource")
            for it in policy["spec"]["contextAwareResources"]
        }
        answer = self.ask(obj, settings, cluster(granted))
        expected = blocks[2][1].splitlines()
        said = answer["message"].splitlines()
        self.assertEqual(len(said), len(expected), answer)
        for line, start in zip(said, expected):
            self.assertTrue(line.startswith(start + ": "), (line, start))

    def test_good_route_comes_in(self):
        for operation in ("CREATE", "UPDATE"):
            answer = self.ask(route(), operation=operation)
            self.assertEqual((answer["accepted"], answer["message"], answer["warnings"]), (True, None, None), answer)
            self.assertIsNone(answer["mutated_object"])

    def test_errors_deny(self):
        answer = self.ask(route(port=8080))
        self.assertEqual((answer["accepted"], answer["code"], self.codes(answer)), (False, 422, ["RP2003"]))
        self.assertEqual(
            answer["message"].split("; help: ")[0],
            "RP2003 HTTPRoute shop/web spec.rules[0].backendRefs[0].port: Service `shop/web` has no port 8080",
        )
        elsewhere = route()
        elsewhere["spec"]["parentRefs"][0]["name"] = "external-gatewy"
        self.assertIn("RP5001", self.codes(self.ask(elsewhere)))
        unknown = route()
        unknown["spec"]["ruls"] = []
        self.assertEqual(self.codes(self.ask(unknown)), ["RP1010"])

    def test_missing_is_what_a_list_does_not_have(self):
        missing = route()
        missing["spec"]["rules"][0]["backendRefs"][0]["name"] = "catalog"
        self.assertEqual(self.codes(self.ask(missing)), ["RP2002"])
        self.assertTrue(self.ask(missing, SETTINGS | {"lookUps": ["Namespace"]})["accepted"])

    def test_other_namespaces_need_a_grant(self):
        foreign = route()
        foreign["spec"]["rules"][0]["backendRefs"][0] |= {"name": "api", "namespace": "pay"}
        settings = {"profile": "none", "tenantLabel": None}
        self.assertEqual(self.codes(self.ask(foreign, settings)), ["RP2007"])
        granted = cluster()
        spec = {
            "from": [{"group": "gateway.networking.k8s.io", "kind": "HTTPRoute", "namespace": "shop"}],
            "to": [{"group": "", "kind": "Service"}],
        }
        granted.objects.append(named("gateway.networking.k8s.io/v1", "ReferenceGrant", "shop", "pay", spec=spec))
        self.assertTrue(self.ask(foreign, settings, granted)["accepted"])
        # An older cluster serves another version.
        granted.objects[-1]["apiVersion"] = "gateway.networking.k8s.io/v1beta1"
        granted.granted = GRANTED - {("list_resources_by_namespace", "gateway.networking.k8s.io/v1", "ReferenceGrant")}
        self.assertTrue(self.ask(foreign, settings, granted)["accepted"])

    def test_tenancy(self):
        for host in ("web.other.kupe.cloud", "evilkupe.cloud", "web.acme.kupe.cloud.evil.io", "WEB.acme.kupe.cloud", "*.kupe.cloud"):
            answer = self.ask(route(host=host))
            self.assertFalse(answer["accepted"], host)
            self.assertTrue(any(it.startswith("RP5") for it in self.codes(answer)), answer)
        softened = SETTINGS | {"rules": {"RP5006": "off"}, "ignore": [{"code": "RP5006", "path": "**", "reason": "x"}]}
        self.assertEqual(self.codes(self.ask(route(host="web.other.kupe.cloud"), softened)), ["RP5006"])
        balancer = named("v1", "Service", "web", "shop", spec={"type": "LoadBalancer", "ports": [{"port": 80}]})
        self.assertEqual(self.codes(self.ask(balancer)), ["RP5013"])
        gateway = named("gateway.networking.k8s.io/v1", "Gateway", "own", "shop", spec={
            "gatewayClassName": "shared", "listeners": [{"name": "http", "port": 80, "protocol": "HTTP"}],
        })
        self.assertIn("RP5012", self.codes(self.ask(gateway)))

    def test_a_look_up_that_fails_leaves_tenancy_closed(self):
        nobody = lambda: Cluster([], granted=set())
        answer = self.ask(route(), within=nobody())
        self.assertIn("RP5015", self.codes(answer))
        self.assertTrue(any("Namespace `shop` could not be looked up" in it for it in answer["warnings"]), answer)
        named_tenant = {"profile": "kupe", "tenant": "acme"}
        answer = self.ask(route(port=8080), named_tenant, nobody())
        self.assertTrue(answer["accepted"], answer)
        self.assertTrue(any("Services of namespace `shop` could not be looked up" in it for it in answer["warnings"]))
        self.assertTrue(any("Gateways of namespace `kube-system`" in it for it in answer["warnings"]), answer)
        answer = self.ask(route(host="web.other.kupe.cloud"), named_tenant, nobody())
        self.assertEqual(self.codes(answer), ["RP5006"])

    def test_no_more_is_asked_than_granted(self):
        foreign = route()
        foreign["spec"]["rules"][0]["backendRefs"][0] |= {"name": "api", "namespace": "pay"}
        asked = set()
        # What the platform refuses is not looked up.
        for obj, settings in ((route(), SETTINGS), (foreign, {"profile": "none"})):
            within = cluster(GRANTED - {("list_resources_by_namespace", "gateway.networking.k8s.io/v1", "ReferenceGrant")})
            self.ask(obj, settings, within)
            asked |= {it[:3] for it in within.asked}
        profile = {
            "name": "own",
            "gateways": [{"namespace": "kube-system", "name": "external-gateway"}],
            "routes": {"kinds": ["HTTPRoute"]},
            "hostnames": {"templates": ["<app>.acme.kupe.cloud"], "exclusive": True},
        }
        routes = ("list_all_resources", "gateway.networking.k8s.io/v1", "HTTPRoute")
        exclusive = cluster(GRANTED | {routes})
        self.assertTrue(self.ask(route(), {"profile": profile}, exclusive)["accepted"])
        self.assertIn(routes, {it[:3] for it in exclusive.asked})
        self.assertFalse(self.ask(route(), {"profile": profile}, cluster())["accepted"])
        self.assertLessEqual(asked, GRANTED)
        self.assertEqual({it[1:] for it in asked}, {it[1:] for it in GRANTED}, "something is granted and never asked for")
        self.assertEqual({it[0] for it in asked} | {routes[0]}, {it[0] for it in GRANTED})
        service = cluster()
        self.ask(named("v1", "Service", "web", "shop", spec={"ports": [{"port": 80}]}), within=service)
        self.assertEqual(service.asked, [])

    def test_what_goes_is_not_judged(self):
        bad = route(host="evil.example")
        leaving = copy.deepcopy(bad)
        leaving["metadata"] |= {"deletionTimestamp": "2026-11-25T10:00:00Z", "finalizers": ["example.com/x"]}
        done = copy.deepcopy(leaving)
        done["metadata"]["finalizers"] = []
        self.assertTrue(self.ask(None, operation="DELETE", oldObject=bad)["accepted"])
        self.assertTrue(self.ask(done, operation="UPDATE", oldObject=leaving)["accepted"])
        self.assertTrue(self.ask(bad, operation="UPDATE", subResource="status")["accepted"])
        for obj, request in (
            (bad, {"subResource": "status"}),
            (bad, {"oldObject": bad}),
            (bad, {"operation": "UPDATE", "subResource": "anything"}),
            (route() | {"apiVersion": "v1"}, {}),
            (route() | {"apiVersion": "gateway.networking.k8s.io"}, {}),
            (bad | {"items": [route()]}, {}),
        ):
            self.assertFalse(self.ask(obj, **request)["accepted"], (obj, request))
        never = copy.deepcopy(leaving)
        never["metadata"]["deletionTimestamp"] = "soon"
        answer = self.ask(never, operation="UPDATE", oldObject=never)
        self.assertEqual(answer["message"], "the object is malformed: its metadata.deletionTimestamp is no time")
        self.assertTrue(self.ask(named("policy/v1", "Eviction", "web", "shop"), subResource="eviction")["accepted"])
        self.assertTrue(self.ask(named("v1", "Binding", "web", "shop", target={"name": "a"}), subResource="binding")["accepted"])
        self.assertTrue(self.ask(named("v1", "ConfigMap", "web", "shop", items=[bad]))["accepted"])
        changed = copy.deepcopy(leaving)
        changed["spec"]["hostnames"] = ["evil.example.org"]
        self.assertFalse(self.ask(changed, operation="UPDATE", oldObject=leaving)["accepted"])

    def test_mutation(self):
        mends = SETTINGS | {"mutate": True}
        wrong = route()
        del wrong["spec"]["parentRefs"][0]["namespace"]
        self.assertFalse(self.ask(wrong)["accepted"])
        answer = self.ask(wrong, mends)
        self.assertTrue(answer["accepted"], answer)
        self.assertEqual(answer["mutated_object"], route())
        wrong["spec"]["hostnames"] = ["evil.example"]
        answer = self.ask(wrong, mends)
        self.assertEqual((answer["accepted"], answer["mutated_object"]), (False, None))
        self.assertIsNone(self.ask(route(), mends)["mutated_object"])

    def test_settings_name_the_wrong_field(self):
        for settings, why in (
            (SETTINGS, None),
            ({"profile": "none"}, None),
            ({}, "settings: `profile` is missing"),
            (None, "settings: `profile` is missing"),
            ({"tenant": "acme"}, "settings: `profile` is missing"),
            ({"tenantLabel": ""}, "settings: `profile` is missing"),
            ({"profile": "none", "tenant": "acme"}, "`tenant` says nothing without a `profile`"),
            ({"tenent": "acme"}, "unknown key `tenent`; did you mean `tenant`?"),
            ({"profile": "kup"}, "profile: unknown profile `kup`; did you mean `kupe`?"),
            ({"customDomains": ["a.example", 5]}, "customDomains[1]: "),
            ({"mutate": "yes"}, "mutate: neither true nor false"),
            ({"lookUps": ["Secret"]}, "lookUps: `Secret` is none of"),
            ([], "settings: not an object"),
            (7, "settings: not an object"),
        ):
            answer = self.policy.call("validate_settings", settings)
            self.assertEqual(answer["valid"], why is None, (settings, answer))
            self.assertIn(why or "", answer["message"] or "")
            if why:
                for operation, obj in (("CREATE", route()), ("DELETE", None)):
                    denied = self.ask(obj, operation=operation, settings={"profile": None} if settings is None else settings)
                    self.assertEqual((denied["accepted"], denied["audit_annotations"]), (False, {"armed": "false"}), denied)
                    self.assertIn(why, denied["message"])
        for settings, armed in ((SETTINGS, True), ({"profile": "none"}, False)):
            said = self.policy.call("validate_settings", settings)["message"]
            self.assertTrue(said.startswith("armed: " if armed else "not armed: "), said)
            self.assertEqual(self.ask(route(), settings)["audit_annotations"], {"armed": str(armed).lower()})
        for raw in (b"", b"{", b"\xff\xfe", b"nul"):
            answer = self.policy.call("validate_settings", raw)
            self.assertEqual(answer["valid"], False)
            self.assertIn("settings: no JSON", answer["message"])

    def test_bad_input_gets_a_message(self):
        deep = b"[" * 200_000
        for raw, why in (
            (b"", "the request is not understood"),
            (b"null", "the request is not understood"),
            (b"[]", "the request is not understood"),
            (b"\xff\xfe\x00", "the request is not understood"),
            (b'{"request": {"operation": 5}}', "the request is not understood"),
            (b'{"settings": {"profile": "none"}, "request": {"operation": "CREATE", "object": null}}', "the request has no object"),
            (b'{"request": {"object": "\xff"}}', "the request is not understood"),
            (b'{"request": {"object": ' + deep + b"}}", "the request is not understood"),
            (b'{"settings": {"tenent": 1}, "request": {"object": {}}}', "unknown key `tenent`"),
        ):
            answer = self.policy.call("validate", raw)
            self.assertEqual((answer["accepted"], answer["code"]), (False, 422), raw[:60])
            self.assertIn(why, answer["message"], raw[:60])
        nested = b'{"request": {"object": ' + b"[" * 5000 + b"]" * 5000 + b"}}"
        self.assertFalse(self.policy.call("validate", nested)["accepted"])
        for obj in (5, "x", [], {}, [route()], {"kind": "HTTPRoute"}, {"apiVersion": 1, "kind": 2}, {"apiVersion": "v1", "kind": "X", "metadata": 5}):
            answer = self.ask(obj, {"profile": "none"})
            self.assertEqual((answer["accepted"], bool(answer["message"])), (False, True), (obj, answer))

    def test_huge_input(self):
        policy = Policy(POLICY, cluster())
        huge = route()
        huge["metadata"]["annotations"] = {"a": "x" * 20_000_000}
        answer = policy.call("validate", payload(huge))
        self.assertFalse(answer["accepted"])
        self.assertIn("too large to be judged: it has more than 1048576 bytes", answer["message"])
        many = route()
        many["spec"]["rules"] = many["spec"]["rules"] * 1_000
        answer = policy.call("validate", payload(many))
        self.assertFalse(answer["accepted"])
        self.assertLess(len(answer["message"].splitlines()), 30)
        many["spec"]["rules"] = many["spec"]["rules"] * 2
        answer = policy.call("validate", payload(many))
        self.assertIn("more than 1024 entries in one list or object", answer["message"])
        wide = route()
        backends = [{"name": "web", "namespace": f"n{it}", "port": 80} for it in range(100)]
        wide["spec"]["rules"] = [{"backendRefs": backends[at : at + 10]} for at in range(0, 100, 10)]
        within = cluster()
        answer = self.ask(wide, {"profile": "none"}, within)
        self.assertIn("refers to too many namespaces", answer["message"])
        self.assertEqual(within.asked, [])
        self.ask(wide, {"profile": "kupe", "tenant": "acme"}, within)
        self.assertEqual(within.asked, [], "what the platform refuses costs no look-up")
        # What was huge leaves nothing behind.
        self.assertTrue(policy.call("validate", payload(route()))["accepted"])
        print(f"guest memory after 20 MB of input: {policy.bytes / 1e6:.0f} MB")

    def test_memory_does_not_grow(self):
        policy = Policy(POLICY, cluster())
        requests = [json.dumps(payload(it)).encode() for it in (route(), route(port=8080), route(host="evil.example"))]
        requests.append(json.dumps(payload(route(), SETTINGS | {"mutate": True})).encode())
        for count in range(10_000):
            if count == 100:
                before = policy.bytes
            policy.call("validate", requests[count % len(requests)])
        print(f"guest memory after 100 and 10,000 calls: {before / 1e6:.1f} and {policy.bytes / 1e6:.1f} MB")
        self.assertEqual(policy.bytes, before)


if __name__ == "__main__":
    unittest.main()
