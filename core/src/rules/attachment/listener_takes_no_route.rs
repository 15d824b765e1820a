use super::words::listener_title;
use crate::attach::{ListenerFact, Parent};
use crate::diagnostic::Diagnostic;
use crate::model::GroupKind;
use crate::rules::{Context, declare_rule};
use crate::world::Item;

declare_rule! {
    /// Some namespace may attach routes to a listener.
    /// ## Why it matters
    /// With `from: None`, with `from: Selector` without a selector or with one that no Namespace fits, every route is refused (`NotAllowedByListeners`), and
    /// requests to the listener find nothing.
    /// ## Example
    /// ```yaml
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
    ///         namespaces: { from: None } # RP3028
    /// ```
    /// ## Source
    /// [Gateway API, `RouteNamespaces`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#routenamespaces):
    /// `from` and `selector` say which namespaces can attach routes.
    pub(crate) LISTENER_TAKES_NO_ROUTE = "RP3028", "listener-takes-no-route" {
        severity: Warning, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for parent in cx.attachments.parents() {
        for fact in &parent.listeners {
            match fact.listener.namespaces_from().value {
                "None" => out.push(none(parent, fact, "`from` can be `Same`, `All` or `Selector`")),
                "Selector" if fact.listener.namespaces_selector().is_none() => {
                    let help =
                        "`from: Selector` needs a `selector`: add it, or use `from: All` or `from: Same`";
                    out.push(none(parent, fact, help));
                }
                "Selector" if cx.world.is_kind_complete(GroupKind::NAMESPACE) => {
                    out.extend(selects_nothing(cx, parent, fact));
                }
                _ => {}
            }
        }
    }
}

fn none(parent: &Parent<'_, '_>, fact: &ListenerFact<'_, '_>, help: &str) -> Diagnostic {
    let message = format!("{} takes routes from no namespace", listener_title(fact, parent));
    Diagnostic::new(&LISTENER_TAKES_NO_ROUTE, fact.listener.namespaces_from().at, message).with_help(help)
}

fn selects_nothing(
    cx: &Context<'_, '_, '_>,
    parent: &Parent<'_, '_>,
    fact: &ListenerFact<'_, '_>,
) -> Option<Diagnostic> {
    let selector = fact.listener.namespaces_selector()?;
    let mut names = cx.world.of_kind(GroupKind::NAMESPACE).iter().map(Item::name);
    if names.any(|it| cx.world.selects_namespace(selector, it) != Some(false)) {
        return None;
    }
    let message = format!("{} takes routes from namespaces that do not exist", listener_title(fact, parent));
    let count = cx.world.of_kind(GroupKind::NAMESPACE).len();
    let help = format!("its selector fits none of the {count} Namespaces: label one, or mend the selector");
    Some(Diagnostic::new(&LISTENER_TAKES_NO_ROUTE, selector.at(), message).with_help(help))
}

#[cfg(test)]
mod tests {
    use super::LISTENER_TAKES_NO_ROUTE as RULE;
    use crate::rules::testing::{Tester, gateway};

    #[test]
    fn listener_takes_no_route() {
        let edge = |namespaces: &str| {
            gateway(&format!(
                "{{name: a, port: 80, protocol: HTTP, allowedRoutes: {{namespaces: {namespaces}}}}}"
            ))
        };
        let by_label = edge("{from: Selector, selector: {matchLabels: {team: a}}}");
        let space = |labels: &str| {
            format!("apiVersion: v1\nkind: Namespace\nmetadata: {{name: web, labels: {{{labels}}}}}\n")
        };
        Tester::new(&RULE)
            .pass("its own namespace", &edge("{from: Same}"))
            .pass("other Namespaces may exist", &[&by_label, &space("team: b")])
            .fail(
                "none",
                &edge("{from: None}"),
                "listener `a` of Gateway `default/edge` takes routes from no namespace",
            )
            .at("None")
            .fail("no selector", &edge("{from: Selector}"), "takes routes from no namespace")
            .at("Selector")
            .help("`from: Selector` needs a `selector`")
            .complete()
            .pass("one fits", &[&by_label, &space("team: a")])
            .pass("Namespaces are not listed", &by_label)
            .fail(
                "none fits",
                &[&by_label, &space("team: b")],
                "takes routes from namespaces that do not exist",
            )
            .at("{matchLabels: {team: a}}");
    }
}
