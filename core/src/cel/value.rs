//! Values of CEL, and what they are to one another.

use std::cmp::Ordering;
use std::fmt;

use crate::schema::table::Const;
use crate::schema::view::{Handle, View};
use crate::yaml::{Kind, Number};

/// A value; small, because collections stay where they are. What they hold is asked of a [`Run`](super::run::Run).
#[derive(Clone, Copy, Debug)]
pub(super) enum Val<'a> {
    Null,
    Bool(bool),
    Int(i64),
    Double(f64),
    Text(&'a str),
    /// Nanoseconds.
    Duration(i64),
    /// An optional value, of which only its presence matters.
    Optional(bool),
    /// A list or object of the manifest, or of a default.
    View(Handle),
    /// A list or object that a rule spells out, by its offset.
    Const(u32),
    /// A list that the evaluator made, by its number.
    Made(usize),
}

/// Why an expression has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault<'a> {
    /// A field that is not there.
    NoSuchKey(&'a str),
    /// A list has no item with this index.
    IndexOutOfRange(i64),
    /// An operation does not take values of these types.
    NoSuchOverload,
    /// A number leaves 64 bits.
    Overflow,
    /// A division by zero.
    #[cfg(feature = "crds")]
    DivisionByZero,
    /// A text that is no duration.
    NoDuration(&'a str),
    /// A value that is no whole number.
    #[cfg(feature = "crds")]
    NoNumber,
    /// A text that is no URL.
    #[cfg(feature = "crds")]
    NoUrl(&'a str),
    /// The rule costs too much, or its table is damaged.
    OutOfBudget,
}

impl fmt::Display for Fault<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchKey(key) => write!(out, "no such key: {key}"),
            Self::IndexOutOfRange(index) => write!(out, "index out of bounds: {index}"),
            Self::NoSuchOverload => out.write_str("no such overload"),
            Self::Overflow => out.write_str("integer overflow"),
            #[cfg(feature = "crds")]
            Self::DivisionByZero => out.write_str("division by zero"),
            Self::NoDuration(text) => write!(out, "`{text}` is no duration"),
            #[cfg(feature = "crds")]
            Self::NoNumber => out.write_str("the value is no whole number"),
            #[cfg(feature = "crds")]
            Self::NoUrl(text) => write!(out, "`{text}` is no URL"),
            Self::OutOfBudget => out.write_str("the rule costs too much to evaluate"),
        }
    }
}

impl From<Number> for Val<'_> {
    fn from(number: Number) -> Self {
        match number {
            Number::Int(it) => Self::Int(it),
            Number::Float(it) => Self::Double(it),
        }
    }
}

impl Val<'_> {
    /// `<` and its kin, for types that have an order; integers and doubles compare by value.
    pub(super) fn compare(self, other: Self) -> Option<Compared> {
        let ordering = match (self, other) {
            (Self::Bool(a), Self::Bool(b)) => a.cmp(&b),
            (Self::Int(a), Self::Int(b)) | (Self::Duration(a), Self::Duration(b)) => a.cmp(&b),
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            (Self::Double(a), Self::Double(b)) => return Some(Compared(a.partial_cmp(&b))),
            (Self::Int(a), Self::Double(b)) => return Some(Compared(int_to_double(a, b))),
            (Self::Double(a), Self::Int(b)) => {
                return Some(Compared(int_to_double(b, a).map(Ordering::reverse)));
            }
            _ => return None,
        };
        Some(Compared(Some(ordering)))
    }

    /// Equality of values that are no collections; values of different types differ, without an error.
    pub(super) fn same_scalar(self, other: Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Optional(a), Self::Optional(b)) => !a && !b,
            _ => self.compare(other).is_some_and(|it| it.0 == Some(Ordering::Equal)),
        }
    }
}

/// The order of two values that have one; `None` inside where one is not a number.
pub(super) struct Compared(pub(super) Option<Ordering>);

/// Exact, where a mere cast would round: the whole part decides first, then the fraction.
fn int_to_double(int: i64, double: f64) -> Option<Ordering> {
    const BOUND: f64 = 9_223_372_036_854_775_808.0;
    if double.is_nan() {
        return None;
    }
    if double >= BOUND {
        return Some(Ordering::Less);
    }
    if double < -BOUND {
        return Some(Ordering::Greater);
    }
    let whole = double.trunc();
    let fraction = double - whole;
    Some(int.cmp(&truncated(whole)).then(0.0_f64.partial_cmp(&fraction)?))
}

#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "the caller checked the range")]
fn truncated(whole: f64) -> i64 {
    whole as i64
}

/// What the evaluator makes of a view.
#[inline]
pub(super) fn value_of(view: View<'_>) -> Val<'_> {
    let value = match view.kind() {
        Kind::Null => None,
        Kind::Bool => view.as_bool().map(Val::Bool),
        Kind::Int | Kind::Float => view.as_number().map(Val::from),
        Kind::String => view.as_str().map(Val::Text),
        Kind::Sequence | Kind::Mapping => Some(Val::View(view.handle())),
    };
    value.unwrap_or(Val::Null)
}

/// What the evaluator makes of a constant.
pub(super) fn value_of_constant(constant: Const<'_>) -> Val<'_> {
    let value = match constant.kind() {
        Kind::Null => None,
        Kind::Bool => constant.as_bool().map(Val::Bool),
        Kind::Int | Kind::Float => constant.as_number().map(Val::from),
        Kind::String => constant.as_str().map(Val::Text),
        Kind::Sequence | Kind::Mapping => Some(Val::Const(constant.offset())),
    };
    value.unwrap_or(Val::Null)
}
