package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"github.com/routeproof/routeproof/tests/oracle/agreement"
	"github.com/routeproof/routeproof/tests/oracle/apiserver"
	"github.com/routeproof/routeproof/tests/oracle/corpus"
	"github.com/routeproof/routeproof/tests/oracle/engine"
)

type options struct {
	engine, release, corpus, judge, only string
	n, wild, examples, crds              int
	seed                                 int64
	limits                               bool
}

const (
	module      = "sigs.k8s.io/gateway-api"
	conformance = "sigs.k8s.io/gateway-api/conformance"
	newest      = "v1.7.0"
)

var channels = []string{"standard", "experimental"}

// run does what the flags say, and answers whether both sides agree everywhere.
func (o *options) run(out io.Writer) (bool, error) {
	dir, err := apiserver.ModuleDir(module, o.release)
	if err != nil {
		return false, err
	}
	servers := map[string]*apiserver.Server{}
	for _, channel := range channels {
		if servers[channel], err = apiserver.New(dir, o.short(), channel); err != nil {
			return false, err
		}
	}
	if o.corpus != "" {
		return true, o.writeCorpus(servers)
	}
	if o.only != "" {
		return o.sets(out, dir)
	}
	cases, err := o.cases(dir, servers, out)
	if err != nil {
		return false, err
	}
	agreed := true
	for _, channel := range channels {
		same, err := o.channel(out, servers[channel], cases)
		if err != nil {
			return false, err
		}
		agreed = agreed && same
	}
	if o.crds == 0 {
		return agreed, nil
	}
	same, err := o.sets(out, dir)
	return agreed && same, err
}

// short is the release as the engine's settings say it.
func (o *options) short() string {
	parts := strings.Split(strings.TrimPrefix(o.release, "v"), ".")
	return strings.Join(parts[:2], ".")
}

func (o *options) cases(dir string, servers map[string]*apiserver.Server, out io.Writer) ([]corpus.Case, error) {
	if o.judge != "" {
		text, err := os.ReadFile(o.judge)
		return []corpus.Case{{Family: "file", Note: o.judge, Text: string(text)}}, err
	}
	examples, err := corpus.Upstream("example", filepath.Join(dir, "examples"), "")
	if err != nil {
		return nil, err
	}
	invalid, err := corpus.Upstream("invalid example", filepath.Join(dir, "hack", "invalid-examples"), "")
	if err != nil {
		return nil, err
	}
	// The conformance module exists for the newest release only; its manifests are texts like any other.
	suite, err := apiserver.ModuleDir(conformance, newest)
	if err != nil {
		return nil, err
	}
	manifests, err := corpus.Upstream("conformance", suite, "reports")
	if err != nil {
		return nil, err
	}
	cases := append(append(examples, invalid...), manifests...)
	cases = append(cases, corpus.Documents(cases)...)
	mutations := corpus.Mutations(o.seed, o.n, servers["standard"].Resources(), servers["experimental"].Resources())
	limits := corpus.Limits(o.seed, servers["standard"].Resources(), servers["experimental"].Resources())
	wild := corpus.Wild(o.seed, o.wild, servers["standard"].Resources(), servers["experimental"].Resources())
	fmt.Fprintf(out, "seed %d: %d mutations, %d broken constraints, %d wild objects, %d upstream texts\n", o.seed, len(mutations), len(limits), len(wild), len(cases))
	return slices.Concat(cases, mutations, limits, wild), nil
}

// channel compares all cases in one channel; false where a text differs, or nothing breaks some rule or constraint.
func (o *options) channel(out io.Writer, server *apiserver.Server, cases []corpus.Case) (bool, error) {
	verdicts := judgeAll(server, cases)
	covered, limited, families := newCoverage(server.Resources()), newLimits(server), newTable()
	for i, verdict := range verdicts {
		for j := range verdict.Objects {
			covered.add(&verdict.Objects[j])
			limited.add(&verdict.Objects[j])
		}
		families.add(cases[i].Family, verdict)
	}
	shapes := map[string][]int{}
	if o.engine != "" {
		process, err := engine.Start(o.engine)
		if err != nil {
			return false, err
		}
		if err := o.ask(process, server, server.Channel, cases, verdicts, shapes); err != nil {
			return false, err
		}
		o.printShapes(out, server, cases, verdicts, shapes, families)
	}
	families.print(out, server.Channel, o.engine != "")
	if o.judge != "" {
		fmt.Fprintf(out, "%s: %+v\n", server.Channel, *verdicts[0])
		return len(shapes) == 0, nil
	}
	rules, constraints := covered.print(out, server.Channel, true), limited.print(out, server.Channel)
	// Agreement on what was not asked says nothing. The recipes are for the rules of the newest release.
	complete := o.release != newest || rules && constraints
	return len(shapes) == 0 && complete, nil
}

func judgeAll(server *apiserver.Server, cases []corpus.Case) []*apiserver.Verdict {
	return agreement.JudgeAll(cases, func(it corpus.Case) *apiserver.Verdict { return server.Judge([]byte(it.Text)) })
}

func (o *options) ask(process *engine.Engine, server *apiserver.Server, channel string, cases []corpus.Case, verdicts []*apiserver.Verdict, shapes map[string][]int) error {
	questions := make([]engine.Question, len(cases))
	for i, it := range cases {
		questions[i] = engine.Question{Op: "judge", ID: i, GatewayAPI: server.Release, Channel: channel, Text: it.Text}
	}
	err := process.Ask(questions, func(answer engine.Answer) {
		if difference := compare(verdicts[answer.ID], &answer); difference != "" {
			shape := agreement.ShapeOf(difference)
			shapes[shape] = append(shapes[shape], answer.ID)
		}
	})
	if err != nil {
		return err
	}
	return process.Stop()
}

func (o *options) printShapes(out io.Writer, server *apiserver.Server, cases []corpus.Case, verdicts []*apiserver.Verdict, shapes map[string][]int, families *table) {
	names := make([]string, 0, len(shapes))
	for shape := range shapes {
		names = append(names, shape)
	}
	sort.Slice(names, func(i, j int) bool {
		if a, b := len(shapes[names[i]]), len(shapes[names[j]]); a != b {
			return a > b
		}
		return names[i] < names[j]
	})
	for _, shape := range names {
		fmt.Fprintf(out, "\n## %s: %d x %s\n", server.Channel, len(shapes[shape]), shape)
		sort.Slice(shapes[shape], func(i, j int) bool { return len(cases[shapes[shape][i]].Text) < len(cases[shapes[shape][j]].Text) })
		for k, i := range shapes[shape] {
			families.disagree(cases[i].Family)
			if k >= o.examples {
				continue
			}
			text := cases[i].Text
			if len(text) > 1500 {
				text = text[:1500] + "…"
			}
			fmt.Fprintf(out, "--- case %d, %s: %.160s\n%s\nserver: %s\n", i, cases[i].Family, cases[i].Note, text, summary(verdicts[i]))
		}
	}
}

func summary(it *apiserver.Verdict) string {
	var parts []string
	if it.Broken != "" {
		parts = append(parts, "broken: "+it.Broken)
	}
	if it.Duplicates {
		parts = append(parts, "a key is there twice")
	}
	for _, object := range it.Objects {
		part := string(object.Stage)
		if object.Message != "" {
			part += " " + object.Message
		}
		for _, finding := range object.Findings {
			part += fmt.Sprintf("; %s %s %.120s", finding.Path, finding.Type, finding.Detail)
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, " | ")
}
