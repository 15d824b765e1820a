use crate::attach::{Admission, Role};
use crate::diagnostic::Diagnostic;
use crate::model::ListenerSet;
use crate::rules::{Context, declare_rule};
use crate::status::gateway_refusal;
use crate::world::Lookup;

declare_rule! {
    /// The Gateway of a ListenerSet is accepted itself.
    /// ## Why it matters
    /// Listeners are added to a Gateway that works. Where none of the Gateway's own listeners is accepted, or the
    /// Gateway asks for something that is not supported, its ListenerSets are refused as well (`ParentNotAccepted`).
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: ListenerSet
    /// metadata: { name: shop, namespace: infra }
    /// spec:
    ///   parentRef: { name: edge } # RP3012
    ///   listeners: [{ name: http, port: 80, protocol: HTTP }]
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: { name: edge, namespace: infra }
    /// spec:
    ///   gatewayClassName: shared
    ///   allowedListeners: { namespaces: { from: Same } }
    ///   listeners:
    ///     - name: http
    ///       port: 8080
    ///       protocol: http # RP3021
    /// ```
    /// ## Source
    /// [Gateway API, `ListenerSetStatus`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#listenersetstatus):
    /// A ListenerSet of a Gateway that is not accepted is not accepted (`ParentNotAccepted`).
    pub(crate) PARENT_NOT_ACCEPTED = "RP3012", "parent-not-accepted" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    let gateways = cx.attachments.parents().iter().filter(|it| it.ownership.is_owned());
    for gateway in gateways {
        let Role::Gateway { sets } = &gateway.role else { continue };
        if sets.is_empty() {
            continue;
        }
        let Some(why) = gateway_refusal(cx.world, cx.attachments, cx.environment, gateway) else { continue };
        for set in sets.iter().filter_map(|it| cx.attachments.parent(*it)) {
            if let Role::ListenerSet { gateway: Some(Lookup::Found(_)), admission: Admission::Allowed } =
                set.role
                && let Some(parent_ref) = set.item.read::<ListenerSet<'_>>().parent_ref()
            {
                let message = format!("{} is not accepted: {why}", gateway.item.title());
                let finding = Diagnostic::new(&PARENT_NOT_ACCEPTED, parent_ref.name().at, message)
                    .with_help("mend the Gateway first: its ListenerSets listen nowhere until it is accepted")
                    .with_related(gateway.item.at(), "the Gateway is here");
                out.push(finding);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::PARENT_NOT_ACCEPTED as RULE;
    use crate::rules::testing::{Tester, gateway};

    #[test]
    fn parent_not_accepted() {
        let edge = |listeners: &str| {
            gateway(listeners).replace("spec: {", "spec: {allowedListeners: {namespaces: {from: Same}}, ")
        };
        let set = "apiVersion: gateway.networking.k8s.io/v1\nkind: ListenerSet\nmetadata: {name: set}\n\
                   spec: {parentRef: {name: edge}, listeners: [{name: l, port: 80, protocol: HTTP}]}\n";
        let bad = "{name: a, port: 8080, protocol: HTPT}";
        Tester::new(&RULE)
            .pass(
                "a listener that is accepted",
                &[&edge(&format!("{bad}, {{name: b, port: 81, protocol: HTTP}}")), set],
            )
            .pass("the Gateway is unknown", set)
            .fail(
                "none is accepted",
                &[&edge(bad), set],
                "Gateway `default/edge` is not accepted: no listener is accepted",
            )
            .at("edge");
    }
}
