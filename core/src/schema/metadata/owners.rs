//! Owner references: complete, of a kind that may own, and at most one of them a controller.

use crate::schema::path::Path;
use crate::schema::violation::{MetadataFault, Violation, ViolationKind};
use crate::source::Span;
use crate::yaml::Value;

/// An owner as decoded: absent text is empty, absent booleans are told from false.
#[derive(PartialEq, Clone, Copy, Default)]
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
pub(super) fn validate(list: Value<'_>, key: Span, metadata: &Path<'_>, out: &mut Vec<Violation>) {
    let path = metadata.field("ownerReferences", key);
    let mut seen: Vec<Owner<'_>> = Vec::new();
    for value in list.items() {
        let owner = Owner::of(value);
        if seen.contains(&owner) {
            continue;
        }
        // The index is that of the list without equals, which is what the server validates.
        one(owner, value, &path.item(seen.len(), value.span()), out);
        if owner.controller == Some(true) && seen.iter().any(|it| it.controller == Some(true)) {
            let kind = ViolationKind::Metadata(MetadataFault::TwoControllers);
            out.push(Violation::new(kind, path.to_string(), value.span()));
        }
        seen.push(owner);
    }
}

fn one(owner: Owner<'_>, value: Value<'_>, path: &Path<'_>, out: &mut Vec<Violation>) {
    let Owner { api_version, kind, name, uid, .. } = owner;
    let at = |field: &str| value.get(field).unwrap_or(value).span();
    for (field, text) in [("apiVersion", api_version), ("kind", kind), ("name", name), ("uid", uid)] {
        if text.is_empty() {
            let fault = ViolationKind::Metadata(MetadataFault::OwnerLacks { field });
            out.push(Violation::new(fault, path.child_text(field), at(field)));
        }
    }
    let version = api_version.split_once('/').map_or(api_version, |(_, version)| version);
    if !api_version.is_empty() && (version.is_empty() || version.contains('/')) {
        let fault = ViolationKind::Metadata(MetadataFault::OwnerApiVersion);
        out.push(Violation::new(fault, path.child_text("apiVersion"), at("apiVersion")));
    }
    if (api_version, kind) == ("v1", "Event") {
        let fault = ViolationKind::Metadata(MetadataFault::OwnerKind);
        out.push(Violation::new(fault, path.to_string(), at("kind")));
    }
}
