//! What an object refers to, as far as it can be looked up: the kinds, and the namespaces to look in.

use routeproof_admission::unplaced;
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

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
    /// The references of `object`, a JSON text.
    ///
    /// # Errors
    /// Why it is not understood, in one line: it is to be denied.
    pub(crate) fn of(object: &str) -> Result<Self, String> {
        let mut walk = Walk::default();
        let mut json = serde_json::Deserializer::from_str(object);
        Place { walk: &mut walk, at: At::Object }
            .deserialize(&mut json)
            .map_err(|it| format!("the object is not understood: {}", unplaced(&it)))?;
        let mut found = Self { namespace: walk.own.unwrap_or_default().into_owned(), ..Self::default() };
        for it in walk.references {
            found.add(&it);
        }
        Ok(found)
    }

    /// The namespaces of what is referred to elsewhere, where a ReferenceGrant has to permit it.
    pub(crate) fn elsewhere(&self) -> impl Iterator<Item = &String> {
        self.services.iter().filter(|it| **it != self.namespace)
    }

    fn add(&mut self, reference: &Reference<'_>) {
        let parent = reference.of_parent;
        self.attaches |= parent;
        let group = reference.group.as_deref().unwrap_or(if parent { GATEWAY } else { "" });
        let kind = reference.kind.as_deref().unwrap_or(if parent { "Gateway" } else { "Service" });
        let namespace = reference.namespace.as_deref().unwrap_or(&self.namespace);
        let namespaces = match (group, kind) {
            ("", "Service") => &mut self.services,
            (GATEWAY, "Gateway") => &mut self.gateways,
            _ => return,
        };
        // A namespace without a name cannot be looked in.
        if !namespace.is_empty() && !namespaces.contains(namespace) {
            namespaces.insert(namespace.to_owned());
        }
    }
}

/// A reference as it is written.
#[derive(Default)]
struct Reference<'t> {
    of_parent: bool,
    group: Option<Cow<'t, str>>,
    kind: Option<Cow<'t, str>>,
    namespace: Option<Cow<'t, str>>,
}

/// What is found on a walk through an object.
#[derive(Default)]
struct Walk<'t> {
    /// The object's namespace.
    own: Option<Cow<'t, str>>,
    references: Vec<Reference<'t>>,
}

/// Where the walk is.
#[derive(Clone, Copy)]
enum At {
    Object,
    Metadata,
    /// Somewhere in the spec.
    Spec,
    /// At a reference, or a list of them; whether it is one to a parent.
    Reference(bool),
}

/// A value of the object. It is read as it is walked through; a text is handed on.
struct Place<'w, 't> {
    walk: &'w mut Walk<'t>,
    at: At,
}

/// A key, borrowed where nothing in it is escaped.
#[derive(Deserialize)]
#[serde(transparent)]
struct Text<'t>(#[serde(borrow)] Cow<'t, str>);

impl<'t> DeserializeSeed<'t> for Place<'_, 't> {
    type Value = Option<Cow<'t, str>>;

    fn deserialize<D: Deserializer<'t>>(self, json: D) -> Result<Self::Value, D::Error> {
        json.deserialize_any(self)
    }
}

impl<'t> Visitor<'t> for Place<'_, 't> {
    type Value = Option<Cow<'t, str>>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("anything")
    }

    fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut reference = Reference::default();
        while let Some(Text(key)) = map.next_key()? {
            let at = match (self.at, &*key) {
                (At::Object, "metadata") | (At::Metadata, "namespace") => At::Metadata,
                (At::Object, "spec") => At::Spec,
                (At::Object | At::Metadata, _) => {
                    map.next_value::<IgnoredAny>()?;
                    continue;
                }
                (_, field) if FIELDS.contains(&field) => At::Reference(field.starts_with("parent")),
                _ => At::Spec,
            };
            let text = map.next_value_seed(Place { walk: self.walk, at })?;
            match (self.at, &*key) {
                (At::Metadata, "namespace") => self.walk.own = text,
                (At::Reference(_), "group") => reference.group = text,
                (At::Reference(_), "kind") => reference.kind = text,
                (At::Reference(_), "namespace") => reference.namespace = text,
                _ => {}
            }
        }
        if let At::Reference(of_parent) = self.at {
            self.walk.references.push(Reference { of_parent, ..reference });
        }
        Ok(None)
    }

    fn visit_seq<A: SeqAccess<'t>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        while items.next_element_seed(Place { walk: self.walk, at: self.at })?.is_some() {}
        Ok(None)
    }

    fn visit_borrowed_str<E>(self, text: &'t str) -> Result<Self::Value, E> {
        Ok(Some(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(text.to_owned())))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::References;
    use serde_json::{Value, json};

    fn of(object: &Value) -> References {
        References::of(&object.to_string()).unwrap()
    }

    #[test]
    fn every_reference_is_seen() {
        let found = of(&json!({
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
        assert_eq!(of(&json!({"spec": 5})), References::default());
        assert_eq!(of(&json!(null)), References::default());
        for text in ["{".to_owned(), format!(r#"{{"spec": {}1{}}}"#, "[".repeat(500), "]".repeat(500))] {
            assert!(References::of(&text).unwrap_err().starts_with("the object is not understood: "));
        }
    }
}
