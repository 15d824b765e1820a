package apiserver

import (
	"bytes"

	"go.yaml.in/yaml/v3"
)

// hasDuplicateKey says whether one mapping of the text writes the same key twice. Keys of a merge are no such keys.
func hasDuplicateKey(text []byte) bool {
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	for {
		var document yaml.Node
		if err := decoder.Decode(&document); err != nil {
			return false
		}
		if repeats(&document) {
			return true
		}
	}
}

type key struct {
	text  string
	plain bool
}

func repeats(node *yaml.Node) bool {
	if node.Kind == yaml.MappingNode {
		seen := map[key]bool{}
		for i := 0; i < len(node.Content); i += 2 {
			it := node.Content[i]
			if it.Tag == "!!merge" {
				continue
			}
			// A plain `1` and a quoted "1" are two keys to YAML, though one to JSON.
			name := key{it.Value, it.Tag != "!!str"}
			if it.Kind == yaml.ScalarNode && seen[name] {
				return true
			}
			seen[name] = true
		}
	}
	for _, child := range node.Content {
		if repeats(child) {
			return true
		}
	}
	return false
}
