//! `RP1xxx`: what the API server says. Violations in, diagnostics out, one rule a file.

mod broken_rule;
mod deprecated_version;
mod duplicate_item;
mod experimental_only_field;
mod experimental_only_kind;
mod incomplete_api_version;
mod invalid_annotation;
mod invalid_crd;
mod invalid_finalizer;
mod invalid_ip_address;
mod invalid_label;
mod invalid_name;
mod invalid_namespace;
mod invalid_owner;
mod lost_indentation;
mod missing_field;
mod missing_name;
mod newer_field;
mod not_judged;
mod number_out_of_range;
mod partly_judged;
mod pattern_mismatch;
mod refused_value;
mod renamed_field;
mod text_length;
mod too_few_items;
mod too_many_items;
mod undecodable_metadata;
mod unknown_field;
mod unknown_kind;
mod unreadable_value;
mod unserved_version;
mod value_not_allowed;
mod words;
mod wrong_group;
mod wrong_type;

use crate::diagnostic::{Diagnostic, Fix, RuleInfo, Safety, located};
use crate::manifest::View;
use crate::placeholder::has_placeholder;
use crate::schema::{MetadataFault, Nowhere, Place, Serving, Unserved, Verdict, Violation, ViolationKind};
use crate::source::{Location, SourceId, Span};
use crate::yaml::Value;
pub(crate) use invalid_crd::diagnose as invalid_crd;
pub(crate) use lost_indentation::diagnose as lost_indentation;
pub(crate) use not_judged::diagnose as not_judged;
pub(crate) use partly_judged::diagnose as gaps;

/// The rules of this family, by code.
pub(super) static RULES: &[&RuleInfo] = &[
    &unknown_kind::UNKNOWN_KIND,
    &unserved_version::UNSERVED_VERSION,
    &experimental_only_kind::EXPERIMENTAL_ONLY_KIND,
    &deprecated_version::DEPRECATED_VERSION,
    &wrong_group::WRONG_GROUP,
    &incomplete_api_version::INCOMPLETE_API_VERSION,
    &not_judged::NOT_JUDGED,
    &partly_judged::PARTLY_JUDGED,
    &invalid_crd::INVALID_CRD,
    &unknown_field::UNKNOWN_FIELD,
    &experimental_only_field::EXPERIMENTAL_ONLY_FIELD,
    &newer_field::NEWER_FIELD,
    &lost_indentation::LOST_INDENTATION,
    &renamed_field::RENAMED_FIELD,
    &wrong_type::WRONG_TYPE,
    &missing_field::MISSING_FIELD,
    &value_not_allowed::VALUE_NOT_ALLOWED,
    &pattern_mismatch::PATTERN_MISMATCH,
    &text_length::TEXT_LENGTH,
    &number_out_of_range::NUMBER_OUT_OF_RANGE,
    &invalid_ip_address::INVALID_IP_ADDRESS,
    &unreadable_value::UNREADABLE_VALUE,
    &refused_value::REFUSED_VALUE,
    &too_many_items::TOO_MANY_ITEMS,
    &too_few_items::TOO_FEW_ITEMS,
    &duplicate_item::DUPLICATE_ITEM,
    &broken_rule::BROKEN_RULE,
    &undecodable_metadata::UNDECODABLE_METADATA,
    &missing_name::MISSING_NAME,
    &invalid_name::INVALID_NAME,
    &invalid_namespace::INVALID_NAMESPACE,
    &invalid_label::INVALID_LABEL,
    &invalid_annotation::INVALID_ANNOTATION,
    &invalid_owner::INVALID_OWNER,
    &invalid_finalizer::INVALID_FINALIZER,
];

/// The object that a verdict is about.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// The source that it is in.
    pub source: SourceId,
    /// The object.
    pub view: View<'a>,
    /// What it was judged by.
    pub serving: Serving<'a>,
}

impl Subject<'_> {
    pub(super) fn at(&self, span: Span) -> Location {
        located(self.source, span)
    }

    /// Replaces the scalar or key at `span`, in the quotes that it is in: JSON stays JSON, and text stays text.
    fn replace(&self, span: Span, text: &str, safety: Safety, title: String) -> Fix {
        let written = span.of(self.view.value().source_text());
        let text = match written.chars().next() {
            Some('"') => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
            Some('\'') => format!("'{}'", text.replace('\'', "''")),
            _ => text.to_owned(),
        };
        Fix::replace(self.at(span), text, safety, title)
    }
}

/// The findings of a verdict. What only follows from another violation is left out.
pub fn diagnose(subject: &Subject<'_>, verdict: &Verdict<'_>) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = Vec::new();
    if let Some(better) = verdict.deprecated {
        found.push(deprecated_version::diagnose(subject, better));
    }
    let own = |it: &&Violation| !follows(it, &verdict.violations);
    found.extend(verdict.violations.iter().filter(own).filter_map(|it| one(subject, it)));
    // What is only counted is reported once for each kind.
    for omitted in &verdict.omitted {
        let like = verdict.violations.get(omitted.like).filter(own).and_then(|it| one(subject, it));
        found.extend(like.map(|it| Diagnostic::more(it.rule, subject.at(omitted.at), omitted.count)));
    }
    found
}

/// The finding for an object whose kind no API server serves.
pub(crate) fn nowhere(subject: &Subject<'_>, why: &Nowhere) -> Diagnostic {
    match why {
        Nowhere::NoVersion(places) => incomplete_api_version::no_version(subject, places),
        Nowhere::NoGroup(places) => incomplete_api_version::no_group(subject, places),
        Nowhere::Version(kind) => unserved_version::of_kubernetes(subject, kind),
        Nowhere::Group(places) => wrong_group::of_other_groups(subject, places),
        Nowhere::NearGroup(places) => wrong_group::near(subject, places),
        Nowhere::Kind => unknown_kind::of_kubernetes(subject),
    }
}

/// Whether a finding says that a group has no such kind.
pub(crate) fn is_unknown_kind(finding: &Diagnostic) -> bool {
    std::ptr::eq(finding.rule, &raw const unknown_kind::UNKNOWN_KIND)
}

/// Whether a violation is about a value. It says nothing where the value is a variable.
const OF_VALUES: [&RuleInfo; 17] = [
    &unreadable_value::UNREADABLE_VALUE,
    &refused_value::REFUSED_VALUE,
    &wrong_type::WRONG_TYPE,
    &value_not_allowed::VALUE_NOT_ALLOWED,
    &pattern_mismatch::PATTERN_MISMATCH,
    &text_length::TEXT_LENGTH,
    &number_out_of_range::NUMBER_OUT_OF_RANGE,
    &invalid_ip_address::INVALID_IP_ADDRESS,
    &duplicate_item::DUPLICATE_ITEM,
    &broken_rule::BROKEN_RULE,
    &undecodable_metadata::UNDECODABLE_METADATA,
    &invalid_name::INVALID_NAME,
    &invalid_namespace::INVALID_NAMESPACE,
    &invalid_label::INVALID_LABEL,
    &invalid_annotation::INVALID_ANNOTATION,
    &invalid_owner::INVALID_OWNER,
    &invalid_finalizer::INVALID_FINALIZER,
];

/// Whether a finding may go away with the variables in the value that it is about.
pub(crate) fn is_open(subject: &Subject<'_>, finding: &Diagnostic) -> bool {
    let (root, at) = (subject.view.value(), finding.at.span);
    let text = root.source_text();
    OF_VALUES.iter().any(|it| std::ptr::eq(*it, finding.rule))
        && (has_placeholder(at.of(text))
            || (std::ptr::eq(finding.rule, &raw const broken_rule::BROKEN_RULE)
                && value_of_key(root, at).is_some_and(|it| has_placeholder(it.of(text))))
            // A selector and labels, a mount and its volume: what is refused may be about another value.
            || (std::ptr::eq(finding.rule, &raw const refused_value::REFUSED_VALUE)
                && has_placeholder(root.span().of(text))))
}

/// The value whose key is at a place.
fn value_of_key(root: Value<'_>, key: Span) -> Option<Span> {
    let mut value = root;
    loop {
        if let Some(it) = value.entries().find(|it| it.key.span() == key) {
            return Some(it.value.span());
        }
        let holds = |it: &Value<'_>| it.span().contains(key);
        value = value.entries().map(|it| it.value).chain(value.items()).find(holds)?;
    }
}

/// Whether a finding says that an object has a name that is none.
pub(crate) fn is_invalid_name(finding: &Diagnostic) -> bool {
    std::ptr::eq(finding.rule, &raw const invalid_name::INVALID_NAME)
}

/// Says where the kind of an object is served, and writes it there if that is one place.
fn served_as(subject: &Subject<'_>, diagnostic: Diagnostic, places: &[Place]) -> Diagnostic {
    let gvk = subject.view.gvk();
    let wanted = gvk.version;
    let [place] = places else {
        let all: Vec<_> = places.iter().map(|it| it.api_version(wanted)).collect();
        return diagnostic
            .with_help(format!("it is in {}", words::listed(all.iter().map(String::as_str), "and")));
    };
    let better = place.api_version(wanted);
    let keeps = place.versions.contains(&wanted) || wanted == place.group;
    let safety = if keeps && place.kind == gvk.kind { Safety::Safe } else { Safety::Unsafe };
    let at = subject.view.api_version_node().span();
    let fix = subject.replace(at, &better, safety, format!("use apiVersion {better}"));
    diagnostic.with_help(format!("did you mean `{better}`?")).with_fix(fix)
}

/// Whether another violation at the same text says it better.
fn follows(violation: &Violation, all: &[Violation]) -> bool {
    let beside = |better: fn(&ViolationKind) -> bool| {
        all.iter().any(|it| it.at == violation.at && it.path == violation.path && better(&it.kind))
    };
    match violation.kind {
        ViolationKind::RulesSkipped => true,
        // What is wrong in the nearest alternative says it better, unless that only lacks its field.
        ViolationKind::NoAlternative { .. } => all.iter().any(|it| {
            !matches!(it.kind, ViolationKind::NoAlternative { .. } | ViolationKind::RulesSkipped)
                && it.path.starts_with(&*violation.path)
                && !is_one_of(it, violation)
        }),
        ViolationKind::Missing { .. } => all.iter().any(|it| is_one_of(violation, it)),
        ViolationKind::OutOfFormat { .. } => beside(|it| {
            matches!(
                it,
                ViolationKind::WrongType { .. }
                    | ViolationKind::AboveMaximum { .. }
                    | ViolationKind::BelowMinimum { .. }
            )
        }),
        ViolationKind::AboveMaximum { .. } | ViolationKind::BelowMinimum { .. } => {
            beside(|it| matches!(it, ViolationKind::WrongType { .. }))
        }
        ViolationKind::Pattern { .. } | ViolationKind::TooLong { .. } | ViolationKind::TooShort { .. } => {
            beside(|it| matches!(it, ViolationKind::NotInEnum { .. }))
        }
        // A bad generateName fails once more as the name that is made of it.
        ViolationKind::Metadata(MetadataFault::GenerateName(_)) if violation.path == "metadata.name" => {
            all.iter().any(|it| it.at == violation.at && it.path == "metadata.generateName")
        }
        ViolationKind::NotAnObject => beside(|it| matches!(it, ViolationKind::WrongType { .. })),
        _ => false,
    }
}

/// Whether a field is missing that is one of several to choose from.
fn is_one_of(missing: &Violation, alternatives: &Violation) -> bool {
    let (ViolationKind::Missing { name, .. }, ViolationKind::NoAlternative { fields, .. }) =
        (&missing.kind, &alternatives.kind)
    else {
        return false;
    };
    let parent = missing.path.strip_suffix(&**name).map(|it| it.trim_end_matches('.'));
    fields.len() > 1 && fields.contains(name) && parent == Some(&*alternatives.path)
}

fn one(subject: &Subject<'_>, violation: &Violation) -> Option<Diagnostic> {
    let diagnostic = match &violation.kind {
        ViolationKind::Unserved(Unserved::Kind { .. }) => unknown_kind::diagnose(subject, violation),
        ViolationKind::Unserved(Unserved::List) => unknown_kind::list(subject, violation),
        ViolationKind::Unserved(Unserved::Channel) => experimental_only_kind::diagnose(subject, violation),
        ViolationKind::Unserved(Unserved::Version { .. }) => unserved_version::diagnose(subject, violation),
        ViolationKind::UnknownField { .. } => unknown_field::diagnose(subject, violation),
        ViolationKind::Undecodable { .. } | ViolationKind::BadTimestamp => {
            undecodable_metadata::diagnose(subject, violation)
        }
        ViolationKind::WrongType { .. } | ViolationKind::NotAnObject => {
            wrong_type::diagnose(subject, violation)
        }
        ViolationKind::Missing { .. } => missing_field::diagnose(subject, violation),
        ViolationKind::NotInEnum { .. } => value_not_allowed::diagnose(subject, violation),
        ViolationKind::Pattern { .. } => pattern_mismatch::diagnose(subject, violation),
        ViolationKind::TooLong { .. } | ViolationKind::TooShort { .. } => {
            text_length::diagnose(subject, violation)
        }
        ViolationKind::AboveMaximum { .. }
        | ViolationKind::BelowMinimum { .. }
        | ViolationKind::NotMultiple { .. }
        | ViolationKind::OutOfFormat { .. } => number_out_of_range::diagnose(subject, violation),
        ViolationKind::Unreadable { .. } => unreadable_value::diagnose(subject, violation),
        ViolationKind::Refused { .. } | ViolationKind::Misnamed { .. } => {
            refused_value::diagnose(subject, violation)
        }
        ViolationKind::Format { format: "ipv4" | "ipv6", .. } => {
            invalid_ip_address::diagnose(subject, violation)
        }
        ViolationKind::Format { .. } => pattern_mismatch::format(subject, violation),
        ViolationKind::TooMany { .. } => too_many_items::diagnose(subject, violation),
        ViolationKind::TooFew { .. } => too_few_items::diagnose(subject, violation),
        ViolationKind::Duplicate { .. } => duplicate_item::diagnose(subject, violation),
        ViolationKind::Rule { .. } => broken_rule::diagnose(subject, violation),
        ViolationKind::Metadata(fault) => metadata(subject, violation, fault),
        ViolationKind::NoAlternative { why, fields } => {
            broken_rule::alternatives(subject, violation, *why, fields)
        }
        ViolationKind::RulesSkipped => return None,
    };
    Some(if violation.path.is_empty() { diagnostic } else { diagnostic.with_path(&violation.path) })
}

fn metadata(subject: &Subject<'_>, violation: &Violation, fault: &MetadataFault) -> Diagnostic {
    match fault {
        MetadataFault::NoName => missing_name::diagnose(subject, violation),
        MetadataFault::Name(it) | MetadataFault::GenerateName(it) => {
            invalid_name::diagnose(subject, violation, *it)
        }
        MetadataFault::Namespace(it) => invalid_namespace::diagnose(subject, violation, *it),
        MetadataFault::LabelKey(it) => invalid_label::key(subject, violation, *it),
        MetadataFault::LabelValue(it) => invalid_label::value(subject, violation, *it),
        MetadataFault::AnnotationKey(it) => invalid_annotation::key(subject, violation, *it),
        MetadataFault::AnnotationsTooLong { found } => invalid_annotation::size(subject, violation, *found),
        MetadataFault::Finalizer(it) => invalid_finalizer::name(subject, violation, *it),
        MetadataFault::FinalizerConflict => invalid_finalizer::conflict(subject, violation),
        MetadataFault::OwnerLacks { .. }
        | MetadataFault::OwnerApiVersion
        | MetadataFault::OwnerKind
        | MetadataFault::TwoControllers => invalid_owner::diagnose(subject, violation, fault),
    }
}
