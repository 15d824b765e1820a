package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/routeproof/routeproof/tests/oracle/apiserver"
	"github.com/routeproof/routeproof/tests/oracle/corpus"
	"github.com/routeproof/routeproof/tests/oracle/engine"
)

// set is where the CRDs of a project are in its Go module.
type set struct{ name, module, version, files string }

// sets are the projects whose CRDs judge their objects, each with what others do not use: alternatives and conditions on
// everything (Istio), templates of Pods (cert-manager), patterns that only RE2 reads so (Traefik).
var sets = []set{
	{"envoy-gateway", "github.com/envoyproxy/gateway", "v1.9.1", "charts/gateway-helm/charts/crds/crds/generated/*.yaml"},
	{"istio", "istio.io/api", "v1.32.0", "kubernetes/customresourcedefinitions.gen.yaml"},
	{"traefik", "github.com/traefik/traefik/v3", "v3.7.13", "integration/fixtures/k8s/01-traefik-crd.yml"},
	{"cert-manager", "github.com/cert-manager/cert-manager", "v1.21.2", "deploy/crds/*.yaml"},
}

// sets compares texts about the kinds of other projects, as many per project as the flags say.
func (o *options) sets(out io.Writer, dir string) (bool, error) {
	agreed := true
	for _, it := range sets {
		if o.only != "" && o.only != it.name {
			continue
		}
		same, err := o.set(out, dir, it)
		if err != nil {
			return false, fmt.Errorf("%s: %w", it.name, err)
		}
		agreed = agreed && same
	}
	return agreed, nil
}

func (o *options) set(out io.Writer, dir string, it set) (bool, error) {
	module, err := apiserver.ModuleDir(it.module, it.version)
	if err != nil {
		return false, err
	}
	files, err := filepath.Glob(filepath.Join(module, it.files))
	if err != nil || len(files) == 0 {
		return false, fmt.Errorf("no files %s (%v)", it.files, err)
	}
	server, err := apiserver.New(dir, o.short(), channels[0])
	if err != nil {
		return false, err
	}
	var texts []string
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return false, err
		}
		texts = append(texts, string(text))
	}
	own, err := server.AddCRDs(texts)
	if err != nil {
		return false, err
	}
	cases := slices.Concat(corpus.Mutations(o.seed, o.crds/2, own), corpus.Wild(o.seed, o.crds/2, own))
	if o.judge != "" {
		if cases, err = o.cases(dir, nil, out); err != nil {
			return false, err
		}
	} else if o.limits {
		cases = append(cases, corpus.Limits(o.seed, own)...)
	}
	verdicts := judgeAll(server, cases)
	covered, families, shapes := newCoverage(own), newTable(), map[string][]int{}
	for i, verdict := range verdicts {
		for j := range verdict.Objects {
			covered.add(&verdict.Objects[j])
		}
		families.add(cases[i].Family, verdict)
	}
	server.Channel = it.name
	if o.engine != "" {
		process, err := engine.Start(o.engine)
		if err != nil {
			return false, err
		}
		gaps, err := process.Load(texts)
		if err != nil {
			return false, err
		}
		for _, gap := range gaps {
			fmt.Fprintf(out, "%s: not judged: %s\n", it.name, gap)
		}
		if err := o.ask(process, server, channels[0], cases, verdicts, shapes); err != nil {
			return false, err
		}
		o.printShapes(out, server, cases, verdicts, shapes, families)
	}
	families.print(out, it.name, o.engine != "")
	covered.print(out, it.name, false)
	return len(shapes) == 0, nil
}
