package judge

import (
	"slices"
	"strings"
	"testing"
)

// said is the output of a run of one test, in which ^V stands for the real one.
func said(lines ...string) string {
	return strings.ReplaceAll(strings.Join(lines, "\n"), "^V", "\x16") + "\n"
}

const trace = "        	Error Trace:	/modules/gateway-api/conformance@v1.7.0/utils/kubernetes/helpers.go:829"

func TestJudge(t *testing.T) {
	for _, it := range []struct {
		name, class, output string
		want                Result
	}{
		{"all is well", StatusOnly, said("^V=== RUN   TestSuite", "^V=== RUN   TestSuite/X", "^V--- PASS: TestSuite/X (0.1s)"), Passed},
		{"a wrong status", StatusOnly, said("^V=== RUN   TestSuite/X", trace, "^V--- FAIL: TestSuite/X (0.1s)"), Failed},
		{"a wrong status before a request", "http-simulated", said(
			"^V=== RUN   TestSuite/X", "^V=== RUN   TestSuite/X/status", "status.go:1: not what it was to be", "^V--- FAIL: TestSuite/X/status (0.1s)",
			"^V=== RUN   TestSuite/X/request", Mark+"GET /", "^V--- SKIP: TestSuite/X/request (0.1s)", "^V--- FAIL: TestSuite/X (0.1s)"), Failed},
		{"a wrong status after a request", "needs-socket", said(
			"^V=== RUN   TestSuite/X", Mark+"connection", trace, "^V--- FAIL: TestSuite/X (0.1s)"), Failed},
		{"an unanswered request", "needs-socket", said(
			"^V=== RUN   TestSuite/X", Mark+"connection", "tcp.go:1: timeout", "^V--- FAIL: TestSuite/X (0.1s)"), NotYet},
		{"a skipped request", "http-simulated", said(
			"^V=== RUN   TestSuite/X", "^V=== RUN   TestSuite/X/request", Mark+"GET /", "^V--- SKIP: TestSuite/X/request (0.1s)", "^V--- PASS: TestSuite/X (0.1s)"), NotYet},
		{"a request in the wrong class", StatusOnly, said("^V=== RUN   TestSuite/X", Mark+"GET /", "^V--- SKIP: TestSuite/X (0.1s)"), Failed},
		{"a test skipped as a whole", StatusOnly, said("^V=== RUN   TestSuite/X", "^V--- SKIP: TestSuite/X (0.1s)"), Failed},
		{"a test that did not run", StatusOnly, said("^V=== RUN   TestSuite", "the setup failed", "^V--- FAIL: TestSuite (0.1s)"), Failed},
		{"a crash", "http-simulated", said("^V=== RUN   TestSuite/X", "panic: oh"), Failed},
	} {
		t.Run(it.name, func(t *testing.T) {
			nodes, err := parse(strings.NewReader(it.output))
			if err != nil {
				t.Fatal(err)
			}
			if got := judge(nodes, "TestSuite", Entry{Test: "X", Class: it.class}); got.Result != it.want {
				t.Errorf("got %s (%v), want %s", got.Result, got.Reasons, it.want)
			}
		})
	}
}

func TestComplete(t *testing.T) {
	table := []Entry{{Test: "A"}, {Test: "B"}}
	if err := Complete(table, []string{"A", "B"}); err != nil {
		t.Error(err)
	}
	for _, registered := range [][]string{{"A"}, {"A", "B", "C"}} {
		if Complete(table, registered) == nil {
			t.Errorf("%v passes for %v", registered, table)
		}
	}
}

func TestSummarise(t *testing.T) {
	counts := Summarise([]Verdict{{Class: "mesh", Result: NotYet}, {Class: StatusOnly, Result: Passed}, {Class: StatusOnly, Result: Failed}})
	want := []Count{{StatusOnly, 2, 1, 1, 0}, {"mesh", 1, 0, 0, 1}, {"total", 3, 1, 1, 1}}
	if !slices.Equal(counts, want) {
		t.Errorf("got %v, want %v", counts, want)
	}
}

func TestTableReads(t *testing.T) {
	table, err := Table()
	if err != nil {
		t.Fatal(err)
	}
	only := 0
	for _, entry := range table {
		if entry.Class == StatusOnly {
			only++
		}
	}
	if len(table) != 170 || only != 50 {
		t.Errorf("%d tests, %d of them %s; upstream v1.7.0 has 170 and 50", len(table), only, StatusOnly)
	}
}
