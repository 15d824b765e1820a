package corpus

import (
	"math/rand"
	"strings"
)

// spoilMetadata changes one or two fields of metadata.
func spoilMetadata(rng *rand.Rand, root object) string {
	meta, is := root["metadata"].(object)
	if !is {
		return ""
	}
	changes := []struct {
		key    string
		values []any
	}{
		{"name", []any{nil, "", "A", "a.b", "a_b", "-a", "a-", "a/b", "a%b", ".", "..", "a..b", strings.Repeat("a", 63), strings.Repeat("a", 253), strings.Repeat("a", 254), raw("y"), int64(1), raw("1.5"), true, list{}, object{}, "é", "a b", "a\n", raw("0x10"), raw("2024-01-01"), "1"}},
		{"generateName", []any{"a-", "A-", "AB-", "a.", "-", "", "a_", strings.Repeat("a", 62), strings.Repeat("a", 253), strings.Repeat("a", 300), int64(1), "a..", nil, "A", "a--", "é"}},
		{"namespace", []any{"", nil, "a.b", "A", "apps", strings.Repeat("a", 63), strings.Repeat("a", 64), "-a", "a_b", int64(1), raw("n"), raw("no"), list{}, "default", "1a", "é", "a/b", "a b"}},
		{"labels", []any{
			nil, object{}, object{"a": "b"}, object{"a": int64(1)}, object{"a": nil}, object{"a": true}, object{"A/b": "c"}, object{"a/b/c": "d"}, object{"a b": "c"}, object{"": "c"}, object{"a": "b c"}, object{"a": "-b"}, object{"a": ""},
			object{"a": strings.Repeat("v", 63)}, object{"a": strings.Repeat("v", 64)}, object{strings.Repeat("k", 63): "v"}, object{strings.Repeat("k", 64): "v"}, object{strings.Repeat("a", 254) + "/k": "v"}, object{"a": "é"}, object{"é": "a"}, list{}, "text", object{"a": list{}}, object{"a": object{}},
			object{"a": raw("1.0")}, object{"a": raw("yes")}, object{"1": "v"}, object{"a/": "v"}, object{"/a": "v"}, object{"a_b.c-d": "E_f.g-h"}, object{"x y": "a b", "ok": "-"},
		}},
		{"annotations", []any{
			nil, object{}, object{"a": "anything é \n goes"}, object{"A/b": "c"}, object{"a b": "c"}, object{"a": int64(1)}, object{"a": nil}, object{"a": true}, object{"": "c"}, object{"a/b/c": "d"}, object{"a": strings.Repeat("v", 262143)}, object{"a": strings.Repeat("v", 262144)},
			object{"a": strings.Repeat("é", 131072)}, list{}, "text", object{"É/b": "c"}, object{strings.Repeat("K", 64): "v"}, object{"a": list{int64(1)}}, object{"A.B/C": ""},
		}},
		{"finalizers", []any{nil, list{}, list{"a"}, list{"example.com/a"}, list{"a b"}, list{"a/b/c"}, list{""}, list{"foregroundDeletion", "orphan"}, list{"orphan"}, list{int64(1)}, list{nil}, "text", object{}, list{"A/b"}, list{"-a"}, list{"kubernetes"}, list{"a", "a"}, list{"example.com/" + strings.Repeat("a", 64)}, list{"foregroundDeletion", "orphan", "a b"}}},
		{"ownerReferences", []any{
			nil, list{}, list{owner()}, list{owner(), owner()}, list{owner("uid", nil)}, list{owner("uid", "")}, list{owner("name", nil)}, list{owner("kind", nil)}, list{owner("apiVersion", nil)}, list{owner("apiVersion", "a/b/c")}, list{owner("controller", true)}, list{owner("controller", true), owner("controller", true, "uid", "u2")},
			list{owner("controller", "true")}, list{owner("zed", int64(1))}, list{owner("apiVersion", "v1", "kind", "Event")}, list{owner("name", int64(1))}, list{int64(1)}, "text", object{}, list{nil}, list{object{}}, list{owner("controller", nil)}, list{owner("blockOwnerDeletion", true)}, list{owner("blockOwnerDeletion", int64(1))}, list{owner("apiVersion", "")}, list{owner("apiVersion", "/v1")},
			list{owner("controller", true), owner("controller", true), owner("controller", true, "uid", "u3")}, list{owner("uid", int64(5))}, list{owner("apiVersion", "v1/"), owner("kind", "")}, list{owner(), owner("name", "other")}, list{owner("controller", true, "uid", "u4"), owner("controller", true, "uid", "u5"), owner("controller", true, "uid", "u6")},
		}},
		{"managedFields", []any{nil, list{}, list{object{"manager": "m"}}, list{object{"manager": "m", "operation": "Apply", "apiVersion": "v1", "fieldsType": "FieldsV1", "fieldsV1": object{"f:spec": object{}}}}, list{object{"operation": "Wrong"}}, list{object{"fieldsV1": "text"}}, "text", list{object{"time": "bad"}}, list{object{"zed": int64(1)}}, list{object{"manager": int64(1)}}, list{object{"fieldsV1": nil}}, list{object{"time": nil}}, list{nil}, list{object{"fieldsV1": list{int64(1)}}}}},
		{"creationTimestamp", []any{nil, "2024-01-01T00:00:00Z", "2024-01-01", "", int64(1), "2024-01-01T00:00:00+01:00", "2024-01-01T00:00:00.123Z", "2024-13-01T00:00:00Z", raw("2024-01-01T00:00:00Z"), "2024-02-30T00:00:00Z", "2024-01-01t00:00:00z", "2024-01-01T24:00:00Z", "2024-01-01T00:00:60Z", "2024-01-01 00:00:00Z", object{}, "2024-01-01T00:00:00", "2024-01-01T00:00:00,5Z", "2024-01-01T0:00:00Z", "2024-01-01T00:00:00+25:00", "0000-01-01T00:00:00Z", true}},
		{"deletionTimestamp", []any{nil, "2024-01-01T00:00:00Z", "yesterday", int64(0), "", "2023-02-29T00:00:00Z"}},
		{"deletionGracePeriodSeconds", []any{nil, int64(0), int64(-1), int64(30), "30", raw("1.5"), raw("9223372036854775808"), raw("1e3")}},
		{"generation", []any{nil, int64(-1), int64(5), "5", raw("1.5"), raw("5.0"), raw("9223372036854775808"), true}},
		{"resourceVersion", []any{"5", int64(5), nil, "", "x", object{}}},
		{"uid", []any{"u", int64(1), nil, "", list{}}},
		{"selfLink", []any{"/a", int64(1), nil}},
		{"zed", []any{int64(1), nil}},
		{"Name", []any{"a", nil}},
		{"clusterName", []any{"c"}},
		{"Labels", []any{object{"a": "b"}}},
		{"a.b", []any{int64(1)}},
	}
	var notes []string
	for range 1 + rng.Intn(2) {
		it := pick(rng, changes)
		with := pick(rng, it.values)
		if it.key == "name" && rng.Intn(4) == 0 {
			delete(meta, "name")
		} else if it.key == "generateName" && rng.Intn(2) == 0 {
			delete(meta, "name")
			meta[it.key] = clone(with)
		} else {
			meta[it.key] = clone(with)
		}
		notes = append(notes, it.key)
	}
	if rng.Intn(25) == 0 {
		root["metadata"] = pick[any](rng, []any{nil, "text", list{}, object{}, int64(1), true, list{object{"name": "a"}}})
		notes = []string{"metadata"}
	}
	if rng.Intn(40) == 0 {
		delete(root, "metadata")
	}
	return "metadata " + strings.Join(notes, "+")
}

func owner(pairs ...any) object {
	it := object{"apiVersion": "apps/v1", "kind": "Deployment", "name": "web", "uid": "u1"}
	return set(pairs...)(it).(object)
}

// spoilType changes apiVersion or kind.
func spoilType(rng *rand.Rand, root object) string {
	key := pick(rng, []string{"apiVersion", "kind"})
	if rng.Intn(8) == 0 {
		delete(root, key)
		return key + " removed"
	}
	values := map[string][]any{
		"apiVersion": {
			"gateway.networking.k8s.io/v1", "gateway.networking.k8s.io/v1beta1", "gateway.networking.k8s.io/v1alpha2", "gateway.networking.k8s.io/v1alpha3", "gateway.networking.k8s.io/v1alpha1", "gateway.networking.x-k8s.io/v1alpha1", "gateway.networking.k8s.io/v2", "gateway.networking.k8s.io", "gateway.networking.k8s.io/",
			"gateway.networking.k8s.io/V1", "Gateway.networking.k8s.io/v1", "gateway.networking.k8s.io/v1 ", "/v1", "", int64(1), nil, true, list{}, object{}, "gateway.networking.k8s.io/v1/x", "gateway.networking.x-k8s.io/v1",
		},
		"kind": {
			"Httproute", "HTTPRouteList", "HTTPRoutes", "httproute2", "HTTPRoute ", "", int64(1), nil, true, list{}, object{}, "Gateway", "GatewayClass", "HTTPRoute", "GRPCRoute", "TCPRoute", "UDPRoute", "TLSRoute", "ReferenceGrant", "BackendTLSPolicy", "ListenerSet", "XListenerSet", "XMesh", "XBackend", "XBackendTrafficPolicy", "XTelemetryPolicy", "BackendLBPolicy",
		},
	}
	root[key] = clone(pick(rng, values[key]))
	return key + " changed"
}
