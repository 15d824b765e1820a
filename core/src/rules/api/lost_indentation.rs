use crate::diagnostic::{Diagnostic, Fix, Safety, located};
use crate::rules::declare_rule;
use crate::schema::{Lost, Serving, lost};
use crate::source::{SourceId, Span};

declare_rule! {
    /// The fields of a manifest are indented.
    /// ## Why it matters
    /// Text that is copied from a web page can lose its indentation. Every key is then a field of the object itself:
    /// the API server refuses it, with an error for each line. The schema says where the keys belong, so the fix can
    /// indent them again. There is a fix only where the API server would accept the result.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute # RP1013
    /// metadata:
    /// name: shop
    /// spec:
    /// parentRefs:
    /// - name: edge
    /// hostnames:
    /// - shop.example.com
    /// ```
    /// ## Source
    /// [Kubernetes field validation](https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation):
    /// With strict validation, which kubectl asks for, a field that the schema does not have is an error.
    pub(crate) LOST_INDENTATION = "RP1013", "lost-indentation" {
        severity: Error, fixes: Always, since: "0.1.0",
    }
}

/// The findings for documents whose indentation was lost, each with the span of the document. They replace all others
/// there: what was read of such text means nothing.
pub(crate) fn diagnose(source: SourceId, text: &str, serving: Serving<'_>) -> Vec<(Span, Diagnostic)> {
    let one = |it: Lost<'_>| {
        let message = format!("the indentation of this {} was lost", it.kind);
        let fix = Fix::replace(
            located(source, it.span),
            it.indented,
            Safety::Safe,
            "indent it by its schema".to_owned(),
        );
        let found = Diagnostic::new(&LOST_INDENTATION, located(source, it.at), message)
            .with_help("every key stands in column 0, as happens when text is copied from a web page")
            .with_fix(fix);
        (it.span, found)
    };
    lost(text, serving).into_iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::LOST_INDENTATION as RULE;
    use crate::rules::testing::Tester;

    const GOOD: &str = "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: web
  namespace: web
  labels:
    app: web
    tier: front
spec:
  parentRefs:
  - name: external-gateway
    namespace: kube-system
  hostnames:
  - web.acme.kupe.cloud
  rules:
  - matches:
    - path:
        type: PathPrefix
        value: /
      method: GET
    - headers:
      - name: x-canary
        value: 'true'
    filters:
    - type: RequestHeaderModifier
      requestHeaderModifier:
        set:
        - name: x-from
          value: web
    backendRefs:
    - name: web
      port: 80
      weight: 1
    - name: other
      port: 81
  - backendRefs:
    - name: web # the rest
      port: 80
";

    fn flat(text: &str) -> String {
        text.lines().map(|it| format!("{}\n", it.trim_start())).collect()
    }

    #[test]
    fn lost_indentation() {
        let lost = flat(GOOD);
        let small = flat(
            "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata:\nname: a\nspec:\nhostnames:\n- a.b\n",
        );
        Tester::new(&RULE)
            .pass("indented", GOOD)
            .fail("not indented", &lost, "the indentation of this HTTPRoute was lost")
            .fix(&lost, GOOD)
            .fail("a small one", &small, "was lost")
            .fix(
                &small,
                &small
                    .replace("name: a", "  name: a")
                    .replace("hostnames", "  hostnames")
                    .replace("- a", "  - a"),
            )
            .pass("a field that no place takes", &small.replace("hostnames", "hostname"))
            .pass("what the API server refuses", &small.replace("a.b", "A.b"))
            .pass("in part", &small.replace("name: a\n", "  name: a\n"));
    }
}
