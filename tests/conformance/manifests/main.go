// Command manifests writes upstream's manifests to a folder, so that routeproof
// can be run over them: those that the conformance suite applies, with the
// placeholders filled in as the suite does it, and the examples of Gateway API.
// The list of what it wrote, with the tests that apply each file, goes to
// standard output. Lines stay where upstream has them.
package main

import (
	"flag"
	"fmt"
	"io"
	"io/fs"
	"log"
	"os"
	"path"
	"path/filepath"
	"strings"

	upstream "sigs.k8s.io/gateway-api/conformance"
	"sigs.k8s.io/gateway-api/conformance/tests"

	"routeproof.dev/conformance/engine"
	"routeproof.dev/conformance/judge"
)

// class is the GatewayClass that the suite expects to find.
const class = `apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata:
  name: ` + engine.GatewayClass + `
spec:
  controllerName: ` + engine.ControllerName + "\n"

var placeholders = strings.NewReplacer(
	"{GATEWAY_CLASS_NAME}", engine.GatewayClass,
	"{GATEWAY_CONTROLLER_NAME}", engine.ControllerName,
	"PLACEHOLDER_USABLE_ADDRS", engine.UsableAddress,
	"PLACEHOLDER_UNUSABLE_ADDRS", engine.UnusableAddress,
)

func main() {
	out := flag.String("out", "", "the folder to write to")
	flag.Parse()
	if *out == "" {
		log.Fatal("where to? Give -out DIR")
	}
	if err := writeAll(*out, os.Stdout); err != nil {
		log.Fatal(err)
	}
}

func writeAll(out string, list io.Writer) error {
	api, err := judge.ModuleDir("sigs.k8s.io/gateway-api")
	if err != nil {
		return err
	}
	w := writer{out: out, list: list, appliedBy: appliedBy()}
	if _, err := fmt.Fprintln(list, "file\tfamily\ttests"); err != nil {
		return err
	}
	if err := w.write("conformance", "gatewayclass.yaml", class); err != nil {
		return err
	}
	for _, family := range []struct {
		name string
		from fs.FS
	}{
		{"conformance", upstream.Manifests},
		{"examples", os.DirFS(filepath.Join(api, "examples"))},
		{"invalid-examples", os.DirFS(filepath.Join(api, "hack", "invalid-examples"))},
	} {
		if err := w.family(family.name, family.from); err != nil {
			return err
		}
	}
	return nil
}

// appliedBy tells for a manifest of the suite which tests apply it.
func appliedBy() map[string][]string {
	names := map[string][]string{}
	for _, test := range tests.ConformanceTests {
		for _, manifest := range test.Manifests {
			names[manifest] = append(names[manifest], test.ShortName)
		}
	}
	return names
}

type writer struct {
	out       string
	list      io.Writer
	appliedBy map[string][]string
}

func (w writer) family(name string, from fs.FS) error {
	written := 0
	err := fs.WalkDir(from, ".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || path.Ext(file) != ".yaml" {
			return err
		}
		text, err := fs.ReadFile(from, file)
		if err != nil {
			return err
		}
		written++
		return w.write(name, file, placeholders.Replace(string(text)))
	})
	if err == nil && written == 0 {
		err = fmt.Errorf("no manifest among the %s of upstream", name)
	}
	return err
}

func (w writer) write(family, file, text string) error {
	target := filepath.Join(w.out, family, filepath.FromSlash(file))
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(target, []byte(text), 0o644); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w.list, "%s\t%s\t%s\n", path.Join(family, file), family, strings.Join(w.appliedBy[file], " "))
	return err
}
