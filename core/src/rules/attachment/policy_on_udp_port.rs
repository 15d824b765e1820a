use crate::diagnostic::Diagnostic;
use crate::rules::{Context, declare_rule};

declare_rule! {
    /// A BackendTLSPolicy is for ports that speak TCP.
    /// ## Why it matters
    /// TLS does not go over UDP. A policy whose targets are all UDP ports is not accepted (`Invalid`).
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: BackendTLSPolicy
    /// metadata: { name: dns, namespace: web }
    /// spec:
    ///   targetRefs: [{ group: "", kind: Service, name: dns }] # RP3032
    ///   validation: { hostname: dns.example.com, wellKnownCACertificates: System }
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: dns, namespace: web }
    /// spec: { ports: [{ port: 53, protocol: UDP }] }
    /// ```
    pub(crate) POLICY_ON_UDP_PORT = "RP3032", "policy-on-udp-port" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for policy in cx.attachments.policies() {
        for target in policy.targets.iter().filter(|it| it.is_udp) {
            let name = target.target_ref.name();
            let at = target.target_ref.section_name().map_or(name.at, |it| it.at);
            let shown = format!("Service `{}/{}`", policy.item.namespace(), name.value);
            let message = match target.target_ref.section_name() {
                Some(section) => {
                    format!("port `{}` of {shown} is UDP, which TLS does not go over", section.value)
                }
                None => format!("{shown} has UDP ports only, which TLS does not go over"),
            };
            let finding = Diagnostic::new(&POLICY_ON_UDP_PORT, at, message)
                .with_help("name a TCP port of the Service in `sectionName`, or take this target away");
            out.push(match target.target.found() {
                Some(service) => finding.with_related(service.at(), "the Service is here"),
                None => finding,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::POLICY_ON_UDP_PORT as RULE;
    use crate::rules::testing::Tester;

    #[test]
    fn policy_on_udp_port() {
        let policy = |section: &str| {
            format!(
                "apiVersion: gateway.networking.k8s.io/v1\nkind: BackendTLSPolicy\nmetadata: {{name: p}}\n\
                 spec: {{targetRefs: [{{group: '', kind: Service, name: dns{section}}}], \
                 validation: {{hostname: a.test, wellKnownCACertificates: System}}}}\n"
            )
        };
        let dns = "apiVersion: v1\nkind: Service\nmetadata: {name: dns}\n\
                   spec: {ports: [{name: udp, port: 53, protocol: UDP}, {name: tcp, port: 53}]}\n";
        Tester::new(&RULE)
            .pass("one port is TCP", &[dns, &policy("")])
            .pass("the TCP port", &[dns, &policy(", sectionName: tcp")])
            .pass("the Service is unknown", &policy(", sectionName: udp"))
            .fail(
                "the UDP port",
                &[dns, &policy(", sectionName: udp")],
                "port `udp` of Service `default/dns` is UDP",
            )
            .at("udp");
    }
}
