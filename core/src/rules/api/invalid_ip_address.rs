use super::Subject;
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;
use crate::schema::Violation;

declare_rule! {
    /// A value that has to be an IP address is one, such as a Gateway address of the default type `IPAddress`.
    /// ## Why it matters
    /// The API server refuses a hostname, a range or a zone there.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: { name: edge }
    /// spec:
    ///   gatewayClassName: example
    ///   listeners: [{ name: http, port: 80, protocol: HTTP }]
    ///   addresses: [{ value: edge.example.com }] # RP1026
    /// ```
    /// ## Source
    /// [Gateway API, `GatewaySpecAddress`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#gatewayspecaddress):
    /// The value of an address of type `IPAddress` is an IP address.
    pub(crate) INVALID_IP_ADDRESS = "RP1026", "invalid-ip-address" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn diagnose(subject: &Subject<'_>, violation: &Violation) -> Diagnostic {
    let message = format!("`{}` is not an IP address", violation.path);
    let help = match subject.view.gvk().kind {
        "Gateway" => {
            "write an IPv4 or IPv6 address without range or zone, or set `type: Hostname` for a hostname"
        }
        _ => "write an IPv4 or IPv6 address without range or zone",
    };
    Diagnostic::new(&INVALID_IP_ADDRESS, subject.at(violation.at), message).with_help(help)
}

#[cfg(test)]
mod tests {
    use super::INVALID_IP_ADDRESS as RULE;
    use crate::rules::testing::Tester;

    #[test]
    fn invalid_ip_address() {
        let gateway = |address: &str| {
            format!(
                "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {{name: a}}\nspec: {{gatewayClassName: a, listeners: [{{name: a, port: 80, protocol: HTTP}}], addresses: [{address}]}}\n"
            )
        };
        Tester::new(&RULE)
            .pass("IPv4", &gateway("{value: 1.2.3.4}"))
            .pass("no value", &gateway("{type: IPAddress}"))
            .pass("another type", &gateway("{type: Hostname, value: a.b}"))
            .fail("a hostname", &gateway("{value: a.b}"), "`spec.addresses[0].value` is not an IP address")
            .fail("a range", &gateway("{type: IPAddress, value: 1.2.3.4/8}"), "is not an IP address");
    }
}
