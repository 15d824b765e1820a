use super::words::{attached, of_platform};
use crate::attach::{Attachment, Parent, Target, Verdict};
use crate::diagnostic::{Diagnostic, Safety};
use crate::model::{Service, ServicePort};
use crate::order::Set;
use crate::rules::{Context, declare_rule, edits};
use crate::source::Spanned;
use crate::world::{Item, Lookup};

declare_rule! {
    /// The `port` of a parent ref is a port that the parent listens on.
    /// ## Why it matters
    /// A `port` selects the listeners of that port; with `sectionName` both have to fit. Where none does, the route is
    /// not accepted (`NoMatchingParent`), and none of its requests arrives. It is the port that clients use, never
    /// that of the backend.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: web }
    /// spec:
    ///   parentRefs: [{ name: edge, port: 8080 }] # RP3002
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: { name: edge, namespace: web }
    /// spec:
    ///   gatewayClassName: shared
    ///   listeners: [{ name: http, port: 80, protocol: HTTP }]
    /// ```
    /// ## Source
    /// [Gateway API, `ParentReference`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#parentreference):
    /// With `port` a route attaches to the listeners of that port only.
    pub(crate) PORT_NOT_LISTENED = "RP3002", "port-not-listened" {
        severity: Error, fixes: Sometimes, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for (_, attachment, parent) in attached(cx) {
        if let Some(port) = attachment.parent_ref.port() {
            out.extend(no_listener(attachment, port, parent));
        }
    }
    for attachment in cx.routes.iter().flat_map(|it| &it.attachments) {
        if attachment.verdict == Verdict::NoMatchingParent
            && of_platform(cx, attachment)
            && let Target::Service(Lookup::Found(item)) = attachment.target
            && let Some(port) = attachment.parent_ref.port()
        {
            out.extend(no_port(attachment, port, item));
        }
    }
}

fn no_listener(
    attachment: &Attachment<'_, '_>,
    port: Spanned<i64>,
    parent: &Parent<'_, '_>,
) -> Option<Diagnostic> {
    let title = parent.item.title();
    let ports: Set<i64> = match attachment.parent_ref.section_name() {
        // RP3001 reports a listener that does not exist.
        Some(name) => Set::from_iter([parent.listener(name.value)?.listener.port_number()]),
        None => parent.listeners.iter().map(|it| it.listener.port_number()).collect(),
    };
    let message = match attachment.parent_ref.section_name() {
        Some(name) => format!("listener `{}` of {title} is not on port {}", name.value, port.value),
        None => format!("{title} has no listener on port {}", port.value),
    };
    wrong(attachment, port, &ports, message)
        .map(|it| it.with_related(parent.item.at(), "its listeners are here"))
}

fn no_port(attachment: &Attachment<'_, '_>, port: Spanned<i64>, service: &Item<'_>) -> Option<Diagnostic> {
    let ports = service.read::<Service<'_>>().ports();
    let named = attachment.parent_ref.section_name();
    let meant =
        ports.filter(|it| named.is_none_or(|named| it.name().is_some_and(|it| it.value == named.value)));
    let ports: Set<i64> = meant.filter_map(ServicePort::port).map(|it| it.value).collect();
    let message = match named {
        // RP3001 reports a port name that does not exist.
        Some(_) if ports.is_empty() => return None,
        Some(name) => format!("port `{}` of {} is not {}", name.value, service.title(), port.value),
        None => format!("{} has no port {}", service.title(), port.value),
    };
    wrong(attachment, port, &ports, message).map(|it| it.with_related(service.at(), "the Service is here"))
}

/// The finding, unless `port` is one of `ports`.
fn wrong(
    attachment: &Attachment<'_, '_>,
    port: Spanned<i64>,
    ports: &Set<i64>,
    message: String,
) -> Option<Diagnostic> {
    if ports.contains(&port.value) {
        return None;
    }
    let listed: Vec<_> = ports.iter().map(i64::to_string).collect();
    let lone = listed.first().filter(|_| listed.len() == 1);
    let help = match lone {
        Some(lone) => format!("it is {lone}"),
        None => format!("its ports are {}", listed.join(", ")),
    };
    let fix = lone.and_then(|it| edits::set(attachment.parent_ref.view(), "port", it, Safety::Unsafe));
    Some(Diagnostic::new(&PORT_NOT_LISTENED, port.at, message).with_help(help).with_fix(fix))
}

#[cfg(test)]
mod tests {
    use super::PORT_NOT_LISTENED as RULE;
    use crate::rules::testing::{Tester, gateway, route};

    #[test]
    fn port_not_listened() {
        let edge =
            gateway("{name: https, port: 443, protocol: HTTPS}, {name: web, port: 80, protocol: HTTP}");
        let with = |parent: &str| route(&format!("parentRefs: [{{name: edge, {parent}}}]"));
        Tester::new(&RULE)
            .pass("a listener's port", &[&edge, &with("port: 80")])
            .pass("the Gateway is unknown", &[&with("port: 81")])
            .pass("no such listener is another rule", &[&edge, &with("sectionName: no, port: 80")])
            .fail(
                "no listener",
                &[&edge, &with("port: 8080")],
                "Gateway `default/edge` has no listener on port 8080",
            )
            .at("8080")
            .help("its ports are 80, 443")
            .no_fix()
            .fail(
                "the port of another listener",
                &[&edge, &with("sectionName: web, port: 443")],
                "listener `web` of Gateway `default/edge` is not on port 443",
            )
            .help("it is 80")
            .fix("port: 443}]", "port: 80}]");
    }

    #[test]
    fn the_port_of_a_service() {
        let mesh =
            |more: &str| route(&format!("parentRefs: [{{name: api, kind: Service, group: '', {more}}}]"));
        let api = "apiVersion: v1\nkind: Service\nmetadata: {name: api}\n\
                   spec: {ports: [{name: http, port: 80}, {name: admin, port: 81}]}\n";
        Tester::new(&RULE)
            .pass("one of them", &[api, &mesh("port: 80")])
            .pass("the Service is unknown", &[&mesh("port: 82")])
            .fail("none of them", &[api, &mesh("port: 82")], "Service `default/api` has no port 82")
            .fail(
                "another one",
                &[api, &mesh("sectionName: admin, port: 80")],
                "port `admin` of Service `default/api` is not 80",
            )
            .fix("sectionName: admin, port: 80", "sectionName: admin, port: 81");
    }
}
