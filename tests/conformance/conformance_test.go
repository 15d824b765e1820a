// Package conformance runs the official Gateway API conformance suite, as it is
// published, against statuses and requests that routeproof predicts. README.md tells how.
package conformance

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"sigs.k8s.io/gateway-api/conformance/tests"

	"routeproof.dev/conformance/engine"
	"routeproof.dev/conformance/judge"
)

var (
	enginePath = flag.String("engine", os.Getenv("ROUTEPROOF_ENGINE"), "the engine program, which reads questions as JSON lines")
	classNames = flag.String("classes", "", "run only these classes of tests, separated by commas")
	onlyTests  = flag.String("tests", "", "run only these tests of the suite, separated by commas")
	results    = flag.String("results", "", "write the result of every test to this file")
	transcript = flag.String("transcript", "", "write what the suite prints to this file")
)

// TestClasses keeps the table of classes in step with upstream.
func TestClasses(t *testing.T) {
	table, err := judge.Table()
	require.NoError(t, err)
	var registered []string
	for _, test := range tests.ConformanceTests {
		registered = append(registered, test.ShortName)
	}
	require.NoError(t, judge.Complete(table, registered))
}

// TestConformance fails when a status is wrong, whatever the class of the test.
func TestConformance(t *testing.T) {
	needEngine(t)
	verdicts := run(t, selection(t), plan{})
	sound = verdicts
	require.NoError(t, judge.Print(os.Stdout, verdicts))
	if *results != "" {
		file, err := os.Create(*results)
		require.NoError(t, err)
		require.NoError(t, judge.PrintAll(file, verdicts))
		require.NoError(t, file.Close())
	}
	for _, verdict := range verdicts {
		if verdict.Result == judge.Failed {
			t.Errorf("%s failed", verdict.Test)
		}
	}
}

// sound are the verdicts of TestConformance, where it ran before.
var sound []judge.Verdict

// TestWrongEngines shows that each kind of wrong answer is caught: by a test
// that the engine passes when nothing is spoiled.
func TestWrongEngines(t *testing.T) {
	needEngine(t)
	table, err := judge.Table()
	require.NoError(t, err)
	table = slices.DeleteFunc(table, func(it judge.Entry) bool {
		return it.Class != judge.StatusOnly && it.Class != "http-simulated" && it.Class != "mesh" || len(it.Exempt) > 0
	})
	if sound == nil {
		sound = run(t, table, plan{})
	}
	passing := map[string]bool{}
	for _, verdict := range sound {
		passing[verdict.Test] = verdict.Result == judge.Passed
	}
	table = slices.DeleteFunc(table, func(it judge.Entry) bool { return !passing[it.Test] })
	require.NotEmpty(t, table, "the engine passes no test, so nothing can be spoiled")
	for _, name := range engine.WrongNames() {
		t.Run(name, func(t *testing.T) {
			tried := slices.DeleteFunc(slices.Clone(table), func(it judge.Entry) bool {
				if engine.OfMesh(name) || it.Class == "mesh" {
					return engine.OfMesh(name) != (it.Class == "mesh")
				}
				return engine.OfRequests(name) == (it.Class == judge.StatusOnly)
			})
			var caught, unrun []string
			for _, verdict := range run(t, tried, plan{Wrong: name, FailFast: true}) {
				if verdict.Result == judge.Failed && verdict.Ran {
					caught = append(caught, verdict.Test)
				} else if verdict.Result == judge.Failed {
					unrun = verdict.Reasons
				}
			}
			require.NotEmpty(t, caught, "no test noticed; %s", strings.Join(unrun, "; "))
			fmt.Printf("wrong engine %s: caught by %s\n", name, strings.Join(caught, ", "))
		})
	}
}

func needEngine(t *testing.T) {
	if *enginePath == "" {
		t.Fatal("which engine? Give -engine PATH or ROUTEPROOF_ENGINE, see README.md")
	}
}

// selection is the part of the table that the flags ask for.
func selection(t *testing.T) []judge.Entry {
	table, err := judge.Table()
	require.NoError(t, err)
	names := func(list string) []string {
		return strings.FieldsFunc(list, func(r rune) bool { return r == ',' })
	}
	wanted, only := names(*classNames), names(*onlyTests)
	for _, class := range wanted {
		require.Contains(t, judge.Classes, class)
	}
	chosen := slices.DeleteFunc(table, func(it judge.Entry) bool {
		return len(wanted) > 0 && !slices.Contains(wanted, it.Class) || len(only) > 0 && !slices.Contains(only, it.Test)
	})
	require.NotEmpty(t, chosen, "no test has such a name or class")
	return chosen
}

// run executes tests in processes of the suite, one for each set of claimed
// features that they need, and judges them.
func run(t *testing.T, entries []judge.Entry, base plan) []judge.Verdict {
	groups := map[string][]judge.Entry{}
	var order []string
	for _, entry := range entries {
		key := strings.Join(entry.Exempt, ",")
		if entry.Class == "mesh" {
			key = "mesh"
		}
		if groups[key] == nil {
			order = append(order, key)
		}
		groups[key] = append(groups[key], entry)
	}
	var verdicts []judge.Verdict
	for _, key := range order {
		todo := base
		todo.Engine, todo.Mesh, todo.Exempt = *enginePath, key == "mesh", groups[key][0].Exempt
		for _, entry := range groups[key] {
			todo.Tests = append(todo.Tests, entry.Test)
		}
		judged, err := judge.Judge(bytes.NewReader(suiteOutput(t, todo)), "TestSuite", groups[key])
		require.NoError(t, err)
		verdicts = append(verdicts, judged...)
	}
	slices.SortFunc(verdicts, func(a, b judge.Verdict) int { return strings.Compare(a.Test, b.Test) })
	return verdicts
}

// suiteOutput runs TestSuite in a process of its own and returns what it
// printed. Its exit code says nothing that the judge does not see better.
func suiteOutput(t *testing.T, todo plan) []byte {
	text, err := json.Marshal(todo)
	require.NoError(t, err)
	process := exec.Command(os.Args[0], "-test.run=^TestSuite$", "-test.v=test2json", "-test.parallel=32", "-test.timeout=20m")
	process.Env = append(os.Environ(), planVariable+"="+string(text))
	var output bytes.Buffer
	process.Stdout, process.Stderr = &output, &output
	if err := process.Run(); err != nil {
		if exit := new(exec.ExitError); !errors.As(err, &exit) {
			t.Fatal(err)
		}
	}
	if *transcript != "" {
		file, err := os.OpenFile(*transcript, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
		require.NoError(t, err)
		_, err = file.Write(output.Bytes())
		require.NoError(t, err)
		require.NoError(t, file.Close())
	}
	return output.Bytes()
}
