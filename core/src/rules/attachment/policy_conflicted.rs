use crate::attach::{PolicyFact, PolicyTarget};
use crate::diagnostic::Diagnostic;
use crate::rules::{Context, declare_rule};
use crate::world::Item;

declare_rule! {
    /// A target has only one BackendTLSPolicy.
    /// ## Why it matters
    /// Of several policies for the same Service, or the same port of it, the oldest counts, and of equally old ones the
    /// first by name. The others are refused (`Conflicted`). A policy for one port takes precedence over one for the
    /// whole Service; that is not a conflict.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: BackendTLSPolicy
    /// metadata: { name: a, namespace: web }
    /// spec:
    ///   targetRefs: [{ group: "", kind: Service, name: shop }]
    ///   validation: { hostname: shop.example.com, wellKnownCACertificates: System }
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: BackendTLSPolicy
    /// metadata: { name: b, namespace: web }
    /// spec:
    ///   targetRefs: [{ group: "", kind: Service, name: shop }] # RP3030
    ///   validation: { hostname: shop.example.org, wellKnownCACertificates: System }
    /// ```
    /// ## Source
    /// [Gateway API, `BackendTLSPolicySpec`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#backendtlspolicyspec):
    /// Of two policies with the same target the older one counts; the other one is not accepted (`Conflicted`).
    pub(crate) POLICY_CONFLICTED = "RP3030", "policy-conflicted" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for policy in cx.attachments.policies() {
        for target in &policy.targets {
            out.extend(target.loses_to.map(|winner| conflicted(policy, target, winner)));
        }
    }
}

fn conflicted(policy: &PolicyFact<'_, '_>, target: &PolicyTarget<'_, '_>, winner: &Item<'_>) -> Diagnostic {
    let name = target.target_ref.name();
    let kind = target.target_ref.kind().value;
    let shown = format!("{kind} `{}/{}`", policy.item.namespace(), name.value);
    let what = match target.target_ref.section_name() {
        Some(section) => format!("port `{}` of {shown}", section.value),
        None => shown,
    };
    let message = format!("{what} has another policy, {}, which comes first", winner.title());
    Diagnostic::new(&POLICY_CONFLICTED, name.at, message)
        .with_help(
            "the older policy is in force, of two without a date the first by name: take this target away",
        )
        .with_related(winner.at(), "the policy that is in force is here")
}

#[cfg(test)]
mod tests {
    use super::POLICY_CONFLICTED as RULE;
    use crate::rules::testing::Tester;

    #[test]
    fn policy_conflicted() {
        let policy = |name: &str, created: &str, target: &str| {
            format!(
                "apiVersion: gateway.networking.k8s.io/v1\nkind: BackendTLSPolicy\nmetadata: {{name: {name}{created}}}\n\
                 spec: {{targetRefs: [{{group: '', kind: Service, {target}}}], \
                 validation: {{hostname: a.test, wellKnownCACertificates: System}}}}\n"
            )
        };
        let at = |day: u32| format!(", creationTimestamp: '2026-01-0{day}T00:00:00Z'");
        Tester::new(&RULE)
            .pass("two targets", &[policy("a", "", "name: web"), policy("b", "", "name: api")])
            .pass(
                "a port and the whole",
                &[policy("a", "", "name: web"), policy("b", "", "name: web, sectionName: tls")],
            )
            .fail(
                "by name",
                &[policy("a", "", "name: web"), policy("b", "", "name: web")],
                "Service `default/web` has another policy, BackendTLSPolicy `default/a`, which comes first",
            )
            .at("web")
            .fail(
                "by age",
                &[
                    policy("a", &at(2), "name: web, sectionName: t"),
                    policy("b", &at(1), "name: web, sectionName: t"),
                ],
                "port `t` of Service `default/web` has another policy, BackendTLSPolicy `default/b`",
            );
    }
}
