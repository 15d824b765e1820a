package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"k8s.io/apiserver/pkg/admission"
)

const label = "kupe.cloud/tenant"

// byHand judges requests that the generated objects do not make: who asks, where, and how an object changes. Only the profile
// kupe tells tenants by the label alone.
func byHand(policies []*policy, profile string, budget int64) []string {
	if profile != "kupe" {
		return nil
	}
	own := map[string]string{label: "acme"}
	balancer := map[string]any{"type": "LoadBalancer"}
	leaving := service("shop", balancer)
	set(leaving, "2026-11-29T10:00:00Z", "metadata", "deletionTimestamp")
	set(leaving, []any{"a.example/b"}, "metadata", "finalizers")
	released, renamed := copied(leaving), copied(leaving)
	set(released, []any{}, "metadata", "finalizers")
	set(renamed, map[string]any{"external-dns.alpha.kubernetes.io/hostname": "kupe.cloud"}, "metadata", "annotations")
	annotated := service("shop", balancer)
	set(annotated, map[string]any{"external-dns.alpha.kubernetes.io/hostname": "kupe.cloud"}, "metadata", "annotations")
	debugged := pod(1)
	set(debugged, []any{map[string]any{"name": "d", "image": "traefik:v3"}}, "spec", "ephemeralContainers")
	class := map[string]any{"apiVersion": "gateway.networking.k8s.io/v1", "kind": "GatewayClass", "metadata": map[string]any{"name": "a"}}
	event := map[string]any{"apiVersion": "v1", "kind": "Event", "metadata": map[string]any{"name": "a", "namespace": "shop", "annotations": map[string]any{"tailscale.com/expose": "true"}}}
	someone := func(plain map[string]any) request {
		return request{object: object{plain: plain}, operation: admission.Create, user: "someone", labels: own, budget: budget}
	}
	with := func(r request, change func(*request)) request { change(&r); return r }
	update := func(r request, old map[string]any) request {
		r.operation, r.old = admission.Update, object{plain: old}
		return r
	}
	master := func(r *request) { r.groups = []string{"system:masters"} }
	labelled, other := namespace(own), namespace(map[string]string{label: "other"})
	part := func(name string) func(*request) { return func(r *request) { r.subresource = name } }
	cases := []struct {
		what    string
		policy  int
		request request
		codes   string
	}{
		{"a load balancer", 0, someone(service("shop", balancer)), "RP5013"},
		{"one of the platform", 0, someone(service("kube-system", balancer)), ""},
		{"one by an administrator", 0, with(someone(service("shop", balancer)), master), ""},
		{"a namespace without a tenant", 0, with(someone(route(1, 1, 1)), func(r *request) { r.labels = nil }), "RP5006"},
		{"a label that is no tenant", 0, with(someone(route(1, 1, 1)), func(r *request) { r.labels = map[string]string{label: "Acme"} }), "RP5006"},
		{"another tenant's label", 0, with(someone(route(1, 1, 1)), func(r *request) { r.labels = map[string]string{label: "other"} }), "RP5006"},
		{"a finalizer is let go", 0, update(someone(released), leaving), ""},
		{"an annotation while it is deleted", 0, update(someone(renamed), leaving), "RP5013 RP5021"},
		{"a container for debugging", 0, with(update(someone(debugged), pod(1)), part("ephemeralcontainers")), "RP5014"},
		{"a status", 0, with(update(someone(service("shop", balancer)), service("shop", balancer)), part("status")), ""},
		{"an annotation by the status", 0, with(update(someone(annotated), service("shop", balancer)), part("status")), "RP5013 RP5021"},
		{"no namespace", 0, someone(class), ""},
		{"an event", 0, someone(event), ""},
		{"the largest route", 0, someone(route(16, 32, 16)), ""},
		{"a hundred containers", 0, someone(pod(100)), ""},
		{"a new namespace with a label", 1, someone(labelled), "-"},
		{"a new namespace without one", 1, someone(namespace(nil)), ""},
		{"a label of the platform", 1, with(someone(labelled), master), ""},
		{"another label", 1, update(someone(other), labelled), "-"},
		{"no label", 1, update(someone(namespace(nil)), labelled), "-"},
		{"the same label", 1, update(someone(labelled), labelled), ""},
		{"another label by the status", 1, with(update(someone(other), labelled), part("status")), "-"},
		{"another label by finalize", 1, with(update(someone(other), labelled), part("finalize")), "-"},
	}
	var faults []string
	for _, c := range cases {
		if policies[c.policy].inConstaint != nil && slices.Contains([]string{"no namespace", "an event"}, c.what) {
			// What Gatekeeper is asked about is said to its webhook.
			continue
		}
		answer := policies[c.policy].judge(c.request)
		codes := strings.Join(answer.codes, " ")
		if len(answer.messages) > 0 && codes == "" {
			codes = "-"
		}
		if codes != c.codes || len(answer.errors) > 0 {
			faults = append(faults, fmt.Sprintf("%s: %q instead of %q %v", c.what, codes, c.codes, answer.errors))
		}
		if strings.Contains(c.what, "largest") || strings.Contains(c.what, "hundred") {
			fmt.Printf("%-37s %s costs %d of %d\n", "", c.what, answer.cost, budget)
		}
	}
	return faults
}

func service(namespace string, spec map[string]any) map[string]any {
	return map[string]any{"apiVersion": "v1", "kind": "Service", "metadata": map[string]any{"name": "web", "namespace": namespace}, "spec": spec}
}

func namespace(labels map[string]string) map[string]any {
	own := map[string]any{}
	for key, value := range labels {
		own[key] = value
	}
	return map[string]any{"apiVersion": "v1", "kind": "Namespace", "metadata": map[string]any{"name": "shop", "labels": own}}
}

// route is of tenant acme and as large as is asked for; its rules have as many backends as there are, each with as many filters.
func route(hostnames, parents, rules int) map[string]any {
	names, refs, all := []any{}, []any{}, []any{}
	for i := range hostnames {
		names = append(names, fmt.Sprintf("%s%02d.acme.kupe.cloud", strings.Repeat("a", 61), i))
	}
	for i := range parents {
		refs = append(refs, map[string]any{"name": "external-gateway", "namespace": "kube-system", "sectionName": fmt.Sprint("s", i)})
	}
	for range rules {
		filters, backends := []any{}, []any{}
		for range rules {
			filters = append(filters, map[string]any{"type": "RequestMirror", "requestMirror": map[string]any{"backendRef": map[string]any{"name": "m", "namespace": "shop", "kind": "Service", "group": ""}}})
		}
		for range rules {
			backends = append(backends, map[string]any{"name": "web", "namespace": "shop", "port": int64(80), "kind": "Service", "group": "", "filters": filters})
		}
		all = append(all, map[string]any{"backendRefs": backends, "filters": filters})
	}
	return map[string]any{
		"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute", "metadata": map[string]any{"name": "web", "namespace": "shop"},
		"spec": map[string]any{"hostnames": names, "parentRefs": refs, "rules": all},
	}
}

func pod(containers int) map[string]any {
	all := []any{}
	for i := range containers {
		all = append(all, map[string]any{
			"name": fmt.Sprint("c", i), "image": "registry.example.com/team/a-rather-long-name/of-an-image:v1.2.3@sha256:" + strings.Repeat("0", 64),
			"ports": []any{map[string]any{"containerPort": int64(80)}},
		})
	}
	return map[string]any{"apiVersion": "v1", "kind": "Pod", "metadata": map[string]any{"name": "web", "namespace": "shop"}, "spec": map[string]any{"containers": all}}
}

func set(object map[string]any, value any, path ...string) {
	for _, key := range path[:len(path)-1] {
		object = object[key].(map[string]any)
	}
	object[path[len(path)-1]] = value
}

func copied(object map[string]any) map[string]any {
	found := maps.Clone(object)
	for key, value := range found {
		if inner, ok := value.(map[string]any); ok {
			found[key] = copied(inner)
		}
	}
	return found
}
