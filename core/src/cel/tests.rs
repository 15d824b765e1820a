//! The traps of Kubernetes' CEL, each on a rule that a CRD really has; and every rule of every table, decoded.

use super::value::Fault;
use super::{Evaluator, Outcome, Texts};
use crate::schema::table::{CelRule, Channel, Lookup, Property, Release, Schema};
use crate::schema::view::View;
use crate::yaml;

/// The words of each rule that fails in `text`, an object of `kind` in v1, and what became of the rule.
fn failures(channel: Channel, kind: &str, text: &str) -> Vec<(String, String)> {
    let group =
        if kind.starts_with('X') { "gateway.networking.x-k8s.io" } else { "gateway.networking.k8s.io" };
    let version = if kind.starts_with('X') { "v1alpha1" } else { "v1" };
    let release = Release::newest();
    let Lookup::Served(found) = release.lookup(channel, group, version, kind) else { panic!("{kind}") };
    let reading = yaml::read(text);
    assert!(reading.problems.is_empty(), "{:?}", reading.problems);
    let root = reading.tree.value(text, reading.tree.documents()[0].root);
    let mut out = Vec::new();
    walk(View::new(root, found.schema()), "", &mut out);
    out
}

fn walk(view: View<'_>, path: &str, out: &mut Vec<(String, String)>) {
    let texts = Texts::default();
    let mut evaluator = Evaluator::new(view, &texts);
    for rule in view.schema().rules().filter(|it| it.runs_on_create()) {
        let outcome = evaluator.run(rule.program());
        assert_eq!(
            outcome,
            Evaluator::new(view, &Texts::default()).run(rule.program()),
            "an evaluator remembers nothing that matters"
        );
        if outcome != Outcome::True {
            let error = if let Outcome::Error(fault) = outcome { fault.to_string() } else { String::new() };
            out.push((path.trim_start_matches('.').to_owned(), error));
        }
    }
    for (index, item) in view.items().enumerate() {
        walk(item, &format!("{path}[{index}]"), out);
    }
    for (name, field) in view.entries() {
        walk(field, &format!("{path}.{name}"), out);
    }
}

fn standard(kind: &str, text: &str) -> Vec<(String, String)> {
    failures(Channel::Standard, kind, text)
}

fn listener(text: &str) -> Vec<(String, String)> {
    standard("Gateway", &format!("spec: {{listeners: [{{name: a, port: 443, protocol: HTTPS, {text}}}]}}"))
}

fn fails(path: &str, error: &str) -> Vec<(String, String)> {
    vec![(path.to_owned(), error.to_owned())]
}

#[test]
fn an_error_is_a_violation_unless_the_other_side_decides() {
    assert_eq!(listener("tls: {}"), fails("spec.listeners[0].tls", "no such key: certificateRefs"));
    assert_eq!(
        listener("tls: {certificateRefs: []}"),
        fails("spec.listeners[0].tls", "no such key: options")
    );
    assert_eq!(listener("tls: {options: {a: b}}"), []);
    assert_eq!(listener("tls: {certificateRefs: [{name: a}]}"), []);
    assert_eq!(listener("tls: {mode: Passthrough, options: {a: b}}"), fails("spec.listeners", ""));
}

#[test]
fn exists_one_hides_doubles() {
    let rewrite =
        "{type: URLRewrite, urlRewrite: {path: {type: ReplacePrefixMatch, replacePrefixMatch: /x}}}";
    let route = |filters: &str| {
        let matches = "matches: [{path: {type: Exact, value: /a}}]";
        standard("HTTPRoute", &format!("spec: {{rules: [{{{matches}, filters: [{filters}]}}]}}"))
    };
    assert_eq!(route(rewrite), fails("spec.rules[0]", ""));
    assert_eq!(route(&format!("{rewrite}, {rewrite}")), fails("spec.rules[0].filters", ""));
}

#[test]
fn has_is_true_for_what_is_empty_and_false_for_what_null_removed() {
    let policy = |trust: &str| {
        let text = format!("spec: {{targetRefs: [], validation: {{hostname: a, {trust}}}}}");
        standard("BackendTLSPolicy", &text).len()
    };
    assert_eq!(policy("wellKnownCACertificates: System"), 0);
    assert_eq!(policy("wellKnownCACertificates: null, caCertificateRefs: []"), 1);
    assert_eq!(policy("wellKnownCACertificates: '', caCertificateRefs: null"), 1);
    let filter = |it: &str| {
        let text = format!("spec: {{rules: [{{filters: [{{type: RequestHeaderModifier, {it}}}]}}]}}");
        standard("HTTPRoute", &text).len()
    };
    assert_eq!(filter("requestHeaderModifier: {}"), 0);
    assert_eq!(filter("requestHeaderModifier: null"), 1);
    assert_eq!(filter("requestHeaderModifier: {}, requestMirror: {backendRef: {name: a, port: 1}}"), 1);
}

#[test]
fn defaults_are_visible_and_nothing_else_is() {
    let parents = |refs: &str| standard("HTTPRoute", &format!("spec: {{parentRefs: [{refs}]}}")).len();
    assert_eq!(parents("{name: a}, {name: a, kind: Gateway, group: gateway.networking.k8s.io}"), 1);
    assert_eq!(parents("{name: a}, {name: a, namespace: b}"), 0);
    assert_eq!(parents("{name: a, sectionName: x}, {name: a}"), 1);
    assert_eq!(parents("{name: a, sectionName: x}, {name: a, sectionName: y}"), 0);
    assert_eq!(parents("{name: a, unknown: 1}, {name: b}"), 0);
    let backend = |it: &str| standard("HTTPRoute", &format!("spec: {{rules: [{{backendRefs: [{it}]}}]}}"));
    assert_eq!(backend("{name: a}"), fails("spec.rules[0].backendRefs[0]", ""));
    assert_eq!(backend("{name: a, kind: X}"), []);
}

#[test]
fn standard_and_experimental_differ() {
    let two = "spec: {parentRefs: [{name: a, port: 1}, {name: a, port: 2}]}";
    assert_eq!(failures(Channel::Experimental, "HTTPRoute", two), []);
    assert_eq!(standard("HTTPRoute", two), fails("spec.parentRefs", ""));
}

#[test]
fn strings_lists_and_numbers() {
    let path = |it: &str| {
        let text = format!("spec: {{rules: [{{matches: [{{path: {it}}}]}}]}}");
        let found = standard("HTTPRoute", &text);
        assert!(found.iter().all(|it| it.0 == "spec.rules[0].matches[0].path"), "{found:?}");
        found.len()
    };
    assert_eq!(path("{}"), 0);
    assert_eq!(path("{value: '/a%2Fb//c/./d/../e/..'}"), 5);
    assert_eq!(path("{type: RegularExpression, value: '//('}"), 0);
    assert_eq!(path("{value: 'é'}"), 2);
    let mirror = |it: &str| {
        let mirror = format!("{{backendRef: {{name: a, port: 1}}, {it}}}");
        let text =
            format!("spec: {{rules: [{{filters: [{{type: RequestMirror, requestMirror: {mirror}}}]}}]}}");
        standard("HTTPRoute", &text).len()
    };
    assert_eq!(mirror("fraction: {numerator: 100}"), 0);
    assert_eq!(mirror("fraction: {numerator: 101}"), 1);
    assert_eq!(mirror("fraction: {numerator: 3, denominator: 2}, percent: 0"), 2);
    let cors = |origins: &str| {
        let cors = format!("{{type: CORS, cors: {{allowOrigins: [{origins}]}}}}");
        standard("HTTPRoute", &format!("spec: {{rules: [{{filters: [{cors}]}}]}}")).len()
    };
    assert_eq!((cors("'*'"), cors("'*', 'https://a'"), cors("'https://a', 'https://b'")), (0, 1, 0));
}

#[test]
fn matches_are_summed_over_the_rules() {
    let rules = |count: usize| {
        let one = format!("{{matches: [{}]}}", vec!["{method: GET}"; count].join(", "));
        standard("HTTPRoute", &format!("spec: {{rules: [{one}, {one}]}}")).len()
    };
    assert_eq!((rules(64), rules(65)), (0, 1));
    assert_eq!(standard("GRPCRoute", "spec: {rules: [{}, {matches: [{}]}]}"), []);
}

#[test]
fn durations_are_compared_and_zero_switches_off() {
    let timeouts = |it: &str| standard("HTTPRoute", &format!("spec: {{rules: [{{timeouts: {{{it}}}}}]}}"));
    assert_eq!(timeouts("request: 1s, backendRequest: 1000ms"), []);
    assert_eq!(timeouts("request: 1s, backendRequest: 1001ms"), fails("spec.rules[0].timeouts", ""));
    assert_eq!(timeouts("request: 0s, backendRequest: 1h"), []);
    assert_eq!(timeouts("request: 1m1h, backendRequest: 1h1m"), []);
    assert_eq!(
        timeouts("request: 1d, backendRequest: 1s"),
        fails("spec.rules[0].timeouts", "`1d` is no duration")
    );
}

#[test]
fn patterns_keys_and_addresses() {
    let method = |it: &str| {
        let text = format!("spec: {{rules: [{{matches: [{{method: {{service: {it}}}}}]}}]}}");
        standard("GRPCRoute", &text).len()
    };
    assert_eq!((method("Foo.Bar"), method(".foo"), method("foo-bar"), method("\"a\\n\"")), (0, 0, 1, 1));
    assert_eq!(method("\u{17f}"), 0, "folding is Unicode's, as in Go");
    let host = |it: &str| standard("TLSRoute", &format!("spec: {{rules: [], hostnames: [{it}]}}")).len();
    assert_eq!(
        (host("a.b"), host("'*.a.b'"), host("1.2.3.4"), host("'a*.b'"), host("'::1'")),
        (0, 0, 1, 1, 2)
    );
    let label =
        |it: &str| standard("Gateway", &format!("spec: {{infrastructure: {{labels: {{'{it}': x}}}}}}"));
    assert_eq!(label("a.b/c"), []);
    assert_eq!(label("d e"), fails("spec.infrastructure.labels", ""));
    assert_eq!(label(&format!("{}/c", "a".repeat(252))), []);
    assert_eq!(label(&format!("{}/c", "a".repeat(253))).len(), 1);
    assert_eq!(label(&format!("a/{}", "b".repeat(63))), []);
    assert_eq!(label(&format!("a/{}", "b".repeat(64))).len(), 1);
}

#[test]
fn listeners_are_told_apart_by_port_protocol_and_hostname() {
    let listeners = |more: &str| {
        let text =
            format!("spec: {{listeners: [{{name: a, port: 80, protocol: HTTP}}, {{name: b, {more}}}]}}");
        standard("Gateway", &text).len()
    };
    assert_eq!(listeners("port: 80, protocol: HTTP"), 1);
    assert_eq!(listeners("port: 80, protocol: HTTP, hostname: a.b"), 0);
    assert_eq!(listeners("port: 80, protocol: UDP, hostname: a.b"), 1);
    assert_eq!(listeners("port: 81, protocol: HTTP, tls: {options: {a: b}}"), 1);
}

#[test]
fn formats_of_the_experimental_channel() {
    let mesh = |it: &str| {
        let text = format!("spec: {{listeners: [], addresses: [{{value: 1.2.3.4, routability: {it}}}]}}");
        failures(Channel::Experimental, "Gateway", &text).len()
    };
    assert_eq!(
        (mesh("Cluster"), mesh("example.com/x"), mesh("x"), mesh("a.k8s.io/x"), mesh("A/x")),
        (0, 0, 1, 1, 1)
    );
}

/// Every expression of a program is evaluated somewhere below, or at least known to the evaluator.
#[test]
fn every_rule_of_every_table_has_a_program_a_message_and_known_operations() {
    let mut rules = 0;
    for release in Release::all() {
        for version in release.kinds().flat_map(|it| it.versions().collect::<Vec<_>>()) {
            each_rule(version.schema(), &mut |schema, rule| {
                rules += 1;
                assert!(!rule.message().is_empty(), "{rule:?}");
                assert!(!rule.reason().is_empty(), "{rule:?}");
                let empty = yaml::read("{}");
                let view = View::new(empty.tree.value("{}", empty.tree.documents()[0].root), schema);
                assert_ne!(
                    Evaluator::new(view, &Texts::default()).run(rule.program()),
                    Outcome::Error(Fault::OutOfBudget),
                    "{rule:?}"
                );
            });
        }
    }
    assert_eq!(rules, 298 + 445 + 295 + 350 + 283 + 334 + 233 + 311 + 219 + 266);
}

#[test]
fn the_newest_release_has_as_many_rules_as_its_crds() {
    let count = |channel: Channel, served: bool| {
        let mut rules = 0;
        for version in Release::find("1.7").unwrap().kinds().flat_map(|it| it.versions().collect::<Vec<_>>())
        {
            if version.channel() == channel && (version.served() || !served) {
                each_rule(version.schema(), &mut |_, _| rules += 1);
            }
        }
        rules
    };
    assert_eq!((count(Channel::Standard, false), count(Channel::Standard, true)), (298, 275));
    assert_eq!((count(Channel::Experimental, false), count(Channel::Experimental, true)), (445, 445));
}

fn each_rule<'t>(schema: Schema<'t>, seen: &mut dyn FnMut(Schema<'t>, CelRule<'t>)) {
    let mut found = schema.has_rules();
    for rule in schema.rules() {
        seen(schema, rule);
    }
    let properties: Vec<Schema<'t>> = schema.properties().map(Property::schema).collect();
    for child in properties.into_iter().chain(schema.items()).chain(schema.additional()) {
        found |= child.has_rules_within();
        each_rule(child, seen);
    }
    assert_eq!(found, schema.has_rules_within());
}
