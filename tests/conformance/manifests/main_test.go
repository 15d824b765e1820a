package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sigs.k8s.io/gateway-api/conformance/tests"
)

func TestWriteAll(t *testing.T) {
	out := t.TempDir()
	var list strings.Builder
	if err := writeAll(out, &list); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(list.String()) {
		file, _, _ := strings.Cut(line, "\t")
		if file == "file" {
			continue
		}
		text, err := os.ReadFile(filepath.Join(out, file))
		if err != nil {
			t.Fatal(err)
		}
		for _, placeholder := range []string{"{GATEWAY_", "PLACEHOLDER_"} {
			if strings.Contains(string(text), placeholder) {
				t.Errorf("%s still has %s", file, placeholder)
			}
		}
	}
	for _, test := range tests.ConformanceTests {
		for _, manifest := range test.Manifests {
			if !strings.Contains(list.String(), "conformance/"+manifest+"\tconformance\t") {
				t.Errorf("%s of %s was not written", manifest, test.ShortName)
			}
		}
	}
}
