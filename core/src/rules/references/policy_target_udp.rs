use crate::attach::PolicyTarget;
use crate::diagnostic::Diagnostic;
use crate::rules::{Context, declare_rule};
use crate::world::Item;

declare_rule! {
    /// The ports that a BackendTLSPolicy targets are TCP ports.
    /// ## Why it matters
    /// TLS runs over TCP. The spec tells implementations to refuse a policy for a UDP port (`Invalid`).
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: BackendTLSPolicy
    /// metadata: { name: dns, namespace: web }
    /// spec:
    ///   targetRefs: [{ group: "", kind: Service, name: dns }] # RP2031
    ///   validation: { hostname: dns.acme.test, wellKnownCACertificates: System }
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: dns, namespace: web }
    /// spec: { selector: { app: dns }, ports: [{ port: 53, protocol: UDP }] }
    /// ```
    /// ## Source
    /// [Gateway API, `BackendTLSPolicySpec`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#backendtlspolicyspec):
    /// A policy whose target is a UDP port is not valid.
    pub(crate) POLICY_TARGET_UDP = "RP2031", "policy-target-udp" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    let targets = cx.attachments.policies().iter().flat_map(|it| &it.targets).filter(|it| it.is_udp);
    out.extend(targets.filter_map(|it| Some(is_udp(it, it.target.found()?))));
}

fn is_udp(it: &PolicyTarget<'_, '_>, item: &Item<'_>) -> Diagnostic {
    let (at, message) = match it.target_ref.section_name() {
        Some(section) => (section.at, format!("port `{}` of {} is a UDP port", section.value, item.title())),
        None => (it.target_ref.name().at, format!("{} has UDP ports only", item.title())),
    };
    Diagnostic::new(&POLICY_TARGET_UDP, at, message)
        .with_help("TLS needs a TCP port")
        .with_related(item.at(), "the Service is here")
}

#[cfg(test)]
mod tests {
    use super::POLICY_TARGET_UDP as RULE;
    use crate::rules::testing::Tester;

    #[test]
    fn policy_target_udp() {
        let policy = |target: &str| {
            format!(
                "apiVersion: gateway.networking.k8s.io/v1\nkind: BackendTLSPolicy\nmetadata: {{name: p}}\nspec:\n  targetRefs: [{{group: '', kind: Service, {target}}}]\n  validation: {{hostname: a.test, wellKnownCACertificates: System}}\n"
            )
        };
        let both = "apiVersion: v1\nkind: Service\nmetadata: {name: dns}\nspec: {ports: [{name: tcp, port: 53}, {name: udp, port: 53, protocol: UDP}]}\n".to_owned();
        let udp = both.replace("{name: tcp, port: 53}, ", "");
        Tester::new(&RULE)
            .pass("one of its ports is TCP", &[&policy("name: dns"), &both])
            .pass("the TCP port", &[&policy("name: dns, sectionName: tcp"), &both])
            .pass("unknown", &[&policy("name: dns")])
            .fail(
                "the UDP port",
                &[&policy("name: dns, sectionName: udp"), &both],
                "port `udp` of Service `default/dns` is a UDP port",
            )
            .at("udp")
            .fail("UDP only", &[&policy("name: dns"), &udp], "Service `default/dns` has UDP ports only")
            .at("dns");
    }
}
