// Package dataplane carries out what the engine says of a request: it picks
// among backends, runs what a Pod of the suite would do, and plays both sides of
// TLS with real certificates. Time is virtual: nothing ever sleeps.
package dataplane

import (
	"fmt"
	"maps"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"routeproof.dev/conformance/apiserver"
	"routeproof.dev/conformance/cluster"
	"routeproof.dev/conformance/engine"
)

// Plane is the data plane of all Gateways of a cluster, and of its mesh.
type Plane struct {
	cluster *cluster.Cluster

	mu sync.Mutex
	// credit is the state of each choice among shares, by what is chosen.
	credit map[string][]float64
	// turn counts the connections to each Service.
	turn map[string]int
	// failures counts what /retry/ of the echo server was asked, by uuid.
	failures map[string]int
	logs     map[string][]line // by Pod, namespace/name
}

type line struct {
	at   time.Time
	text string
}

// New is the data plane of a cluster, and of its Pods' logs.
func New(world *cluster.Cluster) *Plane {
	p := &Plane{
		cluster: world, credit: map[string][]float64{}, turn: map[string]int{},
		failures: map[string]int{}, logs: map[string][]line{},
	}
	world.Server.Logs = p.logsOf
	return p
}

// destination is the address and port of a URL; the scheme has a default port.
func destination(target url.URL) (address string, port int, err error) {
	address, text := target.Hostname(), target.Port()
	if text == "" {
		text = map[string]string{"http": "80", "ws": "80", "https": "443", "wss": "443"}[target.Scheme]
	}
	if port, err = strconv.Atoi(text); err != nil {
		return "", 0, fmt.Errorf("no port in %s: %w", target.String(), err)
	}
	return address, port, nil
}

// ask gives the fate of a request that arrives at an address.
func (p *Plane) ask(address string, request engine.Request) (engine.Outcome, error) {
	gateway, err := p.cluster.GatewayAt(address)
	if err != nil {
		return engine.Outcome{}, err
	}
	if gateway == "" {
		return engine.Outcome{}, fmt.Errorf("no Gateway has the address %s: connection refused", address)
	}
	request.Gateway = gateway
	return p.decided(request)
}

// decided gives the fate of a request, if the engine is sure of it.
func (p *Plane) decided(request engine.Request) (engine.Outcome, error) {
	outcome, err := p.cluster.Ask(request)
	if err != nil {
		return outcome, err
	}
	if outcome.Outcome == "depends" || outcome.Outcome == "unknown" {
		return outcome, fmt.Errorf("the engine does not decide %+v: %s", request, strings.Join(outcome.Reasons, "; "))
	}
	return outcome, nil
}

// pick chooses an index by shares: a smooth weighted round robin, whose counts
// are right after every request and not only on average. -1: all shares are 0.
func (p *Plane) pick(what string, shares []float64) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	credit := p.credit[what]
	if len(credit) != len(shares) {
		credit = make([]float64, len(shares))
	}
	best, total := -1, 0.0
	for i, share := range shares {
		credit[i] += share
		total += share
		if share > 0 && (best < 0 || credit[i] > credit[best]) {
			best = i
		}
	}
	if best >= 0 {
		credit[best] -= total
	}
	p.credit[what] = credit
	return best
}

// choose is the backend of one request among those of its rule; nil for none.
func (p *Plane) choose(outcome engine.Outcome) *engine.Backend {
	shares := make([]float64, len(outcome.Backends))
	for i, it := range outcome.Backends {
		shares[i] = it.Share
	}
	chosen := p.pick(fmt.Sprintf("%v rule %d", outcome.Route, outcome.Rule), shares)
	if chosen < 0 {
		return nil
	}
	return &outcome.Backends[chosen]
}

func (p *Plane) write(pod apiserver.Object, format string, values ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	name := idOf(pod)
	p.logs[name] = append(p.logs[name], line{time.Now(), fmt.Sprintf(format, values...)})
}

func (p *Plane) logsOf(namespace, name string, since time.Time) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var text strings.Builder
	for _, it := range p.logs[namespace+"/"+name] {
		if !it.at.Before(since) {
			text.WriteString(it.text + "\n")
		}
	}
	return text.String()
}

func idOf(it apiserver.Object) string {
	meta := apiserver.Meta(it)
	return apiserver.Text(meta["namespace"]) + "/" + apiserver.Text(meta["name"])
}

// hostOf is a host with the brackets of an IPv6 address.
func hostOf(host string) string {
	if ip := net.ParseIP(host); ip != nil && ip.To4() == nil {
		return "[" + host + "]"
	}
	return host
}

func sortedKeys[V any](it map[string]V) []string { return slices.Sorted(maps.Keys(it)) }
