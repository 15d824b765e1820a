use super::absent::{Absent, Wanted};
use crate::attach::{Ownership, Parent, Role};
use crate::diagnostic::{Diagnostic, Safety};
use crate::model::{Gateway, GroupKind};
use crate::rules::{Context, declare_rule, edits};
use crate::world::Lookup;

declare_rule! {
    /// The GatewayClass that a Gateway names exists.
    /// ## Why it matters
    /// The class says which controller a Gateway is for. Without it no controller takes the Gateway: it gets no
    /// address, and no route that attaches to it gets a status.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: { name: edge, namespace: infra }
    /// spec:
    ///   gatewayClassName: sharde # RP2032
    ///   listeners: [{ name: http, port: 80, protocol: HTTP }]
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: GatewayClass
    /// metadata: { name: shared }
    /// spec: { controllerName: example.com/gateway }
    /// ```
    /// ## Source
    /// [Gateway API, `GatewaySpec`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#gatewayspec):
    /// `gatewayClassName` is the name of a GatewayClass; its controller looks after the Gateway.
    pub(crate) GATEWAY_CLASS_NOT_FOUND = "RP2032", "gateway-class-not-found" {
        severity: Error, fixes: Sometimes, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for parent in cx.attachments.parents() {
        if let Some(absent) = absent(cx, parent)
            && let Some(class) = parent.item.read::<Gateway<'_>>().class_name()
            && let Some(spec) = parent.item.view().field("spec")
        {
            let near = absent.near;
            let mut found = absent.diagnose(&GATEWAY_CLASS_NOT_FOUND, spec, class.at, || {
                let known = absent.known(cx.world);
                if known.is_empty() { "no controller is responsible for it".to_owned() } else { known }
            });
            found.fixes.clear();
            let fix = near.and_then(|it| edits::set(spec, "gatewayClassName", it.name(), Safety::Unsafe));
            out.push(found.with_fix(fix));
        }
    }
}

/// What the rule has to say of a Gateway.
pub(super) fn absent<'w, 'a>(cx: &Context<'_, 'w, 'a>, parent: &Parent<'w, 'a>) -> Option<Absent<'w, 'a>> {
    let Role::Gateway { .. } = parent.role else { return None };
    let target: Lookup<()> = match parent.ownership {
        Ownership::NoClass => Lookup::Missing,
        Ownership::Assumed => Lookup::Unknown,
        Ownership::Class(_) | Ownership::Foreign(_) => return None,
    };
    let class = parent.item.read::<Gateway<'_>>().class_name()?;
    let name = Wanted { kind: GroupKind::GATEWAY_CLASS, namespace: "", name: class.value };
    Absent::new(cx.world, parent.item, target, name)
}

#[cfg(test)]
mod tests {
    use super::GATEWAY_CLASS_NOT_FOUND as RULE;
    use crate::diagnostic::Severity;
    use crate::rules::testing::{Tester, gateway};

    #[test]
    fn gateway_class_not_found() {
        let edge = gateway("{name: web, port: 80, protocol: HTTP}");
        let class = |name: &str| {
            format!(
                "apiVersion: gateway.networking.k8s.io/v1\nkind: GatewayClass\nmetadata: {{name: {name}}}\nspec: {{controllerName: example.com/gateway}}\n"
            )
        };
        Tester::new(&RULE)
            .pass("there", &[&edge, &class("shared")])
            .pass("unknown", &[&edge])
            .pass("another one is there", &[&edge, &class("internal")])
            .fail(
                "a typo",
                &[&edge.replace("shared", "sharde"), &class("shared")],
                "GatewayClass `sharde` is not among the inputs",
            )
            .severity(Severity::Error)
            .at("sharde")
            .help("did you mean `shared`?")
            .fix("sharde", "shared")
            .complete()
            .pass("classes are not listed", &[&edge])
            .fail("missing", &[&edge, &class("internal")], "GatewayClass `shared` does not exist")
            .help("the only GatewayClass is `internal`")
            .no_fix();
    }
}
