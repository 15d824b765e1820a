//! For the API server: `ValidatingAdmissionPolicy` with its binding, of `admissionregistration.k8s.io/v1`.

use super::policy::Policy;
use super::yaml::Lines;

pub(super) fn write<'p>(policies: impl Iterator<Item = &'p Policy>) -> String {
    let mut out = Lines::default();
    for policy in policies {
        out.document(policy, "admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy", &policy.name);
        out.line(0, "spec:");
        out.line(2, "failurePolicy: Fail");
        out.constraints(2, &policy.scope);
        out.named(2, "matchConditions", &policy.conditions);
        out.named(2, "variables", &policy.variables);
        out.validations(2, &policy.validations, Some("Forbidden"));
        out.line(0, "---");
        out.comment(0, "To see what would be denied before anything is: `validationActions: [Warn, Audit]`.");
        out.line(0, "apiVersion: admissionregistration.k8s.io/v1");
        out.line(0, "kind: ValidatingAdmissionPolicyBinding");
        out.line(0, &format!("metadata: {{name: {}}}", policy.name));
        out.line(0, "spec:");
        out.line(2, &format!("policyName: {}", policy.name));
        out.line(2, "validationActions: [Deny]");
    }
    out.0
}
