//! CEL rules of a schema: the compiled program, and what to say when it fails.

use super::blob::Blob;
use crate::schema::layout::{REASONS, rule};

/// A CEL rule.
#[derive(Clone, Copy)]
pub struct CelRule<'t> {
    blob: Blob<'t>,
    at: u32,
}

/// A compiled expression; `cel` runs it.
#[derive(Clone, Copy)]
pub struct Program<'t> {
    pub(crate) blob: Blob<'t>,
    pub(crate) at: u32,
}

impl<'t> CelRule<'t> {
    pub(crate) fn new(blob: Blob<'t>, at: u32) -> Self {
        Self { blob, at }
    }

    /// The expression.
    pub fn program(self) -> Program<'t> {
        Program { blob: self.blob, at: self.word(0) }
    }

    /// The key of the rule in `messages.yaml`: the same for the same expression in every kind and release.
    pub fn id(self) -> u32 {
        self.word(1)
    }

    /// What is wrong when the rule fails, in plain words.
    pub fn message(self) -> &'t str {
        self.blob.text(self.word(2))
    }

    /// What to do about it; may be empty.
    pub fn help(self) -> &'t str {
        self.text(self.word(3))
    }

    /// The field below the rule's node that is to blame; empty where it is the node itself.
    pub fn field_path(self) -> &'t str {
        self.text(self.word(4))
    }

    /// Whether it compares with the old object, and so does not run on create.
    pub fn is_transition(self) -> bool {
        self.word(5) & rule::TRANSITION != 0
    }

    /// Whether it runs on create although it speaks of the old object, which is then absent.
    pub fn has_optional_old_self(self) -> bool {
        self.word(5) & rule::OPTIONAL_OLD_SELF != 0
    }

    /// Whether it runs when an object is created.
    pub fn runs_on_create(self) -> bool {
        !self.is_transition() || self.has_optional_old_self()
    }

    /// The type of its error, such as `FieldValueInvalid`.
    pub fn reason(self) -> &'static str {
        let place = usize::try_from(self.word(5) >> rule::REASON_SHIFT).unwrap_or(usize::MAX);
        REASONS.get(place).copied().unwrap_or_default()
    }

    fn text(self, at: u32) -> &'t str {
        if at == 0 { "" } else { self.blob.text(at) }
    }

    fn word(self, place: u32) -> u32 {
        self.blob.nth(self.at, place)
    }
}

impl std::fmt::Debug for CelRule<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "CelRule({:08x})", self.id())
    }
}
