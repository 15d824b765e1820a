use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::api::Subject;
use crate::rules::declare_rule;
use crate::schema::is_gateway_group;
use crate::source::shown;

declare_rule! {
    /// Only a list has `items`.
    /// ## Why it matters
    /// kubectl takes an object of any kind that has `items` for a list. It sends each item and nothing else: the object
    /// itself is not created, and kubectl does not report that. For a kind of Gateway API this is an error.
    /// ## Example
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: { name: shop }
    /// items: [] # RP0082
    /// ```
    /// ## Source
    /// [package unstructured](https://pkg.go.dev/k8s.io/apimachinery/pkg/apis/meta/v1/unstructured#Unstructured.IsList):
    /// An object of any kind that has a list of `items` is a list.
    pub(crate) KIND_WITH_ITEMS = "RP0082", "kind-with-items" {
        severity: Warning, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn diagnose(subject: &Subject<'_>) -> Option<Diagnostic> {
    let kind = subject.view.kind();
    let items = subject.view.value().entry("items").filter(|_| !kind.ends_with("List"))?;
    let message = format!(
        "kubectl takes this `{}` for a list: it sends the items, and nothing of what is around them",
        shown(kind)
    );
    let found = Diagnostic::new(&KIND_WITH_ITEMS, subject.at(items.key.span()), message);
    let of_gateway_api = is_gateway_group(subject.view.group());
    let found = if of_gateway_api { found.with_severity(Severity::Error) } else { found };
    Some(found.with_help("remove `items`, or write `apiVersion: v1` and `kind: List` around them"))
}

#[cfg(test)]
mod tests {
    use super::KIND_WITH_ITEMS as RULE;
    use crate::rules::testing::Tester;

    #[test]
    fn kind_with_items() {
        Tester::new(&RULE)
            .pass("a list", "{apiVersion: v1, kind: List, items: []}")
            .pass("a list of one kind", "{apiVersion: v1, kind: SecretList, items: []}")
            .pass("items elsewhere", "{apiVersion: v1, kind: Secret, metadata: {name: a}, data: {items: YQ==}}")
            .fail("no items", "{apiVersion: v1, kind: Secret, metadata: {name: a}, items: []}", "takes this `Secret` for a list")
            .fail("a route", "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: a}\nspec: {}\nitems:\n", "takes this `HTTPRoute` for a list");
    }
}
