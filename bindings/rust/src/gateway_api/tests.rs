//! The types of the crate `gateway-api` beside the engine: what each of them has, and what goes from one to the other.

use super::backendtlspolicies::BackendTlsPolicy;
use super::constants::{
    GatewayClassConditionReason, GatewayClassConditionType, GatewayConditionReason, GatewayConditionType,
    ListenerConditionReason, ListenerConditionType,
};
use super::experimental::{tcproutes::TcpRoute, udproutes::UdpRoute};
use super::gatewayclasses::{GatewayClass, GatewayClassSpec};
use super::gateways::{Gateway, GatewaySpec, GatewayStatus, GatewayStatusAddresses};
use super::grpcroutes::GrpcRoute;
use super::httproutes::HttpRoute;
use super::listenersets::ListenerSet;
use super::referencegrants::ReferenceGrant;
use super::tlsroutes::TlsRoute;
use super::{Duration, Statuses, TypedError, Word, read};
use crate::{ObjectStatus, Workspace};
use k8s_openapi::api::core::v1::{ConfigMap, Namespace, Secret, Service};
use routeproof_fixtures::{cases, folder};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Manifests that are judged together.
struct Inputs {
    title: String,
    settings: String,
    manifests: BTreeMap<String, String>,
}

impl Inputs {
    fn empty(&self) -> Workspace {
        Workspace::with_settings(&self.settings).unwrap()
    }

    fn workspace(&self) -> Workspace {
        let mut workspace = self.empty();
        for (name, text) in &self.manifests {
            workspace.set_source(name, text.as_str());
        }
        workspace
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect();
    files.retain(|it| it.extension().is_some_and(|it| it == "md"));
    files.sort();
    files
}

/// The cases of the fixtures, and the examples on the pages of rules.
fn inputs() -> Vec<Inputs> {
    let mut all = Vec::new();
    for case in files(&folder()).iter().flat_map(|it| cases(&fs::read_to_string(it).unwrap()).unwrap()) {
        let complete = !case.open && !case.settings.contains("complete:");
        let preludes = case.preludes.iter().map(|it| {
            let name = format!("{it}.yaml");
            let text = fs::read_to_string(folder().join("prelude").join(&name)).unwrap();
            (name, text)
        });
        let sources = case.sources.into_iter().map(|it| (it.name, it.text));
        all.push(Inputs {
            title: case.title,
            settings: [case.settings.as_str(), if complete { "complete: true\n" } else { "" }].concat(),
            manifests: preludes.chain(sources).collect(),
        });
    }
    let udp = "apiVersion: gateway.networking.k8s.io/v1\nkind: UDPRoute\nmetadata: {name: dns}\nspec: {parentRefs: [{name: edge}]}";
    all.push(Inputs {
        title: "a kind that no other input has".to_owned(),
        settings: String::new(),
        manifests: BTreeMap::from([(
            "udp.yaml".to_owned(),
            [EDGE, "---\n", udp].concat().replace("infra", "default"),
        )]),
    });
    for page in files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/rules")) {
        let text = fs::read_to_string(&page).unwrap();
        for block in text.split("\n```yaml\n").skip(1) {
            let block = block.split_once("\n```").unwrap().0;
            all.push(Inputs {
                title: page.display().to_string(),
                settings: "complete: true".to_owned(),
                manifests: BTreeMap::from([("example.yaml".to_owned(), block.to_owned())]),
            });
        }
    }
    all
}

macro_rules! kinds {
    (status: $($kind:literal $own:ident),*; others: $($other:literal $plain:ident),* $(,)?) => {
        /// The predicted status of an object, through its type and back.
        fn through_type(statuses: &Statuses, it: &ObjectStatus) -> Result<serde_json::Value, TypedError> {
            match it.kind.as_str() {
                $($kind => {
                    let mut object = <$own>::new(&it.name, Default::default());
                    object.metadata.namespace = (!it.namespace.is_empty()).then(|| it.namespace.clone());
                    statuses.of(&object).map(|it| serde_json::to_value(it).unwrap())
                })*
                kind => panic!("a status of a {kind}"),
            }
        }

        /// Adds a manifest as an object of its type; says whether there is a type that has everything in it.
        fn add_typed(workspace: &mut Workspace, kind: &str, manifest: &str) -> bool {
            match kind {
                $($kind => read::<$own>(manifest).is_ok_and(|it| workspace.set_object(&it).is_ok()),)*
                $($other => read::<$plain>(manifest).is_ok_and(|it| workspace.set_object(&it).is_ok()),)*
                _ => false,
            }
        }
    };
}

kinds! {
    status: "GatewayClass" GatewayClass, "Gateway" Gateway, "ListenerSet" ListenerSet, "HTTPRoute" HttpRoute,
        "GRPCRoute" GrpcRoute, "TLSRoute" TlsRoute, "TCPRoute" TcpRoute, "UDPRoute" UdpRoute,
        "BackendTLSPolicy" BackendTlsPolicy;
    others: "ReferenceGrant" ReferenceGrant, "Service" Service, "Namespace" Namespace, "Secret" Secret,
        "ConfigMap" ConfigMap,
}

#[test]
fn every_predicted_status_fits_its_type() {
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for inputs in inputs() {
        let statuses = inputs.workspace().statuses();
        for it in statuses.iter() {
            let mut typed = through_type(&statuses, it).unwrap();
            let mut predicted = serde_json::to_value(&it.status).unwrap();
            // What has to be there in one and may be left out in the other.
            for status in [&mut typed, &mut predicted] {
                without(status, "lastTransitionTime");
            }
            assert_eq!(typed, predicted, "{} {}/{}", it.kind, it.namespace, it.name);
            *kinds.entry(it.kind.clone()).or_default() += 1;
        }
    }
    let all: Vec<_> = kinds.keys().map(String::as_str).collect();
    assert_eq!(
        all,
        [
            "BackendTLSPolicy",
            "GRPCRoute",
            "Gateway",
            "GatewayClass",
            "HTTPRoute",
            "ListenerSet",
            "TCPRoute",
            "TLSRoute",
            "UDPRoute"
        ]
    );
}

fn without(value: &mut serde_json::Value, key: &str) {
    match value {
        serde_json::Value::Array(items) => items.iter_mut().for_each(|it| without(it, key)),
        serde_json::Value::Object(fields) => {
            fields.remove(key);
            fields.values_mut().for_each(|it| without(it, key));
        }
        _ => {}
    }
}

/// Typed objects are judged as the manifests that they were read from.
#[test]
fn objects_have_the_status_of_their_manifests() {
    let mut compared = 0;
    for inputs in inputs() {
        let mut objects = inputs.empty();
        let documents = inputs.manifests.values().flat_map(|it| it.split("\n---\n"));
        let all_typed = documents.filter(|it| !it.trim().is_empty()).all(|document| {
            let kind = document.lines().find_map(|it| it.strip_prefix("kind: "));
            kind.is_some_and(|kind| add_typed(&mut objects, kind.trim(), document))
        });
        if !all_typed {
            continue;
        }
        let json = |it: &Workspace| serde_json::to_string_pretty(&it.status()).unwrap();
        assert_eq!(json(&inputs.workspace()), json(&objects), "{}", inputs.title);
        compared += 1;
    }
    assert!(compared > 100, "{compared} cases");
}

/// The reasons or types in the engine's list of them.
fn engine_words(module: &str) -> BTreeSet<String> {
    let names = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../core/src/status/names.rs");
    let text = fs::read_to_string(names).unwrap();
    let (_, body) = text.split_once(&format!("pub mod {module} {{")).unwrap();
    let (body, _) = body.split_once("\n}").unwrap();
    body.lines().filter_map(|it| it.split('"').nth(1)).map(str::to_owned).collect()
}

fn crate_words<T: Word>() -> impl Iterator<Item = String> {
    T::all().into_iter().map(|it| it.to_string())
}

#[test]
fn the_words_of_conditions_are_those_of_the_engine() {
    let (types, reasons) = (engine_words("types"), engine_words("reasons"));
    let theirs = crate_words::<GatewayClassConditionType>()
        .chain(crate_words::<GatewayConditionType>())
        .chain(crate_words::<ListenerConditionType>());
    let more: BTreeSet<_> = theirs.filter(|it| !types.contains(it)).collect();
    // `Ready` is reserved by Gateway API and written by no controller.
    assert_eq!(Vec::from_iter(more), ["Ready"]);
    let theirs: BTreeSet<_> = crate_words::<GatewayClassConditionReason>()
        .chain(crate_words::<GatewayConditionReason>())
        .chain(crate_words::<ListenerConditionReason>())
        .collect();
    let more: Vec<_> = theirs.difference(&reasons).map(String::as_str).collect();
    assert_eq!(
        more,
        [
            "ListenersNotReady", // with `Ready`
            "NoResources",       // says what a running data plane has
            "PortUnavailable",   // says which ports an implementation can open
            "Ready",
            "Unsupported", // says what an implementation does not take
            "Waiting",     // deprecated in favour of `Pending`
        ]
    );
    // The crate's enums are of Gateways, their classes and listeners alone, and not complete: `reason` refuses these.
    let less: Vec<_> = reasons.difference(&theirs).map(String::as_str).collect();
    assert_eq!(
        less,
        [
            "BackendNotFound",             // of routes
            "ConfigurationChanged",        // left out by the crate
            "Conflicted",                  // of policies
            "InvalidCACertificateKind",    // left out by the crate
            "InvalidCACertificateRef",     // left out by the crate
            "InvalidClientCertificateRef", // left out by the crate
            "InvalidKind",                 // of routes and policies
            "InvalidTLSConfig",            // no constant of Gateway API: the implementer's guide has it
            "ListenersNotResolved",        // left out by the crate
            "NoMatchingListenerHostname",  // of routes
            "NoMatchingParent",            // of routes
            "NoValidCACertificate",        // left out by the crate
            "NotAllowed",                  // of ListenerSets
            "NotAllowedByListeners",       // of routes
            "OverlappingHostnames",        // left out by the crate
            "ParentNotAccepted",           // of ListenerSets
            "SupportedVersion",            // of the crate's experimental channel
            "TargetNotFound",              // of policies
            "UnsupportedValue",            // of routes
            "UnsupportedVersion",          // of the crate's experimental channel
        ]
    );
}

/// Numbers that look random and are the same each time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// Texts that are durations, nearly durations, or none.
fn duration_texts() -> Vec<String> {
    let odd = [
        "",
        "0",
        "s",
        "1",
        "1s ",
        " 1s",
        "1S",
        "-1s",
        "+1s",
        "1.5s",
        "1us",
        "1d",
        "1s1",
        "1h2h3h4h5h",
        "99999h60m",
        "99999h99999h",
        "123456s",
        "١s",
    ];
    let mut texts: Vec<_> = odd.map(str::to_owned).to_vec();
    let mut numbers = Numbers(7);
    while texts.len() < 1200 {
        let mut text = String::new();
        for _ in 0..=numbers.below(5) {
            let digits = numbers.below(7);
            (0..digits).for_each(|_| text.push(char::from(b'0' + u8::try_from(numbers.below(10)).unwrap())));
            let units = ["h", "m", "s", "ms", "h", "m", "s", "ms", "us", ""];
            text.push_str(units[usize::try_from(numbers.below(10)).unwrap()]);
        }
        texts.push(text);
    }
    texts
}

/// For each pair of a request's and a backend's timeout, whether the API server refuses a text, and whether it finds the
/// backend's longer.
fn judged(pairs: &[(String, String)]) -> Vec<(bool, bool)> {
    let mut workspace = Workspace::new();
    for (number, (request, backend)) in pairs.iter().enumerate() {
        let timeouts = serde_json::json!({ "request": request, "backendRequest": backend });
        let route = serde_json::json!({
            "apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute", "metadata": { "name": format!("r{number}") },
            "spec": { "rules": [{ "timeouts": timeouts }] },
        });
        workspace.set_source(&format!("{number}"), route.to_string());
    }
    let mut judged = vec![(false, false); pairs.len()];
    for it in workspace.check().diagnostics.iter().filter(|it| it.code.starts_with("RP1")) {
        let (malformed, longer) = &mut judged[it.source.parse::<usize>().unwrap()];
        match it.path.as_deref() {
            Some("spec.rules[0].timeouts") => *longer = true,
            Some("spec.rules[0].timeouts.request" | "spec.rules[0].timeouts.backendRequest") => {
                *malformed = true;
            }
            other => panic!("{other:?}: {}", it.message),
        }
    }
    judged
}

#[test]
fn durations_are_the_same() {
    const MOST: u128 = ((99_999 * 60 + 59) * 60 + 59) * 1000 + 999;
    let texts = duration_texts();
    let same: Vec<_> = texts.iter().map(|it| (it.clone(), it.clone())).collect();
    let (mut accepted, mut too_long) = (Vec::new(), 0);
    for (text, (malformed, _)) in texts.iter().zip(judged(&same)) {
        match text.parse::<Duration>() {
            Ok(it) => accepted.push((text.clone(), it)),
            // The pattern allows a sum that the crate's type does not hold.
            Err(error) if error.contains("exceeds") => {
                assert!(!malformed, "{text}");
                too_long += 1;
            }
            Err(error) => assert!(malformed, "{text}: {error}"),
        }
        assert!(text.parse::<Duration>().is_err() || !malformed, "{text}");
    }
    assert!(accepted.len() > 150 && too_long > 0, "{} accepted, {too_long} too long", accepted.len());
    // A text and what the crate reads in it are equal: neither is longer. One millisecond more is longer.
    let mut pairs = Vec::new();
    for (text, duration) in &accepted {
        let millis = duration.as_millis();
        if millis == 0 || millis >= MOST {
            continue;
        }
        let more = Duration::from_millis(u64::try_from(millis + 1).unwrap()).unwrap();
        pairs.push(((text.clone(), duration.to_string()), false));
        pairs.push(((duration.to_string(), text.clone()), false));
        pairs.push(((text.clone(), more.to_string()), true));
        pairs.push(((more.to_string(), text.clone()), false));
    }
    let (texts, longer): (Vec<_>, Vec<_>) = pairs.into_iter().unzip();
    for ((pair, longer), judged) in texts.iter().zip(longer).zip(judged(&texts)) {
        assert_eq!(judged, (false, longer), "{pair:?}");
    }
}

#[test]
fn what_a_type_lacks_is_refused_by_name() {
    let manifest = |kind: &str, rest: &str| {
        format!(
            "apiVersion: gateway.networking.k8s.io/v1\nkind: {kind}\nmetadata: {{name: a, namespace: b}}\n{rest}"
        )
    };
    let refused = |text: &str| read::<HttpRoute>(text).unwrap_err().to_string();
    assert_eq!(
        refused(&manifest(
            "HTTPRoute",
            "spec: {useDefaultGateways: All, rules: [{name: x, retry: {codes: [500]}}]}"
        )),
        "the Rust type of HTTPRoute b/a lacks spec.rules[0].retry, spec.useDefaultGateways"
    );
    assert_eq!(
        refused(&manifest("GRPCRoute", "spec: {}")),
        "the manifest is not one HTTPRoute: `kind` is \"GRPCRoute\" and not \"HTTPRoute\""
    );
    assert_eq!(refused("kind: HTTPRoute"), "the manifest is not one HTTPRoute: it has no `apiVersion`");
    assert_eq!(refused("a: 1\n---\nb: 2\n"), "the manifest is not one HTTPRoute: it has 2 documents");
    assert_eq!(refused(""), "the manifest is not one HTTPRoute: it has 0 documents");
    assert_eq!(
        refused("kind: HTTPRoute\nspec: [\n"),
        "the manifest is not one HTTPRoute: line 2: `[` is never closed"
    );
    let error = read::<HttpRoute>(&manifest("HTTPRoute", "spec: {hostnames: 7}")).unwrap_err();
    assert_eq!(error.to_string(), "HTTPRoute b/a does not fit the Rust type");
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert_eq!(cause, "invalid type: integer `7`, expected a sequence");
    let service = "{apiVersion: v1, kind: Service, metadata: {name: a, colour: red}}";
    assert_eq!(
        read::<Service>(service).unwrap_err().to_string(),
        "the Rust type of Service a lacks metadata.colour"
    );
}

const EDGE: &str = "
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: edge, namespace: infra, generation: 2 }
spec: { gatewayClassName: own, listeners: [{ name: http, port: 80, protocol: HTTP }] }
";

/// A Gateway and the status that is predicted for it.
fn edge() -> (Gateway, Statuses, GatewayStatus) {
    let gateway: Gateway = read(EDGE).unwrap();
    let mut workspace = Workspace::with_settings("complete: true").unwrap();
    workspace.set_object(&gateway).unwrap();
    let statuses = workspace.statuses();
    let status = statuses.of(&gateway).unwrap();
    (gateway, statuses, status)
}

fn differs(change: impl FnOnce(&mut GatewayStatus)) -> String {
    let (gateway, statuses, mut status) = edge();
    change(&mut status);
    match statuses.compare(&gateway, &status) {
        Ok(()) => String::new(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn a_status_is_held_against_the_prediction() {
    const HEAD: &str = "the status of Gateway infra/edge is not what a conformant controller writes:\n  ";
    assert_eq!(differs(|_| {}), "");
    // The controller's own.
    assert_eq!(
        differs(|it| {
            let mut more = it.conditions.clone().unwrap()[0].clone();
            more.type_ = "example.com/Shiny".to_owned();
            more.message = "very".to_owned();
            it.conditions.as_mut().unwrap().push(more);
            it.addresses = Some(vec![GatewayStatusAddresses::default()]);
        }),
        ""
    );
    let listeners = |it: &mut GatewayStatus| it.listeners.take().unwrap();
    assert_eq!(
        differs(|it| drop(listeners(it))),
        format!("{HEAD}listeners[http] is not there, predicted is an entry")
    );
    assert_eq!(
        differs(|it| it.conditions.as_mut().unwrap()[0].reason = "Fine".to_owned()),
        format!("{HEAD}conditions[Accepted].reason is \"Fine\", predicted is \"Accepted\"")
    );
    assert_eq!(
        differs(|it| it.conditions.as_mut().unwrap()[0].observed_generation = None),
        format!("{HEAD}conditions[Accepted].observedGeneration is not there, predicted is 2")
    );
    assert_eq!(
        differs(|it| it.conditions.as_mut().unwrap().truncate(0)),
        format!("{HEAD}conditions[Accepted] is not there, predicted is True (Accepted)\n  ")
            + "conditions[Programmed] is not there, predicted is True (Programmed)\n  "
            + "conditions[ResolvedRefs] is not there, predicted is True (ResolvedRefs)"
    );
    assert_eq!(
        differs(|it| {
            let mut all = listeners(it);
            all.push(all[0].clone());
            all[1].name = "https".to_owned();
            all[0].attached_routes = 1;
            it.listeners = Some(all);
        })
        .lines()
        .count(),
        3
    );
}

#[test]
fn an_object_that_is_not_there_has_no_status() {
    let (_, statuses, _) = edge();
    let error = statuses.of(&GatewayClass::new("own", GatewayClassSpec::default())).unwrap_err();
    assert_eq!(
        error.to_string(),
        "no status is predicted for GatewayClass own: it is not in the workspace, or no controller writes one"
    );
    let mut nameless = Gateway::new("x", GatewaySpec::default());
    nameless.metadata.name = None;
    assert_eq!(
        Workspace::new().set_object(&nameless).unwrap_err().to_string(),
        "a Gateway has no `metadata.name`"
    );
}

/// A finding names the object as its source, and what is reported counts as reported.
#[test]
fn objects_are_checked() {
    let mut workspace = Workspace::new();
    workspace.set_object(&read::<Gateway>(EDGE).unwrap()).unwrap();
    let route = "{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: a, namespace: infra}, \
        spec: {parentRefs: [{name: edge, sectionName: htp}]}}";
    workspace.set_object(&read::<HttpRoute>(route).unwrap()).unwrap();
    let report = workspace.check();
    let found: Vec<_> = report.diagnostics.iter().map(|it| (it.code.as_str(), it.source.as_str())).collect();
    assert_eq!(found, [("RP2090", "Gateway infra/edge"), ("RP3001", "HTTPRoute infra/a")]);
    workspace.set_live_object(&read::<Gateway>(EDGE).unwrap()).unwrap();
    assert_eq!(workspace.check().summary.sources, 2);
}
