use super::{documents, kinds};
use crate::{ProblemKind, Style, Syntax, read};

/// The one syntax problem of a text, and its bytes.
fn broken(text: &str) -> (Syntax, &str) {
    let reading = read(text);
    assert!(reading.tree.documents().is_empty(), "{text:?}");
    let [problem] = reading.problems.as_slice() else { panic!("{text:?}: {:?}", reading.problems) };
    assert!(problem.rejects() && problem.breaks());
    let ProblemKind::Syntax(syntax) = problem.kind else { panic!("{text:?}: {problem:?}") };
    (syntax, problem.span.of(text))
}

#[test]
fn what_is_broken_is_named_where_it_is() {
    assert_eq!(broken("a:\n\tb: c\n"), (Syntax::Tab, "\t"));
    assert_eq!(broken("a: b: c\n"), (Syntax::ValueNotAllowed, ":"));
    assert_eq!(broken("a: - b\n"), (Syntax::SequenceNotAllowed, "-"));
    assert_eq!(broken("a: 1\nbc d\ne: 2\n"), (Syntax::MissingColon, "bc d"));
    assert_eq!(broken("a:\n  b: 1\n c: 2\n"), (Syntax::ExpectedKey, "c"));
    assert_eq!(broken("- a\nb: c\n"), (Syntax::ExpectedItem, "b"));
    assert_eq!(broken("a: {b: [1, 2}\n"), (Syntax::ExpectedClosing(']'), "}"));
    assert_eq!(broken("é: {b: 1\n"), (Syntax::Unclosed('}'), "{"));
    assert_eq!(broken("é: 'b\nc: d\n"), (Syntax::UnclosedQuote(Style::SingleQuoted), "'"));
    assert_eq!(broken("a: \"\\ud800\"\n"), (Syntax::BadCodePoint, "\\ud800"));
    assert_eq!(broken("%YAML 1.2\na: b\n"), (Syntax::YamlVersion, "%YAML 1.2"));
    assert_eq!(broken("a: !e!x b\n"), (Syntax::UnknownTagHandle, "!e!x"));
}

#[test]
fn one_broken_document_does_not_hide_the_others() {
    let text = "a: 1\n---\nb: [\n---\nc: 3\n---\n# nothing\n---\nd: 4\n";
    assert_eq!(documents(text), [r#"{"a": 1}"#, r#"{"c": 3}"#, r#"{"d": 4}"#]);
    let reading = read(text);
    assert_eq!(
        kinds(&reading),
        [ProblemKind::Syntax(Syntax::Unclosed(']')), ProblemKind::DocumentsNotReached { documents: 2 }]
    );
    assert_eq!(reading.problems[1].span.of(text), "c: 3");
    assert_eq!(reading.problems[1].related, Some(reading.problems[0].span));
}

#[test]
fn separators_count_wherever_they_stand() {
    assert_eq!(documents("a: |\n  x\n---\nb: 1\n"), [r#"{"a": "x\n"}"#, r#"{"b": 1}"#]);
    let text = "a: 1\n--- !!map\nb: 2\n";
    let reading = read(text);
    assert_eq!(documents(text), [r#"{"b": 2}"#]);
    assert_eq!(reading.problems[0].kind, ProblemKind::BadSeparator);
    assert_eq!(reading.problems[0].span.of(text), "!!map");
}

#[test]
fn lost_text_is_said() {
    for (text, lost) in [
        ("a: 1\n...\nb: 2\n", "b: 2"),
        ("{a: b} c\n", "c"),
        ("a: 1\n... # c\n# c\n\nb: |\n x\n\n---\nc: 1\n", "b: |\n x"),
    ] {
        let reading = read(text);
        assert_eq!(kinds(&reading), [ProblemKind::TextIgnored], "{text:?}");
        assert_eq!(reading.problems[0].span.of(text), lost);
        assert!(!reading.problems[0].rejects());
    }
    assert!(read("a: 1\n...\n# c\n...\n\n---\nb: 2\n").problems.is_empty());
}

#[test]
fn broken_json_among_json_documents_stops_kubectl() {
    let text = "{\"a\": 1}{\"b\": 2}{\"c\": x}\n---\nd: 4\n";
    assert_eq!(documents(text), [r#"{"a": 1}"#, r#"{"b": 2}"#, r#"{"d": 4}"#]);
    assert_eq!(
        kinds(&read(text)),
        [ProblemKind::Syntax(Syntax::Json), ProblemKind::DocumentsNotReached { documents: 1 }]
    );
}

#[test]
fn aliases_need_their_anchor() {
    assert_eq!(kinds(&read("a: *x\n")), [ProblemKind::UnknownAnchor]);
    assert_eq!(kinds(&read("a: &x [*x]\n")), [ProblemKind::AnchorInItself]);
    assert_eq!(kinds(&read("a: &x 1\n---\nb: *x\n")), [ProblemKind::UnknownAnchor]);
    assert_eq!(kinds(&read("a: {<<: 1}\n")), [ProblemKind::BadMerge]);
}

#[test]
fn nothing_but_comments_is_no_document() {
    for text in ["", "\n", "# c\n", "---\n", "---\n---\n# c", "~\n", "\u{FEFF}"] {
        let reading = read(text);
        assert!(reading.tree.documents().is_empty() && reading.problems.is_empty(), "{text:?}");
        assert!(reading.tree.is_empty(), "{text:?}");
    }
}
