package dataplane

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
	pb "sigs.k8s.io/gateway-api-conformance-images/echo-basic/grpcechoserver"
	"sigs.k8s.io/gateway-api-conformance-images/echo-basic/tcpserver"
	"sigs.k8s.io/gateway-api-conformance-images/echo-basic/udpechoserver"

	"routeproof.dev/conformance/apiserver"
	"routeproof.dev/conformance/engine"
)

// patience ends a connection whose client forgot it.
const patience = 10 * time.Second

// Listen opens the socket of a listener: each connection, datagram or call of
// the suite is one question to the engine.
func (p *Plane) Listen(protocol, address string) (io.Closer, error) {
	if protocol == "UDP" {
		socket, err := net.ListenPacket("udp", address)
		if err == nil {
			go p.serveUDP(socket)
		}
		return socket, err
	}
	socket, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	if protocol == "HTTP" {
		server := grpc.NewServer()
		pb.RegisterGrpcEchoServer(server, &front{plane: p})
		go func() { _ = server.Serve(socket) }() // it ends when the socket is closed
		return socket, nil
	}
	go func() {
		for {
			connection, err := socket.Accept()
			if err != nil { // the socket was closed
				return
			}
			go p.serveStream(protocol, connection)
		}
	}()
	return socket, nil
}

// arrival is the Gateway's address and port of a socket, and a request to it.
func arrival(at net.Addr, scheme string) (string, engine.Request, error) {
	address, text, err := net.SplitHostPort(at.String())
	if err != nil {
		return "", engine.Request{}, err
	}
	port, err := strconv.Atoi(text)
	return address, engine.Request{URL: scheme + "://" + net.JoinHostPort(address, text), Port: port}, err
}

// lead asks the engine and picks the Pod that a connection is led to.
func (p *Plane) lead(address string, asked engine.Request) (outcome engine.Outcome, backend engine.Backend, at endpoint, err error) {
	if outcome, err = p.ask(address, asked); err != nil {
		return outcome, backend, at, err
	}
	chosen := p.choose(outcome)
	if outcome.Outcome != "forward" || chosen == nil || chosen.Status != 0 {
		return outcome, backend, at, errClosed
	}
	at, ok, err := p.endpoint(*chosen)
	if err == nil && !ok {
		err = errClosed
	}
	return outcome, *chosen, at, err
}

func (p *Plane) serveUDP(socket net.PacketConn) {
	datagram := make([]byte, 2048)
	for {
		n, from, err := socket.ReadFrom(datagram)
		if err != nil { // the socket was closed
			return
		}
		address, asked, err := arrival(socket.LocalAddr(), "udp")
		if err != nil {
			continue
		}
		_, _, at, err := p.lead(address, asked)
		if err != nil || listens(at) != "udp" {
			continue // a datagram that leads nowhere is lost
		}
		namespace, pod, _ := strings.Cut(idOf(at.pod), "/")
		answer, err := json.Marshal(udpechoserver.EchoResponse{
			Request: string(datagram[:n]),
			Context: udpechoserver.Context{Namespace: namespace, Pod: pod, Service: env(at.pod, "SERVICE_NAME")},
		})
		if err != nil {
			continue
		}
		_, _ = socket.WriteTo(answer, from) // the client asks again if it is lost
	}
}

func (p *Plane) serveStream(protocol string, connection net.Conn) {
	defer connection.Close()
	if err := p.stream(protocol, connection); err == nil {
		return
	}
	// A refusal is a reset: an alert of TLS would count as an answer.
	if it, ok := connection.(*net.TCPConn); ok {
		_ = it.SetLinger(0)
	}
}

func (p *Plane) stream(protocol string, connection net.Conn) error {
	if err := connection.SetDeadline(time.Now().Add(patience)); err != nil {
		return err
	}
	encrypted := protocol == "TLS" || protocol == "HTTPS"
	address, asked, err := arrival(connection.LocalAddr(), "tcp")
	if err != nil {
		return err
	}
	if encrypted {
		if asked.SNI, connection, err = peek(connection); err != nil {
			return err
		}
		asked.URL = "tls://" + asked.SNI
	}
	outcome, backend, at, err := p.lead(address, asked)
	if err != nil {
		return err
	}
	namespace, pod, _ := strings.Cut(idOf(at.pod), "/")
	seen := tcpserver.TCPAssertions{Context: tcpserver.Context{Namespace: namespace, Pod: pod}}
	speaks := listens(at)
	if encrypted {
		through := p.passesThrough(outcome)
		shown, err := p.shown(outcome, at, through, asked.SNI)
		if err != nil {
			return err
		}
		secured := tls.Server(connection, &tls.Config{Certificates: []tls.Certificate{*shown}, MinVersion: tls.VersionTLS12})
		if err := secured.HandshakeContext(context.Background()); err != nil {
			return err
		}
		connection = secured
		if through {
			if speaks != "tls" {
				return errClosed
			}
			seen.IsTLS, seen.TLSAssertion = true, &tcpserver.TLSAssertions{ServerName: asked.SNI}
		}
	}
	if !seen.IsTLS && backend.TLS != nil {
		told, err := p.backendHandshake(outcome, backend, at)
		if err != nil {
			return err
		}
		seen.IsTLS, seen.TLSAssertion = true, &tcpserver.TLSAssertions{ServerName: told.ServerName}
	}
	if seen.IsTLS != (speaks == "tls") {
		return errClosed
	}
	return talk(connection, seen)
}

// shown is the certificate that a client gets: the Pod's where the Gateway
// passes the connection through, else the listener's.
func (p *Plane) shown(outcome engine.Outcome, at endpoint, through bool, serverName string) (*tls.Certificate, error) {
	if through {
		return p.ofPod(at.pod)
	}
	return p.certificate(outcome, serverName)
}

// passesThrough tells whether the listener leaves TLS to the backend.
func (p *Plane) passesThrough(outcome engine.Outcome) (through bool) {
	_ = p.cluster.Server.Settled(func(store *apiserver.Store) error { // it was settled when the engine was asked
		if outcome.Listener != nil {
			_, listener := listenerOf(store, *outcome.Listener)
			through = apiserver.Field(listener, "tls", "mode") == "Passthrough"
		}
		return nil
	})
	return through
}

// talk speaks the line protocol of the suite's image.
func talk(connection net.Conn, seen tcpserver.TCPAssertions) error {
	text, err := json.Marshal(seen)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(connection, tcpserver.WelcomeMessage); err != nil {
		return err
	}
	lines := bufio.NewScanner(connection)
	for lines.Scan() {
		answer := map[string]string{"TEST": string(text), "IS_TLS": strconv.FormatBool(seen.IsTLS), "PING": "PONG"}[lines.Text()]
		if answer == "" {
			continue
		}
		if _, err := fmt.Fprintln(connection, answer); err != nil {
			return err
		}
	}
	return nil
}

var errPeeked = errors.New("the server name is known")

// peek reads the server name of a handshake without answering, and gives a
// connection that begins again.
func peek(connection net.Conn) (serverName string, again net.Conn, err error) {
	var read bytes.Buffer
	half := deaf{connection, io.TeeReader(connection, &read)}
	err = tls.Server(half, &tls.Config{GetConfigForClient: func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		serverName = hello.ServerName
		return nil, errPeeked
	}}).Handshake()
	if errors.Is(err, errPeeked) {
		err = nil
	}
	return serverName, replayed{connection, io.MultiReader(&read, connection)}, err
}

// replayed is a connection that is read from somewhere else.
type replayed struct {
	net.Conn
	from io.Reader
}

func (r replayed) Read(into []byte) (int, error) { return r.from.Read(into) }

// deaf is a connection on which nothing is sent.
type deaf replayed

func (d deaf) Read(into []byte) (int, error)  { return d.from.Read(into) }
func (d deaf) Write(text []byte) (int, error) { return len(text), nil }

// front is the gRPC side of a listener for HTTP.
type front struct {
	pb.UnimplementedGrpcEchoServer
	plane *Plane
}

// Echo is a method of the suite's service.
func (f *front) Echo(call context.Context, _ *pb.EchoRequest) (*pb.EchoResponse, error) {
	return f.answer(call, "Echo")
}

// EchoTwo is a method of the suite's service.
func (f *front) EchoTwo(call context.Context, _ *pb.EchoRequest) (*pb.EchoResponse, error) {
	return f.answer(call, "EchoTwo")
}

// EchoThree is a method of the suite's service.
func (f *front) EchoThree(call context.Context, _ *pb.EchoRequest) (*pb.EchoResponse, error) {
	return f.answer(call, "EchoThree")
}

func (f *front) answer(call context.Context, method string) (*pb.EchoResponse, error) {
	client, ok := peer.FromContext(call)
	if !ok {
		return nil, status.Error(codes.Internal, "no peer")
	}
	address, asked, err := arrival(client.LocalAddr, "http")
	if err != nil {
		return nil, err
	}
	asked.Method, asked.Path = http.MethodPost, echoService+method
	sent, _ := metadata.FromIncomingContext(call)
	for _, name := range sortedKeys(sent) {
		if name == ":authority" {
			asked.URL = "http://" + sent[name][0]
			continue
		}
		asked.Headers = append(asked.Headers, [2]string{name, strings.Join(sent[name], ",")})
	}
	code, response, err := f.plane.call(address, asked)
	if err != nil || code != codes.OK {
		return nil, errors.Join(err, status.Error(code, "the Gateway's answer"))
	}
	return response, nil
}
