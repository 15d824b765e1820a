"""What every OPA host has to answer: writes the cases as JSON, an input and data with the codes that deny."""

import copy
import json
import sys

ROUTE = {
    "apiVersion": "gateway.networking.k8s.io/v1",
    "kind": "HTTPRoute",
    "metadata": {"name": "web", "namespace": "shop"},
    "spec": {
        "parentRefs": [{"name": "external-gateway", "namespace": "kube-system"}],
        "hostnames": ["web.acme.kupe.cloud"],
        "rules": [{"backendRefs": [{"name": "web", "port": 80}]}],
    },
}
SERVICE = {
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {"name": "web", "namespace": "shop"},
    "spec": {"ports": [{"port": 80, "targetPort": 8080}]},
}
NAMESPACE = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop", "labels": {"kupe.cloud/tenant": "acme"}}}
DATA = {
    "routeproof": {
        "settings": {"profile": "kupe", "tenant": "acme"},
        "world": [SERVICE, NAMESPACE],
        "complete": [{"kind": "Service", "namespace": "shop"}],
    }
}


def changed(document, path, value):
    """A copy of `document` with `value` at `path`."""
    document = copy.deepcopy(document)
    here = document
    for key in path[:-1]:
        here = here[key]
    here[path[-1]] = value
    return document


def review(obj, operation="CREATE", **request):
    return {
        "apiVersion": "admission.k8s.io/v1",
        "kind": "AdmissionReview",
        "request": {"uid": "1", "operation": operation, "namespace": "shop", "object": obj} | request,
    }


WRONG_PORT = changed(ROUTE, ["spec", "rules", 0, "backendRefs", 0, "port"], 8080)
FOREIGN = changed(ROUTE, ["spec", "hostnames"], ["web.other.kupe.cloud"])
LABEL = changed(DATA, ["routeproof", "settings"], {"profile": "kupe", "tenantLabel": "kupe.cloud/tenant"})
TEXT = "é \u0007\u000b\u007f\u001b\u2028 \U0001f600 \U000e0001 \" \\ set() {1, 2} \\x41 </script>"
LIST = {"apiVersion": "v1", "kind": "List", "items": [SERVICE, WRONG_PORT]}
NO_SERVICES = {"apiVersion": "v1", "kind": "ServiceList", "items": []}
MISSING = changed(ROUTE, ["spec", "rules", 0, "backendRefs", 0, "name"], "catalog")



def named(api_version, kind, **fields):
    return {"apiVersion": api_version, "kind": kind, "metadata": {"name": "web", "namespace": "shop"}} | fields


def leaving(when="2026-01-01T00:00:00Z", **metadata):
    """A route that may not come in, on its way out."""
    return changed(FOREIGN, ["metadata"], FOREIGN["metadata"] | {"deletionTimestamp": when} | metadata)


NO_PROFILE = {"routeproof": {"settings": {"profile": "none"}}}
MISSING_PROFILE = "data.routeproof.settings: `profile` is missing: "

# The name, the input, the data, and the start of each message that denies.
CASES = [
    ("a route of the tenant", ROUTE, DATA, []),
    ("a wrong port", WRONG_PORT, DATA, ["RP2003 HTTPRoute shop/web spec.rules[0].backendRefs[0].port: Service `shop/web` has no port 8080; help: "]),
    ("a foreign hostname", FOREIGN, DATA, ["RP5006 "]),
    ("a review", review(WRONG_PORT), DATA, ["RP2003 "]),
    ("a review of an update", review(ROUTE, "UPDATE", oldObject=WRONG_PORT), DATA, []),
    ("a review of a deletion", review(None, "DELETE", oldObject=WRONG_PORT), DATA, []),
    ("a list", [ROUTE, WRONG_PORT | {"metadata": {"name": "other", "namespace": "shop"}}], DATA, ["RP2003 HTTPRoute shop/other "]),
    ("a list of kubectl's", LIST, NO_PROFILE, ["RP2003 "]),
    ("a missing Service", MISSING, DATA, ["RP2002 "]),
    ("an unknown Service", MISSING, {"routeproof": {"settings": {"profile": "kupe", "tenant": "acme"}}}, []),
    ("a tenant by label", ROUTE, LABEL, []),
    ("no tenant by label", ROUTE, changed(LABEL, ["routeproof", "world"], []), ["RP2002 ", "RP5015 "]),
    ("no data", ROUTE, {}, [MISSING_PROFILE]),
    ("other data", ROUTE, {"kubernetes": {"services": {"shop": {"web": SERVICE}}}}, [MISSING_PROFILE]),
    ("no settings", ROUTE, {"routeproof": {}}, [MISSING_PROFILE]),
    ("a tenant and no profile", ROUTE, {"routeproof": {"settings": {"tenant": "acme"}}}, [MISSING_PROFILE]),
    ("a deletion without a profile", review(None, "DELETE", oldObject=ROUTE), {"routeproof": {}}, [MISSING_PROFILE]),
    ("no profile by choice", WRONG_PORT, NO_PROFILE, []),
    ("a tenant and no profile by choice", ROUTE, {"routeproof": {"settings": {"profile": "none", "tenant": "acme"}}}, ["data.routeproof.settings: `tenant` says nothing without a `profile`"]),
    ("a slip beside our data", ROUTE, DATA | {"routproof": {}}, ["data: unknown key `routproof`; did you mean `routeproof`?"]),
    ("a slip in place of our data", ROUTE, {"routproof": DATA["routeproof"]}, ["data: unknown key `routproof`; did you mean `routeproof`?"]),
    ("items under another kind", named("v1", "ConfigMap", items=[FOREIGN]), DATA, ["RP5006 HTTPRoute shop/web "]),
    ("items under another kind in a review", review(named("v1", "ConfigMap", items=[FOREIGN])), DATA, []),
    ("a route with items", FOREIGN | {"items": []}, DATA, ["RP1010 ", "RP5006 "]),
    ("a creation of a status", review(FOREIGN, subResource="status"), DATA, ["the request is malformed: a CREATE of `HTTPRoute` has no subresource `status`"]),
    ("an update of a status", review(FOREIGN, "UPDATE", subResource="status"), DATA, []),
    ("a creation with an old object", review(ROUTE, oldObject=ROUTE), DATA, ["the request is malformed: a CREATE has no oldObject"]),
    ("a deletion at no time", review(leaving("soon"), "UPDATE", oldObject=leaving("soon")), DATA, ["the object is malformed: its metadata.deletionTimestamp is no time"]),
    ("a finalizer that goes", review(leaving(), "UPDATE", oldObject=leaving(finalizers=["example.com/a"])), DATA, []),
    ("an eviction", review(named("policy/v1", "Eviction"), subResource="eviction"), DATA, []),
    ("a binding", review(named("v1", "Binding"), subResource="binding"), DATA, []),
    ("a route without a group", ROUTE | {"apiVersion": "v1"}, DATA, ["HTTPRoute shop/web apiVersion: `v1` has no `HTTPRoute`"]),
    ("a route without a version", ROUTE | {"apiVersion": "gateway.networking.k8s.io"}, DATA, ["HTTPRoute shop/web apiVersion: "]),
    ("odd text", changed(ROUTE, ["metadata", "annotations"], {"example.com/a": TEXT}), DATA, []),
    ("odd text in a message", changed(ROUTE, ["spec", "hostnames"], [TEXT]), DATA, ["RP1", "RP5"]),
    ("null", None, DATA, ["the input is null; "]),
    ("a number", 1.5e300, DATA, ["the input is a number; "]),
    ("a text", "x", DATA, ["the input is a text; "]),
    ("a boolean", True, DATA, ["the input is a boolean; "]),
    ("an empty object", {}, DATA, ["input holds no object that could be judged"]),
    ("an empty list", [], DATA, []),
    ("a list of anything", [5], DATA, ["RP0080 input[0]: this is a number"]),
    ("a review without a request", {"kind": "AdmissionReview"}, DATA, ["the AdmissionReview has no request"]),
    ("a wrong type", review(ROUTE, operation=5), DATA, ["the request is not understood: "]),
    ("an unknown field", changed(ROUTE, ["spec", "ruls"], []), DATA, ["RP1010 "]),
    ("a wrong setting", ROUTE, {"routeproof": {"settings": {"tenent": "acme"}}}, ["data.routeproof.settings: unknown key `tenent`; did you mean `tenant`?"]),
    ("wrong data", ROUTE, {"routeproof": {"wrold": []}}, ["data.routeproof: unknown field `wrold`"]),
    ("data of a wrong type", ROUTE, {"routeproof": 5}, ["data.routeproof: "]),
]


if __name__ == "__main__":
    keys = ("name", "input", "data", "denials")
    json.dump([dict(zip(keys, case)) for case in CASES], sys.stdout, ensure_ascii=False)
