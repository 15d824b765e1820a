package corpus

import "fmt"

// site is one value in an object with the schema that describes it, and how to change it.
type site struct {
	schema  *schema
	name    string
	path    string
	value   any
	replace func(any)
	remove  func()
	// owner and key are set for fields, items and index for items.
	owner    object
	key      string
	required bool
	depth    int
}

// sitesOf lists every value of an object that its schema describes, the object first, in a fixed order.
func sitesOf(s *schema, root object) []site {
	var out []site
	var walk func(s *schema, value any, it site)
	walk = func(s *schema, value any, it site) {
		it.schema, it.value = s, value
		out = append(out, it)
		switch at := value.(type) {
		case object:
			for _, key := range sortedKeys(at) {
				child, known := s.Properties[key]
				if !known && s.AdditionalProperties != nil && s.AdditionalProperties.Schema != nil {
					child, known = *s.AdditionalProperties.Schema, true
				}
				if !known || it.depth == 0 && (key == "metadata" || key == "apiVersion" || key == "kind" || key == "status") {
					continue
				}
				walk(&child, at[key], site{
					name: key, path: join(it.path, key), owner: at, key: key, depth: it.depth + 1, required: contains(s.Required, key),
					replace: func(with any) { at[key] = with }, remove: func() { delete(at, key) },
				})
			}
		case list:
			if s.Items == nil || s.Items.Schema == nil {
				return
			}
			for i := range at {
				walk(s.Items.Schema, at[i], site{
					name: it.name + "[]", path: fmt.Sprintf("%s[%d]", it.path, i), depth: it.depth + 1,
					replace: func(with any) { at[i] = with }, remove: func() { at[i] = nil },
				})
			}
		}
	}
	walk(s, root, site{replace: func(any) {}, remove: func() {}})
	return out
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}
