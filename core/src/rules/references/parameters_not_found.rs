use super::absent::{Absent, Wanted};
use super::words::a_kind;
use crate::attach::{KindSupport, foreign_kind};
use crate::diagnostic::Diagnostic;
use crate::model::{Gateway, GatewayClass, GroupKind, ParametersRef};
use crate::rules::{Context, declare_rule};
use crate::world::Item;

declare_rule! {
    /// The parameters that a GatewayClass or Gateway names exist.
    /// ## Why it matters
    /// A class or Gateway whose parameters cannot be read is not accepted (`InvalidParameters`), and nothing is set up
    /// for it. A Gateway's parameters are in its own namespace.
    /// ## Example
    /// ```yaml
    /// # settings: {complete: true}
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: { name: edge, namespace: infra }
    /// spec:
    ///   gatewayClassName: shared
    ///   infrastructure:
    ///     parametersRef: { group: "", kind: ConfigMap, name: edge-settings } # RP2033
    ///   listeners: [{ name: http, port: 80, protocol: HTTP }]
    /// ```
    /// ## Source
    /// [Gateway API, `GatewayClassSpec`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#gatewayclassspec):
    /// Parameters that do not exist give `Accepted: False` with reason `InvalidParameters`.
    pub(crate) PARAMETERS_NOT_FOUND = "RP2033", "parameters-not-found" {
        severity: Error, fixes: Sometimes, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    let gateways = cx.world.of_kind(GroupKind::GATEWAY).iter();
    let classes = cx.world.of_kind(GroupKind::GATEWAY_CLASS).iter();
    for item in classes.chain(gateways) {
        let Some((parameters, namespace)) = parameters(item) else { continue };
        if is_unusable(cx, parameters.target()) {
            out.push(unusable(parameters));
        } else if let Some(absent) = absent(cx, item, parameters, namespace) {
            let help = || absent.known_or_elsewhere(cx.world);
            out.push(absent.diagnose(&PARAMETERS_NOT_FOUND, parameters.view(), parameters.name().at, help));
        }
    }
}

/// The parameters that a GatewayClass or Gateway names, and their namespace.
pub(super) fn parameters<'a>(item: &Item<'a>) -> Option<(ParametersRef<'a>, &'a str)> {
    if item.kind() == GroupKind::GATEWAY_CLASS {
        let parameters = item.read::<GatewayClass<'_>>().parameters_ref()?;
        return Some((parameters, parameters.namespace().map_or("", |it| it.value)));
    }
    let parameters = item.read::<Gateway<'_>>().infrastructure()?.parameters_ref()?;
    Some((parameters, item.namespace()))
}

/// Whether no controller takes parameters of that kind.
pub(super) fn is_unusable(cx: &Context<'_, '_, '_>, kind: GroupKind<'_>) -> bool {
    let own = &cx.environment.parameter_kinds;
    kind != GroupKind::CONFIG_MAP
        && !own.contains(&(kind.group.to_owned(), kind.kind.to_owned()))
        && foreign_kind(cx.world, kind) == KindSupport::Unsupported
}

/// What the rule has to say of parameters.
pub(super) fn absent<'w, 'a>(
    cx: &Context<'_, 'w, 'a>,
    item: &Item<'a>,
    parameters: ParametersRef<'a>,
    namespace: &'a str,
) -> Option<Absent<'w, 'a>> {
    let name = Wanted { kind: parameters.target(), namespace, name: parameters.name().value };
    let target = cx.world.find(name.kind, namespace, name.name);
    (!is_unusable(cx, name.kind)).then(|| Absent::new(cx.world, item, target, name)).flatten()
}

fn unusable(parameters: ParametersRef<'_>) -> Diagnostic {
    let message = format!("{} cannot hold parameters", a_kind(parameters.kind().value));
    Diagnostic::new(&PARAMETERS_NOT_FOUND, parameters.kind().at, message)
        .with_help("name a ConfigMap, or an object of a kind that your implementation brings for them")
}

#[cfg(test)]
mod tests {
    use super::PARAMETERS_NOT_FOUND as RULE;
    use crate::rules::testing::{Tester, gateway};

    #[test]
    fn parameters_not_found() {
        let with = |parameters: &str| {
            let edge = gateway("{name: web, port: 80, protocol: HTTP}");
            edge.replace(
                "gatewayClassName",
                &format!("infrastructure: {{parametersRef: {{{parameters}}}}}, gatewayClassName"),
            )
        };
        let map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: edge-settings}\n";
        let class = "apiVersion: gateway.networking.k8s.io/v1\nkind: GatewayClass\nmetadata: {name: shared}\nspec: {controllerName: example.com/gateway, parametersRef: {group: example.com, kind: Config, name: main}}\n";
        let own = with("group: '', kind: ConfigMap, name: edge-settings");
        Tester::new(&RULE)
            .pass("there", &[own.as_str(), map])
            .pass("unknown", &[&own])
            .pass("unknown, of a kind of its own", &[class])
            .fail(
                "a typo",
                &[own.replace("settings", "setings").as_str(), map],
                "ConfigMap `default/edge-setings` is not among the inputs",
            )
            .at("edge-setings")
            .fix("setings", "settings")
            .fail(
                "no kind for parameters",
                &[&with("group: '', kind: Service, name: a")],
                "a Service cannot hold parameters",
            )
            .at("Service")
            .complete()
            .fail("missing", &[&own], "ConfigMap `default/edge-settings` does not exist")
            .no_fix()
            .fail("of a class", &[class], "Config `main` does not exist");
    }
}
