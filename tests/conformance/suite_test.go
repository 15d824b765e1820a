package conformance

import (
	"encoding/json"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	apimeta "k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	clientset "k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"

	v1 "sigs.k8s.io/gateway-api/apis/v1"
	"sigs.k8s.io/gateway-api/apis/v1alpha2"
	"sigs.k8s.io/gateway-api/apis/v1alpha3"
	"sigs.k8s.io/gateway-api/apis/v1beta1"
	xv1alpha1 "sigs.k8s.io/gateway-api/apisx/v1alpha1"
	upstream "sigs.k8s.io/gateway-api/conformance"
	reportv1 "sigs.k8s.io/gateway-api/conformance/apis/v1"
	"sigs.k8s.io/gateway-api/conformance/tests"
	"sigs.k8s.io/gateway-api/conformance/utils/config"
	"sigs.k8s.io/gateway-api/conformance/utils/suite"
	"sigs.k8s.io/gateway-api/pkg/features"

	"routeproof.dev/conformance/cluster"
	"routeproof.dev/conformance/dataplane"
	"routeproof.dev/conformance/engine"
	"routeproof.dev/conformance/judge"
)

const (
	// planVariable carries a plan to the process that runs the suite.
	planVariable = "ROUTEPROOF_CONFORMANCE_PLAN"
	// optimist, as the path of an engine, is the one of that name.
	optimist = "optimist"
)

// plan is what one process of the suite is to do.
type plan struct {
	Engine, Wrong string
	Tests         []string
	// Exempt are features not to be claimed.
	Exempt []string
	// Mesh claims the features of meshes too.
	Mesh bool
	// FailFast stops after the first test that fails.
	FailFast bool
}

// TestSuite is upstream's suite in a process of its own: its failures are
// material for the judge. It does nothing unless a plan says what to run.
func TestSuite(t *testing.T) {
	text := os.Getenv(planVariable)
	if text == "" {
		t.Skip("TestConformance starts it in a process of its own")
	}
	var todo plan
	require.NoError(t, json.Unmarshal([]byte(text), &todo))

	claimed := claimedFeatures(todo)
	hooks := &requests{}
	world := startCluster(t, todo, claimed, hooks)
	plane := dataplane.New(world)
	world.Doors.Open = plane.Listen
	// Commands in Pods go over SPDY, which passes by the transport.
	execs := httptest.NewServer(http.HandlerFunc(plane.Exec))
	t.Cleanup(execs.Close)
	wire := &rest.Config{
		Host: execs.URL, Transport: world.Server, QPS: -1,
		ContentConfig: rest.ContentConfig{ContentType: "application/json", AcceptContentTypes: "application/json"},
	}
	options := clientOptions(t, world)
	api, err := client.New(wire, options)
	require.NoError(t, err)
	typed, err := clientset.NewForConfig(wire)
	require.NoError(t, err)
	class := &v1.GatewayClass{ObjectMeta: metav1.ObjectMeta{Name: engine.GatewayClass}, Spec: v1.GatewayClassSpec{ControllerName: engine.ControllerName}}
	require.NoError(t, api.Create(t.Context(), class))

	wanted := slices.DeleteFunc(slices.Clone(tests.ConformanceTests), func(it suite.ConformanceTest) bool {
		return !slices.Contains(todo.Tests, it.ShortName)
	})
	s, err := suite.NewConformanceTestSuite(suite.ConformanceOptions{
		Client: api, ClientOptions: options, Clientset: typed, RestConfig: wire,
		RoundTripper: plane, GRPCClient: plane, WebSocketDialer: plane,
		ManifestFS: []fs.FS{&upstream.Manifests},
		ConfigurableOptions: suite.ConfigurableOptions{
			GatewayClassName: engine.GatewayClass, SupportedFeatures: claimed, TimeoutConfig: timeouts(),
			CleanupTestResources: true, DisableParallelTests: true, FailFast: todo.FailFast,
			UsableNetworkAddresses:   []v1.GatewaySpecAddress{address(usable)},
			UnusableNetworkAddresses: []v1.GatewaySpecAddress{address(unusable)},
			Implementation: reportv1.Implementation{
				Organization: "routeproof", Project: "routeproof", Version: "dev",
				URL: "https://routeproof.dev", Contact: []string{"@routeproof"},
			},
		},
	})
	require.NoError(t, err)
	s.Setup(t, wanted)
	require.NoError(t, s.Run(t, wanted))
	computes, computing := world.Effort()
	t.Logf("%d computes took %v", computes, computing)
}

var (
	usable   = engine.Address{Type: "IPAddress", Value: engine.UsableAddress}
	unusable = engine.Address{Type: "IPAddress", Value: engine.UnusableAddress}
)

func address(it engine.Address) v1.GatewaySpecAddress {
	kind := v1.AddressType(it.Type)
	return v1.GatewaySpecAddress{Type: &kind, Value: it.Value}
}

// startCluster starts the engine and loads the CRDs that the suite was made for.
func startCluster(t *testing.T, todo plan, claimed []features.FeatureName, hooks *requests) *cluster.Cluster {
	it, err := engine.Spoil(startEngine(t, todo.Engine), todo.Wrong)
	require.NoError(t, err)
	environment := engine.Environment{
		ControllerName: engine.ControllerName, UsableAddresses: []engine.Address{usable},
	}
	for _, name := range claimed {
		environment.SupportedFeatures = append(environment.SupportedFeatures, string(name))
	}
	world := cluster.New(it, environment)
	t.Cleanup(func() { require.NoError(t, world.Doors.Close()) })
	world.Server.Unanswerable = hooks.unanswerable
	dir, err := judge.ModuleDir("sigs.k8s.io/gateway-api")
	require.NoError(t, err)
	require.NoError(t, world.LoadCRDs(filepath.Join(dir, "config", "crd", "experimental")))
	return world
}

func startEngine(t *testing.T, path string) engine.Engine {
	if path == optimist {
		return engine.Optimist{}
	}
	process, err := engine.Start(path)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, process.Close()) })
	return process
}

// claimedFeatures are all features that exist, but for those of meshes, which
// have tests of their own kind, and those that the plan exempts.
func claimedFeatures(todo plan) []features.FeatureName {
	var claimed []features.FeatureName
	for feature := range features.AllFeatures {
		mesh := strings.HasPrefix(string(feature.Name), "Mesh")
		if (!mesh || todo.Mesh) && !slices.Contains(todo.Exempt, string(feature.Name)) {
			claimed = append(claimed, feature.Name)
		}
	}
	slices.Sort(claimed)
	return claimed
}

// timeouts are for a machine with much else to do: all is settled by the time it
// is read, so only what is wrong is ever waited for.
func timeouts() config.TimeoutConfig {
	const moment, request = 5 * time.Second, time.Second
	return config.TimeoutConfig{
		CreateTimeout: moment, DeleteTimeout: moment, GetTimeout: moment, ManifestFetchTimeout: moment,
		GatewayMustHaveAddress: moment, GatewayMustHaveCondition: moment, GatewayStatusMustHaveListeners: moment,
		GatewayListenersMustHaveConditions: moment, ListenerSetMustHaveCondition: moment,
		ListenerSetListenersMustHaveConditions: moment, GWCMustBeAccepted: moment, HTTPRouteMustHaveCondition: moment,
		TLSRouteMustHaveCondition: moment, TCPRouteMustHaveCondition: moment, UDPRouteMustHaveCondition: moment,
		RouteMustHaveParents: moment, NamespacesMustBeReady: moment, RequestTimeout: request,
		LatestObservedGenerationSet: moment, DefaultTestTimeout: moment,
		// The suite looks once per second, and wants to have looked twice.
		HTTPRouteMustNotHaveParents: moment,
		// The suite looks at logs once per second.
		MaxTimeToConsistency:         5 * request / 2,
		DefaultPollInterval:          request / 20,
		RequiredConsecutiveSuccesses: 3,
		TestIsolation:                0,
	}
}

// clientOptions know every kind beforehand, so that no client asks for discovery.
func clientOptions(t *testing.T, world *cluster.Cluster) client.Options {
	scheme := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{
		corev1.AddToScheme, appsv1.AddToScheme, discoveryv1.AddToScheme, apiextensionsv1.AddToScheme,
		v1.Install, v1alpha2.Install, v1alpha3.Install, v1beta1.Install, xv1alpha1.Install,
	} {
		require.NoError(t, add(scheme))
	}
	mapper := apimeta.NewDefaultRESTMapper(nil)
	for key, resource := range world.Resources() {
		scope := apimeta.RESTScopeRoot
		if resource.Namespaced {
			scope = apimeta.RESTScopeNamespace
		}
		for _, version := range resource.Versions() {
			group := schema.GroupVersion{Group: key.Group, Version: version}
			singular := group.WithResource(strings.ToLower(resource.Kind))
			mapper.AddSpecific(group.WithKind(resource.Kind), group.WithResource(key.Plural), singular, scope)
		}
	}
	return client.Options{Scheme: scheme, Mapper: mapper}
}
