package judge

import (
	"slices"
	"strings"
	"testing"
)

func TestBehind(t *testing.T) {
	places, err := newPlaces()
	if err != nil {
		t.Fatal(err)
	}
	// The beginning of the test, and a place in a source that is none of a test.
	found, err := places.behind([]string{"gateway-static-addresses.go:71", "helpers.go:1"})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(found, func(it string) bool { return strings.HasSuffix(it, " GatewayMustHaveCondition") }) {
		t.Errorf("found %q", found)
	}
	if found, err = places.behind([]string{"gateway-static-addresses.go:10000"}); err != nil || len(found) > 0 {
		t.Errorf("behind the end are %q, %v", found, err)
	}
}

func TestStops(t *testing.T) {
	nodes, err := parse(strings.NewReader(said(
		"^V=== RUN   TestSuite/X", "^V=== RUN   TestSuite/X/request", Mark+"connection to tcp 127.64.0.1:80",
		"    tcp.go:89: EOF", "    tcproute-x.go:62: ", "        	Error Trace:	/modules/conformance@v1.7.0/utils/tcp/tcp.go:97",
		"        	            				/modules/conformance@v1.7.0/tests/tcproute-x.go:62",
		"^V--- FAIL: TestSuite/X/request (0.1s)", "^V--- FAIL: TestSuite/X (0.1s)")))
	if err != nil {
		t.Fatal(err)
	}
	if got := stops(nodes, "TestSuite/X"); !slices.Equal(got, []string{"tcproute-x.go:62"}) {
		t.Errorf("stops at %q", got)
	}
}
