package conformance

import (
	"fmt"
	"strings"
	"sync"

	"routeproof.dev/conformance/engine"
	"routeproof.dev/conformance/judge"
)

// requests hears of what the harness cannot do: generated objects. A mark is
// printed, which the judge can tell from a wrong status, and the tests that run
// are not held against the engine.
type requests struct{}

// unanswerable hears of reads that only a real cluster could answer.
func (r *requests) unanswerable(what string) { mark(what, "") }

var marking sync.Mutex

func mark(what, place string) {
	if place != "" {
		what += " at " + place
	}
	marking.Lock()
	defer marking.Unlock()
	fmt.Print("\n" + judge.Mark + strings.ReplaceAll(what, "\n", " ") + "\n")
}

var _ engine.Engine = (*engine.Process)(nil)
