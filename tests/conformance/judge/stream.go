// Package judge reads what a run of the suite printed and says, test by test,
// whether the statuses were right. It separates a wrong status, which is never
// excused, from a request that nobody answers yet.
package judge

import (
	"bufio"
	"io"
	"strings"
)

// Mark begins a line that the run prints when a test asks for what the harness
// cannot answer yet: a request, a log, a generated object.
const Mark = "@not-yet "

// node is a test or subtest.
type node struct {
	name   string
	result string // pass, fail or skip; "" while it runs
	output []string
	// marked: it ran while something unanswerable was asked.
	marked bool
	// failedBelow: a subtest failed, so its own failure says nothing.
	failedBelow bool
	// stopped is where in the suite's tests requests were given up.
	stopped []string
}

// parse reads the output of a test binary that ran with -test.v=test2json:
// lines about the course of the run begin with ^V.
func parse(stream io.Reader) (map[string]*node, error) {
	nodes := map[string]*node{}
	current := &node{}
	lines := bufio.NewScanner(stream)
	lines.Buffer(nil, 1<<24) // requests are logged with their certificates
	for lines.Scan() {
		line := lines.Text()
		if what, ok := strings.CutPrefix(line, Mark); ok {
			markRunning(nodes, what)
			continue
		}
		_, note, noted := strings.Cut(line, "\x16")
		if !noted {
			current.output = append(current.output, line)
			continue
		}
		word, name := splitNote(note)
		switch word {
		case "RUN":
			nodes[name] = &node{name: name}
			current = nodes[name]
		case "NAME", "CONT":
			if it := nodes[name]; it != nil {
				current = it
			}
		case "PASS", "FAIL", "SKIP":
			if it := nodes[name]; it != nil {
				it.result = strings.ToLower(word)
				current = it
			}
		}
	}
	for name, it := range nodes {
		parent, nested := nodes[name[:max(0, strings.LastIndexByte(name, '/'))]]
		if nested && it.result == "fail" {
			parent.failedBelow = true
		}
	}
	return nodes, lines.Err()
}

// splitNote reads `=== RUN   Name` and `--- FAIL: Name (0.01s)`.
func splitNote(note string) (word, name string) {
	fields := strings.Fields(note)
	if len(fields) < 3 {
		return "", ""
	}
	return strings.TrimSuffix(fields[1], ":"), fields[2]
}

// markRunning notes on every running test that something was asked in vain.
// The place, after " at ", belongs to the test that it is in.
func markRunning(nodes map[string]*node, what string) {
	_, place, placed := strings.Cut(what, " at ")
	for _, it := range nodes {
		if it.result != "" {
			continue
		}
		it.marked = true
		if placed && strings.Count(it.name, "/") == 1 {
			it.stopped = append(it.stopped, place)
		}
	}
}
