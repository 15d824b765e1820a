//! A Helm template as YAML: the actions between `{{` and `}}` are replaced by text of the same length, so that what is
//! read from it stands where the template says it.

/// The words that an action without output begins with.
const SILENT: [&str; 9] = ["if", "else", "end", "range", "with", "define", "block", "break", "continue"];

/// What stands for an action's output: no word that YAML would take for something else.
const FILLER: &str = "x";

/// `template` with something of the same length in place of each action: a word where the action writes into a line, and
/// nothing where it writes lines of its own or nothing at all.
pub fn without_actions(template: &str) -> String {
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, behind)) = rest.split_once("{{") {
        let (action, behind) = behind.split_once("}}").unwrap_or((behind, ""));
        text.push_str(before);
        let filler = if writes_into_line(&text, action, behind) { FILLER } else { " " };
        let closing = rest.len() - before.len() - "{{".len() - action.len() - behind.len();
        fill(&mut text, "{{", filler);
        fill(&mut text, action, filler);
        text.push_str(&filler.repeat(closing));
        rest = behind;
    }
    text.push_str(rest);
    text
}

/// Writes `filler` for each byte. Line breaks stay, and what is behind the first is no part of a word.
fn fill(text: &mut String, replaced: &str, filler: &str) {
    let mut filler = filler;
    for byte in replaced.bytes() {
        if byte == b'\n' {
            filler = " ";
        }
        text.push_str(if byte == b'\n' { "\n" } else { filler });
    }
}

/// Whether an action writes something, and something else stands in its line.
fn writes_into_line(before: &str, action: &str, behind: &str) -> bool {
    let code = action.trim_start_matches('-').trim_start();
    let word = code.split(|it: char| !it.is_ascii_alphanumeric()).next().unwrap_or_default();
    let assigns = code.starts_with('$') && code.contains(":=");
    if SILENT.contains(&word) || code.starts_with("/*") || assigns {
        return false;
    }
    let line = before.rsplit('\n').next().unwrap_or_default();
    let follows = behind.split('\n').next().unwrap_or_default();
    !line.trim().is_empty() || !follows.trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::without_actions;

    #[test]
    fn what_writes_into_a_line_is_a_word_and_all_else_is_nothing() {
        for (template, text) in [
            ("a: {{ .b }}\n", "a: xxxxxxxx\n"),
            ("a: \"{{ .b }}.c\"\n", "a: \"xxxxxxxx.c\"\n"),
            ("{{- if .a }}\nb: 1\n{{- end }}\n", "            \nb: 1\n          \n"),
            ("a:\n  {{- toYaml .b | nindent 2 }}\nc: 1\n", "a:\n                              \nc: 1\n"),
            ("{{ .k }}: 1\n", "xxxxxxxx: 1\n"),
            ("- {{ . }}\n", "- xxxxxxx\n"),
            ("{{- /* a: é */}}\na: {{ $b := 1 }}{{ $b }}\n", "                 \na:              xxxxxxxx\n"),
            ("a: {{ if\n.b }}\n", "a:      \n     \n"),
            ("a: {{ .b", "a: xxxxx"),
        ] {
            let found = without_actions(template);
            assert_eq!(found, text);
            assert_eq!(found.len(), template.len());
        }
    }
}
