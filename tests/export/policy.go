package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"

	admissionv1 "k8s.io/api/admissionregistration/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/version"
	"k8s.io/apiserver/pkg/admission"
	"k8s.io/apiserver/pkg/admission/plugin/cel"
	"k8s.io/apiserver/pkg/admission/plugin/policy/validating"
	"k8s.io/apiserver/pkg/admission/plugin/webhook/matchconditions"
	"k8s.io/apiserver/pkg/admission/plugin/webhook/predicates/rules"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/cel/environment"
	"k8s.io/client-go/kubernetes/scheme"
	"sigs.k8s.io/yaml"
)

// policy is an exported policy, compiled as the API server compiles it.
type policy struct {
	name        string
	spec        admissionv1.ValidatingAdmissionPolicySpec
	validator   validating.Validator
	evaluator   cel.ConditionEvaluator
	inConstaint *match
}

// match is what a Gatekeeper constraint says of the objects that are judged.
type match struct {
	Kinds []struct {
		APIGroups []string `json:"apiGroups"`
		Kinds     []string `json:"kinds"`
	} `json:"kinds"`
	Scope              string   `json:"scope"`
	Namespaces         []string `json:"namespaces"`
	ExcludedNamespaces []string `json:"excludedNamespaces"`
}

// load reads and compiles the policies of a file; a field or an expression that the API server does not know is an error.
func load(path string) ([]*policy, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var found []*policy
	for document := range strings.SplitSeq(string(text), "\n---\n") {
		var head metav1.PartialObjectMetadata
		if err := yaml.Unmarshal([]byte(document), &head); err != nil {
			return nil, err
		}
		one, err := readPolicy(head.Kind, []byte(document))
		if err != nil {
			return nil, fmt.Errorf("%s: %s %s: %w", path, head.Kind, head.Name, err)
		}
		if one == nil {
			if strings.HasPrefix(head.Kind, "Routeproof") {
				var constraint struct {
					Spec struct {
						Match match `json:"match"`
					} `json:"spec"`
				}
				if err := yaml.Unmarshal([]byte(document), &constraint); err != nil {
					return nil, err
				}
				found[len(found)-1].inConstaint = &constraint.Spec.Match
			}
			continue
		}
		one.name = head.Name
		if err := one.compile(); err != nil {
			return nil, fmt.Errorf("%s: %s %s: %w", path, head.Kind, head.Name, err)
		}
		found = append(found, one)
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("%s: no policy", path)
	}
	return found, nil
}

// readPolicy is the policy in a document, nil for what stands beside it.
func readPolicy(kind string, document []byte) (*policy, error) {
	one := &policy{}
	switch kind {
	case "ValidatingAdmissionPolicy":
		var read admissionv1.ValidatingAdmissionPolicy
		err := yaml.UnmarshalStrict(document, &read)
		one.spec = read.Spec
		return one, err
	case "ValidatingPolicy":
		var read struct {
			metav1.TypeMeta   `json:",inline"`
			metav1.ObjectMeta `json:"metadata"`
			Spec              struct {
				admissionv1.ValidatingAdmissionPolicySpec `json:",inline"`
				ValidationActions                         []string `json:"validationActions"`
			} `json:"spec"`
		}
		err := yaml.UnmarshalStrict(document, &read)
		one.spec = read.Spec.ValidatingAdmissionPolicySpec
		return one, err
	case "ConstraintTemplate":
		var read struct {
			Spec struct {
				Targets []struct {
					Code []struct {
						Source struct {
							FailurePolicy   *admissionv1.FailurePolicyType `json:"failurePolicy"`
							MatchConditions []admissionv1.MatchCondition   `json:"matchCondition"`
							Variables       []admissionv1.Variable         `json:"variables"`
							Validations     []admissionv1.Validation       `json:"validations"`
						} `json:"source"`
					} `json:"code"`
				} `json:"targets"`
			} `json:"spec"`
		}
		if err := yaml.Unmarshal(document, &read); err != nil {
			return nil, err
		}
		source := read.Spec.Targets[0].Code[0].Source
		one.spec = admissionv1.ValidatingAdmissionPolicySpec{
			FailurePolicy: source.FailurePolicy, MatchConditions: source.MatchConditions,
			Variables: source.Variables, Validations: source.Validations,
		}
		return one, nil
	}
	return nil, nil
}

// compile does what the plug-in does with a policy, and says what it would only find when it evaluates.
func (p *policy) compile() error {
	if p.spec.FailurePolicy == nil || *p.spec.FailurePolicy != admissionv1.Fail {
		return errors.New("the failure policy is not Fail")
	}
	compiler, err := cel.NewCompositedCompiler(environment.MustBaseEnvSet(environment.DefaultCompatibilityVersion()))
	if err != nil {
		return err
	}
	declared := cel.OptionalVariableDeclarations{HasAuthorizer: true}
	inMessages := cel.OptionalVariableDeclarations{}
	var faults []error
	check := func(of cel.ExpressionAccessor, declared cel.OptionalVariableDeclarations) {
		result := compiler.CompileCELExpression(of, declared, environment.StoredExpressions)
		if result.Error != nil {
			faults = append(faults, fmt.Errorf("%s\n%w", of.GetExpression(), result.Error))
		}
	}
	names, err := environment.MustBaseEnvSet(environment.DefaultCompatibilityVersion()).Env(environment.StoredExpressions)
	if err != nil {
		return err
	}
	for _, it := range p.spec.Variables {
		// The API server refuses names that CEL reserves.
		if _, issues := names.Parse(it.Name); issues.Err() != nil {
			faults = append(faults, fmt.Errorf("variable %s: %w", it.Name, issues.Err()))
		}
		variable := &validating.Variable{Name: it.Name, Expression: it.Expression}
		check(variable, declared)
		compiler.CompileAndStoreVariables([]cel.NamedExpressionAccessor{variable}, declared, environment.StoredExpressions)
	}
	var conditions, validations, messages []cel.ExpressionAccessor
	for i := range p.spec.MatchConditions {
		conditions = append(conditions, (*matchconditions.MatchCondition)(&p.spec.MatchConditions[i]))
		check(conditions[i], declared)
	}
	for i, it := range p.spec.Validations {
		validations = append(validations, &validating.ValidationCondition{Expression: it.Expression, Message: it.Message, Reason: it.Reason})
		check(validations[i], declared)
		if it.MessageExpression == "" {
			messages = append(messages, nil)
			continue
		}
		messages = append(messages, &validating.MessageExpressionCondition{MessageExpression: it.MessageExpression})
		check(messages[i], inMessages)
	}
	faults = append(faults, p.compileForOldest()...)
	if len(faults) > 0 {
		return errors.Join(faults...)
	}
	matcher := matchconditions.NewMatcher(compiler.CompileCondition(conditions, declared, environment.StoredExpressions), p.spec.FailurePolicy, "policy", "validate", p.name)
	p.evaluator = compiler.CompileCondition(validations, declared, environment.StoredExpressions)
	p.validator = validating.NewValidator(p.evaluator, matcher,
		compiler.CompileCondition(nil, declared, environment.StoredExpressions),
		compiler.CompileCondition(messages, inMessages, environment.StoredExpressions), p.spec.FailurePolicy, nil)
	return nil
}

// compileForOldest says what the oldest release of Kubernetes with such policies does not know.
func (p *policy) compileForOldest() []error {
	compiler, err := cel.NewCompositedCompiler(environment.MustBaseEnvSet(version.MajorMinor(1, 30)))
	if err != nil {
		return []error{err}
	}
	declared := cel.OptionalVariableDeclarations{HasAuthorizer: true}
	var faults []error
	check := func(of cel.ExpressionAccessor) {
		if result := compiler.CompileCELExpression(of, declared, environment.NewExpressions); result.Error != nil {
			faults = append(faults, fmt.Errorf("in Kubernetes 1.30: %s\n%w", of.GetExpression(), result.Error))
		}
	}
	for _, it := range p.spec.Variables {
		variable := &validating.Variable{Name: it.Name, Expression: it.Expression}
		check(variable)
		compiler.CompileAndStoreVariables([]cel.NamedExpressionAccessor{variable}, declared, environment.NewExpressions)
	}
	for i := range p.spec.MatchConditions {
		check((*matchconditions.MatchCondition)(&p.spec.MatchConditions[i]))
	}
	for _, it := range p.spec.Validations {
		check(&validating.ValidationCondition{Expression: it.Expression})
		if it.MessageExpression != "" {
			check(&validating.MessageExpressionCondition{MessageExpression: it.MessageExpression})
		}
	}
	return faults
}

// object is one as JSON, and in the types of Kubernetes where it has such.
type object struct {
	plain map[string]any
	typed runtime.Object
}

func (o object) runtime() runtime.Object {
	switch {
	case o.typed != nil:
		return o.typed
	case o.plain == nil:
		return nil
	}
	return &unstructured.Unstructured{Object: o.plain}
}

// inTypes is an object in the types of Kubernetes, nil where it has none or does not fit.
func inTypes(plain map[string]any) runtime.Object {
	text, err := json.Marshal(plain)
	if err != nil {
		return nil
	}
	typed, _, err := scheme.Codecs.UniversalDeserializer().Decode(text, nil, nil)
	if err != nil {
		return nil
	}
	return typed
}

// request is one that the API server asks a policy about.
type request struct {
	object, old object
	operation   admission.Operation
	subresource string
	user        string
	groups      []string
	labels      map[string]string
	budget      int64
}

// answer is the codes of what refuses a request, and what could not be evaluated.
type answer struct {
	codes, errors, messages []string
	cost                    int64
}

var code = regexp.MustCompile(`^RP\d{4}`)

// judge says what the policy answers to a request; nothing where it is not asked.
func (p *policy) judge(r request) answer {
	kind := (&unstructured.Unstructured{Object: r.object.plain}).GroupVersionKind()
	namespace := (&unstructured.Unstructured{Object: r.object.plain}).GetNamespace()
	name := (&unstructured.Unstructured{Object: r.object.plain}).GetName()
	resource, _ := meta.UnsafeGuessKindToResource(kind)
	who := &user.DefaultInfo{Name: r.user, Groups: r.groups}
	if kind.Kind == "Namespace" {
		namespace = name
	}
	attributes := admission.NewAttributesRecord(r.object.runtime(), r.old.runtime(), kind, namespace, name, resource, r.subresource, r.operation, nil, false, who)
	var of *corev1.Namespace
	if namespace != "" && kind.Kind != "Namespace" {
		of = &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: namespace, Labels: map[string]string{"kubernetes.io/metadata.name": namespace}}}
		for key, value := range r.labels {
			of.Labels[key] = value
		}
	}
	if !p.matches(attributes, of) {
		return answer{}
	}
	versioned := &admission.VersionedAttributes{Attributes: attributes, VersionedKind: kind, VersionedObject: admission.NewLazyObject(r.object.runtime()), VersionedOldObject: admission.NewLazyObject(r.old.runtime())}
	var found answer
	for _, decision := range p.validator.Validate(context.Background(), resource, versioned, nil, of, r.budget, nil).Decisions {
		switch {
		case decision.Action == validating.ActionAdmit:
		case decision.Evaluation == validating.EvalError:
			found.errors = append(found.errors, decision.Message)
		default:
			found.messages = append(found.messages, decision.Message)
			found.codes = append(found.codes, code.FindString(decision.Message))
		}
	}
	slices.Sort(found.codes)
	found.codes = slices.Compact(found.codes)
	found.cost = p.cost(resource, versioned, of, r.budget)
	return found
}

// cost is what the validations of a request cost.
func (p *policy) cost(resource schema.GroupVersionResource, attributes *admission.VersionedAttributes, of *corev1.Namespace, budget int64) int64 {
	review := cel.CreateAdmissionRequest(attributes.Attributes, metav1.GroupVersionResource(resource), metav1.GroupVersionKind(attributes.VersionedKind))
	_, left, err := p.evaluator.ForInput(context.Background(), attributes, review, cel.OptionalVariableBindings{}, cel.CreateNamespaceObject(of), budget)
	if err != nil {
		return budget
	}
	return budget - left
}

// matches says whether the policy is asked about a request.
func (p *policy) matches(attributes admission.Attributes, of *corev1.Namespace) bool {
	if p.inConstaint != nil {
		return p.inConstaint.matches(attributes)
	}
	constraints := p.spec.MatchConstraints
	if of != nil && constraints.NamespaceSelector != nil {
		selector, err := metav1.LabelSelectorAsSelector(constraints.NamespaceSelector)
		if err != nil {
			fail(err)
		}
		if !selector.Matches(labels.Set(of.Labels)) {
			return false
		}
	}
	one := func(of []admissionv1.NamedRuleWithOperations) bool {
		return slices.ContainsFunc(of, func(it admissionv1.NamedRuleWithOperations) bool {
			matcher := rules.Matcher{Rule: it.RuleWithOperations, Attr: attributes}
			return matcher.Matches()
		})
	}
	return one(constraints.ResourceRules) && !one(constraints.ExcludeResourceRules)
}

func (m *match) matches(attributes admission.Attributes) bool {
	kind := attributes.GetKind()
	in := func(list []string, value string) bool {
		return slices.Contains(list, "*") || slices.Contains(list, value)
	}
	if slices.Contains(m.ExcludedNamespaces, attributes.GetNamespace()) {
		return false
	}
	if len(m.Namespaces) > 0 && !slices.Contains(m.Namespaces, attributes.GetNamespace()) {
		return false
	}
	for _, it := range m.Kinds {
		if in(it.APIGroups, kind.Group) && in(it.Kinds, kind.Kind) {
			return true
		}
	}
	return false
}
