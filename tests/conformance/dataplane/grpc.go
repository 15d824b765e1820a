package dataplane

import (
	"errors"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	pb "sigs.k8s.io/gateway-api-conformance-images/echo-basic/grpcechoserver"
	"sigs.k8s.io/gateway-api/conformance/utils/grpc"

	"routeproof.dev/conformance/engine"
)

const (
	echoService = "/gateway_api_conformance.echo_basic.grpcecho.GrpcEcho/"
	// meshEcho is the method that the image of mesh tests calls.
	meshEcho = "/proto.EchoTestService/Echo"
)

// Close is part of the suite's hook for gRPC.
func (p *Plane) Close() {}

// SendRPC is the suite's hook for gRPC.
func (p *Plane) SendRPC(_ *testing.T, address string, expected grpc.ExpectedResponse, _ time.Duration) (*grpc.Response, error) {
	host, text, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	port, err := strconv.Atoi(text)
	if err != nil {
		return nil, err
	}
	method := "EchoThree"
	switch {
	case expected.EchoRequest != nil:
		method = "Echo"
	case expected.EchoTwoRequest != nil:
		method = "EchoTwo"
	}
	asked := engine.Request{
		URL: "http://" + address, Method: http.MethodPost, Path: echoService + method, Port: port,
		Headers: [][2]string{{"content-type", "application/grpc"}},
	}
	if it := expected.RequestMetadata; it != nil {
		if it.Authority != "" {
			asked.URL = "http://" + it.Authority
		}
		for _, name := range sortedKeys(it.Metadata) {
			asked.Headers = append(asked.Headers, [2]string{strings.ToLower(name), it.Metadata[name]})
		}
	}
	response := &grpc.Response{Headers: &metadata.MD{}, Trailers: &metadata.MD{}}
	response.Code, response.Response, err = p.call(host, asked)
	return response, err
}

// call runs a unary call; a status of the Gateway becomes a code as in gRPC's
// table of HTTP statuses.
func (p *Plane) call(address string, asked engine.Request) (codes.Code, *pb.EchoResponse, error) {
	outcome, err := p.ask(address, asked)
	if err != nil {
		return codes.Unavailable, nil, err
	}
	return p.carry(outcome)
}

// carry runs a unary call whose fate is known.
func (p *Plane) carry(outcome engine.Outcome) (codes.Code, *pb.EchoResponse, error) {
	if outcome.Outcome != "forward" {
		return codeOf(outcome.Status), nil, nil
	}
	backend := p.choose(outcome)
	if backend == nil {
		return codes.Unavailable, nil, errors.New("no backend has a share")
	}
	if backend.Status != 0 {
		return codeOf(backend.Status), nil, nil
	}
	request := outcome.To(*backend)
	for _, mirror := range outcome.Mirrors {
		if _, _, err := p.serve(outcome, mirror, request); err != nil {
			return codes.Unavailable, nil, err
		}
	}
	return p.serve(outcome, *backend, request)
}

// serve does what the suite's image does with a call.
func (p *Plane) serve(outcome engine.Outcome, backend engine.Backend, request engine.Forwarded) (codes.Code, *pb.EchoResponse, error) {
	at, ok, err := p.endpoint(backend)
	if err != nil || !ok {
		return codes.Unavailable, nil, err
	}
	switch speaks := listens(at); {
	case speaks == "tls" && backend.TLS != nil:
		if _, err := p.backendHandshake(outcome, backend, at); err != nil {
			return codes.Unavailable, nil, nil //nolint:nilerr // what the client sees of it
		}
	case speaks != "grpc" || backend.TLS != nil:
		return codes.Unavailable, nil, nil
	}
	p.write(at.pod, "Received over plaintext: %s", request.Path)
	if !slices.Contains([]string{echoService + "Echo", echoService + "EchoTwo", meshEcho}, request.Path) {
		return codes.Unimplemented, nil, nil
	}
	namespace, pod, _ := strings.Cut(idOf(at.pod), "/")
	seen := &pb.Assertions{
		FullyQualifiedMethod: request.Path, Authority: request.Host, Context: &pb.Context{Namespace: namespace, Pod: pod},
	}
	for _, it := range request.Headers {
		seen.Headers = append(seen.Headers, &pb.Header{Key: strings.ToLower(it[0]), Value: it[1]})
	}
	return codes.OK, &pb.EchoResponse{Assertions: seen}, nil
}

func codeOf(status int) codes.Code {
	switch status {
	case http.StatusBadRequest:
		return codes.Internal
	case http.StatusUnauthorized:
		return codes.Unauthenticated
	case http.StatusForbidden:
		return codes.PermissionDenied
	case http.StatusNotFound:
		return codes.Unimplemented
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout, 0:
		return codes.Unavailable
	}
	return codes.Unknown
}
