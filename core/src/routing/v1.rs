//! What every host gets back. Fields are only ever added; losing one makes it version 2.

use serde::{Serialize, Serializer};

/// What becomes of each request, in the order of the requests.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RequestAnswersV1 {
    /// Always 1.
    pub version: u32,
    /// One answer for each request.
    pub answers: Vec<RequestAnswerV1>,
}

/// What becomes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "RequestOutcome"))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Outcome {
    /// A backend gets it.
    Forward,
    /// The Gateway answers with a redirect.
    Redirect,
    /// The Gateway answers itself, or closes the connection.
    Respond,
    /// The spec leaves it to the implementation: `readings` has each answer.
    Depends,
    /// The inputs do not decide it: `reasons` says what is missing.
    Unknown,
}

/// What becomes of one request, and why.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RequestAnswerV1 {
    /// What becomes of it.
    pub outcome: Outcome,
    /// The status code that the Gateway itself answers with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The listener that takes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub listener: Option<RequestListenerV1>,
    /// The hostname under which the route takes it: what listener and route share, empty for every hostname.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hostname: Option<String>,
    /// The route that takes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route: Option<RequestRouteV1>,
    /// The rule of the route, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<usize>,
    /// The entry of the rule's `matches`, from 0; none where the rule has no matches.
    #[serde(rename = "match", skip_serializing_if = "Option::is_none")]
    pub matched: Option<usize>,
    /// The backends that share the requests.
    pub backends: Vec<RequestBackendV1>,
    /// The backends that get a copy; `share` is the part of the requests that is copied.
    pub mirrors: Vec<RequestBackendV1>,
    /// The `Location` header of a redirect.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// The request as a backend gets it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forwarded: Option<ForwardedV1>,
    /// What is changed in the headers of the answer.
    pub response_headers: Vec<HeaderEditV1>,
    /// How long the client waits at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timeouts: Option<TimeoutsV1>,
    /// What is tried again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry: Option<RetryV1>,
    /// Each step of the decision, in a sentence.
    pub reasons: Vec<String>,
    /// Other matches that would take the request, best first; a long list is cut.
    pub lost: Vec<LostV1>,
    /// The answers of `depends`, one for each assumption.
    pub readings: Vec<ReadingV1>,
}

/// A listener of a Gateway or ListenerSet, or a port of a Service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RequestListenerV1 {
    /// `Gateway` or `ListenerSet`; `Service` where a Pod is the client.
    pub kind: String,
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// The name of the listener in it; empty for a `Service`.
    pub section: String,
    /// The port.
    pub port: i64,
}

/// A route.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RequestRouteV1 {
    /// Its kind.
    pub kind: String,
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
}

/// A backend and its part of the requests.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RequestBackendV1 {
    /// Its kind, nearly always `Service`.
    pub kind: String,
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// Its port.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<i64>,
    /// Its weight.
    pub weight: i64,
    /// Its part of the requests, from 0 to 1.
    #[serde(serialize_with = "share")]
    pub share: f64,
    /// The status code that its part of the requests gets instead of reaching it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The port's `appProtocol`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protocol: Option<String>,
    /// The TLS that a BackendTLSPolicy asks for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls: Option<BackendTlsV1>,
    /// The request as this backend gets it, where filters of its own change it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forwarded: Option<ForwardedV1>,
    /// What is changed in the headers of its answers, where filters of its own do so.
    pub response_headers: Vec<HeaderEditV1>,
}

/// How a backend proves itself to the Gateway.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct BackendTlsV1 {
    /// The BackendTLSPolicy, in the namespace of the backend.
    pub policy: String,
    /// The server name, which the certificate has to be for unless the policy names others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hostname: Option<String>,
}

/// What is done to a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum HeaderAction {
    /// It gets this value alone.
    Set,
    /// It gets this value too.
    Add,
    /// It goes.
    Remove,
}

/// A change of a header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct HeaderEditV1 {
    /// What is done.
    pub action: HeaderAction,
    /// The header.
    pub name: String,
    /// The value; empty where the header goes.
    pub value: String,
}

/// How long requests may take, as the route writes it (GEP-2257): `0s` means without a limit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct TimeoutsV1 {
    /// The whole exchange with the client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
    /// One attempt at a backend.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backend_request: Option<String>,
}

/// What is tried again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RetryV1 {
    /// How often, after the first attempt.
    pub attempts: i64,
    /// Status codes of a backend after which it is tried again; connection errors always are.
    pub codes: Vec<i64>,
}

/// Writes 0 and 1 without a decimal point, as every host does.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out references")]
fn share<S: Serializer>(share: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    match *share {
        0.0 => serializer.serialize_u8(0),
        1.0 => serializer.serialize_u8(1),
        part => serializer.serialize_f64(part),
    }
}

/// A request as a backend gets it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ForwardedV1 {
    /// The method.
    pub method: String,
    /// The `Host` header.
    pub host: String,
    /// Path and query.
    pub path: String,
    /// The other headers: name, value.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<Vec<String>>"))]
    pub headers: Vec<(String, String)>,
}

impl ForwardedV1 {
    /// A request as it was sent.
    pub(super) fn of(request: &super::Request) -> Self {
        Self {
            method: request.method.clone(),
            host: request.authority.clone(),
            path: request.target(),
            headers: request.headers.clone(),
        }
    }
}

/// A match that would take the request too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct LostV1 {
    /// Its route.
    pub route: RequestRouteV1,
    /// Its rule, from 0.
    pub rule: usize,
    /// Its entry of `matches`, from 0.
    #[serde(rename = "match", skip_serializing_if = "Option::is_none")]
    pub matched: Option<usize>,
    /// The step of precedence that decided.
    pub step: String,
}

/// An answer under an assumption.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ReadingV1 {
    /// What is assumed.
    pub assumes: String,
    /// The answer then; it has no readings of its own.
    pub answer: RequestAnswerV1,
}

/// The matches of Gateways, in the order in which they are tried.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RouteTablesV1 {
    /// Always 1.
    pub version: u32,
    /// One table for each Gateway of the inputs, and for each that a route names.
    pub gateways: Vec<GatewayTableV1>,
    /// The Services of a mesh that routes have as parent, once for each namespace of such routes; none where the question
    /// names a Gateway.
    pub services: Vec<ServiceTableV1>,
}

/// The matches of one Service, of the routes in one namespace.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ServiceTableV1 {
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// Whether it is among the inputs.
    pub known: bool,
    /// The namespace of the routes. They hold for all clients where it is that of the Service, and else for the clients in
    /// it, before those of the Service's namespace.
    pub routes_in: String,
    /// Its ports that routes are for, without one where they are for every port.
    pub ports: Vec<ListenerTableV1>,
}

/// The matches of one Gateway.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct GatewayTableV1 {
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// Whether it is among the inputs. Of another one, the listeners are those that parent refs tell of.
    pub known: bool,
    /// Its listeners, and those of its ListenerSets.
    pub listeners: Vec<ListenerTableV1>,
}

/// The matches of one listener.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ListenerTableV1 {
    /// `Gateway` or `ListenerSet`; `Service` in a mesh.
    pub kind: String,
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// The name of the listener in it; empty where it is not known, and for a `Service`.
    pub section: String,
    /// The port, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<i64>,
    /// The protocol, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protocol: Option<String>,
    /// The hostname, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hostname: Option<String>,
    /// Its matches, the one that is tried first at the top.
    pub matches: Vec<TableMatchV1>,
}

/// How a path is matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum TablePathType {
    /// The whole path.
    Exact,
    /// Its first elements.
    PathPrefix,
    /// A regular expression.
    RegularExpression,
}

/// The path of a match; a gRPC method is the path `/service/method`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct TablePathV1 {
    /// How it is matched.
    #[serde(rename = "type")]
    pub kind: TablePathType,
    /// The path.
    pub value: String,
}

/// A header or query parameter of a match.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct TableValueV1 {
    /// Its name.
    pub name: String,
    /// The value that it must have.
    pub value: String,
    /// Whether that is a regular expression.
    pub is_pattern: bool,
}

/// One match of a table.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct TableMatchV1 {
    /// The hostname that listener and route share; empty for every one.
    pub hostname: String,
    /// The path; none for every path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<TablePathV1>,
    /// The method.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The headers.
    pub headers: Vec<TableValueV1>,
    /// The query parameters.
    pub query_params: Vec<TableValueV1>,
    /// Its route.
    pub route: RequestRouteV1,
    /// Its rule, from 0.
    pub rule: usize,
    /// Its entry of `matches`, from 0; none where the rule has no matches.
    #[serde(rename = "match", skip_serializing_if = "Option::is_none")]
    pub matched: Option<usize>,
    /// What becomes of its requests.
    pub outcome: Outcome,
    /// The status code that the Gateway itself answers with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The backends that share its requests.
    pub backends: Vec<RequestBackendV1>,
    /// The match that goes first and asks for the same, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shadowed: Option<ShadowV1>,
}

/// The match that takes the requests of another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ShadowV1 {
    /// Its route.
    pub route: RequestRouteV1,
    /// Its rule, from 0.
    pub rule: usize,
    /// Its entry of `matches`, from 0.
    #[serde(rename = "match", skip_serializing_if = "Option::is_none")]
    pub matched: Option<usize>,
    /// Whether the other match takes no request at all.
    pub everywhere: bool,
    /// Whether the order of creation decides, and the inputs do not tell it.
    pub by_age: bool,
}

impl RequestAnswersV1 {
    /// The answers to several requests.
    pub fn new(answers: Vec<RequestAnswerV1>) -> Self {
        Self { version: 1, answers }
    }
}

impl RequestAnswerV1 {
    /// An answer without listener, route and backends.
    pub(super) fn bare(outcome: Outcome, status: Option<u16>, reason: String) -> Self {
        Self {
            outcome,
            status,
            listener: None,
            hostname: None,
            route: None,
            rule: None,
            matched: None,
            backends: Vec::new(),
            mirrors: Vec::new(),
            location: None,
            forwarded: None,
            response_headers: Vec::new(),
            timeouts: None,
            retry: None,
            reasons: vec![reason],
            lost: Vec::new(),
            readings: Vec::new(),
        }
    }

    /// Whether a client and the backends see the same.
    pub(super) fn agrees_with(&self, other: &Self) -> bool {
        self.outcome == other.outcome
            && self.status == other.status
            && self.backends == other.backends
            && self.mirrors == other.mirrors
            && self.location == other.location
            && self.forwarded == other.forwarded
            && self.response_headers == other.response_headers
            && self.timeouts == other.timeouts
            && self.retry == other.retry
    }
}
