package corpus

import (
	"fmt"
	"math"
	"math/rand"
	"strings"
)

// mutation changes an object at a site, and says what it did; an empty answer means that it does not apply there.
type mutation func(rng *rand.Rand, at site) string

// mutations are the ways to break, or nearly break, what a schema says.
var mutations = []mutation{
	unknownField, unknownField, removeField, removeField, nullValue, wrongType, wrongType, enumNeighbour, enumNeighbour, nastyText, nastyText, textLength, textLength,
	numberEdge, numberEdge, numberForm, listSize, listSize, repeatItem, repeatItem, itemOfNull, misspell, manyFields, swapFields, emptyOut,
}

func unknownField(rng *rand.Rand, at site) string {
	it, is := at.value.(object)
	if !is {
		return ""
	}
	key := pick(rng, []string{"zed", "x/y", "a.b", "Name", "aa", "zz", "é", "name ", "metadata", "status", "kind", "apiVersion", "type", "items", "0", "spec", "<<", "namespace", "port"})
	if _, has := it[key]; has || at.depth == 0 && (key == "metadata" || key == "kind" || key == "apiVersion" || key == "items" || key == "spec") {
		return ""
	}
	it[key] = pick[any](rng, []any{int64(1), nil, "text", object{}, list{object{"a": "b"}}, true})
	return "unknown field " + key
}

func removeField(_ *rand.Rand, at site) string {
	if at.key == "" {
		return ""
	}
	at.remove()
	if at.required {
		return "required field removed"
	}
	return "optional field removed"
}

func nullValue(_ *rand.Rand, at site) string {
	if at.depth == 0 {
		return ""
	}
	at.replace(nil)
	return "null " + at.schema.Type
}

func wrongType(rng *rand.Rand, at site) string {
	if at.depth == 0 {
		return ""
	}
	with := pick[any](rng, []any{"text", int64(7), 1.5, true, list{}, object{}, list{"a"}, object{"a": int64(1)}, "80", list{nil}, "", list{list{}}, int64(0), object{"name": "x"}, list{object{"name": "x"}}})
	at.replace(clone(with))
	return fmt.Sprintf("%s becomes %T", at.schema.Type, with)
}

func enumNeighbour(rng *rand.Rand, at site) string {
	if len(at.schema.Enum) == 0 {
		return ""
	}
	one := decode(at.schema.Enum[rng.Intn(len(at.schema.Enum))].Raw)
	text, is := one.(string)
	if !is {
		at.replace(pick[any](rng, []any{one, int64(300), 301.0, raw("301.0"), raw("3.01e2"), raw(`"301"`), int64(-1), int64(302)}))
		return "enum number"
	}
	at.replace(pick[any](rng, []any{text, strings.ToLower(text), strings.ToUpper(text), text + " ", "", text + "x", int64(1), "Exact\n", nil, true}))
	return "enum"
}

var nasty = []string{
	"", " ", "a b", "A", "-a", "a-", "a..b", "a.b", "*.a.b", "*", "é", "a\n", "\n", "a.b/c\n", "a\tb", "0", "1.2.3.4", "::1", "01.2.3.4", "::ffff:1.2.3.4", "1.2.3.4/8", "fe80::1%eth0",
	"10s", "0s", "1ms1h", "1d", "1h1m1s1ms1h", "999999s", "99999h", "-1s", "1.5s", "http://", "https://*", "https://a.b:99999", "HTTP", "http", "xxIPAddressxx", "x y a.b/c",
	"😀", strings.Repeat("a", 63), strings.Repeat("a", 64), strings.Repeat("a", 253), strings.Repeat("a", 254), "a/b", "/", "//", "/a/../b", "/%2F", "/a#b", "/a?b", "/é", "k8s.io/a", "a.k8s.io/b",
	"y", "true", "null", "~", "1", "1e3", ".5", "0x1F", "2024-01-01", "a_b", "a.b_c", "A.B", "GET", "get", "SPIFFE://x", "urn:x", ":", "a:b", "#", "%", "\u0000", "\u2028", "\ufeff", "a\r\nb", "\u00a0", "İ", "ß", "K", "ſ",
	"Service", "svc.cluster.local", ".cluster.local", "a.cluster.local.", "xn--a", "a.b.", ".a", "System", "system", "a/", "/b", "a/b/c", "example.com/",
}

func nastyText(rng *rand.Rand, at site) string {
	if at.schema.Type != "string" {
		return ""
	}
	at.replace(pick(rng, nasty))
	return "nasty text"
}

func textLength(rng *rand.Rand, at site) string {
	if at.schema.Type != "string" || at.schema.MaxLength == nil && at.schema.MinLength == nil {
		return ""
	}
	length := int64(0)
	if at.schema.MaxLength != nil && (at.schema.MinLength == nil || rng.Intn(4) != 0) {
		length = *at.schema.MaxLength + int64(rng.Intn(3)) - 1
	} else if at.schema.MinLength != nil {
		length = *at.schema.MinLength + int64(rng.Intn(3)) - 1
	}
	if length < 0 || length > 9000 {
		return ""
	}
	at.replace(strings.Repeat(pick(rng, []string{"a", "A", "é", "😀", "/", "1"}), int(length)))
	return "text length"
}

func numberEdge(rng *rand.Rand, at site) string {
	if at.schema.Type != "integer" && at.schema.Type != "number" {
		return ""
	}
	edges := []any{int64(0), int64(-1), int64(math.MaxInt32), int64(math.MaxInt32) + 1, int64(math.MinInt32), int64(math.MinInt32) - 1, int64(math.MaxInt64), raw("9223372036854775808"), raw("-9223372036854775809"), raw("99999999999")}
	if at.schema.Minimum != nil {
		edges = append(edges, int64(*at.schema.Minimum), int64(*at.schema.Minimum)-1)
	}
	if at.schema.Maximum != nil {
		edges = append(edges, int64(*at.schema.Maximum), int64(*at.schema.Maximum)+1)
	}
	at.replace(pick(rng, edges))
	return "number edge"
}

func numberForm(rng *rand.Rand, at site) string {
	if at.schema.Type != "integer" && at.schema.Type != "number" {
		return ""
	}
	at.replace(pick(rng, forms))
	return "number form"
}

func listSize(rng *rand.Rand, at site) string {
	items, is := at.value.(list)
	if !is {
		return ""
	}
	if rng.Intn(3) == 0 || len(items) == 0 {
		at.replace(list{})
		return "empty list"
	}
	want := 3
	if at.schema.MaxItems != nil {
		want = int(*at.schema.MaxItems) + rng.Intn(2)
	}
	if want > 130 {
		return ""
	}
	same := rng.Intn(4) == 0
	for i := len(items); i < want; i++ {
		items = append(items, distinctItem(items[0], i, same))
	}
	at.replace(items)
	return "list size"
}

// distinctItem repeats an item with another name, unless it should be the same.
func distinctItem(item any, number int, same bool) any {
	copied := clone(item)
	if same {
		return copied
	}
	switch it := copied.(type) {
	case object:
		for _, key := range []string{"name", "port", "value"} {
			switch it[key].(type) {
			case string:
				it[key] = fmt.Sprintf("item-%d", number)
			case int64:
				it[key] = int64(number + 100)
			}
		}
		return it
	case string:
		return fmt.Sprintf("item-%d", number)
	case int64:
		return it + int64(number)
	}
	return copied
}

func repeatItem(rng *rand.Rand, at site) string {
	items, is := at.value.(list)
	if !is || len(items) == 0 {
		return ""
	}
	extra := clone(items[rng.Intn(len(items))])
	note := "item repeated"
	if it, is := extra.(object); is && rng.Intn(3) == 0 {
		for _, key := range sortedKeys(it) {
			if text, is := it[key].(string); is && rng.Intn(2) == 0 {
				it[key] = pick(rng, []string{strings.ToUpper(text), strings.ToLower(text), text + "x"})
				note = "item nearly repeated"
			}
		}
	}
	items = append(items, extra)
	if rng.Intn(3) == 0 {
		items = append(items, clone(extra))
	}
	at.replace(items)
	if at.schema.XListType != nil {
		note += " in a " + *at.schema.XListType
	}
	return note
}

func itemOfNull(rng *rand.Rand, at site) string {
	items, is := at.value.(list)
	if !is {
		return ""
	}
	at.replace(append(items, pick[any](rng, []any{nil, nil, object{}, object{}, "text", int64(1), list{}, true})))
	return "odd item"
}

func misspell(rng *rand.Rand, at site) string {
	if at.owner == nil || at.depth < 1 {
		return ""
	}
	other := pick(rng, []string{strings.ToUpper(at.key[:1]) + at.key[1:], at.key + "s", strings.ToLower(at.key), at.key[1:] + at.key[:1], at.key + " "})
	if _, taken := at.owner[other]; taken {
		return ""
	}
	at.owner[other] = at.value
	delete(at.owner, at.key)
	return "misspelt field"
}

func manyFields(rng *rand.Rand, at site) string {
	it, is := at.value.(object)
	if !is || at.schema.AdditionalProperties == nil {
		return ""
	}
	switch rng.Intn(4) {
	case 0:
		it[pick(rng, nasty)] = "value"
		return "nasty key"
	case 1:
		it["a"] = pick[any](rng, []any{nil, int64(1), true, object{}, list{}, "a b", strings.Repeat("v", 4097), strings.Repeat("v", 64), ""})
		return "odd map value"
	}
	count := 10
	if at.schema.MaxProperties != nil {
		count = int(*at.schema.MaxProperties) + rng.Intn(2)
	}
	for i := len(it); i < count && i < 300; i++ {
		it[fmt.Sprintf("key-%d", i)] = "value"
	}
	return "map size"
}

func swapFields(rng *rand.Rand, at site) string {
	it, is := at.value.(object)
	if !is || len(it) < 2 {
		return ""
	}
	keys := sortedKeys(it)
	one, other := pick(rng, keys), pick(rng, keys)
	if one == other || at.depth == 0 {
		return ""
	}
	it[one], it[other] = it[other], it[one]
	return "fields swapped"
}

func emptyOut(_ *rand.Rand, at site) string {
	switch at.value.(type) {
	case object:
		if at.depth > 0 {
			at.replace(object{})
			return "object emptied"
		}
	case string:
		at.replace("")
		return "text emptied"
	}
	return ""
}
