//! For Kyverno: `ValidatingPolicy` of `policies.kyverno.io/v1`.

use super::policy::Policy;
use super::yaml::Lines;

pub(super) fn write<'p>(policies: impl Iterator<Item = &'p Policy>) -> String {
    let mut out = Lines::default();
    for policy in policies {
        out.document(policy, "policies.kyverno.io/v1", "ValidatingPolicy", &policy.name);
        out.line(0, "spec:");
        out.line(2, "failurePolicy: Fail");
        out.line(2, "validationActions: [Deny]");
        out.constraints(2, &policy.scope);
        out.named(2, "matchConditions", &policy.conditions);
        out.named(2, "variables", &policy.variables);
        out.validations(2, &policy.validations, Some("Forbidden"));
    }
    out.0
}
