package dataplane

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"

	"sigs.k8s.io/gateway-api/conformance/utils/roundtripper"

	"routeproof.dev/conformance/apiserver"
	"routeproof.dev/conformance/engine"
)

var errNoCertificate = errors.New("tls: no certificate for this name")

// pair is the certificate and key of a Secret.
func pair(store *apiserver.Store, namespace, name string) (*tls.Certificate, error) {
	secret := store.Get(apiserver.Secrets, namespace, name)
	if secret == nil {
		return nil, fmt.Errorf("%w: no Secret %s/%s", errNoCertificate, namespace, name)
	}
	decode := func(key string) []byte {
		text, err := base64.StdEncoding.DecodeString(apiserver.Text(apiserver.Field(secret, "data", key)))
		if err != nil {
			return nil
		}
		return text
	}
	found, err := tls.X509KeyPair(decode("tls.crt"), decode("tls.key"))
	if err != nil {
		return nil, fmt.Errorf("Secret %s/%s: %w", namespace, name, err)
	}
	return &found, nil
}

// listenerOf is the listener that took a request, and the Gateway behind it.
func listenerOf(store *apiserver.Store, taken engine.Listener) (owner, listener apiserver.Object) {
	key := apiserver.Gateways
	if taken.Kind == "ListenerSet" {
		key = apiserver.ListenerSets
	}
	owner = store.Get(key, taken.Namespace, taken.Name.Name)
	for _, it := range apiserver.Items(apiserver.Field(owner, "spec", "listeners")) {
		if apiserver.Field(it, "name") == taken.Section {
			listener, _ = it.(apiserver.Object)
		}
	}
	return owner, listener
}

// certificate is what a listener shows for a server name.
func (p *Plane) certificate(outcome engine.Outcome, serverName string) (found *tls.Certificate, err error) {
	err = p.cluster.Server.Settled(func(store *apiserver.Store) error {
		owner, listener := listenerOf(store, *outcome.Listener)
		var failures []error
		for _, it := range apiserver.Items(apiserver.Field(listener, "tls", "certificateRefs")) {
			namespace := apiserver.Text(apiserver.Field(it, "namespace"))
			if namespace == "" {
				namespace = apiserver.Text(apiserver.Meta(owner)["namespace"])
			}
			candidate, err := pair(store, namespace, apiserver.Text(apiserver.Field(it, "name")))
			if err != nil {
				failures = append(failures, err)
				continue
			}
			if found == nil || candidate.Leaf.VerifyHostname(serverName) == nil {
				found = candidate
			}
		}
		if found == nil {
			return errors.Join(append(failures, errNoCertificate)...)
		}
		return nil
	})
	return found, err
}

// ofPod is the certificate that a Pod mounts.
func (p *Plane) ofPod(pod apiserver.Object) (found *tls.Certificate, err error) {
	err = p.cluster.Server.Settled(func(store *apiserver.Store) error {
		namespace := apiserver.Text(apiserver.Meta(pod)["namespace"])
		for _, it := range apiserver.Items(apiserver.Field(pod, "spec", "volumes")) {
			if name := apiserver.Text(apiserver.Field(it, "secret", "secretName")); name != "" {
				var err error
				found, err = pair(store, namespace, name)
				return err
			}
		}
		return errNoCertificate
	})
	return found, err
}

// verifyServer is the client's side of a handshake.
func verifyServer(shown *tls.Certificate, trusted []byte, serverName string) ([]*x509.Certificate, error) {
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(trusted)
	_, err := shown.Leaf.Verify(x509.VerifyOptions{
		DNSName: serverName, Roots: roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	})
	return []*x509.Certificate{shown.Leaf}, err
}

// backendHandshake is TLS between a Gateway and a Pod, as the Pod tells of it.
func (p *Plane) backendHandshake(outcome engine.Outcome, backend engine.Backend, at endpoint) (roundtripper.TLS, error) {
	shown, err := p.ofPod(at.pod)
	if err != nil {
		return roundtripper.TLS{}, err
	}
	told := roundtripper.TLS{ServerName: backend.TLS.Hostname}
	err = p.cluster.Server.Settled(func(store *apiserver.Store) error {
		policy := store.Get(apiserver.BackendTLSPolicies, backend.Namespace, backend.TLS.Policy)
		roots, err := authorities(store, backend.Namespace, apiserver.Field(policy, "spec", "validation", "caCertificateRefs"))
		if err != nil {
			return err
		}
		if err := names(policy, shown.Leaf, backend.TLS.Hostname); err != nil {
			return err
		}
		usage := []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
		if _, err := shown.Leaf.Verify(x509.VerifyOptions{Roots: roots, KeyUsages: usage}); err != nil {
			return err
		}
		gateway, _ := listenerOf(store, *outcome.Listener)
		own := apiserver.Field(gateway, "spec", "tls", "backend", "clientCertificateRef")
		if own == nil {
			return nil
		}
		namespace := apiserver.Text(apiserver.Field(own, "namespace"))
		if namespace == "" {
			namespace = apiserver.Text(apiserver.Meta(gateway)["namespace"])
		}
		client, err := pair(store, namespace, apiserver.Text(apiserver.Field(own, "name")))
		if err != nil {
			return err
		}
		block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: client.Certificate[0]})
		told.PeerCertificates = []string{string(block)}
		return nil
	})
	return told, err
}

// names checks the names of a certificate: those of subjectAltNames, if any, go
// in the place of the hostname.
func names(policy apiserver.Object, shown *x509.Certificate, hostname string) error {
	alternatives := apiserver.Items(apiserver.Field(policy, "spec", "validation", "subjectAltNames"))
	if len(alternatives) == 0 {
		return shown.VerifyHostname(hostname)
	}
	for _, it := range alternatives {
		if name := apiserver.Text(apiserver.Field(it, "hostname")); name != "" && shown.VerifyHostname(name) == nil {
			return nil
		}
		for _, uri := range shown.URIs {
			if apiserver.Field(it, "uri") == uri.String() {
				return nil
			}
		}
	}
	return fmt.Errorf("the certificate has none of the names %v", alternatives)
}

// authorities reads the CA bundles that a policy or Gateway names.
func authorities(store *apiserver.Store, namespace string, refs any) (*x509.CertPool, error) {
	roots := x509.NewCertPool()
	for _, it := range apiserver.Items(refs) {
		from := namespace
		if named := apiserver.Text(apiserver.Field(it, "namespace")); named != "" {
			from = named
		}
		bundle := store.Get(apiserver.ConfigMaps, from, apiserver.Text(apiserver.Field(it, "name")))
		if !roots.AppendCertsFromPEM([]byte(apiserver.Text(apiserver.Field(bundle, "data", "ca.crt")))) {
			return nil, fmt.Errorf("no certificate in ConfigMap %s/%v", from, apiserver.Field(it, "name"))
		}
	}
	return roots, nil
}

// frontend is what a Gateway asks of its clients at a port: the authorities of
// their certificates, nil for none, and whether a wrong one is let in.
func (p *Plane) frontend(outcome engine.Outcome, port int) (roots *x509.CertPool, lenient bool, err error) {
	err = p.cluster.Server.Settled(func(store *apiserver.Store) error {
		gateway, _ := listenerOf(store, *outcome.Listener)
		front := apiserver.Field(gateway, "spec", "tls", "frontend")
		validation := apiserver.Field(front, "default", "validation")
		for _, it := range apiserver.Items(apiserver.Field(front, "perPort")) {
			if apiserver.Field(it, "port") == int64(port) {
				validation = apiserver.Field(it, "tls", "validation")
			}
		}
		if validation == nil {
			return nil
		}
		lenient = apiserver.Field(validation, "mode") == "AllowInsecureFallback"
		namespace := apiserver.Text(apiserver.Meta(gateway)["namespace"])
		var err error
		roots, err = authorities(store, namespace, apiserver.Field(validation, "caCertificateRefs"))
		return err
	})
	return roots, lenient, err
}
