use super::{Subject, served_as, words};
use crate::diagnostic::{Diagnostic, Safety};
use crate::rules::declare_rule;
use crate::schema::{Unserved, Violation, ViolationKind, kubernetes, places, renamed_kind};
use crate::source::Span;

declare_rule! {
    /// The kind of an object exists in its group; for Gateway API, in the chosen release.
    /// ## Why it matters
    /// Kinds are case-sensitive. For a kind that no CRD defines, `kubectl apply` stops with "no matches for kind"
    /// and nothing is created.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HttpRoute # RP1001
    /// metadata: { name: shop }
    /// ```
    /// ## Source
    /// [Kubernetes API concepts](https://kubernetes.io/docs/reference/using-api/api-concepts/#standard-api-terminology):
    /// A kind belongs to a group and version that the API server serves.
    pub(crate) UNKNOWN_KIND = "RP1001", "unknown-kind" {
        severity: Error, fixes: Sometimes, since: "0.1.0",
    }
}

pub(super) fn diagnose(subject: &Subject<'_>, violation: &Violation) -> Diagnostic {
    let gvk = subject.view.gvk();
    let message = format!(
        "Gateway API {} has no kind {} in group `{}`",
        subject.serving.release().name(),
        words::quoted(gvk.kind),
        gvk.group
    );
    let diagnostic = Diagnostic::new(&UNKNOWN_KIND, subject.at(violation.at), message);
    let ViolationKind::Unserved(Unserved::Kind { known, since }) = &violation.kind else { return diagnostic };
    if let Some((since, api_version, kind)) = renamed_kind(gvk.kind, subject.serving) {
        let since = if since == 0 { "0.6".to_owned() } else { format!("1.{since}") };
        return diagnostic.with_help(format!("it is {kind} of `{api_version}` since Gateway API {since}"));
    }
    if let Some(since) = since {
        return diagnostic.with_help(format!(
            "it exists since Gateway API {since}: choose that release if the cluster has it"
        ));
    }
    let places = places(gvk.kind, subject.serving);
    match places.iter().find(|it| it.kind == gvk.kind) {
        Some(_) => served_as(subject, diagnostic, &places),
        None => meant(subject, violation.at, diagnostic, known),
    }
}

/// A kind that no group of Kubernetes has.
pub(super) fn of_kubernetes(subject: &Subject<'_>) -> Diagnostic {
    let gvk = subject.view.gvk();
    let group = match gvk.group {
        "" => "the core group".to_owned(),
        group => format!("group `{group}`"),
    };
    let message =
        format!("Kubernetes {} has no kind {} in {group}", kubernetes::RELEASES, words::quoted(gvk.kind));
    let at = subject.view.kind_node().span();
    let diagnostic = Diagnostic::new(&UNKNOWN_KIND, subject.at(at), message);
    let served = kubernetes::kinds(gvk.group).iter().filter(|it| !it.served.is_empty());
    let known: Vec<_> = served.map(|it| it.name).collect();
    if words::near(gvk.kind, known.iter().copied()).is_empty() && !(1..=8).contains(&known.len()) {
        return diagnostic
            .with_help("write a kind that it has, or the group of the CRD that defines the kind");
    }
    meant(subject, at, diagnostic, &known)
}

/// Says which of the `known` kinds was meant.
fn meant(subject: &Subject<'_>, at: Span, diagnostic: Diagnostic, known: &[&str]) -> Diagnostic {
    let kind = subject.view.gvk().kind;
    match words::near(kind, known.iter().copied()).as_slice() {
        [(distance, best), rest @ ..] => {
            let alone = rest.first().is_none_or(|(other, _)| other > distance);
            let safety = if alone { Safety::Safe } else { Safety::Unsafe };
            let fix = subject.replace(at, best, safety, format!("use kind {best}"));
            // Of an item that says no kind the list does, and that is another text.
            let own = subject.view.kind_node().as_str() == Some(kind);
            diagnostic.with_help(format!("did you mean `{best}`?")).with_fix(own.then_some(fix))
        }
        [] => diagnostic.with_help(format!("its kinds are {}", words::listed(known.iter().copied(), "and"))),
    }
}

/// kubectl sends none of a list's items where it has no match for the list.
pub(super) fn list(subject: &Subject<'_>, violation: &Violation) -> Diagnostic {
    let (kind, api_version) = (subject.view.kind(), subject.view.api_version());
    let message = format!("there is no {} in {}", words::quoted(kind), words::quoted(api_version));
    Diagnostic::new(&UNKNOWN_KIND, subject.at(violation.at), message)
        .with_help("write `apiVersion: v1` and `kind: List`, which take items of any kind")
}

#[cfg(test)]
mod tests {
    use super::UNKNOWN_KIND as RULE;
    use crate::rules::testing::Tester;

    #[test]
    fn unknown_kind() {
        Tester::new(&RULE)
            .pass("a known kind", "apiVersion: gateway.networking.k8s.io/v1\nkind: GatewayClass\nmetadata: {name: a}\nspec: {controllerName: a.b/c}\n")
            .fail("another case", "apiVersion: gateway.networking.k8s.io/v1\nkind: Httproute\nmetadata: {name: a}\n", "has no kind `Httproute`")
            .fix("kind: Httproute", "kind: HTTPRoute")
            .fail("a list without items", "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRouteList\nmetadata: {}\n", "has no kind")
            .pass("a list of any kind", "{apiVersion: v1, kind: List, items: []}")
            .fail("another case in JSON", "{\"apiVersion\": \"gateway.networking.k8s.io/v1\", \"kind\": \"httproute\"}", "has no kind `httproute`")
            .fix("\"httproute\"", "\"HTTPRoute\"")
            .fail("of Kubernetes", "{apiVersion: apps/v1, kind: Deploymnt, metadata: {name: a}}", "has no kind `Deploymnt` in group `apps`")
            .at("Deploymnt")
            .fix("Deploymnt", "Deployment")
            .fail("of the core group", "{apiVersion: v1, kind: service, metadata: {name: a}}", "no kind `service` in the core group")
            .fix("service", "Service")
            .fail("nothing like it", "{apiVersion: v1, kind: Widget, metadata: {name: a}}", "no kind `Widget`")
            .help("the group of the CRD")
            .no_fix()
            .fail("nothing like it in a small group", "{apiVersion: batch/v1, kind: Widget, metadata: {name: a}}", "no kind `Widget`")
            .help("its kinds are `CronJob` and `Job`")
            .fail("a group that is gone", "{apiVersion: extensions/v1beta1, kind: Widget, metadata: {name: a}}", "no kind `Widget`")
            .help("the group of the CRD")
            .pass("a list of Kubernetes", "{apiVersion: apps/v1, kind: DeploymentList, metadata: {}}")
            .fail("a kind of Kubernetes", "apiVersion: gateway.networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: a}\n", "has no kind `Ingress`")
            .fix("gateway.networking.k8s.io/v1", "networking.k8s.io/v1")
            .fail("an old name", "apiVersion: gateway.networking.x-k8s.io/v1alpha1\nkind: XListenerSet\nmetadata: {name: a}\n", "has no kind `XListenerSet`")
            .help("it is ListenerSet of `gateway.networking.k8s.io/v1` since Gateway API 1.5")
            .no_fix()
            .fail("a list of no kind", "{apiVersion: gateway.networking.k8s.io/v1, kind: RouteList, items: []}", "there is no `RouteList` in `gateway.networking.k8s.io/v1`");
    }
}
