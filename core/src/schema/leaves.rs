//! What a schema says of one value without what is in it: type, choices, bounds, length, pattern and format, as the API
//! server's validator asks for them.

use super::formats;
use super::table::{Const, Schema, Type};
use super::view::{View, float};
use super::violation::ViolationKind;
use crate::yaml::{Kind, Number, ShownFloat};

/// Whether a value has the type that `schema` asks for, if it asks for one. A list passes where a text has a format: the
/// validator leaves it to the format, which knows texts only.
pub(super) fn has_type(view: View<'_>, schema: Schema<'_>) -> bool {
    let (kind, formatted) = (view.kind(), !schema.format().is_empty());
    let whole = || match view.as_number() {
        Some(Number::Float(it)) => is_nearly_whole(it),
        other => other.is_some(),
    };
    match (schema.kind(), kind) {
        (_, Kind::Null) => schema.kind() == Type::Any || schema.nullable(),
        (Type::Any, _) => !formatted || matches!(kind, Kind::String | Kind::Sequence),
        (Type::Object, it) => it == Kind::Mapping,
        (Type::Array, it) => it == Kind::Sequence,
        (Type::String, it) => it == Kind::String || (formatted && it == Kind::Sequence),
        (Type::Boolean, it) => it == Kind::Bool,
        (Type::Number, it) => matches!(it, Kind::Int | Kind::Float),
        (Type::Integer, Kind::Int | Kind::Float) => whole(),
        (Type::IntOrString, it) => it == Kind::String || (matches!(it, Kind::Int | Kind::Float) && whole()),
        (Type::Integer, _) => false,
    }
}

/// That a value is none of those that `schema` lists.
pub(super) fn choice_fault(view: View<'_>, schema: Schema<'_>) -> Option<ViolationKind> {
    let mut choices = schema.choices()?;
    // A null is none of them, also where null is listed.
    if !view.is_null() && choices.any(|it| is(view, it)) {
        return None;
    }
    let found = match view.written() {
        Some(it) => it.span().of(it.source_text()).into(),
        None => view.as_str().unwrap_or_default().into(),
    };
    let allowed = schema.choices()?.filter_map(Const::scalar).map(Into::into).collect();
    Some(ViolationKind::NotInEnum { found, allowed })
}

/// Whether a value is a constant.
fn is(view: View<'_>, wanted: Const<'_>) -> bool {
    match (view.kind(), wanted.kind()) {
        (Kind::String, Kind::String) => view.as_str() == wanted.as_str(),
        (Kind::Bool, Kind::Bool) => view.as_bool() == wanted.as_bool(),
        (Kind::Int | Kind::Float, Kind::Int | Kind::Float) => {
            let as_float = |it: Number| match it {
                Number::Int(it) => float(it),
                Number::Float(it) => it,
            };
            view.as_number() == wanted.as_number()
                || view.as_number().map(as_float) == wanted.as_number().map(as_float)
        }
        (Kind::Null, Kind::Null) => true,
        (Kind::Sequence, Kind::Sequence) => {
            view.len() == wanted.len() && view.items().zip(wanted.items()).all(|(it, wanted)| is(it, wanted))
        }
        (Kind::Mapping, Kind::Mapping) => {
            let same = |(name, it): (&str, View<'_>)| wanted.get(name).is_some_and(|wanted| is(it, wanted));
            view.len() == wanted.len() && view.entries().all(same)
        }
        _ => false,
    }
}

/// What is wrong with the length of a text, or else with its form.
pub(super) fn text_fault(text: &str, schema: Schema<'_>) -> Option<ViolationKind> {
    let bytes = u64::try_from(text.len()).unwrap_or(u64::MAX);
    // A character has one to four bytes, so that most texts need no counting.
    if let Some(limit) = schema.max_length().map(u64::from).filter(|it| bytes > *it) {
        let found = characters(text);
        if found > limit {
            return Some(ViolationKind::TooLong { found, limit });
        }
    }
    if let Some(limit) = schema.min_length().map(u64::from).filter(|it| bytes < it.saturating_mul(4)) {
        let found = characters(text);
        if found < limit {
            return Some(ViolationKind::TooShort { found, limit });
        }
    }
    let pattern = schema.pattern().filter(|it| !it.is_match(text))?;
    let fits_lower = pattern.is_match(&text.to_ascii_lowercase());
    Some(ViolationKind::Pattern { found: text.into(), pattern: pattern.source().into(), fits_lower })
}

fn characters(text: &str) -> u64 {
    u64::try_from(text.chars().count()).unwrap_or(u64::MAX)
}

/// That a text has not the format of `schema`.
pub(super) fn format_fault(text: &str, schema: Schema<'_>) -> Option<ViolationKind> {
    let format = schema.format();
    (!formats::has_format(format, text)).then(|| ViolationKind::Format { found: text.into(), format })
}

/// Hands over what is wrong with a number, and whether the API server prints it without a path.
pub(super) fn number_faults(number: Number, schema: Schema<'_>, mut add: impl FnMut(ViolationKind, bool)) {
    let (format, whole) = (schema.format(), schema.kind() == Type::Integer);
    // A bound that the format cannot hold is reported for each number. Bounds are doubles to the validator.
    let bounds = [schema.multiple_of(), schema.maximum(), schema.minimum()];
    let bounds = bounds.map(|it| it.and_then(Const::as_number).map(double));
    let holds = |it: f64| match format {
        "float" => fits_single(it),
        "int32" => whole_of(it).is_some_and(|it| i32::try_from(it).is_ok()),
        _ => !whole || whole_of(it).is_some(),
    };
    let fits = match number {
        Number::Int(it) => format != "int32" || i32::try_from(it).is_ok(),
        Number::Float(it) => !whole && (format != "float" || fits_single(it)),
    };
    if !(fits && bounds.into_iter().flatten().all(holds)) {
        add(ViolationKind::OutOfFormat { format }, true);
    }
    let [factor, maximum, minimum] = bounds;
    if let Some(limit) = maximum
        && let order = compare(number, limit)
        && (order.is_gt() || (order.is_eq() && schema.exclusive_maximum()))
    {
        add(
            ViolationKind::AboveMaximum { limit: ShownFloat(limit), exclusive: schema.exclusive_maximum() },
            false,
        );
    }
    if let Some(limit) = minimum
        && let order = compare(number, limit)
        && (order.is_lt() || (order.is_eq() && schema.exclusive_minimum()))
    {
        add(
            ViolationKind::BelowMinimum { limit: ShownFloat(limit), exclusive: schema.exclusive_minimum() },
            false,
        );
    }
    if let Some(factor) = factor.filter(|it| !is_multiple(number, *it)) {
        add(ViolationKind::NotMultiple { factor: ShownFloat(factor) }, false);
    }
}

/// A whole number is compared with the whole part of a bound, as the validator does it.
fn compare(number: Number, limit: f64) -> std::cmp::Ordering {
    match number {
        Number::Int(it) => match whole_of(limit.trunc()) {
            Some(limit) => it.cmp(&limit),
            None => float(it).total_cmp(&limit),
        },
        Number::Float(it) => it.total_cmp(&limit),
    }
}

/// The whole number that a double is.
#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "the range is checked")]
fn whole_of(number: f64) -> Option<i64> {
    const BOUND: f64 = 9_223_372_036_854_775_808.0;
    (number.fract() == 0.0 && (-BOUND..BOUND).contains(&number)).then_some(number as i64)
}

fn is_multiple(number: Number, factor: f64) -> bool {
    match (number, whole_of(factor)) {
        (Number::Int(it), Some(factor)) => factor > 0 && it.checked_rem(factor) == Some(0),
        _ => {
            let number = double(number);
            let times = if factor < 1.0 { 1.0 / factor * number } else { number / factor };
            factor > 0.0 && (times.fract() == 0.0 || is_nearly_whole(times))
        }
    }
}

fn double(number: Number) -> f64 {
    match number {
        Number::Int(it) => float(it),
        Number::Float(it) => it,
    }
}

/// Whether a number is not too large for single precision.
fn fits_single(number: f64) -> bool {
    // The least number that rounds to infinity: half a unit above the largest.
    const TOO_LARGE: f64 = 3.402_823_567_797_336_6e38;
    number.abs() < TOO_LARGE
}

/// What the API server's type check takes for an integer: a fraction of up to a billionth is rounding.
fn is_nearly_whole(number: f64) -> bool {
    const LARGEST: f64 = 9_007_199_254_740_991.0;
    if !(0.0..=LARGEST).contains(&number) {
        return false;
    }
    let whole = number.trunc();
    whole > 0.0 && (number - whole) / (number + whole) < 1e-9
}
