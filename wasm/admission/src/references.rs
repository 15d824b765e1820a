//! What an object refers to, as far as it can be looked up: the kinds, and the namespaces to look in.

use routeproof_core::GroupKind;
use routeproof_core::internal::manifest;
use routeproof_core::internal::model::{ListenerSet, PolicyTargetRef, Route, RouteKind, View};
use routeproof_core::source::SourceId;
use std::collections::BTreeSet;

/// The most bytes of the name of a namespace.
const MOST_OF_LABEL: usize = 63;

/// What an object refers to.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct References {
    /// Its own namespace; empty where it has none.
    pub namespace: String,
    /// Whether it attaches to Gateways, so that the labels of its namespace may matter.
    pub attaches: bool,
    /// The namespaces of the Services.
    pub services: BTreeSet<String>,
    /// The namespaces of the Gateways.
    pub gateways: BTreeSet<String>,
}

impl References {
    /// The references of `object`, by the models that every question takes.
    pub(crate) fn of(object: manifest::View<'_>) -> Self {
        let mut found =
            Self { namespace: object.namespace().unwrap_or_default().to_owned(), ..Self::default() };
        found.attaches = each(object, &mut |it| found.add(it));
        found
    }

    /// The other namespaces that it refers to, where a ReferenceGrant has to permit it.
    pub fn other_namespaces(&self) -> impl Iterator<Item = &String> {
        self.services.iter().filter(|it| **it != self.namespace)
    }

    fn add(&mut self, reference: Reference<'_>) {
        let namespace = reference.namespace.unwrap_or(&self.namespace);
        let namespaces = match reference.kind {
            GroupKind::SERVICE => &mut self.services,
            GroupKind::GATEWAY => &mut self.gateways,
            _ => return,
        };
        // No namespace has such a name.
        let is_name = (1..=MOST_OF_LABEL).contains(&namespace.len());
        if is_name && !namespaces.contains(namespace) {
            namespaces.insert(namespace.to_owned());
        }
    }
}

/// One reference of an object.
#[derive(Clone, Copy)]
struct Reference<'a> {
    kind: GroupKind<'a>,
    /// Without it, that of the object.
    namespace: Option<&'a str>,
    name: &'a str,
}

/// Adds the Services that `object` refers to, by namespace and name.
pub(crate) fn add_services(object: manifest::View<'_>, services: &mut BTreeSet<(String, String)>) {
    let own = object.namespace().unwrap_or_default();
    each(object, &mut |it| {
        if it.kind == GroupKind::SERVICE {
            services.insert((it.namespace.unwrap_or(own).to_owned(), it.name.to_owned()));
        }
    });
}

/// Hands over each reference of `object`, and says whether it attaches to Gateways.
fn each<'a>(object: manifest::View<'a>, take: &mut dyn FnMut(Reference<'a>)) -> bool {
    let view = View::new(SourceId(0), object.value());
    let kind = GroupKind::new(object.group(), object.kind());
    let mut attaches = false;
    if let Some(kind) = RouteKind::of(kind) {
        let route = Route::new(kind, view, object.spec());
        for it in route.parent_refs() {
            attaches = true;
            let namespace = it.namespace().map(|it| it.value);
            take(Reference { kind: it.target(), namespace, name: it.name().value });
        }
        for it in route.backend_refs() {
            let namespace = it.namespace().map(|it| it.value);
            take(Reference { kind: it.target(), namespace, name: it.name().value });
        }
    } else if kind == GroupKind::LISTENER_SET {
        if let Some(it) = ListenerSet::from(view).parent_ref() {
            attaches = true;
            let namespace = it.namespace().map(|it| it.value);
            take(Reference { kind: it.target(), namespace, name: it.name().value });
        }
    } else if kind.group.contains('.') {
        let spec = view.field("spec");
        let one = spec.and_then(|it| it.one::<PolicyTargetRef<'_>>("targetRef"));
        let many = spec.into_iter().flat_map(|it| it.many::<PolicyTargetRef<'_>>("targetRefs"));
        for it in one.into_iter().chain(many) {
            take(Reference { kind: it.target(), namespace: None, name: it.name().value });
        }
    }
    attaches
}

#[cfg(test)]
mod tests {
    use super::References;
    use routeproof_core::internal::manifest::{Items, objects_with};
    use routeproof_core::yaml;
    use serde_json::{Value, json};

    fn of(object: &Value) -> References {
        let text = object.to_string();
        let tree = yaml::read(&text).tree;
        let found = objects_with(&text, &tree, Items::Object);
        References::of(found.objects[0].view(&text, &tree))
    }

    fn made(api_version: &str, kind: &str, spec: &Value) -> Value {
        let metadata = json!({"name": "web", "namespace": "shop"});
        json!({"apiVersion": api_version, "kind": kind, "metadata": metadata, "spec": spec})
    }

    fn set(names: &[&str]) -> std::collections::BTreeSet<String> {
        names.iter().map(|it| (*it).to_owned()).collect()
    }

    #[test]
    fn every_reference_of_a_route_is_seen() {
        let found = of(&made(
            "gateway.networking.k8s.io/v1",
            "HTTPRoute",
            &json!({
                "parentRefs": [{"name": "edge", "namespace": "infra"}, {"kind": "ListenerSet", "name": "x"}, {"name": "own"}],
                "rules": [
                    {"backendRefs": [{"name": "a"}, {"name": "b", "namespace": "pay"}, {"kind": "ServiceImport", "group": "multicluster.x-k8s.io", "name": "c", "namespace": "no"}]},
                    {"filters": [{"requestMirror": {"backendRef": {"name": "m", "namespace": "mirror"}}}], "backendRefs": [null, 5, {"namespace": 7}]},
                    {"backendRefs": [{"name": "d", "filters": [{"requestMirror": {"backendRef": {"name": "m", "namespace": "deep"}}}]}]},
                ],
            }),
        ));
        assert!(found.attaches);
        assert_eq!(found.services, set(&["deep", "mirror", "pay", "shop"]));
        assert_eq!(found.gateways, set(&["infra", "shop"]));
        assert_eq!(found.other_namespaces().collect::<Vec<_>>(), ["deep", "mirror", "pay"]);
    }

    #[test]
    fn every_reference_of_other_kinds_is_seen() {
        let parent = json!({"parentRef": {"name": "edge", "namespace": "infra"}, "listeners": []});
        let found = of(&made("gateway.networking.k8s.io/v1", "ListenerSet", &parent));
        assert!(found.attaches);
        assert_eq!((found.services, found.gateways), (set(&[]), set(&["infra"])));
        let targets = json!({"targetRefs": [{"group": "", "kind": "Service", "name": "web"}]});
        let found = of(&made("gateway.networking.k8s.io/v1", "BackendTLSPolicy", &targets));
        assert!(!found.attaches);
        assert_eq!((found.services, found.gateways), (set(&["shop"]), set(&[])));
        let target =
            json!({"targetRef": {"group": "gateway.networking.k8s.io", "kind": "Gateway", "name": "own"}});
        let found = of(&made("gateway.envoyproxy.io/v1alpha1", "SecurityPolicy", &target));
        assert_eq!((found.services, found.gateways), (set(&[]), set(&["shop"])));
        assert_eq!(
            of(&made("v1", "Service", &json!(5))),
            References { namespace: "shop".to_owned(), ..References::default() }
        );
    }
}
