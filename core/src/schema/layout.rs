//! The format of a table: one blob of little-endian words, addressed by byte offsets from its start, read in place.
//!
//! `routeproof-crd` writes it, by the numbers of this file, so that writer and reader cannot disagree. Every record is written once, however
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
//! | large pattern | source text, 0, text of the expression as `regex-lite` reads it |
//! | pattern | source text, classes, states, first final state, start state, 256 classes by byte, transitions |

/// The first word of a blob; its last byte is the version of the format.
pub const MAGIC: u32 = 0x5250_5401;

/// Bits of a version's flags.
pub mod version {
    pub const EXPERIMENTAL: u32 = 1;
    pub const SERVED: u32 = 1 << 1;
    pub const STORAGE: u32 = 1 << 2;
    pub const DEPRECATED: u32 = 1 << 3;
    pub const STATUS: u32 = 1 << 4;
}

/// Types, in the low four bits of a schema's first word.
pub const TYPES: [&str; 8] =
    ["", "object", "array", "string", "integer", "number", "boolean", "int-or-string"];

/// Formats, in the next four bits.
pub const FORMATS: [&str; 16] = [
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
    "date",
    "cidr",
    "uuid",
    "hostname",
    "quantity",
    "micro-time",
];

/// List types, in the next two bits.
pub const LIST_TYPES: [&str; 3] = ["atomic", "set", "map"];

/// Bits of a schema's first word, above its type, format and list type.
pub mod bit {
    pub const FORMAT_SHIFT: u32 = 4;
    pub const LIST_SHIFT: u32 = 8;
    pub const MAP_ATOMIC: u32 = 1 << 10;
    pub const NULLABLE: u32 = 1 << 11;
    pub const PRESERVE_UNKNOWN: u32 = 1 << 12;
    pub const EMBEDDED: u32 = 1 << 13;
    pub const EXCLUSIVE_MINIMUM: u32 = 1 << 14;
    pub const EXCLUSIVE_MAXIMUM: u32 = 1 << 15;
    /// The node or one below it has a CEL rule.
    pub const RULES_WITHIN: u32 = 1 << 16;
    /// A node below it has a default.
    pub const DEFAULTS_WITHIN: u32 = 1 << 17;
    /// The node or one below it has a bound, pattern, enum, format, combinator, list type or required property.
    pub const LIMITS_WITHIN: u32 = 1 << 18;
}

/// The slots of a schema, in the order of their words.
pub mod slot {
    pub const PROPERTIES: u32 = 0;
    pub const REQUIRED: u32 = 1;
    pub const ITEMS: u32 = 2;
    pub const ADDITIONAL: u32 = 3;
    pub const DEFAULT: u32 = 4;
    pub const PATTERN: u32 = 5;
    pub const ENUM: u32 = 6;
    pub const MINIMUM: u32 = 7;
    pub const MAXIMUM: u32 = 8;
    pub const MULTIPLE_OF: u32 = 9;
    pub const MIN_LENGTH: u32 = 10;
    pub const MAX_LENGTH: u32 = 11;
    pub const MIN_ITEMS: u32 = 12;
    pub const MAX_ITEMS: u32 = 13;
    pub const MIN_PROPERTIES: u32 = 14;
    pub const MAX_PROPERTIES: u32 = 15;
    pub const MAP_KEYS: u32 = 16;
    pub const RULES: u32 = 17;
    pub const ALL_OF: u32 = 18;
    pub const ANY_OF: u32 = 19;
    pub const ONE_OF: u32 = 20;
    pub const NOT: u32 = 21;
}

/// Tags of constants, in the low three bits of their first word.
pub mod tag {
    pub const NULL: u32 = 0;
    pub const BOOL: u32 = 1;
    /// Two words follow: the low and the high half.
    pub const INT: u32 = 2;
    /// Two words follow: the bits of the double.
    pub const FLOAT: u32 = 3;
    /// A text follows.
    pub const TEXT: u32 = 4;
    /// That many constants follow.
    pub const LIST: u32 = 5;
    /// That many pairs of text and constant follow.
    pub const MAP: u32 = 6;
}

/// Flags of a rule.
pub mod rule {
    /// It speaks of `oldSelf` and so does not run when an object is created.
    pub const TRANSITION: u32 = 1;
    /// `optionalOldSelf`: it runs on create too, without an old value.
    pub const OPTIONAL_OLD_SELF: u32 = 1 << 1;
    /// The place of the reason in [`REASONS`](super::REASONS).
    pub const REASON_SHIFT: u32 = 8;
}

/// What a rule reports; the first is what a rule without a reason means.
pub const REASONS: [&str; 4] =
    ["FieldValueInvalid", "FieldValueForbidden", "FieldValueRequired", "FieldValueDuplicate"];

/// Numbers of the states of a pattern that end the walk.
pub mod state {
    /// Nothing can match any more.
    pub const DEAD: usize = 0;
    /// A match was found, whatever follows.
    pub const FOUND: usize = 1;
}

/// Most states of a pattern whose transitions are single bytes; with more, they are pairs.
pub const NARROW: usize = 256;

/// Operations of a CEL expression; operands are offsets of expressions unless noted.
pub mod op {
    /// Operand: a constant.
    pub const CONST: u32 = 0;
    pub const SELF: u32 = 1;
    /// Argument: which comprehension binds the variable, counted from the outermost.
    pub const VAR: u32 = 2;
    /// Operands: expression, text.
    pub const FIELD: u32 = 3;
    /// Operands: expression, text.
    pub const HAS: u32 = 4;
    pub const INDEX: u32 = 5;
    pub const AND: u32 = 6;
    pub const OR: u32 = 7;
    pub const NOT: u32 = 8;
    pub const COND: u32 = 9;
    pub const EQ: u32 = 10;
    pub const NE: u32 = 11;
    pub const LT: u32 = 12;
    pub const LE: u32 = 13;
    pub const GT: u32 = 14;
    pub const GE: u32 = 15;
    pub const ADD: u32 = 16;
    pub const SUB: u32 = 17;
    pub const MUL: u32 = 18;
    pub const DIV: u32 = 19;
    pub const REM: u32 = 20;
    pub const NEG: u32 = 21;
    pub const IN: u32 = 22;
    /// Argument: how many operands.
    pub const LIST: u32 = 23;
    /// Comprehensions. Argument: the variable. Operands: range, body.
    pub const ALL: u32 = 24;
    pub const EXISTS: u32 = 25;
    pub const EXISTS_ONE: u32 = 26;
    pub const FILTER: u32 = 27;
    pub const MAP: u32 = 28;
    /// `filter(…).size()`, without the list.
    pub const COUNT: u32 = 29;
    pub const SIZE: u32 = 30;
    /// Operands: expression, pattern.
    pub const MATCHES: u32 = 31;
    pub const CONTAINS: u32 = 32;
    pub const STARTS_WITH: u32 = 33;
    pub const ENDS_WITH: u32 = 34;
    pub const SPLIT: u32 = 35;
    /// Argument: 1, or 2 with an end.
    pub const SUBSTRING: u32 = 36;
    pub const IS_IP: u32 = 37;
    pub const DURATION: u32 = 38;
    /// Argument: the place of the format in [`NAMED_FORMATS`](super::NAMED_FORMATS).
    pub const VALIDATE: u32 = 39;
    pub const HAS_VALUE: u32 = 40;
    pub const OLD_SELF: u32 = 41;
    pub const LOWER: u32 = 42;
    pub const UPPER: u32 = 43;
    /// A text or number as a whole number.
    pub const TO_INT: u32 = 44;
    pub const IS_URL: u32 = 45;
    /// The scheme of a URL.
    pub const URL_SCHEME: u32 = 46;
}

/// Most comprehensions within one another.
pub const MAX_VARIABLES: usize = 6;

/// Formats that `format.NAME()` knows here.
pub const NAMED_FORMATS: [&str; 5] =
    ["dns1123Label", "dns1123Subdomain", "dns1035Label", "qualifiedName", "labelValue"];
