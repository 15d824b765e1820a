use super::target_refs::{self, Parts, PartsOf, TargetRef};
use super::words::listed_as;
use crate::diagnostic::{Diagnostic, Safety};
use crate::model::GroupKind;
use crate::rules::{Context, declare_rule, edits};
use crate::source::Spanned;
use crate::world::Item;

declare_rule! {
    /// The part of an object that a policy of another API attaches to exists.
    /// ## Why it matters
    /// The `sectionName` of a policy's target is a listener of a Gateway or ListenerSet, the `name` of a rule of a route,
    /// or the name of a port of a Service. Where no part has that name, no controller refuses the policy: requests pass without
    /// it, and so without the login, the limit or the timeout that it should add.
    /// ## Example
    /// ```yaml
    /// apiVersion: kuadrant.io/v1
    /// kind: AuthPolicy
    /// metadata: { name: login, namespace: infra }
    /// spec:
    ///   targetRef: { group: gateway.networking.k8s.io, kind: Gateway, name: edge, sectionName: htps } # RP2061
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: { name: edge, namespace: infra }
    /// spec:
    ///   gatewayClassName: shared
    ///   listeners: [{ name: https, port: 80, protocol: HTTP }]
    /// ```
    /// ## Source
    /// [GEP-713](https://gateway-api.sigs.k8s.io/geps/gep-713/): `sectionName` limits a policy to a named part of
    /// its target.
    pub(crate) EXTENSION_POLICY_SECTION_NOT_FOUND = "RP2061", "extension-policy-section-not-found" {
        severity: Error, fixes: Sometimes, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    let mut read = PartsOf::default();
    for it in target_refs::all(cx) {
        let sections = it.view.text("sectionName").into_iter().chain(it.view.texts("sectionNames"));
        let sections = sections.filter(|it| !it.value.is_empty());
        let Some(item) = it.target(cx).and_then(|it| it.found()) else { continue };
        let Some(parts) = read.get(item) else { continue };
        let unknown =
            sections.filter(|section| !parts.has(section.value) && !is_numbered(&it, item, section.value));
        out.extend(unknown.map(|section| missing(&it, item, parts, section)));
    }
}

/// Whether Kuadrant calls a rule so that has no name: `rule-1` is the first.
fn is_numbered(it: &TargetRef<'_, '_>, item: &Item<'_>, section: &str) -> bool {
    let kuadrant = it.policy.kind().group.ends_with("kuadrant.io");
    let number = section.strip_prefix("rule-").and_then(|it| it.parse::<usize>().ok());
    let rules = || item.route().map_or(0, |it| it.rules().count());
    kuadrant && number.is_some_and(|it| it > 0 && it <= rules())
}

fn missing(it: &TargetRef<'_, '_>, item: &Item<'_>, parts: &Parts<'_>, section: Spanned<&str>) -> Diagnostic {
    let part = match item.kind() {
        GroupKind::GATEWAY | GroupKind::LISTENER_SET => "listener",
        GroupKind::SERVICE => "port",
        _ => "rule",
    };
    let meant = parts.meant(section.value);
    let help = match meant {
        Some(meant) => format!("did you mean `{meant}`?"),
        None if parts.names().is_empty() => {
            format!("its {part}s have no names: leave out `sectionName`")
        }
        None => format!("its {part}s are {}", listed_as(parts.names(), |it| format!("`{it}`"))),
    };
    let policy = it.policy.kind().kind;
    let message = format!(
        "{} has no {part} named `{}`: this {policy} applies to nothing there",
        item.title(),
        section.value
    );
    let single = it.view.field("sectionName").is_some();
    let fix = meant.filter(|_| single);
    Diagnostic::new(&EXTENSION_POLICY_SECTION_NOT_FOUND, section.at, message)
        .with_help(help)
        .with_related(item.at(), format!("the {} is here", item.kind().kind))
        .with_fix(fix.and_then(|meant| edits::set(it.view, "sectionName", meant, Safety::Unsafe)))
}

#[cfg(test)]
mod tests {
    use super::EXTENSION_POLICY_SECTION_NOT_FOUND as RULE;
    use crate::diagnostic::Severity;
    use crate::rules::testing::{Tester, gateway, route};

    #[test]
    fn extension_policy_section_not_found() {
        let policy = |kind: &str, section: &str| {
            let group = if kind == "Service" { "''" } else { "gateway.networking.k8s.io" };
            format!(
                "apiVersion: kuadrant.io/v1\nkind: AuthPolicy\nmetadata: {{name: login}}\nspec: {{targetRef: {{group: {group}, kind: {kind}, name: a, {section}}}}}\n"
            )
        };
        let edge = gateway("{name: https, port: 80, protocol: HTTP}").replace("name: edge", "name: a");
        let rules = route("rules: [{name: login}, {matches: [{path: {value: /b}}]}]")
            .replace("name: shop", "name: a");
        let service =
            "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{name: http, port: 80}]}\n"
                .to_owned();
        let other = policy("HTTPRoute", "sectionName: rule-2").replace("kuadrant.io", "example.com");
        Tester::new(&RULE)
            .pass("a listener", &[&edge, &policy("Gateway", "sectionName: https")])
            .pass("a rule", &[&rules, &policy("HTTPRoute", "sectionName: login")])
            .pass("a rule by its number", &[&rules, &policy("HTTPRoute", "sectionName: rule-2")])
            .pass("a port", &[&service, &policy("Service", "sectionName: http")])
            .pass("a port by its number", &[&service, &policy("Service", "sectionName: '80'")])
            .pass("unknown", &policy("Gateway", "sectionName: https"))
            .fail(
                "a typo",
                &[&edge, &policy("Gateway", "sectionName: htps")],
                "Gateway `default/a` has no listener named `htps`: this AuthPolicy applies to nothing there",
            )
            .severity(Severity::Error)
            .at("htps")
            .help("did you mean `https`?")
            .fix("htps", "https")
            .fail(
                "one of several",
                &[&edge, &policy("Gateway", "sectionNames: [https, web]")],
                "has no listener named `web`",
            )
            .help("its listeners are `https`")
            .no_fix()
            .fail(
                "no such rule",
                &[&rules, &policy("HTTPRoute", "sectionName: rule-3")],
                "has no rule named `rule-3`",
            )
            .fail("a number elsewhere", &[&rules, &other], "has no rule named `rule-2`")
            .fail(
                "no such port",
                &[&service, &policy("Service", "sectionName: '81'")],
                "has no port named `81`",
            );
    }
}
