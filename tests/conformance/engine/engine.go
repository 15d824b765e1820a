// Package engine is the boundary to what is under test: objects go in, statuses
// and, later, the fate of requests come out.
package engine

import (
	"encoding/json"
	"errors"
)

// What is the same in every run.
const (
	// ControllerName is the controller that the engine speaks for.
	ControllerName = "routeproof.dev/controller"
	// GatewayClass is the class of all Gateways that the suite makes.
	GatewayClass = "routeproof"
	// UsableAddress can be given to a Gateway that asks for it, UnusableAddress cannot.
	UsableAddress   = "127.100.0.1"
	UnusableAddress = "127.100.0.2"
)

// Object is a Kubernetes object as JSON.
type Object = map[string]any

// Environment is what no object says and a controller knows nevertheless.
type Environment struct {
	// ControllerName is the controller whose statuses are to be predicted.
	ControllerName string `json:"controllerName"`
	// SupportedFeatures are names of the Gateway API's feature list.
	SupportedFeatures []string `json:"supportedFeatures"`
	// UsableAddresses can be given to a Gateway that asks for them.
	UsableAddresses []Address `json:"usableAddresses"`
	// Now is the lastTransitionTime of a condition that changes, in RFC 3339.
	Now string `json:"now"`
}

// Address is an entry of a Gateway's spec.addresses.
type Address struct {
	Type  string `json:"type"`
	Value string `json:"value"`
}

// Status is the whole status that one object must have, with what other
// controllers wrote kept in place.
type Status struct {
	Kind      string          `json:"kind"`
	Namespace string          `json:"namespace,omitempty"`
	Name      string          `json:"name"`
	Status    json.RawMessage `json:"status"`
}

// Request is one HTTP or gRPC request; for TCP, UDP and TLS it is one connection.
type Request struct {
	Gateway  string              `json:"gateway"` // namespace/name
	Port     int32               `json:"port"`
	Protocol string              `json:"protocol"` // http, https, h2, h2c, grpc, tls, tcp or udp
	SNI      string              `json:"sni,omitempty"`
	Method   string              `json:"method,omitempty"`
	Host     string              `json:"host,omitempty"`
	Path     string              `json:"path,omitempty"` // with its query
	Headers  map[string][]string `json:"headers,omitempty"`
}

// Outcome is the fate of a request, as the engine words it. What executes
// outcomes against simulated backends reads it; this package does not.
type Outcome json.RawMessage

// ErrNotYet says that the engine does not answer requests.
var ErrNotYet = errors.New("the engine does not answer requests yet")

// Engine predicts. Compute comes first: requests are judged against the objects
// that it was given last.
type Engine interface {
	// Compute gives the statuses that a conformant controller writes.
	Compute(objects []Object, environment Environment) ([]Status, error)
	// Request gives the fate of one request, or ErrNotYet.
	Request(Request) (Outcome, error)
}
