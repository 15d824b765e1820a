package apiserver

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"k8s.io/apiextensions-apiserver/pkg/apihelpers"
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	structuralschema "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	"k8s.io/apimachinery/pkg/runtime/schema"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
	"sigs.k8s.io/yaml"
)

// Server holds the CRDs of one release and channel.
type Server struct {
	Release, Channel string
	resources        map[schema.GroupVersionKind]*Resource
	groups           map[string]bool
	// kinds are those of CRDs that are not Gateway API's: of others in their groups nothing is known.
	kinds map[schema.GroupKind]bool
}

// Resource is one served version of one kind.
type Resource struct {
	GVK        schema.GroupVersionKind
	Namespaced bool
	Schema     *apiextensionsv1.JSONSchemaProps
	structural *structuralschema.Structural
	values     validation.SchemaValidator
	rules      *cel.Validator
	// hasStatus says that a create drops the status.
	hasStatus bool
}

// ModuleDir asks the go command where a module's files are, and fetches them where needed.
func ModuleDir(module, version string) (string, error) {
	target := module
	if version != "" {
		target += "@" + version
	}
	out, err := exec.Command("go", "mod", "download", "-json", target).Output()
	if err != nil {
		return "", fmt.Errorf("go mod download %s: %w", target, err)
	}
	var answer struct{ Dir string }
	if err := yaml.Unmarshal(out, &answer); err != nil {
		return "", err
	}
	return answer.Dir, nil
}

// New reads the CRDs of a channel from the gateway-api module at dir.
func New(dir, release, channel string) (*Server, error) {
	files, err := filepath.Glob(filepath.Join(dir, "config", "crd", channel, "*.yaml"))
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("no CRDs of channel %s in %s (%v)", channel, dir, err)
	}
	s := &Server{Release: release, Channel: channel, resources: map[schema.GroupVersionKind]*Resource{}, kinds: map[schema.GroupKind]bool{}, groups: map[string]bool{
		// Both groups are Gateway API's in every channel, also where a channel has no kind of the second.
		"gateway.networking.k8s.io": true, "gateway.networking.x-k8s.io": true,
	}}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		for _, document := range strings.Split("\n"+string(text), "\n---") {
			if err := s.add([]byte(document)); err != nil {
				return nil, fmt.Errorf("%s: %w", file, err)
			}
		}
	}
	return s, nil
}

// AddCRDs adds the CRDs of other projects, and answers what they serve.
func (s *Server) AddCRDs(texts []string) ([]*Resource, error) {
	before := s.Resources()
	for _, text := range texts {
		for _, document := range strings.Split("\n"+text, "\n---") {
			if err := s.add([]byte(document)); err != nil {
				return nil, err
			}
		}
	}
	var own []*Resource
	for _, it := range s.Resources() {
		if !slices.Contains(before, it) {
			own = append(own, it)
			s.kinds[it.GVK.GroupKind()] = true
		}
	}
	return own, nil
}

// Resources lists what is served, in a fixed order.
func (s *Server) Resources() []*Resource {
	var all []*Resource
	for _, it := range s.resources {
		all = append(all, it)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].GVK.String() < all[j].GVK.String() })
	return all
}

func (s *Server) add(document []byte) error {
	var crd apiextensionsv1.CustomResourceDefinition
	if err := yaml.Unmarshal(document, &crd); err != nil {
		return err
	}
	if crd.Kind != "CustomResourceDefinition" {
		return nil
	}
	for _, version := range crd.Spec.Versions {
		if !version.Served {
			continue
		}
		gvk := schema.GroupVersionKind{Group: crd.Spec.Group, Version: version.Name, Kind: crd.Spec.Names.Kind}
		resource, err := newResource(&crd, gvk)
		if err != nil {
			return fmt.Errorf("%v: %w", gvk, err)
		}
		s.resources[gvk] = resource
	}
	return nil
}

func newResource(crd *apiextensionsv1.CustomResourceDefinition, gvk schema.GroupVersionKind) (*Resource, error) {
	props, err := apihelpers.GetSchemaForVersion(crd, gvk.Version)
	if err != nil {
		return nil, err
	}
	var internal apiextensions.CustomResourceValidation
	if err := apiextensionsv1.Convert_v1_CustomResourceValidation_To_apiextensions_CustomResourceValidation(props, &internal, nil); err != nil {
		return nil, err
	}
	structural, err := structuralschema.NewStructural(internal.OpenAPIV3Schema)
	if err != nil {
		return nil, err
	}
	validator, _, err := validation.NewSchemaValidator(internal.OpenAPIV3Schema)
	if err != nil {
		return nil, err
	}
	sub, err := apihelpers.GetSubresourcesForVersion(crd, gvk.Version)
	if err != nil {
		return nil, err
	}
	return &Resource{
		GVK: gvk, Namespaced: crd.Spec.Scope == apiextensionsv1.NamespaceScoped, Schema: props.OpenAPIV3Schema,
		structural: structural, values: validator, rules: cel.NewValidator(structural, true, celconfig.PerCallLimit),
		hasStatus: sub != nil && sub.Status != nil,
	}, nil
}
