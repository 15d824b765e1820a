package corpus

import (
	"encoding/json"
	"math/rand"
	"strings"
)

// trick rewrites the text of an object, or builds a stream around it. other is another object's text.
type trick struct {
	name string
	make func(rng *rand.Rand, text string, value object, other string) string
}

func lines(change func(rng *rand.Rand, all []string, at int) []string) func(*rand.Rand, string, object, string) string {
	return func(rng *rand.Rand, text string, _ object, _ string) string {
		all := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
		return strings.Join(change(rng, all, rng.Intn(len(all))), "\n") + "\n"
	}
}

func around(before, after string) func(*rand.Rand, string, object, string) string {
	return func(_ *rand.Rand, text string, _ object, _ string) string { return before + text + after }
}

func between2(middle string) func(*rand.Rand, string, object, string) string {
	return func(_ *rand.Rand, text string, _ object, other string) string { return text + middle + other }
}

func replaced(old, with string) func(*rand.Rand, string, object, string) string {
	return func(_ *rand.Rand, text string, _ object, _ string) string { return strings.Replace(text, old, with, 1) }
}

func oneLine(value object) string {
	text, err := json.Marshal(value)
	if err != nil {
		return "{}"
	}
	return string(text)
}

func jsonText(change func(text, other string) string) func(*rand.Rand, string, object, string) string {
	return func(_ *rand.Rand, _ string, value object, other string) string { return change(oneLine(value), other) }
}

func asList(change func(list) object) func(*rand.Rand, string, object, string) string {
	return func(rng *rand.Rand, _ string, value object, _ string) string {
		return document(rng, change(list{clone(value), clone(value)}))
	}
}

// tricks are what texts do that objects cannot.
var tricks = []trick{
	{"comment lines", lines(func(_ *rand.Rand, all []string, at int) []string {
		return append(append(append([]string{}, all[:at]...), "  # a comment: [", "#", "\t# tab comment"), all[at:]...)
	})},
	{"comment at the end", lines(func(_ *rand.Rand, all []string, at int) []string {
		all[at] += " # comment"
		return all
	})},
	{"hash without blank", lines(func(_ *rand.Rand, all []string, at int) []string {
		all[at] += "#glued"
		return all
	})},
	{"blank lines", lines(func(_ *rand.Rand, all []string, at int) []string {
		return append(append(append([]string{}, all[:at]...), "", "   "), all[at:]...)
	})},
	{"tab after colon", replaced(": ", ":\t")},
	{"tab before indent", lines(func(_ *rand.Rand, all []string, at int) []string {
		all[at] = "\t" + all[at]
		return all
	})},
	{"tab in indent", lines(func(_ *rand.Rand, all []string, at int) []string {
		all[at] = strings.Replace(all[at], "  ", "\t", 1)
		return all
	})},
	{"trailing blanks", lines(func(_ *rand.Rand, all []string, at int) []string {
		all[at] += " \t "
		return all
	})},
	{"indent off", lines(func(_ *rand.Rand, all []string, at int) []string {
		all[at] = " " + all[at]
		return all
	})},
	{"line lost", lines(func(_ *rand.Rand, all []string, at int) []string {
		return append(append([]string{}, all[:at]...), all[at+1:]...)
	})},
	{"line doubled", lines(func(_ *rand.Rand, all []string, at int) []string {
		return append(append(append([]string{}, all[:at]...), all[at]), all[at:]...)
	})},
	{"CRLF", func(_ *rand.Rand, text string, _ object, _ string) string {
		return strings.ReplaceAll(text, "\n", "\r\n")
	}},
	{"CR", func(_ *rand.Rand, text string, _ object, _ string) string {
		return strings.ReplaceAll(text, "\n", "\r")
	}},
	{"BOM", around("\ufeff", "")},
	{"BOM after separator", around("---\n\ufeff", "")},
	{"BOM after comment", around("# hello\n\ufeff", "")},
	{"separator first", around("---\n", "")},
	{"separators", around("---\n---\n# nothing\n---\n", "---\n")},
	{"separator with comment", around("--- # comment\n", "--- \n")},
	{"separator with text", between2("--- foo\n")},
	{"separator with tag", between2("--- !!map\n")},
	{"document end", around("", "...\n")},
	{"text after document end", between2("...\n")},
	{"separator after document end", between2("...\n---\n")},
	{"two documents", between2("---\n")},
	{"two documents, CRLF", between2("\r\n---\r\n")},
	{"two documents, no line end", func(_ *rand.Rand, text string, _ object, other string) string {
		return text + "---\n" + strings.TrimSuffix(other, "\n")
	}},
	{"null documents", between2("---\nnull\n---\n~\n---\n{}\n---\n")},
	{"null documents between", between2("---\nnull\n---\n~\n---\n\n---\n")},
	{"string document", between2("---\njust text\n---\n")},
	{"list document", between2("---\n- a\n---\n")},
	{"number document", between2("---\n7\n---\n")},
	{"directive", around("%YAML 1.2\n---\n", "")},
	{"directive 1.1", around("%YAML 1.1\n---\n", "")},
	{"broken first", around("a: [\n---\n", "")},
	{"broken last", around("", "---\na: [\n")},
	{"JSON", jsonText(func(text, _ string) string { return text })},
	{"JSON twice", jsonText(func(text, _ string) string { return text + "\n" + text })},
	{"JSON then YAML", jsonText(func(text, other string) string { return text + "\n---\n" + other })},
	{"JSON trailing comma", jsonText(func(text, _ string) string { return strings.TrimSuffix(text, "}") + ",}" })},
	{"JSON single quotes", jsonText(func(text, _ string) string { return strings.ReplaceAll(text, `"`, `'`) })},
	{"JSON with comment", jsonText(func(text, _ string) string { return "# c\n" + text + " # d\n" })},
	{"JSON cut", jsonText(func(text, _ string) string { return text[:len(text)-1] })},
	{"JSON duplicate", jsonText(func(text, _ string) string { return `{"kind":"HTTPRoute",` + text[1:] })},
	{"JSON with leading blank", jsonText(func(text, _ string) string { return "\n \t" + text })},
	{"JSON and a tail", jsonText(func(text, _ string) string { return text + " tail" })},
	{"duplicate key", func(_ *rand.Rand, text string, _ object, _ string) string { return text + "kind: HTTPRoute\n" }},
	{"duplicate key, quoted", func(_ *rand.Rand, text string, _ object, _ string) string { return text + "\"kind\": HTTPRoute\n" }},
	{"duplicate spec", func(_ *rand.Rand, text string, _ object, _ string) string { return text + "spec: {}\nspec: {}\n" }},
	{"v1 List", asList(func(items list) object { return object{"apiVersion": "v1", "kind": "List", "items": items} })},
	{"empty List", asList(func(list) object { return object{"apiVersion": "v1", "kind": "List", "items": list{}} })},
	{"List with more fields", asList(func(items list) object {
		return object{"apiVersion": "v1", "kind": "List", "items": items[:1], "zed": int64(1), "metadata": object{"resourceVersion": ""}}
	})},
	{"List of nothing", asList(func(list) object { return object{"apiVersion": "v1", "kind": "List"} })},
	{"List with null items", asList(func(list) object { return object{"apiVersion": "v1", "kind": "List", "items": nil} })},
	{"List in a List", asList(func(items list) object {
		return object{"apiVersion": "v1", "kind": "List", "items": list{object{"apiVersion": "v1", "kind": "List", "items": items}, items[0]}}
	})},
	{"items under another kind", func(rng *rand.Rand, _ string, value object, _ string) string {
		outer := pick(rng, []string{"ConfigMap", "Secret", "Pod", "Namespace", "Anything"})
		return document(rng, object{"apiVersion": "v1", "kind": outer, "metadata": object{"name": "outer"}, "items": list{clone(value), clone(value)}})
	}},
	{"items in an object", func(rng *rand.Rand, _ string, value object, _ string) string {
		outer := clone(value).(object)
		outer["items"] = pick[any](rng, []any{list{clone(value)}, list{}, nil, object{}, "text"})
		return document(rng, outer)
	}},
	{"items in an item", asList(func(items list) object {
		items[0].(object)["items"] = nil
		return object{"apiVersion": "v1", "kind": "List", "items": items}
	})},
	{"items of another kind that say nothing", asList(func(items list) object {
		first := items[0].(object)
		kind, version := first["kind"], first["apiVersion"]
		for _, it := range items {
			delete(it.(object), "kind")
			delete(it.(object), "apiVersion")
		}
		return object{"apiVersion": version, "kind": kind, "items": items}
	})},
	{"List of text", asList(func(items list) object {
		return object{"apiVersion": "v1", "kind": "List", "items": list{items[0], "text"}}
	})},
	{"List with broken item", asList(func(items list) object {
		items[1].(object)["zed"] = int64(1)
		return object{"apiVersion": "v1", "kind": "List", "items": items}
	})},
	{"List of another core version", asList(func(items list) object { return object{"apiVersion": "v2", "kind": "List", "items": items} })},
	{"List of no version", asList(func(items list) object {
		return object{"apiVersion": "gateway.networking.k8s.io/v7", "kind": "List", "items": items[:1]}
	})},
	{"List of no kind", asList(func(items list) object {
		return object{"apiVersion": "gateway.networking.k8s.io/v1", "kind": "RouteList", "items": items[:1]}
	})},
	{"List with odd metadata", asList(func(items list) object {
		return object{"apiVersion": "v1", "kind": "List", "items": items, "metadata": object{"resourceVersion": int64(1), "labels": list{}}}
	})},
	{"anchor and alias", func(_ *rand.Rand, text string, _ object, _ string) string {
		return strings.Replace(text, "metadata:", "metadata: &m", 1)
	}},
	{"alias", func(rng *rand.Rand, _ string, value object, _ string) string {
		meta, _ := value["metadata"].(object)
		name, _ := meta["name"].(string)
		value = clone(value).(object)
		value["metadata"] = raw("{name: &name " + name + ", labels: {a: *name}}")
		return writer{rng, 0, 0}.blockOf(value)
	}},
	{"merge under", mergeTrick("{<<: {name: merged, labels: {a: b}}, name: own}")},
	{"merge over", mergeTrick("{name: own, <<: {name: merged, labels: {a: b}}}")},
	{"merge of bad name", mergeTrick("{name: own, <<: {name: BAD}}")},
	{"merge overridden", mergeTrick("{<<: {name: BAD}, name: own}")},
	{"merge list", mergeTrick("{<<: [{name: first}, {name: SECOND, labels: {a: b}}]}")},
	{"merge of text", mergeTrick("{<<: text, name: a}")},
	{"merge in quotes", mergeTrick(`{"<<": {labels: {a: b}}, name: a}`)},
	{"merge twice", mergeTrick("{<<: {name: a}, <<: {labels: {a: b}}}")},
	{"merge unknown field", mergeTrick("{<<: {zed: 1}, name: a}")},
	{"merge alias", mergeTrick("{labels: &l {a: b}, name: a, annotations: {<<: *l, c: d}}")},
	{"merge alias over", mergeTrick("{labels: &l {a: b}, name: a, annotations: {a: d, <<: *l}}")},
	{"merge of null", mergeTrick("{<<: ~, name: a}")},
	{"merge of empty", mergeTrick("{<<: {}, name: a}")},
	{"complex key", mergeTrick("{? [a] : b, name: a}")},
	{"explicit key", mergeTrick("{? name : a}")},
	{"null key", mergeTrick("{~: x, name: a}")},
	{"number key", mergeTrick("{1: x, name: a}")},
	{"boolean key", mergeTrick("{name: a, labels: {yes: a, 1: b, 1.5: c}}")},
	{"flow over lines", mergeTrick("{\n  name:\n    a,\n  labels: {a: b,\n    c: d,},\n}")},
	{"flow without blank", mergeTrick(`{"name":"a"}`)},
	{"flow key without value", mergeTrick("{name: a, labels: {a}}")},
	{"undefined alias", mergeTrick("*nowhere")},
	{"tagged", mergeTrick("!!map {name: !!str a}")},
	{"unclosed", mergeTrick("{name: a")},
	{"anchored name", mergeTrick("{name: &a a}")},
	{"multi-line plain", mergeTrick("{name: a, annotations: {a: one\n  two\n\n  three}}")},
	{"escapes", mergeTrick(`{name: "\x61", annotations: {a: "\u00e9\U0001F600\n\t\0\_\N"}}`)},
	{"bad escape", mergeTrick(`{name: "\q"}`)},
	{"lone surrogate", mergeTrick(`{name: "a", annotations: {a: "\ud83d\ude00"}}`)},
	{"invalid UTF-8 escape", mergeTrick(`{name: a, annotations: {a: "\xff"}}`)},
	{"control character", mergeTrick("{name: a, annotations: {a: \"\x07\"}}")},
	{"empty text", func(*rand.Rand, string, object, string) string { return "" }},
	{"only comments", func(*rand.Rand, string, object, string) string { return "# nothing\n---\n# at all\n" }},
	{"foreign kind", between2("---\napiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: 80}]}\n")},
	{"items field", func(rng *rand.Rand, _ string, value object, _ string) string {
		value = clone(value).(object)
		value["zzz"] = list{}
		return document(rng, value)
	}},
}

// mergeTrick puts raw YAML in the place of metadata.
func mergeTrick(metadata string) func(*rand.Rand, string, object, string) string {
	return func(rng *rand.Rand, _ string, value object, _ string) string {
		value = clone(value).(object)
		value["metadata"] = raw(metadata)
		return writer{rng, 0, 0}.blockOf(value)
	}
}

// blockOf writes an object in block style.
func (w writer) blockOf(value object) string { return w.block(value, 0) }
