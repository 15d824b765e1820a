use super::{Subject, words};
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;
use crate::schema::{Violation, ViolationKind};

declare_rule! {
    /// The values of an object of Kubernetes' own kinds are such that the API server's validation takes them.
    /// ## Why it matters
    /// Beyond the type of each field, the API server has rules in code: the name of a Service's port is a DNS label, a
    /// workload's selector matches the labels of its Pods, a volume that a container mounts is there. An object that
    /// breaks one is refused.
    /// ## Example
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: shop }
    /// spec:
    ///   selector: { matchLabels: { app: shop } }
    ///   template:
    ///     metadata: { labels: { app: store } } # RP1028
    ///     spec: { containers: [{ name: shop, image: example/shop }] }
    /// ```
    pub(crate) REFUSED_VALUE = "RP1028", "refused-value" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn diagnose(subject: &Subject<'_>, violation: &Violation) -> Diagnostic {
    let at = subject.at(violation.at);
    let path = &violation.path;
    match &violation.kind {
        ViolationKind::Misnamed { what, fault } => {
            let message = format!("`{path}` is not {what}: {}", words::fault(*fault));
            Diagnostic::new(&REFUSED_VALUE, at, message)
        }
        ViolationKind::Refused { message, help } => {
            let diagnostic = Diagnostic::new(&REFUSED_VALUE, at, format!("`{path}` {message}"));
            if help.is_empty() { diagnostic } else { diagnostic.with_help(&**help) }
        }
        _ => Diagnostic::new(&REFUSED_VALUE, at, format!("the API server refuses `{path}`")),
    }
}

#[cfg(test)]
mod tests {
    use super::REFUSED_VALUE as RULE;
    use crate::rules::testing::{Tester, service};

    #[test]
    fn refused_value() {
        Tester::new(&RULE)
            .pass("names", &service("web", "{ports: [{name: http, port: 80}, {name: https, port: 443}]}"))
            .fail(
                "a capital",
                &service("web", "{ports: [{name: HTTP, port: 80}]}"),
                "`spec.ports[0].name` is not a DNS label: the capital `H` is not allowed in it",
            )
            .at("HTTP");
    }
}
