use super::{Export, Options, Target, export};
use crate::rules::registry;
use crate::settings::{DnsLabel, Settings};
use crate::yaml;

const OWN: &str = "
name: \"Own \\u2028 'platform'\"
gateways: [{namespace: infra, name: edge}]
routes: {kinds: [HTTPRoute, QUICRoute]}
hostnames: {templates: ['<app>.<tenant>.own.example'], exclusive: true}
forbidden: {images: ['a**b', '**/traefik']}
";

fn settings(text: &str) -> Settings {
    Settings::from_yaml(text, registry()).unwrap()
}

fn own() -> Settings {
    settings(&format!("profile: {{{}}}", OWN.trim().replace('\n', ", ")))
}

fn with_label() -> Options {
    Options { tenant_label: Some("own.example/tenant".to_owned()), ..Options::default() }
}

fn written(settings: &Settings, options: &Options, target: Target) -> Export {
    export(settings, options, target).unwrap()
}

#[test]
fn what_cannot_be_said_is_a_gap_and_stands_in_the_policy() {
    let of = |options: &Options| {
        let export = written(&own(), options, Target::ValidatingAdmissionPolicy);
        let gaps: Vec<_> =
            export.gaps.iter().map(|it| format!("{}: {}", it.codes.join(", "), it.what)).collect();
        let comment = export.text.split("\n---\n").next().unwrap_or_default().replace('#', "");
        let comment = comment.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(gaps.iter().all(|it| comment.contains(it)), "{gaps:?}\n{comment}");
        gaps.join("\n")
    };
    let gaps = of(&with_label());
    for some in [
        "RP3032: ",
        "RP5014: images like `a**b`",
        "RP5011, RP5020: no release of Gateway API has a QUICRoute",
        "GatewayClasses",
    ] {
        assert!(gaps.contains(some), "{some}: {gaps}");
    }
    assert!(!gaps.contains("traefik"), "{gaps}");
    assert!(!of(&Options { cluster_scoped: true, ..with_label() }).contains("GatewayClasses"));
}

#[test]
fn every_format_is_ascii_in_yaml() {
    for (target, documents) in
        [(Target::ValidatingAdmissionPolicy, 4), (Target::Kyverno, 2), (Target::Gatekeeper, 4)]
    {
        let text = written(&own(), &with_label(), target).text;
        assert!(text.is_ascii(), "{target:?}");
        let reading = yaml::read(&text);
        assert!(reading.problems.is_empty(), "{target:?}: {:?}", reading.problems);
        let objects = crate::manifest::objects(&text, &reading.tree);
        assert_eq!((objects.objects.len(), objects.problems.len()), (documents, 0), "{target:?}");
    }
}

#[test]
fn a_tenant_that_nothing_tells_is_an_error() {
    let kupe = |more: &str| settings(&format!("profile: kupe\n{more}"));
    let label = |name: &str| DnsLabel::try_from(name.to_owned()).unwrap();
    let one = Options { namespaces: vec![label("shop")], ..Options::default() };
    for (settings, options, why) in [
        (settings("{}"), with_label(), Some("`profile` is `none`")),
        (kupe(""), Options::default(), Some("`tenant` is not known")),
        (kupe("tenant: acme"), Options::default(), Some("name the namespaces that are judged")),
        (kupe("tenant: acme"), with_label(), Some("exclude each other")),
        (
            kupe(""),
            Options { tenant_label: Some("a b\n".to_owned()), ..Options::default() },
            Some(r"not the key of a label: `a b\n`"),
        ),
        (kupe("tenant: acme"), one, None),
        (kupe(""), with_label(), None),
    ] {
        let answer = export(&settings, &options, Target::Kyverno).map_err(|it| it.to_string());
        match why {
            None => assert!(answer.is_ok(), "{answer:?}"),
            Some(why) => assert!(answer.clone().unwrap_err().contains(why), "{answer:?}"),
        }
    }
}

#[test]
fn the_label_is_guarded_where_one_tells_the_tenant() {
    let guarded = |settings: &Settings, options: &Options| {
        written(settings, options, Target::ValidatingAdmissionPolicy).text.contains("namespaces/finalize")
    };
    assert!(guarded(&own(), &with_label()));
    let listed = settings(&format!(
        "profile: {{{}, tenants: {{namespace: '<tenant>-web'}}}}",
        OWN.trim().replace('\n', ", ")
    ));
    assert!(!guarded(&listed, &Options::default()));
    let named = Options { platform_users: vec!["it's".to_owned()], ..with_label() };
    let text = written(&own(), &named, Target::ValidatingAdmissionPolicy).text;
    assert!(text.contains(r"!(request.userInfo.username in ['it\'s'])") && !text.contains("system:masters"));
}

#[test]
fn references_are_looked_for_where_the_schemas_have_them() {
    let text = written(&own(), &with_label(), Target::ValidatingAdmissionPolicy).text;
    for place in [
        "rule.?backendRefs",
        "part.?requestMirror.?backendRef.?namespace",
        "inner.?externalAuth.?backendRef.?kind",
    ] {
        assert!(text.contains(place), "{place}");
    }
}

#[test]
fn tenants_that_no_expression_holds_are_refused() {
    let list: Vec<_> = (0..4_000).map(|it| format!("{{name: t{it}, namespaces: [n{it}, m{it}]}}")).collect();
    let many = |count: usize| {
        let list = list.get(..count).unwrap_or_default().join(", ");
        settings(&format!("profile: {{{}, tenants: {{list: [{list}]}}}}", OWN.trim().replace('\n', ", ")))
    };
    assert!(export(&many(1_000), &Options::default(), Target::Kyverno).is_ok());
    let fault = export(&many(4_000), &Options::default(), Target::Kyverno).unwrap_err().to_string();
    assert!(fault.contains("too many for an expression"), "{fault}");
}
