package apiserver

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	utiljson "k8s.io/apimachinery/pkg/util/json"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
)

// Judge says what would become of a text.
func (s *Server) Judge(text []byte) *Verdict {
	verdict := &Verdict{Duplicates: hasDuplicateKey(text)}
	decoder := utilyaml.NewYAMLOrJSONDecoder(bytes.NewReader(text), 4096)
	for {
		var raw runtime.RawExtension
		if err := decoder.Decode(&raw); errors.Is(err, io.EOF) {
			return verdict
		} else if err != nil {
			verdict.Broken = err.Error()
			return verdict
		}
		raw.Raw = bytes.TrimSpace(raw.Raw)
		if len(raw.Raw) == 0 || bytes.Equal(raw.Raw, []byte("null")) {
			continue
		}
		verdict.Objects = append(verdict.Objects, s.document(raw.Raw, false)...)
	}
}

// document judges one document of a stream, or one item of a list: an object, or a list of them, which has items and any
// kind. An item is one only where its items are a list.
func (s *Server) document(raw []byte, item bool) []Object {
	decoded, err := decode(raw)
	if err != nil {
		if item && !hasList(raw) {
			return s.single(raw)
		}
		return []Object{s.refused(raw, err)}
	}
	if list, is := decoded.(*unstructured.UnstructuredList); is && (!item || hasList(raw) || strings.HasSuffix(list.GetKind(), "List")) {
		return s.list(list)
	}
	return s.single(raw)
}

func (s *Server) single(raw []byte) []Object {
	var u unstructured.Unstructured
	if err := utiljson.Unmarshal(raw, &u.Object); err != nil {
		return []Object{s.refused(raw, err)}
	}
	if err := decodable(raw); err != nil {
		return []Object{s.refused(raw, err)}
	}
	return []Object{s.object(&u)}
}

func (s *Server) list(list *unstructured.UnstructuredList) []Object {
	if !s.lists(list.GroupVersionKind()) {
		return []Object{{Stage: Mapping, Whole: true, Kind: list.GetKind(), APIVersion: list.GetAPIVersion(), Message: "no matches for kind"}}
	}
	var objects []Object
	for i := range list.Items {
		raw, err := utiljson.Marshal(list.Items[i].Object)
		if err != nil {
			objects = append(objects, Object{Stage: Typing, Whole: true, Message: err.Error()})
			continue
		}
		objects = append(objects, s.document(raw, true)...)
	}
	return objects
}

// lists says whether kubectl has a match for a kind of list: it takes `List` in each version that is served, and the
// list of each kind.
func (s *Server) lists(gvk schema.GroupVersionKind) bool {
	if gvk.Group == "" {
		return gvk.Version == "v1"
	}
	if !s.groups[gvk.Group] {
		return true
	}
	item := strings.TrimSuffix(gvk.Kind, "List")
	for served := range s.resources {
		if served.GroupVersion() == gvk.GroupVersion() && (item == "" || item == served.Kind) {
			return true
		}
	}
	return false
}

// decode reads an object as kubectl does, which wants its metadata to fit the Go type already.
func decode(raw []byte) (runtime.Object, error) {
	decoded, _, err := unstructured.UnstructuredJSONScheme.Decode(raw, nil, nil)
	if err != nil {
		return nil, typingError{err}
	}
	if meta.IsListType(decoded) {
		return decoded, nil
	}
	return decoded, decodable(raw)
}

func decodable(raw []byte) error {
	err := fits(raw)
	if err != nil && strings.Contains(err.Error(), "TypeMeta") {
		return typingError{err}
	}
	return err
}

// typingError marks that not even kind and apiVersion could be had.
type typingError struct{ error }

func (s *Server) refused(raw []byte, err error) Object {
	if _, is := err.(typingError); is {
		return Object{Stage: Typing, Whole: hasItems(raw), Message: err.Error()}
	}
	// Of an object that has no match either, that is said.
	var u unstructured.Unstructured
	if err := utiljson.Unmarshal(raw, &u.Object); err != nil {
		return Object{Stage: Typing, Message: err.Error()}
	}
	if gvk := u.GroupVersionKind(); s.groups[gvk.Group] || s.kinds[gvk.GroupKind()] {
		if _, served := s.resources[u.GroupVersionKind()]; !served {
			return s.object(&u)
		}
	}
	return Object{Stage: Decoding, Message: err.Error(), Undecodable: undecodable(u.Object)}
}

func hasItems(raw []byte) bool {
	var it struct {
		Items any `json:"items"`
	}
	return utiljson.Unmarshal(raw, &it) == nil && it.Items != nil
}

// hasList says whether an object has items that are a list.
func hasList(raw []byte) bool {
	var it struct {
		Items any `json:"items"`
	}
	if utiljson.Unmarshal(raw, &it) != nil {
		return false
	}
	_, is := it.Items.([]any)
	return is
}

func (s *Server) object(u *unstructured.Unstructured) Object {
	object := Object{Kind: u.GetKind(), APIVersion: u.GetAPIVersion()}
	gvk := u.GroupVersionKind()
	resource, served := s.resources[gvk]
	switch {
	case object.APIVersion == "" || gvk.Empty() || gvk.Version == "":
		object.Stage, object.Message = Typing, fmt.Sprintf("no kind %q in apiVersion %q", object.Kind, object.APIVersion)
	case gvk.Kind == "List":
		object.Stage, object.Message = Typing, "a List without items"
	case served:
		resource.create(u, &object)
	case s.groups[gvk.Group], s.kinds[gvk.GroupKind()]:
		object.Stage, object.Message = Mapping, "no matches for kind"
	default:
		object.Stage = Foreign
	}
	return object
}
