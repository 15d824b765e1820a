package apiserver

import (
	"fmt"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	utiljson "k8s.io/apimachinery/pkg/util/json"
)

// typed is what kubectl wants an object's metadata to fit.
type typed struct {
	metav1.TypeMeta   `json:""`
	metav1.ObjectMeta `json:"metadata,omitempty"`
}

func fits(raw []byte) error {
	var it typed
	return utiljson.Unmarshal(raw, &it)
}

// undecodable lists the paths in an object's metadata that the Go decoder refuses. It stops at the first, so each
// value is put to it alone: one that is refused is to blame, unless it would do when empty and something in it is
// refused alone as well.
func undecodable(object map[string]any) []string {
	metadata, has := object["metadata"]
	if !has || refusedAlone(metadata, nil) == nil {
		return nil
	}
	return blamed(metadata, nil)
}

func blamed(value any, path []any) []string {
	var below []string
	switch it := value.(type) {
	case map[string]any:
		if refusedAlone(map[string]any{}, path) != nil {
			break
		}
		for key, child := range it {
			if at := append(path[:len(path):len(path)], key); refusedAlone(child, at) != nil {
				below = append(below, blamed(child, at)...)
			}
		}
	case []any:
		if refusedAlone([]any{}, path) != nil {
			break
		}
		for i, child := range it {
			if at := append(path[:len(path):len(path)], i); refusedAlone(child, at) != nil {
				below = append(below, blamed(child, at)...)
			}
		}
	}
	if below == nil {
		return []string{pathText(path)}
	}
	return below
}

// refusedAlone is why metadata with nothing in it but a value at a path cannot be decoded.
func refusedAlone(value any, path []any) error {
	for i := len(path) - 1; i >= 0; i-- {
		if key, is := path[i].(string); is {
			value = map[string]any{key: value}
		} else {
			value = []any{value}
		}
	}
	raw, err := utiljson.Marshal(map[string]any{"metadata": value})
	if err != nil {
		return err
	}
	return fits(raw)
}

func pathText(path []any) string {
	var out strings.Builder
	out.WriteString("metadata")
	for _, it := range path {
		if key, is := it.(string); is {
			out.WriteString("." + key)
		} else {
			fmt.Fprintf(&out, "[%d]", it)
		}
	}
	return out.String()
}
