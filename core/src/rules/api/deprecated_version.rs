use super::Subject;
use crate::diagnostic::{Diagnostic, Safety};
use crate::rules::declare_rule;
use crate::schema::is_gateway_group;

declare_rule! {
    /// The apiVersion of a Gateway API object is not deprecated.
    /// ## Why it matters
    /// The API server still accepts a deprecated version, with a warning. A later release stops serving it, and then
    /// the same manifest is refused.
    /// ## Example
    /// ```yaml
    /// # settings: {gatewayApi: {channel: experimental}}
    /// apiVersion: gateway.networking.k8s.io/v1alpha3 # RP1004
    /// kind: TLSRoute
    /// metadata: { name: shop }
    /// spec:
    ///   hostnames: [shop.example.com]
    ///   rules: [{ backendRefs: [{ name: shop, port: 443 }] }]
    /// ```
    /// ## Source
    /// [Kubernetes deprecation policy](https://kubernetes.io/docs/reference/using-api/deprecation-policy/): A
    /// deprecated version is removed after some releases.
    pub(crate) DEPRECATED_VERSION = "RP1004", "deprecated-version" {
        severity: Warning, fixes: Always, since: "0.1.0",
    }
}

/// `better` is the version to use instead.
pub(super) fn diagnose(subject: &Subject<'_>, better: &str) -> Diagnostic {
    let gvk = subject.view.gvk();
    let at = subject.at(subject.view.api_version_node().span());
    let whose = match is_gateway_group(gvk.group) {
        true => format!(" in Gateway API {}", subject.serving.release().name()),
        false => String::new(),
    };
    let message = format!("version `{}` of {} is deprecated{whose}", gvk.version, gvk.kind);
    let better = format!("{}/{better}", gvk.group);
    Diagnostic::new(&DEPRECATED_VERSION, at, message)
        .with_path("apiVersion")
        .with_help(format!("use `{better}`"))
        .with_fix(subject.replace(at.span, &better, Safety::Unsafe, format!("use apiVersion {better}")))
}

#[cfg(test)]
mod tests {
    use super::DEPRECATED_VERSION as RULE;
    use crate::rules::testing::Tester;

    #[test]
    fn deprecated_version() {
        let route = |version: &str| {
            format!(
                "apiVersion: gateway.networking.k8s.io/{version}\nkind: TLSRoute\nmetadata: {{name: a}}\nspec: {{hostnames: [a.b], rules: [{{backendRefs: [{{name: a, port: 1}}]}}]}}\n"
            )
        };
        Tester::new(&RULE)
            .experimental()
            .pass("the newest", &route("v1"))
            .fail("an old one", &route("v1alpha3"), "is deprecated")
            .fix("v1alpha3", "v1");
    }
}
