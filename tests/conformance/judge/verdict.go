package judge

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
)

// Result is the outcome of one test of the suite.
type Result string

// NotYet: every status that was looked at is right, but requests are not answered.
const (
	Passed Result = "passed"
	Failed Result = "failed"
	NotYet Result = "not-yet"
)

// Verdict is the outcome of one test, and why.
type Verdict struct {
	Test, Class string
	Result      Result
	// Ran is false for a test that never began.
	Ran bool
	// Reasons tell what was wrong, one entry per failed subtest.
	Reasons []string
	// Unreached are status checks that stand behind an unanswered request.
	Unreached []string
}

// Judge reads the output of one run that was to run these tests below root.
func Judge(output io.Reader, root string, tests []Entry) ([]Verdict, error) {
	nodes, err := parse(output)
	if err != nil {
		return nil, err
	}
	places, err := newPlaces()
	if err != nil {
		return nil, err
	}
	verdicts := make([]Verdict, 0, len(tests))
	for _, test := range tests {
		verdict := judge(nodes, root, test)
		if verdict.Unreached, err = places.behind(stops(nodes, root+"/"+test.Test)); err != nil {
			return nil, err
		}
		verdicts = append(verdicts, verdict)
	}
	return verdicts, nil
}

// stops are the places where a test and its subtests gave up, all of them or
// more: a place behind which nothing is checked does no harm.
func stops(nodes map[string]*node, name string) []string {
	var places []string
	for _, it := range nodes {
		if it.name != name && !strings.HasPrefix(it.name, name+"/") {
			continue
		}
		places = append(places, it.stopped...)
		if it.marked && it.result == "fail" && !it.failedBelow {
			places = append(places, it.lastPlaces()...)
		}
	}
	return places
}

var place = regexp.MustCompile(`(?:^\s+|/tests/)([a-z0-9-]+\.go:[0-9]+)(?::|$)`)

// lastPlaces are the places that a failed test printed from its last assertion on.
func (it *node) lastPlaces() []string {
	from := max(0, len(it.output)-1)
	for i, line := range it.output {
		if strings.Contains(line, "Error Trace:") {
			from = i
		}
	}
	var found []string
	for _, line := range it.output[from:] {
		if match := place.FindStringSubmatch(line); match != nil {
			found = append(found, match[1])
		}
	}
	return found
}

func judge(nodes map[string]*node, root string, test Entry) Verdict {
	verdict := Verdict{Test: test.Test, Class: test.Class, Result: Failed}
	name := root + "/" + test.Test
	top := nodes[name]
	if top == nil {
		verdict.Reasons = []string{"it did not run: " + lastWords(nodes[root])}
		return verdict
	}
	verdict.Ran = true
	for _, it := range nodes {
		if (it == top || strings.HasPrefix(it.name, name+"/")) && it.wrongStatus() {
			verdict.Reasons = append(verdict.Reasons, strings.TrimPrefix(it.name, root+"/")+": "+lastWords(it))
		}
	}
	slices.Sort(verdict.Reasons)
	switch {
	case len(verdict.Reasons) > 0:
	case top.result == "":
		verdict.Reasons = []string{"it did not end: " + lastWords(top)}
	case top.marked && test.Class == StatusOnly:
		verdict.Reasons = []string{"it sends a request, so its class is wrong"}
	case top.marked:
		verdict.Result = NotYet
	case top.result == "skip":
		verdict.Reasons = []string{"it was skipped: " + lastWords(top)}
	default:
		verdict.Result = Passed
	}
	return verdict
}

// wrongStatus tells whether a failure is about a status. Only a failure that
// came after an unanswered request, and that no helper for statuses raised, is not.
func (it *node) wrongStatus() bool {
	if it.result != "fail" {
		return false
	}
	if slices.ContainsFunc(it.output, raisedByStatusHelper) {
		return true
	}
	return !it.failedBelow && !it.marked
}

// raisedByStatusHelper recognises the trace of a failed assertion, and the
// place that testing prints before a message, in the helpers that read statuses.
func raisedByStatusHelper(line string) bool {
	return strings.Contains(line, "/utils/kubernetes/helpers.go:") || strings.HasPrefix(strings.TrimSpace(line), "helpers.go:") && strings.Contains(line, "Error")
}

// lastWords are the lines that explain a failure best: from the last "Error:"
// of an assertion on, or the last lines of all.
func lastWords(it *node) string {
	if it == nil {
		return "the run printed nothing about it"
	}
	lines := it.output
	from := max(0, len(lines)-6)
	for i, line := range lines {
		if strings.Contains(line, "Error:") {
			from = max(0, i-3)
		}
	}
	said := strings.Join(strings.Fields(strings.Join(lines[from:], " ")), " ")
	if len(said) > 900 {
		said = said[:900] + "…"
	}
	if said == "" {
		return "no message"
	}
	return said
}

// Count is one line of the summary.
type Count struct {
	Class                         string
	Tests, Passed, Failed, NotYet int
}

// Summarise counts the verdicts per class, and all of them in the last line.
func Summarise(verdicts []Verdict) []Count {
	byClass := map[string]*Count{}
	total := Count{Class: "total"}
	for _, verdict := range verdicts {
		if byClass[verdict.Class] == nil {
			byClass[verdict.Class] = &Count{Class: verdict.Class}
		}
		for _, count := range []*Count{byClass[verdict.Class], &total} {
			count.Tests++
			switch verdict.Result {
			case Passed:
				count.Passed++
			case Failed:
				count.Failed++
			case NotYet:
				count.NotYet++
			}
		}
	}
	var counts []Count
	for _, class := range Classes {
		if count := byClass[class]; count != nil {
			counts = append(counts, *count)
		}
	}
	return append(counts, total)
}

// Print writes the summary as a table, after what failed and why.
func Print(out io.Writer, verdicts []Verdict) error {
	var text strings.Builder
	unreached := 0
	for _, verdict := range verdicts {
		unreached += len(verdict.Unreached)
		for _, reason := range verdict.Reasons {
			fmt.Fprintf(&text, "FAILED %s (%s)\n    %s\n", verdict.Test, verdict.Class, reason)
		}
	}
	fmt.Fprintf(&text, "%-16s %6s %7s %7s %8s\n", "class", "tests", "passed", "failed", "not-yet")
	for _, count := range Summarise(verdicts) {
		fmt.Fprintf(&text, "%-16s %6d %7d %7d %8d\n", count.Class, count.Tests, count.Passed, count.Failed, count.NotYet)
	}
	fmt.Fprintf(&text, "%d status checks stand behind requests and were not reached\n", unreached)
	_, err := io.WriteString(out, text.String())
	return err
}

// PrintAll writes one line per test, then the checks that it did not reach.
func PrintAll(out io.Writer, verdicts []Verdict) error {
	var text strings.Builder
	text.WriteString("test\tclass\tresult\tunreached\n")
	for _, verdict := range verdicts {
		fmt.Fprintf(&text, "%s\t%s\t%s\t%s\n", verdict.Test, verdict.Class, verdict.Result, strings.Join(verdict.Unreached, " "))
	}
	_, err := io.WriteString(out, text.String())
	return err
}
