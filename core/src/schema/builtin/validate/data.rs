//! Secrets and ConfigMaps.

use super::names::file_key;
use super::node::Node;
use crate::order::Set;
use crate::schema::violation::ViolationKind;
use crate::schema::violations::Violations;

/// What a type of Secret has to hold: all keys of one of the lists.
const TYPES: &[(&str, &[&str])] = &[
    ("kubernetes.io/dockercfg", &[".dockercfg"]),
    ("kubernetes.io/dockerconfigjson", &[".dockerconfigjson"]),
    ("kubernetes.io/ssh-auth", &["ssh-privatekey"]),
    ("kubernetes.io/tls", &["tls.crt", "tls.key"]),
];

/// Checks a Secret, in which `stringData` has been written over `data`.
pub(super) fn secret(root: &Node<'_, '_>, out: &mut Violations) {
    let (data, plain) = (root.field("data"), root.field("stringData"));
    for bag in [data.called(root, "data"), plain.called(root, "data")] {
        keys(&bag, out);
    }
    let has = |key: &str| data.field(key).is_written() || plain.field(key).is_written();
    let holds = |key: &str| {
        [data.field(key), plain.field(key)].iter().any(|it| it.text() != Some("") && it.len() != Some(0))
    };
    let known = data.len().is_some() && plain.len().is_some();
    let Some(kind) = root.field("type").text().filter(|_| known) else { return };
    let needs = TYPES.iter().find(|it| it.0 == kind).map(|it| it.1).unwrap_or_default();
    let basic: &[&str] = &["username", "password"];
    let needs = match kind {
        "kubernetes.io/basic-auth" if !basic.iter().any(|it| has(it)) => basic,
        _ => needs,
    };
    let there = |key: &&&str| if kind == "kubernetes.io/ssh-auth" { holds(key) } else { has(key) };
    for key in needs.iter().filter(|it| !there(it)) {
        let help = format!("a Secret of type `{kind}` has it");
        data.entry(key).refuse("is missing", &help, out);
    }
    if kind == "kubernetes.io/service-account-token" {
        let metadata = root.field("metadata");
        let annotations = metadata.field("annotations");
        let account = annotations.entry("kubernetes.io/service-account.name");
        if account.text() == Some("") {
            account.refuse("is missing", "name the ServiceAccount", out);
        }
    }
}

/// Checks a Namespace.
pub(super) fn namespace(root: &Node<'_, '_>, out: &mut Violations) {
    let spec = root.field("spec");
    let finalizers = spec.field("finalizers");
    for item in finalizers.items() {
        item.called(&spec, "finalizers").qualified_name(out);
        let standard = ["", "foregroundDeletion", "kubernetes", "orphan"];
        if item.text().is_some_and(|it| !it.contains('/') && !standard.contains(&it)) {
            item.called(&spec, "finalizers").refuse(
                "is neither a standard finalizer nor has a domain",
                "",
                out,
            );
        }
    }
}

/// Checks a ConfigMap.
pub(super) fn config_map(root: &Node<'_, '_>, out: &mut Violations) {
    let (data, binary) = (root.field("data"), root.field("binaryData"));
    keys(&data, out);
    keys(&binary, out);
    let twice: Set<&str> = binary.entries().filter_map(|it| it.key.as_str()).collect();
    for entry in data.entries() {
        let key = entry.key.as_str().unwrap_or_default();
        if twice.contains(key) {
            data.entry(key).refuse("is in `binaryData` as well", "", out);
        }
    }
}

fn keys(bag: &Node<'_, '_>, out: &mut Violations) {
    for entry in bag.entries() {
        let key = entry.key.as_str().unwrap_or_default();
        if let Some(fault) = file_key(key) {
            let kind = ViolationKind::Misnamed { what: "a key that can be the name of a file", fault };
            bag.report_key(key, kind, entry.key.span(), out);
        }
    }
}
