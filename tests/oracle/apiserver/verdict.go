// Package apiserver judges a text as `kubectl create -f` and a kube-apiserver with the Gateway API CRDs would, by
// calling their own code. Nothing of it is re-implemented here except the glue between exported functions.
package apiserver

import (
	"slices"

	"k8s.io/apimachinery/pkg/util/validation/field"
)

// Stage is where a text or an object was stopped.
type Stage string

const (
	// Reading: the text is no stream of objects. Nothing behind the place is seen.
	Reading Stage = "reading"
	// Duplicate: a key is written twice in one mapping. kubectl keeps the last; we call the text wrong.
	Duplicate Stage = "duplicate"
	// Typing: no usable kind or apiVersion.
	Typing Stage = "typing"
	// Mapping: no served resource has that kind and version.
	Mapping Stage = "mapping"
	// Decoding: metadata does not fit its Go type; nothing else is looked at.
	Decoding Stage = "decoding"
	// Judged: the object went through strict decoding and validation.
	Judged Stage = "judged"
	// Foreign: a kind of another API, which is not judged here.
	Foreign Stage = "foreign"
)

// Finding is one error about one object.
type Finding struct {
	Path   string
	Type   field.ErrorType
	Detail string
}

// Object is what became of one object.
type Object struct {
	Stage      Stage
	Kind       string
	APIVersion string
	Message    string
	Findings   []Finding
	// Whole says that this is a List of which kubectl takes nothing, though it has items.
	Whole bool
	// Undecodable are the paths in metadata that do not fit their Go types, where Stage is Decoding.
	Undecodable []string
}

// Verdict is what became of a text.
type Verdict struct {
	Objects []Object
	// Broken says why reading stopped, or is empty.
	Broken     string
	Duplicates bool
}

// Accepted says whether nothing in the text is refused.
func (v *Verdict) Accepted() bool {
	if v.Broken != "" || v.Duplicates {
		return false
	}
	for i := range v.Objects {
		if !v.Objects[i].Accepted() {
			return false
		}
	}
	return true
}

// Accepted says whether the object would be stored.
func (o *Object) Accepted() bool {
	return o.Stage == Foreign || o.Stage == Judged && len(o.Findings) == 0
}

// Paths are the distinct paths of the errors, sorted.
func (o *Object) Paths() []string {
	paths := slices.Clone(o.Undecodable)
	for _, it := range o.Findings {
		paths = append(paths, it.Path)
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}
