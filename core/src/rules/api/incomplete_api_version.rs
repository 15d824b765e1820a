use super::{Subject, served_as, words};
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;
use crate::schema::Place;

declare_rule! {
    /// An apiVersion is a group, a slash and a version, or `v1` for the core group.
    /// ## Why it matters
    /// Text without a slash is a version of the core group. So `gateway.networking.k8s.io` alone is read as a version,
    /// which no API server serves: `kubectl apply` stops with "no matches for kind" and nothing is created.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io # RP1006
    /// kind: HTTPRoute
    /// metadata: { name: shop }
    /// ```
    /// ## Source
    /// [Kubernetes API groups](https://kubernetes.io/docs/reference/using-api/#api-groups): `apiVersion` is
    /// `GROUP/VERSION`; only the core group is written as `v1`.
    pub(crate) INCOMPLETE_API_VERSION = "RP1006", "incomplete-api-version" {
        severity: Error, fixes: Sometimes, since: "0.1.0",
    }
}

/// A group without a version.
pub(super) fn no_version(subject: &Subject<'_>, places: &[Place]) -> Diagnostic {
    let text = subject.view.api_version();
    let at = subject.at(subject.view.api_version_node().span());
    let message = format!("the apiVersion {} has no version", words::quoted(text));
    let diagnostic = Diagnostic::new(&INCOMPLETE_API_VERSION, at, message);
    // Where the group has the kind, no other one is meant.
    let own: Vec<_> = places.iter().filter(|it| it.group == text).cloned().collect();
    match (own.as_slice(), places) {
        ([_, ..], _) => served_as(subject, diagnostic, &own),
        (_, [_, ..]) => served_as(subject, diagnostic, places),
        _ => diagnostic.with_help(format!("write a slash and the version behind it: `{text}/v1`")),
    }
}

/// A slash with nothing before it.
pub(super) fn no_group(subject: &Subject<'_>, places: &[Place]) -> Diagnostic {
    let text = words::quoted(subject.view.api_version());
    let at = subject.at(subject.view.api_version_node().span());
    let message = format!("the apiVersion {text} has no group before its slash");
    let diagnostic = Diagnostic::new(&INCOMPLETE_API_VERSION, at, message);
    match places {
        [] => diagnostic
            .with_help("write the group before it; kinds of the core group have `v1` without a slash"),
        places => served_as(subject, diagnostic, places),
    }
}

#[cfg(test)]
mod tests {
    use super::INCOMPLETE_API_VERSION as RULE;
    use crate::rules::testing::{Tester, route};

    fn of(api_version: &str, kind: &str) -> String {
        format!("apiVersion: {api_version}\nkind: {kind}\nmetadata: {{name: a}}\n")
    }

    #[test]
    fn incomplete_api_version() {
        Tester::new(&RULE)
            .pass("a whole one", &route("{}"))
            .pass("the core group", &of("v1", "Service"))
            .fail(
                "no version",
                &of("gateway.networking.k8s.io", "HTTPRoute"),
                "`gateway.networking.k8s.io` has no version",
            )
            .at("gateway.networking.k8s.io")
            .help("did you mean `gateway.networking.k8s.io/v1`?")
            .fix("gateway.networking.k8s.io", "gateway.networking.k8s.io/v1")
            .fail("a group without a dot", &of("apps", "Deployment"), "`apps` has no version")
            .fix("apps", "apps/v1")
            .fail("of two groups", &of("events.k8s.io", "Event"), "`events.k8s.io` has no version")
            .fix("events.k8s.io", "events.k8s.io/v1")
            .fail("another API", &of("example.com", "Database"), "`example.com` has no version")
            .help("`example.com/v1`")
            .no_fix()
            .fail("no group", &of("/v1", "Service"), "`/v1` has no group")
            .at("/v1")
            .fix("/v1", "v1")
            .fail("no group, of any kind", &of("/v1", "Database"), "`/v1` has no group")
            .no_fix()
            .fail("no group, and of another API", &of("/v1", "HTTPRoute"), "`/v1` has no group")
            .fix("/v1", "gateway.networking.k8s.io/v1");
    }
}
