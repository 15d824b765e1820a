package conformance

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"

	"routeproof.dev/conformance/engine"
	"routeproof.dev/conformance/judge"
)

// errNotYet is what the suite gets where the harness cannot carry out a request.
var errNotYet = errors.New("requests of this kind are not answered yet")

// requests hears of what the data plane cannot carry out: sockets, commands in
// Pods, generated objects. A mark is printed, which the judge can tell from a
// wrong status, and the tests that run are not held against the engine.
type requests struct{}

// ServeHTTP receives what cannot go through the in-process transport: the
// commands that mesh tests run in Pods.
func (r *requests) ServeHTTP(answer http.ResponseWriter, request *http.Request) {
	mark(request.Method+" "+request.URL.Path, "")
	http.Error(answer, errNotYet.Error(), http.StatusNotImplemented)
}

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
