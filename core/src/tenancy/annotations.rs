//! Annotations that publish an object, or ask for hostnames, wherever they are: those of Pods stand in templates, and those
//! that a Gateway puts on a Service in its `infrastructure`.

use super::Platform;
use super::hostname::HostnameVerdict;
use super::publishing::{Use, annotation};
use super::read::Unreadable;
use crate::manifest::View;
use crate::settings::Owner;
use crate::yaml::{Kind, Value};

/// An annotation that the profile has something against.
#[derive(Debug, Clone)]
pub struct AnnotationFact<'a> {
    /// Its value.
    pub value: Value<'a>,
    /// Its key.
    pub key: &'a str,
    /// What is wrong with it.
    pub fault: AnnotationFault<'a>,
}

/// What is wrong with an annotation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnnotationFault<'a> {
    /// It publishes the object.
    Publishes,
    /// It has a name that is not the tenant's.
    NotOwn(&'a str, HostnameVerdict<'a>),
}

/// The most names of one annotation; no object needs more.
const MOST_NAMES: usize = 1_000;
/// What an annotation with names is expected to be.
const NAMES: &str = "text of at most 1,000 names";

pub(super) fn facts<'a>(
    platform: &'a Platform,
    object: View<'a>,
    odd: &mut Vec<Unreadable<'a>>,
) -> Vec<AnnotationFact<'a>> {
    let mut found = Vec::new();
    if !platform.denies_unlisted() {
        return found;
    }
    let mut tenant = None;
    let (group, kind) = (object.group(), object.kind());
    for entry in object.value().all_below("annotations").flat_map(Value::entries) {
        let Some((key, does)) = entry.key.as_str().and_then(|it| Some((it, annotation(it, group, kind)?)))
        else {
            continue;
        };
        if platform.profile().allowed.annotations.iter().any(|it| it == key) || entry.value.is_null() {
            continue;
        }
        let value = entry.value;
        if does == Use::Publishes {
            if value.as_str() == Some("false") {
                continue;
            }
            found.push(AnnotationFact { value, key, fault: AnnotationFault::Publishes });
            continue;
        }
        let names = value.as_str().filter(|_| value.kind() == Kind::String).map(|it| it.split(','));
        let Some(names) = names.filter(|it| it.clone().nth(MOST_NAMES).is_none()) else {
            odd.push(Unreadable::new(value, format!("metadata.annotations[{key}]"), NAMES));
            continue;
        };
        let tenant = tenant.get_or_insert_with(|| platform.tenant(object.namespace()));
        let owner = Owner { tenant: tenant.name(), namespace: object.namespace() };
        for name in names.map(str::trim).filter(|it| !it.is_empty()) {
            let verdict = platform.judge_hostname(name, owner);
            if verdict != HostnameVerdict::Owned && !(does == Use::Targets && platform.is_own_entrance(name))
            {
                found.push(AnnotationFact { value, key, fault: AnnotationFault::NotOwn(name, verdict) });
            }
        }
    }
    found
}
