use super::Found;
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;
use crate::yaml::{Style, Syntax};

declare_rule! {
    /// A document is YAML, or JSON, in the dialect that kubectl reads (YAML 1.1).
    /// ## Why it matters
    /// kubectl stops at the first document that it cannot parse: neither that one nor any behind it in the same file
    /// is applied, and those before it already are.
    /// ## Example
    /// ```yaml
    /// kind: HTTPRoute
    /// metadata:
    ///   name: shop: web # RP0001
    /// ```
    /// ## Source
    /// [package sigs.k8s.io/yaml](https://pkg.go.dev/sigs.k8s.io/yaml): kubectl turns YAML into JSON with this
    /// package before it sends it.
    pub(crate) SYNTAX = "RP0001", "yaml-syntax" { severity: Error, fixes: Never, since: "0.1.0" }
}

pub(super) fn explain(found: Found<'_>, syntax: Syntax) -> Diagnostic {
    let (message, help) = words(found, syntax);
    let diagnostic = found.finding(&SYNTAX, message).with_help(help);
    match (found.related(), relation(syntax)) {
        (Some(at), Some(words)) => diagnostic.with_related(at, words),
        _ => diagnostic,
    }
}

/// What stands at the second place.
fn relation(syntax: Syntax) -> Option<&'static str> {
    match syntax {
        Syntax::ExpectedKey => Some("the mapping begins here"),
        Syntax::ExpectedItem => Some("the list begins here"),
        Syntax::ExpectedClosing(_) => Some("the bracket is opened here"),
        Syntax::Unclosed(_) | Syntax::UnclosedQuote(_) => Some("the document ends here"),
        Syntax::Tab => Some("the block scalar begins here"),
        _ => None,
    }
}

fn words(found: Found<'_>, syntax: Syntax) -> (String, String) {
    let shown = found.shown();
    match syntax {
        Syntax::Tab => fixed("a tab stands where indentation is expected", "indent with spaces"),
        Syntax::UnexpectedCharacter('\t') => fixed("a tab stands where a value is expected", "use spaces"),
        Syntax::UnexpectedCharacter(it) => (
            format!("a plain value does not begin with `{it}`"),
            format!("put the value in quotes: `\"{it}…\"`"),
        ),
        Syntax::MissingColon => (
            format!("`{shown}` has no `:` behind it, among the keys of a mapping"),
            "write `key: value`".to_owned(),
        ),
        Syntax::ValueNotAllowed => fixed(
            "a second `: ` on this line, or one behind a text of several lines, begins no value",
            "put a value that contains `: ` in quotes, or the inner mapping on a line of its own",
        ),
        Syntax::SequenceNotAllowed => {
            fixed("a list does not begin on the line of its key", "put the first `- ` on the next line")
        }
        Syntax::KeyNotAllowed => fixed("`? ` begins no key here", "put text that begins with `? ` in quotes"),
        Syntax::ExpectedKey => (
            format!(
                "`{shown}` is indented like neither a key of the mapping before it nor one of an outer mapping"
            ),
            "align it with the keys that it belongs to, and look for brackets or quotes that close too early"
                .to_owned(),
        ),
        Syntax::ExpectedItem => (
            format!("`{shown}` stands between the items of a list and is none"),
            "align it with the keys that it belongs to, or begin it with `- `".to_owned(),
        ),
        Syntax::ExpectedClosing(it) => (
            format!("`{shown}` stands where `,` or `{it}` is expected"),
            format!("separate the items with `,`, or close with `{it}`"),
        ),
        Syntax::Unclosed(it) => (format!("`{shown}` is never closed"), format!("add `{it}`")),
        Syntax::ExpectedValue => match shown {
            "" => fixed("a value is missing here", "write one, or `null`"),
            _ => (
                format!("`{shown}` stands where a value is expected"),
                "put it in quotes if it is text".to_owned(),
            ),
        },
        Syntax::UnclosedQuote(style) => {
            let quote = if style == Style::SingleQuoted { '\'' } else { '"' };
            (
                format!("the text that begins with `{quote}` is never closed"),
                format!("add the closing `{quote}`"),
            )
        }
        Syntax::Json => {
            fixed("this is neither JSON nor YAML", "compare the brackets, commas and quotes around it")
        }
        _ => rare_words(shown, syntax),
    }
}

/// The words for what seldom occurs in a manifest.
fn rare_words(shown: &str, syntax: Syntax) -> (String, String) {
    match syntax {
        Syntax::UnknownEscape => (
            format!("`{shown}` is no escape sequence"),
            "write `\\\\` for a backslash, or use single quotes".to_owned(),
        ),
        Syntax::BadCodePoint => (
            format!("`{shown}` is no character"),
            "`\\x` takes 2 hexadecimal digits, `\\u` 4 and `\\U` 8; half of a UTF-16 pair is none".to_owned(),
        ),
        Syntax::BadBlockHeader => fixed(
            "only `+`, `-`, a digit from 1 to 9 and a comment may follow `|` or `>`",
            "begin the text on the next line",
        ),
        Syntax::BadAnchor => (
            format!("`{shown}` is no name of an anchor"),
            "an anchor has letters, digits, `-` and `_`; put text that begins with `&` or `*` in quotes"
                .to_owned(),
        ),
        Syntax::BadTag => {
            (format!("`{shown}` is no tag"), "put text that begins with `!` in quotes".to_owned())
        }
        Syntax::UnknownTagHandle => (
            format!("no `%TAG` line declares the prefix of `{shown}`"),
            "use a tag that begins with `!!`, or none".to_owned(),
        ),
        Syntax::YamlVersion => (
            format!("kubectl does not accept `{shown}`"),
            "leave the line out: kubectl reads YAML 1.1".to_owned(),
        ),
        Syntax::RepeatedDirective => (format!("`{shown}` stands here twice"), "leave one out".to_owned()),
        Syntax::ExpectedDocument => fixed(
            "a line that begins with `%` has no document behind it",
            "leave the line out: kubectl cuts a file at `---` before it looks at such lines",
        ),
        _ => (format!("`{shown}` is no directive"), "put text that begins with `%` in quotes".to_owned()),
    }
}

fn fixed(message: &str, help: &str) -> (String, String) {
    (message.to_owned(), help.to_owned())
}

#[cfg(test)]
mod tests {
    use crate::rules::reading::diagnose;
    use crate::source::SourceId;
    use crate::yaml::read;

    fn say(text: &str) -> String {
        let problem = &read(text).problems[0];
        format!("{}: {}", problem.span.of(text), diagnose(SourceId(0), text, problem).message)
    }

    #[test]
    fn messages_name_what_stands_there() {
        assert_eq!(say("a:\n\tb: c\n"), "\t: a tab stands where indentation is expected");
        assert_eq!(say("a: [1, 2\n"), "[: `[` is never closed");
        assert_eq!(say("é: \"x\n"), "\": the text that begins with `\"` is never closed");
        assert_eq!(say("a: 1\nb\nc: 2\n"), "b: `b` has no `:` behind it, among the keys of a mapping");
        assert_eq!(say("a: @x\n"), "@: a plain value does not begin with `@`");
        assert_eq!(say("a: [1 2}\n"), "}: `}` stands where `,` or `]` is expected");
        assert_eq!(say("a: - b\n"), "-: a list does not begin on the line of its key");
        assert_eq!(say("a: \"\\q\"\n"), "\\q: `\\q` is no escape sequence");
    }
}
