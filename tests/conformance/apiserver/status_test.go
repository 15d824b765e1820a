package apiserver

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const things = `
kind: CustomResourceDefinition
metadata: {name: things.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Thing, plural: things}
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        properties:
          status:
            type: object
            properties:
              count: {type: integer, format: int32, maximum: 9}
              conditions:
                type: array
                items: {type: object, required: [reason], properties: {reason: {type: string, minLength: 1}}}
`

func TestCheckStatus(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "things.yaml"), []byte(things), 0o600); err != nil {
		t.Fatal(err)
	}
	store := newStore()
	if err := store.LoadCRDs(dir); err != nil {
		t.Fatal(err)
	}
	for status, want := range map[string]string{
		`{"count":9,"conditions":[{"reason":"R"}]}`: "",
		`{"count":10}`:                   "status.count",
		`{"count":"9"}`:                  "status.count",
		`{"conditions":[{}]}`:            "status.conditions[0].reason",
		`{"conditions":[{"reason":""}]}`: "status.conditions[0].reason",
	} {
		decoded, err := Decode([]byte(status))
		if err != nil {
			t.Fatal(err)
		}
		err = store.CheckStatus(Key{"example.com", "things"}, decoded)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want something about %q", status, err, want)
		}
	}
	if err := store.CheckStatus(Pods, Object{"phase": 7}); err != nil {
		t.Errorf("a kind without a schema: %v", err)
	}
}
