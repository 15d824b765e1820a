package apiserver

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"sigs.k8s.io/yaml"
)

// Store holds objects by resource and by "namespace/name". It has no lock: the
// Server hands it out while it holds its own.
type Store struct {
	resources map[Key]*Resource
	objects   map[Key]map[string]Object
	revision  int64
}

func newStore() *Store {
	return &Store{resources: builtinResources(), objects: map[Key]map[string]Object{}}
}

// Resources is what the server can serve.
func (s *Store) Resources() map[Key]*Resource { return s.resources }

// Revision grows with every write.
func (s *Store) Revision() int64 { return s.revision }

// Get finds one object; nil when there is none.
func (s *Store) Get(key Key, namespace, name string) Object {
	return s.objects[key][namespace+"/"+name]
}

// List is every object of a resource, sorted by namespace and name.
func (s *Store) List(key Key) []Object {
	ids := make([]string, 0, len(s.objects[key]))
	for id := range s.objects[key] {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	list := make([]Object, len(ids))
	for i, id := range ids {
		list[i] = s.objects[key][id]
	}
	return list
}

// Put stores an object under a new resourceVersion; a new object gets its identity.
func (s *Store) Put(key Key, it Object) {
	s.revision++
	meta := Meta(it)
	meta["resourceVersion"] = strconv.FormatInt(s.revision, 10)
	if meta["uid"] == nil {
		meta["uid"] = fmt.Sprintf("00000000-0000-4000-8000-%012d", s.revision)
		meta["creationTimestamp"] = time.Now().UTC().Format(time.RFC3339)
		meta["generation"] = int64(1)
	}
	if s.objects[key] == nil {
		s.objects[key] = map[string]Object{}
	}
	s.objects[key][id(it)] = it
}

// Delete removes an object at once; a Namespace takes its contents along.
func (s *Store) Delete(key Key, namespace, name string) {
	s.revision++
	delete(s.objects[key], namespace+"/"+name)
	if key != Namespaces {
		return
	}
	for _, objects := range s.objects {
		for id := range objects {
			if strings.HasPrefix(id, name+"/") {
				delete(objects, id)
			}
		}
	}
}

// SetStatus replaces the status of an object, unless it is the same already.
// The generation stays: a status is no change of what is wished for.
func (s *Store) SetStatus(key Key, namespace, name string, status Object) {
	old := s.Get(key, namespace, name)
	if old == nil || reflect.DeepEqual(old["status"], any(status)) {
		return
	}
	next := clone(old).(Object)
	next["status"] = status
	s.Put(key, next)
}

// Snapshot is everything that the engine may look at, each kind in one version.
// CRDs are left out: they are the server's own concern, and large.
func (s *Store) Snapshot() []Object {
	keys := make([]Key, 0, len(s.resources))
	for key := range s.resources {
		if key != crdDefinitions {
			keys = append(keys, key)
		}
	}
	slices.SortFunc(keys, func(a, b Key) int { return strings.Compare(a.Group+"/"+a.Plural, b.Group+"/"+b.Plural) })
	all := []Object{}
	for _, key := range keys {
		resource := s.resources[key]
		for _, it := range s.List(key) {
			all = append(all, as(it, groupVersion(key.Group, resource.Storage), resource.Kind))
		}
	}
	return all
}

// as shows an object in one version, without changing what is stored.
func as(it Object, apiVersion, kind string) Object {
	shown := make(Object, len(it)+2)
	for name, value := range it {
		shown[name] = value
	}
	shown["apiVersion"], shown["kind"] = apiVersion, kind
	return shown
}

// wish is what counts for metadata.generation.
func wish(it Object) Object {
	rest := Object{}
	for name, value := range it {
		switch name {
		case "apiVersion", "kind", "metadata", "status":
		default:
			rest[name] = value
		}
	}
	return rest
}

func groupVersion(group, version string) string {
	if group == "" {
		return version
	}
	return group + "/" + version
}

// Meta is the metadata of an object, made when it is missing.
func Meta(it Object) Object {
	meta := object(it["metadata"])
	if meta == nil {
		meta = Object{}
		it["metadata"] = meta
	}
	return meta
}

// Text is a string value, "" for anything else.
func Text(value any) string { text, _ := value.(string); return text }

// Items is a list value, empty for anything else.
func Items(value any) []any { items, _ := value.([]any); return items }

// Field walks to a value by property names; nil when the way is not there.
func Field(value any, names ...string) any {
	for _, name := range names {
		value = object(value)[name]
	}
	return value
}

func object(value any) Object { it, _ := value.(Object); return it }

func id(it Object) string {
	meta := Meta(it)
	return Text(meta["namespace"]) + "/" + Text(meta["name"])
}

// Clone copies a JSON value deeply.
func Clone(it Object) Object { return clone(it).(Object) }

func clone(value any) any {
	switch value := value.(type) {
	case Object:
		copied := make(Object, len(value))
		for name, child := range value {
			copied[name] = clone(child)
		}
		return copied
	case []any:
		copied := make([]any, len(value))
		for i, child := range value {
			copied[i] = clone(child)
		}
		return copied
	}
	return value
}

func decodeYAML(text []byte) (Object, error) {
	converted, err := yaml.YAMLToJSON(text)
	if err != nil {
		return nil, err
	}
	return Decode(converted)
}

// Decode reads one JSON object. Integers become int64: as float64 a generation
// would be written back as 1e+00.
func Decode(text []byte) (Object, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var it Object
	if err := decoder.Decode(&it); err != nil {
		return nil, err
	}
	return plainNumbers(it).(Object), nil
}

func plainNumbers(value any) any {
	switch value := value.(type) {
	case Object:
		for name, child := range value {
			value[name] = plainNumbers(child)
		}
	case []any:
		for i, child := range value {
			value[i] = plainNumbers(child)
		}
	case json.Number:
		if whole, err := value.Int64(); err == nil {
			return whole
		}
		// A json.Number was scanned as a number, so only its range can fail: then it is ±Inf.
		number, _ := value.Float64()
		return number
	}
	return value
}
