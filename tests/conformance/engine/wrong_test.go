package engine

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// echo answers with one status, whatever it is given, and keeps what that was.
type echo struct {
	status string
	given  *[]Object
}

func (e echo) Compute(objects []Object, _ Environment) ([]Status, error) {
	*e.given = objects
	return []Status{{Kind: "Gateway", Name: "g", Status: []byte(e.status)}}, nil
}

func (echo) Request(request Request) (Outcome, error) {
	return Outcome{
		Outcome: "respond", Status: 500, Location: request.URL, Timeouts: Timeouts{Request: "1s"},
		Mirrors: []Backend{{Share: 1}}, Backends: []Backend{{Share: 1, Status: 500}, {Share: 0}},
		Reasons: []string{fmt.Sprint(len(request.Headers)), request.From},
	}, nil
}

func TestSpoil(t *testing.T) {
	const right = `{"conditions":[{"type":"Accepted","status":"False","reason":"Invalid","observedGeneration":3,"lastTransitionTime":"t"}],` +
		`"listeners":[{"attachedRoutes":2,"supportedKinds":[{"kind":"HTTPRoute"}]}],` +
		`"parents":[{"controllerName":"other"},{"controllerName":"routeproof.dev/controller"}]}`
	objects := []Object{
		{"kind": "Namespace", "metadata": Object{"name": "n"}},
		{"kind": "ReferenceGrant", "metadata": Object{"name": "r", "namespace": "n"}},
	}
	said := map[string]string{
		"accepts-everything": `"reason":"Accepted"`, "miscounts-routes": `"attachedRoutes":3`,
		"observes-old-generations": `"observedGeneration":1`, "supports-no-kinds": `"supportedKinds":[]`,
		"forgets-other-controllers": `"parents":[{"controllerName":"routeproof.dev/controller"}]`,
	}
	seen := map[string]int{"ignores-reference-grants": 1, "assumes-reference-grants": 3}
	for _, name := range WrongNames() {
		var given []Object
		it, err := Spoil(echo{right, &given}, name)
		if err != nil {
			t.Fatal(err)
		}
		statuses, err := it.Compute(objects, Environment{})
		if err != nil {
			t.Fatal(err)
		}
		if want, ok := said[name]; ok && !strings.Contains(string(statuses[0].Status), want) {
			t.Errorf("%s says %s", name, statuses[0].Status)
		}
		if want, ok := seen[name]; ok && len(given) != want {
			t.Errorf("%s sees %v", name, given)
		}
		asked := Request{URL: "http://a.example", Headers: [][2]string{{"Host", "b.example"}}, From: "a"}
		sound, _ := echo{}.Request(asked)
		spoiled, err := it.Request(asked)
		if err != nil {
			t.Fatal(err)
		}
		if OfRequests(name) == reflect.DeepEqual(sound, spoiled) {
			t.Errorf("%s makes %+v of a request", name, spoiled)
		}
		if said[name] == "" && seen[name] == 0 && !OfRequests(name) {
			t.Errorf("%s is not tried", name)
		}
	}
	if len(objects) != 2 {
		t.Errorf("the objects of others were changed: %v", objects)
	}
	if _, err := Spoil(Optimist{}, "no-such"); err == nil {
		t.Error("an unknown name spoils nothing and says nothing")
	}
}
