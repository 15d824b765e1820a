//! `${VAR}` in text: envsubst or Flux puts something else there before an API server sees it.

use std::collections::BTreeMap;

/// Whether `text` has a variable that is replaced later: `${VAR}`, `${VAR:=default}`. `$${VAR}` stays as it is.
pub(crate) fn has_placeholder(text: &str) -> bool {
    let mut rest = text;
    let mut escaped = false;
    while let Some((before, behind)) = rest.split_once("${") {
        escaped = if before.is_empty() { escaped } else { before.ends_with('$') };
        if !escaped && is_variable(behind) {
            return true;
        }
        escaped = false;
        rest = behind;
    }
    false
}

/// `text` with the values of `variables` in place of `${VAR}` and `${VAR:=default}`. Others stay, and so does `$${VAR}`.
pub(crate) fn filled(text: &str, variables: &BTreeMap<String, String>) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("${") {
        filled.push_str(before);
        let value = behind.split_once('}').filter(|_| !before.ends_with('$') && is_variable(behind));
        let value = value.and_then(|(inside, behind)| {
            let (name, operator) = inside.split_at(name_length(inside));
            let has_default = [":=", ":-", "=", "-"].iter().any(|it| operator.starts_with(it));
            Some((variables.get(name).filter(|_| operator.is_empty() || has_default)?, behind))
        });
        filled.push_str(value.map_or("${", |it| it.0));
        rest = value.map_or(behind, |it| it.1);
    }
    filled + rest
}

/// The length of the name at the beginning of a text.
fn name_length(text: &str) -> usize {
    text.find(|it: char| !it.is_ascii_alphanumeric() && it != '_').unwrap_or(text.len())
}

/// Whether a name stands there, with an operator or a brace behind it.
fn is_variable(text: &str) -> bool {
    let begins = text.starts_with(|it: char| it.is_ascii_alphabetic() || it == '_');
    let name = text.trim_start_matches(|it: char| it.is_ascii_alphanumeric() || it == '_');
    let operator = name.starts_with([':', '-', '=', '?', '+', '#', '%', '/', '^', ',']);
    begins && (name.starts_with('}') || (operator && name.contains('}')))
}

#[cfg(test)]
mod tests {
    use super::{filled, has_placeholder};

    #[test]
    fn known_variables_are_filled_in() {
        let variables =
            [("A", "1"), ("B_2", "x.test")].map(|(name, value)| (name.to_owned(), value.to_owned()));
        let variables = variables.into_iter().collect();
        for (text, wanted) in [
            ("a: ${A}, ${B_2:=y.test}, ${A:-2}", "a: 1, x.test, 1"),
            ("${C} $${A} ${A:0:1} ${A", "${C} $${A} ${A:0:1} ${A"),
        ] {
            assert_eq!(filled(text, &variables), wanted);
        }
    }

    #[test]
    fn variables_are_seen() {
        for text in ["${A}", "x.${DOMAIN_1}", "${a:=b}", "${A-x}", "$${A} ${B}", "${1} ${_x:-}"] {
            assert!(has_placeholder(text), "{text}");
        }
        for text in ["", "$A", "$(A)", "${}", "${1}", "$${A}", "a$${A:=b}", "${A", "${A b}", "{{ .A }}"] {
            assert!(!has_placeholder(text), "{text}");
        }
    }
}
