package apiserver

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
)

const configMaps = "http://api/api/v1/namespaces/n/configmaps"

// send makes one request and reads the object that comes back.
func send(t *testing.T, s *Server, want int, method, url, body string) Object {
	t.Helper()
	request, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if method == http.MethodPatch {
		request.Header.Set("Content-Type", "application/merge-patch+json")
	}
	response, err := s.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if response.StatusCode != want {
		t.Fatalf("%s %s: %d %s, want %d", method, url, response.StatusCode, text, want)
	}
	it, err := Decode(text)
	if err != nil {
		t.Fatal(err)
	}
	return it
}

func TestGenerationCountsWishes(t *testing.T) {
	s := New()
	url := "http://api/apis/apps/v1/namespaces/n/deployments"
	made := send(t, s, 201, "POST", url, `{"metadata":{"name":"a"},"spec":{"replicas":1},"status":{"replicas":9}}`)
	if made["status"] != nil || Meta(made)["generation"] != int64(1) {
		t.Errorf("a new object is %v", made)
	}
	labelled := send(t, s, 200, "PATCH", url+"/a", `{"metadata":{"labels":{"l":"v"}}}`)
	if Meta(labelled)["generation"] != int64(1) {
		t.Errorf("a label is no wish: %v", labelled)
	}
	reported := send(t, s, 200, "PATCH", url+"/a/status", `{"spec":{"replicas":7},"status":{"replicas":1}}`)
	if Field(reported, "spec", "replicas") != int64(1) || Field(reported, "status", "replicas") != int64(1) {
		t.Errorf("the status verb changed %v", reported)
	}
	scaled := send(t, s, 200, "PATCH", url+"/a", `{"spec":{"replicas":2},"status":null}`)
	if Meta(scaled)["generation"] != int64(2) || Field(scaled, "status", "replicas") != int64(1) {
		t.Errorf("a new wish gives %v", scaled)
	}
}

func TestConflicts(t *testing.T) {
	s := New()
	made := send(t, s, 201, "POST", configMaps, `{"metadata":{"name":"a"}}`)
	send(t, s, 409, "POST", configMaps, `{"metadata":{"name":"a"}}`)
	send(t, s, 200, "PATCH", configMaps+"/a", `{"data":{"k":"v"}}`)
	stale, err := json.Marshal(made)
	if err != nil {
		t.Fatal(err)
	}
	send(t, s, 409, "PUT", configMaps+"/a", string(stale))
}

func TestControllersRunBeforeReads(t *testing.T) {
	s := New()
	runs := 0
	s.Settle = func(*Store) error { runs++; return nil }
	send(t, s, 404, "GET", configMaps+"/a", "")
	send(t, s, 201, "POST", configMaps, `{"metadata":{"name":"a"}}`)
	send(t, s, 404, "GET", configMaps+"/b", "")
	if runs != 0 {
		t.Errorf("a read of nothing ran the controllers %d times", runs)
	}
	send(t, s, 200, "GET", configMaps+"/a", "")
	send(t, s, 200, "GET", configMaps, "")
	if runs != 1 {
		t.Errorf("the controllers ran %d times", runs)
	}
}

func TestNamespaces(t *testing.T) {
	s := New()
	made := send(t, s, 201, "POST", "http://api/api/v1/namespaces", `{"metadata":{"name":"n"}}`)
	if Field(made, "metadata", "labels", "kubernetes.io/metadata.name") != "n" {
		t.Errorf("selectors cannot find %v", made)
	}
	send(t, s, 201, "POST", configMaps, `{"metadata":{"name":"a"}}`)
	send(t, s, 200, "DELETE", "http://api/api/v1/namespaces/n", "")
	send(t, s, 404, "GET", configMaps+"/a", "")
}

func TestDefaults(t *testing.T) {
	schema := Object{"properties": Object{
		"rules": Object{"items": Object{"properties": Object{"weight": Object{"default": int64(1)}}}},
		"from":  Object{"default": Object{}, "properties": Object{"kind": Object{"default": "Same"}}},
	}}
	it := Object{"rules": []any{Object{}, Object{"weight": int64(5)}}}
	setDefaults(schema, it)
	rules := Items(it["rules"])
	if Field(rules[0], "weight") != int64(1) || Field(rules[1], "weight") != int64(5) || Field(it, "from", "kind") != "Same" {
		t.Errorf("defaults give %v", it)
	}
}
