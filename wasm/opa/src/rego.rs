//! Values as hosts write them. OPA itself writes Rego, not JSON: strings with Go's escapes, and sets.

use routeproof_admission::unplaced;
use serde_json::value::RawValue;
use std::borrow::Cow;

/// `value` as JSON: a set becomes a list. No text is `null`. What is JSON already stays where it is.
///
/// # Errors
/// Where it is neither, in one line.
pub(crate) fn json(value: &[u8]) -> Result<Cow<'_, str>, String> {
    let text = std::str::from_utf8(value).map_err(|it| it.to_string())?.trim();
    if text.is_empty() {
        return Ok(Cow::Borrowed("null"));
    }
    let Err(error) = serde_json::from_str::<&RawValue>(text) else { return Ok(Cow::Borrowed(text)) };
    let mut writer = Writer { out: String::with_capacity(text.len() + 16), open: Vec::new(), rest: text };
    writer.run();
    match serde_json::from_str::<&RawValue>(&writer.out) {
        Ok(_) => Ok(Cow::Owned(writer.out)),
        Err(_) => Err(unplaced(&error)),
    }
}

/// Whether what stands between a brace and `from` is the first value of a set.
fn opens_set(text: &str, from: usize) -> bool {
    let start = skip_space(text, from);
    match text.as_bytes().get(start) {
        Some(b'"') => {
            let end = skip_space(text, string_end(text, start));
            text.as_bytes().get(end) != Some(&b':')
        }
        Some(b'}') | None => false,
        // JSON has text for keys only.
        Some(_) => true,
    }
}

fn skip_space(text: &str, from: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    from + rest.len() - rest.trim_start().len()
}

/// The place behind the string that begins at `start`.
fn string_end(text: &str, start: usize) -> usize {
    let (mut at, bytes) = (start + 1, text.as_bytes());
    loop {
        match bytes.get(at) {
            Some(b'\\') => at += 2,
            Some(b'"') => return at + 1,
            Some(_) => at += 1,
            None => return at.min(text.len()),
        }
    }
}

struct Writer<'t> {
    out: String,
    /// What closes the open collections.
    open: Vec<char>,
    rest: &'t str,
}

impl Writer<'_> {
    fn run(&mut self) {
        while let Some(letter) = self.rest.chars().next() {
            match letter {
                '"' => self.string(),
                's' if self.rest.starts_with("set()") => {
                    self.out.push_str("[]");
                    self.skip("set()".len());
                }
                '{' => {
                    let set = opens_set(self.rest, 1);
                    self.out.push(if set { '[' } else { '{' });
                    self.open.push(if set { ']' } else { '}' });
                    self.skip(1);
                }
                '}' => {
                    self.out.push(self.open.pop().unwrap_or('}'));
                    self.skip(1);
                }
                other => {
                    self.out.push(other);
                    self.skip(other.len_utf8());
                }
            }
        }
    }

    fn string(&mut self) {
        let end = string_end(self.rest, 0);
        let (text, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        let mut letters = text.chars();
        while let Some(letter) = letters.next() {
            if letter != '\\' {
                self.out.push(letter);
                continue;
            }
            match letters.next() {
                Some('a') => self.out.push_str("\\u0007"),
                Some('v') => self.out.push_str("\\u000b"),
                Some('x') => self.escape(letters.by_ref().take(2)),
                Some('U') => self.escape(letters.by_ref().take(8)),
                Some(other) => self.out.extend(['\\', other]),
                None => self.out.push('\\'),
            }
        }
        self.rest = rest;
    }

    /// Go writes a byte that is no UTF-8 as `\x80`: of such a text nothing better than a letter is left.
    fn escape(&mut self, digits: impl Iterator<Item = char>) {
        let number = digits
            .fold(0_u32, |sum, it| sum.wrapping_mul(16).wrapping_add(it.to_digit(16).unwrap_or_default()));
        let letter = char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER);
        if letter.is_control() {
            self.out.push_str(&format!("\\u{number:04x}"));
        } else {
            self.out.push(letter);
        }
    }

    fn skip(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::json;

    #[test]
    fn rego_becomes_json() {
        for (rego, expected) in [
            ("", "null"),
            (r#"{"a": [1, {"b": "é\n\" set() {x}"}]}"#, r#"{"a": [1, {"b": "é\n\" set() {x}"}]}"#),
            (r#"{"a", "b"}"#, r#"["a", "b"]"#),
            ("{1, {2, 3}}", "[1, [2, 3]]"),
            (r#"{{"a": 1}}"#, r#"[{"a": 1}]"#),
            (r#"{"a": set(), "b": {}}"#, r#"{"a": [], "b": {}}"#),
            (
                r#"{"k": "\a\v\x7f\x1b \U000e0001\\x"}"#,
                "{\"k\": \"\\u0007\\u000b\\u007f\\u001b \u{e0001}\\\\x\"}",
            ),
            (r#""\xff\U99999999""#, "\"ÿ\u{fffd}\""),
        ] {
            assert_eq!(json(rego.as_bytes()).unwrap(), expected, "{rego}");
        }
        for wrong in [&b"\xff"[..], b"{", b"{1", br#"{"unclosed"#, br#""\"#, b"set(", b"}", b"[}"] {
            assert!(json(wrong).is_err(), "{wrong:?}");
        }
    }
}
