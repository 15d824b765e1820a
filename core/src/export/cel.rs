//! Text of CEL: literals that end where they should, and expressions that people can read. Everything that is written is
//! ASCII, so that no character of a profile can disguise or break the YAML around it.

use std::collections::BTreeSet;
use std::fmt::Write as _;

/// Longer lists are broken into lines of this many characters.
const WIDTH: usize = 96;

/// `value` as a literal.
pub(super) fn text(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 2);
    out.push('\'');
    for letter in value.chars() {
        match letter {
            '\'' | '\\' => out.extend(['\\', letter]),
            ' '..='~' => out.push(letter),
            // Writing to a text does not fail.
            other => _ = write!(out, "\\U{:08x}", u32::from(other)),
        }
    }
    out.push('\'');
    out
}

/// A list of texts, each once, in the order in which they come.
pub(super) fn list<'a>(values: impl IntoIterator<Item = &'a str>) -> String {
    let mut seen = BTreeSet::new();
    let literals: Vec<String> = values.into_iter().filter(|it| seen.insert(*it)).map(text).collect();
    wrapped('[', &literals, ']')
}

/// A map of texts.
pub(super) fn map(entries: impl IntoIterator<Item = (String, String)>) -> String {
    let entries: Vec<_> = entries.into_iter().map(|(key, value)| format!("{key}: {value}")).collect();
    wrapped('{', &entries, '}')
}

fn wrapped(open: char, items: &[String], close: char) -> String {
    let joined = items.join(", ");
    if joined.len() <= WIDTH {
        return format!("{open}{joined}{close}");
    }
    let (mut out, mut length) = (format!("{open}\n "), 0);
    for (place, item) in items.iter().enumerate() {
        if length > 0 && length + item.len() > WIDTH {
            out.push_str("\n ");
            length = 0;
        }
        let comma = if place + 1 == items.len() { "" } else { "," };
        _ = write!(out, " {item}{comma}");
        length += item.len() + 2;
    }
    out.push('\n');
    out.push(close);
    out
}

/// Whether one of `parts` holds, a line each; `false` where there are none.
pub(super) fn any(parts: &[String]) -> String {
    joined(parts, "\n|| ", &["&&", " ? "], "false")
}

/// Whether all of `parts` hold, a line each; `true` where there are none.
pub(super) fn all(parts: &[String]) -> String {
    joined(parts, "\n&& ", &["||", " ? "], "true")
}

/// `parts` with `operator` between them, those in parentheses that have an operator of `others`.
fn joined(parts: &[String], operator: &str, others: &[&str], none: &str) -> String {
    match parts {
        [] => none.to_owned(),
        [only] => only.clone(),
        _ => parts.iter().map(|it| enclosed(it, others)).collect::<Vec<_>>().join(operator),
    }
}

/// `expression` in parentheses, where one of `operators` stands in it outside of any.
fn enclosed(expression: &str, operators: &[&str]) -> String {
    let (mut depth, mut quoted, mut escaped, mut outside) = (0_u32, false, false, String::new());
    for letter in expression.chars() {
        match letter {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '\'' => quoted = !quoted,
            _ if quoted => {}
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            it if depth == 0 => outside.push(it),
            _ => {}
        }
    }
    match operators.iter().any(|it| outside.contains(it)) {
        true => block(expression),
        false => expression.to_owned(),
    }
}

/// `expression` in parentheses, on lines of its own.
pub(super) fn block(expression: &str) -> String {
    format!("(\n  {}\n)", indented(expression))
}

/// The same with its second line and all that follow moved to the right.
pub(super) fn indented(expression: &str) -> String {
    expression.replace('\n', "\n  ")
}

#[cfg(test)]
mod tests {
    use super::{all, any, list, text};

    #[test]
    fn a_literal_ends_where_it_should() {
        assert_eq!(text("a'b\\"), r"'a\'b\\'");
        assert_eq!(text("a\nb\u{2028}é"), r"'a\U0000000ab\U00002028\U000000e9'");
    }

    #[test]
    fn lists_have_each_item_once() {
        assert_eq!(list(["a", "b", "a"]), "['a', 'b']");
        let long = "a".repeat(40);
        let lines = list([long.as_str(), "b", &"c".repeat(40), "d", "e"]);
        assert_eq!(lines, format!("[\n  '{long}', 'b', '{}', 'd',\n  'e'\n]", "c".repeat(40)));
    }

    #[test]
    fn operators_keep_their_operands() {
        let parts = |texts: &[&str]| texts.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
        assert_eq!(any(&[]), "false");
        assert_eq!(all(&parts(&["a"])), "a");
        assert_eq!(all(&parts(&["a || b", "f('||')"])), "(\n  a || b\n)\n&& f('||')");
        assert_eq!(any(&parts(&["x.all(y, y || z)", "!a"])), "x.all(y, y || z)\n|| !a");
    }
}
