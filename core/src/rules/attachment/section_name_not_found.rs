use crate::attach::{Attachment, Parent};
use crate::diagnostic::{Diagnostic, Safety};
use crate::rules::words::quoted_list;
use crate::rules::{Context, declare_rule, edits};
use crate::source::Spanned;
use crate::suggest::nearest;

declare_rule! {
    /// The `sectionName` of a parent ref is the name of one of the parent's listeners.
    /// ## Why it matters
    /// Without such a listener the route is not accepted (`NoMatchingParent`), and none of its requests arrives.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: web }
    /// spec:
    ///   parentRefs: [{ name: edge, sectionName: htps }] # RP3001
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: { name: edge, namespace: web }
    /// spec:
    ///   gatewayClassName: shared
    ///   listeners: [{ name: http, port: 80, protocol: HTTP }]
    /// ```
    pub(crate) SECTION_NAME_NOT_FOUND = "RP3001", "section-name-not-found" {
        severity: Error, fixes: Sometimes, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for (_, attachment, parent) in cx.attached() {
        if let Some(name) = attachment.parent_ref.section_name()
            && parent.listener(name.value).is_none()
        {
            out.push(not_found(attachment, name, parent));
        }
    }
}

fn not_found(attachment: &Attachment<'_, '_>, name: Spanned<&str>, parent: &Parent<'_, '_>) -> Diagnostic {
    let names: Vec<_> = parent.listeners.iter().map(|it| it.listener.name().value).collect();
    let near = nearest(name.value, names.iter().copied());
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("its listeners are {}", quoted_list(names)),
    };
    let message = format!("{} has no listener `{}`", parent.item.title(), name.value);
    Diagnostic::new(&SECTION_NAME_NOT_FOUND, name.at, message)
        .with_help(help)
        .with_related(parent.item.at(), "its listeners are here")
        .with_fix(
            near.and_then(|it| edits::set(attachment.parent_ref.view(), "sectionName", it, Safety::Unsafe)),
        )
}

#[cfg(test)]
mod tests {
    use super::SECTION_NAME_NOT_FOUND as RULE;
    use crate::rules::testing::{Tester, gateway, route};

    #[test]
    fn section_name_not_found() {
        let edge =
            gateway("{name: https, port: 443, protocol: HTTPS}, {name: web, port: 80, protocol: HTTP}");
        let with = |section: &str| route(&format!("parentRefs: [{{name: edge, sectionName: {section}}}]"));
        Tester::new(&RULE)
            .pass("a listener of that name", &[&edge, &with("web")])
            .pass("the Gateway is unknown", &[&with("htps")])
            .fail("a typo", &[&edge, &with("htps")], "Gateway `default/edge` has no listener `htps`")
            .help("did you mean `https`?")
            .fix("htps", "https")
            .fail("another name", &[&edge, &with("internal")], "has no listener `internal`")
            .help("its listeners are `https`, `web`");
    }
}
