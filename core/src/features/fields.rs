//! Fields and values that need a feature by themselves: a table, and the walk to what its paths lead to.

use super::{Needs, Side, Sides};
use crate::model::{BackendTlsPolicy, BackendTlsValidation, CaRef, FrontendValidation, View};
use crate::source::Location;
use crate::yaml::{Entry, Kind, Value};

/// A row of the table: where a value has to be for which features to be needed.
struct Field {
    kind: &'static str,
    /// Keys with dots between them; `[]` stands for every item of a list.
    path: &'static str,
    when: When,
    /// The feature of Gateways.
    gateway: &'static str,
    /// The feature of meshes; empty where reports have none, so that nothing is known.
    mesh: &'static str,
}

/// What a value has to be.
enum When {
    /// There, and not null.
    Set,
    /// There, and neither null nor empty.
    Filled,
    /// One of these texts.
    Text(&'static [&'static str]),
    /// This number.
    Number(i64),
}

macro_rules! fields {
    ($($kind:literal { $($path:literal $when:ident $(($arg:expr))? => $gateway:literal $(, $mesh:literal)?;)+ })+) => {
        &[$($(Field {
            kind: $kind,
            path: $path,
            when: When::$when $(($arg))?,
            gateway: $gateway,
            mesh: concat!($($mesh)?),
        },)+)+]
    };
}

const FIELDS: &[Field] = fields! {
    "Gateway" {
        "spec.listeners[].port" Number(8080) => "GatewayPort8080";
        "spec.listeners[].filters" Set => "GatewayListenerFilters";
        "spec.addresses[].value" Filled => "GatewayStaticAddresses";
        "spec.addresses[].routability" Filled => "GatewayAddressRoutability";
        "spec.addresses[].routability" Text(&["Cluster"]) => "GatewayAddressRoutabilityCluster";
        "spec.infrastructure.labels" Filled => "GatewayInfrastructure";
        "spec.infrastructure.annotations" Filled => "GatewayInfrastructure";
        "spec.allowedListeners.namespaces.from" Text(&["All", "Same", "Selector"]) => "ListenerSet";
        "spec.tls.backend.clientCertificateRef" Set => "GatewayBackendClientCertificate";
        "spec.tls.frontend.default.validation" Set => "GatewayFrontendClientCertificateValidation";
        "spec.tls.frontend.perPort[].tls.validation" Set => "GatewayFrontendClientCertificateValidation";
        "spec.tls.frontend.default.validation.mode" Text(&["AllowInsecureFallback"])
            => "GatewayFrontendClientCertificateValidationInsecureFallback";
        "spec.tls.frontend.perPort[].tls.validation.mode" Text(&["AllowInsecureFallback"])
            => "GatewayFrontendClientCertificateValidationInsecureFallback";
    }
    "ListenerSet" {
        "spec.listeners[].port" Number(8080) => "GatewayPort8080";
        "spec.listeners[].filters" Set => "GatewayListenerFilters";
    }
    "HTTPRoute" {
        "spec.rules[].name" Set => "HTTPRouteNamedRouteRule", "MeshHTTPRouteNamedRouteRule";
        "spec.rules[].matches[].method" Set => "HTTPRouteMethodMatching";
        "spec.rules[].matches[].queryParams" Filled
            => "HTTPRouteQueryParamMatching", "MeshHTTPRouteQueryParamMatching";
        "spec.rules[].filters[].type" Text(&["ResponseHeaderModifier"]) => "HTTPRouteResponseHeaderModification";
        "spec.rules[].filters[].type" Text(&["RequestMirror"]) => "HTTPRouteRequestMirror";
        "spec.rules[].filters[].type" Text(&["CORS"]) => "HTTPRouteCORS";
        "spec.rules[].filters[].requestMirror.percent" Set => "HTTPRouteRequestPercentageMirror";
        "spec.rules[].filters[].requestMirror.fraction" Set => "HTTPRouteRequestPercentageMirror";
        "spec.rules[].filters[].requestRedirect.scheme" Set
            => "HTTPRouteSchemeRedirect", "MeshHTTPRouteSchemeRedirect";
        "spec.rules[].filters[].requestRedirect.port" Set
            => "HTTPRoutePortRedirect", "MeshHTTPRouteRedirectPort";
        "spec.rules[].filters[].requestRedirect.path" Set
            => "HTTPRoutePathRedirect", "MeshHTTPRouteRedirectPath";
        "spec.rules[].filters[].requestRedirect.statusCode" Number(303) => "HTTPRoute303RedirectStatusCode";
        "spec.rules[].filters[].requestRedirect.statusCode" Number(307) => "HTTPRoute307RedirectStatusCode";
        "spec.rules[].filters[].requestRedirect.statusCode" Number(308) => "HTTPRoute308RedirectStatusCode";
        "spec.rules[].filters[].urlRewrite.hostname" Set => "HTTPRouteHostRewrite";
        "spec.rules[].filters[].urlRewrite.path" Set => "HTTPRoutePathRewrite", "MeshHTTPRouteRewritePath";
        "spec.rules[].backendRefs[].filters[].type" Text(&["RequestHeaderModifier"])
            => "HTTPRouteBackendRequestHeaderModification", "MeshHTTPRouteBackendRequestHeaderModification";
        "spec.rules[].backendRefs[].filters[].type" Text(&["URLRewrite"]) => "HTTPRouteBackendURLRewrite";
        "spec.rules[].timeouts.request" Set => "HTTPRouteRequestTimeout";
        "spec.rules[].timeouts.backendRequest" Set => "HTTPRouteBackendTimeout";
        "spec.rules[].retry.codes" Filled => "HTTPRouteRetryCodes";
    }
    "BackendTLSPolicy" {
        "spec.validation.subjectAltNames" Filled => "BackendTLSPolicySANValidation";
    }
};

/// The needs of the table's rows in an object of `kind`.
pub(super) fn find(kind: &str, object: View<'_>, sides: Sides, needs: &mut Needs) {
    for field in FIELDS.iter().filter(|it| it.kind == kind) {
        each(object.value(), field.path, &mut |entry| {
            if !field.when.holds(entry.value) {
                return;
            }
            let at = Location { source: object.source(), span: place(entry) };
            if sides.gateway {
                needs.add(Side::Gateway, field.gateway, at);
            }
            if sides.mesh {
                needs.add(Side::Mesh, field.mesh, at);
            }
        });
    }
}

/// CA certificates of clients from a `ClusterTrustBundle`.
pub(super) fn client_bundles(validation: FrontendValidation<'_>, needs: &mut Needs) {
    validation.ca_refs().for_each(|it| bundle(it, needs));
}

/// CA certificates of backends from a `ClusterTrustBundle`.
pub(super) fn bundles(policy: BackendTlsPolicy<'_>, needs: &mut Needs) {
    policy.validation().into_iter().flat_map(BackendTlsValidation::ca_refs).for_each(|it| bundle(it, needs));
}

fn bundle(reference: CaRef<'_>, needs: &mut Needs) {
    let target = reference.target();
    if (target.group, target.kind) == ("certificates.k8s.io", "ClusterTrustBundle") {
        needs.add(Side::Gateway, "ClusterTrustBundle", reference.kind().at);
    }
}

impl When {
    fn holds(&self, value: Value<'_>) -> bool {
        match self {
            Self::Set => !value.is_null(),
            Self::Filled => !value.is_empty() || value.as_str().is_some_and(|it| !it.is_empty()),
            Self::Text(texts) => value.as_str().is_some_and(|it| texts.contains(&it)),
            Self::Number(number) => value.as_i64() == Some(*number),
        }
    }
}

/// The smallest text that stands for an entry: a plain value, or the key of what is larger.
fn place(entry: Entry<'_>) -> crate::source::Span {
    match entry.value.kind() {
        Kind::Mapping | Kind::Sequence => entry.key.span(),
        _ => entry.value.span(),
    }
}

/// Hands every entry that `path` leads to from `value` to `found`.
fn each<'a>(value: Value<'a>, path: &str, found: &mut dyn FnMut(Entry<'a>)) {
    let (step, rest) = path.split_once('.').map_or((path, None), |(step, rest)| (step, Some(rest)));
    let (key, many) = step.strip_suffix("[]").map_or((step, false), |key| (key, true));
    let Some(entry) = value.entry(key) else { return };
    match rest {
        None => found(entry),
        Some(rest) if many => entry.value.items().for_each(|it| each(it, rest, found)),
        Some(rest) => each(entry.value, rest, found),
    }
}
