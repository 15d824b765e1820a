use crate::diagnostic::Diagnostic;
use crate::rules::{Context, declare_rule};
use crate::source::Spanned;
use crate::world::Item;

declare_rule! {
    /// Gateways and routes have no annotations of Ingress controllers.
    /// ## Why it matters
    /// Such annotations are for an `Ingress`. On a Gateway or a route no controller reads them: what they ask for does not
    /// happen, and nothing says so. Gateway API has filters and fields for most of them, and implementations have policies
    /// for the rest.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata:
    ///   name: shop
    ///   namespace: web
    ///   annotations:
    ///     nginx.ingress.kubernetes.io/rewrite-target: / # RP4056
    /// spec:
    ///   parentRefs: [{ name: edge }]
    ///   rules: [{ backendRefs: [{ name: web, port: 80 }] }]
    /// ```
    /// ## Source
    /// [Migrating from Ingress](https://gateway-api.sigs.k8s.io/guides/getting-started/migrating-from-ingress/#implementation-specific-ingress-features-annotations):
    /// Features that Ingress has by annotations are fields or policies in Gateway API.
    pub(crate) INGRESS_ANNOTATION = "RP4056", "ingress-annotation" {
        severity: Warning, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    cx.routes.iter().for_each(|it| judge(it.item, out));
}

/// The same for Gateways and ListenerSets.
pub(super) fn check_parents(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    cx.attachments.parents().iter().for_each(|it| judge(it.item, out));
}

fn judge(item: &Item<'_>, out: &mut Vec<Diagnostic>) {
    let annotations = item.meta().into_iter().flat_map(|it| it.annotations());
    out.extend(annotations.filter_map(|(key, _)| of_ingress(item.kind().kind, key)));
}

fn of_ingress(kind: &str, key: Spanned<&str>) -> Option<Diagnostic> {
    let (domain, name) = key.value.split_once('/')?;
    let ingress = domain == "ingress.kubernetes.io"
        || domain.ends_with(".ingress.kubernetes.io")
        || matches!(domain, "haproxy.org" | "nginx.org" | "nginx.com")
        || key.value == "kubernetes.io/ingress.class";
    if !ingress {
        return None;
    }
    let message = format!("`{}` is for an Ingress and does nothing on a {kind}", key.value);
    let message = message.replace(" a HTTPRoute", " an HTTPRoute");
    Some(Diagnostic::new(&INGRESS_ANNOTATION, key.at, message).with_help(instead(domain, name)))
}

/// What does the same in Gateway API.
fn instead(domain: &str, name: &str) -> &'static str {
    let has = |parts: &[&str]| parts.iter().any(|it| name.contains(it));
    if name == "ingress.class" {
        "a Gateway's `gatewayClassName` says who serves it, and a route's `parentRefs`"
    } else if domain == "alb.ingress.kubernetes.io" {
        "use a LoadBalancerConfiguration or TargetGroupConfiguration of the AWS controller"
    } else if has(&["rewrite"]) {
        "use a filter of type URLRewrite"
    } else if has(&["redirect"]) {
        "use a filter of type RequestRedirect, for HTTPS with `scheme: https` in a route of the HTTP listener"
    } else if has(&["cors"]) {
        "use a filter of type CORS"
    } else if has(&["timeout"]) {
        "use `timeouts` of the route's rules"
    } else if has(&["canary"]) {
        "use `weight` of backend refs, or a match on a header"
    } else if has(&["backend-protocol", "proxy-ssl", "server-ssl"]) {
        "use a BackendTLSPolicy for HTTPS, or `appProtocol` of the Service's port"
    } else if has(&["affinity", "session-cookie", "sticky"]) {
        "use `sessionPersistence` of the route's rules"
    } else if has(&["mirror"]) {
        "use a filter of type RequestMirror"
    } else {
        "look for a policy of your implementation that does it"
    }
}

#[cfg(test)]
mod tests {
    use super::INGRESS_ANNOTATION as RULE;
    use crate::rules::testing::{Tester, gateway, route};

    #[test]
    fn ingress_annotation() {
        let noted = |text: &str, key: &str| {
            text.replacen("metadata: {", &format!("metadata: {{annotations: {{{key}: a}}, "), 1)
        };
        let (route, edge) = (route("{}"), gateway("{name: a, port: 80, protocol: HTTP}"));
        Tester::new(&RULE)
            .pass("of a certificate", noted(&edge, "cert-manager.io/cluster-issuer").as_str())
            .pass("of DNS", noted(&route, "external-dns.alpha.kubernetes.io/hostname").as_str())
            .pass("of an Ingress", noted(&route, "nginx.ingress.kubernetes.io/rewrite-target").replace("HTTPRoute", "Ingress").replace("gateway.networking.k8s.io", "networking.k8s.io").as_str())
            .fail(
                "a route",
                noted(&route, "nginx.ingress.kubernetes.io/rewrite-target").as_str(),
                "`nginx.ingress.kubernetes.io/rewrite-target` is for an Ingress and does nothing on an HTTPRoute",
            )
            .at("nginx.ingress.kubernetes.io/rewrite-target")
            .help("use a filter of type URLRewrite")
            .fail("a Gateway", noted(&edge, "alb.ingress.kubernetes.io/scheme").as_str(), "does nothing on a Gateway")
            .help("LoadBalancerConfiguration")
            .fail("the class", noted(&edge, "kubernetes.io/ingress.class").as_str(), "does nothing")
            .help("`gatewayClassName`");
    }
}
