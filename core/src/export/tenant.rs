//! Whose an object is, as variables: the tenant that the profile tells by the namespace, and the one that a label or the
//! settings name. [`crate::tenancy::Tenant`] decides the same.

use super::Source;
use super::cel::{self, all, any, list, text};
use super::policy::Policy;

/// A DNS label, as RE2 has it.
pub(super) const LABEL: &str = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";

/// Adds the variables `ownNamespace` and `tenant`, which is empty where nothing tells it, and what has to hold of them.
pub(super) fn add(source: &Source<'_>, policy: &mut Policy) {
    policy.variable("ownNamespace", "object.metadata.?namespace.orValue('')");
    let by_namespace = by_namespace(source);
    let named = named(source);
    let (by_namespace, named) = match (by_namespace, named) {
        (None, None) => return policy.variable("tenant", "''"),
        (Some(by_namespace), None) => return both(source, policy, by_namespace, None),
        (None, Some(named)) => return policy.variable("tenant", named),
        both => both,
    };
    both(source, policy, by_namespace.unwrap_or_default(), named);
}

/// Adds what the profile tells, and what else does; they have to agree.
fn both(source: &Source<'_>, policy: &mut Policy, by_namespace: String, named: Option<String>) {
    policy.variable("tenantOfNamespace", by_namespace);
    let mut wrong = Vec::new();
    let disputed = source.listed().into_iter().filter(|(_, of)| of.is_none()).map(|(name, _)| name);
    let disputed: Vec<&str> = disputed.collect();
    if !disputed.is_empty() {
        wrong.push(format!("variables.ownNamespace in {}", list(disputed)));
    }
    let Some(named) = named else {
        policy.variable("tenant", "variables.tenantOfNamespace");
        return refuse(policy, &wrong);
    };
    policy.variable("namedTenant", named);
    let both = ["variables.tenantOfNamespace", "variables.namedTenant"];
    wrong.push(all(&[
        format!("{} != ''", both[0]),
        format!("{} != ''", both[1]),
        format!("{} != {}", both[0], both[1]),
    ]));
    let tenants = &source.profile.tenants;
    let mut not_theirs = vec![
        format!("{} == ''", both[0]),
        format!("{} != ''", both[1]),
        "variables.ownNamespace != ''".to_owned(),
    ];
    if tenants.namespace.is_none() {
        let with_namespaces = tenants.list.iter().filter(|it| !it.namespaces.is_empty());
        not_theirs.push(format!("{} in {}", both[1], list(with_namespaces.map(|it| it.name.as_str()))));
    }
    wrong.push(all(&not_theirs));
    policy.variable("tenantIsDisputed", any(&wrong));
    policy.variable(
        "tenant",
        format!("variables.tenantIsDisputed ? '' : {0} != '' ? {0} : {1}", both[0], both[1]),
    );
    refuse(policy, &["variables.tenantIsDisputed".to_owned()]);
}

fn refuse(policy: &mut Policy, wrong: &[String]) {
    if wrong.is_empty() {
        return;
    }
    policy.require(
        format!("variables.isOwnGateway || !({})", any(wrong)),
        "RP5015 it is not certain which tenant's this namespace is",
        Some("variables.ownNamespace"),
    );
}

/// The tenant of the namespace by the profile's list and pattern; empty where they say nothing.
fn by_namespace(source: &Source<'_>) -> Option<String> {
    let tenants = &source.profile.tenants;
    let listed = source.listed();
    let listed: Vec<_> = listed.into_iter().filter_map(|(name, of)| Some((text(name), text(of?)))).collect();
    let pattern = tenants.namespace.as_ref().map(|pattern| {
        let (before, after) = pattern.around();
        let end = match after.len() {
            0 => String::new(),
            length => format!(", size(variables.ownNamespace) - {length}"),
        };
        format!(
            "variables.ownNamespace.matches('^{before}{LABEL}{after}$') ? variables.ownNamespace.substring({}{end}) : ''",
            before.len()
        )
    });
    match (listed.is_empty(), pattern) {
        (true, pattern) => pattern,
        (false, None) => Some(format!("{}[?variables.ownNamespace].orValue('')", cel::map(listed))),
        (false, Some(pattern)) => Some(format!(
            "{}[?variables.ownNamespace].orValue(\n  {}\n)",
            cel::map(listed),
            cel::indented(&pattern)
        )),
    }
}

/// The tenant that the namespace's label or the settings name.
fn named(source: &Source<'_>) -> Option<String> {
    if let Some(label) = source.tenant_label() {
        let value = format!("namespaceObject.metadata.?labels[?{}].orValue('')", text(label));
        return Some(format!(
            "variables.ownNamespace == '' ? '' : [{value}]\n  .filter(label, label.matches('^{LABEL}$')).join('')"
        ));
    }
    source.settings.tenant.as_ref().map(|it| text(it.as_str()))
}
