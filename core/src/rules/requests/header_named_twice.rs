use super::words::filters;
use crate::diagnostic::Diagnostic;
use crate::rules::{Context, declare_rule};
use crate::source::Spanned;

declare_rule! {
    /// A header is named once in a list.
    /// ## Why it matters
    /// Upper and lower case do not matter in header names. The API server accepts both entries, but only the first one
    /// counts: the second is ignored without a message.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: web }
    /// spec:
    ///   parentRefs: [{ name: edge }]
    ///   rules:
    ///     - filters:
    ///         - type: RequestHeaderModifier
    ///           requestHeaderModifier:
    ///             set:
    ///               - { name: X-Team, value: shop }
    ///               - { name: x-team, value: web } # RP4054
    ///       backendRefs: [{ name: web, port: 80 }]
    /// ```
    /// ## Source
    /// [Gateway API, `HTTPHeaderMatch`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#httpheadermatch):
    /// Header names are compared without regard to case; of equal names only the first entry counts.
    pub(crate) HEADER_NAMED_TWICE = "RP4054", "header-named-twice" {
        severity: Warning, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for rule in cx.routes.iter().flat_map(|it| it.route.rules()) {
        for it in rule.matches() {
            twice(it.headers().map(|it| it.name()), out);
        }
        for filter in filters(rule) {
            for edits in filter.request_headers().into_iter().chain(filter.response_headers()) {
                twice(edits.set().map(|it| it.name()), out);
                twice(edits.add().map(|it| it.name()), out);
            }
        }
    }
}

fn twice<'a>(names: impl Iterator<Item = Spanned<&'a str>>, out: &mut Vec<Diagnostic>) {
    let mut known: Vec<Spanned<&str>> = Vec::new();
    for name in names {
        let same = |it: &&Spanned<&str>| it.value.eq_ignore_ascii_case(name.value);
        match known.iter().find(same) {
            // The API server refuses a name that is written twice in the same way.
            Some(first) if first.value != name.value => {
                let message =
                    format!("`{}` is the header `{}`: this entry is ignored", name.value, first.value);
                out.push(
                    Diagnostic::new(&HEADER_NAMED_TWICE, name.at, message)
                        .with_help("remove one of the two")
                        .with_related(first.at, "the entry that counts is here"),
                );
            }
            Some(_) => {}
            None => known.push(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::HEADER_NAMED_TWICE as RULE;
    use crate::rules::testing::{Tester, route};

    #[test]
    fn header_named_twice() {
        let edits = |text: &str| {
            route(&format!(
                "rules: [{{filters: [{{type: ResponseHeaderModifier, responseHeaderModifier: {{{text}}}}}]}}]"
            ))
        };
        let matched = route("rules: [{matches: [{headers: [{name: A, value: x}, {name: a, value: y}]}]}]");
        Tester::new(&RULE)
            .pass("two headers", edits("set: [{name: a, value: x}, {name: b, value: x}]").as_str())
            .pass("two lists", edits("set: [{name: a, value: x}], add: [{name: A, value: x}]").as_str())
            .fail(
                "another case",
                edits("add: [{name: X-A, value: x}, {name: x-a, value: y}]").as_str(),
                "`x-a` is the header `X-A`: this entry is ignored",
            )
            .at("x-a")
            .fail("a match", matched.as_str(), "`a` is the header `A`");
    }
}
