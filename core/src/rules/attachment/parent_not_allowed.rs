use super::words::attached;
use crate::attach::{Parent, Role, Verdict};
use crate::diagnostic::Diagnostic;
use crate::model::{AllowedListeners, Gateway, ListenerSet};
use crate::rules::{Context, declare_rule};
use crate::world::Lookup;

declare_rule! {
    /// The Gateway of a ListenerSet lets ListenerSets of that namespace attach.
    /// ## Why it matters
    /// `allowedListeners.namespaces` of a Gateway says whose ListenerSets it takes; without it, none. A ListenerSet
    /// that it does not take listens nowhere (`NotAllowed`), and no route that attaches to it is accepted.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: ListenerSet
    /// metadata: { name: shop, namespace: web }
    /// spec:
    ///   parentRef: { name: edge, namespace: infra } # RP3008
    ///   listeners: [{ name: http, port: 80, protocol: HTTP }]
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: { name: edge, namespace: infra }
    /// spec:
    ///   gatewayClassName: shared
    ///   listeners: [{ name: http, port: 8080, protocol: HTTP }]
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: web }
    /// spec:
    ///   parentRefs: [{ kind: ListenerSet, name: shop }] # RP3008
    /// ```
    /// ## Source
    /// [Gateway API, `AllowedListeners`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#allowedlisteners):
    /// A Gateway takes ListenerSets from the namespaces that `allowedListeners` names, and from none without it.
    pub(crate) PARENT_NOT_ALLOWED = "RP3008", "parent-not-allowed" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check_sets(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for parent in cx.attachments.parents().iter().filter(|it| it.is_shut_out()) {
        out.extend(gateway_of(cx, parent).and_then(|it| shut_out(parent, it)));
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for (_, attachment, parent) in attached(cx) {
        if attachment.verdict == Verdict::ParentNotAllowed {
            let name = attachment.parent_ref.name();
            let whose = gateway_of(cx, parent).map_or_else(|| "its Gateway".to_owned(), |it| it.item.title());
            let message =
                format!("{whose} does not let {} attach, so it listens nowhere", parent.item.title());
            let finding = Diagnostic::new(&PARENT_NOT_ALLOWED, name.at, message)
                .with_help("attach to the Gateway, or let the Gateway allow the ListenerSet")
                .with_related(parent.item.at(), "the ListenerSet is here");
            out.push(finding);
        }
    }
}

fn gateway_of<'c, 'w, 'a>(cx: &Context<'c, 'w, 'a>, set: &Parent<'w, 'a>) -> Option<&'c Parent<'w, 'a>> {
    match set.role {
        Role::ListenerSet { gateway: Some(Lookup::Found(id)), .. } => cx.attachments.parent(id),
        _ => None,
    }
}

fn shut_out(set: &Parent<'_, '_>, gateway: &Parent<'_, '_>) -> Option<Diagnostic> {
    let parent_ref = set.item.read::<ListenerSet<'_>>().parent_ref()?;
    let allowed = gateway.item.read::<Gateway<'_>>().allowed_listeners();
    let namespace = set.item.namespace();
    let help = match allowed.map_or("None", |it| it.from().value) {
        "Same" => format!(
            "`allowedListeners.namespaces.from` of the Gateway is `Same`, which is `{}`",
            gateway.item.namespace()
        ),
        "Selector" => {
            format!("`allowedListeners.namespaces.selector` of the Gateway does not select `{namespace}`")
        }
        _ => {
            "without `allowedListeners` a Gateway takes no ListenerSet: set its `namespaces.from`".to_owned()
        }
    };
    let at = allowed.map_or_else(|| gateway.item.at(), AllowedListeners::at);
    let message =
        format!("{} does not let ListenerSets of namespace `{namespace}` attach", gateway.item.title());
    Some(
        Diagnostic::new(&PARENT_NOT_ALLOWED, parent_ref.name().at, message)
            .with_help(help)
            .with_related(at, "what it allows is here"),
    )
}

#[cfg(test)]
mod tests {
    use super::PARENT_NOT_ALLOWED as RULE;
    use crate::rules::testing::{Tester, gateway, route};

    fn edge(allowed: &str) -> String {
        let allowed = format!("spec: {{allowedListeners: {{namespaces: {allowed}}}, ");
        gateway("{name: web, port: 8080, protocol: HTTP}")
            .replace("spec: {", &allowed)
            .replace("{name: edge}", "{name: edge, namespace: infra}")
    }

    const SET: &str = "apiVersion: gateway.networking.k8s.io/v1\nkind: ListenerSet\nmetadata: {name: set}\n\
                       spec: {parentRef: {name: edge, namespace: infra}, \
                       listeners: [{name: l, port: 80, protocol: HTTP}]}\n";

    #[test]
    fn a_listener_set_that_is_not_allowed() {
        let by_label = "{from: Selector, selector: {matchLabels: {team: a}}}";
        let space = "{apiVersion: v1, kind: Namespace, metadata: {name: default}}\n";
        Tester::new(&RULE)
            .pass("all", &[&edge("{from: All}"), SET])
            .pass("the Gateway is unknown", SET)
            .pass("the labels are unknown", &[&edge(by_label), SET])
            .fail(
                "none",
                &[&edge("{from: None}"), SET],
                "Gateway `infra/edge` does not let ListenerSets of namespace `default` attach",
            )
            .at("edge")
            .help("without `allowedListeners` a Gateway takes no ListenerSet")
            .fail("its own", &[&edge("{from: Same}"), SET], "does not let")
            .help("is `Same`, which is `infra`")
            .fail("other labels", &[&edge(by_label), space, SET], "does not let")
            .help("does not select `default`");
    }

    #[test]
    fn a_route_of_such_a_listener_set() {
        let to = route("parentRefs: [{kind: ListenerSet, name: set}]");
        let with = |allowed: &str| [edge(allowed), SET.to_owned(), to.clone()].join("---\n");
        Tester::new(&RULE).pass("all", &with("{from: All}")).pass("unknown", &[SET, &to]);
        let mut workspace = crate::Workspace::default();
        workspace.set_source("case.yaml", with("{from: None}"));
        let found = workspace.findings().to_vec();
        let found: Vec<_> =
            found.iter().filter(|it| it.rule.code == RULE.code).map(|it| &it.message).collect();
        let wanted =
            "Gateway `infra/edge` does not let ListenerSet `default/set` attach, so it listens nowhere";
        assert!(found.len() == 2 && found[0] == wanted, "{found:?}");
    }
}
