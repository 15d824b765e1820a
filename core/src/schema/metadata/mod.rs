//! Metadata as the API server reads it: decoded into its Go type first, which ends everything where it fails, then
//! unknown fields, then names, keys and owners.
//!
//! What a server wipes (uid, generation, timestamps, resourceVersion, which kubectl clears) is decoded and not
//! validated; so are managedFields, which a server drops where they are broken.

mod decode;
mod owners;

use super::builtin::Kubernetes;
use super::names::{
    NameFault, dns_label, dns_label_1035, dns_subdomain, label_value, path_segment, qualified_name,
};
use super::path::Path;
use super::violation::{MetadataFault, Violation, ViolationKind};
use super::violations::Violations;
use crate::source::Span;
use crate::yaml::Value;

/// The most bytes that all annotation keys and values may have together.
const MAX_ANNOTATIONS: usize = 256 * 1024;
/// The most bytes of the name of what makes Jobs by the clock.
const MAX_CRON_JOB: usize = 52;
/// What a server keeps of a generateName; five characters follow.
const MAX_GENERATED_PREFIX: usize = 58;

/// Decodes metadata; whether the API server goes on.
pub(super) fn decode(metadata: Option<Value<'_>>, root: &Path<'_>, out: &mut Violations) -> bool {
    if let Some(metadata) = metadata {
        decode::metadata(metadata, root, out);
    }
    let failed = |it: &Violation| it.stage() == super::Stage::Decoding;
    if !out.any(failed) {
        return true;
    }
    // A server that cannot decode says nothing of unknown fields.
    out.keep(failed);
    false
}

/// What validation has against metadata that could be decoded.
pub(super) fn validate(
    metadata: Option<Value<'_>>,
    namespaced: bool,
    names: Names,
    root: &Path<'_>,
    out: &mut Violations,
) {
    let path = root.field("metadata", metadata.map_or(root.at(), Value::span));
    let mut fields = Fields::default();
    for entry in metadata.into_iter().flat_map(Value::entries) {
        let value = entry.value;
        match entry.key.as_str() {
            Some("name") => fields.name = Some(value),
            Some("generateName") => fields.generate_name = Some(value),
            Some("namespace") => fields.namespace = Some(value),
            Some("labels") => labels(value, &path, out),
            Some("annotations") => annotations(value, entry.key.span(), &path, out),
            Some("ownerReferences") => owners::validate(value, entry.key.span(), &path, out),
            Some("finalizers") => finalizers(value, entry.key.span(), &path, out),
            _ => {}
        }
    }
    fields.names(namespaced, names, &path, root.at(), out);
}

/// What the name of an object has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Names {
    /// A DNS subdomain.
    Subdomain,
    /// A DNS label.
    Label,
    /// A DNS label that begins with a letter.
    Label1035,
    /// A DNS subdomain to which a Job's name adds eleven characters.
    CronJob,
    /// A part of a URL. Some kinds have stricter rules, which are not known here.
    Any,
}

impl Names {
    /// The rule for a kind of Kubernetes, where it is known.
    pub(super) fn of(group: &str, kind: &str, release: Kubernetes) -> Option<Self> {
        Some(match (group, kind) {
            ("", "Service") if !release.is_since(36) => Self::Label1035,
            ("", "Namespace" | "Service") | ("apps", "StatefulSet") => Self::Label,
            ("batch", "CronJob") => Self::CronJob,
            (
                "",
                "ConfigMap"
                | "Endpoints"
                | "PersistentVolumeClaim"
                | "Pod"
                | "ReplicationController"
                | "Secret"
                | "ServiceAccount",
            )
            | ("apps", "DaemonSet" | "Deployment" | "ReplicaSet")
            | ("autoscaling", "HorizontalPodAutoscaler")
            | ("batch", "Job")
            | ("discovery.k8s.io", "EndpointSlice")
            | ("networking.k8s.io", "Ingress" | "IngressClass" | "NetworkPolicy") => Self::Subdomain,
            _ => return None,
        })
    }

    /// What is wrong with `name`.
    fn fault(self, name: &str) -> Option<NameFault> {
        match self {
            Self::Subdomain => dns_subdomain(name),
            Self::Label => dns_label(name),
            Self::Label1035 => dns_label_1035(name),
            Self::CronJob => {
                let max = MAX_CRON_JOB;
                dns_subdomain(name).or_else(|| (name.len() > max).then_some(NameFault::TooLong { max }))
            }
            Self::Any => path_segment(name),
        }
    }

    /// What is wrong with a generateName.
    fn fault_of_prefix(self, prefix: &str) -> Option<NameFault> {
        match self {
            Self::Any => None,
            Self::CronJob => Self::Subdomain.fault_of_prefix(prefix),
            _ => self.fault(&without_last_dash(prefix)),
        }
    }
}

/// The fields that name an object.
#[derive(Default)]
struct Fields<'a> {
    name: Option<Value<'a>>,
    generate_name: Option<Value<'a>>,
    namespace: Option<Value<'a>>,
}

impl Fields<'_> {
    fn names(&self, namespaced: bool, rule: Names, path: &Path<'_>, title: Span, out: &mut Violations) {
        let mut fault = |field: &str, at: Span, fault: MetadataFault| {
            out.add(ViolationKind::Metadata(fault), &path.field(field, at), at);
        };
        let (name, prefix) = (text(self.name), text(self.generate_name));
        if let Some((prefix, at)) = prefix
            && let Some(wrong) = rule.fault_of_prefix(prefix)
        {
            fault("generateName", at, MetadataFault::GenerateName(wrong));
        }
        match (name, prefix) {
            (Some((name, at)), _) => {
                if let Some(wrong) = rule.fault(name) {
                    fault("name", at, MetadataFault::Name(wrong));
                }
            }
            (None, Some((prefix, at))) => {
                if let Some(wrong) = rule.fault(&generated(prefix)) {
                    fault("name", at, MetadataFault::GenerateName(wrong));
                }
            }
            (None, None) => {
                fault("name", self.name.map_or(title, Value::span), MetadataFault::NoName);
            }
        }
        if namespaced
            && let Some((namespace, at)) = text(self.namespace)
            && let Some(wrong) = dns_label(namespace)
        {
            fault("namespace", at, MetadataFault::Namespace(wrong));
        }
    }
}

/// Text that is there and not empty, which to a server is the same.
fn text(value: Option<Value<'_>>) -> Option<(&str, Span)> {
    let value = value?;
    value.as_str().filter(|it| !it.is_empty()).map(|it| (it, value.span()))
}

/// A generateName as its own check sees it: the character before a last dash is replaced, and the dash dropped.
fn without_last_dash(prefix: &str) -> String {
    match prefix.strip_suffix('-') {
        Some(rest) if !rest.is_empty() => {
            let mut rest: Vec<char> = rest.chars().collect();
            // A server cuts one byte; what is left of a longer character is as wrong as the character.
            if rest.last().is_some_and(char::is_ascii) {
                rest.pop();
            }
            rest.push('a');
            rest.into_iter().collect()
        }
        _ => prefix.to_owned(),
    }
}

/// A name as a server generates it.
fn generated(prefix: &str) -> String {
    let kept: String = match prefix.get(..MAX_GENERATED_PREFIX) {
        Some(kept) => kept.to_owned(),
        None if prefix.len() > MAX_GENERATED_PREFIX => prefix.chars().take(MAX_GENERATED_PREFIX).collect(),
        None => prefix.to_owned(),
    };
    kept + "x"
}

fn labels(labels: Value<'_>, path: &Path<'_>, out: &mut Violations) {
    for entry in labels.entries() {
        let mut fault = |at: Span, fault| {
            out.add(ViolationKind::Metadata(fault), &path.field("labels", at), at);
        };
        if let Some(wrong) = entry.key.as_str().and_then(qualified_name) {
            fault(entry.key.span(), MetadataFault::LabelKey(wrong));
        }
        if let Some(wrong) = entry.value.as_str().and_then(label_value) {
            fault(entry.value.span(), MetadataFault::LabelValue(wrong));
        }
    }
}

fn annotations(annotations: Value<'_>, at: Span, path: &Path<'_>, out: &mut Violations) {
    let mut bytes = 0;
    let mut fault = |at: Span, fault| {
        out.add(ViolationKind::Metadata(fault), &path.field("annotations", at), at);
    };
    for entry in annotations.entries() {
        let key = entry.key.as_str().unwrap_or_default();
        bytes += key.len() + entry.value.as_str().unwrap_or_default().len();
        if let Some(wrong) = annotation_key(key) {
            fault(entry.key.span(), MetadataFault::AnnotationKey(wrong));
        }
    }
    if bytes > MAX_ANNOTATIONS {
        fault(at, MetadataFault::AnnotationsTooLong { found: bytes });
    }
}

/// Annotation keys are lower-cased before they are checked, one character by one as Go does it: beside the capitals of
/// ASCII, two letters end among those that a key may have.
fn annotation_key(key: &str) -> Option<NameFault> {
    let lower = |it: char| match it {
        'İ' => 'i',
        '\u{212a}' => 'k',
        _ => it.to_ascii_lowercase(),
    };
    if key.chars().all(|it| lower(it) == it) {
        return qualified_name(key);
    }
    qualified_name(&key.chars().map(lower).collect::<String>())
}

fn finalizers(finalizers: Value<'_>, at: Span, path: &Path<'_>, out: &mut Violations) {
    let mut exclusive = [false, false];
    let mut fault = |at: Span, fault| {
        out.add(ViolationKind::Metadata(fault), &path.field("finalizers", at), at);
    };
    for item in finalizers.items() {
        let name = item.as_str().unwrap_or_default();
        if let Some(wrong) = qualified_name(name) {
            fault(item.span(), MetadataFault::Finalizer(wrong));
        }
        let [orphan, foreground] = &mut exclusive;
        *orphan |= name == "orphan";
        *foreground |= name == "foregroundDeletion";
    }
    if exclusive == [true, true] {
        fault(at, MetadataFault::FinalizerConflict);
    }
}
