use crate::diagnostic::{Diagnostic, Severity};
use crate::placeholder::has_placeholder;
use crate::rules::api::Subject;
use crate::rules::declare_rule;
use crate::schema::is_gateway_group;
use crate::source::{Span, shown};
use crate::yaml::{Kind, Value};

declare_rule! {
    /// A manifest that is checked holds no variables.
    /// ## Why it matters
    /// Flux and `envsubst` replace `${VAR}` before a cluster sees it. What will be in its place is not known here: such
    /// a value, and everything that is looked up by it, is not checked.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop }
    /// spec:
    ///   hostnames:
    ///     - shop.${DOMAIN} # RP2091
    /// ```
    /// ## Source
    /// [Flux, variable substitution](https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution):
    /// Flux replaces `${VAR}` in manifests before it applies them.
    pub(crate) VARIABLE_LEFT = "RP2091", "variable-left" {
        severity: Info, fixes: Never, since: "0.1.0",
    }
}

/// The finding for the first variable of an object that routes are judged by.
pub(crate) fn diagnose(subject: &Subject<'_>) -> Option<Diagnostic> {
    let view = subject.view;
    let judged = is_gateway_group(view.group()) || (view.group().is_empty() && view.kind() == "Service");
    if !judged {
        return None;
    }
    let (at, text) = first(view.value(), &[])?;
    let message =
        format!("`{text}` holds a variable that another tool replaces: what depends on it is not checked");
    let help = "check what is made of it, for instance by `flux build kustomization` or `envsubst`";
    Some(Diagnostic::new(&VARIABLE_LEFT, subject.at(at), message).with_help(help))
}

/// What a program reads that runs in a Pod, and no API server: `${VAR}` may be meant for a shell.
const OF_PROGRAMS: [&str; 6] = ["data", "stringData", "binaryData", "command", "args", "env"];

/// The finding for the first variable of an object before a gate: it is not known what the object will be.
pub(crate) fn refuse(subject: &Subject<'_>) -> Option<Diagnostic> {
    let view = subject.view;
    let runs = matches!(view.group(), "" | "apps" | "batch");
    let (at, text) = first(view.value(), if runs { &OF_PROGRAMS } else { &[] })?;
    let message = format!("`{text}` holds a variable, so what a cluster gets is not known");
    let help =
        "let the gate see what is made of it, for instance by `flux build kustomization` or `envsubst`";
    let found = Diagnostic::new(&VARIABLE_LEFT, subject.at(at), message).with_help(help);
    Some(found.with_severity(Severity::Error))
}

/// The first scalar with a variable, in the order of writing, and its text; what stands below one of the keys `but` does not
/// count.
fn first(root: Value<'_>, but: &[&str]) -> Option<(Span, String)> {
    let text = root.source_text();
    if !has_placeholder(root.span().of(text)) {
        return None;
    }
    let mut found: Option<Span> = None;
    let mut todo = vec![root];
    while let Some(value) = todo.pop() {
        if matches!(value.kind(), Kind::Mapping | Kind::Sequence) {
            let counts = |key: Value<'_>| key.as_str().is_none_or(|it| !but.contains(&it));
            todo.extend(value.entries().filter(|it| counts(it.key)).flat_map(|it| [it.key, it.value]));
            todo.extend(value.items());
            continue;
        }
        let span = value.span();
        let earlier = found.is_none_or(|it| span.start() < it.start());
        if earlier && has_placeholder(span.of(text)) {
            found = Some(span);
        }
    }
    found.map(|it| (it, shown(it.of(text))))
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
