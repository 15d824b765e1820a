use super::{Subject, served_as, words};
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;
use crate::schema::{Place, kubernetes};

declare_rule! {
    /// The group of an object has its kind.
    /// ## Why it matters
    /// An apiVersion is a group and a version. Where the group has no such kind, `kubectl apply` stops with "no matches
    /// for kind" and nothing is created. Groups outside of Kubernetes and Gateway API are not known. They are reported
    /// only where they are almost the right group, and never where a CRD among the inputs defines the kind.
    /// ## Example
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1 # RP1005
    /// kind: HTTPRoute
    /// metadata: { name: shop }
    /// ```
    /// ## Source
    /// [Kubernetes API groups](https://kubernetes.io/docs/reference/using-api/#api-groups): The `apiVersion` of an
    /// object holds the group that its kind is part of.
    pub(crate) WRONG_GROUP = "RP1005", "wrong-group" {
        severity: Error, fixes: Sometimes, since: "0.1.0",
    }
}

/// The group is known, and others have the kind.
pub(super) fn of_other_groups(subject: &Subject<'_>, places: &[Place]) -> Diagnostic {
    let gvk = subject.view.gvk();
    let api_version = words::quoted(subject.view.api_version());
    let message = format!("{api_version} has no kind {}", words::quoted(gvk.kind));
    let at = subject.at(subject.view.api_version_node().span());
    let diagnostic = served_as(subject, Diagnostic::new(&WRONG_GROUP, at, message), places);
    let own = kubernetes::kinds(gvk.group).iter().filter(|it| it.served.contains(&gvk.version));
    let own: Vec<_> = own.map(|it| it.name).collect();
    match &diagnostic.help {
        Some(help) if !own.is_empty() && own.len() <= 8 => {
            let join = if help.ends_with('?') { " " } else { "; " };
            let help = format!("{help}{join}{api_version} has {}", words::listed(own, "and"));
            diagnostic.with_help(help)
        }
        _ => diagnostic,
    }
}

/// The group is not known, and almost one that has the kind.
pub(super) fn near(subject: &Subject<'_>, places: &[Place]) -> Diagnostic {
    let gvk = subject.view.gvk();
    let message = format!("no group {} is known that has {}", words::quoted(gvk.group), gvk.kind);
    let at = subject.at(subject.view.api_version_node().span());
    served_as(subject, Diagnostic::new(&WRONG_GROUP, at, message), places)
}

#[cfg(test)]
mod tests {
    use super::WRONG_GROUP as RULE;
    use crate::rules::testing::{Tester, route};

    const CRD: &str = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: httproutes.gateway.network.k8s.io}\nspec: {group: gateway.network.k8s.io, scope: Namespaced, names: {kind: HTTPRoute, plural: httproutes}}\n";

    fn of(api_version: &str) -> String {
        route("{}").replace("gateway.networking.k8s.io/v1", api_version)
    }

    #[test]
    fn wrong_group() {
        let near = of("gateway.network.k8s.io/v1");
        Tester::new(&RULE)
            .pass("the right one", &route("{}"))
            .pass("another API", &of("policy.linkerd.io/v1beta2"))
            .pass("an old API", &of("networking.x-k8s.io/v1alpha1"))
            .fail("the group of Ingress", &of("networking.k8s.io/v1"), "`networking.k8s.io/v1` has no kind `HTTPRoute`")
            .at("networking.k8s.io/v1")
            .help("did you mean `gateway.networking.k8s.io/v1`? `networking.k8s.io/v1` has `IPAddress`, `Ingress`")
            .fix("networking.k8s.io/v1", "gateway.networking.k8s.io/v1")
            .fail("the core group", &of("v1"), "`v1` has no kind `HTTPRoute`")
            .fix("apiVersion: v1", "apiVersion: gateway.networking.k8s.io/v1")
            .fail("a version that the core group has not", &of("v1beta1"), "`v1beta1` has no kind `HTTPRoute`")
            .fix("apiVersion: v1beta1", "apiVersion: gateway.networking.k8s.io/v1beta1")
            .fail("a slip", &near, "no group `gateway.network.k8s.io` is known that has HTTPRoute")
            .help("did you mean `gateway.networking.k8s.io/v1`?")
            .fix("network.", "networking.")
            .pass("a CRD defines it", &[near.as_str(), CRD])
            .fail("in JSON", "{\"apiVersion\": \"core/v1\", \"kind\": \"Service\", \"metadata\": {\"name\": \"a\"}}", "`core`")
            .fix("\"core/v1\"", "\"v1\"")
            .fail("a list whose items say nothing", "{apiVersion: core/v1, kind: ConfigMapList, items: [{metadata: {name: a}}, {metadata: {name: b}}]}", "`core`")
            .fix("core/v1", "v1")
            .fail("a kind in another case", "{apiVersion: app/v1, kind: deployment, metadata: {name: a}}", "`app`")
            .fail("a kind in two groups", "{apiVersion: apps/v1, kind: Event, metadata: {name: a}}", "no kind `Event`")
            .help("it is in `v1` and `events.k8s.io/v1`")
            .no_fix();
    }
}
