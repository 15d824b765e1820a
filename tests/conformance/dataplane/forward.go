package dataplane

import (
	"fmt"
	"net/http"
	"slices"
	"time"

	"routeproof.dev/conformance/engine"
)

// forward runs a request through mirrors, timeouts and retries to one backend.
func (p *Plane) forward(outcome engine.Outcome, backend engine.Backend, protocol string) (reply, error) {
	request := outcome.To(backend)
	for i, mirror := range outcome.Mirrors {
		what := fmt.Sprintf("%v rule %d mirror %d", outcome.Route, outcome.Rule, i)
		if p.pick(what, []float64{mirror.Share, 1 - mirror.Share}) != 0 {
			continue
		}
		if _, err := p.attempt(outcome, mirror, request, protocol); err != nil {
			return reply{}, err
		}
	}
	if backend.Status != 0 {
		return reply{status: backend.Status}, nil
	}
	answer, err := p.persist(outcome, backend, request, protocol)
	if err != nil {
		return answer, err
	}
	if answer.reset {
		answer = reply{status: http.StatusBadGateway}
	}
	if answer.headers == nil {
		answer.headers = http.Header{}
	}
	edits := outcome.ResponseHeaders
	if len(backend.ResponseHeaders) > 0 {
		edits = backend.ResponseHeaders
	}
	edit(answer.headers, edits)
	return answer, nil
}

// persist tries a backend as often and as long as the rule allows.
func (p *Plane) persist(outcome engine.Outcome, backend engine.Backend, request engine.Forwarded, protocol string) (reply, error) {
	whole, err := limit(outcome.Timeouts.Request)
	if err != nil {
		return reply{}, err
	}
	single, err := limit(outcome.Timeouts.BackendRequest)
	if err != nil {
		return reply{}, err
	}
	attempts, codes := 1, []int(nil)
	if outcome.Retry != nil {
		attempts, codes = 1+outcome.Retry.Attempts, outcome.Retry.Codes
	}
	var spent time.Duration
	var answer reply
	for range attempts {
		if answer, err = p.attempt(outcome, backend, request, protocol); err != nil {
			return answer, err
		}
		if single > 0 && answer.took > single {
			answer = reply{status: http.StatusGatewayTimeout, took: single}
		}
		if spent += answer.took; whole > 0 && spent > whole {
			return reply{status: http.StatusGatewayTimeout}, nil
		}
		if !answer.reset && !slices.Contains(codes, answer.status) {
			break
		}
	}
	return answer, nil
}

// limit reads a duration of the Gateway API; none and 0s mean no limit.
func limit(text string) (time.Duration, error) {
	if text == "" {
		return 0, nil
	}
	return time.ParseDuration(text)
}

// attempt sends a request to the next Pod of a backend.
func (p *Plane) attempt(outcome engine.Outcome, backend engine.Backend, request engine.Forwarded, protocol string) (reply, error) {
	at, ok, err := p.endpoint(backend)
	if err != nil || !ok {
		return reply{status: http.StatusServiceUnavailable}, err
	}
	speaks := listens(at)
	switch {
	case speaks == "tls":
		if backend.TLS == nil {
			return reply{status: http.StatusBadRequest}, nil // a plain request to a port for TLS
		}
		shown, err := p.backendHandshake(outcome, backend, at)
		if err != nil {
			return reply{status: http.StatusBadGateway}, nil //nolint:nilerr // what the client sees of it
		}
		answer := p.echo(at, request, "HTTP/1.1")
		if answer.seen != nil {
			answer.seen.TLS = shown
		}
		return answer, nil
	case backend.TLS != nil:
		return reply{status: http.StatusBadGateway}, nil // TLS to a port for plain requests
	case speaks == "h2c" && backend.Protocol != "kubernetes.io/h2c":
		return reply{status: http.StatusBadRequest}, nil
	case speaks == "h2c":
		return p.echo(at, request, "HTTP/2.0"), nil
	case speaks == "http":
		return p.echo(at, request, "HTTP/1.1"), nil
	}
	return reply{reset: true}, nil // nothing that speaks HTTP listens there
}

func edit(headers http.Header, edits []engine.Edit) {
	for _, it := range edits {
		switch it.Action {
		case "set":
			headers.Set(it.Name, it.Value)
		case "add":
			headers.Add(it.Name, it.Value)
		case "remove":
			headers.Del(it.Name)
		}
	}
}
