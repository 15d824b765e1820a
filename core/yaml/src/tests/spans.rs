use crate::span::Span;
use crate::{ProblemKind, Style, Value, read};

/// Every node under the root as its bytes, keys before their values.
fn bytes(text: &str) -> Vec<String> {
    fn walk(text: &str, value: Value<'_>, out: &mut Vec<String>) {
        out.push(value.span().of(text).to_owned());
        value.items().for_each(|it| walk(text, it, out));
        for entry in value.entries() {
            out.push(entry.key.span().of(text).to_owned());
            walk(text, entry.value, out);
        }
    }
    let reading = read(text);
    assert_eq!(reading.problems, [], "{text:?}");
    let mut out = Vec::new();
    for document in reading.tree.documents() {
        walk(text, reading.tree.value(text, document.root), &mut out);
    }
    out
}

#[test]
fn bytes_are_counted_behind_characters_of_any_width() {
    assert_eq!(
        bytes("é: 1\n€: [😀, \"ü\"]\n"),
        ["é: 1\n€: [😀, \"ü\"]", "é", "1", "€", "[😀, \"ü\"]", "😀", "\"ü\""]
    );
    assert_eq!(bytes("\u{FEFF}é: 1\r\nb: 2\r\n"), ["é: 1\r\nb: 2", "é", "1", "b", "2"]);
}

#[test]
fn block_collections_end_with_their_last_child() {
    let text = "a:\n  - x\n  - y: 1 # c\n\n# c\nb:\n- z\n";
    assert_eq!(
        bytes(text),
        [
            "a:\n  - x\n  - y: 1 # c\n\n# c\nb:\n- z",
            "a",
            "- x\n  - y: 1",
            "x",
            "y: 1",
            "y",
            "1",
            "b",
            "- z",
            "z"
        ]
    );
}

#[test]
fn an_empty_value_stands_behind_its_colon() {
    let text = "a:\nb: {c: , d}\ne:\n  -\n  - f\n";
    let reading = read(text);
    let root = reading.tree.value(text, reading.tree.documents()[0].root);
    assert_eq!(root.get("a").unwrap().span(), Span::at(2));
    assert_eq!(root.get("b").unwrap().get("c").unwrap().span(), Span::at(9));
    assert_eq!(root.get("b").unwrap().get("d").unwrap().span(), Span::at(13));
    assert_eq!(root.get("e").unwrap().items().next().unwrap().span(), Span::at(text.find('-').unwrap() + 1));
}

#[test]
fn properties_are_outside_and_quotes_inside() {
    assert_eq!(
        bytes("a: &x !!str 'b'\nc: &y [1]\n"),
        ["a: &x !!str 'b'\nc: &y [1]", "a", "'b'", "c", "[1]", "1"]
    );
}

#[test]
fn a_block_scalar_ends_with_its_text() {
    let text = "a: |+\n  x\n\n\nb: >-\n  y\n";
    assert_eq!(bytes(text), ["a: |+\n  x\n\n\nb: >-\n  y", "a", "|+\n  x", "b", ">-\n  y"]);
    let reading = read(text);
    let root = reading.tree.value(text, reading.tree.documents()[0].root);
    assert_eq!(root.get("a").unwrap().style(), Style::Literal);
    assert_eq!(root.get("a").unwrap().as_str(), Some("x\n\n\n"));
}

#[test]
fn an_alias_has_the_place_of_its_anchor() {
    let text = "a: &x {b: 1}\nc: *x\n";
    let reading = read(text);
    let root = reading.tree.value(text, reading.tree.documents()[0].root);
    assert_eq!(root.get("c").unwrap().get("b").unwrap().span(), Span::new(10, 11));
    assert_eq!(root.span(), Span::new(0, 18));
}

#[test]
fn json_has_the_same_spans() {
    assert_eq!(
        bytes(" {\"a\": [1, \"b\\n\"]}"),
        ["{\"a\": [1, \"b\\n\"]}", "\"a\"", "[1, \"b\\n\"]", "1", "\"b\\n\""]
    );
}

#[test]
fn documents_are_without_their_separators() {
    let text = "# c\n---\na: 1\n---\n\n[x] # c\n...\n";
    let reading = read(text);
    let spans: Vec<_> = reading.tree.documents().iter().map(|it| it.span.of(text)).collect();
    assert_eq!(spans, ["a: 1", "[x]"]);
}

#[test]
fn a_stop_at_the_end_is_in_the_text() {
    for text in ["%YAML 1.1\n##", "%YAML 1.1\n# é", "%TAG ! x\n#", "# c", "a: [ #"] {
        for problem in read(text).problems {
            assert!(problem.span.end() <= text.len(), "{problem:?} in {text:?}");
        }
    }
    assert_eq!(read("%YAML 1.1\n##").problems.len(), 1);
}

#[test]
fn a_collection_that_is_no_key_is_named_by_its_first_character() {
    for (text, first) in [("? é: b\n: c\n", "é"), ("[é]: b\n", "[")] {
        let [problem] = &read(text).problems[..] else { panic!("{text}") };
        assert_eq!((&problem.kind, problem.span.of(text)), (&ProblemKind::KeyNotText, first));
    }
}

#[test]
fn a_collection_around_a_problem_is_named_by_its_first_character() {
    let text = "é:\n  é: 1\n c: 2\n";
    let [problem] = &read(text).problems[..] else { panic!("{text}") };
    assert_eq!(problem.related.map(|it| it.of(text)), Some("é"), "{problem:?}");
}
