package apiserver

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"k8s.io/kube-openapi/pkg/validation/validate"
	"sigs.k8s.io/yaml"
)

// Object is a Kubernetes object as JSON: integers are int64, other numbers float64.
type Object = map[string]any

// Key names a resource, as a URL does.
type Key struct{ Group, Plural string }

// The resources that the harness itself reads or writes.
var (
	BackendTLSPolicies = Key{"gateway.networking.k8s.io", "backendtlspolicies"}
	ConfigMaps         = Key{"", "configmaps"}
	Deployments        = Key{"apps", "deployments"}
	EndpointSlices     = Key{"discovery.k8s.io", "endpointslices"}
	Gateways           = Key{"gateway.networking.k8s.io", "gateways"}
	ListenerSets       = Key{"gateway.networking.k8s.io", "listenersets"}
	Namespaces         = Key{"", "namespaces"}
	Pods               = Key{"", "pods"}
	Secrets            = Key{"", "secrets"}
	Services           = Key{"", "services"}
	crdDefinitions     = Key{"apiextensions.k8s.io", "customresourcedefinitions"}
)

// Resource is what the server knows about one kind.
type Resource struct {
	Kind       string
	Namespaced bool
	// Status tells that .status is a subresource: the main verbs ignore it.
	Status bool
	// Storage is the version that the engine is shown.
	Storage string
	// schemas holds the OpenAPI schema of each served version of a CRD.
	schemas map[string]Object
	// status validates the status of a CRD's kind in the stored version.
	status *validate.SchemaValidator
}

// Versions lists the versions that a client may ask for.
func (r *Resource) Versions() []string {
	versions := slices.Collect(maps.Keys(r.schemas))
	if !slices.Contains(versions, r.Storage) {
		versions = append(versions, r.Storage)
	}
	slices.Sort(versions)
	return versions
}

func builtinResources() map[Key]*Resource {
	namespaced := func(kind string, status bool) *Resource {
		return &Resource{Kind: kind, Namespaced: true, Status: status, Storage: "v1"}
	}
	return map[Key]*Resource{
		Namespaces:              {Kind: "Namespace", Status: true, Storage: "v1"},
		crdDefinitions:          {Kind: "CustomResourceDefinition", Status: true, Storage: "v1"},
		Pods:                    namespaced("Pod", true),
		Deployments:             namespaced("Deployment", true),
		Services:                namespaced("Service", true),
		Secrets:                 namespaced("Secret", false),
		ConfigMaps:              namespaced("ConfigMap", false),
		{"", "serviceaccounts"}: namespaced("ServiceAccount", false),
		EndpointSlices:          namespaced("EndpointSlice", false),
	}
}

// crd is the part of a CustomResourceDefinition that serving needs.
type crd struct {
	Kind string `json:"kind"`
	Spec struct {
		Group string `json:"group"`
		Scope string `json:"scope"`
		Names struct {
			Kind   string `json:"kind"`
			Plural string `json:"plural"`
		} `json:"names"`
		Versions []struct {
			Name    string `json:"name"`
			Served  bool   `json:"served"`
			Storage bool   `json:"storage"`
			Schema  struct {
				OpenAPIV3Schema Object `json:"openAPIV3Schema"`
			} `json:"schema"`
			Subresources Object `json:"subresources"`
		} `json:"versions"`
	} `json:"spec"`
}

// LoadCRDs serves the kind of every CRD manifest in a folder, and stores the
// manifests: the suite reads their version and channel annotations.
func (s *Store) LoadCRDs(dir string) error {
	files, err := filepath.Glob(filepath.Join(dir, "*.yaml"))
	if err != nil {
		return err
	}
	loaded := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		var definition crd
		if err := yaml.Unmarshal(text, &definition); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		if definition.Kind != "CustomResourceDefinition" {
			continue
		}
		object, err := decodeYAML(text)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		s.Put(crdDefinitions, object)
		if err := s.serve(&definition); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		loaded++
	}
	if loaded == 0 {
		return fmt.Errorf("no CustomResourceDefinition in %s", dir)
	}
	return nil
}

func (s *Store) serve(definition *crd) (err error) {
	resource := &Resource{
		Kind:       definition.Spec.Names.Kind,
		Namespaced: definition.Spec.Scope == "Namespaced",
		schemas:    map[string]Object{},
	}
	for _, version := range definition.Spec.Versions {
		if version.Storage {
			resource.Storage = version.Name
			if resource.status, err = statusValidator(version.Schema.OpenAPIV3Schema); err != nil {
				return err
			}
		}
		if version.Served {
			resource.schemas[version.Name] = version.Schema.OpenAPIV3Schema
		}
		if version.Subresources["status"] != nil {
			resource.Status = true
		}
	}
	s.resources[Key{definition.Spec.Group, definition.Spec.Names.Plural}] = resource
	return nil
}

// setDefaults gives missing properties their default, then visits the children,
// as the real server does with a structural schema.
func setDefaults(schema Object, value any) {
	switch value := value.(type) {
	case Object:
		properties := object(schema["properties"])
		for name, property := range properties {
			property := object(property)
			if _, present := value[name]; !present {
				if preset, ok := property["default"]; ok {
					value[name] = clone(preset)
				}
			}
			setDefaults(property, value[name])
		}
		if additional := object(schema["additionalProperties"]); additional != nil {
			for name, child := range value {
				if _, known := properties[name]; !known {
					setDefaults(additional, child)
				}
			}
		}
	case []any:
		items := object(schema["items"])
		for _, child := range value {
			setDefaults(items, child)
		}
	}
}
