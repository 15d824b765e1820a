package judge

import (
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Classes, in the order of the summary. Only tests of the first one send no request.
var Classes = []string{StatusOnly, "http-simulated", "grpc-simulated", "needs-socket", "impossible", "mesh"}

// StatusOnly is the class whose tests read statuses and nothing else.
const StatusOnly = "status-only"

// Entry is a line of the table of classes.
type Entry struct {
	Test, Class string
	// Exempt are features that must not be claimed while the test runs: it
	// looks at what an implementation without them says.
	Exempt []string
}

//go:embed classes.tsv
var classes string

// Table reads the committed table of classes.
func Table() ([]Entry, error) {
	var entries []Entry
	for line := range strings.Lines(classes) {
		fields := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if fields[0] == "test" {
			continue
		}
		if len(fields) != 3 || !slices.Contains(Classes, fields[1]) {
			return nil, fmt.Errorf("classes.tsv: cannot read %q", line)
		}
		entry := Entry{Test: fields[0], Class: fields[1]}
		if fields[2] != "" {
			entry.Exempt = strings.Split(fields[2], ",")
		}
		entries = append(entries, entry)
	}
	return entries, nil
}

// Complete compares the table with the tests that upstream registers.
func Complete(table []Entry, registered []string) error {
	var problems []error
	for _, test := range registered {
		if !slices.ContainsFunc(table, func(it Entry) bool { return it.Test == test }) {
			problems = append(problems, fmt.Errorf("%s has no class in classes.tsv", test))
		}
	}
	for i, entry := range table {
		if !slices.Contains(registered, entry.Test) {
			problems = append(problems, fmt.Errorf("classes.tsv names %s, which upstream does not have", entry.Test))
		}
		if i > 0 && table[i-1].Test >= entry.Test {
			problems = append(problems, fmt.Errorf("classes.tsv is not sorted at %s", entry.Test))
		}
	}
	return errors.Join(problems...)
}
