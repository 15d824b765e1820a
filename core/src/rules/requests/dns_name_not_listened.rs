use crate::attach::hostname::intersect;
use crate::attach::{RouteFact, Target, Verdict};
use crate::diagnostic::Diagnostic;
use crate::rules::{Context, declare_rule};
use crate::source::Spanned;

declare_rule! {
    /// external-dns makes the records that the annotations of a route ask for.
    /// ## Why it matters
    /// For routes, external-dns makes records only for names that a listener of the parent takes, and reads the target of
    /// records from the Gateway. Other annotations are ignored, and the name leads nowhere.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: { name: edge, namespace: web }
    /// spec:
    ///   gatewayClassName: shared
    ///   listeners: [{ name: http, port: 80, protocol: HTTP, hostname: "*.example.com" }]
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata:
    ///   name: shop
    ///   namespace: web
    ///   annotations:
    ///     external-dns.alpha.kubernetes.io/hostname: shop.example.net # RP4059
    /// spec:
    ///   parentRefs: [{ name: edge }]
    ///   hostnames: [shop.example.com]
    /// ```
    /// ## Source
    /// [external-dns, Gateway API](https://kubernetes-sigs.github.io/external-dns/latest/docs/sources/gateway-api/):
    /// DNS names come from routes that attach to a matching listener, and targets from the Gateway.
    pub(crate) DNS_NAME_NOT_LISTENED = "RP4059", "dns-name-not-listened" {
        severity: Warning, fixes: Never, since: "0.1.0",
    }
}

const HOSTNAME: &str = "external-dns.alpha.kubernetes.io/hostname";
const TARGET: &str = "external-dns.alpha.kubernetes.io/target";

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for fact in cx.routes {
        for (key, value) in fact.item.meta().into_iter().flat_map(|it| it.annotations()) {
            match key.value {
                HOSTNAME => names(cx, fact, value, out),
                TARGET => out.push(target(fact, key)),
                _ => {}
            }
        }
    }
}

fn names(
    cx: &Context<'_, '_, '_>,
    fact: &RouteFact<'_, '_>,
    value: Spanned<&str>,
    out: &mut Vec<Diagnostic>,
) {
    let Some(listened) = hostnames(cx, fact) else { return };
    let names = value.value.split(',').map(str::trim).filter(|it| !it.is_empty());
    for name in names.filter(|name| !listened.iter().any(|it| intersect(*it, Some(name)).is_some())) {
        let message =
            format!("no record is made for `{name}`: no listener that takes {} has it", fact.item.title());
        let known: Vec<String> = listened.iter().flatten().map(|it| format!("`{it}`")).collect();
        let finding = Diagnostic::new(&DNS_NAME_NOT_LISTENED, value.at, message);
        out.push(finding.with_help(format!("those listeners have {}", known.join(", "))));
    }
}

/// The hostnames of the listeners that take a route; `None` where not all of them are known, or none takes it.
fn hostnames<'a>(cx: &Context<'_, '_, 'a>, fact: &RouteFact<'_, '_>) -> Option<Vec<Option<&'a str>>> {
    let mut all = Vec::new();
    for attachment in &fact.attachments {
        let decided = attachment.verdict != Verdict::Unknown;
        if !decided || !matches!(&attachment.target, Target::Listeners(it) if it.found().is_some()) {
            return None;
        }
        let parent = attachment.parent().and_then(|it| cx.attachments.parent(it))?;
        let accepted = attachment.accepted().filter_map(|(at, _)| parent.listeners.get(at));
        all.extend(accepted.map(|it| it.listener.hostname().map(|it| it.value)));
    }
    (!all.is_empty()).then_some(all)
}

fn target(fact: &RouteFact<'_, '_>, key: Spanned<&str>) -> Diagnostic {
    let message = format!("`{TARGET}` does nothing on {}", fact.item.title());
    Diagnostic::new(&DNS_NAME_NOT_LISTENED, key.at, message)
        .with_help("external-dns reads the target of records from the annotations of the Gateway")
}

#[cfg(test)]
mod tests {
    use super::DNS_NAME_NOT_LISTENED as RULE;
    use crate::rules::testing::{Tester, gateway, route};

    #[test]
    fn dns_name_not_listened() {
        let edge = gateway("{name: a, port: 80, protocol: HTTP, hostname: '*.example.com'}");
        let any = gateway("{name: a, port: 80, protocol: HTTP}");
        let with = |name: &str, value: &str| {
            route("parentRefs: [{name: edge}], hostnames: [a.example.com]").replacen(
                "metadata: {",
                &format!("metadata: {{annotations: {{external-dns.alpha.kubernetes.io/{name}: '{value}'}}, "),
                1,
            )
        };
        Tester::new(&RULE)
            .pass("a name of the listener", &[&edge, &with("hostname", "b.example.com, a.example.com")])
            .pass("a listener for every name", &[&any, &with("hostname", "b.test")])
            .pass("the Gateway is not known", &with("hostname", "b.test"))
            .pass("another annotation", &[&edge, &with("ttl", "60")])
            .fail(
                "one of two names",
                &[&edge, &with("hostname", "b.example.com,b.test")],
                "no record is made for `b.test`: no listener that takes HTTPRoute `default/shop` has it",
            )
            .at("'b.example.com,b.test'")
            .help("those listeners have `*.example.com`")
            .fail(
                "a target",
                &[&edge, &with("target", "203.0.113.7")],
                "`external-dns.alpha.kubernetes.io/target` does nothing on HTTPRoute `default/shop`",
            );
    }
}
