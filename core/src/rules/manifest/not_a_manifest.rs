use crate::diagnostic::{Diagnostic, located};
use crate::manifest::{Problem, ProblemKind};
use crate::rules::declare_rule;
use crate::source::SourceId;
use crate::yaml::Kind;

declare_rule! {
    /// Every document is an object with an apiVersion and a kind.
    /// ## Why it matters
    /// The two say what the object is. kubectl refuses a document that lacks one of them, or that is not an object.
    /// ## Example
    /// ```yaml
    /// kind: HTTPRoute # RP0080
    /// metadata: { name: shop }
    /// ```
    /// ## Source
    /// [Kubernetes objects, required fields](https://kubernetes.io/docs/concepts/overview/working-with-objects/#required-fields):
    /// A manifest has an `apiVersion`, a `kind` and `metadata`.
    pub(crate) NOT_A_MANIFEST = "RP0080", "not-a-manifest" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn diagnose(source: SourceId, problem: &Problem) -> Diagnostic {
    let (message, help) = words(problem.kind);
    Diagnostic::new(&NOT_A_MANIFEST, located(source, problem.at), message).with_help(help)
}

fn words(kind: ProblemKind) -> (String, &'static str) {
    const ADD: &str =
        "a Gateway API route begins with `apiVersion: gateway.networking.k8s.io/v1` and its kind";
    match kind {
        ProblemKind::NotAnObject { kind } => (
            format!("this is {}, not a Kubernetes object", name(kind)),
            "write an object, or remove the document",
        ),
        ProblemKind::NoManifest { .. } => ("this object has no apiVersion and no kind".to_owned(), ADD),
        ProblemKind::NoKind { .. } => ("this object has no kind".to_owned(), ADD),
        ProblemKind::NoApiVersion => ("this object has no apiVersion".to_owned(), ADD),
        ProblemKind::NotText { field } => {
            (format!("`{field}` is not text"), "put it in quotes if it is meant so")
        }
        ProblemKind::BadApiVersion => (
            "this apiVersion is not of the form `group/version`".to_owned(),
            "write one slash with text on both sides, or `v1` for the core group",
        ),
        ProblemKind::NoItems => ("this list has no `items`".to_owned(), "add `items`, which may be empty"),
        ProblemKind::ItemsNotAList => ("`items` is not a list".to_owned(), "write each object after `- `"),
    }
}

fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Null => "null",
        Kind::Bool => "true or false",
        Kind::Int | Kind::Float => "a number",
        Kind::String => "text",
        Kind::Sequence => "a list",
        Kind::Mapping => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::NOT_A_MANIFEST as RULE;
    use crate::rules::testing::Tester;

    #[test]
    fn not_a_manifest() {
        Tester::new(&RULE)
            .pass("an object", "{apiVersion: v1, kind: Secret, metadata: {name: a}}")
            .pass("an empty list", "{apiVersion: v1, kind: List, items: []}")
            .pass("nothing", "---\n# only a comment\n---\n")
            .fail("text", "hello", "this is text")
            .fail("a list", "[a]", "this is a list")
            .fail("a null item", "{apiVersion: v1, kind: List, items: [~]}", "this is null")
            .fail("no kind", "{apiVersion: v1, metadata: {name: a}}", "has no kind")
            .fail("another case", "{apiversion: v1, Kind: Secret}", "no apiVersion and no kind")
            .fail("a number", "{apiVersion: 1, kind: Secret}", "`apiVersion` is not text")
            .fail("an empty apiVersion", "{apiVersion: '', kind: Secret}", "has no apiVersion")
            .at("''")
            .fail("no apiVersion", "{apiVersion: , kind: Secret}", "has no apiVersion")
            .at("Secret")
            .fail("slashes", "{apiVersion: a/b/c, kind: Secret}", "not of the form `group/version`")
            .fail("no version", "{apiVersion: apps/, kind: Secret}", "not of the form `group/version`")
            .fail("a list of nothing", "{apiVersion: v1, kind: List}", "has no `items`")
            .fail("items that are none", "{apiVersion: v1, kind: List, items: {}}", "`items` is not a list");
    }
}
