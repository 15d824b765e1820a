//! Objects as the engine reads them: JSON documents, laid out for people, since findings may show a line of them.

use super::kinds::Resource;
use routeproof_core::GroupKind;
use serde_json::{Map, Value};

/// How much goes into one source, well below what the engine takes.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// `objects` as texts of documents. They are no List on purpose: the engine takes what a List has objects of for
/// complete, and here it is known what is.
pub(super) fn texts(resource: &Resource, objects: Vec<Value>) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    for object in objects {
        let document = format!("{:#}\n", cleaned(resource, object));
        match texts.last_mut().filter(|it| it.len() + document.len() < MOST_BYTES) {
            Some(text) => {
                text.push_str("---\n");
                text.push_str(&document);
            }
            None => texts.push(document),
        }
    }
    texts
}

/// An object with its kind, which lists leave out, and without what no judgement looks at.
fn cleaned(resource: &Resource, mut object: Value) -> Value {
    let Some(fields) = object.as_object_mut() else { return object };
    fields.insert("apiVersion".to_owned(), resource.api_version.clone().into());
    fields.insert("kind".to_owned(), resource.kind.kind.into());
    if let Some(metadata) = fields.get_mut("metadata").and_then(Value::as_object_mut) {
        metadata.remove("managedFields");
        if let Some(annotations) = metadata.get_mut("annotations").and_then(Value::as_object_mut) {
            annotations.remove("kubectl.kubernetes.io/last-applied-configuration");
        }
    }
    if resource.kind == GroupKind::CRD {
        let versions = object.pointer_mut("/spec/versions").and_then(Value::as_array_mut);
        let versions = versions.into_iter().flatten().filter_map(Value::as_object_mut);
        // Schemas are nine tenths of what CRDs weigh.
        versions.for_each(|it: &mut Map<String, Value>| drop(it.remove("schema")));
    }
    object
}

#[cfg(test)]
mod tests {
    use super::texts;
    use crate::cluster::kinds::Resource;
    use routeproof_core::GroupKind;
    use serde_json::json;

    #[test]
    fn documents_say_their_kind_and_not_who_managed_them() {
        let resource = Resource::built_in(GroupKind::SERVICE, "services");
        let annotations = json!({ "kubectl.kubernetes.io/last-applied-configuration": "{}", "a": "b" });
        let one = json!({ "metadata": { "name": "one", "managedFields": [1], "annotations": annotations } });
        let other = json!({ "metadata": { "name": "other" } });
        let all = texts(&resource, vec![one, other]);
        let [text] = all.as_slice() else { panic!("{all:?}") };
        let documents: Vec<serde_json::Value> =
            text.split("---\n").map(|it| serde_json::from_str(it).unwrap()).collect();
        let object = |metadata| json!({ "apiVersion": "v1", "kind": "Service", "metadata": metadata });
        assert_eq!(
            documents,
            [
                object(json!({ "name": "one", "annotations": { "a": "b" } })),
                object(json!({ "name": "other" }))
            ]
        );
    }
}
