package dataplane

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"

	"golang.org/x/net/websocket"

	"routeproof.dev/conformance/engine"
)

// Dial is the suite's hook for WebSockets: a connection to an echo server in
// this process, if the Gateway hands the upgrade to a Pod that has one.
func (p *Plane) Dial(remote, protocol, origin string) (*websocket.Conn, error) {
	target, err := url.Parse(remote)
	if err != nil {
		return nil, err
	}
	address, port, err := destination(*target)
	if err != nil {
		return nil, err
	}
	outcome, backend, at, err := p.lead(address, engine.Request{
		URL: "http://" + target.Host, Method: http.MethodGet, Path: target.RequestURI(), Port: port,
		Headers: [][2]string{{"Upgrade", "websocket"}, {"Connection", "Upgrade"}},
	})
	if err != nil {
		return nil, fmt.Errorf("the Gateway answers %d: %w", outcome.Status, err)
	}
	if listens(at) != "http" || outcome.Forwarded.Path != "/ws" {
		return nil, fmt.Errorf("no WebSocket behind %s/%s", backend.Namespace, backend.Name.Name)
	}
	config, err := websocket.NewConfig(remote, origin)
	if err != nil {
		return nil, err
	}
	if protocol != "" {
		config.Protocol = []string{protocol}
	}
	ours, theirs := net.Pipe()
	server := &http.Server{Handler: websocket.Handler(func(it *websocket.Conn) {
		_, _ = io.Copy(it, it) // it ends when the client goes
	})}
	go func() {
		_ = server.Serve(&single{connection: theirs}) // it ends after its one connection
	}()
	return websocket.NewClient(config, ours)
}

// single is a net.Listener with one connection.
type single struct {
	connection net.Conn
	taken      bool
}

func (s *single) Accept() (net.Conn, error) {
	if s.taken {
		return nil, net.ErrClosed
	}
	s.taken = true
	return s.connection, nil
}

func (s *single) Close() error { return nil }

func (s *single) Addr() net.Addr { return s.connection.LocalAddr() }
