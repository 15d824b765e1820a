package conformance

import (
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/websocket"
	"sigs.k8s.io/gateway-api/conformance/utils/grpc"
	"sigs.k8s.io/gateway-api/conformance/utils/roundtripper"

	"routeproof.dev/conformance/engine"
	"routeproof.dev/conformance/judge"
)

// errNotYet is what a request gets that cannot stop its test itself.
var errNotYet = errors.New("requests are not answered yet")

// requests stands where the suite sends its requests. Today each of them is
// given up in a way that the judge can tell from a wrong status: a mark is
// printed, and the test that asked is skipped from there on. What will execute
// the outcomes of engine.Engine's Request takes this place.
type requests struct {
	// patience is how long the suite follows logs, see giveUp.
	patience time.Duration

	mu      sync.Mutex
	logRead time.Time
}

// CaptureRoundTrip is the suite's hook for HTTP.
func (r *requests) CaptureRoundTrip(request roundtripper.Request) (*roundtripper.CapturedRequest, *roundtripper.CapturedResponse, error) {
	return nil, nil, r.giveUp(request.T, request.Method+" "+request.URL.String())
}

// SendRPC is the suite's hook for gRPC.
func (r *requests) SendRPC(t *testing.T, address string, _ grpc.ExpectedResponse, _ time.Duration) (*grpc.Response, error) {
	return nil, r.giveUp(t, "rpc "+address)
}

// Close is part of the suite's hook for gRPC.
func (r *requests) Close() {}

// Dial is the suite's hook for WebSockets.
func (r *requests) Dial(url, _, _ string) (*websocket.Conn, error) {
	return nil, r.giveUp(nil, "dial "+url)
}

// ServeHTTP receives what cannot go through the in-process transport: the
// commands that mesh tests run in Pods.
func (r *requests) ServeHTTP(answer http.ResponseWriter, request *http.Request) {
	mark(request.Method+" "+request.URL.Path, "")
	http.Error(answer, errNotYet.Error(), http.StatusNotImplemented)
}

// unanswerable hears of reads that only a real cluster could answer.
func (r *requests) unanswerable(what string) {
	r.mu.Lock()
	r.logRead = time.Now()
	r.mu.Unlock()
	mark(what, "")
}

// giveUp marks the running tests, then ends the one that asked if it asks from
// its own goroutine. From another one only an error can reach it.
func (r *requests) giveUp(t *testing.T, what string) error {
	own, place := whoAsks()
	mark(what, place)
	r.mu.Lock()
	watched := r.patience - time.Since(r.logRead)
	r.mu.Unlock()
	if watched > 0 {
		// Goroutines of this test follow the logs of Pods. They would write to
		// the test after its end, which ends the whole run.
		time.Sleep(watched)
	}
	if t != nil && own {
		t.Skip(errNotYet)
	}
	return errNotYet
}

var marking sync.Mutex

func mark(what, place string) {
	if place != "" {
		what += " at " + place
	}
	marking.Lock()
	defer marking.Unlock()
	fmt.Print("\n" + judge.Mark + strings.ReplaceAll(what, "\n", " ") + "\n")
}

// whoAsks walks the stack: is this a test's own goroutine, and which line of
// the suite's tests is on it?
func whoAsks() (own bool, place string) {
	callers := make([]uintptr, 64)
	frames := runtime.CallersFrames(callers[:runtime.Callers(2, callers)])
	for {
		frame, more := frames.Next()
		if place == "" && strings.Contains(frame.Function, "/conformance/tests.") {
			place = fmt.Sprintf("%s:%d", filepath.Base(frame.File), frame.Line)
		}
		own = own || frame.Function == "testing.tRunner"
		if !more {
			return own, place
		}
	}
}

var _ engine.Engine = (*engine.Process)(nil)
