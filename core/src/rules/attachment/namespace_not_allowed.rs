use super::words::{attached, choice, listener_title, outcomes};
use crate::attach::{Attachment, ListenerFact, Outcome, Parent, RouteFact, Verdict};
use crate::diagnostic::{Diagnostic, Fix, Safety};
use crate::model::{LabelSelector, Namespace, Requirement, label};
use crate::rules::{Context, declare_rule, edits};
use crate::world::{Item, Origin};

declare_rule! {
    /// The listeners of a route's parents take routes from the route's namespace.
    /// ## Why it matters
    /// `allowedRoutes.namespaces` of a listener says whose routes it takes; without it, only those of its own
    /// namespace. A route from elsewhere is not accepted (`NotAllowedByListeners`).
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: web }
    /// spec:
    ///   parentRefs: [{ name: edge, namespace: infra }] # RP3005
    /// ---
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: { name: web, labels: { team: shop } }
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: { name: edge, namespace: infra }
    /// spec:
    ///   gatewayClassName: shared
    ///   listeners:
    ///     - name: http
    ///       port: 80
    ///       protocol: HTTP
    ///       allowedRoutes:
    ///         namespaces: { from: Selector, selector: { matchLabels: { exposed: "true" } } }
    /// ```
    /// ## Source
    /// [Gateway API, `AllowedRoutes`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#allowedroutes):
    /// `namespaces` says from which namespaces a listener takes routes; without it from its own only.
    pub(crate) NAMESPACE_NOT_ALLOWED = "RP3005", "namespace-not-allowed" {
        severity: Error, fixes: Sometimes, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for (route, attachment, parent) in attached(cx) {
        if attachment.verdict == Verdict::NotAllowedByListeners {
            let shut = outcomes(attachment, parent).filter(|(_, it)| **it == Outcome::NamespaceNotAllowed);
            let shut: Vec<_> = shut.map(|(it, _)| it).collect();
            if let Some(first) = shut.first() {
                out.push(not_allowed(cx, route, (attachment, parent), first, shut.len() == 1));
            }
        }
    }
}

/// The finding, explained by the first listener that would take the route if it were from another namespace.
fn not_allowed(
    cx: &Context<'_, '_, '_>,
    route: &RouteFact<'_, '_>,
    (attachment, parent): (&Attachment<'_, '_>, &Parent<'_, '_>),
    fact: &ListenerFact<'_, '_>,
    alone: bool,
) -> Diagnostic {
    let namespace = route.item.namespace();
    let whom = if alone {
        listener_title(fact, parent)
    } else {
        format!("no listener of {} that would take it", parent.item.title())
    };
    let verb = if alone { "does not take" } else { "takes" };
    let message = format!("{whom} {verb} routes from namespace `{namespace}`");
    let from = fact.listener.namespaces_from();
    let finding = Diagnostic::new(&NAMESPACE_NOT_ALLOWED, choice(attachment.parent_ref), message);
    let related = |finding: Diagnostic| {
        finding.with_related(fact.listener.name().at, format!("`from` is {}", from.value))
    };
    match (from.value, fact.listener.namespaces_selector()) {
        ("Selector", Some(selector)) => {
            let found = cx.world.namespace(namespace).found();
            selected(related(finding), namespace, found, selector)
        }
        ("Selector", None) => related(finding).with_help(
            "without `selector` the listener takes routes of no namespace: add it, or use `from: All`",
        ),
        ("None", _) => related(finding).with_help("the listener takes no routes at all: choose another one"),
        _ => {
            let own = parent.item.namespace();
            related(finding).with_help(format!(
                "the listener takes routes of its own namespace `{own}`; \
                 `allowedRoutes.namespaces.from` can be `All` or `Selector`"
            ))
        }
    }
}

fn selected(
    finding: Diagnostic,
    namespace: &str,
    found: Option<&Item<'_>>,
    selector: LabelSelector<'_>,
) -> Diagnostic {
    let Some(item) = found else {
        let help = format!(
            "it selects namespaces by {}; no input shows a Namespace `{namespace}` with them",
            wants(selector)
        );
        return finding.with_help(help);
    };
    let lacking = lacking(selector, item);
    let named = selector.match_labels().find(|(key, _)| key.value == NAME);
    let help = match lacking.as_slice() {
        _ if named.is_some_and(|(_, it)| it.value != item.name()) => format!(
            "it selects Namespace `{}` by its name; `matchExpressions` with `operator: In` can select several",
            named.map_or("", |it| it.1.value)
        ),
        [] => "its selector cannot be evaluated, so it selects nothing".to_owned(),
        lacking => format!("Namespace `{namespace}` lacks {}", lacking.join(" and ")),
    };
    finding.with_help(help).with_related(item.at(), "its labels are here").with_fix(add_label(selector, item))
}

/// The labels that `selector` asks for, as a sentence lists them.
fn wants(selector: LabelSelector<'_>) -> String {
    let labels = selector.match_labels().map(|(key, value)| format!("`{}: {}`", key.value, value.value));
    let more = selector.match_expressions().map(requirement);
    labels.chain(more).collect::<Vec<_>>().join(" and ")
}

/// The label that every Namespace has, with its own name: no fix may give it another.
const NAME: &str = "kubernetes.io/metadata.name";

/// What `selector` asks for and the Namespace does not have.
fn lacking(selector: LabelSelector<'_>, namespace: &Item<'_>) -> Vec<String> {
    let has = |key: &str| value_of(namespace, key);
    let labels = selector.match_labels().filter(|(key, value)| has(key.value) != Some(value.value));
    let labels = labels.map(|(key, value)| format!("label `{}: {}`", key.value, value.value));
    let unmet = selector
        .match_expressions()
        .filter(|it| it.key().is_some_and(|key| it.holds_for(has(key.value)) == Some(false)));
    labels.chain(unmet.map(requirement)).collect()
}

fn value_of<'a>(namespace: &Item<'a>, key: &str) -> Option<&'a str> {
    let own = label(namespace.read::<Namespace<'_>>().labels(), key);
    own.or((key == NAME).then_some(namespace.name()))
}

fn requirement(it: Requirement<'_>) -> String {
    let key = it.key().map_or("", |it| it.value);
    let values: Vec<_> = it.values().map(|it| it.value).collect();
    let values = crate::rules::words::quoted_list(values);
    match it.operator().map_or("", |it| it.value) {
        "In" => format!("label `{key}` with one of {values}"),
        "NotIn" => format!("label `{key}` with none of {values}"),
        "DoesNotExist" => format!("the absence of label `{key}`"),
        _ => format!("label `{key}`"),
    }
}

/// Adds the label, where one is all that is lacking and the Namespace is a manifest.
fn add_label(selector: LabelSelector<'_>, namespace: &Item<'_>) -> Option<Fix> {
    let unmet =
        selector.match_labels().filter(|(key, value)| value_of(namespace, key.value) != Some(value.value));
    let unmet: Vec<_> = unmet.collect();
    let ([(key, value)], true, Origin::Desired) =
        (unmet.as_slice(), lacking(selector, namespace).len() == 1, namespace.origin())
    else {
        return None;
    };
    if key.value == NAME {
        return None;
    }
    if let Some(labels) = namespace.view().field("metadata.labels") {
        return edits::set(labels, key.value, value.value, Safety::Unsafe);
    }
    let entry = format!("labels: {{{}: {:?}}}", key.value, value.value);
    edits::insert_entry(namespace.view().field("metadata")?, &entry, Safety::Unsafe)
}

#[cfg(test)]
mod tests {
    use super::NAMESPACE_NOT_ALLOWED as RULE;
    use crate::rules::testing::{Tester, gateway, route};

    fn edge(namespaces: &str) -> String {
        gateway(&format!(
            "{{name: web, port: 80, protocol: HTTP, allowedRoutes: {{namespaces: {namespaces}}}}}"
        ))
        .replace("{name: edge}", "{name: edge, namespace: infra}")
    }

    fn space(labels: &str) -> String {
        format!("apiVersion: v1\nkind: Namespace\nmetadata: {{name: default{labels}}}\n")
    }

    #[test]
    fn its_own_namespace_all_or_none() {
        let to = route("parentRefs: [{name: edge, namespace: infra}]");
        Tester::new(&RULE)
            .pass("all", &[&edge("{from: All}"), &to])
            .pass("the Gateway is unknown", &[&to])
            .fail(
                "its own by default",
                &[&edge("{}"), &to],
                "listener `web` of Gateway `infra/edge` does not take routes from namespace `default`",
            )
            .at("edge")
            .help("the listener takes routes of its own namespace `infra`")
            .no_fix()
            .fail("none", &[&edge("{from: None}"), &to], "does not take routes")
            .help("the listener takes no routes at all")
            .fail("a selector that is not there", &[&edge("{from: Selector}"), &to], "does not take routes")
            .help("without `selector` the listener takes routes of no namespace")
            .pass("another kind is another rule", &[&edge("{}"), &to.replace("HTTPRoute", "TCPRoute")])
            // The label below is what can be mended.
            .fail(
                "by label",
                &[
                    &edge("{from: Selector, selector: {matchLabels: {a: b}}}"),
                    &space(", labels: {c: d}"),
                    &to,
                ],
                "not take",
            )
            .fix("labels: {c: d}", "labels: {a: b, c: d}");
    }

    #[test]
    fn by_labels() {
        let to = route("parentRefs: [{name: edge, namespace: infra}]");
        let by = |selector: &str| edge(&format!("{{from: Selector, selector: {selector}}}"));
        let labels = by("{matchLabels: {exposed: 'true'}}");
        Tester::new(&RULE)
            .pass("the label is there", &[&labels, &space(", labels: {exposed: 'true'}"), &to])
            .pass("the Namespace is unknown", &[&labels, &to])
            .fail("no label", &[&labels, &space(""), &to], "does not take routes from namespace `default`")
            .help("Namespace `default` lacks label `exposed: true`")
            .fix("metadata: {name: default}", "metadata: {labels: {exposed: \"true\"}, name: default}")
            .fail("another value", &[&labels, &space(", labels: {exposed: 'no'}"), &to], "does not take")
            .fix("labels: {exposed: 'no'}", "labels: {exposed: 'true'}")
            .fail(
                "an expression",
                &[&by("{matchExpressions: [{key: team, operator: In, values: [a, b]}]}"), &space(""), &to],
                "does not take",
            )
            .help("lacks label `team` with one of `a`, `b`")
            .no_fix()
            .fail(
                "by name",
                &[&by("{matchLabels: {kubernetes.io/metadata.name: shop}}"), &to],
                "does not take routes from namespace `default`",
            )
            .help("it selects namespaces by `kubernetes.io/metadata.name: shop`")
            .fail(
                "by the name of another one",
                &[&by("{matchLabels: {kubernetes.io/metadata.name: shop}}"), &space(", labels: {a: b}"), &to],
                "does not take routes from namespace `default`",
            )
            .help("it selects Namespace `shop` by its name; `matchExpressions` with `operator: In`")
            .no_fix();
    }
}
