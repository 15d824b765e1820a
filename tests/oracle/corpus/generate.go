// Package corpus makes texts to judge: objects grown from the schemas, broken on purpose and written in many ways.
// Everything follows from a seed.
package corpus

import (
	"math/rand"
	"sort"
	"strings"

	v1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
)

type (
	schema = v1.JSONSchemaProps
	object = map[string]any
	list   = []any
)

// grower grows values that a schema and its rules accept.
type grower struct {
	rng *rand.Rand
	// density is the chance of an optional field.
	density float64
	serial  int
}

// grow makes a value for the schema at path. want is the rest of a path that has to exist in it.
func (g *grower) grow(s *schema, name string, want []string) any {
	switch s.Type {
	case "object":
		return g.object(s, name, want)
	case "array":
		return g.array(s, name, want)
	case "boolean":
		return g.rng.Intn(2) == 0
	case "integer", "number":
		return g.integer(s, name)
	case "":
		if s.XIntOrString && g.rng.Intn(2) == 0 {
			return g.rng.Int63n(100)
		}
		if s.XPreserveUnknownFields != nil {
			return object{"any": list{int64(1), "text"}}
		}
	}
	return g.text(s, name)
}

func (g *grower) object(s *schema, name string, want []string) any {
	out := object{}
	if s.AdditionalProperties != nil && s.AdditionalProperties.Schema != nil {
		for range 1 + g.rng.Intn(2) {
			g.serial++
			out["example.com/k"+letters(g.serial)] = g.grow(s.AdditionalProperties.Schema, "mapValue", nil)
		}
		return out
	}
	wanted, rest := "", []string(nil)
	if len(want) > 0 {
		wanted, rest = want[0], want[1:]
	}
	for _, key := range sortedKeys(s.Properties) {
		prop := s.Properties[key]
		if key == "status" || key == "apiVersion" || key == "metadata" || key == "kind" && isRoot(s) {
			continue
		}
		if key == wanted {
			out[key] = g.grow(&prop, key, rest)
		} else if contains(s.Required, key) || g.rng.Float64() < g.density {
			out[key] = g.grow(&prop, key, nil)
		}
	}
	g.settle(s, name, out, wanted, rest)
	return out
}

func isRoot(s *schema) bool {
	_, has := s.Properties["metadata"]
	return has
}

func (g *grower) array(s *schema, name string, want []string) any {
	count := 1
	if len(want) == 0 {
		count = g.rng.Intn(3)
	}
	if s.MinItems != nil && int64(count) < *s.MinItems {
		count = int(*s.MinItems)
	}
	if s.MaxItems != nil && int64(count) > *s.MaxItems {
		count = int(*s.MaxItems)
	}
	var rest []string
	if len(want) > 0 && want[0] == "[]" {
		rest = want[1:]
	}
	out := list{}
	seen := map[any]bool{}
	for i := range count {
		var path []string
		if i == 0 {
			path = rest
		}
		item := g.grow(s.Items.Schema, name+"[]", path)
		if text, is := item.(string); is {
			if seen[text] {
				continue
			}
			seen[text] = true
		}
		out = append(out, item)
	}
	g.settleList(name, out)
	return out
}

func (g *grower) integer(s *schema, name string) any {
	low, high := int64(1), int64(99)
	if s.Minimum != nil {
		low = int64(*s.Minimum)
	}
	if s.Maximum != nil {
		high = int64(*s.Maximum)
	}
	if high < low {
		high = low + 10
	}
	if len(s.Enum) > 0 {
		return decode(s.Enum[g.rng.Intn(len(s.Enum))].Raw)
	}
	if name == "numerator" {
		return int64(1 + g.rng.Intn(9))
	}
	return low + g.rng.Int63n(min(high-low, 60000)+1)
}

// samples are texts that fit a pattern, by what is particular in it.
var samples = []struct {
	mark  string
	texts []string
}{
	{`^(([^:/?#]+):)`, []string{"spiffe://example.com/ns/a", "urn:x:y"}},
	{`^(System|`, []string{"System", "example.com/bundle"}},
	{`^Hostname|IPAddress`, []string{"NamedAddress", "example.com/kind"}},
	{`*\/[A-Za-z0-9\/\-`, []string{"example.com/controller", "a.b/c%d"}},
	{`^[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?$|`, []string{"HTTP", "HTTPS"}},
	{`^(\*\.)?[a-z0-9]`, []string{"a.example.com", "*.example.com", "b.example.com"}},
	{`^$|^[a-z0-9]`, []string{"example.com", "things.example.com"}},
	{`^[a-zA-Z]([-a-zA-Z0-9]*`, []string{"Thing", "Other-Thing"}},
	{`(h|m|s|ms)){1,4}`, []string{"10s", "1m30s", "500ms"}},
	{`(^\*$)|(^(http`, []string{"https://a.example.com", "http://*.b.example.com:8080"}},
	{`( [a-zA-Z0-9_.:/-]+)*$`, []string{"span one", "span"}},
	{`^[a-zA-Z0-9_.:/-]+$`, []string{"service.name", "one:two"}},
	{`^[a-z0-9_.-]+$`, []string{"http.method"}},
	{`^(?:[-A-Za-z0-9/._~!`, []string{"/check", "/a%20b"}},
	{`^[A-Za-z0-9!#$%&'*+\-.^_`, []string{"x-one", "X-Two", "accept"}},
	{`^[!-~]+([\t ]?[!-~]+)*$`, []string{"value", "two words"}},
	{`^(([A-Za-z0-9][-A-Za-z0-9_.]*)`, []string{"value", "v_1.x"}},
	{`^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.`, []string{"web", "a.example.com", "section-1"}},
	{`^[a-z0-9]([-a-z0-9]*[a-z0-9])?$`, []string{"apps", "team-1"}},
}

func (g *grower) text(s *schema, name string) any {
	if len(s.Enum) > 0 {
		return decode(s.Enum[g.rng.Intn(len(s.Enum))].Raw)
	}
	if name == "headers[]" || strings.HasSuffix(name, "eaders[]") || name == "hostnames[]" || name == "remove[]" {
		g.serial++
		return "x-" + letters(g.serial)
	}
	if named, has := byName[name]; has {
		return pick(g.rng, named)
	}
	for _, it := range samples {
		if s.Pattern != "" && strings.Contains(s.Pattern, it.mark) {
			return pick(g.rng, it.texts)
		}
	}
	if s.Pattern != "" {
		return matching(g.rng, s.Pattern)
	}
	if s.Format == "date-time" {
		return "2024-05-06T07:08:09Z"
	}
	g.serial++
	return "n" + letters(g.serial)
}

// byName are texts for fields whose rules say more than their pattern.
var byName = map[string][]string{
	"description":        {"a description", "é is fine"},
	"literalValue":       {"literal"},
	"denominatorText":    {"100"},
	"service":            {"pkg.Service", "One"},
	"method":             {"GET", "POST", "Call"},
	"routability":        {"Cluster", "example.com/private"},
	"externalHostname":   {"ext.example.com"},
	"replaceFullPath":    {"/full"},
	"replacePrefixMatch": {"/prefix", ""},
	"operator":           {"In", "NotIn"},
	"key":                {"example.com/key", "key"},
	"matchLabelsValue":   {"value"},
	"backendRequest":     {"1s", "500ms"},
	"request":            {"10s", "1m", "0s"},
	"interval":           {"10s", "1m", "1h"},
	"mapValue":           {"value", "v2"},
	"allowMethods[]":     {"GET", "PUT", "DELETE"},
	"allowHeaders[]":     {"x-one", "x-two"},
	"allowOrigins[]":     {"https://a.example.com", "https://b.example.com"},
	"denominator":        {"100"},
	"gatewayClassName":   {"example", "edge.class"},
	"absoluteTimeout":    {"1h"},
	"exposeHeaders[]":    {"x-one"},
}

func letters(n int) string {
	out := ""
	for {
		out = string(rune('a'+n%26)) + out
		n /= 26
		if n == 0 {
			return out
		}
	}
}

func pick[T any](rng *rand.Rand, from []T) T { return from[rng.Intn(len(from))] }

func contains(all []string, one string) bool {
	for _, it := range all {
		if it == one {
			return true
		}
	}
	return false
}

func sortedKeys[V any](from map[string]V) []string {
	keys := make([]string, 0, len(from))
	for key := range from {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}
