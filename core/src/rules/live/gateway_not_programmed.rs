use crate::attach::{Attachment, Parent};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{ConditionView, StatusView};
use crate::rules::{Context, declare_rule};
use crate::status::types;
use crate::world::Origin;

declare_rule! {
    /// The Gateway that a route attaches to, and the listeners that take it, are programmed.
    /// ## Why it matters
    /// A route can be accepted by a Gateway that has no address or no data plane: nothing listens for its requests.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: web, generation: 1 }
    /// spec:
    ///   parentRefs: [{ name: edge }] # RP6004
    /// status:
    ///   parents:
    ///     - parentRef: { name: edge }
    ///       controllerName: example.com/gateways
    ///       conditions: [{ type: Accepted, status: "True", reason: Accepted, observedGeneration: 1 }]
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: { name: edge, namespace: web, generation: 1 }
    /// spec: { gatewayClassName: shared, listeners: [{ name: http, port: 80, protocol: HTTP }] }
    /// status:
    ///   conditions: [{ type: Programmed, status: "False", reason: AddressNotAssigned, observedGeneration: 1 }]
    /// ```
    /// ## Source
    /// [Gateway API, `GatewayStatus`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#gatewaystatus):
    /// `Programmed: False` says that no configuration is ready for the Gateway.
    pub(crate) GATEWAY_NOT_PROGRAMMED = "RP6004", "gateway-not-programmed" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for (_, attachment, parent) in cx.attached() {
        // A Gateway that is about to be changed says nothing of what it will be.
        let reported = parent.item.status().filter(|_| parent.item.origin() == Origin::Live);
        let Some(status) = reported else { continue };
        match unprogrammed(status.conditions()) {
            Some(it) => out.push(diagnose(attachment, &parent.item.title(), it)),
            None => out.extend(listener(attachment, parent, status)),
        }
    }
}

fn unprogrammed<'a>(mut conditions: impl Iterator<Item = ConditionView<'a>>) -> Option<ConditionView<'a>> {
    conditions.find(|it| it.kind().value == types::PROGRAMMED && it.status().value == "False")
}

/// The first listener that takes the route and does not listen; a warning while another does.
fn listener<'a>(
    attachment: &Attachment<'_, 'a>,
    parent: &Parent<'_, 'a>,
    status: StatusView<'a>,
) -> Option<Diagnostic> {
    let names: Vec<_> = attachment
        .accepted()
        .filter_map(|(at, _)| parent.listeners.get(at))
        .map(|it| it.listener.name().value)
        .collect();
    let listed = status.listeners().filter(|it| names.contains(&it.name().value));
    let bad: Vec<_> =
        listed.filter_map(|it| Some((it.name().value, unprogrammed(it.conditions())?))).collect();
    let (name, condition) = bad.first()?;
    let severity = if bad.len() < names.len() { Severity::Warning } else { Severity::Error };
    let title = format!("listener `{name}` of {}", parent.item.title());
    Some(diagnose(attachment, &title, *condition).with_severity(severity))
}

fn diagnose(attachment: &Attachment<'_, '_>, title: &str, condition: ConditionView<'_>) -> Diagnostic {
    let message = format!("{title} is not programmed ({})", condition.reason().value);
    let text = condition.message().value;
    let help = if text.is_empty() { "its controller's log may tell why" } else { text };
    Diagnostic::new(&GATEWAY_NOT_PROGRAMMED, attachment.parent_ref.name().at, message)
        .with_help(help)
        .with_related(condition.at(), "it is reported here")
}

#[cfg(test)]
mod tests {
    use super::GATEWAY_NOT_PROGRAMMED as RULE;
    use crate::diagnostic::Severity::{Error, Warning};
    use crate::rules::testing::{Tester, gateway, route};

    #[test]
    fn gateway_not_programmed() {
        let two = "{name: a, port: 80, protocol: HTTP}, {name: b, port: 81, protocol: HTTP}";
        let with = |status: &str| gateway(two) + &format!("status: {status}\n");
        let shop = route("parentRefs: [{name: edge}]");
        let down = "{type: Programmed, status: 'False', reason: Invalid, message: no address}";
        let one = |name: &str| with(&format!("{{listeners: [{{name: {name}, conditions: [{down}]}}]}}"));
        let bound = route("parentRefs: [{name: edge, sectionName: a}]");
        Tester::new(&RULE)
            .reported()
            .pass("it is", &[&with("{conditions: [{type: Programmed, status: 'True'}]}"), &shop])
            .pass("nothing is reported", &[&gateway(two), &shop])
            .pass("a listener that the route does not use", &[&one("b"), &bound])
            .fail(
                "it is not",
                &[&with(&format!("{{conditions: [{down}]}}")), &shop],
                "Gateway `default/edge` is not programmed (Invalid)",
            )
            .help("no address")
            .at("edge")
            .fail(
                "one of two listeners is not",
                &[&one("a"), &shop],
                "listener `a` of Gateway `default/edge` is not",
            )
            .severity(Warning)
            .fail("the only listener is not", &[&one("a"), &bound], "listener `a`")
            .severity(Error);
    }

    #[test]
    fn a_gateway_that_is_about_to_change_is_not_judged() {
        let live = gateway("{name: a, port: 80, protocol: HTTP}")
            + "status: {conditions: [{type: Programmed, status: 'False', reason: Invalid}]}\n";
        let shop = route("parentRefs: [{name: edge}]");
        Tester::new(&RULE)
            .live(&live)
            .pass("with a new Gateway", &[&gateway("{name: b, port: 81, protocol: HTTP}"), &shop])
            .fail("the route alone", &shop, "is not programmed");
    }
}
