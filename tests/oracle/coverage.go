package main

import (
	"fmt"
	"io"
	"regexp"
	"sort"
	"strings"

	"github.com/routeproof/routeproof/tests/oracle/apiserver"
	"github.com/routeproof/routeproof/tests/oracle/corpus"
)

// coverage counts which CEL rules the API server reported as broken, and which kinds of error.
type coverage struct {
	rules map[ruleKey]int
	byKey map[ruleKey][]corpus.Place
	types map[string]int
}

// ruleKey is what an error says of its rule: where it is and how its text begins.
type ruleKey struct{ apiVersion, kind, path, message string }

func newCoverage(resources []*apiserver.Resource) *coverage {
	c := &coverage{rules: map[ruleKey]int{}, byKey: map[ruleKey][]corpus.Place{}, types: map[string]int{}}
	for _, r := range resources {
		for _, place := range corpus.RulesOf(r) {
			key := ruleKey{r.GVK.GroupVersion().String(), r.GVK.Kind, place.Path, place.Message}
			c.byKey[key] = append(c.byKey[key], place)
		}
	}
	return c
}

var index = regexp.MustCompile(`\[\d+\]`)

// add notes what the findings of an object show.
func (c *coverage) add(it *apiserver.Object) {
	if len(it.Findings) == 0 && it.Stage != apiserver.Judged && it.Stage != apiserver.Foreign {
		c.types[string(it.Stage)]++
	}
	for _, finding := range it.Findings {
		c.types[string(finding.Type)]++
		path := index.ReplaceAllString(finding.Path, "[]")
		key := ruleKey{it.APIVersion, it.Kind, path, finding.Detail}
		if _, known := c.byKey[key]; !known {
			// An evaluation error comes with its own text before the rule's.
			_, key.message, _ = strings.Cut(finding.Detail, "evaluating rule: ")
			if _, known := c.byKey[key]; !known {
				continue
			}
		}
		c.rules[key]++
	}
}

// print writes how many rules were broken, and if asked for lists those that could be and were not.
func (c *coverage) print(out io.Writer, channel string, list bool) (all bool) {
	total, broken, live := 0, 0, 0
	var never []string
	for key, places := range c.byKey {
		for _, place := range places {
			total++
			if place.Live {
				live++
			}
			if c.rules[key] > 0 {
				broken++
			} else if place.Live {
				never = append(never, fmt.Sprintf("  never broken: %s %s %s: %s", key.apiVersion, key.kind, key.path, place.Message))
			}
		}
	}
	fmt.Fprintf(out, "%s: %d CEL rules in served versions, %d can be broken on create, %d are broken by the corpus\n", channel, total, live, broken)
	sort.Strings(never)
	for _, it := range never {
		if list {
			fmt.Fprintln(out, it)
		}
	}
	var types []string
	for it, count := range c.types {
		types = append(types, fmt.Sprintf("%s %d", it, count))
	}
	sort.Strings(types)
	fmt.Fprintf(out, "%s: errors by type: %s\n", channel, strings.Join(types, ", "))
	return len(never) == 0
}
