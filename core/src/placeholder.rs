//! `${VAR}` in text: envsubst or Flux puts something else there before an API server sees it.

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

/// Whether a name stands there, with an operator or a brace behind it.
fn is_variable(text: &str) -> bool {
    let begins = text.starts_with(|it: char| it.is_ascii_alphabetic() || it == '_');
    let name = text.trim_start_matches(|it: char| it.is_ascii_alphanumeric() || it == '_');
    let operator = name.starts_with([':', '-', '=', '?', '+', '#', '%', '/', '^', ',']);
    begins && (name.starts_with('}') || (operator && name.contains('}')))
}

#[cfg(test)]
mod tests {
    use super::has_placeholder;

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
