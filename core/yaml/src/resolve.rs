//! Scalars to values, as go-yaml v2 resolves them and JSON then keeps them.

use super::tree::Number;
use super::{base64, float};

/// What a tag asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Tag {
    /// There is none.
    #[default]
    None,
    /// `!`, which makes a string.
    NonSpecific,
    Str,
    Bool,
    Int,
    Float,
    Null,
    Timestamp,
    Binary,
    Merge,
    /// Any other, which makes a string too.
    Other,
}

impl Tag {
    /// The tag whose full name is `name`.
    pub(super) fn of(name: &str) -> Self {
        let Some(core) = name.strip_prefix("tag:yaml.org,2002:") else {
            return if name == "!" { Self::NonSpecific } else { Self::Other };
        };
        match core {
            "str" => Self::Str,
            "bool" => Self::Bool,
            "int" => Self::Int,
            "float" => Self::Float,
            "null" => Self::Null,
            "timestamp" => Self::Timestamp,
            "binary" => Self::Binary,
            "merge" => Self::Merge,
            _ => Self::Other,
        }
    }
}

/// What a scalar is; the text of a string stands elsewhere.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Scalar {
    Null,
    Bool(bool),
    /// An integer whose text is its plain decimal form.
    PlainInt,
    Int(i64),
    /// Beyond `i64`.
    Unsigned(u64),
    Float(f64),
    Str,
}

/// What `text` under `tag` is; `None` if the text does not fit the tag. `Tag::Binary` is not resolved here.
pub(super) fn resolve(tag: Tag, text: &str) -> Option<Scalar> {
    match tag {
        Tag::None => Some(untagged(text)),
        Tag::Str | Tag::NonSpecific | Tag::Binary | Tag::Merge | Tag::Other => Some(Scalar::Str),
        Tag::Null => (untagged(text) == Scalar::Null).then_some(Scalar::Null),
        Tag::Bool => Some(untagged(text)).filter(|it| matches!(it, Scalar::Bool(_))),
        Tag::Int => Some(untagged(text))
            .filter(|it| matches!(it, Scalar::PlainInt | Scalar::Int(_) | Scalar::Unsigned(_))),
        Tag::Float => match untagged(text) {
            Scalar::PlainInt => float::parse(text).map(Scalar::Float),
            Scalar::Int(it) => float::parse(&it.to_string()).map(Scalar::Float),
            Scalar::Float(it) => Some(Scalar::Float(it)),
            _ => None,
        },
        Tag::Timestamp => super::timestamp::is_timestamp(text).then_some(Scalar::Str),
    }
}

/// What a plain scalar without a tag is.
#[inline]
fn untagged(text: &str) -> Scalar {
    let Some(first) = text.as_bytes().first() else { return Scalar::Null };
    match first {
        b'0'..=b'9' | b'+' | b'-' => number(text),
        b'.' => dotted(text),
        b'~' | b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' if text.len() <= 5 => {
            word(text)
        }
        _ => Scalar::Str,
    }
}

fn word(text: &str) -> Scalar {
    match text {
        "~" | "null" | "Null" | "NULL" => Scalar::Null,
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            Scalar::Bool(true)
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            Scalar::Bool(false)
        }
        _ => Scalar::Str,
    }
}

fn dotted(text: &str) -> Scalar {
    match text {
        ".nan" | ".NaN" | ".NAN" => return Scalar::Float(f64::NAN),
        ".inf" | ".Inf" | ".INF" => return Scalar::Float(f64::INFINITY),
        _ => {}
    }
    let bytes = text.as_bytes();
    let digit = |at: Option<usize>| at.and_then(|it| bytes.get(it)).is_some_and(u8::is_ascii_digit);
    let misplaced = bytes
        .iter()
        .enumerate()
        .any(|(at, it)| *it == b'_' && !(digit(at.checked_sub(1)) && digit(Some(at + 1))));
    if misplaced { Scalar::Str } else { decimal(&text.replace('_', "")).map_or(Scalar::Str, Scalar::Float) }
}

fn number(text: &str) -> Scalar {
    if is_plain_int(text) {
        return Scalar::PlainInt;
    }
    match text {
        "+.inf" | "+.Inf" | "+.INF" => return Scalar::Float(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => return Scalar::Float(f64::NEG_INFINITY),
        _ => {}
    }
    // Nothing that is a number has another character, and most that are none have one early.
    if !text.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'+' | b'-' | b'.' | b'_')) {
        return Scalar::Str;
    }
    let plain = text.replace('_', "");
    if let Some(it) = prefixed_int(&plain) {
        return it;
    }
    if let Some(it) = decimal(&plain) {
        return Scalar::Float(it);
    }
    // go-yaml also takes a sign behind the prefix.
    let signed = plain.strip_prefix("0b").and_then(|it| i64::from_str_radix(it, 2).ok());
    signed.map_or(Scalar::Str, Scalar::Int)
}

/// Whether `text` is a decimal integer that `i64` can hold, in its shortest form but for a sign.
fn is_plain_int(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    match digits.as_bytes() {
        [b'0'] => true,
        [b'1'..=b'9', rest @ ..] => rest.len() < 18 && rest.iter().all(u8::is_ascii_digit),
        _ => false,
    }
}

/// An integer with Go's prefixes; a leading zero is octal.
fn prefixed_int(text: &str) -> Option<Scalar> {
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, text.get(1..)?),
        b'+' => (false, text.get(1..)?),
        _ => (false, text),
    };
    let signed = digits.len() < text.len();
    let (radix, rest) = match digits.as_bytes() {
        [b'0', b'b' | b'B', _, ..] => (2, digits.get(2..)?),
        [b'0', b'o' | b'O', _, ..] => (8, digits.get(2..)?),
        [b'0', b'x' | b'X', _, ..] => (16, digits.get(2..)?),
        [b'0'] => (10, digits),
        [b'0', ..] => (8, digits.get(1..)?),
        _ => (10, digits),
    };
    if !rest.bytes().all(|it| it.is_ascii_alphanumeric()) {
        return None;
    }
    let value = u64::from_str_radix(rest, radix).ok()?;
    if negative {
        return 0_i64.checked_sub_unsigned(value).map(Scalar::Int);
    }
    match i64::try_from(value) {
        Ok(it) => Some(Scalar::Int(it)),
        Err(_) => (!signed).then_some(Scalar::Unsigned(value)),
    }
}

/// A decimal float; `None` for other text and for what is beyond `f64`.
fn decimal(text: &str) -> Option<f64> {
    let rest = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (rest, None),
    };
    let digits = |it: &str| it.bytes().all(|it| it.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let valid = digits(whole) && digits(fraction) && !(whole.is_empty() && fraction.is_empty());
    let exponent_valid = exponent.is_none_or(|it| {
        let it = it.strip_prefix(['-', '+']).unwrap_or(it);
        !it.is_empty() && digits(it)
    });
    // `split_once` made `.` and the empty text look alike.
    let lone = whole.is_empty() && !mantissa.contains('.');
    (valid && exponent_valid && !lone).then(|| float::parse(text)).flatten()
}

/// A float as JSON has it: Go writes its shortest digits, and without fraction and exponent they are read back as
/// an integer. `None` for what JSON has no number for.
pub(super) fn json_number(float: f64) -> Option<Number> {
    if !float.is_finite() {
        return None;
    }
    let whole = float.abs() < 1e21 && (float == 0.0 || float.abs() >= 1e-6);
    let int = whole.then(|| {
        let digits = float::shortest(float).plain();
        if float < 0.0 { format!("-{digits}").parse().ok() } else { digits.parse().ok() }
    });
    Some(int.flatten().map_or(Number::Float(float), Number::Int))
}

/// A float as the text of a key, in the 32 bits that the conversion to JSON gives it.
pub(super) fn float_key(float: f64) -> String {
    #[expect(
        clippy::as_conversions,
        clippy::cast_possible_truncation,
        reason = "there is no other rounding to 32 bits"
    )]
    let float = float as f32;
    if float.is_nan() {
        return ".nan".to_owned();
    }
    if float.is_infinite() {
        return if float > 0.0 { ".inf" } else { "-.inf" }.to_owned();
    }
    let minus = if float.is_sign_negative() { "-" } else { "" };
    let decimal = float::shortest_single(float);
    match decimal.exponent() {
        -4..6 => format!("{minus}{}", decimal.plain()),
        exponent => {
            let sign = if exponent < 0 { '-' } else { '+' };
            format!("{minus}{}e{sign}{:02}", decimal.mantissa(), exponent.abs())
        }
    }
}

/// The bytes that standard base64 says, as Go puts them into JSON: a byte that is no UTF-8 becomes U+FFFD.
pub(super) fn binary(text: &str) -> Option<String> {
    let bytes = base64::decode(text)?;
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        chunk.invalid().iter().for_each(|_| out.push('\u{FFFD}'));
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::{Scalar, Tag, binary, float_key, json_number, resolve};
    use crate::Number;

    fn plain(text: &str) -> Scalar {
        resolve(Tag::None, text).unwrap()
    }

    #[test]
    fn words_are_booleans_and_nulls_in_three_cases_only() {
        for text in ["y", "Yes", "ON", "true"] {
            assert_eq!(plain(text), Scalar::Bool(true), "{text}");
        }
        for text in ["n", "No", "OFF", "FALSE"] {
            assert_eq!(plain(text), Scalar::Bool(false), "{text}");
        }
        for text in ["", "~", "null", "NULL"] {
            assert_eq!(plain(text), Scalar::Null, "{text}");
        }
        for text in ["tRUE", "nULL", "oN", "<<", "name"] {
            assert_eq!(plain(text), Scalar::Str, "{text}");
        }
    }

    #[test]
    fn integers_have_go_prefixes_and_underscores() {
        let cases =
            [("0x1F", 31), ("0b11", 3), ("0o17", 15), ("017", 15), ("1_000", 1000), ("1__0", 10), ("1_", 1)];
        for (text, value) in cases {
            assert_eq!(plain(text), Scalar::Int(value), "{text}");
        }
        assert_eq!(plain("-0b1"), Scalar::Int(-1));
        assert_eq!(plain("0b-1"), Scalar::Int(-1));
        assert_eq!(plain("+1"), Scalar::PlainInt);
        assert_eq!(plain("-9223372036854775808"), Scalar::Int(i64::MIN));
        assert_eq!(plain("18446744073709551615"), Scalar::Unsigned(u64::MAX));
        assert_eq!(plain("18446744073709551616"), Scalar::Float(18_446_744_073_709_551_616.0));
        for text in ["0o8", "_1", "0x", "0b", "-", "+", "12:30", "1:30:15", "2001-01-01", "1-1"] {
            assert_eq!(plain(text), Scalar::Str, "{text}");
        }
    }

    #[test]
    fn floats_that_are_whole_become_integers_in_json() {
        for (text, value) in [("08", 8), ("080", 80), ("80.0", 80), ("8e1", 80), ("1.", 1), ("-0.0", 0)] {
            let Scalar::Float(float) = plain(text) else { panic!("{text} is no float") };
            assert_eq!(json_number(float), Some(Number::Int(value)), "{text}");
        }
        assert_eq!(plain(".5"), Scalar::Float(0.5));
        assert_eq!(plain("._5"), Scalar::Str);
        assert_eq!(plain("1e400"), Scalar::Str);
        assert_eq!(json_number(1e21), Some(Number::Float(1e21)));
        assert_eq!(json_number(f64::NAN), None);
    }

    #[test]
    fn tags_are_obeyed() {
        assert_eq!(resolve(Tag::Int, "80"), Some(Scalar::PlainInt));
        assert_eq!(resolve(Tag::Int, "x"), None);
        assert_eq!(resolve(Tag::Str, "80"), Some(Scalar::Str));
        assert_eq!(resolve(Tag::Float, "80"), Some(Scalar::Float(80.0)));
        assert_eq!(resolve(Tag::Null, ""), Some(Scalar::Null));
        assert_eq!(binary("aGk="), Some("hi".to_owned()));
        assert_eq!(binary("/w=="), Some("\u{FFFD}".to_owned()));
        assert_eq!(binary("a=b="), None);
    }

    #[test]
    fn floats_as_keys_have_32_bits() {
        for (float, text) in [(1.5, "1.5"), (0.1, "0.1"), (1e10, "1e+10"), (123_456_789.0, "1.2345679e+08")] {
            assert_eq!(float_key(float), text);
        }
        assert_eq!(float_key(1e300), ".inf");
        assert_eq!(float_key(0.00001), "1e-05");
    }
}
