use super::{
    Attachments, BackendPort, Clash, Environment, Fault, Features, Outcome, RefProblem, Refusal, Verdict,
};
use crate::world::testing::Files;

const CLASS: &str = "
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: c}
spec: {controllerName: example.com/controller}
---
{apiVersion: v1, kind: Namespace, metadata: {name: infra}}
---
{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {team: a}}}
---
";

fn gateway(listeners: &str) -> String {
    format!(
        "{CLASS}apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {{name: edge, namespace: infra}}\n\
         spec: {{gatewayClassName: c, allowedListeners: {{namespaces: {{from: All}}}}, listeners: [{listeners}]}}\n---\n"
    )
}

fn route(kind: &str, spec: &str) -> String {
    format!(
        "apiVersion: gateway.networking.k8s.io/v1\nkind: {kind}\nmetadata: {{name: r, namespace: shop}}\nspec: {spec}\n"
    )
}

/// The verdict on the first parentRef of a route.
fn verdict(text: &str, closed: bool) -> Verdict {
    let files = Files::new(text);
    let world = if closed { files.closed() } else { files.open() };
    let attachments = Attachments::new(&world, &Environment::default());
    attachments.routes()[0].attachments[0].verdict
}

const ALL: &str = "{name: http, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}}";

#[test]
fn section_name_and_port_select_listeners() {
    let listeners = "{name: a, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}}, \
                     {name: b, port: 81, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}}";
    let with = |parent: &str| {
        let spec = format!("{{parentRefs: [{{name: edge, namespace: infra{parent}}}]}}");
        verdict(&(gateway(listeners) + &route("HTTPRoute", &spec)), true)
    };
    assert_eq!(with(""), Verdict::Accepted);
    assert_eq!(with(", sectionName: a"), Verdict::Accepted);
    assert_eq!(with(", sectionName: c"), Verdict::NoMatchingParent);
    assert_eq!(with(", port: 81"), Verdict::Accepted);
    assert_eq!(with(", port: 82"), Verdict::NoMatchingParent);
    assert_eq!(with(", sectionName: a, port: 81"), Verdict::NoMatchingParent);
    assert_eq!(with(", sectionName: b, port: 81"), Verdict::Accepted);
}

#[test]
fn namespaces_kinds_and_protocols_let_routes_in() {
    let with = |kind: &str, protocol: &str, allowed: &str| {
        let tls = if protocol == "TLS" { ", tls: {mode: Passthrough}" } else { "" };
        let listener = format!("{{name: l, port: 80, protocol: {protocol}{tls}, allowedRoutes: {allowed}}}");
        let names = if kind == "TLSRoute" { ", hostnames: [a.test]" } else { "" };
        let spec = format!("{{parentRefs: [{{name: edge, namespace: infra}}]{names}}}");
        verdict(&(gateway(&listener) + &route(kind, &spec)), true)
    };
    let all = "{namespaces: {from: All}}";
    assert_eq!(with("HTTPRoute", "HTTP", all), Verdict::Accepted);
    assert_eq!(with("GRPCRoute", "HTTP", all), Verdict::Accepted);
    assert_eq!(with("TLSRoute", "TLS", all), Verdict::Accepted);
    assert_eq!(with("TCPRoute", "TCP", all), Verdict::Accepted);
    assert_eq!(with("UDPRoute", "UDP", all), Verdict::Accepted);
    for (kind, protocol) in
        [("TLSRoute", "HTTP"), ("HTTPRoute", "TLS"), ("TCPRoute", "TLS"), ("UDPRoute", "TCP")]
    {
        assert_eq!(with(kind, protocol, all), Verdict::NotAllowedByListeners, "{kind} on {protocol}");
    }
    assert_eq!(with("HTTPRoute", "HTTP", "{}"), Verdict::NotAllowedByListeners, "Same by default");
    let selector =
        |labels: &str| format!("{{namespaces: {{from: Selector, selector: {{matchLabels: {{{labels}}}}}}}}}");
    assert_eq!(with("HTTPRoute", "HTTP", &selector("team: a")), Verdict::Accepted);
    assert_eq!(with("HTTPRoute", "HTTP", &selector("team: b")), Verdict::NotAllowedByListeners);
    let only_grpc = "{namespaces: {from: All}, kinds: [{kind: GRPCRoute}]}";
    assert_eq!(with("HTTPRoute", "HTTP", only_grpc), Verdict::NotAllowedByListeners);
    assert_eq!(with("GRPCRoute", "HTTP", only_grpc), Verdict::Accepted);
}

#[test]
fn hostnames_have_to_intersect_on_one_listener() {
    let listeners = "{name: a, port: 80, protocol: HTTP, hostname: a.test, allowedRoutes: {namespaces: {from: All}}}, \
                     {name: w, port: 80, protocol: HTTP, hostname: '*.w.test', allowedRoutes: {namespaces: {from: All}}}";
    let text = |names: &str| {
        let spec = format!("{{parentRefs: [{{name: edge, namespace: infra}}], hostnames: {names}}}");
        gateway(listeners) + &route("HTTPRoute", &spec)
    };
    let shared = |names: &str| {
        let files = Files::new(&text(names));
        let world = files.closed();
        let attachments = Attachments::new(&world, &Environment::default());
        attachments.routes()[0].attachments[0]
            .listeners
            .iter()
            .map(|(_, it)| match it {
                Outcome::Accepted(names) => names.join(" "),
                other => format!("{other:?}"),
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(shared("[]"), ["a.test", "*.w.test"]);
    assert_eq!(shared("[a.test, x.y.w.test, b.test]"), ["a.test", "x.y.w.test"]);
    assert_eq!(shared("['*.test']"), ["a.test", "*.w.test"]);
    assert_eq!(shared("[w.test]"), ["NoHostname", "NoHostname"]);
    assert_eq!(verdict(&text("[w.test]"), true), Verdict::NoMatchingListenerHostname);
}

#[test]
fn what_nobody_gave_us_stays_unknown() {
    let to = |parent: &str| route("HTTPRoute", &format!("{{parentRefs: [{parent}]}}"));
    assert_eq!(verdict(&to("{name: edge}"), false), Verdict::Unknown);
    assert_eq!(verdict(&to("{name: edge}"), true), Verdict::NoStatus);
    assert_eq!(verdict(&to("{name: edge, kind: ListenerSet}"), false), Verdict::Unknown);
    assert_eq!(verdict(&to("{name: web, kind: Service, group: ''}"), false), Verdict::Unknown);
    assert_eq!(verdict(&to("{name: x, kind: Other, group: example.com}"), false), Verdict::NoStatus);
    let selector = "{name: l, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: Selector, \
                    selector: {matchLabels: {team: a}}}}}";
    let text = gateway(selector).replace("name: shop, labels", "name: other, labels")
        + &to("{name: edge, namespace: infra}");
    assert_eq!(verdict(&text, false), Verdict::Unknown, "labels of the namespace are not known");
    assert_eq!(verdict(&text, true), Verdict::NotAllowedByListeners, "there is no such namespace");
    let foreign = gateway(ALL).replace("gatewayClassName: c", "gatewayClassName: d");
    let text = foreign + &to("{name: edge, namespace: infra}");
    assert_eq!(verdict(&text, false), Verdict::Accepted, "an unknown class is taken for one that is there");
    assert_eq!(verdict(&text, true), Verdict::NoStatus, "no controller owns the Gateway");
}

/// Per listener of every parent: what it clashes in.
fn clashes(text: &str, environment: &Environment) -> Vec<(String, Option<Clash>)> {
    let files = Files::new(text);
    let world = files.closed();
    let attachments = Attachments::new(&world, environment);
    let facts = attachments.parents().iter().flat_map(|it| &it.listeners);
    facts.map(|it| (it.listener.name().value.to_owned(), it.conflict.map(|it| it.clash))).collect()
}

fn clash(listeners: &[&str], environment: &Environment) -> Vec<Option<Clash>> {
    let named: Vec<_> =
        listeners.iter().enumerate().map(|(at, it)| format!("{{name: l{at}, {it}}}")).collect();
    clashes(&gateway(&named.join(", ")), environment).into_iter().map(|(_, it)| it).collect()
}

#[test]
fn in_one_gateway_no_conflicting_listener_wins() {
    const PROTOCOL: Option<Clash> = Some(Clash::Protocol);
    let check = |listeners: &[&str]| clash(listeners, &Environment::default());
    let http = "port: 80, protocol: HTTP, hostname: a.test";
    assert_eq!(check(&[http, "port: 80, protocol: HTTP"]), [None, None]);
    assert_eq!(
        check(&[http, http, "port: 81, protocol: HTTP, hostname: a.test"]),
        [Some(Clash::Hostname), Some(Clash::Hostname), None]
    );
    assert_eq!(check(&[http, "port: 80, protocol: HTTPS, hostname: b.test"]), [PROTOCOL, PROTOCOL]);
    assert_eq!(check(&[http, "port: 80, protocol: TCP"]), [PROTOCOL, PROTOCOL]);
    assert_eq!(check(&[http, "port: 80, protocol: UDP"]), [None, None]);
    assert_eq!(check(&["port: 80, protocol: TCP", "port: 80, protocol: TCP"]), [Some(Clash::Hostname); 2]);
    assert_eq!(check(&[http, "port: 80, protocol: example.com/x"]), [None, None]);
    let tls =
        |mode: &str, name: &str| format!("port: 443, protocol: TLS, hostname: {name}, tls: {{mode: {mode}}}");
    let mixed = [tls("Terminate", "a.test"), tls("Passthrough", "b.test")];
    let mixed = [mixed[0].as_str(), mixed[1].as_str()];
    assert_eq!(check(&mixed), [None, None]);
    let without = Environment {
        features: Features::AllBut(["TLSRouteModeMixed".to_owned()].into()),
        ..Environment::default()
    };
    assert_eq!(clash(&mixed, &without), [PROTOCOL, PROTOCOL]);
}

#[test]
fn between_listener_sets_the_older_wins_then_the_name() {
    let set = |name: &str, created: &str, listener: &str| {
        format!(
            "---\napiVersion: gateway.networking.k8s.io/v1\nkind: ListenerSet\n\
             metadata: {{name: {name}, namespace: shop{created}}}\n\
             spec: {{parentRef: {{name: edge, namespace: infra}}, listeners: [{{name: {name}, {listener}}}]}}\n"
        )
    };
    let at = |second: u32| format!(", creationTimestamp: '2026-01-01T00:00:0{second}Z'");
    let a_test = "port: 80, protocol: HTTP, hostname: a.test";
    let b_test = "port: 80, protocol: HTTP, hostname: b.test";
    let text = gateway("{name: own, port: 80, protocol: HTTP, hostname: b.test}")
        + &set("newer", &at(2), a_test)
        + &set("older", &at(1), a_test)
        + &set("undated", "", a_test)
        + &set("z", &at(3), b_test)
        + &set("tcp", &at(0), "port: 80, protocol: TCP");
    let found = clashes(&text, &Environment::default());
    let found: Vec<_> = found.iter().map(|(name, clash)| (name.as_str(), *clash)).collect();
    assert_eq!(
        found,
        [
            ("own", None),
            ("newer", Some(Clash::Hostname)),
            ("older", None),
            ("tcp", Some(Clash::Protocol)),
            ("undated", Some(Clash::Hostname)),
            ("z", Some(Clash::Hostname)),
        ]
    );
}

#[test]
fn overlapping_tls_hostnames_are_marked_on_both_sides() {
    let tls = "tls: {certificateRefs: [{name: x}]}";
    let listener = |name: &str, host: &str, port: u32| {
        let host = if host.is_empty() { String::new() } else { format!("hostname: '{host}', ") };
        format!("{{name: {name}, port: {port}, protocol: HTTPS, {host}{tls}}}")
    };
    let text = gateway(
        &[
            listener("wide", "*.test", 443),
            listener("narrow", "a.b.test", 443),
            listener("other", "a.example", 443),
            listener("alone", "*.test", 444),
        ]
        .join(", "),
    );
    let files = Files::new(&text);
    let world = files.open();
    let attachments = Attachments::new(&world, &Environment::default());
    let overlaps: Vec<_> = attachments.parents()[0].listeners.iter().map(|it| it.overlaps).collect();
    assert_eq!(overlaps, [true, true, false, false]);
    let listeners = &attachments.parents()[0].listeners;
    let covered: Vec<_> = listeners.iter().map(|it| it.covered_by).collect();
    assert_eq!(covered, [None, Some(listeners[0].listener.name().at), None, None]);
}

#[test]
fn what_keeps_a_listener_from_working() {
    let fault = |listener: &str| {
        let files = Files::new(&gateway(&format!("{{name: l, port: 443, {listener}}}")));
        let world = files.closed();
        let attachments = Attachments::new(&world, &Environment::default());
        attachments.parents()[0].listeners[0].fault()
    };
    assert_eq!(fault("protocol: HTTP"), None);
    assert_eq!(fault("protocol: NO"), Some(Fault::Refused(Refusal::UnsupportedProtocol)));
    assert_eq!(fault("protocol: HTTPS"), Some(Fault::NoTlsSettings));
    let missing = "protocol: HTTPS, tls: {certificateRefs: [{name: x}]}";
    assert_eq!(fault(missing), Some(Fault::NoCertificate));
}

#[test]
fn the_most_specific_kind_has_the_port_of_a_service() {
    let spec = "{parentRefs: [{name: web, kind: Service, group: ''}]}";
    let service = "---\n{apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop}, spec: {ports: [{port: 80}]}}\n---\n";
    let text = route("TCPRoute", spec) + service + &route("GRPCRoute", spec);
    let files = Files::new(&text);
    let world = files.closed();
    let attachments = Attachments::new(&world, &Environment::default());
    let found: Vec<_> = attachments.routes().iter().map(|it| &it.attachments[0]).collect();
    let found: Vec<_> = found.iter().map(|it| (it.verdict, it.rival.map(|it| it.title()))).collect();
    let rival = Some("GRPCRoute `shop/r`".to_owned());
    assert_eq!(found, [(Verdict::Accepted, None), (Verdict::Conflicted, rival)]);
}

#[test]
fn backend_refs_are_judged_kind_first_then_grant_then_existence() {
    let service = "---\n{apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop}, \
                   spec: {ports: [{port: 80, targetPort: 8080}, {port: 53, protocol: UDP}]}}\n";
    let judge = |backend: &str, closed: bool| {
        let spec = format!(
            "{{parentRefs: [{{name: edge, namespace: infra}}], rules: [{{backendRefs: [{backend}]}}]}}"
        );
        let files = Files::new(&(gateway(ALL) + &route("HTTPRoute", &spec) + service));
        let world = if closed { files.closed() } else { files.open() };
        let attachments = Attachments::new(&world, &Environment::default());
        let fact = attachments.routes()[0].backends[0];
        (
            fact.problem(),
            fact.is_resolved(),
            match fact.port {
                BackendPort::Found(_) => "found",
                BackendPort::Missing => "missing",
                BackendPort::WrongProtocol(_) => "protocol",
                BackendPort::Unknown => "unknown",
            },
        )
    };
    assert_eq!(judge("{name: web, port: 80}", true), (None, true, "found"));
    assert_eq!(judge("{name: web, port: 8080}", true), (Some(RefProblem::PortNotFound), false, "missing"));
    assert_eq!(judge("{name: web, port: 53}", true), (Some(RefProblem::WrongProtocol), false, "protocol"));
    assert_eq!(judge("{name: api, port: 80}", true), (Some(RefProblem::NotFound), false, "unknown"));
    assert_eq!(judge("{name: api, port: 80}", false), (None, false, "unknown"));
    let across = "{name: web, namespace: pay, port: 80}";
    assert_eq!(judge(across, true).0, Some(RefProblem::NotPermitted));
    assert_eq!(judge(across, false), (None, false, "unknown"));
    assert_eq!(judge("{name: web, kind: Pod}", false).0, Some(RefProblem::InvalidKind));
    let other = "{name: web, kind: Thing, group: example.com}";
    assert_eq!(judge(other, true).0, Some(RefProblem::InvalidKind), "no CRD defines it");
    assert_eq!(judge(other, false).0, None, "an implementation may know it");
}

#[test]
fn routes_count_once_per_listener_and_only_where_they_are_accepted() {
    let listeners = "{name: a, port: 80, protocol: HTTP, hostname: a.test, allowedRoutes: {namespaces: {from: All}}}, \
                     {name: b, port: 80, protocol: HTTP, hostname: b.test, allowedRoutes: {namespaces: {from: All}}}";
    let parents = "{name: edge, namespace: infra, sectionName: a}, {name: edge, namespace: infra}";
    let spec = format!("{{hostnames: [a.test], parentRefs: [{parents}]}}");
    let files = Files::new(&(gateway(listeners) + &route("HTTPRoute", &spec)));
    let world = files.closed();
    let attachments = Attachments::new(&world, &Environment::default());
    let counts: Vec<_> = attachments.parents()[0].listeners.iter().map(|it| it.attached_routes).collect();
    assert_eq!(counts, [1, 0]);
}
