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
	// URL has the scheme: http, https, tls, tcp or udp.
	URL     string      `json:"url"`
	Method  string      `json:"method,omitempty"`
	Path    string      `json:"path,omitempty"` // with its query
	Headers [][2]string `json:"headers,omitempty"`
	Port    int         `json:"port"`
	SNI     string      `json:"sni,omitempty"`
	Gateway string      `json:"gateway,omitempty"` // namespace/name
	// From is the namespace of the Pod that calls a Service; no Gateway then.
	From string `json:"from,omitempty"`
}

// Outcome is the fate of a request.
type Outcome struct {
	// Outcome is forward, redirect, respond, depends or unknown.
	Outcome string `json:"outcome"`
	// Status is what the Gateway itself answers; 0 where it closes the connection.
	Status          int       `json:"status"`
	Listener        *Listener `json:"listener"`
	Route           *Name     `json:"route"`
	Rule            int       `json:"rule"`
	Backends        []Backend `json:"backends"`
	Mirrors         []Backend `json:"mirrors"`
	Location        string    `json:"location"`
	Forwarded       Forwarded `json:"forwarded"`
	ResponseHeaders []Edit    `json:"responseHeaders"`
	Timeouts        Timeouts  `json:"timeouts"`
	Retry           *Retry    `json:"retry"`
	Reasons         []string  `json:"reasons"`
}

// To is the request as one of the backends sees it.
func (o Outcome) To(backend Backend) Forwarded {
	if backend.Forwarded != nil {
		return *backend.Forwarded
	}
	return o.Forwarded
}

// Name names an object.
type Name struct {
	Kind      string `json:"kind"`
	Namespace string `json:"namespace"`
	Name      string `json:"name"`
}

// Listener takes a request.
type Listener struct {
	Name
	Section string `json:"section"`
}

// Backend gets a share of the requests, or of their copies.
type Backend struct {
	Name
	Port     int     `json:"port"`
	Share    float64 `json:"share"`
	Status   int     `json:"status"` // what its share gets instead of reaching it; 0 if it is reached
	Protocol string  `json:"protocol"`
	TLS      *struct {
		Policy   string `json:"policy"`
		Hostname string `json:"hostname"`
	} `json:"tls"`
	Forwarded       *Forwarded `json:"forwarded"`
	ResponseHeaders []Edit     `json:"responseHeaders"`
}

// Forwarded is a request as a backend sees it.
type Forwarded struct {
	Method  string      `json:"method"`
	Host    string      `json:"host"`
	Path    string      `json:"path"`
	Headers [][2]string `json:"headers"`
}

// Edit changes a header of an answer: set, add or remove.
type Edit struct {
	Action string `json:"action"`
	Name   string `json:"name"`
	Value  string `json:"value"`
}

// Timeouts are durations as a route writes them.
type Timeouts struct {
	Request        string `json:"request"`
	BackendRequest string `json:"backendRequest"`
}

// Retry is what is tried again.
type Retry struct {
	Attempts int   `json:"attempts"`
	Codes    []int `json:"codes"`
}

// ErrNoRequests is what an engine answers that only knows statuses.
var ErrNoRequests = errors.New("this engine follows no requests")

// Engine predicts. Compute comes first: requests are judged against the objects
// and the environment that it was given last.
type Engine interface {
	// Compute gives the statuses that a conformant controller writes.
	Compute(objects []Object, environment Environment) ([]Status, error)
	// Request gives the fate of one request.
	Request(Request) (Outcome, error)
}
