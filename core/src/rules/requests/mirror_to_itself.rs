use crate::attach::{BackendRefFact, Use};
use crate::diagnostic::Diagnostic;
use crate::rules::{Context, declare_rule};

declare_rule! {
    /// A mirror sends copies to another backend than the one that gets the requests.
    /// ## Why it matters
    /// A backend that is mirrored to itself gets each request twice. What a request changes is changed twice.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: web }
    /// spec:
    ///   parentRefs: [{ name: edge }]
    ///   rules:
    ///     - backendRefs: [{ name: shop, port: 80 }]
    ///       filters:
    ///         - type: RequestMirror
    ///           requestMirror:
    ///             backendRef: { name: shop, port: 80 } # RP4007
    /// ```
    /// ## Source
    /// [Gateway API, `HTTPRequestMirrorFilter`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#httprequestmirrorfilter):
    /// A copy of the request goes to one backend, and the answer to it is ignored.
    pub(crate) MIRROR_TO_ITSELF = "RP4007", "mirror-to-itself" {
        severity: Warning, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for fact in cx.routes {
        let mirrors = fact.route.rules().enumerate().flat_map(|(rule, it)| {
            it.filters().filter_map(|it| it.mirror_backend()).map(move |it| (rule, it.at()))
        });
        for (rule, at) in mirrors {
            let of_rule = || fact.backends.iter().filter(|it| it.rule == rule);
            let Some(copy) = of_rule().find(|it| it.purpose == Use::Filter && it.backend_ref.at() == at)
            else {
                continue;
            };
            let takes = |it: &&BackendRefFact<'_, '_>| it.purpose == Use::Backend && same(it, copy);
            let Some(backend) = of_rule().find(takes) else { continue };
            let message = format!(
                "rule {rule} of {} mirrors its requests to a backend that gets them already: {}",
                fact.item.title(),
                copy.backend_ref.target().title(copy.namespace, copy.backend_ref.name().value)
            );
            out.push(
                Diagnostic::new(&MIRROR_TO_ITSELF, at, message)
                    .with_help("name another backend, or take the mirror out")
                    .with_related(backend.backend_ref.at(), "it gets the requests here"),
            );
        }
    }
}

fn same(one: &BackendRefFact<'_, '_>, other: &BackendRefFact<'_, '_>) -> bool {
    let port = |it: &BackendRefFact<'_, '_>| it.backend_ref.port().map(|it| it.value);
    one.backend_ref.target() == other.backend_ref.target()
        && one.namespace == other.namespace
        && one.backend_ref.name().value == other.backend_ref.name().value
        && port(one) == port(other)
}

#[cfg(test)]
mod tests {
    use super::MIRROR_TO_ITSELF as RULE;
    use crate::rules::testing::{Tester, route};

    #[test]
    fn mirror_to_itself() {
        let with = |mirror: &str| {
            route(&format!(
                "parentRefs: [{{name: edge}}], rules: [{{backendRefs: [{{name: a, port: 80}}, {{name: b, port: 80}}], \
                 filters: [{{type: RequestMirror, requestMirror: {{backendRef: {mirror}}}}}]}}]"
            ))
        };
        Tester::new(&RULE)
            .pass("another Service", &with("{name: c, port: 80}"))
            .pass("another port", &with("{name: a, port: 81}"))
            .pass("another namespace", &with("{name: a, namespace: elsewhere, port: 80}"))
            .fail(
                "the second backend",
                &with("{name: b, namespace: default, port: 80}"),
                "rule 0 of HTTPRoute `default/shop` mirrors its requests to a backend that gets them already: \
                 Service `default/b`",
            )
            .at("{name: b, namespace: default, port: 80}")
            .help("name another backend, or take the mirror out");
    }
}
