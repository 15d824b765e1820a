package corpus

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"

	"github.com/routeproof/routeproof/tests/oracle/apiserver"
	v1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
)

// Wild makes cases in another way than Mutations: nothing is grown to be valid first. Values follow the schema at
// random, texts follow the patterns, and all of it is written with what YAML has to confuse a reader.
func Wild(seed int64, n int, channels ...[]*apiserver.Resource) []Case {
	w := &wild{rng: rand.New(rand.NewSource(seed ^ 0x7711d)), resources: slices.Concat(channels...)}
	cases := make([]Case, 0, n)
	for range n {
		cases = append(cases, w.one())
	}
	return cases
}

// wild makes values of which some are odd.
type wild struct {
	rng       *rand.Rand
	resources []*apiserver.Resource
	// oddity is the chance that a value is not what its schema wants, and density that of an optional field.
	oddity, density float64
	// room is how many values are left before only what is required is made.
	room int
}

func (w *wild) chance(of float64) bool { return w.rng.Float64() < of }

func (w *wild) one() Case {
	r := pick(w.rng, w.resources)
	root := w.root(r)
	family := "wild"
	var value any = root
	switch w.rng.Intn(24) {
	case 0:
		family, value = "wild list", w.listOf(r, root)
	case 1, 2:
		family = "wild stream"
		text := wildText(w.rng, root)
		for range 1 + w.rng.Intn(2) {
			text += pick(w.rng, []string{"---\n", "--- # next\n", "---\r\n", "---\n---\n", "...\n---\n"}) + wildText(w.rng, w.root(pick(w.rng, w.resources)))
		}
		return Case{family, r.GVK.Kind, text}
	}
	return Case{family, r.GVK.Kind, wildText(w.rng, value)}
}

// listOf puts an object among others in a List, or in the list of its kind, whose items may leave out what they are.
func (w *wild) listOf(r *apiserver.Resource, root object) object {
	other := w.root(r)
	list := object{"apiVersion": "v1", "kind": "List", "items": list{root, other}}
	if w.rng.Intn(2) == 0 {
		list["apiVersion"] = r.GVK.GroupVersion().String()
		if w.rng.Intn(3) != 0 {
			list["kind"] = r.GVK.Kind + "List"
			delete(other, "apiVersion")
			delete(other, "kind")
		}
	}
	return list
}

func (w *wild) root(r *apiserver.Resource) object {
	w.oddity = pick(w.rng, []float64{0, 0, 0.01, 0.02, 0.05, 0.2})
	w.density = pick(w.rng, []float64{0.1, 0.25, 0.4, 0.7})
	w.room = 150
	root := w.fields(r.Schema, "", 0)
	root["apiVersion"], root["kind"] = r.GVK.GroupVersion().String(), r.GVK.Kind
	root["metadata"] = object{"name": "wild"}
	if w.rng.Intn(3) == 0 {
		w.room = 30
		root["metadata"] = w.value(&metadataSchema, "metadata", 0)
	}
	if w.rng.Intn(12) == 0 {
		other := pick(w.rng, w.resources)
		root[pick(w.rng, []string{"apiVersion", "kind"})] = pick[any](w.rng, []any{other.GVK.GroupVersion().String(), other.GVK.Kind})
	}
	return root
}

// value makes a value for a schema, or an odd one.
func (w *wild) value(s *schema, name string, depth int) any {
	w.room--
	if w.chance(w.oddity) {
		return w.odd(s)
	}
	switch s.Type {
	case "object":
		return w.fields(s, name, depth)
	case "array":
		return w.items(s, name, depth)
	case "boolean":
		return w.rng.Intn(2) == 0
	case "integer", "number":
		return w.number(s)
	}
	return w.text(s)
}

// odd is a value without regard to the schema.
func (w *wild) odd(s *schema) any {
	leaf := []any{nil, nil, true, int64(0), int64(-1), 1.5, "", "text", "é", "80", raw("0x1F"), raw("1e3"), raw("80.0"), raw("2147483648"), raw("!!str 80"), raw("!!int '80'"), list{}, object{}}
	switch w.rng.Intn(6) {
	case 0:
		return list{pick(w.rng, leaf)}
	case 1:
		return object{pick(w.rng, []string{"name", "type", "zed", "é", "a.b", "0", ""}): pick(w.rng, leaf)}
	case 2:
		if s.Type == "string" {
			return nearly(w.rng, matching(w.rng, s.Pattern))
		}
	}
	return pick(w.rng, leaf)
}

func (w *wild) fields(s *schema, name string, depth int) object {
	out := object{}
	if s.AdditionalProperties != nil && s.AdditionalProperties.Schema != nil {
		count := w.rng.Intn(3)
		if s.MaxProperties != nil && w.chance(w.oddity) {
			count = int(*s.MaxProperties) + w.rng.Intn(2)
		}
		for i := range count {
			key := fmt.Sprintf("%s%d", pick(w.rng, []string{"k", "example.com/k", "K", "a.b/"}), i)
			if w.chance(w.oddity * 2) {
				key = nearly(w.rng, key)
			}
			out[key] = w.value(s.AdditionalProperties.Schema, "", depth+1)
		}
		return out
	}
	for _, key := range sortedKeys(s.Properties) {
		if depth == 0 && name == "" && (key == "apiVersion" || key == "kind" || key == "metadata" || key == "status" && w.rng.Intn(6) != 0) {
			continue
		}
		child := s.Properties[key]
		if contains(s.Required, key) && !w.chance(w.oddity) || w.room > 0 && w.chance(w.density) {
			out[key] = w.value(&child, key, depth+1)
		}
	}
	if w.chance(w.oddity) {
		key := pick(w.rng, []string{"zed", "name", "namespace", "Name", "port", "matches", "x/y", "a.b", "é", "type", "metadata", "1", "status"})
		if depth > 0 || key != "metadata" {
			out[key] = w.odd(s)
		}
	}
	w.agree(out)
	return out
}

// agree often makes what a discriminator names the field that is there, which hardly ever happens by chance.
func (w *wild) agree(out object) {
	kind, is := out["type"].(string)
	field, known := filters[kind]
	if !is || !known || w.rng.Intn(3) == 0 {
		return
	}
	for _, other := range filters {
		if other != field {
			delete(out, other)
		}
	}
}

func (w *wild) items(s *schema, name string, depth int) any {
	count := w.rng.Intn(4)
	if s.MinItems != nil && count < int(*s.MinItems) && !w.chance(w.oddity) {
		count = int(*s.MinItems)
	}
	if s.MaxItems != nil && *s.MaxItems <= 64 && w.chance(w.oddity) {
		count = int(*s.MaxItems) + w.rng.Intn(2)
	}
	if w.room <= 0 {
		count = min(count, 1)
	}
	out := list{}
	for i := range count {
		switch {
		case i > 0 && w.rng.Intn(12) == 0:
			out = append(out, clone(out[w.rng.Intn(i)]))
		case i > 4:
			// Long lists are about their length.
			out = append(out, distinctItem(out[0], i, false))
		default:
			out = append(out, w.value(s.Items.Schema, name+"[]", depth+1))
		}
	}
	return out
}

func (w *wild) number(s *schema) any {
	if len(s.Enum) > 0 {
		return decode(s.Enum[w.rng.Intn(len(s.Enum))].Raw)
	}
	low, high := int64(0), int64(70000)
	if s.Minimum != nil {
		low = int64(*s.Minimum)
	}
	if s.Maximum != nil {
		high = int64(*s.Maximum)
	}
	switch w.rng.Intn(12) {
	case 0:
		return low
	case 1:
		return high
	case 2:
		return pick(w.rng, []int64{low - 1, high + 1, 0, 1, 1 << 31, 1<<31 - 1, -1 << 31, 1 << 53})
	}
	return low + w.rng.Int63n(min(high-low, 900)+1)
}

func (w *wild) text(s *schema) string {
	if len(s.Enum) > 0 {
		one, _ := decode(s.Enum[w.rng.Intn(len(s.Enum))].Raw).(string)
		if w.chance(w.oddity) {
			return nearly(w.rng, one)
		}
		return one
	}
	text := pick(w.rng, []string{"a", "web", "Service", "1.2.3.4", "::1", "a.b", "10s", "1h", "/", "gateway.networking.k8s.io"})
	if s.Pattern != "" {
		text = matching(w.rng, s.Pattern)
	}
	if s.Format == "date-time" {
		text = pick(w.rng, []string{"2024-05-06T07:08:09Z", "2024-05-06T07:08:09.5+01:00", "2023-12-31T23:59:59Z", "2024-02-29T00:00:00Z", "2024-05-06", "2023-02-29T00:00:00Z"})
		if w.rng.Intn(4) != 0 {
			text = "2024-05-06T07:08:09Z"
		}
	}
	if w.chance(w.oddity) {
		return nearly(w.rng, text)
	}
	if s.MaxLength != nil && *s.MaxLength <= 5000 && w.chance(w.oddity+0.01) {
		missing := int(*s.MaxLength) - len([]rune(text)) + w.rng.Intn(2)
		return text + strings.Repeat(pick(w.rng, []string{"a", "a", "é", "😀"}), max(missing, 0))
	}
	return text
}

// metadataSchema is metadata with the fields' Go types, and patterns that fit most of what is allowed.
var metadataSchema = func() schema {
	text := func(pattern string) schema { return schema{Type: "string", Pattern: pattern} }
	of := func(it schema) *v1.JSONSchemaPropsOrBool { return &v1.JSONSchemaPropsOrBool{Schema: &it} }
	list := func(it schema) schema {
		return schema{Type: "array", Items: &v1.JSONSchemaPropsOrArray{Schema: &it}}
	}
	time := schema{Type: "string", Format: "date-time"}
	word, label := `^[a-z0-9]([-a-z0-9]*[a-z0-9])?$`, `^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$`
	owner := schema{Type: "object", Required: []string{"apiVersion", "kind", "name", "uid"}, Properties: map[string]schema{
		"apiVersion": text(`^(v1|apps/v1|a/b/c)$`), "kind": text(`^(Pod|Event)$`), "name": text(word), "uid": text(word), "controller": {Type: "boolean"}, "blockOwnerDeletion": {Type: "boolean"},
	}}
	manager := schema{Type: "object", Properties: map[string]schema{
		"manager": text(word), "operation": text(`^(Apply|Update)$`), "apiVersion": text(word), "time": time, "fieldsType": text(`^FieldsV1$`), "fieldsV1": {Type: "object"}, "subresource": text(word),
	}}
	return schema{Type: "object", Required: []string{"name"}, Properties: map[string]schema{
		"name": text(`^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$`), "generateName": text(`^[a-zA-Z0-9.-]{1,4}-?$`), "namespace": text(word), "uid": text(word), "selfLink": text(word), "resourceVersion": text(word),
		"generation": {Type: "integer"}, "deletionGracePeriodSeconds": {Type: "integer"}, "creationTimestamp": time, "deletionTimestamp": time,
		"labels": {Type: "object", AdditionalProperties: of(text(label))}, "annotations": {Type: "object", AdditionalProperties: of(text(""))},
		"finalizers": list(text(`^(orphan|foregroundDeletion|example\.com/[a-z]+)$`)), "ownerReferences": list(owner), "managedFields": list(manager),
	}}
}()
