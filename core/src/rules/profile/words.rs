//! Phrases and edits that several rules of this family share.

use super::Subject;
use crate::diagnostic::{Fix, Safety};
use crate::model::View;
use crate::rules::{edits, words};
use crate::settings::Owner;
use crate::yaml::Value;

/// Text of the user for a message: short, and without control characters.
pub(super) fn shown(text: &str) -> String {
    words::shown(text, 80)
}

/// The platform's Gateways as messages say them: one, or several of them.
pub(super) fn gateways(subject: &Subject<'_>) -> String {
    let all = subject.platform.profile().gateways.iter();
    all.map(|it| format!("Gateway `{}/{}`", it.namespace, it.name)).collect::<Vec<_>>().join(" or ")
}

/// `<app>.acme.kupe.cloud`, or several of them.
pub(super) fn own_names(subject: &Subject<'_>) -> String {
    let namespace = subject.facts.object.namespace();
    let owner = Owner { tenant: subject.platform.tenant(namespace).name(), namespace };
    let all = subject.platform.profile().hostnames.templates.iter();
    all.map(|it| format!("`{}`", it.filled(owner))).collect::<Vec<_>>().join(" or ")
}

/// Replaces the text of a scalar within `holder`. Behind an alias its text stands elsewhere and is not touched.
pub(super) fn replace(
    subject: &Subject<'_>,
    holder: Option<Value<'_>>,
    value: Value<'_>,
    text: &str,
    safety: Safety,
) -> Option<Fix> {
    edits::replace(View::new(subject.source, holder?), value, text, safety)
}

/// Adds `key: value` in front of a mapping's first entry, where the mapping stands in the object.
pub(super) fn insert_entry(
    subject: &Subject<'_>,
    mapping: Value<'_>,
    entry: &str,
    safety: Safety,
) -> Option<Fix> {
    let within = subject.facts.object.value().span().contains(mapping.span());
    within.then(|| edits::insert_entry(View::new(subject.source, mapping), entry, safety)).flatten()
}
