package apiserver

import (
	"context"
	"slices"

	structuralschema "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/listtype"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/objectmeta"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	apiequality "k8s.io/apimachinery/pkg/api/equality"
	"k8s.io/apimachinery/pkg/api/operation"
	"k8s.io/apimachinery/pkg/api/validate/content"
	metavalidation "k8s.io/apimachinery/pkg/api/validation"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation/field"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
	"k8s.io/apiserver/pkg/features"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/apiserver/pkg/storage/names"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
)

// create does what the handler of a POST does between the body and the store, and changes u on the way.
func (r *Resource) create(u *unstructured.Unstructured, object *Object) {
	unknown, err := r.coerce(u)
	if err != nil {
		object.Stage, object.Message, object.Undecodable = Decoding, err.Error(), undecodable(u.Object)
		return
	}
	object.Stage = Judged
	for _, path := range unknown {
		object.Findings = append(object.Findings, Finding{Path: path, Type: "FieldValueUnknown", Detail: "unknown field"})
	}
	defaulting.Default(u.Object, r.structural)
	r.prepare(u)
	if r.hasStatus {
		delete(u.Object, "status")
	}
	u.SetGeneration(1)
	for _, it := range r.validate(u) {
		object.Findings = append(object.Findings, asFinding(it))
	}
}

// validate is what rest.ValidateCreate and the strategy of custom resources do. They are not called themselves since
// the package of the strategy brings the whole storage layer along, which doubles the time to compile this program.
func (r *Resource) validate(u *unstructured.Unstructured) field.ErrorList {
	ctx, path := context.Background(), field.NewPath("metadata")
	var meta metav1.ObjectMeta
	if raw, is := u.Object["metadata"].(map[string]any); is {
		if err := runtime.DefaultUnstructuredConverter.FromUnstructured(raw, &meta); err != nil {
			return field.ErrorList{field.Invalid(path, raw, err.Error())}
		}
	}
	beta := utilfeature.DefaultFeatureGate.Enabled(features.DeclarativeValidationBeta)
	errs := metavalidation.ValidateObjectMetaDeclaratively(ctx, operation.Create, &meta, nil, r.Namespaced, metavalidation.NameIsDNSSubdomain, path, beta)
	errs = append(errs, validation.ValidateCustomResource(nil, u.Object, r.values)...)
	errs = append(errs, objectmeta.Validate(ctx, nil, u.Object, r.structural, false)...)
	errs = append(errs, listtype.ValidateListSetsAndMaps(nil, r.structural, u.Object)...)
	if !slices.ContainsFunc(errs, stopsRules) {
		found, _ := r.rules.Validate(ctx, nil, r.structural, u.Object, nil, celconfig.RuntimeCELCostBudget)
		errs = append(errs, found...)
	}
	if len(errs) > 0 {
		return errs
	}
	return metavalidation.ValidateObjectMetaAccessor(u, r.Namespaced, pathSegment, path)
}

// stopsRules says whether an error keeps the server from looking at CEL rules.
func stopsRules(it *field.Error) bool {
	switch it.Type {
	case field.ErrorTypeNotSupported, field.ErrorTypeRequired, field.ErrorTypeTooLong, field.ErrorTypeTooMany, field.ErrorTypeTypeInvalid:
		return true
	}
	return false
}

func pathSegment(name string, prefix bool) []string {
	if prefix {
		return content.IsPathSegmentPrefix(name)
	}
	return content.IsPathSegmentName(name)
}

// coerce prunes as the strict decoder of custom resources does, and returns the paths of what no schema knows.
func (r *Resource) coerce(u *unstructured.Unstructured) ([]string, error) {
	kind, version := u.GetKind(), u.GetAPIVersion()
	objectMeta, found, unknown, err := objectmeta.GetObjectMetaWithOptions(u.Object, objectmeta.ObjectMetaOptions{ReturnUnknownFieldPaths: true})
	if err != nil {
		return nil, err
	}
	track := structuralschema.UnknownFieldPathOptions{TrackUnknownFieldPaths: true}
	unknown = append(unknown, pruning.PruneWithOptions(u.Object, r.structural, true, track)...)
	defaulting.PruneNonNullableNullsWithoutDefaults(u.Object, r.structural)
	fieldError, paths := objectmeta.CoerceWithOptions(nil, u.Object, r.structural, false, objectmeta.CoerceOptions{ReturnUnknownFieldPaths: true})
	if fieldError != nil {
		return nil, fieldError
	}
	u.SetKind(kind)
	u.SetAPIVersion(version)
	if found {
		if err := objectmeta.SetObjectMeta(u.Object, objectMeta); err != nil {
			return nil, err
		}
	}
	return append(unknown, paths...), nil
}

// prepare is what kubectl and the server's handlers overwrite in metadata before validation.
func (r *Resource) prepare(u *unstructured.Unstructured) {
	// kubectl clears it; the server alone would refuse it.
	u.SetResourceVersion("")
	rest.WipeObjectMetaSystemFields(u)
	rest.FillObjectMetaSystemFields(u)
	if !r.Namespaced {
		u.SetNamespace("")
	} else if u.GetNamespace() == "" {
		u.SetNamespace("default")
	}
	u.SetOwnerReferences(distinct(u.GetOwnerReferences()))
	// The field manager drops what it cannot read and writes its own, which is always valid.
	u.SetManagedFields(nil)
	if u.GetGenerateName() != "" && u.GetName() == "" {
		u.SetName(names.SimpleNameGenerator.GenerateName(u.GetGenerateName()))
	}
}

// distinct drops owner references that repeat an earlier one in every field, as the server does with a warning.
func distinct(refs []metav1.OwnerReference) []metav1.OwnerReference {
	var kept []metav1.OwnerReference
next:
	for _, ref := range refs {
		for _, other := range kept {
			if apiequality.Semantic.DeepEqual(ref, other) {
				continue next
			}
		}
		kept = append(kept, ref)
	}
	return kept
}

// NoPath is the path of errors that name none: oneOf, anyOf and number formats say the place in their text only.
const NoPath = "<nil>"

func asFinding(it *field.Error) Finding {
	if it.Field == "" {
		return Finding{NoPath, it.Type, it.Detail}
	}
	return Finding{it.Field, it.Type, it.Detail}
}
