use super::{Subject, words};
use crate::diagnostic::{Diagnostic, Safety};
use crate::rules::declare_rule;
use crate::schema::{Unserved, Violation, ViolationKind};

declare_rule! {
    /// The apiVersion of a Gateway API object is one that the chosen release and channel serve for its kind.
    /// ## Why it matters
    /// A CRD can define a version without serving it, and releases stop serving old ones. The API server then knows
    /// no such resource, and nothing is created.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1beta1 # RP1002
    /// kind: GRPCRoute
    /// metadata: { name: shop }
    /// ```
    pub(crate) UNSERVED_VERSION = "RP1002", "unserved-version" {
        severity: Error, fixes: Sometimes, since: "0.1.0",
    }
}

pub(super) fn diagnose(subject: &Subject<'_>, violation: &Violation) -> Diagnostic {
    let gvk = subject.view.gvk();
    let message = format!(
        "{} is not served as {} in the {} channel of Gateway API {}",
        gvk.kind,
        words::quoted(gvk.version),
        subject.channel.name(),
        subject.release.name()
    );
    let diagnostic = Diagnostic::new(&UNSERVED_VERSION, subject.at(violation.at), message);
    let ViolationKind::Unserved(Unserved::Version { served, fits }) = &violation.kind else {
        return diagnostic;
    };
    let diagnostic =
        diagnostic.with_help(format!("its versions are {}", words::listed(served.iter().copied(), "and")));
    let Some(best) = served.first() else { return diagnostic };
    let safety = if *fits { Safety::Safe } else { Safety::Unsafe };
    let better = format!("{}/{best}", gvk.group);
    diagnostic.with_fix(subject.replace(violation.at, &better, safety, format!("use apiVersion {better}")))
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
            .fix("k8s.io/v1alpha2", "k8s.io/v1");
    }
}
