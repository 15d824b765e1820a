package corpus

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"

	"github.com/routeproof/routeproof/tests/oracle/apiserver"
)

// Case is one text to judge.
type Case struct {
	// Family says how the text was made, for the summary; Note says it of this one.
	Family, Note string
	Text         string
}

// maker makes cases from the resources of one channel.
type maker struct {
	rng       *rand.Rand
	resources []*apiserver.Resource
	serial    int
}

func newMaker(seed int64, channels ...[]*apiserver.Resource) *maker {
	return &maker{rng: rand.New(rand.NewSource(seed)), resources: slices.Concat(channels...)}
}

// Mutations makes about n cases from the resources of the given channels. Those that aim at a rule are always all made.
func Mutations(seed int64, n int, channels ...[]*apiserver.Resource) []Case {
	m := newMaker(seed, channels...)
	cases := m.rules()
	cases = append(cases, m.valid(n/20)...)
	rest := n - len(cases)
	shares := []struct {
		percent int
		one     func() Case
	}{
		{44, func() Case { return m.broken(1) }}, {16, func() Case { return m.broken(2 + m.rng.Intn(2)) }},
		{10, m.metadata}, {4, m.typed}, {14, m.scalar}, {12, m.tricky},
	}
	for _, share := range shares {
		for range max(rest, 0) * share.percent / 100 {
			cases = append(cases, share.one())
		}
	}
	return cases
}

// base grows an object of a resource with what want names in it.
func (m *maker) base(r *apiserver.Resource, density float64, want []string) object {
	g := &grower{rng: m.rng, density: density}
	root, _ := g.grow(r.Schema, "", want).(object)
	m.serial++
	meta := object{"name": fmt.Sprintf("%s-%d", strings.ToLower(r.GVK.Kind), m.serial)}
	if r.Namespaced && m.rng.Intn(2) == 0 {
		meta["namespace"] = "apps"
	}
	root["apiVersion"], root["kind"], root["metadata"] = r.GVK.GroupVersion().String(), r.GVK.Kind, meta
	return root
}

func (m *maker) any() (*apiserver.Resource, object) {
	r := pick(m.rng, m.resources)
	return r, m.base(r, pick(m.rng, []float64{0.1, 0.3, 0.5, 0.8}), nil)
}

func (m *maker) valid(n int) []Case {
	var cases []Case
	for range n {
		r, root := m.any()
		cases = append(cases, Case{"grown", r.GVK.Kind, document(m.rng, root)})
	}
	return cases
}

// rules makes cases for every recipe of every rule at every place.
func (m *maker) rules() []Case {
	var cases []Case
	for _, r := range m.resources {
		for _, place := range RulesOf(r) {
			recipes := recipesFor(place.Rule)
			if len(recipes) == 0 && place.Live {
				recipes = m.toggles(place)
			}
			for _, breaks := range recipes {
				// Bare, so that nothing else is wrong; and now and then with what may be wrong together with it.
				densities := []float64{0}
				if m.rng.Intn(3) == 0 {
					densities = append(densities, 0.3)
				}
				for _, density := range densities {
					root := m.base(r, density, place.tokens)
					if applyAt(root, place.tokens, breaks) {
						cases = append(cases, Case{"rule", place.Path + ": " + place.Rule, document(m.rng, root)})
					}
				}
			}
		}
	}
	return cases
}

// toggles are changes that may break a rule of which nothing is known: each field that it speaks of comes and goes, alone and
// with each other one, and has each of its values.
func (m *maker) toggles(place Place) []recipe {
	var recipes []recipe
	var named []string
	for _, key := range sortedKeys(place.schema.Properties) {
		if strings.Contains(place.Rule, "."+key) {
			named = append(named, key)
		}
	}
	grown := func(key string) any {
		prop := place.schema.Properties[key]
		return (&grower{rng: m.rng, density: 0.3}).grow(&prop, key, nil)
	}
	for _, key := range named {
		recipes = append(recipes, set(key, nil), set(key, grown(key)))
		for _, it := range place.schema.Properties[key].Enum {
			recipes = append(recipes, set(key, decode(it.Raw)))
		}
		for _, other := range named {
			if key < other {
				recipes = append(recipes, set(key, grown(key), other, grown(other)), set(key, nil, other, nil), set(key, nil, other, grown(other)))
			}
		}
	}
	if len(named) == 0 {
		s := place.schema
		for range 3 {
			recipes = append(recipes, value((&grower{rng: m.rng, density: 0.5}).grow(s, "", nil)))
		}
		for _, it := range odd {
			recipes = append(recipes, value(it))
		}
	}
	return recipes
}

// odd are values that rules about one value often exclude.
var odd = []any{"", "*", "a*", "/", "//", "unix://", "unix:///x/", "unix://@x", "http://a b", "ftp://a", "0s", "1ns", "host", "HOST", "a:b/c@sha256:1", "::1", int64(0), int64(-1), int64(65536), list{}, object{}, object{"*": "*"}, object{"0": object{}, "x": object{}}, object{"": "a"}}

func (m *maker) broken(times int) Case {
	r, root := m.any()
	var notes []string
	for tries := 0; len(notes) < times && tries < 60; tries++ {
		sites := sitesOf(r.Schema, root)
		at := pick(m.rng, sites)
		if at.depth < 2 && m.rng.Intn(4) != 0 {
			continue
		}
		if note := pick(m.rng, mutations)(m.rng, at); note != "" {
			notes = append(notes, note)
		}
	}
	if times > 1 && m.rng.Intn(6) == 0 {
		notes = append(notes, spoilMetadata(m.rng, root))
	}
	family := "schema"
	if times > 1 {
		family = "several"
	}
	return Case{family, r.GVK.Kind + ": " + strings.Join(notes, "; "), document(m.rng, root)}
}

func (m *maker) metadata() Case {
	r := pick(m.rng, m.resources)
	root := m.base(r, 0, nil)
	note := spoilMetadata(m.rng, root)
	return Case{"metadata", r.GVK.Kind + ": " + note, document(m.rng, root)}
}

func (m *maker) typed() Case {
	r := pick(m.rng, m.resources)
	root := m.base(r, 0, nil)
	note := spoilType(m.rng, root)
	return Case{"type", r.GVK.Kind + ": " + note, document(m.rng, root)}
}

func (m *maker) scalar() Case {
	r, root := m.any()
	note := ""
	for tries := 0; note == "" && tries < 60; tries++ {
		note = scalarForm(m.rng, pick(m.rng, sitesOf(r.Schema, root)))
	}
	// Raw scalars are for block style: in brackets most of them mean something else, which is another case.
	w := writer{m.rng, pick(m.rng, []float64{0, 0, 0, 1}), 0}
	if w.flow == 1 {
		return Case{"scalar", r.GVK.Kind + ": " + note, w.inline(root) + "\n"}
	}
	return Case{"scalar", r.GVK.Kind + ": " + note, w.block(root, 0)}
}

func (m *maker) tricky() Case {
	r, root := m.any()
	if m.rng.Intn(3) == 0 {
		root = m.base(r, 0, nil)
	}
	other := m.base(pick(m.rng, m.resources), 0, nil)
	it := pick(m.rng, tricks)
	w := writer{m.rng, pick(m.rng, []float64{0, 0, 0.3}), 0.1}
	text := it.make(m.rng, w.block(root, 0), root, w.block(other, 0))
	return Case{"yaml", it.name, text}
}
