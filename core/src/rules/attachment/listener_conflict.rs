use super::words::{listener_at, listener_title};
use crate::attach::{Clash, Conflict, ListenerFact, Parent, Role};
use crate::diagnostic::Diagnostic;
use crate::rules::{Context, declare_rule};

declare_rule! {
    /// Listeners of one port can be distinguished.
    /// ## Why it matters
    /// Some protocols can share a port, such as HTTPS and TLS, and others cannot, such as HTTP and HTTPS. No two
    /// listeners of a port have the same hostname. Of a Gateway's own listeners that conflict, none is accepted.
    /// Between a Gateway and its ListenerSets the Gateway's listener counts, then that of the older ListenerSet; the
    /// others are not accepted (`ProtocolConflict`, `HostnameConflict`).
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
    ///       protocol: HTTP # RP3020
    ///     - name: raw
    ///       port: 80
    ///       protocol: TCP # RP3020
    /// ```
    /// ## Source
    /// [Gateway API, `GatewaySpec`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#gatewayspec): The
    /// listeners of a port are distinct: by hostname for HTTP, HTTPS and TLS. Listeners that are not are refused.
    pub(crate) LISTENER_CONFLICT = "RP3020", "listener-conflict" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for parent in cx.attachments.parents() {
        for fact in &parent.listeners {
            if let Some(conflict) = fact.conflict {
                let other = listener_at(cx, parent, conflict.with);
                if !other.is_some_and(|(it, other)| is_rejected(parent, fact, it, other)) {
                    out.push(clash(parent, fact, conflict, other));
                }
            }
        }
    }
}

/// Whether two listeners of one object are so alike that the API server rejects it.
fn is_rejected(
    parent: &Parent<'_, '_>,
    fact: &ListenerFact<'_, '_>,
    other_parent: &Parent<'_, '_>,
    other: &ListenerFact<'_, '_>,
) -> bool {
    let traits = |it: &ListenerFact<'_, '_>| {
        let hostname = it.listener.hostname().map(|it| it.value.to_owned());
        (it.listener.port_number(), it.listener.protocol().value.to_owned(), hostname)
    };
    parent.item.number() == other_parent.item.number() && traits(fact) == traits(other)
}

fn clash(
    parent: &Parent<'_, '_>,
    fact: &ListenerFact<'_, '_>,
    conflict: Conflict,
    other: Option<(&Parent<'_, '_>, &ListenerFact<'_, '_>)>,
) -> Diagnostic {
    let listener = fact.listener;
    let (port, protocol) = (listener.port_number(), listener.protocol());
    let title = other.map_or_else(|| "another listener".to_owned(), |(it, fact)| listener_title(fact, it));
    let (at, what) = match (conflict.clash, listener.hostname()) {
        (Clash::Protocol, _) => (protocol.at, protocols(fact, other.map(|(_, it)| it))),
        (Clash::Hostname, Some(hostname)) => (hostname.at, format!("hostname `{}`", hostname.value)),
        (Clash::Hostname, None) => (
            listener.port().map_or(listener.name().at, |it| it.at),
            "no hostname to tell them apart".to_owned(),
        ),
    };
    let verb = if conflict.clash == Clash::Protocol { "is also that of" } else { "is shared with" };
    let message = format!("port {port} of listener `{}` {verb} {title}, with {what}", listener.name().value);
    Diagnostic::new(&LISTENER_CONFLICT, at, message)
        .with_help(help(parent, other.map(|(it, _)| it), conflict.clash))
        .with_related(conflict.with, "the other listener is here")
}

/// What the other listener says that does not go with `fact`.
fn protocols(fact: &ListenerFact<'_, '_>, other: Option<&ListenerFact<'_, '_>>) -> String {
    let own = fact.listener.protocol().value;
    match other.map(|it| it.listener.protocol().value) {
        Some(other) if other == own => format!("another TLS mode for {own}"),
        Some(other) => format!("protocol {other}, which {own} cannot share a port with"),
        None => "another protocol".to_owned(),
    }
}

fn help(parent: &Parent<'_, '_>, other: Option<&Parent<'_, '_>>, clash: Clash) -> String {
    let change = match clash {
        Clash::Protocol => "give one of them another port",
        Clash::Hostname => "give one of them another hostname or port",
    };
    let apart = other.is_some_and(|it| it.item.number() != parent.item.number());
    let order = match parent.role {
        Role::Gateway { .. } => "none of a Gateway's own listeners wins",
        Role::ListenerSet { .. } if apart => {
            "the Gateway's listeners come first, then those of the older ListenerSet"
        }
        Role::ListenerSet { .. } => "of one ListenerSet the first listener wins",
    };
    format!("{change}: {order}")
}

#[cfg(test)]
mod tests {
    use super::LISTENER_CONFLICT as RULE;
    use crate::rules::testing::{Tester, gateway};

    #[test]
    fn of_a_gateway_and_its_listener_sets() {
        let set = |name: &str, listener: &str| {
            format!(
                "apiVersion: gateway.networking.k8s.io/v1\nkind: ListenerSet\nmetadata: {{name: {name}}}\n\
                 spec: {{parentRef: {{name: edge}}, listeners: [{{name: l, {listener}}}]}}\n"
            )
        };
        let edge = gateway("{name: http, port: 80, protocol: HTTP, hostname: a.test}")
            .replace("spec: {", "spec: {allowedListeners: {namespaces: {from: Same}}, ");
        let a_test = "port: 80, protocol: HTTP, hostname: a.test";
        let b_test = "port: 80, protocol: HTTP, hostname: b.test";
        Tester::new(&RULE)
            .pass("another hostname", &[&edge, &set("one", b_test)])
            .pass("the Gateway is unknown", &[set("one", a_test), set("two", a_test)])
            .fail(
                "the Gateway's",
                &[&edge, &set("one", a_test)],
                "port 80 of listener `l` is shared with listener `http` of Gateway `default/edge`, with hostname `a.test`",
            )
            .help("the Gateway's listeners come first")
            .at("a.test")
            .fail(
                "an older ListenerSet's",
                &[&edge, &set("one", b_test), &set("two", b_test)],
                "is shared with listener `l` of ListenerSet `default/one`",
            )
            .fail(
                "another protocol",
                &[&edge, &set("one", "port: 80, protocol: TCP")],
                "with protocol HTTP, which TCP cannot share a port with",
            )
            .at("TCP");
    }

    #[test]
    fn without_hostname() {
        let edge =
            |ports: &str| gateway(&format!("{{name: a, port: 9, protocol: UDP}}, {{name: b, {ports}}}"));
        Tester::new(&RULE)
            .pass("what the API server rejects", &edge("port: 9, protocol: UDP"))
            .pass("UDP and TCP", &edge("port: 9, protocol: TCP"))
            .pass("another port", &edge("port: 10, protocol: UDP"));
    }
}
