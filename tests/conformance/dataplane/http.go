package dataplane

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"sigs.k8s.io/gateway-api/conformance/utils/roundtripper"

	"routeproof.dev/conformance/engine"
)

var errClosed = errors.New("the Gateway closed the connection")

// CaptureRoundTrip is the suite's hook for HTTP.
func (p *Plane) CaptureRoundTrip(request roundtripper.Request) (*roundtripper.CapturedRequest, *roundtripper.CapturedResponse, error) {
	address, port, err := destination(request.URL)
	if err != nil {
		return nil, nil, err
	}
	encrypted := request.Protocol == roundtripper.HTTPSProtocol || request.Protocol == roundtripper.H2Protocol
	asked := asEngine(request, port, encrypted)
	outcome, err := p.ask(address, asked)
	if err != nil {
		return nil, nil, err
	}
	response := &roundtripper.CapturedResponse{StatusCode: outcome.Status, Protocol: "HTTP/1.1", Headers: http.Header{}}
	if request.Protocol == roundtripper.H2Protocol || request.Protocol == roundtripper.H2CPriorKnowledgeProtocol {
		response.Protocol = "HTTP/2.0"
	}
	passthrough := p.passesThrough(outcome)
	if encrypted && !passthrough {
		if response.PeerCertificates, err = p.handshake(outcome, request, port); err != nil {
			return nil, nil, err
		}
	}
	seen := &roundtripper.CapturedRequest{Method: asked.Method}
	edit(response.Headers, outcome.ResponseHeaders)
	switch {
	case outcome.Outcome == "redirect":
		err = redirect(outcome, response)
	case outcome.Outcome == "respond" && outcome.Status == 0:
		err = errClosed
	case outcome.Outcome == "forward":
		backend := p.choose(outcome)
		if backend == nil {
			return nil, nil, fmt.Errorf("no backend has a share of %+v", asked)
		}
		if passthrough {
			return p.through(outcome, *backend, request, asked, response)
		}
		var answer reply
		if answer, err = p.forward(outcome, *backend, "HTTP/1.1"); answer.seen != nil {
			seen = answer.seen
		}
		response.StatusCode, response.Headers = answer.status, answer.headers
	}
	return seen, response, err
}

// asEngine is a request of the suite in the engine's words.
func asEngine(request roundtripper.Request, port int, encrypted bool) engine.Request {
	scheme, host := "http", request.Host
	if encrypted {
		scheme = "https"
	}
	if host == "" {
		host = hostOf(request.URL.Hostname())
	}
	asked := engine.Request{
		URL: scheme + "://" + host, Method: request.Method, Path: request.URL.RequestURI(), Port: port, SNI: request.ServerName,
	}
	if asked.Method == "" {
		asked.Method = http.MethodGet
	}
	for _, name := range sortedKeys(request.Headers) {
		asked.Headers = append(asked.Headers, [2]string{http.CanonicalHeaderKey(name), request.Headers[name][0]})
	}
	return asked
}

// handshake plays both sides of TLS between a client and the Gateway.
func (p *Plane) handshake(outcome engine.Outcome, request roundtripper.Request, port int) ([]*x509.Certificate, error) {
	if outcome.Listener == nil {
		return nil, errClosed
	}
	shown, err := p.certificate(outcome, request.ServerName)
	if err != nil {
		return nil, err
	}
	chain, err := verifyServer(shown, request.ServerCertificate, request.ServerName)
	if err != nil {
		return nil, err
	}
	roots, lenient, err := p.frontend(outcome, port)
	if err != nil || roots == nil {
		return chain, err
	}
	var client *tls.Certificate
	if request.GetClientCertificateHook != nil {
		if client, err = request.GetClientCertificateHook(&tls.CertificateRequestInfo{}); err != nil {
			return nil, err
		}
	}
	if lenient {
		return chain, nil
	}
	if client == nil || len(client.Certificate) == 0 {
		return nil, errors.New("tls: the client has no certificate")
	}
	leaf, err := x509.ParseCertificate(client.Certificate[0])
	if err != nil {
		return nil, err
	}
	_, err = leaf.Verify(x509.VerifyOptions{Roots: roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
	return chain, err
}

// through hands an encrypted connection on to a Pod, which answers the request.
func (p *Plane) through(
	outcome engine.Outcome, backend engine.Backend, request roundtripper.Request, asked engine.Request, response *roundtripper.CapturedResponse,
) (*roundtripper.CapturedRequest, *roundtripper.CapturedResponse, error) {
	at, ok, err := p.endpoint(backend)
	if err != nil || !ok || backend.Status != 0 || listens(at) != "tls" {
		return nil, nil, errors.Join(errClosed, err)
	}
	shown, err := p.ofPod(at.pod)
	if err != nil {
		return nil, nil, err
	}
	if response.PeerCertificates, err = verifyServer(shown, request.ServerCertificate, request.ServerName); err != nil {
		return nil, nil, err
	}
	target, err := url.Parse(asked.URL)
	if err != nil {
		return nil, nil, err
	}
	answer := p.echo(at, engine.Forwarded{Method: asked.Method, Host: target.Host, Path: asked.Path, Headers: asked.Headers}, response.Protocol)
	if answer.seen == nil {
		answer.seen = &roundtripper.CapturedRequest{Method: asked.Method}
	}
	answer.seen.TLS.ServerName = request.ServerName
	response.StatusCode, response.Headers = answer.status, answer.headers
	return answer.seen, response, nil
}

func redirect(outcome engine.Outcome, response *roundtripper.CapturedResponse) error {
	target, err := url.Parse(outcome.Location)
	if err != nil {
		return err
	}
	response.Headers["Location"] = []string{outcome.Location}
	response.RedirectRequest = &roundtripper.RedirectRequest{
		Scheme: target.Scheme, Host: target.Hostname(), Port: target.Port(), Path: target.Path,
	}
	return nil
}
