package dataplane

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"sigs.k8s.io/gateway-api/conformance/utils/roundtripper"

	"routeproof.dev/conformance/engine"
)

// reply is what one attempt at a backend gives.
type reply struct {
	status int
	// reset: the connection broke, and there is no status.
	reset bool
	took  time.Duration
	// seen is the request as the Pod shows it; nil when it shows none.
	seen    *roundtripper.CapturedRequest
	headers http.Header
}

// echo does what the suite's image does with an HTTP request.
func (p *Plane) echo(at endpoint, request engine.Forwarded, protocol string) reply {
	path, query, _ := strings.Cut(request.Path, "?")
	values, err := url.ParseQuery(query)
	if err != nil {
		return reply{status: http.StatusBadRequest}
	}
	var failed bool
	switch {
	case path == "/health":
		return reply{status: http.StatusOK}
	case strings.HasPrefix(path, "/status/"):
		code, err := strconv.Atoi(strings.TrimPrefix(path, "/status/"))
		if err != nil {
			code = http.StatusBadRequest
		}
		return reply{status: code}
	case strings.HasPrefix(path, "/retry/"):
		if failed, err = p.fails(values); err != nil {
			return reply{status: http.StatusBadRequest}
		}
	}
	if failed {
		took, err := delay(values, "delayRetry")
		if err != nil {
			return reply{status: http.StatusInternalServerError}
		}
		code, err := strconv.Atoi(values.Get("responseCode"))
		return reply{status: code, reset: err != nil, took: took}
	}
	p.write(at.pod, "Echoing back request made to %s to client (127.0.0.1:1)", request.Path)
	took, err := delay(values, "delay")
	if err != nil {
		return reply{status: http.StatusInternalServerError}
	}
	port := env(at.pod, "HTTP_PORT")
	if port == "" {
		port = "3000"
	}
	namespace, pod, _ := strings.Cut(idOf(at.pod), "/")
	headers := http.Header{}
	for _, it := range request.Headers {
		headers.Add(it[0], it[1])
	}
	return reply{status: http.StatusOK, took: took, headers: answerHeaders(headers), seen: &roundtripper.CapturedRequest{
		Path: request.Path, Host: request.Host, Method: request.Method, Protocol: protocol, Headers: headers,
		HTTPPort: port, Namespace: namespace, Pod: pod,
	}}
}

// fails counts an attempt at /retry/ and tells whether it is one that fails.
func (p *Plane) fails(values url.Values) (bool, error) {
	most, err := strconv.Atoi(values.Get("succeedAfter"))
	if err != nil || values.Get("uuid") == "" {
		return false, strconv.ErrSyntax
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.failures[values.Get("uuid")] >= most {
		return false, nil
	}
	p.failures[values.Get("uuid")]++
	return true, nil
}

func delay(values url.Values, name string) (time.Duration, error) {
	if values.Get(name) == "" {
		return 0, nil
	}
	return time.ParseDuration(values.Get(name))
}

// answerHeaders are those of the image, and those that the request asks for.
func answerHeaders(asked http.Header) http.Header {
	headers := http.Header{"Content-Type": {"application/json"}, "X-Content-Type-Options": {"nosniff"}}
	for _, all := range asked["X-Echo-Set-Header"] {
		for one := range strings.SplitSeq(all, ",") {
			name, value, _ := strings.Cut(strings.TrimSpace(one), ":")
			if name == "" {
				continue
			}
			name, value = http.CanonicalHeaderKey(name), strings.TrimSpace(value)
			if len(headers[name]) == 0 {
				headers[name] = []string{value}
			} else {
				headers[name][0] += "," + value
			}
		}
	}
	return headers
}
