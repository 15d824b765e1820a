// Package cluster stands in for what surrounds an API server: the controller
// under test, the controllers of workloads, the addresses that a network gives
// to Gateways, and the doors at which connections to these addresses knock.
package cluster

import (
	"encoding/json"
	"fmt"
	"time"

	"routeproof.dev/conformance/apiserver"
	"routeproof.dev/conformance/engine"
)

// Cluster settles the objects of an API server: Pods first, then the engine's
// statuses, then addresses.
type Cluster struct {
	Server *apiserver.Server
	// Doors are opened for the listeners of every Gateway.
	Doors *Doors

	engine      engine.Engine
	environment engine.Environment
	addresses   map[string]string // by Gateway, namespace/name
	computes    int
	computing   time.Duration
	// asked are the outcomes of requests at one revision of the store.
	asked   map[string]engine.Outcome
	askedAt int64
}

// New is an empty cluster whose statuses come from an engine.
func New(it engine.Engine, environment engine.Environment) *Cluster {
	c := &Cluster{
		Server: apiserver.New(), Doors: &Doors{},
		engine: it, environment: environment, addresses: map[string]string{},
	}
	c.Server.Settle = c.settle
	return c
}

// Effort tells how often the engine was asked, and how long it took in all.
func (c *Cluster) Effort() (computes int, computing time.Duration) { return c.computes, c.computing }

// GatewayAt is the Gateway, namespace/name, that has an address; "" for none.
func (c *Cluster) GatewayAt(address string) (gateway string, err error) {
	err = c.Server.Settled(func(store *apiserver.Store) error {
		for _, it := range store.List(apiserver.Gateways) {
			for _, given := range apiserver.Items(apiserver.Field(it, "status", "addresses")) {
				if apiserver.Field(given, "value") == address {
					meta := apiserver.Meta(it)
					gateway = apiserver.Text(meta["namespace"]) + "/" + apiserver.Text(meta["name"])
				}
			}
		}
		return nil
	})
	return gateway, err
}

// Ask gives the fate of a request among settled objects.
func (c *Cluster) Ask(request engine.Request) (outcome engine.Outcome, err error) {
	err = c.Server.Settled(func(store *apiserver.Store) error {
		if revision := store.Revision(); c.asked == nil || c.askedAt != revision {
			c.asked, c.askedAt = map[string]engine.Outcome{}, revision
		}
		key, err := json.Marshal(request)
		if err != nil {
			return err
		}
		known := false
		if outcome, known = c.asked[string(key)]; known {
			return nil
		}
		if outcome, err = c.engine.Request(request); err == nil {
			c.asked[string(key)] = outcome
		}
		return err
	})
	return outcome, err
}

func (c *Cluster) settle(store *apiserver.Store) error {
	if err := runWorkloads(store); err != nil {
		return err
	}
	environment := c.environment
	environment.Now = time.Now().UTC().Format(time.RFC3339)
	began := time.Now()
	statuses, err := c.engine.Compute(store.Snapshot(), environment)
	c.computing += time.Since(began)
	c.computes++
	if err != nil {
		return err
	}
	keys := map[string]apiserver.Key{}
	for key, resource := range store.Resources() {
		keys[resource.Kind] = key
	}
	for _, it := range statuses {
		key, known := keys[it.Kind]
		if !known || store.Get(key, it.Namespace, it.Name) == nil {
			return fmt.Errorf("a status for %s %s/%s, which does not exist", it.Kind, it.Namespace, it.Name)
		}
		status, err := apiserver.Decode(it.Status)
		if err != nil {
			return fmt.Errorf("status of %s %s/%s: %w", it.Kind, it.Namespace, it.Name, err)
		}
		if key == apiserver.Gateways {
			c.assign(store.Get(key, it.Namespace, it.Name), status)
		}
		if err := store.CheckStatus(key, status); err != nil {
			return fmt.Errorf("status of %s %s/%s: %w", it.Kind, it.Namespace, it.Name, err)
		}
		store.SetStatus(key, it.Namespace, it.Name, status)
	}
	return c.Doors.follow(store.List(apiserver.Gateways))
}

// assign gives a Gateway an address, as a network does that no engine can
// foresee. A Gateway that asks for certain addresses gets what the engine says.
func (c *Cluster) assign(gateway, status apiserver.Object) {
	for _, wanted := range apiserver.Items(apiserver.Field(gateway, "spec", "addresses")) {
		if apiserver.Text(apiserver.Field(wanted, "value")) != "" {
			return
		}
	}
	meta := apiserver.Meta(gateway)
	name := apiserver.Text(meta["namespace"]) + "/" + apiserver.Text(meta["name"])
	address, known := c.addresses[name]
	if !known {
		n := len(c.addresses) + 1
		address = fmt.Sprintf("127.64.%d.%d", n/250, n%250+1)
		c.addresses[name] = address
	}
	status["addresses"] = []any{apiserver.Object{"type": "IPAddress", "value": address}}
}

// LoadCRDs serves the kinds of the CRD manifests in a folder.
func (c *Cluster) LoadCRDs(dir string) error {
	return c.Server.With(func(store *apiserver.Store) error { return store.LoadCRDs(dir) })
}

// Resources is what the API server can serve.
func (c *Cluster) Resources() map[apiserver.Key]*apiserver.Resource {
	var resources map[apiserver.Key]*apiserver.Resource
	_ = c.Server.With(func(store *apiserver.Store) error { // which cannot fail
		resources = store.Resources()
		return nil
	})
	return resources
}
