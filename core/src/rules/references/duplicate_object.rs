use crate::diagnostic::Diagnostic;
use crate::rules::{Context, declare_rule};
use crate::world::{Item, Origin};

declare_rule! {
    /// No two manifests describe the same object.
    /// ## Why it matters
    /// kubectl applies both, one after the other: the second overwrites the first, and the names of the files decide
    /// the order. All other findings are about the manifest that counts in the end.
    /// ## Example
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: api # RP2040
    ///   namespace: web
    /// spec: { selector: { app: api }, ports: [{ port: 80 }] }
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: api, namespace: web }
    /// spec: { selector: { app: api }, ports: [{ port: 8080 }] }
    /// ```
    /// ## Source
    /// [Kubernetes object names](https://kubernetes.io/docs/concepts/overview/working-with-objects/names/): Only
    /// one object of a kind has a name in a namespace.
    pub(crate) DUPLICATE_OBJECT = "RP2040", "duplicate-object" {
        severity: Warning, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    let desired = |it: &Item<'_>| it.origin() == Origin::Desired;
    for it in cx.world.duplicates().iter().filter(|it| desired(&it.other)) {
        if let Some(kept) = cx.world.item(it.kept).filter(|it| desired(it)) {
            let message = format!("{} is written twice", kept.title());
            let found = Diagnostic::new(&DUPLICATE_OBJECT, it.other.at(), message);
            let found =
                found.with_help("keep one of the two, or check what belongs to different clusters apart");
            out.push(found.with_related(kept.at(), "this one counts: it is applied last"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::DUPLICATE_OBJECT as RULE;
    use crate::rules::testing::{Tester, service};

    #[test]
    fn duplicate_object() {
        let web = service("web", "{ports: [{port: 80}]}");
        let config =
            |namespace: &str| format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a{namespace}}}\n");
        Tester::new(&RULE)
            .pass("two names", &[&web, &service("api", "{ports: [{port: 80}]}")])
            .pass("two namespaces", &[&web, &web.replace("namespace: web", "namespace: other")])
            .fail("the same twice", &[&web, &web], "Service `web/web` is written twice")
            .help("keep one of the two")
            .fail(
                "the default namespace, written or not",
                &[config(""), config(", namespace: default")],
                "ConfigMap `default/a` is written twice",
            )
            .live(&web)
            .pass("what the cluster has of it", &[&web]);
    }
}
