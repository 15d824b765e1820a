package corpus

import (
	"fmt"
	"strings"
)

// A recipe breaks the node that carries a rule, in one way. The node is a copy; the result replaces it.
type recipe func(node any) any

// set writes fields of an object; a nil value removes the field.
func set(pairs ...any) recipe {
	return func(node any) any {
		it, is := node.(object)
		if !is {
			return node
		}
		for i := 0; i < len(pairs); i += 2 {
			key := pairs[i].(string)
			if pairs[i+1] == nil {
				delete(it, key)
			} else {
				it[key] = clone(pairs[i+1])
			}
		}
		return it
	}
}

// value replaces the node.
func value(with any) recipe { return func(any) any { return clone(with) } }

// twin repeats the first item of a list, and changes the repetition.
func twin(pairs ...any) recipe {
	return func(node any) any {
		items, is := node.(list)
		if !is || len(items) == 0 {
			return node
		}
		return append(items, set(pairs...)(clone(items[0])))
	}
}

// twins repeats the first item after changing it, and changes the repetition again.
func twins(first recipe, pairs ...any) recipe {
	return func(node any) any {
		items, is := node.(list)
		if !is || len(items) == 0 {
			return node
		}
		items[0] = first(items[0])
		return append(items, set(pairs...)(clone(items[0])))
	}
}

// first changes the first item of a list.
func first(pairs ...any) recipe {
	return func(node any) any {
		if items, is := node.(list); is && len(items) > 0 {
			items[0] = set(pairs...)(items[0])
		}
		return node
	}
}

// pathed changes the `path` of a path match and keeps its type one of those that are looked into.
func pathed(values ...string) []recipe {
	var all []recipe
	for i, it := range values {
		all = append(all, set("value", it, "type", []any{"Exact", "PathPrefix", nil}[i%3]))
	}
	return all
}

// filterOf is a filter of a type with the smallest field that its schema takes.
func filterOf(kind string) object {
	header := object{"set": list{object{"name": "x-a", "value": "b"}}}
	values := map[string]any{
		"RequestHeaderModifier": header, "ResponseHeaderModifier": header,
		"RequestMirror":   object{"backendRef": object{"name": "mirror", "port": int64(80)}},
		"RequestRedirect": object{"hostname": "r.example.com"},
		"URLRewrite":      object{"hostname": "r.example.com"},
		"CORS":            object{"allowOrigins": list{"https://a.example.com"}},
		"ExtensionRef":    object{"group": "example.com", "kind": "Filter", "name": "f"},
		"ExternalAuth":    object{"protocol": "HTTP", "http": object{}, "backendRef": object{"name": "auth", "port": int64(80)}},
	}
	return object{"type": kind, filters[kind]: clone(values[kind])}
}

// rewriting is a filter that replaces a prefix.
func rewriting(kind string) object {
	it := filterOf(kind)
	it[filters[kind]].(object)["path"] = object{"type": "ReplacePrefixMatch", "replacePrefixMatch": "/new"}
	return it
}

// matches makes n small matches of an HTTPRoute or GRPCRoute.
func matches(n int, grpc bool) list {
	out := list{}
	for i := range n {
		if grpc {
			out = append(out, object{"method": object{"service": fmt.Sprintf("s%d", i), "method": "m"}})
		} else {
			out = append(out, object{"path": object{"value": fmt.Sprintf("/m%d", i)}})
		}
	}
	return out
}

// manyMatches replaces a route's rules by as many as there are sizes.
func manyMatches(grpc bool, sizes ...int) recipe {
	return func(any) any {
		rules := list{}
		for _, it := range sizes {
			rules = append(rules, object{"matches": matches(it, grpc)})
		}
		return rules
	}
}

var (
	exactMatch  = list{object{"path": object{"type": "Exact", "value": "/a"}}}
	twoMatches  = list{object{"path": object{"value": "/a"}}, object{"path": object{"value": "/b"}}}
	backendWith = func(kind string) list {
		return list{object{"name": "b", "port": int64(80), "filters": list{rewriting(kind)}}}
	}
	longLabel   = strings.Repeat("a", 64)
	longPrefix  = strings.TrimSuffix(strings.Repeat(strings.Repeat("a", 49)+".", 6), ".")
	selfSigned  = object{"name": "cert"}
	caRef       = object{"group": "", "kind": "ConfigMap", "name": "ca"}
	trustBundle = object{"group": "certificates.k8s.io", "kind": "ClusterTrustBundle", "name": "b", "namespace": "n"}
	provider    = object{"backendRef": object{"name": "otel", "port": int64(4317)}}
	validation  = object{"hostname": "a.example.com", "wellKnownCACertificates": "System"}
)

// recipesFor finds the recipes of a rule by a part of its expression.
func recipesFor(rule string) []recipe {
	for _, it := range families {
		if strings.Contains(rule, it.mark) {
			return it.breaks
		}
	}
	return filterRecipes(rule)
}

// families are all rules that a new object can break, most particular first.
var families = []struct {
	mark   string
	breaks []recipe
}{
	{"p1.port == 0) == (!has(p2.port)", []recipe{
		twins(set("sectionName", nil, "port", nil), "sectionName", "s"), twins(set("sectionName", nil, "port", nil), "port", int64(80)), twin("sectionName", "s", "port", nil), twin("namespace", nil, "sectionName", "other"), twin("port", int64(80), "sectionName", nil), twin("port", int64(1), "sectionName", "s"),
		twins(set("namespace", "apps", "sectionName", nil, "port", nil), "sectionName", "x"),
	}},
	{"p2.sectionName == '')) : true", []recipe{twins(set("sectionName", nil), "sectionName", "s"), twins(set("sectionName", "a"), "sectionName", nil)}},
	{"exists_one(p2", []recipe{twin(), twin("sectionName", nil), twins(set("sectionName", "a", "port", nil)), twins(set("sectionName", nil, "port", int64(80))), twins(set("namespace", "apps"))}},
	{"== '')) == (!has(p2", []recipe{twins(set("sectionName", nil), "sectionName", "s")}},
	{"(has(self.caCertificateRefs)?1:0)", []recipe{
		set("caCertificateRefs", nil, "wellKnownCACertificates", nil), set("caCertificateRefs", list{caRef}, "wellKnownCACertificates", "System"),
	}},
	{`self.type == "Hostname" && (!has(self.hostname)`, []recipe{set("type", "Hostname", "hostname", nil), set("type", "Hostname", "hostname", nil, "uri", nil)}},
	{`self.type != "Hostname" && has(self.hostname)`, []recipe{set("type", "URI", "uri", "urn:a", "hostname", "a.example.com")}},
	{`self.type == "URI" && (!has(self.uri)`, []recipe{set("type", "URI", "uri", nil), set("type", "URI", "uri", nil, "hostname", "a.b")}},
	{`self.type != "URI" && has(self.uri)`, []recipe{set("type", "Hostname", "hostname", "a.example.com", "uri", "urn:a")}},
	{"a1.type == 'IPAddress'", []recipe{value(list{object{"type": "IPAddress", "value": "192.0.2.1"}, object{"value": "192.0.2.1"}}), value(list{object{"value": "::1"}, object{"value": "::1"}, object{"value": "::2"}})}},
	{"a1.type == 'Hostname'", []recipe{value(list{object{"type": "Hostname", "value": "a.b"}, object{"type": "Hostname", "value": "a.b"}})}},
	{"self.type == 'Hostname' ? (!has(self.value)", []recipe{set("type", "Hostname", "value", "A.example.com"), set("type", "Hostname", "value", "a..b"), set("type", "Hostname", "value", "a_b\n")}},
	{"self == 'Cluster'", []recipe{value("cluster"), value("k8s.io/x"), value("a.k8s.io/x"), value("A.b/x"), value("/x"), value("a.b/"), value("a.b"), value("a.b/x/y"), value("xk8s.io/y")}},
	{"!format.qualifiedName()", []recipe{value(object{"a b": "c"}), value(object{"-a": "c"}), value(object{"a/b/c": "d"}), value(object{longLabel: "d"}), value(object{"A/b": "d"}), value(object{longPrefix + "/b": "d"}), value(object{"/b": "d"}), value(object{"a/": "d"})}},
	{"self.all(key, key.matches(", []recipe{value(object{"a b": "c"}), value(object{"-a": "c"}), value(object{"a/b/c": "d"}), value(object{"A/b": "d"}), value(object{"é": "d"}), value(object{longLabel: "d"}), value(object{"a/": "d"}), value(object{"": "d"})}},
	{`key.split("/")[0].size() < 253`, []recipe{value(object{longPrefix + "/b": "d"}), value(object{strings.Repeat("a.", 126) + "a/b": "d"}), value(object{strings.Repeat("a.", 125) + "a/b": "d"}), value(object{strings.Repeat("a", 253): "d"})}},
	{"in ['HTTP', 'TCP', 'UDP'] ? !has(l.tls)", []recipe{first("protocol", "HTTP", "tls", object{"certificateRefs": list{selfSigned}}), first("protocol", "TCP", "hostname", nil, "filters", nil, "tls", object{"certificateRefs": list{selfSigned}})}},
	{"l.protocol == 'HTTPS' && has(l.tls)", []recipe{first("protocol", "HTTPS", "tls", object{"mode": "Passthrough"})}},
	{"l.protocol == 'TLS' ? has(l.tls)", []recipe{first("protocol", "TLS", "tls", nil, "filters", nil)}},
	{"in ['TCP', 'UDP']  ? (!has(l.hostname)", []recipe{first("protocol", "UDP", "tls", nil, "filters", nil, "hostname", "a.example.com"), first("protocol", "TCP", "tls", nil, "filters", nil, "hostname", "a.example.com")}},
	{"exists_one(l2, l1.name == l2.name)", []recipe{twin("port", int64(7)), twin()}},
	{"l1.port == l2.port", []recipe{twin("name", "another"), twins(set("hostname", nil), "name", "another"), twins(set("protocol", "HTTP", "tls", nil, "hostname", "a.b"), "name", "another")}},
	{"!has(self.filters) || self.protocol in", []recipe{set("protocol", "example.com/x", "tls", nil, "filters", object{"requests": list{filterOf("ExtensionRef")}}), set("protocol", "TCP", "tls", nil, "hostname", nil, "filters", object{})}},
	{"self.protocol == 'GRPC' ? has(self.grpc)", []recipe{set("protocol", "GRPC", "grpc", nil, "http", nil)}},
	{"has(self.grpc) ? self.protocol == 'GRPC'", []recipe{set("protocol", "HTTP", "http", object{}, "grpc", object{})}},
	{"self.protocol == 'HTTP' ? has(self.http)", []recipe{set("protocol", "HTTP", "http", nil, "grpc", nil)}},
	{"has(self.http) ? self.protocol == 'HTTP'", []recipe{set("protocol", "GRPC", "http", object{}, "grpc", object{})}},
	{"self.kind == 'Service') ? has(self.port)", []recipe{set("port", nil, "group", nil, "kind", nil), set("port", nil, "group", "", "kind", "Service")}},
	{"self.kind == 'XBackend') ? !has(self.port)", []recipe{set("group", "gateway.networking.x-k8s.io", "kind", "XBackend", "port", int64(80))}},
	{"self.mode == 'Terminate' ? size(self.certificateRefs)", []recipe{set("mode", "Terminate", "certificateRefs", nil, "options", nil), set("mode", nil, "certificateRefs", list{}, "options", object{}), set("certificateRefs", list{}, "options", nil)}},
	{"r.kind == 'ClusterTrustBundle'", []recipe{value(list{trustBundle}), value(list{caRef, trustBundle})}},
	{"t1.port == t2.port", []recipe{twin()}},
	{"self[0].matches.size() : 0) : 0) + (self.size() > 1 ? (has", []recipe{manyMatches(true, 64, 64, 1), manyMatches(true, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 9), manyMatches(true, 64, 64)}},
	{"self[0].matches.size() : 0) + ", []recipe{manyMatches(false, 64, 64, 1), manyMatches(false, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 9), manyMatches(false, 64, 64)}},
	{"!has(l1.name) || self.exists_one", []recipe{value(list{object{"name": "one", "backendRefs": list{object{"name": "b", "port": int64(80)}}}, object{"name": "one", "backendRefs": list{object{"name": "b", "port": int64(80)}}}}), twins(set("name", "same"))}},
	{"self.exists(f, f.type == 'RequestRedirect')", []recipe{value(list{filterOf("RequestRedirect"), filterOf("URLRewrite")})}},
	{"f.type == 'RequestHeaderModifier').size()", []recipe{value(list{filterOf("RequestHeaderModifier"), filterOf("RequestHeaderModifier")})}},
	{"f.type == 'ResponseHeaderModifier').size()", []recipe{value(list{filterOf("ResponseHeaderModifier"), filterOf("ExtensionRef"), filterOf("ResponseHeaderModifier")})}},
	{"f.type == 'CORS').size()", []recipe{value(list{filterOf("CORS"), filterOf("CORS")})}},
	{"f.type == 'RequestRedirect').size()", []recipe{value(list{filterOf("RequestRedirect"), filterOf("RequestRedirect")})}},
	{"f.type == 'URLRewrite').size()", []recipe{value(list{filterOf("URLRewrite"), filterOf("URLRewrite")}), value(list{rewriting("URLRewrite"), rewriting("URLRewrite")})}},
	{"!(has(self.percent) && has(self.fraction))", []recipe{set("percent", int64(0), "fraction", object{"numerator": int64(0)})}},
	{"self.numerator <= self.denominator", []recipe{set("numerator", int64(101), "denominator", nil), set("numerator", int64(2), "denominator", int64(1))}},
	{"has(self.type) ? has(self.service) || has(self.method)", []recipe{value(object{}), value(object{"type": "Exact"}), value(object{"type": "RegularExpression"})}},
	{"self.service.matches", []recipe{set("type", nil, "service", "a..b"), set("type", "Exact", "service", "1a"), set("service", "a.b/c", "type", nil)}},
	{"self.method.matches", []recipe{set("type", nil, "method", "a.b"), set("type", "Exact", "method", "9"), set("method", "é", "type", nil)}},
	{"self.cookie.lifetimeType != 'Permanent'", []recipe{value(object{"cookie": object{"lifetimeType": "Permanent"}}), value(object{"type": "Cookie", "cookie": object{"lifetimeType": "Permanent"}, "idleTimeout": "1h"})}},
	{"self.cookieConfig.lifetimeType != 'Permanent'", []recipe{value(object{"cookieConfig": object{"lifetimeType": "Permanent"}})}},
	{"!has(self.cookieConfig) || self.type == 'Cookie'", []recipe{value(object{"type": "Header", "cookieConfig": object{}})}},
	{"!has(self.cookie) || self.type == 'Cookie'", []recipe{value(object{"type": "Header", "header": object{"name": "h"}, "cookie": object{}})}},
	{"self.type != 'Cookie' || has(self.cookie)", []recipe{value(object{}), value(object{"type": "Cookie"})}},
	{"!has(self.header) || self.type == 'Header'", []recipe{value(object{"cookie": object{}, "header": object{"name": "h"}})}},
	{"self.type != 'Header' || has(self.header)", []recipe{value(object{"type": "Header"})}},
	{"self.filters.all(f, !has(f.requestRedirect))", []recipe{set("filters", list{filterOf("RequestRedirect")}, "backendRefs", list{object{"name": "b", "port": int64(80)}})}},
	{"self.backendRefs.exists_one(b, (has(b.filters) && b.filters.exists_one(f, has(f.requestRedirect)", []recipe{set("filters", nil, "backendRefs", backendWith("RequestRedirect"), "matches", twoMatches), set("filters", nil, "backendRefs", backendWith("RequestRedirect"), "matches", exactMatch)}},
	{"self.backendRefs.exists_one(b, (has(b.filters) && b.filters.exists_one(f, has(f.urlRewrite)", []recipe{set("filters", nil, "backendRefs", backendWith("URLRewrite"), "matches", twoMatches), set("filters", nil, "backendRefs", backendWith("URLRewrite"), "matches", list{})}},
	{"self.filters.exists_one(f, has(f.requestRedirect)", []recipe{set("filters", list{rewriting("RequestRedirect")}, "backendRefs", nil, "matches", twoMatches), set("filters", list{rewriting("RequestRedirect")}, "backendRefs", nil, "matches", exactMatch)}},
	{"self.filters.exists_one(f, has(f.urlRewrite)", []recipe{set("filters", list{rewriting("URLRewrite")}, "backendRefs", nil, "matches", twoMatches), set("filters", list{rewriting("URLRewrite"), filterOf("ExtensionRef")}, "matches", exactMatch)}},
	{"'*' in self", []recipe{value(list{"*", "https://a.example.com"}), value(list{"GET", "*"})}},
	{"self.type == 'ReplaceFullPath' ? has", []recipe{value(object{"type": "ReplaceFullPath"})}},
	{"has(self.replaceFullPath) ? self.type", []recipe{value(object{"type": "ReplacePrefixMatch", "replacePrefixMatch": "/a", "replaceFullPath": ""})}},
	{"self.type == 'ReplacePrefixMatch' ? has", []recipe{value(object{"type": "ReplacePrefixMatch"})}},
	{"has(self.replacePrefixMatch) ? self.type", []recipe{value(object{"type": "ReplaceFullPath", "replaceFullPath": "/a", "replacePrefixMatch": "/b"})}},
	{"self.value.startsWith('/')", pathed("a", "", "%20/")},
	{"self.value.contains('//')", pathed("//", "/a//b", "/a//")},
	{"self.value.contains('/./')", pathed("/./", "/a/./b", "/a/./")},
	{"self.value.contains('/../')", pathed("/../", "/a/../b", "/../..")},
	{"self.value.contains('%2f')", pathed("/%2f", "/a%2fb", "/%2F%2f")},
	{"self.value.contains('%2F')", pathed("/%2F", "/a%2Fb", "/%2Fx")},
	{"self.value.contains('#')", pathed("/#", "/a#b", "#")},
	{"self.value.endsWith('/..')", pathed("/..", "/a/..", "/a/../..")},
	{"self.value.endsWith('/.')", pathed("/.", "/a/.", "/./.")},
	{"self.value.matches(r\"\"\"^(?:[-A-Za-z0-9", pathed("/a b", "/%zz", "/é", "/a?b", "/\"", "/%2")},
	{"duration(self.backendRequest) > duration(self.request)", []recipe{set("request", "1s", "backendRequest", "2s"), set("request", "1ms1h", "backendRequest", "61m"), set("request", "999ms", "backendRequest", "1s")}},
	{"self.all(h, !isIP(h))", []recipe{value(list{"192.0.2.1"}), value(list{"a.example.com", "10.0.0.1"})}},
	{"!h.contains('*') ?", []recipe{value(list{"A.example.com"}), value(list{"a..b"}), value(list{"a_b"})}},
	{"h.contains('*') ?", []recipe{value(list{"*"}), value(list{"a.*.b"}), value(list{"*.A"}), value(list{"*.*.b"}), value(list{"*.1.2.3.4"}), value(list{"*a.b"})}},
	{"self.type == 'ExternalHostname' ?", []recipe{set("type", "ExternalHostname", "externalHostname", nil, "sessionPersistence", nil, "endpointSelector", nil), set("type", "EndpointSelector", "endpointSelector", object{"matchLabels": object{"a": "b"}}, "externalHostname", object{"hostname": "a.b"})}},
	{"self.type == 'EndpointSelector' ? has(self.endpointSelector)", []recipe{set("type", "EndpointSelector", "endpointSelector", nil, "externalHostname", nil), set("type", "ExternalHostname", "externalHostname", object{"hostname": "a.b"}, "endpointSelector", object{"matchLabels": object{"a": "b"}}, "sessionPersistence", nil)}},
	{"self.protocol != 'H2C'", []recipe{set("protocol", "H2C", "tls", object{"mode": "ServerOnly", "validation": validation})}},
	{"self.protocol != 'HTTP2'", []recipe{set("protocol", "HTTP2", "tls", nil), set("protocol", "HTTP2", "tls", object{"mode": "None"})}},
	{"self.protocol != 'WSS'", []recipe{set("protocol", "WSS", "tls", nil)}},
	{"has(self.sessionPersistence) ? self.type", []recipe{set("type", "ExternalHostname", "externalHostname", object{"hostname": "a.b"}, "endpointSelector", nil, "sessionPersistence", object{"cookie": object{}})}},
	{"!self.endsWith('.cluster.local')", []recipe{value("a.cluster.local"), value("svc.ns.svc.cluster.local")}},
	{"self.mode == 'ClientAndServer' ?", []recipe{set("mode", "ClientAndServer", "clientCertificateRef", nil, "validation", validation), set("mode", "ServerOnly", "validation", validation, "clientCertificateRef", selfSigned)}},
	{"self.mode == 'None' ? !has(self.validation)", []recipe{set("mode", "None", "validation", validation, "clientCertificateRef", nil), set("mode", "ServerOnly", "validation", nil, "clientCertificateRef", nil)}},
	{"duration(self) < duration('1s')", []recipe{value("999ms"), value("61m"), value("3601s"), value("0s"), value("1h1ms")}},
	{"duration(self) == duration('0s')", []recipe{value("0s"), value("61m"), value("0h0m"), value("1h1ms")}},
	{"has(self.tracing)", []recipe{set("tracing", nil)}},
	{"self.mode == 'Enabled' ? has(self.provider)", []recipe{set("mode", "Enabled", "provider", nil), set("mode", "Disabled", "provider", provider, "samplingRate", nil, "parentBasedSampling", nil, "attributes", nil, "serviceName", nil, "spanName", nil)}},
	{"has(self.samplingRate) ? self.mode", []recipe{set("mode", "Disabled", "samplingRate", object{"numerator": int64(1)}), set("mode", nil, "samplingRate", object{"numerator": int64(1)}, "provider", nil)}},
	{"has(self.parentBasedSampling) ? self.mode", []recipe{set("mode", "Disabled", "parentBasedSampling", object{}, "provider", nil)}},
	{"has(self.serviceName) ? self.mode", []recipe{set("mode", nil, "serviceName", "s", "provider", nil)}},
	{"has(self.spanName) ? self.mode", []recipe{set("mode", nil, "spanName", "s", "provider", nil)}},
	{"has(self.attributes) ? self.mode", []recipe{set("mode", "Disabled", "attributes", list{}, "provider", nil), set("mode", nil, "attributes", list{object{"name": "a", "sourceType": "Literal", "literalValue": "v"}})}},
	{"self.sourceType == 'Header'", []recipe{set("sourceType", "Header", "headerName", nil), set("sourceType", "Literal", "literalValue", "a", "headerName", "h", "attributeKey", nil)}},
	{"self.sourceType == 'Literal'", []recipe{set("sourceType", "Literal", "literalValue", nil), set("sourceType", "Header", "headerName", "a", "literalValue", "h", "attributeKey", nil)}},
	{"self.sourceType == 'Attribute'", []recipe{set("sourceType", "Attribute", "attributeKey", nil), set("sourceType", "Header", "headerName", "a", "literalValue", nil, "attributeKey", "k")}},
}

// filterRecipes breaks `field if and only if type`, which the filters say once for every type.
func filterRecipes(rule string) []recipe {
	var field, kind string
	switch {
	case strings.HasPrefix(rule, "!(has(self.") && strings.Contains(rule, "&& self.type != '"):
		field = between(rule, "!(has(self.", ")")
		kind = between(rule, "self.type != '", "'")
		var all []recipe
		for _, other := range []string{"ExtensionRef", "RequestHeaderModifier", "ExternalAuth"} {
			if other == kind {
				continue
			}
			all = append(all, func(any) any {
				it := filterOf(other)
				it[field] = filterOf(kind)[field]
				return it
			})
		}
		return all
	case strings.HasPrefix(rule, "!(!has(self."):
		kind = between(rule, "self.type == '", "'")
		return []recipe{value(object{"type": kind}), func(any) any {
			it := filterOf("ExtensionRef")
			it["type"] = kind
			return it
		}}
	}
	return nil
}

func between(text, before, after string) string {
	_, rest, _ := strings.Cut(text, before)
	found, _, _ := strings.Cut(rest, after)
	return found
}
