//! CEL text to tokens.

use anyhow::{Context, Result, bail};

/// A token.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    Name(String),
    Int(i64),
    Double(f64),
    Text(String),
    Symbol(&'static str),
}

/// Longer symbols first, so that `<=` is not read as `<`.
const SYMBOLS: [&str; 24] = [
    "&&", "||", "==", "!=", "<=", ">=", "<", ">", "!", "?", ":", "+", "-", "*", "/", "%", ".", ",", "(", ")",
    "[", "]", "{", "}",
];

/// The tokens of `text`.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>> {
    let mut rest = text.trim_start();
    let mut out = Vec::new();
    while let Some(first) = rest.chars().next() {
        let (token, left) = if let Some(read) = string(rest)? {
            read
        } else if first.is_ascii_alphabetic() || first == '_' {
            let (name, left) = split(rest, |it| it.is_ascii_alphanumeric() || it == '_');
            (Token::Name(name.to_owned()), left)
        } else if first.is_ascii_digit() {
            number(rest)?
        } else {
            let symbol = SYMBOLS.into_iter().find(|it| rest.starts_with(it));
            let symbol = symbol.with_context(|| format!("`{first}` is no CEL"))?;
            (Token::Symbol(symbol), rest.strip_prefix(symbol).unwrap_or_default())
        };
        out.push(token);
        rest = left.trim_start();
    }
    Ok(out)
}

fn split(text: &str, belongs: impl Fn(char) -> bool) -> (&str, &str) {
    let end = text.find(|it| !belongs(it)).unwrap_or(text.len());
    text.split_at(end)
}

fn number(text: &str) -> Result<(Token, &str)> {
    let (digits, rest) = split(text, |it| it.is_ascii_alphanumeric() || it == '.');
    let token = if let Some(hex) = digits.strip_prefix("0x") {
        Token::Int(i64::from_str_radix(hex, 16)?)
    } else if digits.contains(['.', 'e', 'E']) {
        Token::Double(digits.parse()?)
    } else {
        Token::Int(digits.parse().with_context(|| format!("number `{digits}`"))?)
    };
    Ok((token, rest))
}

/// A string literal at the start of `text`, if there is one.
fn string(text: &str) -> Result<Option<(Token, &str)>> {
    let (raw, body) = match text.strip_prefix(['r', 'R']) {
        Some(body) if body.starts_with(['"', '\'']) => (true, body),
        _ => (false, text),
    };
    let Some(quote) = ["\"\"\"", "'''", "\"", "'"].into_iter().find(|it| body.starts_with(it)) else {
        return Ok(None);
    };
    let mut rest = body.strip_prefix(quote).unwrap_or_default();
    let mut value = String::new();
    loop {
        if let Some(left) = rest.strip_prefix(quote) {
            return Ok(Some((Token::Text(value), left)));
        }
        let mut chars = rest.chars();
        let next = chars.next().context("a string without an end")?;
        if next == '\\' && !raw {
            value.push(escape(&mut chars)?);
        } else {
            value.push(next);
        }
        rest = chars.as_str();
    }
}

fn escape(chars: &mut std::str::Chars<'_>) -> Result<char> {
    let kind = chars.next().context("a backslash at the end")?;
    let (digits, radix) = match kind {
        'a' => return Ok('\u{7}'),
        'b' => return Ok('\u{8}'),
        'f' => return Ok('\u{c}'),
        'n' => return Ok('\n'),
        'r' => return Ok('\r'),
        't' => return Ok('\t'),
        'v' => return Ok('\u{b}'),
        '\\' | '?' | '"' | '\'' | '`' => return Ok(kind),
        'x' | 'X' => (2, 16),
        'u' => (4, 16),
        'U' => (8, 16),
        '0'..='3' => {
            let code: String = std::iter::once(kind).chain(chars.by_ref().take(2)).collect();
            return char::from_u32(u32::from_str_radix(&code, 8)?).context("no character");
        }
        other => bail!("escape `\\{other}`"),
    };
    let code: String = chars.by_ref().take(digits).collect();
    char::from_u32(u32::from_str_radix(&code, radix)?).context("no character")
}

#[cfg(test)]
mod tests {
    use super::{Token, tokens};

    #[test]
    fn raw_strings_keep_backslashes() {
        let raw = tokens(r#"r"""^\.a"b$""""#).unwrap();
        assert_eq!(raw, [Token::Text(r#"^\.a"b$"#.to_owned())]);
        assert_eq!(tokens(r"'\\.\x41'").unwrap(), [Token::Text(r"\.A".to_owned())]);
    }

    #[test]
    fn two_letter_symbols_win() {
        let symbols = tokens("<=!=! ").unwrap();
        assert_eq!(symbols, [Token::Symbol("<="), Token::Symbol("!="), Token::Symbol("!")]);
    }
}
