package server

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"sort"
	"strings"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/api/validation"
	"k8s.io/apimachinery/pkg/api/validation/path"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	jsonserializer "k8s.io/apimachinery/pkg/runtime/serializer/json"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/apiserver/pkg/storage/names"
	clientgo "k8s.io/client-go/kubernetes/scheme"
	aggregator "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	core "k8s.io/kubernetes/pkg/apis/core"
	"k8s.io/kubernetes/pkg/capabilities"
	"sigs.k8s.io/yaml"
)

// Verdict is what the API server says of an object.
type Verdict struct {
	// Undecodable are the values that cannot be decoded, Unknown the fields that no type has, Invalid what validation
	// refuses: paths, sorted.
	Undecodable, Unknown, Invalid []string
	// Details are the errors behind Invalid.
	Details []string
	// Validated says whether validation was asked: only of kinds with a strategy, and of objects that can be decoded.
	Validated bool
	// Broken is an error of another sort: the text is none that this program can put to the server.
	Broken string
}

// Accepted says whether the object would be created, as far as was asked.
func (v *Verdict) Accepted() bool {
	return v.Broken == "" && len(v.Undecodable)+len(v.Unknown)+len(v.Invalid) == 0
}

var (
	types   = runtime.NewScheme()
	strict  runtime.Decoder
	decoder runtime.Decoder
)

func init() {
	for _, add := range []func(*runtime.Scheme) error{clientgo.AddToScheme, apiextensions.AddToScheme, aggregator.AddToScheme} {
		utilruntime.Must(add(types))
	}
	// Whether containers may be privileged is for the cluster to say; most say yes.
	capabilities.Setup(true, 0)
	options := jsonserializer.SerializerOptions{Strict: true}
	strict = jsonserializer.NewSerializerWithOptions(jsonserializer.DefaultMetaFactory, types, types, options)
	decoder = serializer.NewCodecFactory(legacyscheme.Scheme, serializer.EnableStrict).UniversalDecoder()
}

// Types is the scheme of all kinds that are decoded.
func Types() *runtime.Scheme { return types }

// Strategies are the kinds that are validated.
func Strategies() []schema.GroupVersionKind {
	var kinds []schema.GroupVersionKind
	for kind := range strategies {
		kinds = append(kinds, kind)
	}
	sort.Slice(kinds, func(i, j int) bool { return kinds[i].String() < kinds[j].String() })
	return kinds
}

// Judge puts a text of one object to the server's code.
func Judge(text []byte) (verdict Verdict) {
	defer func() {
		if it := recover(); it != nil {
			verdict = Verdict{Broken: fmt.Sprint("the server's code stops: ", it)}
		}
	}()
	raw, err := yaml.YAMLToJSON(text)
	if err != nil {
		return Verdict{Broken: err.Error()}
	}
	var object map[string]any
	if err := json.Unmarshal(raw, &object); err != nil {
		return Verdict{Broken: err.Error()}
	}
	if err := hard(decode(object)); err != nil {
		verdict.Undecodable = blamed(object)
		slices.Sort(verdict.Undecodable)
		if err := hard(decode(object)); err != nil {
			return Verdict{Broken: "still undecodable: " + err.Error()}
		}
	}
	verdict.Unknown = unknown(decode(object))
	slices.Sort(verdict.Unknown)
	verdict.Unknown = slices.Compact(verdict.Unknown)
	if len(verdict.Undecodable) == 0 {
		validate(raw, object, &verdict)
	}
	return verdict
}

func decode(object map[string]any) error {
	raw, err := json.Marshal(object)
	if err != nil {
		return err
	}
	_, _, err = strict.Decode(raw, nil, nil)
	return err
}

// hard leaves out that fields are not known.
func hard(err error) error {
	if runtime.IsStrictDecodingError(err) {
		return nil
	}
	return err
}

var quoted = regexp.MustCompile(`^unknown field "(.*)"$`)

func unknown(err error) (paths []string) {
	it, is := runtime.AsStrictDecodingError(err)
	if !is {
		return nil
	}
	for _, err := range it.Errors() {
		if found := quoted.FindStringSubmatch(err.Error()); found != nil {
			paths = append(paths, found[1])
		} else {
			paths = append(paths, "?"+err.Error())
		}
	}
	return paths
}

// blamed are the paths of all values that cannot be decoded, which are taken out of the object: each is put to the
// decoder alone, since it stops at the first.
func blamed(object map[string]any) (paths []string) {
	head := map[string]any{"apiVersion": object["apiVersion"], "kind": object["kind"]}
	var walk func(value any, path string, wrap func(any) any) bool
	walk = func(value any, path string, wrap func(any) any) bool {
		alone := func(it any) bool {
			whole := wrap(it).(map[string]any)
			for name, value := range head {
				whole[name] = value
			}
			return hard(decode(whole)) != nil
		}
		switch it := value.(type) {
		case nil:
			return false
		case map[string]any:
			if path != "" && alone(map[string]any{}) {
				paths = append(paths, path)
				return true
			}
			for _, name := range sorted(it) {
				if path == "" && head[name] != nil {
					continue
				}
				if walk(it[name], join(path, name), func(inner any) any { return wrap(map[string]any{name: inner}) }) {
					it[name] = nil
				}
			}
			return false
		case []any:
			if alone([]any{}) {
				paths = append(paths, path)
				return true
			}
			if alone("aGk=") == false && slices.ContainsFunc(it, func(item any) bool { return alone([]any{item}) }) {
				// The bytes of a text, one by one.
				paths = append(paths, path)
				return true
			}
			for i := range it {
				if walk(it[i], fmt.Sprintf("%s[%d]", path, i), func(inner any) any { return wrap([]any{inner}) }) {
					it[i] = nil
				}
			}
			return false
		default:
			if alone(value) {
				paths = append(paths, path)
				return true
			}
			return false
		}
	}
	walk(object, "", func(inner any) any { return inner })
	return paths
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func sorted(it map[string]any) []string {
	names := make([]string, 0, len(it))
	for name := range it {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// validate does what the handler of a POST does between the decoder and the store.
func validate(raw []byte, object map[string]any, verdict *Verdict) {
	apiVersion, _ := object["apiVersion"].(string)
	kind, _ := object["kind"].(string)
	gvk := schema.FromAPIVersionAndKind(apiVersion, kind)
	strategy, has := strategies[gvk]
	if !has {
		return
	}
	decoded, _, err := decoder.Decode(raw, nil, nil)
	if err := hard(err); err != nil {
		verdict.Broken = "the codec: " + err.Error()
		return
	}
	verdict.Validated = true
	for _, it := range create(decoded, gvk, strategy) {
		path := it.Field
		if path == "" {
			path = "<nil>"
		}
		verdict.Invalid = append(verdict.Invalid, path)
		verdict.Details = append(verdict.Details, strings.ReplaceAll(it.Error(), "\n", " "))
	}
	slices.Sort(verdict.Invalid)
	verdict.Invalid = slices.Compact(verdict.Invalid)
}

// allocate is what the registry of Services fills in before validation.
func allocate(service *core.Service) {
	if service.Spec.ClusterIP != "" && len(service.Spec.ClusterIPs) == 0 {
		service.Spec.ClusterIPs = []string{service.Spec.ClusterIP}
	}
	needs := service.Spec.Type == core.ServiceTypeLoadBalancer && service.Spec.ExternalTrafficPolicy == core.ServiceExternalTrafficPolicyLocal
	if needs && service.Spec.HealthCheckNodePort == 0 {
		service.Spec.HealthCheckNodePort = 30000
	}
}

func create(decoded runtime.Object, gvk schema.GroupVersionKind, strategy rest.RESTCreateStrategy) field.ErrorList {
	metadata, err := meta.Accessor(decoded)
	if err != nil {
		return field.ErrorList{field.InternalError(field.NewPath("metadata"), err)}
	}
	// kubectl clears it, and the rest is the server's own.
	metadata.SetResourceVersion("")
	rest.WipeObjectMetaSystemFields(metadata)
	rest.FillObjectMetaSystemFields(metadata)
	metadata.SetManagedFields(nil)
	if strategy.NamespaceScoped() {
		if metadata.GetNamespace() == "" {
			metadata.SetNamespace("default")
		}
	} else {
		metadata.SetNamespace("")
	}
	if metadata.GetGenerateName() != "" && metadata.GetName() == "" {
		metadata.SetName(names.SimpleNameGenerator.GenerateName(metadata.GetGenerateName()))
	}
	ctx := request.WithNamespace(context.Background(), metadata.GetNamespace())
	ctx = request.WithRequestInfo(ctx, &request.RequestInfo{APIGroup: gvk.Group, APIVersion: gvk.Version})
	strategy.PrepareForCreate(ctx, decoded)
	if service, is := decoded.(*core.Service); is {
		allocate(service)
	}
	// The store looks at metadata once more, where the strategy has found nothing; the engine says both at once.
	errs := rest.ValidateCreate(ctx, decoded, strategy)
	return append(errs, validation.ValidateObjectMetaAccessor(metadata, strategy.NamespaceScoped(), path.ValidatePathSegmentName, field.NewPath("metadata"))...)
}
