//! The profile rules over tables of hostile and legitimate input, and their words, fixes and doc examples.

mod hostnames;
mod objects;

use super::{Tenancy, check, tenancy};
use crate::diagnostic::{Diagnostic, Fix, Safety};
use crate::manifest::objects as objects_of;
use crate::settings::Settings;
use crate::source::SourceId;
use crate::tenancy::Platform;
use crate::yaml::read;

const ACME: &str = r#"{profile: kupe, tenant: acme, customDomains: [app.example.com, "*.shop.example.com"]}"#;
const PARENTS: &str = "parentRefs: [{name: external-gateway, namespace: kube-system}]";
const HOSTNAMES: &str = "hostnames: [web.acme.kupe.cloud]";

fn platform(settings: &str) -> Platform {
    let settings = Settings::from_yaml(settings, crate::rules::registry()).unwrap();
    Platform::new(&settings).unwrap().unwrap()
}

fn findings(platform: &Platform, text: &str) -> Vec<Diagnostic> {
    let reading = read(text);
    let found = objects_of(text, &reading.tree);
    assert!(!found.objects.is_empty(), "no object in {text}");
    let mut out = Vec::new();
    for object in &found.objects {
        let view = object.view(text, &reading.tree);
        let first = out.len();
        check(platform, SourceId(0), view, &mut out);
        let denied = matches!(tenancy(platform, SourceId(0), view), Tenancy::Denied(_));
        assert_eq!(denied, out.len() > first, "tenancy and rules agree on {text}");
    }
    out
}

fn codes(platform: &Platform, text: &str) -> Vec<&'static str> {
    findings(platform, text).iter().map(|it| it.rule.code).collect()
}

fn route(spec: &str) -> String {
    let spec = spec.replace("PARENTS", PARENTS).replace("HOSTNAMES", HOSTNAMES);
    format!(
        "{{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {{name: web, namespace: web}}, spec: {spec}}}"
    )
}

/// `text` in YAML's double quotes, with everything escaped that YAML would not take as it is.
fn quoted(text: &str) -> String {
    let letter = |it: char| match it {
        '"' | '\\' => format!("\\{it}"),
        ' '..='~' => it.to_string(),
        _ => format!("\\U{:08X}", u32::from(it)),
    };
    format!("\"{}\"", text.chars().map(letter).collect::<String>())
}

/// The text after the fix, which leaves nothing to find of its rule.
fn fixed(platform: &Platform, text: &str, code: &str, safety: Safety) -> String {
    let found = findings(platform, text);
    let finding = found.iter().find(|it| it.rule.code == code).unwrap();
    let fix: &Fix = finding.fixes.first().unwrap_or_else(|| panic!("{code} has no fix: {}", finding.message));
    assert_eq!(fix.safety, safety);
    let mut after = text.to_owned();
    for edit in fix.edits.iter().rev() {
        after.replace_range(edit.at.span.start()..edit.at.span.end(), &edit.text);
    }
    assert!(!codes(platform, &after).contains(&code), "{code} is still found in {after}");
    after
}

#[test]
fn hostile_hostnames_are_refused() {
    let acme = platform(ACME);
    let mut wrong = Vec::new();
    for (why, code, names) in hostnames::HOSTILE {
        for name in *names {
            let text = route(&format!("{{PARENTS, hostnames: [{}]}}", quoted(name)));
            let found = codes(&acme, &text);
            if found != [*code] {
                wrong.push(format!("{name:?} ({why}): {found:?}, not {code}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn hostile_hostnames_are_refused_for_every_tenant_and_for_none() {
    for settings in ["{profile: kupe}", "{profile: kupe, tenant: acme}", "{profile: kupe, tenant: a}"] {
        let platform = platform(settings);
        for (why, _, names) in hostnames::HOSTILE {
            // The one name that the other tenant owns.
            for name in names
                .iter()
                .filter(|it| !(settings.ends_with("tenant: a}") && it.ends_with("web.a.kupe.cloud")))
            {
                let text = route(&format!("{{PARENTS, hostnames: [{}]}}", quoted(name)));
                assert!(!codes(&platform, &text).is_empty(), "{settings}: {name:?} ({why})");
            }
        }
    }
}

#[test]
fn hostile_routes_and_objects_are_refused() {
    let acme = platform(ACME);
    for (code, lists) in objects::HOSTILE_PARENTS {
        for parents in *lists {
            let found = codes(&acme, &route(&format!("{{parentRefs: {parents}, HOSTNAMES}}")));
            assert!(found.contains(code), "{parents}: {found:?}, not {code}");
        }
    }
    for (code, spec) in objects::HOSTILE_SPECS {
        let found = codes(&acme, &route(spec));
        assert!(found.contains(code), "{spec}: {found:?}, not {code}");
    }
    for (code, object) in objects::HOSTILE_OBJECTS {
        let found = codes(&acme, &object.replace("METADATA", "metadata: {name: web, namespace: web}"));
        assert_eq!(found, [*code], "{object}");
    }
}

#[test]
fn what_is_the_tenants_own_passes() {
    let acme = platform(ACME);
    for name in hostnames::OWN {
        let found = codes(&acme, &route(&format!("{{PARENTS, hostnames: ['{name}']}}")));
        assert!(found.is_empty(), "{name}: {found:?}");
    }
    for parents in objects::OWN_PARENTS {
        let found = codes(&acme, &route(&format!("{{parentRefs: {parents}, HOSTNAMES}}")));
        assert!(found.is_empty(), "{parents}: {found:?}");
    }
    for spec in objects::OWN_SPECS {
        let found = codes(&acme, &route(spec));
        assert!(found.is_empty(), "{spec}: {found:?}");
    }
    for object in objects::OWN_OBJECTS {
        let found = codes(&acme, &object.replace("METADATA", "metadata: {name: web, namespace: web}"));
        assert!(found.is_empty(), "{object}: {found:?}");
    }
}

#[test]
fn the_tables_are_as_large_as_promised_and_repeat_nothing() {
    let mut names: Vec<&str> = hostnames::HOSTILE.iter().flat_map(|(_, _, names)| *names).copied().collect();
    names.extend(hostnames::OWN);
    let mut parents: Vec<&str> =
        objects::HOSTILE_PARENTS.iter().flat_map(|(_, lists)| *lists).copied().collect();
    let hostile = names.len() - hostnames::OWN.len() + parents.len() + objects::HOSTILE_SPECS.len();
    assert!(hostile >= 300, "{hostile} hostile hostnames and parents");
    for list in [&mut names, &mut parents] {
        let count = list.len();
        list.sort_unstable();
        list.dedup();
        assert_eq!(list.len(), count, "something stands there twice");
    }
}

#[test]
fn a_certain_slip_has_a_safe_fix() {
    let acme = platform(ACME);
    let fix = |text: &str, code| fixed(&acme, text, code, Safety::Safe);
    let near = route("{parentRefs: [{name: external-gatway, namespace: kube-system}], HOSTNAMES}");
    assert_eq!(fix(&near, "RP5001"), near.replace("external-gatway", "external-gateway"));
    let elsewhere = route("{parentRefs: [{name: external-gateway, namespace: 'default'}], HOSTNAMES}");
    assert_eq!(fix(&elsewhere, "RP5001"), elsewhere.replace("default", "kube-system"));
    let flow = route("{parentRefs: [{name: external-gateway}], HOSTNAMES}");
    assert_eq!(fix(&flow, "RP5001"), flow.replace("{name: ext", "{namespace: kube-system, name: ext"));
    for (wrong, right) in [
        ("Web.acme.kupe.cloud", "web.acme.kupe.cloud"),
        ("web.acme.kupe.cloud.", "web.acme.kupe.cloud"),
        ("App.Example.com.", "app.example.com"),
        ("'https://web.acme.kupe.cloud/api'", "'web.acme.kupe.cloud'"),
        ("\"web.acme.kupe.cloud:443\"", "\"web.acme.kupe.cloud\""),
    ] {
        let text = route(&format!("{{PARENTS, hostnames: [{wrong}]}}"));
        assert_eq!(fix(&text, "RP5005"), text.replace(wrong, right));
    }
}

#[test]
fn a_fix_keeps_the_style_of_a_block() {
    let acme = platform(ACME);
    let text = "\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web, namespace: web}
spec:
  parentRefs:
    - name: external-gateway # the shared one
  hostnames:
    - web.acme.kupe.cloud
";
    let after = fixed(&acme, text, "RP5001", Safety::Safe);
    assert_eq!(after, text.replace("    - name: ext", "    - namespace: kube-system\n      name: ext"));
    let bare = "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: web, namespace: web}\nspec:\n  rules: []\n";
    let after = fixed(&acme, bare, "RP5004", Safety::Unsafe);
    let after = fixed(&acme, &after, "RP5002", Safety::Unsafe);
    assert!(codes(&acme, &after).is_empty(), "{after}");
    let service = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n  type: NodePort\n";
    assert!(fixed(&acme, service, "RP5013", Safety::Unsafe).contains("type: ClusterIP"));
}

#[test]
fn nothing_is_edited_behind_an_alias() {
    let acme = platform(ACME);
    let text = "\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web, namespace: web, labels: {n: &n external-gatway}}
spec: {parentRefs: [{namespace: kube-system, name: *n}], hostnames: [web.acme.kupe.cloud]}
";
    let found = findings(&acme, text);
    assert_eq!(found.iter().map(|it| it.rule.code).collect::<Vec<_>>(), ["RP5001"]);
    assert!(found[0].fixes.is_empty(), "{:?}", found[0].fixes);
}

#[test]
fn a_custom_domain_needs_no_other_route() {
    let found = findings(&platform(ACME), &route("{PARENTS, hostnames: [shop.example.org]}"));
    let help = found[0].help.as_deref().unwrap();
    assert!(
        help.contains("CNAME to `ext.kupe.cloud`") && help.contains("the route itself stays the same"),
        "{help}"
    );
    let other = findings(
        &platform(ACME),
        "{apiVersion: gateway.networking.k8s.io/v1, kind: TLSRoute, metadata: {name: web, namespace: web}}",
    );
    assert!(other[0].help.as_deref().unwrap().contains("one more hostname of the same route"));
}

#[test]
fn a_platform_domain_cannot_be_listed_as_ones_own() {
    let greedy = r#"{profile: kupe, tenant: acme, customDomains: ["*.kupe.cloud", web.globex.kupe.cloud, "*.globex.kupe.cloud"]}"#;
    let greedy = platform(greedy);
    for name in [
        "web.globex.kupe.cloud",
        "*.kupe.cloud",
        "*.globex.kupe.cloud",
        "ext.kupe.cloud",
        "a.b.acme.kupe.cloud",
    ] {
        assert!(!codes(&greedy, &route(&format!("{{PARENTS, hostnames: ['{name}']}}"))).is_empty(), "{name}");
    }
}

const OWN_PLATFORM: &str = "
profile:
  name: own
  gateways: [{namespace: infra, name: edge}, {namespace: infra, name: edge-2}]
  routes: {kinds: [HTTPRoute, TCPRoute]}
  hostnames: {templates: ['<app>.<namespace>.apps.example', '<tenant>.own.example']}
  tenants:
    namespace: team-<tenant>
    list: [{name: acme, namespaces: [web], customDomains: [brand.test]}, {name: globex, namespaces: [pay]}]
";

#[test]
fn another_platform_needs_only_another_profile() {
    let own = platform(OWN_PLATFORM);
    let route = |namespace: &str, hostname: &str| {
        format!(
            "{{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {{name: a, namespace: {namespace}}}, spec: {{parentRefs: [{{namespace: infra, name: edge-2}}], hostnames: ['{hostname}']}}}}"
        )
    };
    for (namespace, hostname) in
        [("web", "a.web.apps.example"), ("web", "acme.own.example"), ("team-x", "x.own.example")]
    {
        assert_eq!(codes(&own, &route(namespace, hostname)), [""; 0], "{hostname}");
    }
    for (namespace, hostname, code) in [
        ("web", "a.pay.apps.example", "RP5006"),
        ("web", "globex.own.example", "RP5006"),
        ("pay", "acme.own.example", "RP5006"),
        ("web", "*.web.apps.example", "RP5007"),
        ("web", "brand.test", "RP5008"),
        ("nobodys", "acme.own.example", "RP5015"),
    ] {
        assert_eq!(codes(&own, &route(namespace, hostname)), [code], "{namespace} {hostname}");
    }
    let tcp = "{apiVersion: gateway.networking.k8s.io/v1, kind: TCPRoute, metadata: {name: a, namespace: web}, spec: {parentRefs: [{namespace: infra, name: edge}]}}";
    assert_eq!(codes(&own, tcp), [""; 0], "a TCPRoute has no hostnames, and the profile names the kind");
}

#[test]
fn whose_a_route_is_has_to_be_beyond_doubt() {
    let with = |tenant: &str| platform(&format!("tenant: {tenant}{OWN_PLATFORM}"));
    let route = |namespace: &str| {
        format!(
            "{{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {{name: a{namespace}}}, spec: {{parentRefs: [{{namespace: infra, name: edge}}], hostnames: [acme.own.example]}}}}"
        )
    };
    assert_eq!(codes(&with("acme"), &route(", namespace: web")), [""; 0]);
    assert_eq!(
        codes(&with("acme"), &route("")),
        [""; 0],
        "kubectl says the namespace, and the tenant is set"
    );
    assert!(codes(&with("acme"), &route(", namespace: pay")).contains(&"RP5015"), "globex's namespace");
    assert!(
        codes(&with("acme"), &route(", namespace: other")).contains(&"RP5015"),
        "the namespace of no tenant"
    );
    assert!(codes(&with("globex"), &route(", namespace: web")).contains(&"RP5015"));
    assert!(codes(&platform(OWN_PLATFORM), &route("")).contains(&"RP5015"));
    for kind in ["ConfigMap", "Service", "Secret"] {
        let object = |namespace: &str| {
            format!("{{apiVersion: v1, kind: {kind}, metadata: {{name: a, namespace: {namespace}}}}}")
        };
        assert_eq!(codes(&with("acme"), &object("web")), [""; 0]);
        assert_eq!(
            codes(&with("acme"), &object("pay")),
            ["RP5015"],
            "an object of another tenant's namespace"
        );
        assert_eq!(codes(&with("acme"), &object("kube-system")), ["RP5015"], "the namespace of no tenant");
        assert_eq!(
            codes(&platform(OWN_PLATFORM), &object("pay")),
            [""; 0],
            "every tenant's namespace is allowed"
        );
    }
    let gateway =
        "{apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: edge, namespace: infra}}";
    assert_eq!(codes(&with("acme"), gateway), [""; 0], "the platform's own");
    assert_eq!(codes(&with("acme").only_tenants(), gateway), ["RP5012", "RP5015"]);
    let odd = route(", namespace: 1");
    assert!(codes(&with("acme"), &odd).contains(&"RP5016"), "{odd}");
}

#[test]
fn messages_are_short_and_safe_to_print() {
    let acme = platform(ACME);
    let long = "a".repeat(100_000);
    for name in [long.as_str(), "\u{1b}[31mweb.acme.kupe.cloud", "\u{202E}x"] {
        let text = route(&format!("{{PARENTS, hostnames: [{}]}}", quoted(name)));
        for finding in findings(&acme, &text) {
            assert!(finding.message.len() < 400, "{}", finding.message.len());
            assert!(!finding.message.contains(['\u{1b}', '\u{202E}']), "{}", finding.message.escape_debug());
        }
    }
}

const SMALL: &str = "
profile:
  name: own
  gateways: [{namespace: infra, name: edge}]
  routes: {kinds: [HTTPRoute]}
  hostnames: {templates: ['<app>.<tenant>.own.example']}
";

fn with(text: &str) -> Platform {
    platform(&format!("tenant: acme{SMALL}  {text}\n"))
}

/// What a profile that forbids nothing has against an object of each of its own rules.
const PUBLISHERS: &[(&str, &str, &str)] = &[
    ("RP5012", "kinds: [Ingress]", "{apiVersion: networking.k8s.io/v1, kind: Ingress, METADATA}"),
    (
        "RP5012",
        "kinds: [Gateway.gateway.networking.k8s.io]",
        "{apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, METADATA}",
    ),
    (
        "RP5012",
        "kinds: [ListenerSet]",
        "{apiVersion: gateway.networking.k8s.io/v1, kind: ListenerSet, METADATA, spec: {parentRef: {name: edge, namespace: infra}}}",
    ),
    ("RP5012", "kinds: ['*.traefik.io']", "{apiVersion: traefik.io/v1alpha1, kind: IngressRoute, METADATA}"),
    (
        "RP5013",
        "serviceTypes: [ClusterIP, LoadBalancer]",
        "{apiVersion: v1, kind: Service, METADATA, spec: {type: LoadBalancer}}",
    ),
    (
        "RP5018",
        "serviceTypes: [ExternalName]",
        "{apiVersion: v1, kind: Service, METADATA, spec: {type: ExternalName, externalName: a.example}}",
    ),
    (
        "RP5017",
        "fields: [externalIPs]",
        "{apiVersion: v1, kind: Service, METADATA, spec: {externalIPs: [10.0.0.1]}}",
    ),
    (
        "RP5017",
        "fields: [loadBalancerIP]",
        "{apiVersion: v1, kind: Service, METADATA, spec: {loadBalancerIP: 10.0.0.1}}",
    ),
    ("RP5019", "kinds: [EndpointSlice]", "{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, METADATA}"),
    ("RP5023", "fields: [hostNetwork]", "{apiVersion: v1, kind: Pod, METADATA, spec: {hostNetwork: true}}"),
    (
        "RP5023",
        "fields: [hostPort]",
        "{apiVersion: v1, kind: Pod, METADATA, spec: {containers: [{ports: [{hostPort: 1}]}]}}",
    ),
    (
        "RP5022",
        "annotations: [tailscale.com/expose]",
        "{apiVersion: v1, kind: Service, metadata: {name: a, annotations: {tailscale.com/expose: 'true'}}}",
    ),
    (
        "RP5020",
        "backends: [Backend.gateway.envoyproxy.io]",
        "{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, METADATA, spec: {parentRefs: [{namespace: infra, name: edge}], hostnames: [a.acme.own.example], rules: [{backendRefs: [{group: gateway.envoyproxy.io, kind: Backend, name: a}]}]}}",
    ),
];

#[test]
fn what_publishes_is_refused_until_it_is_allowed() {
    for (code, allowed, object) in PUBLISHERS {
        let object = object.replace("METADATA", "metadata: {name: a, namespace: web}");
        for nothing in ["", "deny: unlisted", "allowed: {}", "forbidden: {}"] {
            assert_eq!(codes(&with(nothing), &object), [*code], "{nothing}: {object}");
        }
        let lists = format!("allowed: {{{allowed}}}");
        for open in [lists.as_str(), "deny: forbidden"] {
            assert_eq!(codes(&with(open), &object), [""; 0], "{open}: {object}");
        }
    }
    let both = "allowed: {kinds: [Ingress, 'Gateway']}\n  forbidden: {kinds: ['*.networking.k8s.io']}";
    let ingress = "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: a}}";
    assert_eq!(codes(&with(both), ingress), ["RP5012"], "what is forbidden is not for `allowed` to open");
}

#[test]
fn an_external_name_of_another_namespace_is_never_allowed() {
    let open = with("allowed: {serviceTypes: [ClusterIP, ExternalName]}");
    for (name, found) in [
        ("a.example", [].as_slice()),
        ("api.web.svc.cluster.local", &[]),
        ("api.pay.svc.cluster.local", &["RP5018"]),
    ] {
        let text = format!(
            "{{apiVersion: v1, kind: Service, metadata: {{name: a, namespace: web}}, spec: {{type: ExternalName, externalName: {name}}}}}"
        );
        assert_eq!(codes(&open, &text), found, "{name}");
    }
}

#[test]
fn endpoints_of_the_cluster_are_told_by_their_author() {
    let acme = platform(ACME);
    let slice = "{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: a, namespace: web}}";
    for (author, refused) in [
        ("system:serviceaccount:kube-system:endpointslice-controller", false),
        ("system:serviceaccount:web:endpointslice-controller", true),
        ("system:serviceaccount:kube-system:endpointslice-controller ", true),
        ("", true),
    ] {
        assert_eq!(!codes(&acme.by(author), slice).is_empty(), refused, "{author}");
    }
    let own = with("controllers: [robot]");
    assert!(codes(&own.by("robot"), slice).is_empty());
    assert!(!codes(&own.by("system:serviceaccount:kube-system:endpointslice-controller"), slice).is_empty());
    let ingress = "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: a}}";
    assert_eq!(codes(&own.by("robot"), ingress), ["RP5012"], "that is all that an author opens");
}

#[test]
fn what_a_gateway_of_a_tenant_changes_is_refused() {
    let own = with("allowed: {kinds: [Gateway, GatewayClass]}");
    let gateway = |spec: &str| {
        format!(
            "{{apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {{name: a, namespace: web}}, spec: {spec}}}"
        )
    };
    assert_eq!(codes(&own, &gateway("{infrastructure: {labels: {a: b}}}")), ["RP5024"]);
    assert_eq!(codes(&own, &gateway("{infrastructure: {parametersRef: {name: a}}}")), ["RP5024", "RP5024"]);
    assert_eq!(codes(&own, &gateway("{infrastructure: {}}")), [""; 0]);
    let class = gateway("{parametersRef: {name: a}}").replace("kind: Gateway,", "kind: GatewayClass,");
    assert_eq!(codes(&own, &class), ["RP5024"]);
    let platforms = gateway("{infrastructure: {labels: {a: b}}}")
        .replace("name: a, namespace: web", "name: edge, namespace: infra");
    assert_eq!(codes(&own, &platforms), [""; 0]);
    assert_eq!(codes(&with("").only_tenants(), &platforms), ["RP5012"], "in a gate everything is a tenant's");
}
