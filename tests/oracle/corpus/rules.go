package corpus

import (
	"strings"

	"github.com/routeproof/routeproof/tests/oracle/apiserver"
)

// Place is one CEL rule at one node of one resource's schema.
type Place struct {
	// Path has `[]` for items and `{}` for the values of maps.
	Path, Rule, Message string
	tokens              []string
	// Live says whether a new object can break the rule at all.
	Live bool
}

// RulesOf lists the rules of a resource that look at new objects: those under status never do.
func RulesOf(r *apiserver.Resource) []Place {
	var out []Place
	var walk func(s *schema, tokens []string)
	walk = func(s *schema, tokens []string) {
		for _, it := range s.XValidations {
			path := strings.ReplaceAll(strings.Join(tokens, "."), ".[]", "[]")
			live := !strings.HasPrefix(path, "status") && !strings.Contains(it.Rule, "oldSelf")
			message := it.Message
			if message == "" {
				message = it.Rule
			}
			out = append(out, Place{Path: path, Rule: it.Rule, Message: message, tokens: append([]string{}, tokens...), Live: live})
		}
		for _, key := range sortedKeys(s.Properties) {
			child := s.Properties[key]
			walk(&child, append(tokens, key))
		}
		if s.Items != nil && s.Items.Schema != nil {
			walk(s.Items.Schema, append(tokens, "[]"))
		}
		if s.AdditionalProperties != nil && s.AdditionalProperties.Schema != nil {
			walk(s.AdditionalProperties.Schema, append(tokens, "{}"))
		}
	}
	walk(r.Schema, nil)
	return out
}

// applyAt changes the value at a path, and says whether there is one.
func applyAt(root object, tokens []string, change recipe) bool {
	var at any = root
	for i, token := range tokens {
		last := i == len(tokens)-1
		switch it := at.(type) {
		case object:
			child, has := it[token]
			if !has {
				return false
			}
			if last {
				it[token] = change(clone(child))
			}
			at = child
		case list:
			if token != "[]" || len(it) == 0 {
				return false
			}
			if last {
				it[0] = change(clone(it[0]))
			}
			at = it[0]
		default:
			return false
		}
	}
	return true
}
