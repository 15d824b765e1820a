//! What the reader found wrong: facts with spans. The words are in `rules::reading`.

use super::Style;
use crate::span::Span;

/// One thing that is wrong with a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What.
    pub kind: ProblemKind,
    /// The smallest text that shows it.
    pub span: Span,
    /// What it clashes with: an opening bracket, the first of two keys, the document that stopped kubectl.
    pub related: Option<Span>,
}

impl Problem {
    /// A problem without a second place.
    pub fn new(kind: ProblemKind, span: Span) -> Self {
        Self { kind, span, related: None }
    }

    /// Adds the place that it clashes with.
    #[must_use]
    pub fn and(mut self, related: Span) -> Self {
        self.related = Some(related);
        self
    }

    /// The same at another place.
    #[must_use]
    pub(super) fn at(mut self: Box<Self>, span: Span) -> Box<Self> {
        self.span = span;
        self
    }

    /// Whether kubectl or the API server refuses the document for it. What is merely lost or overridden is no
    /// refusal.
    pub fn rejects(&self) -> bool {
        !matches!(
            self.kind,
            ProblemKind::CollidingKeys
                | ProblemKind::MergeOverridesKey
                | ProblemKind::TextIgnored
                | ProblemKind::DocumentsNotReached { .. }
        )
    }

    /// Whether the document has no tree because of it, and kubectl stops reading here.
    pub fn breaks(&self) -> bool {
        self.rejects() && self.kind != ProblemKind::DuplicateKey
    }
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProblemKind {
    /// The text breaks a rule of the syntax.
    Syntax(Syntax),
    /// A character that YAML does not allow.
    ControlCharacter(char),
    /// Something other than a comment after `---`.
    BadSeparator,
    /// A literal key occurs twice in one mapping; the span is the later one, which would win.
    DuplicateKey,
    /// Two different keys, such as `1` and `"1"`, are the same text: kubectl keeps either.
    CollidingKeys,
    /// A merge key stands behind the key that it overrides.
    MergeOverridesKey,
    /// A key that is null, a list, an object, or an integer beyond 63 bits.
    KeyNotText,
    /// `<<` with something other than objects.
    BadMerge,
    /// An alias without its anchor.
    UnknownAnchor,
    /// An alias inside the node that it stands for.
    AnchorInItself,
    /// A tag and a text that does not fit it.
    BadTaggedValue,
    /// `.inf`, `.nan`, or a JSON number that is too large: JSON has no such number.
    NotFinite,
    /// Text that kubectl never looks at, after `...` or after a complete first value.
    TextIgnored,
    /// kubectl stopped at a broken document (`related`), and `documents` follow.
    DocumentsNotReached {
        /// How many hold something.
        documents: usize,
    },
    /// A limit is exceeded.
    TooMuch(Limit),
}

/// The limits of the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Bytes of a source: [`crate::span::MAX_SOURCE_BYTES`].
    Size,
    /// Collections within collections: [`super::MAX_DEPTH`].
    Depth,
    /// go-yaml's bound on the share of a document that aliases make.
    AliasShare,
    /// Nodes copied for aliases and merge keys: [`super::MAX_COPIES`].
    Copies,
    /// Problems of one source: [`super::MAX_PROBLEMS`]; more are not listed.
    Problems,
}

/// How the text breaks the syntax.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// A tab where indentation is expected.
    Tab,
    /// A character that starts nothing.
    UnexpectedCharacter(char),
    /// A line among the entries of a mapping that is no `key:`.
    MissingColon,
    /// `: ` where no value can be, as in `a: b: c`, or after a text of several lines.
    ValueNotAllowed,
    /// `- ` where no list can begin, as in `a: - b`.
    SequenceNotAllowed,
    /// `? ` where no key can begin.
    KeyNotAllowed,
    /// Indented like neither an entry of the mapping at `related` nor an outer one.
    ExpectedKey,
    /// Indented like neither an item of the sequence at `related` nor an outer one.
    ExpectedItem,
    /// Neither `,` nor the bracket that closes `related`.
    ExpectedClosing(char),
    /// The text ends before the bracket that closes `related`.
    Unclosed(char),
    /// A value is missing where one has to be.
    ExpectedValue,
    /// The text ends inside quotes.
    UnclosedQuote(Style),
    /// `\` and a character that is no escape.
    UnknownEscape,
    /// `\x`, `\u` or `\U` without its digits, or of no character.
    BadCodePoint,
    /// The line of `|` or `>` holds something else.
    BadBlockHeader,
    /// `&` or `*` without a name.
    BadAnchor,
    /// A tag that does not end, or has a wrong character.
    BadTag,
    /// A tag with a handle that no `%TAG` declares.
    UnknownTagHandle,
    /// A line that begins with `%` and is no directive.
    BadDirective,
    /// `%YAML` with another version than 1.1.
    YamlVersion,
    /// A directive twice.
    RepeatedDirective,
    /// A directive without `---` after it.
    ExpectedDocument,
    /// A text that begins as JSON does, and is neither JSON nor YAML.
    Json,
}
