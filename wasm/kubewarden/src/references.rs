//! What an object refers to, as far as it can be looked up: the kinds, and the namespaces to look in.

use serde_json::Value;
use std::collections::BTreeSet;

/// The fields that hold a reference, or a list of them.
const FIELDS: [&str; 6] = ["backendRef", "backendRefs", "parentRef", "parentRefs", "targetRef", "targetRefs"];
const GATEWAY: &str = "gateway.networking.k8s.io";

/// What an object refers to.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct References {
    /// Its own namespace; empty where it has none.
    pub(crate) namespace: String,
    /// Whether it attaches to Gateways, so that the labels of its namespace may matter.
    pub(crate) attaches: bool,
    /// The namespaces of the Services.
    pub(crate) services: BTreeSet<String>,
    /// The namespaces of the Gateways.
    pub(crate) gateways: BTreeSet<String>,
}

impl References {
    /// The references of `object`.
    pub(crate) fn of(object: &Value) -> Self {
        let namespace = object.pointer("/metadata/namespace").and_then(Value::as_str).unwrap_or_default();
        let mut found = Self { namespace: namespace.to_owned(), ..Self::default() };
        if let Some(spec) = object.get("spec") {
            found.walk(spec);
        }
        found
    }

    /// The namespaces of what is referred to elsewhere, where a ReferenceGrant has to permit it.
    pub(crate) fn elsewhere(&self) -> impl Iterator<Item = &String> {
        self.services.iter().filter(|it| **it != self.namespace)
    }

    fn walk(&mut self, value: &Value) {
        match value {
            Value::Array(items) => items.iter().for_each(|it| self.walk(it)),
            Value::Object(fields) => {
                for (key, value) in fields {
                    if FIELDS.contains(&key.as_str()) {
                        match value {
                            Value::Array(items) => items.iter().for_each(|it| self.add(key, it)),
                            one => self.add(key, one),
                        }
                    }
                    self.walk(value);
                }
            }
            _ => {}
        }
    }

    fn add(&mut self, field: &str, reference: &Value) {
        let parent = field.starts_with("parent");
        self.attaches |= parent;
        let text = |key| reference.get(key).and_then(Value::as_str);
        let group = text("group").unwrap_or(if parent { GATEWAY } else { "" });
        let kind = text("kind").unwrap_or(if parent { "Gateway" } else { "Service" });
        let namespace = text("namespace").unwrap_or(&self.namespace);
        // A namespace that nobody named cannot be looked in.
        let namespace = Some(namespace.to_owned()).filter(|it| !it.is_empty());
        match (group, kind) {
            ("", "Service") => self.services.extend(namespace),
            (GATEWAY, "Gateway") => self.gateways.extend(namespace),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::References;
    use serde_json::json;

    #[test]
    fn every_reference_is_seen() {
        let found = References::of(&json!({
            "metadata": {"namespace": "shop"},
            "spec": {
                "parentRefs": [{"name": "edge", "namespace": "infra"}, {"kind": "ListenerSet", "name": "x"}, {"name": "own"}],
                "rules": [
                    {"backendRefs": [{"name": "a"}, {"name": "b", "namespace": "pay"}, {"kind": "ServiceImport", "group": "multicluster.x-k8s.io", "name": "c", "namespace": "no"}]},
                    {"filters": [{"requestMirror": {"backendRef": {"name": "m", "namespace": "mirror"}}}], "backendRefs": [null, 5, {"namespace": 7}]},
                ],
            },
        }));
        let set = |names: &[&str]| names.iter().map(|it| (*it).to_owned()).collect();
        assert!(found.attaches);
        assert_eq!(found.services, set(&["mirror", "pay", "shop"]));
        assert_eq!(found.gateways, set(&["infra", "shop"]));
        assert_eq!(found.elsewhere().collect::<Vec<_>>(), ["mirror", "pay"]);
        assert_eq!(References::of(&json!({"spec": 5})), References::default());
        assert_eq!(References::of(&json!(null)), References::default());
    }
}
