package corpus

import (
	"fmt"
	"strings"
)

// settle makes a grown object obey the rules that bind its fields together, and keeps the wanted field in it. A
// shape is recognised by its fields, since the same shapes stand in many places.
func (g *grower) settle(s *schema, name string, out object, wanted string, rest []string) {
	need := func(key string, more ...string) {
		if _, has := out[key]; has {
			return
		}
		if prop, is := s.Properties[key]; is {
			out[key] = g.grow(&prop, key, more)
		}
	}
	drop := func(keys ...string) {
		for _, key := range keys {
			delete(out, key)
		}
	}
	has := func(keys ...string) bool {
		for _, key := range keys {
			if _, is := s.Properties[key]; !is {
				return false
			}
		}
		return true
	}
	switch {
	case has("type", "extensionRef"):
		g.filter(s, out, wanted, need)
	case has("protocol", "grpc", "http"):
		switch {
		case wanted == "grpc" || wanted == "" && g.rng.Intn(2) == 0:
			out["protocol"] = "GRPC"
			need("grpc")
			drop("http")
		default:
			out["protocol"] = "HTTP"
			need("http")
			drop("grpc")
		}
	case has("percent", "fraction"):
		if wanted != "percent" {
			drop("percent")
		} else {
			drop("fraction")
		}
	case has("type", "replaceFullPath", "replacePrefixMatch"):
		if wanted == "replacePrefixMatch" {
			out["type"] = "ReplacePrefixMatch"
			need("replacePrefixMatch")
			drop("replaceFullPath")
		} else {
			out["type"] = "ReplaceFullPath"
			need("replaceFullPath")
			drop("replacePrefixMatch")
		}
	case has("cookie", "header", "type"):
		if wanted == "header" || wanted != "cookie" && g.rng.Intn(2) == 0 {
			out["type"] = "Header"
			need("header")
			drop("cookie")
		} else {
			out["type"] = "Cookie"
			need("cookie")
			need("absoluteTimeout")
			drop("header")
		}
	case has("caCertificateRefs", "wellKnownCACertificates"):
		if wanted == "wellKnownCACertificates" || wanted != "caCertificateRefs" && g.rng.Intn(2) == 0 {
			need("wellKnownCACertificates")
			drop("caCertificateRefs")
		} else {
			need("caCertificateRefs", "[]")
			drop("wellKnownCACertificates")
		}
	case has("type", "uri", "hostname"):
		if wanted == "uri" || wanted != "hostname" && g.rng.Intn(2) == 0 {
			out["type"] = "URI"
			need("uri")
			drop("hostname")
		} else {
			out["type"] = "Hostname"
			need("hostname")
			drop("uri")
		}
	case has("type", "value") && name == "addresses[]":
		g.address(out)
	case has("protocol", "allowedRoutes"):
		g.listener(out, wanted, rest, need, drop)
	case has("certificateRefs", "mode"):
		out["mode"] = "Terminate"
		need("certificateRefs", "[]")
	case has("externalHostname", "endpointSelector"):
		g.backend(out, wanted, need, drop)
	case has("clientCertificateRef", "validation", "mode"):
		switch {
		case wanted == "clientCertificateRef":
			out["mode"] = "ClientAndServer"
			need("validation")
		default:
			out["mode"] = "ServerOnly"
			need("validation")
			drop("clientCertificateRef")
		}
	case has("tracing"):
		need("tracing")
	case has("provider", "spanName"):
		out["mode"] = "Enabled"
		need("provider")
	case has("samplingRate", "mode"):
		out["mode"] = "Enabled"
	case has("sourceType", "headerName"):
		g.attribute(out, wanted, need, drop)
	case has("name", "port", "group", "kind") && contains(s.Required, "name") && name != "parentRefs[]":
		drop("group", "kind")
		need("port")
	case has("service", "method", "type"):
		need("service")
		out["service"], out["method"] = pick(g.rng, []string{"pkg.Service", "One"}), "Call"
	case has("type", "value") && name == "path":
		out["value"] = pick(g.rng, []string{"/", "/api", "/a/b.c~d", "/%20"})
	case has("backendRefs", "matches", "filters"):
		g.rule(out, name, wanted, rest)
	case has("interval", "percent"):
		out["interval"] = pick(g.rng, []string{"10s", "1h", "1s"})
	case has("interval", "count"):
		out["interval"] = pick(g.rng, []string{"10s", "1h", "1ms"})
	case has("request", "backendRequest"):
		if out["request"] != "0s" && out["backendRequest"] == "1m30s" {
			out["backendRequest"] = "1s"
		}
	}
}

// filters names the field that each type of filter needs.
var filters = map[string]string{
	"RequestHeaderModifier": "requestHeaderModifier", "ResponseHeaderModifier": "responseHeaderModifier",
	"RequestMirror": "requestMirror", "RequestRedirect": "requestRedirect", "URLRewrite": "urlRewrite", "CORS": "cors",
	"ExtensionRef": "extensionRef", "ExternalAuth": "externalAuth",
}

func (g *grower) filter(s *schema, out object, wanted string, need func(string, ...string)) {
	kind := fmt.Sprint(out["type"])
	for it, field := range filters {
		if field == wanted {
			kind = it
		}
	}
	out["type"] = kind
	for it, field := range filters {
		if it != kind {
			delete(out, field)
		}
	}
	need(filters[kind])
}

func (g *grower) address(out object) {
	g.serial++
	switch g.rng.Intn(4) {
	case 0:
		out["type"], out["value"] = "Hostname", "h"+letters(g.serial)+".example.com"
	case 1:
		out["type"], out["value"] = "NamedAddress", "name-"+letters(g.serial)
	case 2:
		delete(out, "type")
		out["value"] = fmt.Sprintf("2001:db8::%x", g.serial)
	default:
		out["type"], out["value"] = "IPAddress", fmt.Sprintf("192.0.2.%d", g.serial%256)
	}
}

func (g *grower) listener(out object, wanted string, rest []string, need func(string, ...string), drop func(...string)) {
	g.serial++
	out["name"] = "listener-" + letters(g.serial)
	out["port"] = int64(1000 + g.serial%60000)
	switch {
	case wanted == "tls":
		out["protocol"] = pick(g.rng, []string{"HTTPS", "TLS"})
		drop("filters")
		if out["protocol"] == "HTTPS" {
			need("filters")
		}
	case wanted == "filters":
		out["protocol"] = "HTTP"
		drop("tls")
	default:
		protocol := pick(g.rng, []string{"HTTP", "HTTPS", "TLS", "TCP", "UDP", "example.com/x"})
		out["protocol"] = protocol
		if protocol != "HTTP" && protocol != "HTTPS" {
			drop("filters")
		}
		if protocol == "TLS" || protocol == "HTTPS" {
			need("tls")
		} else {
			drop("tls")
		}
		if protocol == "TCP" || protocol == "UDP" {
			drop("hostname")
		}
	}
	if g.density == 0 {
		drop("filters")
		if wanted == "filters" {
			need("filters", rest...)
		}
	}
}

func (g *grower) backend(out object, wanted string, need func(string, ...string), drop func(...string)) {
	if wanted == "externalHostname" || wanted != "sessionPersistence" && wanted != "endpointSelector" && g.rng.Intn(2) == 0 {
		out["type"] = "ExternalHostname"
		need("externalHostname")
		drop("endpointSelector", "sessionPersistence")
	} else {
		out["type"] = "EndpointSelector"
		need("endpointSelector")
		drop("externalHostname")
	}
	if _, has := out["tls"]; has {
		out["protocol"] = pick(g.rng, []string{"HTTP2", "WSS", "TCP"})
	} else {
		out["protocol"] = pick(g.rng, []string{"H2C", "HTTP", "TCP"})
	}
}

func (g *grower) attribute(out object, wanted string, need func(string, ...string), drop func(...string)) {
	fields := map[string]string{"Header": "headerName", "Literal": "literalValue", "Attribute": "attributeKey"}
	kind := fmt.Sprint(out["sourceType"])
	for _, it := range sortedKeys(fields) {
		if fields[it] == wanted {
			kind = it
		}
	}
	for _, it := range sortedKeys(fields) {
		if it != kind {
			drop(fields[it])
		}
	}
	out["sourceType"] = kind
	need(fields[kind])
}

// rule keeps the filters of a route's rule, and those of its backends, from getting in each other's way.
func (g *grower) rule(out object, name, wanted string, rest []string) {
	path := strings.Join(rest, ".")
	if wanted != "matches" && (strings.Contains(path, "replacePrefixMatch") || strings.Contains(path, ".path")) {
		delete(out, "matches")
	}
	if wanted == "filters" && strings.Contains(path, "requestRedirect") {
		delete(out, "backendRefs")
	}
	unlike(out["filters"])
	if backends, is := out["backendRefs"].(list); is {
		for _, it := range backends {
			if backend, is := it.(object); is {
				unlike(backend["filters"])
			}
		}
		if filters, is := out["filters"].(list); is && wanted != "filters" {
			for _, it := range filters {
				if it.(object)["type"] == "RequestRedirect" {
					delete(out, "filters")
				}
			}
		}
		if filters, is := out["filters"].(list); is {
			for _, it := range filters {
				if it.(object)["type"] == "RequestRedirect" {
					delete(out, "backendRefs")
				}
			}
		}
	}
}

// unlike turns every filter behind the first into an extension, of which there may be many.
func unlike(filters any) {
	all, _ := filters.(list)
	for i := 1; i < len(all); i++ {
		all[i] = object{"type": "ExtensionRef", "extensionRef": object{"group": "example.com", "kind": "Filter", "name": fmt.Sprintf("f-%d", i)}}
	}
}

// settleList makes the items of a list differ where a key or a rule wants it.
func (g *grower) settleList(name string, items list) {
	for _, it := range items {
		item, is := it.(object)
		if !is {
			continue
		}
		g.serial++
		_, named := item["name"]
		switch name {
		case "parentRefs", "targetRefs", "headers", "queryParams", "set", "add", "rules", "attributes", "matchedHeaders":
			if named {
				item["name"] = "n" + letters(g.serial)
			}
		case "perPort":
			item["port"] = int64(2000 + g.serial%60000)
		}
		if name == "targetRefs" {
			delete(item, "sectionName")
		}
	}
}
