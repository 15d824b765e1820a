package main

import (
	"fmt"
	"io"
	"regexp"
	"sort"
	"strings"

	"github.com/routeproof/routeproof/tests/oracle/apiserver"
	"github.com/routeproof/routeproof/tests/oracle/corpus"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

// limits counts which constraints of the schemas the API server reported as broken, node by node.
type limits struct {
	nodes  map[limitKey]bool
	broken map[limitKey]bool
	// maps are the paths of maps by kind, whose keys stand in the paths of errors.
	maps map[string][]string
}

type limitKey struct{ apiVersion, kind, path, keyword string }

func newLimits(server *apiserver.Server) *limits {
	l := &limits{nodes: map[limitKey]bool{}, broken: map[limitKey]bool{}, maps: map[string][]string{}}
	for _, r := range server.Resources() {
		for _, it := range corpus.LimitsOf(r) {
			l.nodes[limitKey{r.GVK.GroupVersion().String(), r.GVK.Kind, it.Path, it.Keyword}] = true
			if before, is := strings.CutSuffix(it.Path, "{}"); is {
				l.maps[r.GVK.Kind] = append(l.maps[r.GVK.Kind], before)
			}
		}
	}
	return l
}

func (l *limits) add(it *apiserver.Object) {
	for _, finding := range it.Findings {
		for _, key := range keysOf(finding) {
			key.apiVersion, key.kind = it.APIVersion, it.Kind
			for _, before := range l.maps[it.Kind] {
				if strings.HasPrefix(key.path, before) {
					key.path = before + "{}"
				}
			}
			if l.nodes[key] {
				l.broken[key] = true
			}
		}
	}
}

// wordings are what the server says of a broken constraint.
var wordings = []struct{ text, keyword string }{
	{"should match", "pattern"}, {"should be at least", "minLength"}, {"should be greater than or equal to", "minimum"}, {"should be less than or equal to", "maximum"},
	{"should have at least", "minItems"}, {"should have at least", "minProperties"},
}

var inText = regexp.MustCompile(`(?:"| in )((?:spec|from|to)[^" ]*)`)

// keysOf says which constraints a finding can be about, at which path.
func keysOf(it apiserver.Finding) (keys []limitKey) {
	path := index.ReplaceAllString(it.Path, "[]")
	add := func(keyword string) { keys = append(keys, limitKey{path: path, keyword: keyword}) }
	if it.Path == apiserver.NoPath {
		if at := inText.FindStringSubmatch(it.Detail); at != nil {
			path = index.ReplaceAllString(at[1], "[]")
		}
		add("oneOf")
		add("format int32")
		return keys
	}
	switch it.Type {
	case "FieldValueUnknown":
		if at := strings.LastIndex(path, "."); at > 0 {
			path = path[:at]
			add("unknown field")
		}
	case field.ErrorTypeRequired:
		add("required")
	case field.ErrorTypeNotSupported:
		add("enum")
	case field.ErrorTypeTooLong:
		add("maxLength")
	case field.ErrorTypeTooMany:
		add("maxItems")
		add("maxProperties")
	case field.ErrorTypeDuplicate:
		path = strings.TrimSuffix(path, "[]")
		add("list keys")
	case field.ErrorTypeTypeInvalid:
		add("type")
	case field.ErrorTypeInvalid:
		for _, wording := range wordings {
			if strings.Contains(it.Detail, wording.text) {
				add(wording.keyword)
			}
		}
	}
	return keys
}

// print writes for each keyword how many nodes have it and at how many it was broken, and which were not.
func (l *limits) print(out io.Writer, channel string) (all bool) {
	total, broken := map[string]int{}, map[string]int{}
	var never []string
	for key := range l.nodes {
		total[key.keyword]++
		if l.broken[key] {
			broken[key.keyword]++
		} else {
			never = append(never, fmt.Sprintf("  never broken: %s of %s %s %s", key.keyword, key.apiVersion, key.kind, key.path))
		}
	}
	var parts []string
	for keyword, nodes := range total {
		parts = append(parts, fmt.Sprintf("%s %d/%d", keyword, broken[keyword], nodes))
	}
	sort.Strings(parts)
	fmt.Fprintf(out, "%s: constraints broken by the corpus, of those in the schemas: %s\n", channel, strings.Join(parts, ", "))
	sort.Strings(never)
	for _, it := range never {
		fmt.Fprintln(out, it)
	}
	return len(never) == 0
}
