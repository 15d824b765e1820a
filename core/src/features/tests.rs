//! Each feature with the smallest objects that need it, and the text that does.

use super::{Side, backend_needs, features, needs};
use crate::attach::{Attachments, Environment};
use crate::manifest::objects;
use crate::source::SourceId;
use crate::world::testing::Files;
use crate::yaml::read;
use std::collections::BTreeSet;

/// Features of upstream's list that no object can be seen to need, and why.
const UNSEEN: [(&str, &str); 5] = [
    ("GRPCRouteNamedRouteRule", "no conformance profile has it, so no report can list it"),
    ("GRPCRouteRequestHeaderModifier", "no conformance profile has it, so no report can list it"),
    (
        "GatewayHTTPSListenerDetectMisdirectedRequests",
        "it is about requests that reuse a connection: any two HTTPS listeners work without it",
    ),
    (
        "GatewayRouteHostnameIntersectionPrecedence",
        "it decides between two routes on one listener, which is a question of routing",
    ),
    ("MeshClusterIPMatching", "it is about the address that clients send to, which no manifest says"),
];

/// Feature, kind, spec of an object `a` in namespace `web`, and the text that needs the feature.
type Case = (&'static str, &'static str, &'static str, &'static str);

const OF_GATEWAYS: &[Case] = &[
    ("Gateway", "Gateway", "{}", "Gateway"),
    ("GatewayPort8080", "Gateway", "{listeners: [{port: 8080}]}", "8080"),
    ("GatewayPort8080", "ListenerSet", "{listeners: [{port: 80}, {port: 8080}]}", "8080"),
    ("GatewayStaticAddresses", "Gateway", "{addresses: [{value: 10.0.0.1}]}", "10.0.0.1"),
    ("GatewayAddressEmpty", "Gateway", "{addresses: [{type: IPAddress}]}", "{type: IPAddress}"),
    ("GatewayAddressEmpty", "Gateway", "{addresses: [{value: ''}]}", "''"),
    ("GatewayAddressRoutability", "Gateway", "{addresses: [{routability: a.io/b}]}", "a.io/b"),
    ("GatewayAddressRoutabilityCluster", "Gateway", "{addresses: [{routability: Cluster}]}", "Cluster"),
    (
        "GatewayHTTPListenerIsolation",
        "Gateway",
        "{listeners: [{port: 80, protocol: HTTP}, {port: 80, protocol: HTTP, hostname: a.example}]}",
        "a.example",
    ),
    (
        "GatewayHTTPListenerIsolation",
        "Gateway",
        "{listeners: [{port: 80, protocol: HTTP, hostname: b.a.example}, {port: 80, protocol: HTTP, hostname: '*.a.example'}]}",
        "'*.a.example'",
    ),
    ("GatewayInfrastructure", "Gateway", "{infrastructure: {labels: {a: b}}}", "labels"),
    ("GatewayInfrastructure", "Gateway", "{infrastructure: {annotations: {a: b}}}", "annotations"),
    (
        "GatewayBackendClientCertificate",
        "Gateway",
        "{tls: {backend: {clientCertificateRef: {name: a}}}}",
        "clientCertificateRef",
    ),
    (
        "GatewayFrontendClientCertificateValidation",
        "Gateway",
        "{tls: {frontend: {default: {validation: {}}}}}",
        "validation",
    ),
    (
        "GatewayFrontendClientCertificateValidation",
        "Gateway",
        "{tls: {frontend: {perPort: [{port: 443, tls: {validation: {}}}]}}}",
        "validation",
    ),
    (
        "GatewayFrontendClientCertificateValidationInsecureFallback",
        "Gateway",
        "{tls: {frontend: {default: {validation: {mode: AllowInsecureFallback}}}}}",
        "AllowInsecureFallback",
    ),
    (
        "GatewayFrontendClientCertificateValidationInsecureFallback",
        "Gateway",
        "{tls: {frontend: {perPort: [{tls: {validation: {mode: AllowInsecureFallback}}}]}}}",
        "AllowInsecureFallback",
    ),
    ("GatewayListenerFilters", "Gateway", "{listeners: [{filters: {requests: []}}]}", "filters"),
    ("GatewayListenerFilters", "ListenerSet", "{listeners: [{filters: {requests: []}}]}", "filters"),
    (
        "ClusterTrustBundle",
        "Gateway",
        "{tls: {frontend: {perPort: [{tls: {validation: {caCertificateRefs: [{group: certificates.k8s.io, kind: ClusterTrustBundle}]}}}]}}}",
        "ClusterTrustBundle",
    ),
    (
        "ClusterTrustBundle",
        "BackendTLSPolicy",
        "{validation: {caCertificateRefs: [{group: certificates.k8s.io, kind: ClusterTrustBundle}]}}",
        "ClusterTrustBundle",
    ),
    ("ListenerSet", "ListenerSet", "{}", "ListenerSet"),
    ("ListenerSet", "Gateway", "{allowedListeners: {namespaces: {from: Same}}}", "Same"),
    ("ListenerSet", "HTTPRoute", "{parentRefs: [{kind: ListenerSet, name: a}]}", "ListenerSet"),
    ("HTTPRoute", "HTTPRoute", "{}", "HTTPRoute"),
    ("HTTPRouteParentRefPort", "HTTPRoute", "{parentRefs: [{name: a, port: 80}]}", "80"),
    (
        "HTTPRouteBackendRequestHeaderModification",
        "HTTPRoute",
        "{rules: [{backendRefs: [{filters: [{type: RequestHeaderModifier}]}]}]}",
        "RequestHeaderModifier",
    ),
    (
        "HTTPRouteBackendURLRewrite",
        "HTTPRoute",
        "{rules: [{backendRefs: [{filters: [{type: URLRewrite}]}]}]}",
        "URLRewrite",
    ),
    (
        "HTTPRouteQueryParamMatching",
        "HTTPRoute",
        "{rules: [{matches: [{queryParams: [{name: a}]}]}]}",
        "queryParams",
    ),
    ("HTTPRouteMethodMatching", "HTTPRoute", "{rules: [{}, {matches: [{}, {method: GET}]}]}", "GET"),
    (
        "HTTPRouteResponseHeaderModification",
        "HTTPRoute",
        "{rules: [{filters: [{type: ResponseHeaderModifier}]}]}",
        "ResponseHeaderModifier",
    ),
    ("HTTPRoutePortRedirect", "HTTPRoute", "{rules: [{filters: [{requestRedirect: {port: 81}}]}]}", "81"),
    (
        "HTTPRouteSchemeRedirect",
        "HTTPRoute",
        "{rules: [{filters: [{requestRedirect: {scheme: https}}]}]}",
        "https",
    ),
    ("HTTPRoutePathRedirect", "HTTPRoute", "{rules: [{filters: [{requestRedirect: {path: {}}}]}]}", "path"),
    (
        "HTTPRoute303RedirectStatusCode",
        "HTTPRoute",
        "{rules: [{filters: [{requestRedirect: {statusCode: 303}}]}]}",
        "303",
    ),
    (
        "HTTPRoute307RedirectStatusCode",
        "HTTPRoute",
        "{rules: [{filters: [{requestRedirect: {statusCode: 307}}]}]}",
        "307",
    ),
    (
        "HTTPRoute308RedirectStatusCode",
        "HTTPRoute",
        "{rules: [{filters: [{requestRedirect: {statusCode: 308}}]}]}",
        "308",
    ),
    ("HTTPRouteHostRewrite", "HTTPRoute", "{rules: [{filters: [{urlRewrite: {hostname: b.c}}]}]}", "b.c"),
    ("HTTPRoutePathRewrite", "HTTPRoute", "{rules: [{filters: [{urlRewrite: {path: {}}}]}]}", "path"),
    ("HTTPRouteRequestMirror", "HTTPRoute", "{rules: [{filters: [{type: RequestMirror}]}]}", "RequestMirror"),
    (
        "HTTPRouteRequestMultipleMirrors",
        "HTTPRoute",
        "{rules: [{filters: [{type: RequestMirror}, {type: \"RequestMirror\"}]}]}",
        "\"RequestMirror\"",
    ),
    (
        "HTTPRouteRequestPercentageMirror",
        "HTTPRoute",
        "{rules: [{filters: [{requestMirror: {percent: 42}}]}]}",
        "42",
    ),
    (
        "HTTPRouteRequestPercentageMirror",
        "HTTPRoute",
        "{rules: [{filters: [{requestMirror: {fraction: {numerator: 1}}}]}]}",
        "fraction",
    ),
    ("HTTPRouteRequestTimeout", "HTTPRoute", "{rules: [{timeouts: {request: 7s}}]}", "7s"),
    ("HTTPRouteBackendTimeout", "HTTPRoute", "{rules: [{timeouts: {backendRequest: 7s}}]}", "7s"),
    ("HTTPRouteRetryCodes", "HTTPRoute", "{rules: [{retry: {codes: [500]}}]}", "codes"),
    ("HTTPRouteRetryConnectionError", "HTTPRoute", "{rules: [{retry: {attempts: 2}}]}", "retry"),
    ("HTTPRouteRetryConnectionError", "HTTPRoute", "{rules: [{retry: {codes: [500]}}]}", "retry"),
    ("HTTPRouteNamedRouteRule", "HTTPRoute", "{rules: [{name: first}]}", "first"),
    ("HTTPRouteCORS", "HTTPRoute", "{rules: [{filters: [{type: CORS}]}]}", "CORS"),
    ("GRPCRoute", "GRPCRoute", "{}", "GRPCRoute"),
    ("TLSRoute", "TLSRoute", "{}", "TLSRoute"),
    ("TLSRoute", "Gateway", "{listeners: [{protocol: TLS, tls: {mode: Passthrough}}]}", "TLS"),
    (
        "TLSRouteModeTerminate",
        "Gateway",
        "{listeners: [{protocol: TLS, tls: {mode: Terminate}}]}",
        "Terminate",
    ),
    (
        "TLSRouteModeMixed",
        "ListenerSet",
        "{listeners: [{port: 1, protocol: TLS, tls: {mode: Terminate}}, {port: 1, protocol: TLS, tls: {mode: Passthrough}}]}",
        "Passthrough",
    ),
    ("TCPRoute", "TCPRoute", "{}", "TCPRoute"),
    ("TCPRoute", "Gateway", "{listeners: [{protocol: TCP}]}", "TCP"),
    ("UDPRoute", "UDPRoute", "{}", "UDPRoute"),
    ("UDPRoute", "ListenerSet", "{listeners: [{protocol: UDP}]}", "UDP"),
    ("ReferenceGrant", "ReferenceGrant", "{}", "ReferenceGrant"),
    ("ReferenceGrant", "HTTPRoute", "{rules: [{backendRefs: [{name: a, namespace: pay}]}]}", "pay"),
    (
        "ReferenceGrant",
        "Gateway",
        "{listeners: [{tls: {certificateRefs: [{name: a, namespace: pay}]}}]}",
        "pay",
    ),
    (
        "ReferenceGrant",
        "ListenerSet",
        "{listeners: [{tls: {certificateRefs: [{name: a, namespace: pay}]}}]}",
        "pay",
    ),
    (
        "ReferenceGrant",
        "Gateway",
        "{tls: {backend: {clientCertificateRef: {name: a, namespace: pay}}}}",
        "pay",
    ),
    (
        "ReferenceGrant",
        "Gateway",
        "{tls: {frontend: {default: {validation: {caCertificateRefs: [{name: a, namespace: pay}]}}}}}",
        "pay",
    ),
    ("BackendTLSPolicy", "BackendTLSPolicy", "{}", "BackendTLSPolicy"),
    (
        "BackendTLSPolicySANValidation",
        "BackendTLSPolicy",
        "{validation: {subjectAltNames: [{type: URI}]}}",
        "subjectAltNames",
    ),
];

/// The same for routes whose parent is a Service: `MESH` stands for that parent.
const OF_MESHES: &[Case] = &[
    ("Mesh", "HTTPRoute", "{MESH}", "Service"),
    ("HTTPRoute", "HTTPRoute", "{MESH}", "HTTPRoute"),
    ("GRPCRoute", "GRPCRoute", "{MESH}", "GRPCRoute"),
    (
        "MeshConsumerRoute",
        "GRPCRoute",
        "{parentRefs: [{group: '', kind: Service, name: a, namespace: pay}]}",
        "pay",
    ),
    (
        "MeshHTTPRouteRewritePath",
        "HTTPRoute",
        "{MESH, rules: [{filters: [{urlRewrite: {path: {}}}]}]}",
        "path",
    ),
    (
        "MeshHTTPRouteSchemeRedirect",
        "HTTPRoute",
        "{MESH, rules: [{filters: [{requestRedirect: {scheme: https}}]}]}",
        "https",
    ),
    (
        "MeshHTTPRouteRedirectPort",
        "HTTPRoute",
        "{MESH, rules: [{filters: [{requestRedirect: {port: 81}}]}]}",
        "81",
    ),
    (
        "MeshHTTPRouteRedirectPath",
        "HTTPRoute",
        "{MESH, rules: [{filters: [{requestRedirect: {path: {}}}]}]}",
        "path",
    ),
    (
        "MeshHTTPRouteBackendRequestHeaderModification",
        "HTTPRoute",
        "{MESH, rules: [{backendRefs: [{filters: [{type: RequestHeaderModifier}]}]}]}",
        "RequestHeaderModifier",
    ),
    (
        "MeshHTTPRouteQueryParamMatching",
        "HTTPRoute",
        "{MESH, rules: [{matches: [{queryParams: [{name: a}]}]}]}",
        "queryParams",
    ),
    ("MeshHTTPRouteNamedRouteRule", "HTTPRoute", "{MESH, rules: [{name: first}]}", "first"),
];

const MESH: &str = "parentRefs: [{group: '', kind: Service, name: a}]";

/// Kinds and specs that need nothing beyond what their kind does.
const PLAIN: &[(&str, &str)] = &[
    ("Gateway", "{listeners: [{port: 80, protocol: HTTP}, {port: 443, protocol: HTTPS, tls: {}}]}"),
    ("Gateway", "{listeners: [{port: 80, protocol: HTTP, hostname: a.b}, {port: 81, protocol: HTTP}]}"),
    (
        "Gateway",
        "{listeners: [{port: 80, protocol: HTTP, hostname: a.b}, {port: 80, protocol: HTTP, hostname: c.b}]}",
    ),
    ("Gateway", "{infrastructure: {labels: {}, parametersRef: {group: a, kind: B, name: c}}}"),
    ("Gateway", "{allowedListeners: {namespaces: {from: None}}}"),
    ("Gateway", "{listeners: [{tls: {certificateRefs: [{name: a, namespace: web}]}}]}"),
    (
        "HTTPRoute",
        "{parentRefs: [{name: a, namespace: infra}], rules: [{backendRefs: [{name: a, port: 80}]}]}",
    ),
    ("HTTPRoute", "{rules: [{matches: [{path: {value: /a}, headers: [{name: a}], queryParams: []}]}]}"),
    (
        "HTTPRoute",
        "{rules: [{filters: [{type: RequestHeaderModifier}, {requestRedirect: {statusCode: 302}}]}]}",
    ),
    ("HTTPRoute", "{rules: [{filters: [{type: RequestRedirect, requestRedirect: {hostname: a.b}}]}]}"),
    ("HTTPRoute", "{rules: [{retry: {attempts: 0}}, {name: ~, timeouts: {}}]}"),
    ("GRPCRoute", "{rules: [{name: a, matches: [{method: {service: b}}]}]}"),
    ("TCPRoute", "{parentRefs: [{name: a, port: 80}]}"),
    ("BackendTLSPolicy", "{validation: {caCertificateRefs: [{group: '', kind: ConfigMap, name: a}]}}"),
];

fn object(kind: &str, spec: &str) -> String {
    let spec = spec.replace("MESH", MESH);
    format!(
        "{{apiVersion: gateway.networking.k8s.io/v1, kind: {kind}, metadata: {{name: a, namespace: web}}, spec: {spec}}}"
    )
}

/// The features that the one object of `text` needs, with the texts that need them.
fn found(text: &str) -> Vec<(&'static str, Side, &str)> {
    let reading = read(text);
    assert!(reading.problems.is_empty(), "{text}: {:?}", reading.problems);
    let objects = objects(text, &reading.tree).objects;
    let view = objects.first().unwrap().view(text, &reading.tree);
    let needs = needs(SourceId(0), view).into_iter();
    needs.map(|it| (it.feature.name, it.side, it.at.span.of(text))).collect()
}

#[test]
fn each_feature_is_seen_where_it_is_needed() {
    for (side, cases) in [(Side::Gateway, OF_GATEWAYS), (Side::Mesh, OF_MESHES)] {
        for (feature, kind, spec, place) in cases {
            let text = object(kind, spec);
            let found = found(&text);
            assert!(found.contains(&(feature, side, place)), "{feature} is not needed by {text}: {found:?}");
        }
    }
}

#[test]
fn what_is_core_needs_nothing_more() {
    for (kind, spec) in PLAIN {
        let text = object(kind, spec);
        assert_eq!(found(&text), [(*kind, Side::Gateway, *kind)], "{text}");
    }
}

#[test]
fn every_feature_is_seen_or_says_why_not() {
    let cases = OF_GATEWAYS.iter().chain(OF_MESHES).map(|(feature, ..)| *feature);
    let of_backends = ["HTTPRouteBackendProtocolH2C", "HTTPRouteBackendProtocolWebSocket"];
    let seen: BTreeSet<_> = cases.chain(of_backends).collect();
    let unseen: BTreeSet<_> = UNSEEN.iter().map(|(feature, _)| *feature).collect();
    assert_eq!(seen.intersection(&unseen).count(), 0);
    let all: BTreeSet<_> = features().iter().map(|it| it.name).collect();
    assert_eq!(seen.union(&unseen).copied().collect::<BTreeSet<_>>(), all);
}

#[test]
fn a_route_of_a_mesh_needs_nothing_of_gateways() {
    let text = object(
        "HTTPRoute",
        "{MESH, rules: [{matches: [{method: GET}], retry: {}, backendRefs: [{name: a, namespace: pay}]}]}",
    );
    let needed: Vec<_> = found(&text).into_iter().map(|(feature, side, _)| (feature, side)).collect();
    assert_eq!(needed, [("HTTPRoute", Side::Mesh), ("Mesh", Side::Mesh)]);
    let both = object("HTTPRoute", "{parentRefs: [{name: a}, {group: '', kind: Service, name: a}]}");
    let needed: Vec<_> = found(&both).into_iter().map(|(feature, side, _)| (feature, side)).collect();
    assert_eq!(needed, [("HTTPRoute", Side::Gateway), ("HTTPRoute", Side::Mesh), ("Mesh", Side::Mesh)]);
}

#[test]
fn other_kinds_need_nothing() {
    let text = "{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {ports: [{port: 8080}]}}";
    assert_eq!(found(text), []);
    assert_eq!(found(&object("GatewayClass", "{}")), []);
    let elsewhere = object("Gateway", "{}").replace("gateway.networking.k8s.io", "own.example");
    assert_eq!(found(&elsewhere), []);
}

#[test]
fn a_backend_needs_what_its_service_speaks() {
    let route = "{apiVersion: gateway.networking.k8s.io/v1, kind: KIND, metadata: {name: a, namespace: web}, spec: {parentRefs: [PARENT], rules: [{backendRefs: [{name: plain, port: 80}, {name: odd, port: 81}, {name: odd, port: 82}, {name: elsewhere, port: 83}]}]}}";
    let services = "\n---\n{apiVersion: v1, kind: Service, metadata: {name: plain, namespace: web}, spec: {ports: [{port: 80}]}}\n---\n{apiVersion: v1, kind: Service, metadata: {name: odd, namespace: web}, spec: {ports: [{port: 81, appProtocol: kubernetes.io/h2c}, {port: 82, appProtocol: kubernetes.io/ws}]}}";
    let needed = |kind: &str, parent: &str| {
        let text = route.replace("KIND", kind).replace("PARENT", parent) + services;
        let files = Files::new(&text);
        let world = files.open();
        let facts = Attachments::new(&world, &Environment::default());
        let needs: Vec<_> = facts.routes().iter().flat_map(backend_needs).collect();
        needs.iter().map(|it| (it.feature.name, it.at.span.of(&text).to_owned())).collect::<Vec<_>>()
    };
    let h2c = ("HTTPRouteBackendProtocolH2C", "81".to_owned());
    let websocket = ("HTTPRouteBackendProtocolWebSocket", "82".to_owned());
    assert_eq!(needed("HTTPRoute", "{name: edge}"), [h2c, websocket]);
    assert_eq!(needed("GRPCRoute", "{name: edge}"), [], "gRPC is HTTP/2 by itself");
    assert_eq!(needed("HTTPRoute", "{group: '', kind: Service, name: plain}"), [], "a mesh");
}
