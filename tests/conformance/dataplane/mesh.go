package dataplane

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"google.golang.org/grpc/codes"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/streaming/pkg/httpstream"
	"k8s.io/streaming/pkg/httpstream/spdy"

	"routeproof.dev/conformance/engine"
)

var (
	errNoCommand = errors.New("a Pod of the suite runs only: client URL [--method=METHOD] [-H NAME:VALUE]... [--count=N]")
	errRefused   = errors.New("connection refused")
)

// Exec is the exec subresource of Pods, over SPDY. The only command of the
// mesh tests is a client, which sends requests from the Pod's namespace.
func (p *Plane) Exec(answer http.ResponseWriter, request *http.Request) {
	parts := strings.Split(strings.Trim(request.URL.Path, "/"), "/") // api v1 namespaces NAMESPACE pods NAME exec
	if len(parts) != 7 || parts[4] != "pods" || parts[6] != "exec" {
		http.NotFound(answer, request)
		return
	}
	if _, err := httpstream.Handshake(request, answer, []string{"v4.channel.k8s.io"}); err != nil {
		http.Error(answer, err.Error(), http.StatusBadRequest)
		return
	}
	query := request.URL.Query()
	wanted := 1 // the stream of the result
	for _, name := range []string{"stdin", "stdout", "stderr"} {
		if query.Get(name) == "true" {
			wanted++
		}
	}
	arriving := make(chan httpstream.Stream, wanted)
	connection := spdy.NewResponseUpgrader().UpgradeResponse(answer, request, func(it httpstream.Stream, _ <-chan struct{}) error {
		arriving <- it
		return nil
	})
	if connection == nil {
		return
	}
	defer func() { _ = connection.Close() }()
	streams := map[string]httpstream.Stream{}
	for len(streams) < wanted {
		select {
		case it := <-arriving:
			streams[it.Headers().Get("streamType")] = it
		case <-time.After(patience):
			return
		}
	}
	output, err := p.client(parts[3], query["command"])
	result := metav1.Status{Status: metav1.StatusSuccess}
	if err != nil {
		result = metav1.Status{Status: metav1.StatusFailure, Reason: metav1.StatusReasonInternalError, Message: err.Error()}
	}
	// A client that has gone needs no answer.
	if it := streams["stdout"]; it != nil {
		_, _ = it.Write([]byte(output))
	}
	_ = json.NewEncoder(streams["error"]).Encode(result)
	for _, it := range streams {
		_ = it.Close()
	}
	select {
	case <-connection.CloseChan():
	case <-time.After(patience):
	}
}

// client sends requests as the command in a Pod does, and gives what it prints:
// a block of lines for each, with an empty line between.
func (p *Plane) client(namespace string, command []string) (string, error) {
	asked, count, err := parse(command)
	if err != nil {
		return "", err
	}
	asked.From = namespace
	send := p.sendHTTP
	if strings.HasPrefix(command[1], "grpc://") {
		send = p.sendGRPC
	}
	var blocks []string
	for range count {
		block, err := send(asked)
		if err != nil {
			return "", err
		}
		blocks = append(blocks, strings.Join(block, "\n")+"\n")
	}
	return strings.Join(blocks, "\n"), nil
}

// parse reads the command line of the client.
func parse(command []string) (asked engine.Request, count int, err error) {
	if len(command) < 2 || command[0] != "client" {
		return asked, 0, fmt.Errorf("%w, not %q", errNoCommand, command)
	}
	target, err := url.Parse(command[1])
	if err != nil {
		return asked, 0, err
	}
	asked, count = engine.Request{Method: http.MethodGet, Path: target.RequestURI()}, 1
	switch target.Scheme {
	case "http":
	case "grpc":
		asked.Method, asked.Path = http.MethodPost, meshEcho
		asked.Headers = [][2]string{{"content-type", "application/grpc"}}
	default:
		return asked, 0, fmt.Errorf("%w: no scheme %q", errNoCommand, target.Scheme)
	}
	asked.URL = "http://" + target.Host
	asked.Port = 80
	if text := target.Port(); text != "" {
		if asked.Port, err = strconv.Atoi(text); err != nil {
			return asked, 0, err
		}
	}
	for rest := command[2:]; len(rest) > 0; rest = rest[1:] {
		name, value, _ := strings.Cut(rest[0], "=")
		switch {
		case name == "--method":
			asked.Method = value
		case name == "--count":
			if count, err = strconv.Atoi(value); err != nil {
				return asked, 0, err
			}
		case name == "-H" && len(rest) > 1:
			header, value, _ := strings.Cut(rest[1], ":")
			asked.Headers = append(asked.Headers, [2]string{header, strings.TrimSpace(value)})
			rest = rest[1:]
		default:
			return asked, 0, fmt.Errorf("%w, not %q", errNoCommand, rest[0])
		}
	}
	slices.SortStableFunc(asked.Headers, func(a, b [2]string) int { return strings.Compare(a[0], b[0]) })
	return asked, count, nil
}

// sendHTTP runs one request and gives the lines that tell of it.
func (p *Plane) sendHTTP(asked engine.Request) ([]string, error) {
	outcome, err := p.decided(asked)
	if err != nil {
		return nil, err
	}
	answer := reply{status: outcome.Status, headers: http.Header{}}
	edit(answer.headers, outcome.ResponseHeaders)
	switch {
	case outcome.Outcome == "redirect":
		answer.headers.Set("Location", outcome.Location)
	case outcome.Outcome == "forward":
		backend := p.choose(outcome)
		if backend == nil {
			return nil, fmt.Errorf("no backend has a share of %+v", asked)
		}
		if answer, err = p.forward(outcome, *backend, "HTTP/1.1"); err != nil {
			return nil, err
		}
	case outcome.Status == 0:
		return nil, fmt.Errorf("%w: %s", errRefused, strings.Join(outcome.Reasons, "; "))
	}
	lines := []string{fmt.Sprintf("StatusCode=%d", answer.status)}
	if seen := answer.seen; seen != nil {
		lines = append(lines, "Hostname="+seen.Pod, "Host="+seen.Host, "Method="+seen.Method, "URL="+seen.Path, "Proto="+seen.Protocol)
		lines = append(lines, headerLines("RequestHeader", seen.Headers)...)
	}
	return append(lines, headerLines("ResponseHeader", answer.headers)...), nil
}

// sendGRPC runs one call and gives the lines that tell of it.
func (p *Plane) sendGRPC(asked engine.Request) ([]string, error) {
	outcome, err := p.decided(asked)
	if err != nil {
		return nil, err
	}
	code, response, err := p.carry(outcome)
	if err != nil {
		return nil, err
	}
	if code != codes.OK {
		return []string{fmt.Sprintf("StatusCode=%d", code)}, nil
	}
	// The client writes the HTTP status, of calls too.
	seen := response.GetAssertions()
	lines := []string{"StatusCode=200", "Hostname=" + seen.GetContext().GetPod(), "Host=" + seen.GetAuthority()}
	for _, it := range seen.GetHeaders() {
		lines = append(lines, fmt.Sprintf("RequestHeader=%s:%s", it.GetKey(), it.GetValue()))
	}
	return lines, nil
}

func headerLines(what string, headers http.Header) []string {
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(headers)) {
		for _, value := range headers[name] {
			lines = append(lines, fmt.Sprintf("%s=%s:%s", what, name, value))
		}
	}
	return lines
}
