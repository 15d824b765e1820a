use super::{place_of, words};
use crate::diagnostic::{Diagnostic, Severity};
use crate::routing::Table;
use crate::rules::{Context, declare_rule};

declare_rule! {
    /// A redirect does not lead to a request that the same redirect answers.
    /// ## Why it matters
    /// A redirect to HTTPS that is attached to the HTTPS listener too redirects each request to itself. Browsers say
    /// "too many redirects". A `sectionName` in the parent ref keeps the redirect on the listener for HTTP.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: { name: edge, namespace: web }
    /// spec:
    ///   gatewayClassName: shared
    ///   listeners:
    ///     - { name: http, port: 80, protocol: HTTP }
    ///     - name: https
    ///       port: 443
    ///       protocol: HTTPS
    ///       tls: { certificateRefs: [{ name: shop }] }
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: to-https, namespace: web }
    /// spec:
    ///   parentRefs: [{ name: edge }]
    ///   hostnames: [shop.example.com]
    ///   rules:
    ///     - filters: # RP4005
    ///         - type: RequestRedirect
    ///           requestRedirect: { scheme: https, statusCode: 301 }
    /// ```
    /// ## Source
    /// [Gateway API, `HTTPRequestRedirectFilter`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#httprequestredirectfilter):
    /// A field that is empty keeps what the request has.
    pub(crate) REDIRECT_LOOP = "RP4005", "redirect-loop" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

/// The most steps that a message lists.
const STEPS: usize = 4;

pub(super) fn check(cx: &Context<'_, '_, '_>, table: &Table<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for found in table.redirect_loops() {
        let Some(fact) = cx.attachments.routes().get(found.place.route) else { continue };
        let Some(at) = place_of(cx, found.place).filter(|_| fact.item.origin() == cx.judged) else {
            continue;
        };
        let mut steps =
            found.steps.iter().take(STEPS).map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", then ");
        if found.steps.len() > STEPS {
            steps.push_str(", and so on");
        }
        let message =
            format!("{} of {} redirects in a circle: {steps}", words(found.place), fact.item.title());
        let parent = fact.route.parent_refs().next().map_or("the Gateway", |it| it.name().value);
        let help = format!(
            "a `sectionName` in the parent ref to `{parent}` attaches the redirect to one listener only, such as the one for HTTP"
        );
        let finding = Diagnostic::new(&REDIRECT_LOOP, at, message).with_help(help);
        // A Gateway elsewhere may have no listener for the second step, and another route may be the older one.
        out.push(if found.is_certain { finding } else { finding.with_severity(Severity::Warning) });
    }
}

#[cfg(test)]
mod tests {
    use super::REDIRECT_LOOP as RULE;
    use crate::diagnostic::Severity;
    use crate::rules::testing::{Tester, gateway, route};

    #[test]
    fn redirect_loop() {
        let edge = gateway(
            "{name: http, port: 80, protocol: HTTP}, \
             {name: https, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: shop}]}}",
        );
        let redirect = |parent: &str, fields: &str| {
            route(&format!(
                "parentRefs: [{{name: edge{parent}}}], hostnames: [a.test], rules: \
                 [{{filters: [{{type: RequestRedirect, requestRedirect: {{{fields}}}}}]}}]"
            ))
        };
        let pong = "{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: pong, namespace: default}, spec: \
             {parentRefs: [{name: edge, sectionName: https}], hostnames: [a.test], rules: \
             [{filters: [{type: RequestRedirect, requestRedirect: {scheme: http}}]}]}}";
        Tester::new(&RULE)
            .pass("on the listener for HTTP alone", &[&edge, &redirect(", sectionName: http", "scheme: https")])
            .pass("to another host", &[&edge, &redirect("", "hostname: b.test")])
            .pass("a Gateway elsewhere, by section", &[&redirect(", sectionName: http", "scheme: https")])
            .fail(
                "on both listeners",
                &[&edge, &redirect("", "scheme: https")],
                "rule 0 of HTTPRoute `default/shop` redirects in a circle: `GET http://a.test/`, then `GET https://a.test/`, \
                 then `GET https://a.test/`",
            )
            .severity(Severity::Error)
            .help("a `sectionName` in the parent ref to `edge` attaches the redirect to one listener only, such as the one for HTTP")
            .fail(
                "through two routes",
                &[&edge, &redirect(", sectionName: http", "scheme: https"), pong],
                "rule 0 of HTTPRoute `default/shop` redirects in a circle: `GET http://a.test/`, then `GET https://a.test/`, \
                 then `GET http://a.test/`",
            )
            .fail(
                "another route is there, but it may be the younger one",
                &[&edge, &redirect("", "scheme: https"), &pong.replace("scheme: http}", "hostname: c.test}").replace("pong", "web")],
                "rule 0 of HTTPRoute `default/shop` redirects in a circle: `GET http://a.test/`, then `GET https://a.test/`, \
                 then `GET https://a.test/`",
            )
            .severity(Severity::Warning)
            .fail(
                "a Gateway elsewhere",
                &[&redirect("", "scheme: https")],
                "rule 0 of HTTPRoute `default/shop` redirects in a circle: `GET http://a.test/`, then `GET https://a.test/`, \
                 then `GET https://a.test/`",
            )
            .severity(Severity::Warning);
    }
}
