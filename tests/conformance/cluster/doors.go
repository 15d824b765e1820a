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
// of asking a hook. Behind them is nobody yet: a knock is reported, then the
// connection is closed, which every client takes as an answer at once.
type Doors struct {
	// Knock hears of each connection and datagram.
	Knock func(address string)

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
				if apiserver.Field(listener, "protocol") == "UDP" {
					wanted["udp "+at] = func() (io.Closer, error) { return d.openUDP(at) }
				} else {
					wanted["tcp "+at] = func() (io.Closer, error) { return d.openTCP(at) }
				}
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

func (d *Doors) openTCP(address string) (io.Closer, error) {
	door, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	go func() {
		for {
			connection, err := door.Accept()
			if err != nil { // the door was closed
				return
			}
			d.Knock("tcp " + address)
			_ = connection.Close() // it was only to be refused
		}
	}()
	return door, nil
}

func (d *Doors) openUDP(address string) (io.Closer, error) {
	door, err := net.ListenPacket("udp", address)
	if err != nil {
		return nil, err
	}
	go func() {
		datagram := make([]byte, 2048)
		for {
			_, from, err := door.ReadFrom(datagram)
			if err != nil { // the door was closed
				return
			}
			d.Knock("udp " + address)
			// Silence would make each client wait for its timeout. If this is
			// lost, that is what happens, and nothing worse.
			_, _ = door.WriteTo([]byte("not yet\n"), from)
		}
	}()
	return door, nil
}
