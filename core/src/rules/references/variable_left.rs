use crate::diagnostic::Diagnostic;
use crate::placeholder::has_placeholder;
use crate::rules::api::Subject;
use crate::rules::declare_rule;
use crate::schema::is_gateway_group;
use crate::source::{Span, shown};
use crate::yaml::Value;

declare_rule! {
    /// A manifest that is checked holds no variables.
    /// ## Why it matters
    /// Flux and `envsubst` replace `${VAR}` before a cluster sees it. What stands there then is not known here: such a
    /// value, and all that is looked up by it, is not checked.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop }
    /// spec:
    ///   hostnames:
    ///     - shop.${DOMAIN} # RP2091
    /// ```
    pub(crate) VARIABLE_LEFT = "RP2091", "variable-left" {
        severity: Info, fixes: Never, since: "0.1.0",
    }
}

/// The finding for the first variable of an object that routes are judged by.
pub(crate) fn diagnose(subject: &Subject<'_>) -> Option<Diagnostic> {
    let view = subject.view;
    let judged = is_gateway_group(view.group()) || (view.group().is_empty() && view.kind() == "Service");
    let text = view.value().source_text();
    if !judged || !has_placeholder(view.value().span().of(text)) {
        return None;
    }
    let at = first(view.value(), text)?;
    let message = format!(
        "`{}` holds a variable that another tool replaces: what depends on it is not checked",
        shown(at.of(text))
    );
    let help = "check what is made of it, for instance by `flux build kustomization` or `envsubst`";
    Some(Diagnostic::new(&VARIABLE_LEFT, subject.at(at), message).with_help(help))
}

/// The first scalar with a variable, in the order of writing.
fn first(root: Value<'_>, text: &str) -> Option<Span> {
    let mut found: Option<Span> = None;
    let mut todo = vec![root];
    while let Some(value) = todo.pop() {
        let before = todo.len();
        todo.extend(value.entries().map(|it| it.value));
        todo.extend(value.items());
        let is_scalar = todo.len() == before;
        let span = value.span();
        let earlier = found.is_none_or(|it| span.start() < it.start());
        if is_scalar && earlier && has_placeholder(span.of(text)) {
            found = Some(span);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::VARIABLE_LEFT as RULE;
    use crate::rules::testing::{Tester, route};

    #[test]
    fn variable_left() {
        let with = |hostname: &str| {
            route(&format!("parentRefs: [{{name: edge}}], hostnames: ['{hostname}', '${{B}}']"))
        };
        Tester::new(&RULE)
            .pass("no variable", &route("parentRefs: [{name: edge}]"))
            .pass("a comment", &format!("# ${{A}}\n{}", route("parentRefs: [{name: edge}] # ${A}\n")))
            .pass("another kind", "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {a: '${A}'}}")
            .fail(
                "the first of two",
                &with("a.${A}"),
                "`'a.${A}'` holds a variable that another tool replaces",
            )
            .at("'a.${A}'");
    }
}
