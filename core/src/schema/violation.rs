//! What the API server holds against an object, as facts: what is wrong, at which path, at which text.

use super::names::NameFault;
use crate::source::Span;
use crate::yaml::ShownFloat;

/// One reason why an object is refused.
#[derive(Debug, Clone)]
pub struct Violation {
    /// What is wrong.
    pub kind: ViolationKind,
    /// The path as the API server prints it; empty for the object as a whole.
    pub path: String,
    /// The smallest text that has to change; of something missing, the text that names what lacks it.
    pub at: Span,
    /// Whether the API server prints `<nil>` instead of the path.
    pub pathless: bool,
}

/// How far the API server came with an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// No resource serves its kind and version; nothing else was looked at.
    Mapping,
    /// Its metadata could not be decoded; nothing else was looked at.
    Decoding,
    /// Unknown fields: a strict server stops here, and says nothing of the values.
    Strict,
    /// The values.
    Validation,
}

/// How the API server classifies an error, where a class decides what follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// `TypeInvalid`
    TypeInvalid,
    /// `Required`
    Required,
    /// `NotSupported`
    NotSupported,
    /// `TooLong`
    TooLong,
    /// `TooMany`
    TooMany,
    /// `Invalid`
    Invalid,
    /// `Duplicate`
    Duplicate,
}

/// What is wrong.
#[derive(Debug, Clone)]
pub enum ViolationKind {
    /// No API serves the kind in this version.
    Unserved(Unserved),
    /// A field of metadata has a type that cannot be decoded.
    Undecodable {
        /// What it is read as.
        expected: &'static str,
        /// What it is.
        found: &'static str,
        /// How to write it, where that is certain.
        mend: Option<Mend>,
    },
    /// A timestamp that cannot be read.
    BadTimestamp,
    /// A field that the schema does not know.
    UnknownField {
        /// The object that has it.
        owner: Owner,
        /// Its name.
        name: Box<str>,
        /// The fields of the object.
        siblings: Siblings,
    },
    /// A value of another type.
    WrongType {
        /// What the schema says.
        expected: &'static str,
        /// What it is.
        found: &'static str,
        /// How to write it, where that is certain.
        mend: Option<Mend>,
    },
    /// A field that has to be there.
    Missing {
        /// Its name.
        name: Box<str>,
        /// Whether it is written, without a value.
        null: bool,
    },
    /// A value that is none of those allowed.
    NotInEnum {
        /// The value.
        found: Box<str>,
        /// Those allowed.
        allowed: Vec<Box<str>>,
    },
    /// Text that does not match the pattern.
    Pattern {
        /// The text.
        found: Box<str>,
        /// The pattern, as the CRD has it.
        pattern: Box<str>,
        /// Whether the text would match in lower case.
        fits_lower: bool,
    },
    /// Text with too many characters.
    TooLong {
        /// How many it has.
        found: u64,
        /// How many are allowed.
        limit: u64,
    },
    /// Text with too few characters.
    TooShort {
        /// How many it has.
        found: u64,
        /// How many are needed.
        limit: u64,
    },
    /// A number that is too large.
    AboveMaximum {
        /// The largest one allowed.
        limit: ShownFloat,
        /// Whether that one is too large as well.
        exclusive: bool,
    },
    /// A number that is too small.
    BelowMinimum {
        /// The smallest one allowed.
        limit: ShownFloat,
        /// Whether that one is too small as well.
        exclusive: bool,
    },
    /// A number that is no multiple.
    NotMultiple {
        /// What it has to be a multiple of.
        factor: ShownFloat,
    },
    /// A number that the integer format cannot hold.
    OutOfFormat {
        /// The format, if any.
        format: &'static str,
    },
    /// Text that cannot be read as what the field holds.
    Unreadable {
        /// The text.
        found: Box<str>,
        /// What it has to be: `quantity`, `date-time`, `micro-time` or `byte`.
        format: &'static str,
    },
    /// What the API server's own code has against a value.
    Refused {
        /// What is wrong, to stand behind the path.
        message: Box<str>,
        /// What to do about it; may be empty.
        help: Box<str>,
    },
    /// A value that is no name of its sort.
    Misnamed {
        /// What it has to be.
        what: &'static str,
        /// Why it is not.
        fault: NameFault,
    },
    /// Text that has not the format of its field.
    Format {
        /// The text.
        found: Box<str>,
        /// The format, such as `ipv4`.
        format: &'static str,
    },
    /// Alternatives of which none fits, or too many do; the API server names no path.
    NoAlternative {
        /// Which of the two, or what else.
        why: Misfit,
        /// The fields that the alternatives ask for.
        fields: Vec<Box<str>>,
    },
    /// A list or object with too many items or fields.
    TooMany {
        /// How many it has.
        found: u64,
        /// How many are allowed.
        limit: u64,
        /// What is counted.
        of: Counted,
    },
    /// A list or object with too few items or fields.
    TooFew {
        /// How many it has.
        found: u64,
        /// How many are needed.
        limit: u64,
        /// What is counted.
        of: Counted,
    },
    /// An item that is already in the list.
    Duplicate {
        /// The key fields that are equal; empty where whole items are.
        keys: Vec<Box<str>>,
        /// The first of the equal items.
        first: Span,
    },
    /// An item of a list of objects that is no object.
    NotAnObject,
    /// A CEL rule that says no.
    Rule {
        /// The same for the same rule in every kind and release.
        id: u32,
        /// What is wrong, in plain words.
        message: Box<str>,
        /// What to do about it; may be empty.
        help: Box<str>,
        /// Why it could not be evaluated, if that is why.
        failure: Option<Box<str>>,
    },
    /// Some rules were not looked at, because other errors come first.
    RulesSkipped,
    /// Something in metadata that is decoded and not allowed.
    Metadata(MetadataFault),
}

/// What a list or object has too many or too few of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// Items.
    Items,
    /// Fields.
    Fields,
}

/// Why a value does not fit the alternatives of its schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Misfit {
    /// It fits none, and may fit several.
    NoneOfAny,
    /// It fits none, and has to fit one.
    NoneOfOne,
    /// It fits several, and has to fit one.
    Several,
    /// It does not fit all that it has to.
    NotAll,
    /// It fits what it may not fit.
    Excluded,
}

/// The object that has an unknown field.
#[derive(Debug, Clone)]
pub enum Owner {
    /// One that the schema describes: its fields.
    Schema(Vec<Box<str>>),
    /// Metadata or a part of it, whose fields are these.
    Metadata(&'static [&'static str]),
    /// A value of a type that has no fields.
    Nothing,
}

impl Owner {
    /// The fields that it may have.
    pub fn fields(&self) -> Vec<&str> {
        match self {
            Self::Schema(fields) => fields.iter().map(|it| &**it).collect(),
            Self::Metadata(fields) => fields.to_vec(),
            Self::Nothing => Vec::new(),
        }
    }
}

/// The fields of an object that has unknown ones.
#[derive(Debug, Clone, Default)]
pub struct Siblings {
    /// Those that it may have.
    pub known: Vec<Box<str>>,
    /// Those that it may not have, the first ones of very many.
    pub unknown: Vec<Box<str>>,
    /// Whether there are more.
    pub and_more: bool,
}

impl Siblings {
    /// So many unknown ones are listed.
    const MOST: usize = 32;

    pub(super) fn add(&mut self, name: &str, is_known: bool) {
        if is_known {
            self.known.push(name.into());
        } else if self.unknown.len() < Self::MOST {
            self.unknown.push(name.into());
        } else {
            self.and_more = true;
        }
    }
}

/// How to write a value so that it has the right type, in place of its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mend {
    /// In quotes.
    Quote(Box<str>),
    /// Without quotes.
    Unquote(Box<str>),
}

/// Why no API serves an object.
#[derive(Debug, Clone)]
pub enum Unserved {
    /// The release has no such kind.
    Kind {
        /// The kinds of the group.
        known: Vec<&'static str>,
        /// A later release that has it.
        since: Option<&'static str>,
    },
    /// Only the experimental channel has the kind.
    Channel,
    /// The kind has no such version, or does not serve it.
    Version {
        /// The versions that it serves, the best one first.
        served: Vec<Box<str>>,
        /// Whether the object would be accepted as the best one.
        fits: bool,
    },
    /// No kind of the version that a list says has such lists.
    List,
}

/// What is wrong in metadata.
#[derive(Debug, Clone, PartialEq)]
pub enum MetadataFault {
    /// Neither name nor generateName.
    NoName,
    /// The name.
    Name(NameFault),
    /// The generateName.
    GenerateName(NameFault),
    /// The namespace.
    Namespace(NameFault),
    /// A label key.
    LabelKey(NameFault),
    /// A label value.
    LabelValue(NameFault),
    /// An annotation key.
    AnnotationKey(NameFault),
    /// All annotations together.
    AnnotationsTooLong {
        /// How many bytes they have.
        found: usize,
    },
    /// A finalizer.
    Finalizer(NameFault),
    /// Two finalizers that exclude each other.
    FinalizerConflict,
    /// An owner without one of its fields.
    OwnerLacks {
        /// The field.
        field: &'static str,
    },
    /// An owner's apiVersion that is not `group/version`.
    OwnerApiVersion,
    /// An owner of a kind that may own nothing.
    OwnerKind,
    /// Two owners that both control the object.
    TwoControllers,
}

impl Violation {
    /// A violation at `path` and `at`.
    pub fn new(kind: ViolationKind, path: impl Into<String>, at: Span) -> Self {
        Self { kind, path: path.into(), at, pathless: false }
    }

    /// The same, printed by the API server without its path.
    #[must_use]
    pub fn without_path(mut self) -> Self {
        self.pathless = true;
        self
    }

    /// The class of the API server's error; `None` for what ends before validation.
    pub fn class(&self) -> Option<Class> {
        Some(match &self.kind {
            ViolationKind::Unserved(_)
            | ViolationKind::Undecodable { .. }
            | ViolationKind::BadTimestamp
            | ViolationKind::UnknownField { .. } => return None,
            ViolationKind::WrongType { .. } | ViolationKind::Format { .. } => Class::TypeInvalid,
            ViolationKind::Missing { .. }
            | ViolationKind::Metadata(MetadataFault::NoName | MetadataFault::OwnerLacks { .. }) => {
                Class::Required
            }
            ViolationKind::NotInEnum { .. } => Class::NotSupported,
            ViolationKind::TooLong { .. }
            | ViolationKind::Metadata(MetadataFault::AnnotationsTooLong { .. }) => Class::TooLong,
            ViolationKind::TooMany { .. } => Class::TooMany,
            ViolationKind::Duplicate { .. } => Class::Duplicate,
            _ => Class::Invalid,
        })
    }

    /// Whether the API server looks at no CEL rule of an object that has this.
    pub fn stops_rules(&self) -> bool {
        matches!(
            self.class(),
            Some(
                Class::TypeInvalid | Class::Required | Class::NotSupported | Class::TooLong | Class::TooMany
            )
        )
    }

    /// The stage at which the API server says it.
    pub fn stage(&self) -> Stage {
        match self.kind {
            ViolationKind::Unserved(_) => Stage::Mapping,
            ViolationKind::Undecodable { .. } | ViolationKind::BadTimestamp => Stage::Decoding,
            ViolationKind::UnknownField { .. } => Stage::Strict,
            _ => Stage::Validation,
        }
    }
}
