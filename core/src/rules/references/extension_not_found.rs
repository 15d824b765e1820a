use super::absent::{Absent, Wanted};
use super::words::a_kind;
use crate::attach::{ExtensionRefFact, KindSupport, RouteFact};
use crate::diagnostic::Diagnostic;
use crate::rules::{Context, declare_rule};

declare_rule! {
    /// The object that an `extensionRef` filter names exists, and is of a kind that a filter can be.
    /// ## Why it matters
    /// A filter that cannot be applied is not skipped: every request that its rule matches is answered with 500, and
    /// `ResolvedRefs` is False. The object is looked for in the namespace of the route.
    /// ## Example
    /// ```yaml
    /// # settings: {complete: true}
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: web }
    /// spec:
    ///   rules:
    ///     - filters:
    ///         - type: ExtensionRef
    ///           extensionRef: { group: example.com, kind: RateLimit, name: slow } # RP2009
    /// ```
    /// ## Source
    /// [Gateway API, `HTTPRouteFilter`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#httproutefilter):
    /// An `extensionRef` that cannot be resolved is not skipped: the requests get an error.
    pub(crate) EXTENSION_NOT_FOUND = "RP2009", "extension-not-found" {
        severity: Error, fixes: Sometimes, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for route in cx.routes {
        for it in &route.extensions {
            if it.support == KindSupport::Unsupported {
                out.push(no_filter(it));
            } else if let Some(absent) = absent(cx, route, it) {
                let at = it.view.field("name").unwrap_or(it.view).at();
                out.push(absent.diagnose(&EXTENSION_NOT_FOUND, it.view, at, || help(cx, route, &absent)));
            }
        }
    }
}

/// What the rule has to say of an extension ref.
pub(super) fn absent<'w, 'a>(
    cx: &Context<'_, 'w, 'a>,
    route: &RouteFact<'w, 'a>,
    it: &ExtensionRefFact<'w, 'a>,
) -> Option<Absent<'w, 'a>> {
    let supported = it.support != KindSupport::Unsupported;
    let name = Wanted { kind: it.kind, namespace: route.item.namespace(), name: it.name };
    supported.then(|| Absent::new(cx.world, route.item, it.target, name)).flatten()
}

fn help(cx: &Context<'_, '_, '_>, route: &RouteFact<'_, '_>, absent: &Absent<'_, '_>) -> String {
    if absent.in_other_namespaces.is_empty() {
        return absent.known(cx.world);
    }
    let (there, own) = (absent.namespaces(), route.item.namespace());
    format!("it is in namespace {there}; a filter refers to its own namespace, `{own}`")
}

fn no_filter(it: &ExtensionRefFact<'_, '_>) -> Diagnostic {
    let at = it.view.field("kind").unwrap_or(it.view).at();
    let message = format!("{} cannot be a filter", a_kind(it.kind.kind));
    Diagnostic::new(&EXTENSION_NOT_FOUND, at, message)
        .with_help("name an object of a kind that your implementation brings for filters")
}

#[cfg(test)]
mod tests {
    use super::EXTENSION_NOT_FOUND as RULE;
    use crate::rules::testing::{Tester, route};

    #[test]
    fn extension_not_found() {
        let with = |kind: &str, group: &str| {
            route(&format!(
                "rules: [{{filters: [{{type: ExtensionRef, extensionRef: {{group: {group}, kind: {kind}, name: slower}}}}]}}]"
            ))
        };
        let limit = "apiVersion: example.com/v1\nkind: RateLimit\nmetadata: {name: slow-er}\n";
        Tester::new(&RULE)
            .pass("unknown", &[&with("RateLimit", "example.com")])
            .pass("there", &[&with("RateLimit", "example.com"), &limit.replace("slow-er", "slower")])
            .fail(
                "a typo",
                &[&with("RateLimit", "example.com"), limit],
                "RateLimit `default/slower` is not among the inputs",
            )
            .fix("slower", "slow-er")
            .fail("a core kind", &[&with("ConfigMap", "''")], "a ConfigMap cannot be a filter")
            .at("ConfigMap")
            .complete()
            .fail(
                "missing",
                &[&with("RateLimit", "example.com")],
                "RateLimit `default/slower` does not exist",
            )
            .no_fix();
    }
}
