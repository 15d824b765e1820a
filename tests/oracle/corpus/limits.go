package corpus

import (
	"fmt"
	"strings"

	"github.com/routeproof/routeproof/tests/oracle/apiserver"
)

// Limits makes one case for each constraint of each schema at each of its nodes: an object that breaks it there.
func Limits(seed int64, channels ...[]*apiserver.Resource) []Case {
	m := newMaker(seed, channels...)
	seen := map[string]bool{}
	var cases []Case
	for _, r := range m.resources {
		for _, limit := range LimitsOf(r) {
			note := fmt.Sprintf("%s %s: %s", r.GVK, limit.Path, limit.Keyword)
			breaks := m.breaking(limit)
			if seen[note] || breaks == nil {
				continue
			}
			seen[note] = true
			root := m.base(r, 0, limit.tokens)
			m.ensure(root, limit)
			if applyAt(root, limit.tokens, breaks) {
				cases = append(cases, Case{"limit", note, document(m.rng, root)})
			}
		}
	}
	return cases
}

// ensure grows what a constraint is about, where the rules of its object made it vanish.
func (m *maker) ensure(root object, it Limit) {
	last := len(it.tokens) - 1
	if last < 1 {
		return
	}
	applyAt(root, it.tokens[:last], func(node any) any {
		leaf := (&grower{rng: m.rng}).grow(it.schema, it.tokens[last], nil)
		switch at := node.(type) {
		case object:
			if _, has := at[it.tokens[last]]; !has && it.tokens[last] != "{}" {
				at[it.tokens[last]] = leaf
			}
		case list:
			if len(at) == 0 {
				return list{leaf}
			}
		}
		return node
	})
}

// breaking is a change that breaks a constraint, if one can.
func (m *maker) breaking(it Limit) recipe {
	s := it.schema
	long := func(count int64) string {
		return strings.Repeat(pick(m.rng, []string{"a", "a", "é", "😀"}), int(count))
	}
	switch it.Keyword {
	case "type":
		odd := []any{raw("1.5"), true, "text", list{"a"}, object{"a": "b"}}
		switch s.Type {
		case "string":
			odd = []any{int64(1), true, raw("1.5"), list{}, object{}}
		case "object":
			odd = []any{int64(1), "text", true, list{}, list{object{}}}
		case "array":
			odd = []any{int64(1), "text", true, object{}, object{"0": "a"}}
		case "boolean":
			odd = []any{int64(1), "true", object{}, list{}}
		}
		return value(pick(m.rng, odd))
	case "enum":
		if s.Type == "integer" {
			return value(int64(299))
		}
		return value("Neither")
	case "pattern":
		return value(pick(m.rng, []string{"\u00a0 \n", "\u0001", " \t%%", "é é"}))
	case "minLength":
		return value(long(*s.MinLength - 1))
	case "maxLength":
		return value(long(*s.MaxLength + 1))
	case "minimum":
		return value(int64(*s.Minimum) - 1)
	case "maximum":
		return value(int64(*s.Maximum) + 1)
	case "format int32":
		return value(int64(1) << 31)
	case "minItems", "minProperties":
		return emptied
	case "maxItems":
		return func(node any) any {
			if items, is := node.(list); is && len(items) == 0 {
				node = list{(&grower{rng: m.rng}).grow(s.Items.Schema, "", nil)}
			}
			return grownTo(int(*s.MaxItems) + 1)(node)
		}
	case "maxProperties":
		return grownTo(int(*s.MaxProperties) + 1)
	case "oneOf":
		return set("type", "IPAddress", "value", "neither")
	case "list keys":
		return func(node any) any {
			if items, is := node.(list); is && len(items) == 0 {
				node = list{(&grower{rng: m.rng}).grow(s.Items.Schema, "", nil)}
			}
			return twin()(node)
		}
	case "unknown field":
		return set("zed", int64(1))
	case "required":
		return value(nil)
	}
	return nil
}

// emptied takes away everything in a collection.
func emptied(node any) any {
	if _, is := node.(list); is {
		return list{}
	}
	return object{}
}

// grownTo adds to a collection until it has a size.
func grownTo(size int) recipe {
	return func(node any) any {
		switch it := node.(type) {
		case list:
			for i := len(it); i < size && len(it) > 0; i++ {
				it = append(it, distinctItem(it[0], i, false))
			}
			return it
		case object:
			for i := len(it); i < size; i++ {
				it[fmt.Sprintf("key-%d", i)] = "value"
			}
			return it
		}
		return node
	}
}
