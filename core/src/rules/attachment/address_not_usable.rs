use crate::attach::Role;
use crate::diagnostic::{Diagnostic, Safety, Severity};
use crate::model::{AddressRequest, Gateway};
use crate::rules::{Context, declare_rule, edits};
use crate::suggest::nearest;
use crate::world::Item;

declare_rule! {
    /// A Gateway asks for addresses of a type that Gateway API defines.
    /// ## Why it matters
    /// The types are `IPAddress` and `Hostname`. A Gateway that asks for another one is not accepted as a whole
    /// (`UnsupportedAddress`), whatever its listeners are. A name with a domain, like `example.com/name`, is an
    /// implementation's own, so it is only a warning.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: { name: edge, namespace: infra }
    /// spec:
    ///   gatewayClassName: shared
    ///   addresses:
    ///     - type: HostName # RP3027
    ///       value: edge.example.com
    ///   listeners: [{ name: http, port: 80, protocol: HTTP }]
    /// ```
    /// ## Source
    /// [Gateway API, `GatewaySpecAddress`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#gatewayspecaddress):
    /// The types are `IPAddress` and `Hostname`; an implementation can add others that have a domain prefix.
    pub(crate) ADDRESS_NOT_USABLE = "RP3027", "address-not-usable" {
        severity: Error, fixes: Sometimes, since: "0.1.0",
    }
}

/// The types of the spec.
const TYPES: [&str; 2] = ["IPAddress", "Hostname"];

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for parent in cx.attachments.parents().iter().filter(|it| matches!(it.role, Role::Gateway { .. })) {
        let addresses = parent.item.read::<Gateway<'_>>().addresses();
        let refused = addresses.filter(|it| !cx.environment.takes_address(*it));
        out.extend(refused.map(|it| not_usable(parent.item, it)));
    }
}

fn not_usable(gateway: &Item<'_>, address: AddressRequest<'_>) -> Diagnostic {
    let kind = address.kind();
    let own = kind.value.contains('/');
    let near = TYPES.into_iter().find(|it| it.eq_ignore_ascii_case(kind.value));
    let near = near.or_else(|| nearest(kind.value, TYPES)).filter(|it| *it != kind.value && !own);
    let known = TYPES.contains(&kind.value);
    let message = if known {
        format!("{} asks for an address, and the implementation gives none on request", gateway.title())
    } else {
        format!(
            "{} asks for an address of type `{}`, which Gateway API does not define",
            gateway.title(),
            kind.value
        )
    };
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None if own => "only the implementation that defines the type takes the Gateway".to_owned(),
        None => "the types are `IPAddress` and `Hostname`".to_owned(),
    };
    let fix = near.and_then(|it| edits::set(address.view(), "type", it, Safety::Unsafe));
    Diagnostic::new(&ADDRESS_NOT_USABLE, kind.at, message)
        .with_severity(if own { Severity::Warning } else { Severity::Error })
        .with_help(help)
        .with_fix(fix)
}

#[cfg(test)]
mod tests {
    use super::ADDRESS_NOT_USABLE as RULE;
    use crate::diagnostic::Severity;
    use crate::rules::testing::{Tester, gateway};

    #[test]
    fn address_not_usable() {
        let edge = |address: &str| {
            gateway("{name: a, port: 80, protocol: HTTP}")
                .replace("spec: {", &format!("spec: {{addresses: [{{{address}}}], "))
        };
        Tester::new(&RULE)
            .pass("an IP address", &edge("value: 192.0.2.1"))
            .pass("a hostname", &edge("type: Hostname, value: a.test"))
            .fail(
                "letters",
                &edge("type: HostName, value: a.test"),
                "Gateway `default/edge` asks for an address of type `HostName`",
            )
            .at("HostName")
            .fix("HostName", "Hostname")
            .fail(
                "an implementation's own",
                &edge("type: example.com/name, value: a"),
                "of type `example.com/name`",
            )
            .severity(Severity::Warning)
            .no_fix()
            .fail("a type that went", &edge("type: NamedAddress, value: a"), "of type `NamedAddress`")
            .help("the types are `IPAddress` and `Hostname`");
    }
}
