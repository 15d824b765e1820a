package engine

import "encoding/json"

// Optimist is a small wrong engine that needs no other program: to it every
// object is fine, and every route is attached to every listener of its parents.
// The harness is tried out on it.
type Optimist struct{}

// Compute calls everything accepted, resolved and programmed.
func (Optimist) Compute(objects []Object, environment Environment) ([]Status, error) {
	attached := map[any]int{}
	for _, it := range objects {
		for _, parent := range list(it, "spec", "parentRefs") {
			attached[field(parent, "name")]++
		}
	}
	var statuses []Status
	for _, it := range objects {
		status := optimistic(it, attached, environment)
		if status == nil {
			continue
		}
		text, err := json.Marshal(status)
		if err != nil {
			return nil, err
		}
		kind, _ := it["kind"].(string)
		namespace, _ := field(it, "metadata", "namespace").(string)
		name, _ := field(it, "metadata", "name").(string)
		statuses = append(statuses, Status{Kind: kind, Namespace: namespace, Name: name, Status: text})
	}
	return statuses, nil
}

// Request is ErrNoRequests.
func (Optimist) Request(Request) (Outcome, error) { return Outcome{}, ErrNoRequests }

func optimistic(it Object, attached map[any]int, environment Environment) Object {
	conditions := func(types ...string) []any {
		var all []any
		for _, kind := range types {
			all = append(all, Object{
				"type": kind, "status": "True", "reason": kind, "message": "of course",
				"observedGeneration": field(it, "metadata", "generation"), "lastTransitionTime": environment.Now,
			})
		}
		return all
	}
	switch it["kind"] {
	case "GatewayClass":
		return Object{"conditions": conditions("Accepted")}
	case "Gateway", "ListenerSet":
		var listeners []any
		for _, listener := range list(it, "spec", "listeners") {
			listeners = append(listeners, Object{
				"name": field(listener, "name"), "attachedRoutes": attached[field(it, "metadata", "name")],
				"supportedKinds": []any{Object{"group": "gateway.networking.k8s.io", "kind": "HTTPRoute"}},
				"conditions":     conditions("Accepted", "ResolvedRefs", "Programmed"),
			})
		}
		return Object{"conditions": conditions("Accepted", "Programmed"), "listeners": listeners}
	case "HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute":
		parents := []any{}
		for _, parent := range list(it, "spec", "parentRefs") {
			parents = append(parents, Object{
				"parentRef": parent, "controllerName": environment.ControllerName,
				"conditions": conditions("Accepted", "ResolvedRefs"),
			})
		}
		return Object{"parents": parents}
	}
	return nil
}

func field(value any, names ...string) any {
	for _, name := range names {
		it, _ := value.(Object)
		value = it[name]
	}
	return value
}

func list(value any, names ...string) []any {
	items, _ := field(value, names...).([]any)
	return items
}
