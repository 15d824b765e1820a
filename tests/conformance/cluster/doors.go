package cluster

import (
	"errors"
	"fmt"
	"io"
	"net"
	"sync"

	"routeproof.dev/conformance/apiserver"
)

// Doors are sockets at the Gateways' addresses, for the tests that dial instead
// of asking a hook.
type Doors struct {
	// Open listens at an address for a listener of this protocol.
	Open func(protocol, address string) (io.Closer, error)

	mu   sync.Mutex
	open map[string]io.Closer // by network and address
}

// follow opens a door for each listener of each Gateway and closes the others.
func (d *Doors) follow(gateways []apiserver.Object) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	wanted := map[string]func() (io.Closer, error){}
	for _, gateway := range gateways {
		for _, address := range apiserver.Items(apiserver.Field(gateway, "status", "addresses")) {
			ip := net.ParseIP(apiserver.Text(apiserver.Field(address, "value")))
			if ip == nil || !ip.IsLoopback() {
				continue
			}
			for _, listener := range apiserver.Items(apiserver.Field(gateway, "spec", "listeners")) {
				at := net.JoinHostPort(ip.String(), fmt.Sprint(apiserver.Field(listener, "port")))
				protocol, network := apiserver.Text(apiserver.Field(listener, "protocol")), "tcp"
				if protocol == "UDP" {
					network = "udp"
				}
				wanted[network+" "+at] = func() (io.Closer, error) { return d.Open(protocol, at) }
			}
		}
	}
	if d.open == nil {
		d.open = map[string]io.Closer{}
	}
	for name, door := range d.open {
		if wanted[name] == nil {
			if err := door.Close(); err != nil {
				return err
			}
			delete(d.open, name)
		}
	}
	for name, open := range wanted {
		if d.open[name] != nil {
			continue
		}
		door, err := open()
		if err != nil {
			return fmt.Errorf("%w (ports below 1024 need root; see the README)", err)
		}
		d.open[name] = door
	}
	return nil
}

// Close closes every door.
func (d *Doors) Close() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	var failures []error
	for _, door := range d.open {
		failures = append(failures, door.Close())
	}
	d.open = nil
	return errors.Join(failures...)
}
