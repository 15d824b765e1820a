//! Owner references: complete, of a kind that may own, and at most one of them a controller.

use crate::order::Set;
use crate::schema::path::Path;
use crate::schema::violation::{MetadataFault, ViolationKind};
use crate::schema::violations::Violations;
use crate::source::Span;
use crate::yaml::Value;

/// An owner as decoded: absent text is empty, absent booleans are distinguished from false.
#[derive(PartialEq, Eq, PartialOrd, Ord, Clone, Copy, Default)]
struct Owner<'a> {
    api_version: &'a str,
    kind: &'a str,
    name: &'a str,
    uid: &'a str,
    controller: Option<bool>,
    block: Option<bool>,
}

impl<'a> Owner<'a> {
    fn of(value: Value<'a>) -> Self {
        let mut owner = Self::default();
        for entry in value.entries() {
            let text = entry.value.as_str().unwrap_or_default();
            match entry.key.as_str() {
                Some("apiVersion") => owner.api_version = text,
                Some("kind") => owner.kind = text,
                Some("name") => owner.name = text,
                Some("uid") => owner.uid = text,
                Some("controller") => owner.controller = entry.value.as_bool(),
                Some("blockOwnerDeletion") => owner.block = entry.value.as_bool(),
                _ => {}
            }
        }
        owner
    }
}

/// What validation has against `list`. Equal owners count once: a server drops the others with a warning.
pub(super) fn validate(list: Value<'_>, key: Span, metadata: &Path<'_>, out: &mut Violations) {
    let path = metadata.field("ownerReferences", key);
    let (mut seen, mut controlled) = (Set::new(), false);
    for value in list.items() {
        let owner = Owner::of(value);
        let number = seen.len();
        if !seen.insert(owner) {
            continue;
        }
        // The index is that of the list without equals, which is what the server validates.
        one(owner, value, &path.item(number, value.span()), out);
        if owner.controller == Some(true) && std::mem::replace(&mut controlled, true) {
            let kind = ViolationKind::Metadata(MetadataFault::TwoControllers);
            out.add(kind, &path, value.span());
        }
    }
}

fn one(owner: Owner<'_>, value: Value<'_>, path: &Path<'_>, out: &mut Violations) {
    let Owner { api_version, kind, name, uid, .. } = owner;
    let at = |field: &str| value.get(field).unwrap_or(value).span();
    for (field, text) in [("apiVersion", api_version), ("kind", kind), ("name", name), ("uid", uid)] {
        if text.is_empty() {
            let fault = ViolationKind::Metadata(MetadataFault::OwnerLacks { field });
            out.add(fault, &path.field(field, at(field)), at(field));
        }
    }
    let version = api_version.split_once('/').map_or(api_version, |(_, version)| version);
    if !api_version.is_empty() && (version.is_empty() || version.contains('/')) {
        let fault = ViolationKind::Metadata(MetadataFault::OwnerApiVersion);
        out.add(fault, &path.field("apiVersion", at("apiVersion")), at("apiVersion"));
    }
    if (api_version, kind) == ("v1", "Event") {
        let fault = ViolationKind::Metadata(MetadataFault::OwnerKind);
        out.add(fault, &path, at("kind"));
    }
}
