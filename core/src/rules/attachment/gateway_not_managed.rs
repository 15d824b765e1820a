use super::words::some_of;
use crate::attach::{Ownership, Parent, Role};
use crate::diagnostic::{Diagnostic, Safety};
use crate::model::{Gateway, GroupKind};
use crate::rules::{Context, declare_rule, edits};
use crate::world::Item;

declare_rule! {
    /// The GatewayClass that a Gateway names exists.
    /// ## Why it matters
    /// The class says which controller the Gateway belongs to. Without one nobody sets the Gateway up, and its status
    /// stays `Waiting for controller` for ever, as does that of every route attached to it.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: { name: edge, namespace: infra }
    /// spec:
    ///   gatewayClassName: shraed # RP3011
    ///   listeners: [{ name: http, port: 80, protocol: HTTP }]
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: GatewayClass
    /// metadata: { name: shared }
    /// spec: { controllerName: example.com/controller }
    /// ```
    pub(crate) GATEWAY_NOT_MANAGED = "RP3011", "gateway-not-managed" {
        severity: Error, fixes: Sometimes, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for gateway in cx.attachments.parents() {
        if matches!(gateway.role, Role::Gateway { .. }) {
            match gateway.ownership {
                Ownership::Nobody => out.extend(not_managed(cx, gateway, true)),
                Ownership::Assumed => out.extend(not_managed(cx, gateway, false)),
                Ownership::Class(_) | Ownership::Foreign(_) => {}
            }
        }
    }
}

/// The finding; of a class that may exist all the same only where another one looks like it.
fn not_managed(cx: &Context<'_, '_, '_>, gateway: &Parent<'_, '_>, missing: bool) -> Option<Diagnostic> {
    let view: Gateway<'_> = gateway.item.read();
    let name = view.class_name()?;
    let near = cx.world.look_alikes(GroupKind::GATEWAY_CLASS, "", name.value).first().map(|it| it.name());
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None if missing => {
            let names = cx.world.of_kind(GroupKind::GATEWAY_CLASS).iter().map(Item::name);
            format!("the GatewayClasses are {}", some_of(names))
        }
        None => return None,
    };
    let fix = near.zip(view.view().field("spec"));
    let fix = fix.and_then(|(it, spec)| edits::set(spec, "gatewayClassName", it, Safety::Unsafe));
    let message = if missing {
        format!(
            "there is no GatewayClass `{}`, so no controller manages {}",
            name.value,
            gateway.item.title()
        )
    } else {
        format!("GatewayClass `{}` is not among the inputs, and another one looks like it", name.value)
    };
    Some(Diagnostic::new(&GATEWAY_NOT_MANAGED, name.at, message).with_help(help).with_fix(fix))
}

#[cfg(test)]
mod tests {
    use super::GATEWAY_NOT_MANAGED as RULE;
    use crate::rules::testing::{Tester, gateway};

    fn class(name: &str) -> String {
        format!(
            "apiVersion: gateway.networking.k8s.io/v1\nkind: GatewayClass\nmetadata: {{name: {name}}}\n\
             spec: {{controllerName: example.com/controller}}\n"
        )
    }

    #[test]
    fn gateway_not_managed() {
        let edge = gateway("{name: http, port: 80, protocol: HTTP}");
        Tester::new(&RULE)
            .pass("the class is there", &[&edge, &class("shared")])
            .pass("no class is known", &edge)
            .pass("another class is known", &[&edge, &class("internal")])
            .fail("a typo", &[&edge, &class("sharred")], "GatewayClass `shared` is not among the inputs")
            .at("shared")
            .fix("gatewayClassName: shared", "gatewayClassName: sharred")
            .complete()
            .pass("nobody lists classes", &edge)
            .fail(
                "the classes are all known",
                &[&edge, &class("internal")],
                "there is no GatewayClass `shared`",
            )
            .help("the GatewayClasses are `internal`")
            .no_fix();
    }
}
