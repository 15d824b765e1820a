//! Values that have the wrong type only because of quotes.

use super::violation::Mend;
use crate::yaml::{Kind, Style, Value};

/// A plain number or boolean as text.
pub(super) fn quoted(value: Value<'_>) -> Option<Mend> {
    let plain = matches!(value.kind(), Kind::Bool | Kind::Int | Kind::Float) && value.style() == Style::Plain;
    let text = value.span().of(value.source_text());
    let simple = !text.is_empty() && !text.contains(['"', '\\', '\n', '\r', '!', '&', '*']);
    (plain && simple).then(|| Mend::Quote(format!("\"{text}\"").into()))
}

/// A quoted number or boolean as what it says.
pub(super) fn unquoted(value: Value<'_>) -> Option<Mend> {
    let text = value.as_str()?;
    let number = text.parse::<i64>().is_ok_and(|it| it.to_string() == text);
    let written = value.span().of(value.source_text());
    let quotes = matches!(value.style(), Style::SingleQuoted | Style::DoubleQuoted) && written.contains(text);
    (quotes && (number || matches!(text, "true" | "false"))).then(|| Mend::Unquote(text.into()))
}
