use super::certificates;
use super::words::{listed, shown_at};
use crate::attach::material::MaterialProblem;
use crate::attach::{CertificateFact, CertificateProblem};
use crate::diagnostic::{Diagnostic, Safety};
use crate::model::{ConfigEntry, Secret, View};
use crate::order::Set;
use crate::rules::{Context, declare_rule, edits};
use crate::source::Location;
use crate::world::{Grant, Item};

declare_rule! {
    /// The Secret of a certificate is of type `kubernetes.io/tls` and holds a PEM certificate with its private key.
    /// ## Why it matters
    /// A controller reads what the Secret holds. What it cannot use leaves the listener without a certificate
    /// (`InvalidCertificateRef`), and clients are refused in the handshake.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: { name: edge, namespace: infra }
    /// spec:
    ///   gatewayClassName: shared
    ///   listeners:
    ///     - name: https
    ///       port: 443
    ///       protocol: HTTPS
    ///       tls: { certificateRefs: [{ name: shop-tls }] }
    /// ---
    /// apiVersion: v1
    /// kind: Secret
    /// metadata: { name: shop-tls, namespace: infra }
    /// type: Opaque # RP2022
    /// data: { tls.crt: "", tls.key: "" }
    /// ```
    /// ## Source
    /// [Kubernetes TLS Secrets](https://kubernetes.io/docs/concepts/configuration/secret/#tls-secrets): A Secret of
    /// type `kubernetes.io/tls` holds `tls.crt` and `tls.key`.
    pub(crate) CERTIFICATE_UNUSABLE = "RP2022", "certificate-unusable" {
        severity: Error, fixes: Sometimes, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    let mut seen = Set::new();
    for (_, it) in certificates::certificates(cx).filter(|(_, it)| !matches!(it.grant, Grant::Refused)) {
        if let (Some(Err(problem)), Some(item)) = (&it.material, it.target.found()) {
            // Several listeners may share one Secret.
            out.extend(unusable(it, item, *problem).filter(|found| seen.insert(found.at)));
        }
    }
}

fn unusable(
    it: &CertificateFact<'_, '_>,
    item: &Item<'_>,
    problem: CertificateProblem,
) -> Option<Diagnostic> {
    let secret: Secret<'_> = item.read();
    let title = item.title();
    let (place, message, help) = match problem {
        CertificateProblem::WrongType => (
            secret.view().field("type").map_or(item.at(), View::at),
            format!("{title} is of type `{}`, not `kubernetes.io/tls`", secret.kind().value),
            "a Secret's type cannot be changed: delete it and create it with `type: kubernetes.io/tls`"
                .to_owned(),
        ),
        CertificateProblem::NoEntry(key) => (item.at(), format!("{title} has no `{key}`"), keys(secret)),
        CertificateProblem::Material(problem) => {
            let key = it.faulty_key()?;
            let (message, help) = material(&title, key, problem);
            (entry(secret, key)?, message, help.to_owned())
        }
        CertificateProblem::InvalidKind | CertificateProblem::NotPermitted | CertificateProblem::NotFound => {
            return None;
        }
    };
    let reference = it.secret_ref.name().at;
    let at = shown_at(item, place, reference);
    let (other, label) =
        if at == place { (reference, "it is used here") } else { (place, "the Secret is here") };
    let fix = match problem {
        CertificateProblem::WrongType if at == place && secret.entry("tls.crt").is_some() => {
            edits::set(secret.view(), "type", "kubernetes.io/tls", Safety::Unsafe)
        }
        _ => None,
    };
    Some(
        Diagnostic::new(&CERTIFICATE_UNUSABLE, at, message)
            .with_help(help)
            .with_related(other, label)
            .with_fix(fix),
    )
}

fn material(title: &str, key: &str, problem: MaterialProblem) -> (String, &'static str) {
    let (what, help) = match problem {
        MaterialProblem::NotBase64 => ("is not base64", "encode it, or write it as text under `stringData`"),
        MaterialProblem::NoCertificate => {
            ("holds no PEM certificate", "it begins with `-----BEGIN CERTIFICATE-----`")
        }
        MaterialProblem::BadCertificate => {
            ("holds a certificate that cannot be read", "copy the certificate again, all of its lines")
        }
        MaterialProblem::NoKey => {
            ("holds no PEM private key", "it begins with `-----BEGIN PRIVATE KEY-----`")
        }
        MaterialProblem::BadKey => {
            ("holds a private key that cannot be read", "copy the key again, without a password")
        }
        MaterialProblem::OtherKey => (
            "is the private key of another certificate",
            "put the key beside the certificate that was made with it",
        ),
    };
    (format!("`{key}` of {title} {what}"), help)
}

/// What the Secret has instead.
fn keys(secret: Secret<'_>) -> String {
    let keys = secret.string_data().chain(secret.data()).map(|(key, _)| format!("`{}`", key.value));
    let keys = listed(keys);
    if keys.is_empty() {
        "it has no data at all".to_owned()
    } else {
        format!("its keys are {keys}; they have to be `tls.crt` and `tls.key`")
    }
}

fn entry(secret: Secret<'_>, key: &str) -> Option<Location> {
    secret.entry(key).map(|it| match it {
        ConfigEntry::Text(text) | ConfigEntry::Base64(text) => text.at,
    })
}

#[cfg(test)]
mod tests {
    use super::CERTIFICATE_UNUSABLE as RULE;
    use crate::attach::material::testing::{EC_CRT, EC_KEY, RSA_KEY};
    use crate::rules::references::samples::tls_secret;
    use crate::rules::testing::{Tester, gateway};

    fn secret(chain: &str, key: &str) -> String {
        tls_secret("shop-tls", chain, key)
    }

    #[test]
    fn certificate_unusable() {
        let edge =
            gateway("{name: web, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: shop-tls}]}}");
        let good = secret(EC_CRT, EC_KEY);
        let opaque = good.replace("kubernetes.io/tls", "Opaque");
        let data = |text: &str| {
            format!(
                "apiVersion: v1\nkind: Secret\ntype: kubernetes.io/tls\nmetadata: {{name: shop-tls}}\ndata: {text}\n"
            )
        };
        Tester::new(&RULE)
            .pass("a certificate with its key", &[&edge, &good])
            .pass("unknown", &[&edge])
            .pass("nothing uses it", &[&opaque])
            .fail(
                "another type",
                &[&edge, &opaque],
                "Secret `default/shop-tls` is of type `Opaque`, not `kubernetes.io/tls`",
            )
            .at("Opaque")
            .fix("Opaque", "kubernetes.io/tls")
            .fail(
                "another key",
                &[&edge, &secret(EC_CRT, RSA_KEY)],
                "`tls.key` of Secret `default/shop-tls` is the private key of another certificate",
            )
            .fail(
                "no certificate",
                &[&edge, &secret("hello", EC_KEY)],
                "`tls.crt` of Secret `default/shop-tls` holds no PEM certificate",
            )
            .fail(
                "no key",
                &[&edge, &secret(EC_CRT, "hello")],
                "`tls.key` of Secret `default/shop-tls` holds no PEM private key",
            )
            .fail(
                "no entry",
                &[&edge, &data("{tls.key: YQ==, cert.pem: YQ==}")],
                "Secret `default/shop-tls` has no `tls.crt`",
            )
            .at("shop-tls")
            .help("its keys are `tls.key` and `cert.pem`")
            .fail("no data", &[&edge, &data("{}")], "has no `tls.crt`")
            .help("it has no data at all")
            .fail(
                "not base64",
                &[&edge, &data("{tls.crt: YQ==, tls.key: '-----'}")],
                "`tls.key` of Secret `default/shop-tls` is not base64",
            )
            .at("'-----'");
    }

    #[test]
    fn a_secret_of_the_cluster_is_reported_where_it_is_used() {
        let edge =
            gateway("{name: web, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: shop-tls}]}}");
        let opaque = secret(EC_CRT, EC_KEY).replace("kubernetes.io/tls", "Opaque");
        Tester::new(&RULE)
            .fail("among the manifests", &[&edge, &opaque], "is of type `Opaque`")
            .fix("Opaque", "kubernetes.io/tls")
            .live(&opaque)
            .fail("in the cluster", &[&edge], "is of type `Opaque`")
            .at("shop-tls")
            .no_fix();
    }
}
