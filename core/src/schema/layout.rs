//! The format of a table: one blob of little-endian words, addressed by byte offsets from its start, read in place.
//!
//! `schema-gen` includes this file, so that writer and reader cannot disagree. Every record is written once, however
//! many schemas share it. Offset 0 is the header, so a reference of 0 means "nothing".
//!
//! | record | words |
//! |---|---|
//! | header | magic, release name, list of kinds, the schema of any value |
//! | header of several releases | magic, list of releases, 0, the schema of any value |
//! | release | name, list of kinds |
//! | list | count, items… |
//! | text | bytes of UTF-8, then the bytes themselves, padded to a word |
//! | kind | group, kind, plural, 1 if namespaced, count of versions, per version: name, schema, flags |
//! | schema | bits, mask of slots, one word per slot that is set |
//! | properties | count, then per property, sorted by name: name, schema + 1 if required |
//! | constant | tag + count or value × 8, contents |
//! | rule | program, id, message, help, field path, flags |
//! | expression | operation + argument × 256, operands |
//! | pattern | source text, classes, states, first final state, start state, 256 classes by byte, transitions |

/// The first word of a blob; its last byte is the version of the format.
pub(crate) const MAGIC: u32 = 0x5250_5401;

/// Bits of a version's flags.
pub(crate) mod version {
    pub(crate) const EXPERIMENTAL: u32 = 1;
    pub(crate) const SERVED: u32 = 1 << 1;
    pub(crate) const STORAGE: u32 = 1 << 2;
    pub(crate) const DEPRECATED: u32 = 1 << 3;
    pub(crate) const STATUS: u32 = 1 << 4;
}

/// Types, in the low four bits of a schema's first word.
pub(crate) const TYPES: [&str; 8] =
    ["", "object", "array", "string", "integer", "number", "boolean", "int-or-string"];

/// Formats, in the next four bits.
pub(crate) const FORMATS: [&str; 12] = [
    "",
    "int32",
    "int64",
    "ipv4",
    "ipv6",
    "date-time",
    "float",
    "double",
    "byte",
    "duration",
    "quantity",
    "micro-time",
];

/// List types, in the next two bits.
pub(crate) const LIST_TYPES: [&str; 3] = ["atomic", "set", "map"];

/// Bits of a schema's first word, above its type, format and list type.
pub(crate) mod bit {
    pub(crate) const FORMAT_SHIFT: u32 = 4;
    pub(crate) const LIST_SHIFT: u32 = 8;
    pub(crate) const MAP_ATOMIC: u32 = 1 << 10;
    pub(crate) const NULLABLE: u32 = 1 << 11;
    pub(crate) const PRESERVE_UNKNOWN: u32 = 1 << 12;
    pub(crate) const EMBEDDED: u32 = 1 << 13;
    pub(crate) const EXCLUSIVE_MINIMUM: u32 = 1 << 14;
    pub(crate) const EXCLUSIVE_MAXIMUM: u32 = 1 << 15;
    /// The node or one below it has a CEL rule.
    pub(crate) const RULES_WITHIN: u32 = 1 << 16;
    /// A node below it has a default.
    pub(crate) const DEFAULTS_WITHIN: u32 = 1 << 17;
    /// The node or one below it has a bound, pattern, enum, format, combinator, list type or required property.
    pub(crate) const LIMITS_WITHIN: u32 = 1 << 18;
}

/// The slots of a schema, in the order of their words.
pub(crate) mod slot {
    pub(crate) const PROPERTIES: u32 = 0;
    pub(crate) const REQUIRED: u32 = 1;
    pub(crate) const ITEMS: u32 = 2;
    pub(crate) const ADDITIONAL: u32 = 3;
    pub(crate) const DEFAULT: u32 = 4;
    pub(crate) const PATTERN: u32 = 5;
    pub(crate) const ENUM: u32 = 6;
    pub(crate) const MINIMUM: u32 = 7;
    pub(crate) const MAXIMUM: u32 = 8;
    pub(crate) const MULTIPLE_OF: u32 = 9;
    pub(crate) const MIN_LENGTH: u32 = 10;
    pub(crate) const MAX_LENGTH: u32 = 11;
    pub(crate) const MIN_ITEMS: u32 = 12;
    pub(crate) const MAX_ITEMS: u32 = 13;
    pub(crate) const MIN_PROPERTIES: u32 = 14;
    pub(crate) const MAX_PROPERTIES: u32 = 15;
    pub(crate) const MAP_KEYS: u32 = 16;
    pub(crate) const RULES: u32 = 17;
    pub(crate) const ALL_OF: u32 = 18;
    pub(crate) const ANY_OF: u32 = 19;
    pub(crate) const ONE_OF: u32 = 20;
    pub(crate) const NOT: u32 = 21;
}

/// Tags of constants, in the low three bits of their first word.
pub(crate) mod tag {
    pub(crate) const NULL: u32 = 0;
    pub(crate) const BOOL: u32 = 1;
    /// Two words follow: the low and the high half.
    pub(crate) const INT: u32 = 2;
    /// Two words follow: the bits of the double.
    pub(crate) const FLOAT: u32 = 3;
    /// A text follows.
    pub(crate) const TEXT: u32 = 4;
    /// That many constants follow.
    pub(crate) const LIST: u32 = 5;
    /// That many pairs of text and constant follow.
    pub(crate) const MAP: u32 = 6;
}

/// Flags of a rule.
pub(crate) mod rule {
    /// It speaks of `oldSelf` and so does not run when an object is created.
    pub(crate) const TRANSITION: u32 = 1;
    /// `optionalOldSelf`: it runs on create too, without an old value.
    pub(crate) const OPTIONAL_OLD_SELF: u32 = 1 << 1;
    /// The place of the reason in [`REASONS`](super::REASONS).
    pub(crate) const REASON_SHIFT: u32 = 8;
}

/// What a rule reports; the first is what a rule without a reason means.
pub(crate) const REASONS: [&str; 4] =
    ["FieldValueInvalid", "FieldValueForbidden", "FieldValueRequired", "FieldValueDuplicate"];

/// Numbers of the states of a pattern that end the walk.
pub(crate) mod state {
    /// Nothing can match any more.
    pub(crate) const DEAD: usize = 0;
    /// A match was found, whatever follows.
    pub(crate) const FOUND: usize = 1;
}

/// Most states of a pattern whose transitions are single bytes; with more, they are pairs.
pub(crate) const NARROW: usize = 256;

/// Operations of a CEL expression; operands are offsets of expressions unless said otherwise.
pub(crate) mod op {
    /// Operand: a constant.
    pub(crate) const CONST: u32 = 0;
    pub(crate) const SELF: u32 = 1;
    /// Argument: which comprehension binds the variable, counted from the outermost.
    pub(crate) const VAR: u32 = 2;
    /// Operands: expression, text.
    pub(crate) const FIELD: u32 = 3;
    /// Operands: expression, text.
    pub(crate) const HAS: u32 = 4;
    pub(crate) const INDEX: u32 = 5;
    pub(crate) const AND: u32 = 6;
    pub(crate) const OR: u32 = 7;
    pub(crate) const NOT: u32 = 8;
    pub(crate) const COND: u32 = 9;
    pub(crate) const EQ: u32 = 10;
    pub(crate) const NE: u32 = 11;
    pub(crate) const LT: u32 = 12;
    pub(crate) const LE: u32 = 13;
    pub(crate) const GT: u32 = 14;
    pub(crate) const GE: u32 = 15;
    pub(crate) const ADD: u32 = 16;
    pub(crate) const SUB: u32 = 17;
    pub(crate) const MUL: u32 = 18;
    pub(crate) const DIV: u32 = 19;
    pub(crate) const REM: u32 = 20;
    pub(crate) const NEG: u32 = 21;
    pub(crate) const IN: u32 = 22;
    /// Argument: how many operands.
    pub(crate) const LIST: u32 = 23;
    /// Comprehensions. Argument: the variable. Operands: range, body.
    pub(crate) const ALL: u32 = 24;
    pub(crate) const EXISTS: u32 = 25;
    pub(crate) const EXISTS_ONE: u32 = 26;
    pub(crate) const FILTER: u32 = 27;
    pub(crate) const MAP: u32 = 28;
    /// `filter(…).size()`, without the list.
    pub(crate) const COUNT: u32 = 29;
    pub(crate) const SIZE: u32 = 30;
    /// Operands: expression, pattern.
    pub(crate) const MATCHES: u32 = 31;
    pub(crate) const CONTAINS: u32 = 32;
    pub(crate) const STARTS_WITH: u32 = 33;
    pub(crate) const ENDS_WITH: u32 = 34;
    pub(crate) const SPLIT: u32 = 35;
    /// Argument: 1, or 2 with an end.
    pub(crate) const SUBSTRING: u32 = 36;
    pub(crate) const IS_IP: u32 = 37;
    pub(crate) const DURATION: u32 = 38;
    /// Argument: the place of the format in [`NAMED_FORMATS`](super::NAMED_FORMATS).
    pub(crate) const VALIDATE: u32 = 39;
    pub(crate) const HAS_VALUE: u32 = 40;
    pub(crate) const OLD_SELF: u32 = 41;
}

/// Most comprehensions within one another.
pub(crate) const MAX_VARIABLES: usize = 6;

/// Formats that `format.NAME()` knows here.
pub(crate) const NAMED_FORMATS: [&str; 5] =
    ["dns1123Label", "dns1123Subdomain", "dns1035Label", "qualifiedName", "labelValue"];
