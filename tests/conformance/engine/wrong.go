package engine

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// Wrong engines prove that the suite, as this harness runs it, can fail: each
// spoils what a right engine says in one way.
var wrong = map[string]spoiler{
	"accepts-everything":        {status: everyCondition("Accepted", func(it Object) { it["status"], it["reason"] = "True", "Accepted" })},
	"miscounts-routes":          {status: everyObject(countOneMore)},
	"ignores-reference-grants":  {objects: withoutReferenceGrants},
	"assumes-reference-grants":  {objects: withReferenceGrantsForAll},
	"observes-old-generations":  {status: everyCondition("", func(it Object) { it["observedGeneration"] = 1 })},
	"supports-no-kinds":         {status: everyObject(supportNothing)},
	"forgets-other-controllers": {status: forgetOthers},
	"reads-no-headers":          {request: func(it *Request) { it.Headers = nil }},
	"reads-no-hosts":            {request: func(it *Request) { it.URL = "http://any.example" }},
	"forwards-everything":       {outcome: forwardAll},
	"shares-evenly":             {outcome: shareEvenly},
	"forgets-filters":           {outcome: func(it *Outcome) { it.ResponseHeaders, it.Mirrors = nil, nil }},
	"forgets-limits":            {outcome: func(it *Outcome) { it.Timeouts, it.Retry = Timeouts{}, nil }},
	"knows-no-consumers":        {mesh: true, request: func(it *Request) { it.From = "gateway-conformance-mesh" }},
	"calls-the-host-header":     {mesh: true, request: callHostHeader},
	"redirects-elsewhere":       {outcome: func(it *Outcome) { it.Location = "http://elsewhere.example/" }},
}

// OfRequests tells whether a wrong engine errs about requests, not statuses.
func OfRequests(name string) bool {
	it := wrong[name]
	return it.request != nil || it.outcome != nil
}

// OfMesh tells whether a wrong engine errs about meshes alone.
func OfMesh(name string) bool { return wrong[name].mesh }

// WrongNames lists the deliberately wrong engines.
func WrongNames() []string { return slices.Sorted(maps.Keys(wrong)) }

// Spoil makes an engine wrong in the named way; no name leaves it as it is.
func Spoil(it Engine, name string) (Engine, error) {
	if name == "" {
		return it, nil
	}
	spoiler, ok := wrong[name]
	if !ok {
		return nil, fmt.Errorf("no wrong engine is called %q, only %q", name, WrongNames())
	}
	spoiler.Engine = it
	return spoiler, nil
}

type spoiler struct {
	Engine
	mesh    bool
	objects func([]Object) []Object
	status  func(Object)
	request func(*Request)
	outcome func(*Outcome)
}

// Request spoils what is asked, what is answered, or both.
func (s spoiler) Request(request Request) (Outcome, error) {
	if s.request != nil {
		s.request(&request)
	}
	outcome, err := s.Engine.Request(request)
	if err == nil && s.outcome != nil {
		s.outcome(&outcome)
	}
	return outcome, err
}

// Compute spoils what goes in, what comes out, or both.
func (s spoiler) Compute(objects []Object, environment Environment) ([]Status, error) {
	if s.objects != nil {
		objects = s.objects(objects)
	}
	statuses, err := s.Engine.Compute(objects, environment)
	if err != nil || s.status == nil {
		return statuses, err
	}
	for i := range statuses {
		var status Object
		if err := json.Unmarshal(statuses[i].Status, &status); err != nil {
			return nil, err
		}
		s.status(status)
		if statuses[i].Status, err = json.Marshal(status); err != nil {
			return nil, err
		}
	}
	return statuses, nil
}

// everyObject visits a status and all objects within.
func everyObject(spoil func(Object)) func(Object) {
	var visit func(any)
	visit = func(value any) {
		switch value := value.(type) {
		case Object:
			spoil(value)
			for _, child := range value {
				visit(child)
			}
		case []any:
			for _, child := range value {
				visit(child)
			}
		}
	}
	return func(status Object) { visit(status) }
}

// everyCondition visits the conditions of one type, or of all types.
func everyCondition(kind string, spoil func(Object)) func(Object) {
	return everyObject(func(it Object) {
		if it["type"] != nil && it["lastTransitionTime"] != nil && (kind == "" || it["type"] == kind) {
			spoil(it)
		}
	})
}

func countOneMore(it Object) {
	if count, ok := it["attachedRoutes"].(float64); ok {
		it["attachedRoutes"] = count + 1
	}
}

func supportNothing(it Object) {
	if it["supportedKinds"] != nil {
		it["supportedKinds"] = []any{}
	}
}

func forgetOthers(status Object) {
	for _, list := range []string{"parents", "ancestors"} {
		entries, _ := status[list].([]any)
		kept := slices.DeleteFunc(entries, func(entry any) bool {
			name, _ := entry.(Object)["controllerName"].(string)
			return name != ControllerName
		})
		if entries != nil {
			status[list] = kept
		}
	}
}

// forwardAll lets every backend answer, also one that must not be reached.
func forwardAll(outcome *Outcome) {
	if len(outcome.Backends) > 0 {
		outcome.Outcome = "forward"
	}
	for i := range outcome.Backends {
		outcome.Backends[i].Status = 0
	}
}

func shareEvenly(outcome *Outcome) {
	for i := range outcome.Backends {
		outcome.Backends[i].Share = 1 / float64(len(outcome.Backends))
	}
}

func withoutReferenceGrants(objects []Object) []Object {
	return slices.DeleteFunc(slices.Clone(objects), func(it Object) bool { return it["kind"] == "ReferenceGrant" })
}

func withReferenceGrantsForAll(objects []Object) []Object {
	const group = "gateway.networking.k8s.io"
	var from, to []any
	for _, kind := range []string{"Gateway", "ListenerSet", "HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute"} {
		for _, namespace := range objects {
			if namespace["kind"] == "Namespace" {
				from = append(from, Object{"group": group, "kind": kind, "namespace": field(namespace, "metadata", "name")})
			}
		}
	}
	for _, kind := range []string{"Service", "Secret", "ConfigMap"} {
		to = append(to, Object{"group": "", "kind": kind})
	}
	all := slices.Clone(objects)
	for _, namespace := range objects {
		if namespace["kind"] == "Namespace" {
			all = append(all, Object{
				"apiVersion": group + "/v1beta1", "kind": "ReferenceGrant",
				"metadata": Object{"name": "for-all", "namespace": field(namespace, "metadata", "name")},
				"spec":     Object{"from": from, "to": to},
			})
		}
	}
	return all
}

// callHostHeader looks for the Service by the Host header.
func callHostHeader(it *Request) {
	for _, header := range it.Headers {
		if header[0] == "Host" {
			it.URL = "http://" + header[1]
		}
	}
}
