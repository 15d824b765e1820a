// Package corpus makes objects of Kubernetes' own kinds, valid ones and ones with a mistake.
package corpus

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io"
	"math/rand"
	"reflect"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/intstr"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
)

//go:embed valid/*.yaml
var valid embed.FS

// Case is a text and where it comes from.
type Case struct{ Family, Note, Text string }

// Valid are the objects that are valid.
func Valid() ([]map[string]any, error) {
	files, err := valid.ReadDir("valid")
	if err != nil {
		return nil, err
	}
	var objects []map[string]any
	for _, file := range files {
		text, err := valid.ReadFile("valid/" + file.Name())
		if err != nil {
			return nil, err
		}
		decoder := utilyaml.NewYAMLOrJSONDecoder(bytes.NewReader(text), 4096)
		for {
			var object map[string]any
			if err := decoder.Decode(&object); err == io.EOF {
				break
			} else if err != nil {
				return nil, err
			}
			objects = append(objects, object)
		}
	}
	return objects, nil
}

// odd are values that take the place of others.
var odd = []any{
	nil, "", "a", "80", "Web", "a_b", "a.b", "1a", "-a", "a--b", "a-very-long-name", "x/y", "/a", "/a//b", "*.example.com", "None",
	"NoSchedule", "Equal", "Gt", "In", "Indexed", "Utilization", "Percent", "ReadWriteOncePod", "@daily", "*/5 * * * *", "60 * * * *", "../a", "..a", "128Mi", "-1Gi", "1500m", "apps/v1",
	"TCP", "HTTP", "Local", "ClientIP", "Always", "Never", "OnFailure", "ExternalName", "NodePort", "Recreate", "Exists", "50%", "150%", "0%",
	"10.0.0.1", "010.0.0.1", "127.0.0.1", "::1", "fd00::1", "10.0.0.0/8", "10.0.0.1/8", "10.2.0.0/16", "1Gi", "1GB", "aGk=", "hi!", strings.Repeat("a", 64),
	0, 1, -1, 80, 443, 70000, 3000000000, 1.5, true, false, []any{}, map[string]any{}, []any{nil}, []any{"a"}, []any{"a", "a"}, map[string]any{"a": "b"}, []any{map[string]any{}},
}

// fields are added where there are none.
var fields = map[string][]any{
	"zed": {1}, "Name": {"a"}, "name": {"b", "a"}, "targetport": {80}, "port": {1}, "nodePort": {30000}, "type": {"NodePort", "ClusterIP", "ExternalName", "LoadBalancer"},
	"clusterIP": {"None", "10.0.0.9"}, "selector": {map[string]any{"matchLabels": map[string]any{"app": "x"}}}, "labels": {map[string]any{"app": "x"}},
	"restartPolicy": {"Always"}, "exec": {map[string]any{"command": []any{"a"}}}, "value": {"b"}, "manualSelector": {true}, "endPort": {1, 9000}, "hostNetwork": {true},
	"ephemeralContainers": {[]any{map[string]any{"name": "e", "image": "e"}}}, "livenessProbe": {map[string]any{"exec": map[string]any{"command": []any{"a"}}}},
	"limits": {map[string]any{"cpu": "1", "memory": "64Mi"}, map[string]any{"gpu": 1}}, "requests": {map[string]any{"cpu": "3"}, map[string]any{"storage": "0"}}, "privileged": {true},
	"hostPath": {map[string]any{"path": "/a"}}, "emptyDir": {map[string]any{}}, "tolerationSeconds": {5}, "operator": {"Exists", "In"}, "weight": {0, 50}, "maxSurge": {1, "10%"},
	"maxUnavailable": {1, "0%"}, "averageValue": {"1"}, "hostPID": {true}, "subPath": {"/a"}, "fsGroup": {5000000000},
	"stringData": {map[string]any{"a/b": "c"}}, "externalName": {"a_b"}, "service": {map[string]any{"name": "a", "port": map[string]any{"number": 80}}}, "generateName": {"a-", "A-"},
}

// Mutations are n objects with one to three mistakes each, and those without.
func Mutations(seed int64, n int) ([]Case, error) {
	bases, err := Valid()
	if err != nil {
		return nil, err
	}
	var cases []Case
	for _, base := range bases {
		cases = append(cases, newCase("valid", "", base))
	}
	random := rand.New(rand.NewSource(seed))
	for len(cases) < n {
		object := clone(bases[random.Intn(len(bases))]).(map[string]any)
		var notes []string
		for range 1 + random.Intn(8)/6 + random.Intn(12)/11 {
			notes = append(notes, mutate(random, object))
		}
		cases = append(cases, newCase("mutation", strings.Join(notes, ", "), object))
	}
	return cases, nil
}

func newCase(family, note string, object any) Case {
	text, err := json.Marshal(object)
	if err != nil {
		panic(err)
	}
	return Case{family, note, string(text)}
}

func clone(value any) any {
	switch it := value.(type) {
	case map[string]any:
		copied := make(map[string]any, len(it))
		for name, value := range it {
			copied[name] = clone(value)
		}
		return copied
	case []any:
		copied := make([]any, len(it))
		for i, value := range it {
			copied[i] = clone(value)
		}
		return copied
	}
	return value
}

// place is a value in an object, and how to change it.
type place struct {
	path   string
	value  any
	set    func(any)
	remove func()
}

func places(object map[string]any) (found []place) {
	var walk func(value any, path string)
	walk = func(value any, path string) {
		switch it := value.(type) {
		case map[string]any:
			names := make([]string, 0, len(it))
			for name := range it {
				names = append(names, name)
			}
			slices.Sort(names)
			for _, name := range names {
				if path == "" && (name == "apiVersion" || name == "kind") {
					continue
				}
				below := strings.TrimPrefix(path+"."+name, ".")
				found = append(found, place{below, it[name], func(value any) { it[name] = value }, func() { delete(it, name) }})
				walk(it[name], below)
			}
		case []any:
			for i := range it {
				below := fmt.Sprintf("%s[%d]", path, i)
				found = append(found, place{below, it[i], func(value any) { it[i] = value }, nil})
				walk(it[i], below)
			}
		}
	}
	walk(object, "")
	return found
}

func mutate(random *rand.Rand, object map[string]any) string {
	all := places(object)
	if len(all) == 0 {
		return "nothing is left"
	}
	at := all[random.Intn(len(all))]
	switch kind := random.Intn(20); {
	case kind < 3 && at.remove != nil:
		at.remove()
		return "without " + at.path
	case kind < 6:
		it, is := at.value.(map[string]any)
		if !is {
			break
		}
		names := make([]string, 0, len(fields))
		for name := range fields {
			names = append(names, name)
		}
		slices.Sort(names)
		name := names[random.Intn(len(names))]
		it[name] = clone(fields[name][random.Intn(len(fields[name]))])
		return at.path + "." + name
	case kind < 8:
		if it, is := at.value.([]any); is && len(it) > 0 {
			at.set(append(slices.Clone(it), clone(it[random.Intn(len(it))])))
			return "twice in " + at.path
		}
	case kind < 10:
		// A value from elsewhere is nearly right.
		other := all[random.Intn(len(all))]
		at.set(clone(other.value))
		return at.path + " as " + other.path
	}
	value := clone(odd[random.Intn(len(odd))])
	at.set(value)
	return fmt.Sprintf("%s: %v", at.path, value)
}

// Filled are objects of every kind that is served with every field set, and n of them with a value of another type or a
// field of another name.
func Filled(scheme *runtime.Scheme, served map[string]bool, seed int64, n int) []Case {
	kinds := scheme.AllKnownTypes()
	var bases []map[string]any
	for gvk, kind := range kinds {
		// What a schema holds has no end, and reads JSON in its own ways.
		if !served[gvk.Group+"/"+gvk.Version+"/"+gvk.Kind] || gvk.Kind == "CustomResourceDefinition" {
			continue
		}
		object := reflect.New(kind).Elem()
		fill(object, 0)
		raw, err := json.Marshal(object.Addr().Interface())
		if err != nil {
			continue
		}
		var base map[string]any
		if json.Unmarshal(raw, &base) != nil {
			continue
		}
		base["apiVersion"], base["kind"] = gvk.GroupVersion().String(), gvk.Kind
		base["metadata"] = map[string]any{"name": "a"}
		bases = append(bases, base)
	}
	slices.SortFunc(bases, func(a, b map[string]any) int {
		return strings.Compare(fmt.Sprint(a["apiVersion"], a["kind"]), fmt.Sprint(b["apiVersion"], b["kind"]))
	})
	var cases []Case
	for _, base := range bases {
		cases = append(cases, newCase("filled", fmt.Sprint(base["apiVersion"], " ", base["kind"]), base))
	}
	random := rand.New(rand.NewSource(seed))
	for len(cases) < n {
		object := clone(bases[random.Intn(len(bases))]).(map[string]any)
		cases = append(cases, newCase("filled mutation", mutate(random, object), object))
	}
	return cases
}

var fixed = map[reflect.Type]reflect.Value{
	reflect.TypeFor[metav1.Time]():          reflect.ValueOf(metav1.Unix(0, 0)),
	reflect.TypeFor[metav1.MicroTime]():     reflect.ValueOf(metav1.MicroTime{Time: metav1.Unix(0, 0).Time}),
	reflect.TypeFor[resource.Quantity]():    reflect.ValueOf(resource.MustParse("1")),
	reflect.TypeFor[intstr.IntOrString]():   reflect.ValueOf(intstr.FromInt32(1)),
	reflect.TypeFor[runtime.RawExtension](): reflect.ValueOf(runtime.RawExtension{Raw: []byte(`{"a":1}`)}),
	reflect.TypeFor[metav1.FieldsV1]():      reflect.ValueOf(metav1.FieldsV1{Raw: []byte(`{}`)}),
}

func fill(value reflect.Value, depth int) {
	if it, is := fixed[value.Type()]; is {
		value.Set(it)
		return
	}
	if depth > 14 {
		return
	}
	switch value.Kind() {
	case reflect.Pointer:
		value.Set(reflect.New(value.Type().Elem()))
		fill(value.Elem(), depth+1)
	case reflect.Slice:
		if value.Type().Elem().Kind() == reflect.Uint8 {
			value.SetBytes([]byte("hi"))
			return
		}
		value.Set(reflect.MakeSlice(value.Type(), 1, 1))
		fill(value.Index(0), depth+1)
	case reflect.Map:
		value.Set(reflect.MakeMap(value.Type()))
		inner := reflect.New(value.Type().Elem()).Elem()
		fill(inner, depth+1)
		value.SetMapIndex(reflect.ValueOf("a").Convert(value.Type().Key()), inner)
	case reflect.Struct:
		for i := range value.NumField() {
			if value.Type().Field(i).IsExported() && value.Type().Field(i).Name != "ObjectMeta" {
				fill(value.Field(i), depth+1)
			}
		}
	case reflect.String:
		value.SetString("a")
	case reflect.Bool:
		value.SetBool(true)
	case reflect.Int, reflect.Int32, reflect.Int64:
		value.SetInt(1)
	case reflect.Float64:
		value.SetFloat(1)
	}
}
