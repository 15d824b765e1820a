use super::absent::{Absent, Wanted};
use crate::diagnostic::{Diagnostic, Safety};
use crate::model::GroupKind;
use crate::order::{Map, sort_by_key};
use crate::rules::{Context, declare_rule, edits};
use crate::world::{Item, Origin};

declare_rule! {
    /// The namespace that an object is in exists.
    /// ## Why it matters
    /// The API server refuses an object in a namespace that does not exist, and kubectl goes on with the next object:
    /// only a part of the manifests is applied.
    /// ## Example
    /// ```yaml
    /// # settings: {complete: true}
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: { name: shop }
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: api
    ///   namespace: shopp # RP2041
    /// spec: { selector: { app: api }, ports: [{ port: 80 }] }
    /// ```
    /// ## Source
    /// [Kubernetes namespaces](https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/): An
    /// object of a namespaced kind is created in a namespace that exists.
    pub(crate) NAMESPACE_NOT_FOUND = "RP2041", "namespace-not-found" {
        severity: Error, fixes: Sometimes, since: "0.1.0",
    }
}

/// Namespaces that every cluster has.
const ALWAYS: [&str; 4] = ["default", "kube-system", "kube-public", "kube-node-lease"];

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    if cx.world.of_kind(GroupKind::NAMESPACE).is_empty() {
        return;
    }
    let mut absent: Map<&str, Vec<&Item<'_>>> = Map::new();
    // Objects of a kind come by namespace.
    let mut last = ("", true);
    for item in cx.world.items().iter().filter(|it| it.origin() == Origin::Desired) {
        let name = item.namespace();
        if last.0 != name {
            last = (name, ALWAYS.contains(&name) || cx.world.namespace(name).found().is_some());
        }
        if !last.1 {
            absent.entry(name).or_default().push(item);
        }
    }
    for mut items in absent.into_values() {
        sort_by_key(&mut items, |it| it.at());
        // One finding for all objects of a namespace: the first of them tells it.
        out.extend(items.first().and_then(|it| not_found(cx, it, items.len())));
    }
}

fn not_found(cx: &Context<'_, '_, '_>, item: &Item<'_>, count: usize) -> Option<Diagnostic> {
    let name = Wanted { kind: GroupKind::NAMESPACE, namespace: "", name: item.namespace() };
    let absent = Absent::new(cx.world, item, cx.world.namespace(name.name), name)?;
    let metadata = item.view().field("metadata")?;
    let namespace = metadata.text("namespace")?;
    let mut found = absent.diagnose(&NAMESPACE_NOT_FOUND, metadata, namespace.at, || match count {
        1 => "create the namespace first".to_owned(),
        _ => format!("create the namespace first: {count} objects are in it"),
    });
    // The reference is `namespace`, not `name`; where several objects agree, the Namespace may be the typo.
    let fix = absent.near.filter(|_| count == 1);
    found.fixes =
        fix.and_then(|it| edits::set(metadata, "namespace", it.name(), Safety::Unsafe)).into_iter().collect();
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::NAMESPACE_NOT_FOUND as RULE;
    use crate::diagnostic::Severity;
    use crate::rules::testing::Tester;

    #[test]
    fn namespace_not_found() {
        let namespace = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n";
        let config = |name: &str, namespace: &str| {
            format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}, namespace: {namespace}}}\n")
        };
        let (shopp, other) = (config("a", "shopp"), config("a", "billing"));
        Tester::new(&RULE)
            .pass("there", &[namespace, &config("a", "shop")])
            .pass("unknown", &[namespace, &other])
            .pass("no Namespace is known", &[&shopp])
            .fail("a typo", &[namespace, &shopp], "Namespace `shopp` is not among the inputs")
            .severity(Severity::Error)
            .at("shopp")
            .help("did you mean `shop`?")
            .fix("shopp", "shop")
            .fail("several", &[namespace, &shopp, &config("b", "shopp")], "Namespace `shopp` is not among")
            .no_fix()
            .complete()
            .pass("every cluster has it", &[namespace, &config("a", "kube-system")])
            .pass("Namespaces are not listed", &[&other])
            .fail(
                "missing",
                &[namespace, &other, &config("b", "billing")],
                "Namespace `billing` does not exist",
            )
            .help("create the namespace first: 2 objects are in it");
    }
}
