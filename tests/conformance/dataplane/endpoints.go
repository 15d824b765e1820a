package dataplane

import (
	"fmt"
	"slices"

	"routeproof.dev/conformance/apiserver"
	"routeproof.dev/conformance/engine"
)

// endpoint is a port of a Pod.
type endpoint struct {
	pod  apiserver.Object
	port int64
}

// endpoint is the next Pod of a Service and the port that its own port leads to.
// The Pods take turns. ok is false when there is none.
func (p *Plane) endpoint(backend engine.Backend) (found endpoint, ok bool, err error) {
	err = p.cluster.Server.Settled(func(store *apiserver.Store) error {
		if backend.Kind == "Pod" {
			pod := store.Get(apiserver.Pods, backend.Namespace, backend.Name.Name)
			found, ok = endpoint{pod, int64(backend.Port)}, pod != nil
			return nil
		}
		service := store.Get(apiserver.Services, backend.Namespace, backend.Name.Name)
		if service == nil {
			return nil
		}
		pods, port := endpointsOf(store, service, int64(backend.Port))
		if len(pods) == 0 {
			return nil
		}
		p.mu.Lock()
		turn := p.turn[idOf(service)]
		p.turn[idOf(service)]++
		p.mu.Unlock()
		found, ok = endpoint{pods[turn%len(pods)], port}, true
		return nil
	})
	return found, ok, err
}

func endpointsOf(store *apiserver.Store, service apiserver.Object, port int64) ([]apiserver.Object, int64) {
	target := port
	for _, it := range apiserver.Items(apiserver.Field(service, "spec", "ports")) {
		number, ok := apiserver.Field(it, "targetPort").(int64)
		if apiserver.Field(it, "port") == port && ok && number != 0 {
			target = number
		}
	}
	meta := apiserver.Meta(service)
	namespace, name := apiserver.Text(meta["namespace"]), apiserver.Text(meta["name"])
	if selector, ok := apiserver.Field(service, "spec", "selector").(apiserver.Object); ok && len(selector) > 0 {
		return slices.DeleteFunc(store.List(apiserver.Pods), func(pod apiserver.Object) bool {
			return apiserver.Meta(pod)["namespace"] != namespace || !selects(selector, pod)
		}), target
	}
	var pods []apiserver.Object
	for _, slice := range store.List(apiserver.EndpointSlices) {
		labels := apiserver.Field(slice, "metadata", "labels")
		if apiserver.Meta(slice)["namespace"] != namespace || apiserver.Field(labels, "kubernetes.io/service-name") != name {
			continue
		}
		for _, it := range apiserver.Items(slice["endpoints"]) {
			named := apiserver.Text(apiserver.Field(it, "targetRef", "name"))
			if pod := store.Get(apiserver.Pods, namespace, named); pod != nil {
				pods = append(pods, pod)
			}
		}
		for _, it := range apiserver.Items(slice["ports"]) {
			if number, ok := apiserver.Field(it, "port").(int64); ok {
				target = number
			}
		}
	}
	return pods, target
}

func selects(selector, pod apiserver.Object) bool {
	for name, value := range selector {
		if apiserver.Field(pod, "metadata", "labels", name) != value {
			return false
		}
	}
	return true
}

// env is an environment variable of a Pod's containers; "" if none sets it.
func env(pod apiserver.Object, name string) string {
	for _, container := range apiserver.Items(apiserver.Field(pod, "spec", "containers")) {
		for _, it := range apiserver.Items(apiserver.Field(container, "env")) {
			if apiserver.Field(it, "name") == name {
				return apiserver.Text(apiserver.Field(it, "value"))
			}
		}
	}
	return ""
}

// argument tells whether a container of a Pod gets a port as the value of a flag,
// as in the image of mesh tests.
func argument(pod apiserver.Object, flag string, port int64) bool {
	wanted := fmt.Sprintf("%s=%d", flag, port)
	for _, container := range apiserver.Items(apiserver.Field(pod, "spec", "containers")) {
		if slices.Contains(apiserver.Items(apiserver.Field(container, "args")), any(wanted)) {
			return true
		}
	}
	return false
}

// listens tells what a Pod of the suite speaks on a port: http, h2c, tls, tcp,
// udp or grpc; "" for a port that nothing listens on.
func listens(it endpoint) string {
	own := func(variable, standard string) bool {
		port := env(it.pod, variable)
		if port == "" {
			port = standard
		}
		return port == fmt.Sprint(it.port)
	}
	switch {
	case argument(it.pod, "--grpc", it.port):
		return "grpc"
	case argument(it.pod, "--tls", it.port):
		return "tls"
	case argument(it.pod, "--port", it.port):
		return "http"
	case argument(it.pod, "--tcp", it.port):
		return "tcp"
	case env(it.pod, "UDP_ECHO_SERVER") != "":
		return "udp"
	case env(it.pod, "TCP_ECHO_SERVER") != "":
		if own("TLS_PORT", "8443") {
			return "tls"
		}
		if own("TCP_PORT", "3000") {
			return "tcp"
		}
		return ""
	case own("HTTPS_PORT", "8443"):
		return "tls"
	case env(it.pod, "GRPC_ECHO_SERVER") != "" && own("HTTP_PORT", "3000"):
		return "grpc"
	case own("H2C_PORT", "3001"):
		return "h2c"
	case own("HTTP_PORT", "3000"):
		return "http"
	}
	return ""
}
