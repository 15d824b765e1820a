use super::{Subject, words};
use crate::diagnostic::{Diagnostic, Safety};
use crate::rules::declare_rule;
use crate::schema::{NameFault, Violation};

declare_rule! {
    /// The name of an object is a DNS subdomain: lower-case letters, digits, `-` and `.`, at most 253 of them.
    /// ## Why it matters
    /// The API server refuses any other name.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: Shop_Web } # RP1052
    /// spec: {}
    /// ```
    /// ## Source
    /// [Kubernetes object names](https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-subdomain-names):
    /// A name that is a DNS subdomain has at most 253 lower-case letters, digits, `-` and `.`.
    pub(crate) INVALID_NAME = "RP1052", "invalid-name" {
        severity: Error, fixes: Sometimes, since: "0.1.0",
    }
}

pub(super) fn diagnose(subject: &Subject<'_>, violation: &Violation, fault: NameFault) -> Diagnostic {
    let at = subject.at(violation.at);
    let name = subject.view.name();
    let message = format!("`{}` is not a valid name: {}", violation.path, words::fault(fault));
    let better = name.to_ascii_lowercase().replace(['_', ' '], "-");
    let fits = !name.is_empty() && crate::schema::dns_subdomain(&better).is_none();
    let fix = fits.then(|| subject.replace(violation.at, &better, Safety::Unsafe, format!("use {better}")));
    Diagnostic::new(&INVALID_NAME, at, message)
        .with_help("use lower-case letters, digits, `-` and `.`, beginning and ending with a letter or digit")
        .with_fix(fix)
}

#[cfg(test)]
mod tests {
    use super::INVALID_NAME as RULE;
    use crate::rules::testing::{Tester, route};

    #[test]
    fn invalid_name() {
        let named = |name: &str| route("{}").replace("name: shop", name);
        Tester::new(&RULE)
            .pass("dots", &named("name: a.b"))
            .pass("a prefix", &named("generateName: a-"))
            .fail("capitals", &named("name: Shop_Web"), "the capital `S` is not allowed in it")
            .fix("Shop_Web", "shop-web")
            .fail("a dash at the end", &named("name: a-"), "`-` is not allowed at an end")
            .fail("a bad prefix", &named("generateName: AB-"), "`metadata.generateName` is not a valid name");
    }
}
