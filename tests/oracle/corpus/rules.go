package corpus

import (
	"regexp"
	"slices"
	"strings"

	"github.com/routeproof/routeproof/tests/oracle/apiserver"
)

// Place is one CEL rule at one node of one resource's schema.
type Place struct {
	// Path has `[]` for items and `{}` for the values of maps.
	Path, Rule, Message string
	tokens              []string
	schema              *schema
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
			live := !strings.HasPrefix(path, "status") && !strings.Contains(it.Rule, "oldSelf") && !repeatsEnum(s, it.Rule)
			message := it.Message
			if message == "" {
				message = it.Rule
			}
			out = append(out, Place{Path: path, Rule: it.Rule, Message: message, tokens: append([]string{}, tokens...), schema: s, Live: live})
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

// repeatsEnum says whether a rule asks of a field what its enum asks already: an error of an enum keeps the server from
// looking at rules, so this one is never seen broken.
func repeatsEnum(s *schema, rule string) bool {
	field := ofEnum.FindStringSubmatch(rule)
	return field != nil && len(s.Properties[field[1]].Enum) > 0
}

var ofEnum = regexp.MustCompile(`^self\.(\w+) in \[[^\]]*\](?: \|\| self\.\w+ == '\w+')*$`)

// applyAt changes the value at a path, and says whether there is one.
func applyAt(root object, tokens []string, change recipe) bool {
	var at any = root
	for i, token := range tokens {
		last := i == len(tokens)-1
		switch it := at.(type) {
		case object:
			if keys := sortedKeys(it); token == "{}" && len(keys) > 0 {
				token = keys[0]
			}
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

// Limit is one constraint of a schema at one node, other than a CEL rule.
type Limit struct {
	// Path has `[]` for items and `{}` for the values of maps; of a required field it is that of the field.
	Path, Keyword string
	schema        *schema
	tokens        []string
}

// LimitsOf lists the constraints of a resource outside its status.
func LimitsOf(r *apiserver.Resource) []Limit {
	var out []Limit
	var walk func(s *schema, tokens []string)
	walk = func(s *schema, tokens []string) {
		path := strings.ReplaceAll(strings.Join(tokens, "."), ".[]", "[]")
		add := func(has bool, keyword string) {
			if has {
				out = append(out, Limit{path, keyword, s, slices.Clone(tokens)})
			}
		}
		add(len(tokens) > 0, "type")
		add(len(s.Enum) > 0, "enum")
		add(s.Pattern != "", "pattern")
		add(s.MinLength != nil && *s.MinLength > 0, "minLength")
		add(s.MaxLength != nil, "maxLength")
		add(s.Minimum != nil, "minimum")
		add(s.Maximum != nil, "maximum")
		add(s.Format == "int32", "format int32")
		add(s.MinItems != nil && *s.MinItems > 0, "minItems")
		add(s.MaxItems != nil, "maxItems")
		add(s.MinProperties != nil && *s.MinProperties > 0, "minProperties")
		add(s.MaxProperties != nil, "maxProperties")
		add(len(s.OneOf)+len(s.AnyOf) > 0, "oneOf")
		add(s.XListType != nil && *s.XListType != "atomic", "list keys")
		add(len(s.Properties) > 0 && len(tokens) > 0, "unknown field")
		for _, it := range s.Required {
			child := s.Properties[it]
			out = append(out, Limit{join(path, it), "required", &child, append(slices.Clone(tokens), it)})
		}
		for _, key := range sortedKeys(s.Properties) {
			if len(tokens) == 0 && (key == "status" || key == "metadata" || key == "apiVersion" || key == "kind") {
				continue
			}
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
