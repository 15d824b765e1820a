use super::Subject;
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;
use crate::schema::Violation;

declare_rule! {
    /// Every field of an object exists in the chosen channel.
    /// ## Why it matters
    /// A field that only the experimental CRDs have is an unknown field to a cluster with the standard ones: kubectl
    /// refuses it, other clients lose it silently.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop }
    /// spec:
    ///   useDefaultGateways: All # RP1011
    /// ```
    /// ## Source
    /// [Gateway API release channels](https://gateway-api.sigs.k8s.io/docs/concepts/versioning/#release-channels):
    /// Fields that are not stable yet are in the CRDs of the experimental channel only.
    pub(crate) EXPERIMENTAL_ONLY_FIELD = "RP1011", "experimental-only-field" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn diagnose(subject: &Subject<'_>, violation: &Violation, name: &str) -> Diagnostic {
    let message = format!(
        "field `{name}` exists only in the experimental channel of Gateway API {}",
        subject.serving.release().name()
    );
    Diagnostic::new(&EXPERIMENTAL_ONLY_FIELD, subject.at(violation.at), message).with_help(
        "remove it, or check with `--channel experimental` if the cluster has the experimental CRDs",
    )
}

#[cfg(test)]
mod tests {
    use super::EXPERIMENTAL_ONLY_FIELD as RULE;
    use crate::rules::testing::{Tester, route};

    #[test]
    fn experimental_only_field() {
        let default = route("useDefaultGateways: All");
        Tester::new(&RULE).fail(
            "standard channel",
            &default,
            "field `useDefaultGateways` exists only in the experimental channel",
        );
        Tester::new(&RULE).experimental().pass("experimental channel", &default);
    }
}
