use super::{Subject, words};
use crate::diagnostic::{Diagnostic, Safety};
use crate::rules::declare_rule;
use crate::schema::{Unserved, Violation, ViolationKind, is_gateway_group, kubernetes, places};

declare_rule! {
    /// The apiVersion of an object serves its kind; for Gateway API, in the chosen release and channel.
    /// ## Why it matters
    /// A CRD can define a version without serving it, and releases stop serving old ones, those of Kubernetes too. The
    /// API server then knows no such resource, and nothing is created.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1beta1 # RP1002
    /// kind: GRPCRoute
    /// metadata: { name: shop }
    /// ```
    /// ## Source
    /// [Gateway API versioning](https://gateway-api.sigs.k8s.io/docs/concepts/versioning/#api-versions): A release
    /// serves some versions of a kind, and a kind can have a version in the experimental channel only.
    pub(crate) UNSERVED_VERSION = "RP1002", "unserved-version" {
        severity: Error, fixes: Sometimes, since: "0.1.0",
    }
}

pub(super) fn diagnose(subject: &Subject<'_>, violation: &Violation) -> Diagnostic {
    let gvk = subject.view.gvk();
    let (version, serving) = (words::quoted(gvk.version), subject.serving);
    let message = match is_gateway_group(gvk.group) {
        true => format!(
            "{} is not served as {version} in the {} channel of Gateway API {}",
            gvk.kind,
            serving.channel().name(),
            serving.release().name()
        ),
        false => format!("{} is not served as {version} by its CRD", gvk.kind),
    };
    let diagnostic = Diagnostic::new(&UNSERVED_VERSION, subject.at(violation.at), message);
    let ViolationKind::Unserved(Unserved::Version { served, fits }) = &violation.kind else {
        return diagnostic;
    };
    let diagnostic = diagnostic
        .with_help(format!("its versions are {}", words::listed(served.iter().map(|it| &**it), "and")));
    let Some(best) = served.first() else { return diagnostic };
    let safety = if *fits { Safety::Safe } else { Safety::Unsafe };
    let better = format!("{}/{best}", gvk.group);
    diagnostic.with_fix(subject.replace(violation.at, &better, safety, format!("use apiVersion {better}")))
}

/// A kind that Kubernetes has in another version or group.
pub(super) fn of_kubernetes(subject: &Subject<'_>, kind: &kubernetes::Kind) -> Diagnostic {
    let gvk = subject.view.gvk();
    let api_version = words::quoted(subject.view.api_version());
    let at = subject.view.api_version_node().span();
    let release = subject.serving.kubernetes().name();
    let is_served = kind.served.contains(&gvk.version);
    let message = match kind.removed.iter().find(|it| it.0 == gvk.version) {
        Some((_, 0)) => format!("{} is not served as {api_version} any more", kind.name),
        Some((_, minor)) => {
            format!("{} is not served as {api_version} any more, since Kubernetes 1.{minor}", kind.name)
        }
        None if is_served => format!("{} is not served as {api_version} in Kubernetes {release}", kind.name),
        None => {
            format!("{} is not served as {api_version} in Kubernetes {}", kind.name, kubernetes::RELEASES)
        }
    };
    let diagnostic = Diagnostic::new(&UNSERVED_VERSION, subject.at(at), message);
    let places = places(kind.name, subject.serving);
    let own = places.iter().find(|it| it.group == kind.group);
    let Some(best) = own.or(places.first()) else {
        if is_served {
            return diagnostic.with_help(
                "another release has it: say in the settings which Kubernetes the cluster runs, or with --kubernetes",
            );
        }
        return diagnostic
            .with_help("no release of Kubernetes that is maintained has it, in whichever group");
    };
    let better = best.api_version(gvk.version);
    let slip = gvk.version.eq_ignore_ascii_case(best.versions.first().copied().unwrap_or_default());
    // The fields of a kind change between versions.
    let safety = if slip { Safety::Safe } else { Safety::Unsafe };
    diagnostic.with_help(format!("it is served as {}", words::quoted(&better))).with_fix(subject.replace(
        at,
        &better,
        safety,
        format!("use apiVersion {better}"),
    ))
}

#[cfg(test)]
mod tests {
    use super::UNSERVED_VERSION as RULE;
    use crate::rules::testing::Tester;

    #[test]
    fn unserved_version() {
        Tester::new(&RULE)
            .pass("a served one", "apiVersion: gateway.networking.k8s.io/v1beta1\nkind: GatewayClass\nmetadata: {name: a}\nspec: {controllerName: a.b/c}\n")
            .fail("a version of the other channel", "apiVersion: gateway.networking.k8s.io/v1alpha2\nkind: TCPRoute\nmetadata: {name: a}\nspec: {rules: [{backendRefs: [{name: a, port: 1}]}]}\n", "is not served as `v1alpha2`")
            .fix("k8s.io/v1alpha2", "k8s.io/v1")
            .pass("of Kubernetes", "{apiVersion: autoscaling/v1, kind: HorizontalPodAutoscaler, metadata: {name: a}}")
            .fail("a removed group", "{apiVersion: extensions/v1beta1, kind: Deployment, metadata: {name: a}}", "Deployment is not served as `extensions/v1beta1` any more, since Kubernetes 1.16")
            .at("extensions/v1beta1")
            .help("it is served as `apps/v1`")
            .fix("extensions/v1beta1", "apps/v1")
            .fail("a removed version", "{apiVersion: autoscaling/v2beta2, kind: HorizontalPodAutoscaler, metadata: {name: a}}", "since Kubernetes 1.26")
            .fix("v2beta2", "v2")
            .fail("a removed kind", "{apiVersion: policy/v1beta1, kind: PodSecurityPolicy, metadata: {name: a}}", "since Kubernetes 1.25")
            .no_fix()
            .fail("a version that never was", "{apiVersion: v2, kind: Service, metadata: {name: a}}", "Service is not served as `v2` in Kubernetes 1.34 to 1.37")
            .fix("v2", "v1");
    }
}
