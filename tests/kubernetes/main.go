// Command kubernetes puts the same objects of Kubernetes' own kinds to the API server's code and to the engine, and prints
// where they differ.
package main

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"sort"
	"strings"

	"github.com/routeproof/routeproof/tests/kubernetes/corpus"
	"github.com/routeproof/routeproof/tests/kubernetes/server"
	"github.com/routeproof/routeproof/tests/oracle/agreement"
	"github.com/routeproof/routeproof/tests/oracle/engine"
	"k8s.io/klog/v2"
)

func main() {
	program := flag.String("engine", "", "path of routeproof-engine")
	n := flag.Int("n", 12000, "how many objects of the kinds that are validated to make")
	types := flag.String("types", "../../core/schema-gen/kubernetes-types.txt", "the kinds that the newest release serves")
	filled := flag.Int("filled", 6000, "how many objects of all kinds to make")
	grown := flag.Int("grown", 6000, "how many objects to grow from the types of the kinds that are validated")
	seed := flag.Int64("seed", 1, "seed of the mutations")
	examples := flag.Int("examples", 2, "how many texts to print for each shape of difference")
	store := flag.String("write-corpus", "", "write texts with the server's answers to this file and stop")
	file := flag.String("judge", "", "judge the object in this file only")
	flag.Parse()
	klog.LogToStderr(false)
	klog.SetOutput(discard{})
	cases, err := corpus.Mutations(*seed, *n)
	if err != nil {
		fail(err)
	}
	served, err := servedIn(*types, "37")
	if err != nil {
		fail(err)
	}
	cases = append(cases, corpus.Filled(server.Types(), served, *seed, *filled)...)
	more, err := corpus.Grown(server.Types(), server.Strategies(), *seed, *grown)
	if err != nil {
		fail(err)
	}
	cases = append(cases, more...)
	if *file != "" {
		text, err := os.ReadFile(*file)
		if err != nil {
			fail(err)
		}
		cases = []corpus.Case{{Family: "file", Note: *file, Text: string(text)}}
	}
	if *store != "" {
		if err := write(*store, cases); err != nil {
			fail(err)
		}
		return
	}
	same, err := compareAll(*program, cases, *examples)
	if err != nil {
		fail(err)
	}
	if !same {
		os.Exit(1)
	}
}

// servedIn are the kinds of a release in a file of types.
func servedIn(file, minor string) (map[string]bool, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	served := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		words := strings.Fields(line)
		if words[1] == "kind" && strings.HasSuffix(words[0], minor) {
			served[strings.Trim(words[2], `"`)+"/"+words[3]+"/"+words[4]] = true
		}
	}
	return served, nil
}

type discard struct{}

func (discard) Write(text []byte) (int, error) { return len(text), nil }

func fail(err error) {
	fmt.Fprintln(os.Stderr, "kubernetes:", err)
	os.Exit(2)
}

func compareAll(program string, cases []corpus.Case, examples int) (bool, error) {
	verdicts := judgeAll(cases)
	process, err := engine.Start(program)
	if err != nil {
		return false, err
	}
	questions := make([]engine.Question, len(cases))
	for i, it := range cases {
		questions[i] = engine.Question{Op: "judge", ID: i, GatewayAPI: "1.7", Channel: "standard", Text: it.Text}
	}
	shapes, counts := map[string][]int{}, map[string]int{}
	err = process.Ask(questions, func(answer engine.Answer) {
		i := answer.ID
		difference, open := compare(cases[i].Text, &verdicts[i], &answer, strings.HasPrefix(cases[i].Family, "filled"))
		state := "refused"
		switch {
		case verdicts[i].Broken != "":
			state = "not compared"
		case verdicts[i].Accepted():
			state = "accepted"
		case open:
			state = "refused for what is not covered"
		}
		counts[cases[i].Family+": "+state]++
		if difference != "" {
			shape := agreement.ShapeOf(difference)
			shapes[shape] = append(shapes[shape], i)
		}
	})
	if err != nil {
		return false, err
	}
	if err := process.Stop(); err != nil {
		return false, err
	}
	report(cases, verdicts, shapes, counts, examples)
	return len(shapes) == 0, nil
}

func judgeAll(cases []corpus.Case) []server.Verdict {
	return agreement.JudgeAll(cases, func(it corpus.Case) server.Verdict { return server.Judge([]byte(it.Text)) })
}

func report(cases []corpus.Case, verdicts []server.Verdict, shapes map[string][]int, counts map[string]int, examples int) {
	names := make([]string, 0, len(shapes))
	total := 0
	for shape, all := range shapes {
		names = append(names, shape)
		total += len(all)
	}
	sort.Slice(names, func(i, j int) bool {
		if a, b := len(shapes[names[i]]), len(shapes[names[j]]); a != b {
			return a > b
		}
		return names[i] < names[j]
	})
	for _, shape := range names {
		fmt.Printf("\n## %d x %s\n", len(shapes[shape]), shape)
		all := shapes[shape]
		sort.Slice(all, func(i, j int) bool { return len(cases[all[i]].Text) < len(cases[all[j]].Text) })
		for _, i := range all[:min(examples, len(all))] {
			fmt.Printf("--- %s\n%.900s\nserver: %s\n", cases[i].Note, cases[i].Text, strings.Join(verdicts[i].Details, " | "))
		}
	}
	var lines []string
	for name, count := range counts {
		lines = append(lines, fmt.Sprintf("%6d %s", count, name))
	}
	slices.SortFunc(lines, func(a, b string) int { return strings.Compare(a[7:], b[7:]) })
	fmt.Printf("\n%s\n%d of %d texts differ\n", strings.Join(lines, "\n"), total, len(cases))
}
