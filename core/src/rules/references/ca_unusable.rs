use super::certificates;
use super::words::{listed, shown_at};
use crate::attach::material::MaterialProblem;
use crate::attach::{CaFact, CaProblem};
use crate::diagnostic::Diagnostic;
use crate::model::{ConfigEntry, ConfigMap};
use crate::order::Set;
use crate::rules::{Context, declare_rule};
use crate::source::Location;
use crate::world::{Grant, Item};

declare_rule! {
    /// The ConfigMap of CA certificates holds PEM certificates under `ca.crt`.
    /// ## Why it matters
    /// CA certificates that cannot be read verify nothing: a BackendTLSPolicy is refused (`NoValidCACertificate`) and its
    /// requests are answered with 500, an HTTPS listener does not let any client in.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: BackendTLSPolicy
    /// metadata: { name: api, namespace: web }
    /// spec:
    ///   targetRefs: [{ group: "", kind: Service, name: api }]
    ///   validation:
    ///     hostname: api.acme.test
    ///     caCertificateRefs: [{ group: "", kind: ConfigMap, name: acme-ca }]
    /// ---
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata:
    ///   name: acme-ca # RP2027
    ///   namespace: web
    /// data: { ca.pem: "-----BEGIN CERTIFICATE-----" }
    /// ```
    /// ## Source
    /// [Gateway API, `BackendTLSPolicyValidation`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#backendtlspolicyvalidation):
    /// A ConfigMap with CA certificates holds them under the key `ca.crt`.
    pub(crate) CA_UNUSABLE = "RP2027", "ca-unusable" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    let mut seen = Set::new();
    for (_, it) in certificates::authorities(cx).filter(|(_, it)| !matches!(it.grant, Grant::Refused)) {
        if let (Some(problem), Some(item)) = (it.content, it.target.found()) {
            // Several policies may share one ConfigMap.
            out.extend(unusable(it, item, problem).filter(|found| seen.insert(found.at)));
        }
    }
}

fn unusable(it: &CaFact<'_, '_>, item: &Item<'_>, problem: CaProblem) -> Option<Diagnostic> {
    let map: ConfigMap<'_> = item.read();
    let title = item.title();
    let (place, message, help) = match problem {
        CaProblem::NoEntry => (item.at(), format!("{title} has no `ca.crt`"), keys(map)),
        CaProblem::Material(problem) => {
            let (what, help) = material(problem);
            (entry(map)?, format!("`ca.crt` of {title} {what}"), help.to_owned())
        }
        CaProblem::InvalidKind | CaProblem::NotPermitted | CaProblem::NotFound => return None,
    };
    let reference = it.ca_ref.name().at;
    let at = shown_at(item, place, reference);
    let (other, label) =
        if at == place { (reference, "it is used here") } else { (place, "the ConfigMap is here") };
    Some(Diagnostic::new(&CA_UNUSABLE, at, message).with_help(help).with_related(other, label))
}

fn material(problem: MaterialProblem) -> (&'static str, &'static str) {
    match problem {
        MaterialProblem::NotBase64 => ("is not base64", "write it as text under `data`"),
        MaterialProblem::BadCertificate => {
            ("holds a certificate that cannot be read", "copy the certificates again, all of their lines")
        }
        _ => ("holds no PEM certificate", "it begins with `-----BEGIN CERTIFICATE-----`"),
    }
}

fn keys(map: ConfigMap<'_>) -> String {
    let keys = listed(map.data().chain(map.binary_data()).map(|(key, _)| format!("`{}`", key.value)));
    if keys.is_empty() { "it has no data at all".to_owned() } else { format!("its keys are {keys}") }
}

fn entry(map: ConfigMap<'_>) -> Option<Location> {
    map.entry("ca.crt").map(|it| match it {
        ConfigEntry::Text(text) | ConfigEntry::Base64(text) => text.at,
    })
}

#[cfg(test)]
mod tests {
    use super::CA_UNUSABLE as RULE;
    use crate::attach::material::testing::EC_CRT;
    use crate::rules::references::samples::{config_map, policy};
    use crate::rules::testing::Tester;

    #[test]
    fn ca_unusable() {
        let (api, good) = (policy("acme-ca"), config_map("acme-ca", EC_CRT));
        let pem = good.replace("ca.crt", "ca.pem");
        Tester::new(&RULE)
            .pass("good", &[&api, &good])
            .pass("unknown", &[&api])
            .pass("nothing uses it", &[&pem])
            .fail("no entry", &[&api, &pem], "ConfigMap `default/acme-ca` has no `ca.crt`")
            .at("acme-ca")
            .help("its keys are `ca.pem`")
            .fail(
                "no PEM",
                &[&api, &config_map("acme-ca", "hello")],
                "`ca.crt` of ConfigMap `default/acme-ca` holds no PEM certificate",
            )
            .fail(
                "broken",
                &[&api, &config_map("acme-ca", &EC_CRT.replace("MII", "MIJ"))],
                "holds a certificate that cannot be read",
            )
            .live(&pem)
            .fail("in the cluster", &[&api], "has no `ca.crt`")
            .at("acme-ca");
    }
}
