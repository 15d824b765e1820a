use super::words::{attached, of_platform, some_of};
use crate::attach::{Attachment, Target, Verdict};
use crate::diagnostic::{Diagnostic, Safety};
use crate::model::{Service, ServicePort};
use crate::rules::{Context, declare_rule, edits};
use crate::source::Spanned;
use crate::suggest::nearest;
use crate::world::{Item, Lookup};

declare_rule! {
    /// The `sectionName` of a parent ref is the name of one of the parent's listeners.
    /// ## Why it matters
    /// Without such a listener the route is not accepted (`NoMatchingParent`), and none of its requests arrives. Where
    /// the parent is a Service, `sectionName` is the name of one of its ports.
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
    /// ## Source
    /// [Gateway API, `ParentReference`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#parentreference):
    /// With `sectionName` a route attaches to the listener of that name only.
    pub(crate) SECTION_NAME_NOT_FOUND = "RP3001", "section-name-not-found" {
        severity: Error, fixes: Sometimes, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for (_, attachment, parent) in attached(cx) {
        if let Some(name) = attachment.parent_ref.section_name()
            && parent.listener(name.value).is_none()
        {
            let names = parent.listeners.iter().map(|it| it.listener.name().value);
            out.push(not_found(attachment, name, parent.item, ("listener", names.collect())));
        }
    }
    for attachment in cx.routes.iter().flat_map(|it| &it.attachments) {
        if attachment.verdict == Verdict::NoMatchingParent
            && of_platform(cx, attachment)
            && let Target::Service(Lookup::Found(item)) = attachment.target
            && let Some(name) = attachment.parent_ref.section_name()
        {
            let ports = item.read::<Service<'_>>().ports();
            let names: Vec<_> = ports.filter_map(ServicePort::name).map(|it| it.value).collect();
            if !names.contains(&name.value) {
                out.push(not_found(attachment, name, item, ("port named", names)));
            }
        }
    }
}

fn not_found(
    attachment: &Attachment<'_, '_>,
    name: Spanned<&str>,
    parent: &Item<'_>,
    (what, names): (&str, Vec<&str>),
) -> Diagnostic {
    let near = nearest(name.value, names.iter().copied());
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None if what == "listener" => format!("its listeners are {}", some_of(names)),
        None if names.is_empty() => "its ports have no names: select by `port`".to_owned(),
        None => format!("its ports are named {}", some_of(names)),
    };
    let message = format!("{} has no {what} `{}`", parent.title(), name.value);
    let fix = near.and_then(|it| edits::set(attachment.parent_ref.view(), "sectionName", it, Safety::Unsafe));
    Diagnostic::new(&SECTION_NAME_NOT_FOUND, name.at, message)
        .with_help(help)
        .with_related(parent.at(), format!("the {} is here", parent.id().kind))
        .with_fix(fix)
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

    #[test]
    fn the_port_of_a_service() {
        let mesh = |section: &str| {
            route(&format!("parentRefs: [{{name: api, kind: Service, group: '', sectionName: {section}}}]"))
        };
        let api = |ports: &str| {
            format!("apiVersion: v1\nkind: Service\nmetadata: {{name: api}}\nspec: {{ports: [{ports}]}}\n")
        };
        Tester::new(&RULE)
            .pass("a port of that name", &[&api("{name: http, port: 80}"), &mesh("http")])
            .pass("the Service is unknown", &[&mesh("http")])
            .fail(
                "a typo",
                &[&api("{name: http, port: 80}"), &mesh("htp")],
                "Service `default/api` has no port named `htp`",
            )
            .fix("sectionName: htp}", "sectionName: http}")
            .fail("no name at all", &[&api("{port: 80}"), &mesh("http")], "has no port named `http`")
            .help("its ports have no names: select by `port`");
    }
}
