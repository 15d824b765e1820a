// Command types prints the Go types that the API server decodes Kubernetes' own kinds into, a line each:
//
//	kind GROUP VERSION KIND REMOVED TYPE
//	type NAME FIELD=TYPE…
//
// REMOVED is the minor release that stops serving the version, 0 where none is known. A type is a word (`string`, `int32`,
// `quantity`, …), `@NAME` of another line, `[]TYPE` a list or `{}TYPE` a map.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/intstr"
	clientgo "k8s.io/client-go/kubernetes/scheme"
	aggregator "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
)

// decoded are the types that read JSON themselves, and what they take.
var decoded = map[reflect.Type]string{
	reflect.TypeFor[metav1.Time]():                                "time",
	reflect.TypeFor[metav1.MicroTime]():                           "micro-time",
	reflect.TypeFor[metav1.Duration]():                            "duration",
	reflect.TypeFor[metav1.FieldsV1]():                            "any",
	reflect.TypeFor[resource.Quantity]():                          "quantity",
	reflect.TypeFor[intstr.IntOrString]():                         "int-or-string",
	reflect.TypeFor[runtime.RawExtension]():                       "any",
	reflect.TypeFor[apiextensions.JSON]():                         "any",
	reflect.TypeFor[apiextensions.JSONSchemaPropsOrBool]():        "any",
	reflect.TypeFor[apiextensions.JSONSchemaPropsOrArray]():       "any",
	reflect.TypeFor[apiextensions.JSONSchemaPropsOrStringArray](): "any",
}

type lines struct {
	known map[string]bool
	out   []string
}

func main() {
	scheme := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{clientgo.AddToScheme, apiextensions.AddToScheme, aggregator.AddToScheme} {
		if err := add(scheme); err != nil {
			fail(err)
		}
	}
	found := lines{known: map[string]bool{}}
	for gvk, kind := range scheme.AllKnownTypes() {
		if _, isObject := kind.FieldByName("ObjectMeta"); !isObject {
			continue
		}
		removed := 0
		if it, has := reflect.New(kind).Interface().(interface{ APILifecycleRemoved() (int, int) }); has {
			_, removed = it.APILifecycleRemoved()
		}
		found.out = append(found.out, fmt.Sprintf("kind %q %s %s %d %s", gvk.Group, gvk.Version, gvk.Kind, removed, found.of(kind)))
	}
	slices.Sort(found.out)
	for _, line := range found.out {
		fmt.Println(line)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "types:", err)
	os.Exit(2)
}

// of names a type, and adds the line of each struct in it.
func (l *lines) of(it reflect.Type) string {
	if name, is := decoded[it]; is {
		return name
	}
	if it.Kind() != reflect.Pointer && reflect.PointerTo(it).Implements(reflect.TypeFor[json.Unmarshaler]()) {
		fail(fmt.Errorf("%v reads JSON itself, and it is not known how", it))
	}
	switch it.Kind() {
	case reflect.Pointer:
		return l.of(it.Elem())
	case reflect.Slice:
		if it.Elem().Kind() == reflect.Uint8 {
			return "bytes"
		}
		return "[]" + l.of(it.Elem())
	case reflect.Map:
		if it.Key().Kind() != reflect.String {
			fail(fmt.Errorf("a map by %v", it.Key()))
		}
		return "{}" + l.of(it.Elem())
	case reflect.Struct:
		return "@" + l.record(it)
	case reflect.String, reflect.Bool, reflect.Int32, reflect.Int64, reflect.Float64:
		return it.Kind().String()
	case reflect.Int:
		return "int64"
	default:
		fail(fmt.Errorf("type %v", it))
		return ""
	}
}

func (l *lines) record(it reflect.Type) string {
	parts := strings.Split(it.PkgPath(), "/")
	name := strings.Join(parts[max(0, len(parts)-2):], "/") + "." + it.Name()
	if !l.known[name] {
		l.known[name] = true
		var fields []string
		l.fields(it, &fields)
		slices.Sort(fields)
		l.out = append(l.out, strings.Join(append([]string{"type", name}, fields...), " "))
	}
	return name
}

func (l *lines) fields(it reflect.Type, fields *[]string) {
	for i := range it.NumField() {
		field := it.Field(i)
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case name == "-" || !field.IsExported():
		case name == "" && (field.Anonymous || strings.Contains(options, "inline")):
			inner := field.Type
			if inner.Kind() == reflect.Pointer {
				inner = inner.Elem()
			}
			l.fields(inner, fields)
		case name == "":
			fail(fmt.Errorf("field %s of %v has no name", field.Name, it))
		default:
			*fields = append(*fields, name+"="+l.of(field.Type))
		}
	}
}
