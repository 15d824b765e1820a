package corpus

import (
	"fmt"
	"math/rand"
	"reflect"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// numbers are values at the bounds of fields.
var numbers = []any{0, 1, -1, 2, 5, 80, 100, 101, 255, 256, 420, 511, 512, 599, 600, 1023, 1024, 3600, 8080, 30000, 65535, 65536, 100001, 2147483647}

// texts are what fields hold of which the name says nothing.
var texts = []any{"a", "", "web", "A_b", "a.b", "a/b", "/a", "..", "../a", "example.com/a", "http", "TCP", "Always", "None", "10.0.0.1", "fd00::1", "010.0.0.1", "::ffff:10.0.0.1", "10.0.0.0/8", strings.Repeat("a", 64), strings.Repeat("a.", 130), "a b"}

// words are what the fields of a name hold.
var words = map[string][]any{
	"protocol": {"TCP", "UDP", "SCTP", "tcp", ""}, "type": {"", "ClusterIP", "NodePort", "LoadBalancer", "ExternalName", "RollingUpdate", "Recreate", "OnDelete", "RuntimeDefault", "Localhost", "Unconfined", "Directory", "Socket", "Opaque", "kubernetes.io/tls", "Utilization", "Resource"},
	"operator": {"In", "NotIn", "Exists", "DoesNotExist", "Equal", "Gt", "Lt", ""}, "effect": {"", "NoSchedule", "NoExecute", "PreferNoSchedule"},
	"fieldPath": {"metadata.name", "metadata.labels", "metadata.labels['a']", "metadata.annotations['A/b']", "metadata.labels['a b']", "spec.nodeName", "spec.host", "status.podIP", "status.phase", "spec['a']", ""},
	"resource":  {"limits.cpu", "requests.memory", "limits.hugepages-2Mi", "requests.ephemeral-storage", "cpu", ""}, "containerName": {"a", "", "web"},
	"iqn": {"iqn.2001-04.com.example:a", "iqn.a", "eui.0123456789abcdef", "naa.1"}, "initiatorName": {"iqn.2001-04.com.example:a", "iqn.a", "a"},
	"dnsPolicy": {"None", "Default", "ClusterFirst"}, "restartPolicy": {"Always", "Never", "OnFailure", "NotRequired", "RestartContainer"}, "imagePullPolicy": {"Always", "Never"}, "pullPolicy": {"Always", "a"},
	"os": {"linux", "windows"}, "stopSignal": {"SIGTERM", "SIGUSR1", "SIGA"}, "runAsUserName": {"user", `D\user`, `a\b\c`, "a:b", ".", `.a\b`},
	"mountPropagation": {"None", "Bidirectional", "HostToContainer", "a"}, "recursiveReadOnly": {"Disabled", "Enabled", "IfPossible", "a"}, "devicePath": {"/dev/a", "/dev/b", "a/..", ""}, "mountPath": {"/a", "/b", "/dev/a", ""},
	"diskURI": {"https://a", "/subscriptions/a", "a"}, "kind": {"Managed", "Shared", "Service", "a/b", ""}, "cachingMode": {"None", "a"}, "registry": {"a:1", "a:1,b:2", "a", "[::1]:2"},
	"ip": {"10.0.0.1", "127.0.0.1", "169.254.0.1", "fd00::1", "a"}, "hostIP": {"", "10.0.0.1"}, "addressType": {"IPv4", "IPv6", "FQDN"}, "scope": {"Cluster", "Namespace", "a"}, "controller": {"example.com/a", "a", "a/b c"},
	"timeZone": {"Europe/Berlin", "a/b", "Local", "UTC", ""}, "schedule": {"0 3 * * *", "@daily", "a"}, "path": {"a", "b", "/a", "..a", "a/../b", ""}, "name": {"a", "b", "web", "disk", "A", "", "windows", "linux", "a.b"}, "key": {"a", "b", "example.com/a", "a/b/c", ""},
	"procMount": {"Default", "Unmasked"}, "scheme": {"HTTP", "HTTPS"}, "volumeMode": {"Block", "Filesystem", "a"}, "searches": {"a.example", "_a.b", "a_b.c.", ".", "A"}, "nameservers": {"10.0.0.10", "fd00::1", "a"},
	"topologyKey": {"a", "", "kubernetes.io/hostname"}, "whenUnsatisfiable": {"DoNotSchedule", "ScheduleAnyway", "a"}, "seLinuxChangePolicy": {"Recursive", "MountOption", "a"}, "fsGroupChangePolicy": {"Always", "OnRootMismatch", "a"},
	"sessionAffinity": {"ClientIP", "None"}, "ipFamilies": {"IPv4", "IPv6", "a"}, "ipFamilyPolicy": {"SingleStack", "PreferDualStack", "RequireDualStack"}, "internalTrafficPolicy": {"Local", "Cluster"}, "externalTrafficPolicy": {"Local", "Cluster"},
	"completionMode": {"Indexed", "NonIndexed"}, "succeededIndexes": {"0", "0-1", "1,3", "3,1", "a", "0-", "1-1"}, "accessModes": {"ReadWriteOnce", "ReadWriteOncePod", "a"}, "cidr": {"10.0.0.0/8", "fd00::/64", "a"},
}

// amounts are quantities, and keys the keys of maps.
var (
	amounts = []any{"1", "0", "-1", "100m", "1Mi", "1500m", "2Gi", "1k", "1e3", 2}
	keys    = []string{"a", "app", "cpu", "memory", "storage", "hugepages-2Mi", "example.com/gpu", "a/b/c", "tls.crt", "kubernetes.io/a"}
)

// garden grows objects of Go's types.
type garden struct {
	random *rand.Rand
	// known are the values that valid objects have in the fields of a name.
	known map[string][]any
}

// Grown are n objects of the kinds: valid ones to which parts are added that grow from the types of their fields.
func Grown(scheme *runtime.Scheme, kinds []schema.GroupVersionKind, seed int64, n int) ([]Case, error) {
	valid, err := Valid()
	if err != nil {
		return nil, err
	}
	it := garden{rand.New(rand.NewSource(seed)), map[string][]any{}}
	bases := map[schema.GroupVersionKind][]map[string]any{}
	for _, base := range valid {
		version, _ := base["apiVersion"].(string)
		kind, _ := base["kind"].(string)
		gvk := schema.FromAPIVersionAndKind(version, kind)
		bases[gvk] = append(bases[gvk], base)
		for _, at := range places(base) {
			name := at.path[strings.LastIndex(at.path, ".")+1:]
			name, _, _ = strings.Cut(name, "[")
			switch at.value.(type) {
			case map[string]any, []any:
			default:
				it.known[name] = append(it.known[name], at.value)
			}
		}
	}
	var cases []Case
	for len(cases) < n {
		gvk := kinds[it.random.Intn(len(kinds))]
		kind, has := scheme.AllKnownTypes()[gvk]
		if !has || len(bases[gvk]) == 0 {
			continue
		}
		object := clone(bases[gvk][it.random.Intn(len(bases[gvk]))]).(map[string]any)
		var notes []string
		for range 1 + it.random.Intn(3) {
			notes = append(notes, it.add(kind, object, ""))
		}
		cases = append(cases, newCase("grown", strings.Join(notes, ", "), object))
	}
	return cases, nil
}

// member is a field as JSON has it.
type member struct {
	name string
	kind reflect.Type
}

func members(of reflect.Type) (found []member) {
	for i := range of.NumField() {
		field := of.Field(i)
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case name == "" && strings.Contains(options, "inline"):
			if field.Type.Kind() == reflect.Struct && field.Type != reflect.TypeFor[metav1.TypeMeta]() {
				found = append(found, members(field.Type)...)
			}
		case name != "" && name != "-" && name != "status" && field.Type != reflect.TypeFor[metav1.ObjectMeta]():
			found = append(found, member{name, field.Type})
		}
	}
	return found
}

// under is the struct that a field leads to, if any.
func under(kind reflect.Type) (reflect.Type, bool) {
	for kind.Kind() == reflect.Pointer || kind.Kind() == reflect.Slice {
		kind = kind.Elem()
	}
	_, is := fixed[kind]
	return kind, kind.Kind() == reflect.Struct && !is
}

// add goes down to some field, and grows a value there.
func (g *garden) add(kind reflect.Type, object map[string]any, path string) string {
	var choices []member
	for _, it := range members(kind) {
		weight := 1
		switch _, deep := under(it.kind); {
		case it.name == "spec" || it.name == "template" || it.name == "jobTemplate":
			weight = 12
		case deep:
			weight = 3
		}
		choices = append(choices, slices.Repeat([]member{it}, weight)...)
	}
	if len(choices) == 0 {
		return path
	}
	at := choices[g.random.Intn(len(choices))]
	path = strings.TrimPrefix(path+"."+at.name, ".")
	below, deep := under(at.kind)
	switch old := object[at.name].(type) {
	case map[string]any:
		if deep && g.random.Intn(8) > 0 {
			return g.add(below, old, path)
		}
	case []any:
		if !deep || len(old) == 0 {
			break
		}
		i := g.random.Intn(len(old))
		switch item, is := old[i].(map[string]any); {
		case is && g.random.Intn(3) > 0:
			return g.add(below, item, fmt.Sprintf("%s[%d]", path, i))
		case g.random.Intn(4) == 0:
			object[at.name] = append(slices.Clone(old), clone(old[i]))
			return "twice in " + path
		default:
			object[at.name] = append(slices.Clone(old), g.grow(below, at.name, 0))
			return "more in " + path
		}
	}
	object[at.name] = g.grow(at.kind, at.name, 0)
	return path
}

func (g *garden) one(of []any) any { return clone(of[g.random.Intn(len(of))]) }

func (g *garden) text(name string) any {
	switch words, known := words[name], g.known[name]; {
	case len(words) > 0 && g.random.Intn(10) < 6:
		return g.one(words)
	case len(known) > 0 && g.random.Intn(10) < 7:
		if it, is := g.one(known).(string); is {
			return it
		}
	}
	return g.one(texts)
}

// grow makes a value of a type for a field of that name.
func (g *garden) grow(kind reflect.Type, name string, depth int) any {
	switch kind {
	case reflect.TypeFor[resource.Quantity]():
		return g.one(amounts)
	case reflect.TypeFor[intstr.IntOrString]():
		return g.one([]any{0, 1, 80, -1, "50%", "0%", "101%", "http", "a b", 65536})
	case reflect.TypeFor[metav1.Time](), reflect.TypeFor[metav1.MicroTime]():
		return nil
	case reflect.TypeFor[runtime.RawExtension](), reflect.TypeFor[metav1.FieldsV1]():
		return map[string]any{}
	}
	switch kind.Kind() {
	case reflect.Pointer:
		return g.grow(kind.Elem(), name, depth)
	case reflect.Slice:
		if kind.Elem().Kind() == reflect.Uint8 {
			return "aGk="
		}
		list := []any{}
		for range g.random.Intn(4) {
			if len(list) > 0 && g.random.Intn(4) == 0 {
				list = append(list, clone(list[0]))
				continue
			}
			list = append(list, g.grow(kind.Elem(), name, depth+1))
		}
		return list
	case reflect.Map:
		object := map[string]any{}
		for range g.random.Intn(3) {
			object[keys[g.random.Intn(len(keys))]] = g.grow(kind.Elem(), name, depth+1)
		}
		return object
	case reflect.Struct:
		object := map[string]any{}
		all := members(kind)
		// A union has one member more often than several.
		most := 1 + g.random.Intn(4)
		for range most {
			if len(all) == 0 || depth > 6 {
				break
			}
			it := all[g.random.Intn(len(all))]
			object[it.name] = g.grow(it.kind, it.name, depth+1)
		}
		for _, it := range all {
			// What most objects need.
			if _, deep := under(it.kind); !deep && g.random.Intn(2) == 0 && it.kind.Kind() != reflect.Bool {
				object[it.name] = g.grow(it.kind, it.name, depth+1)
			}
		}
		return object
	case reflect.String:
		return g.text(name)
	case reflect.Bool:
		return g.random.Intn(2) == 0
	case reflect.Float64:
		return 1.5
	}
	return g.one(numbers)
}
