use super::Found;
use crate::diagnostic::{Diagnostic, Edit, Fix, Safety, located};
use crate::rules::declare_rule;
use crate::source::Span;

declare_rule! {
    /// No key occurs twice in one mapping.
    /// ## Why it matters
    /// kubectl keeps the last one without a word, so that what stands first, and is read first, has no effect. Sent as
    /// YAML, the API server refuses the object.
    /// ## Example
    /// ```yaml
    /// kind: HTTPRoute
    /// metadata:
    ///   name: shop
    ///   name: store # RP0002
    /// ```
    /// ## Source
    /// [YAML 1.2.2, section 3.2.1.1](https://yaml.org/spec/1.2.2/#3211-nodes): The keys of one mapping are unique.
    pub(crate) DUPLICATE_KEY = "RP0002", "duplicate-key" { severity: Error, fixes: Sometimes, since: "0.1.0" }
}

pub(super) fn explain(found: Found<'_>) -> Diagnostic {
    let diagnostic = found
        .finding(&DUPLICATE_KEY, format!("key `{}` is already set in this mapping", found.shown()))
        .with_help("leave one of them out: kubectl keeps the last one");
    let Some(first) = found.related() else { return diagnostic };
    let diagnostic = match is_in_labels(found.text, first.span) {
        true => diagnostic.with_help(
            "labels of `matchLabels` all have to fit, and kubectl keeps the last one: for several values use \
             `matchExpressions` with `operator: In`",
        ),
        false => diagnostic,
    };
    let fix = repeated_line(found, first.span).map(|at| Fix {
        title: "remove the repeated line".to_owned(),
        safety: Safety::Safe,
        edits: vec![Edit { at: located(found.source, at), text: String::new() }],
    });
    diagnostic.with_related(first, "it is set here first").with_fix(fix)
}

/// Whether a key stands in the block or braces of `matchLabels`.
fn is_in_labels(text: &str, key: Span) -> bool {
    let before = text.get(..key.start()).unwrap_or_default();
    let Some((above, between)) = before.rsplit_once("matchLabels:") else { return false };
    let indent = |it: &str| it.len() - it.trim_start_matches(' ').len();
    let Some((_, block)) = between.split_once('\n') else { return !between.contains('}') };
    let (lines, own) = block.rsplit_once('\n').unwrap_or(("", block));
    let column = above.len() - above.rfind('\n').map_or(0, |it| it + 1);
    indent(own) > column && lines.lines().all(|it| it.trim().is_empty() || indent(it) >= indent(own))
}

/// The whole line of the later key, if the line of the first one says the same: nothing is lost with it.
fn repeated_line(found: Found<'_>, first: Span) -> Option<Span> {
    let (earlier, later) = (line(found.text, first)?, line(found.text, found.problem.span)?);
    let same = earlier.of(found.text).trim_end() == later.of(found.text).trim_end();
    // A value on the same line is all of it, unless the next line goes on, further in.
    let indent = |it: &str| it.len() - it.trim_start_matches(' ').len();
    let text = later.of(found.text);
    let key = found.problem.span.of(found.text);
    let value = text.trim_start().strip_prefix(key)?.trim_start().strip_prefix(": ")?.trim();
    let goes_on = |it: Span| {
        let next = found.text.get(it.end()..).unwrap_or_default().lines().find(|it| !it.trim().is_empty());
        next.is_some_and(|it| indent(it) > indent(text))
    };
    let plain = value.starts_with(|it: char| it.is_ascii_alphanumeric() || matches!(it, '"' | '\''));
    (same && plain && !goes_on(earlier) && !goes_on(later)).then_some(later)
}

/// The line that `span` stands in, with its break.
fn line(text: &str, span: Span) -> Option<Span> {
    let start = text.get(..span.start())?.rfind('\n').map_or(0, |it| it + 1);
    let end = text.get(span.end()..)?.find('\n').map_or(text.len(), |it| span.end() + it + 1);
    Some(Span::new(start, end))
}

#[cfg(test)]
mod tests {
    use crate::rules::reading::diagnose;
    use crate::source::SourceId;
    use crate::yaml::read;

    fn fixed(text: &str) -> Option<String> {
        let problem = &read(text).problems[0];
        let diagnostic = diagnose(SourceId(0), text, problem);
        let edit = diagnostic.fixes.first()?.edits.first()?.clone();
        Some(format!("{}{}", &text[..edit.at.span.start()], &text[edit.at.span.end()..]))
    }

    #[test]
    fn labels_of_a_selector_have_their_own_help() {
        let help = |text: &str| diagnose(SourceId(0), text, &read(text).problems[0]).help.unwrap();
        for text in ["matchLabels:\n  a: 1\n  # c\n  b: 2\n  a: 3\n", "matchLabels: {a: 1, a: 2}\n"] {
            assert!(help(text).contains("`matchExpressions` with `operator: In`"), "{text}");
        }
        for text in ["x:\n  matchLabels:\n    b: 1\n  a: 1\n  a: 2\n", "{matchLabels: {b: 1}, a: 1, a: 2}\n"]
        {
            assert!(!help(text).contains("matchExpressions"), "{text}");
        }
    }

    #[test]
    fn only_a_line_that_says_the_same_may_go() {
        assert_eq!(fixed("a: 1\nb: 2\na: 1\n").as_deref(), Some("a: 1\nb: 2\n"));
        assert_eq!(fixed("a: 1\na: 2\n"), None);
        assert_eq!(fixed("a: 1\n  1\na: 1\n"), None);
        assert_eq!(fixed("a:\n  b: 1\na:\n  b: 1\n"), None);
        assert_eq!(fixed("a: &x\n  b: 1\nc: {d: 1, d: 1}\n"), None);
    }
}
