//! The policy that keeps the label by which a namespace tells its tenant: who could change it could become another tenant.

use super::Source;
use super::cel::text;
use super::policy::{Policy, Scope};

/// The policy, where a label tells the tenant.
pub(super) fn guard(source: &Source<'_>) -> Option<Policy> {
    let label = source.tenant_label()?;
    let mut policy = Policy {
        name: format!("{}-tenant-label", source.name()),
        about: vec![
            "Who may change the label of a namespace that tells its tenant: the platform only.".to_owned(),
            "`status` and `finalize` change labels as well.".to_owned(),
        ],
        scope: Scope {
            resources: vec![("", vec!["namespaces", "namespaces/status", "namespaces/finalize"])],
            cluster: true,
            ..Scope::default()
        },
        conditions: source.not_of_the_platform(),
        ..Policy::default()
    };
    let of = |object: &str| format!("{object}.metadata.?labels[?{}].orValue('')", text(label));
    // What was before is null for the API server, and empty for Kyverno.
    let none = "oldObject == null || !has(oldObject.metadata)";
    policy.variable("before", format!("{none} ? '' : {}", of("oldObject")));
    policy.variable("after", of("object"));
    policy.require(
        "variables.before == variables.after",
        &format!("only the platform says in `{label}` which tenant's a namespace is"),
        None,
    );
    Some(policy)
}
