use super::{documents, kinds, only};
use crate::{Kind, ProblemKind, read};

#[test]
fn folded_texts() {
    assert_eq!(only("a: x\n  y\n\n  z\n"), r#"{"a": "x y\nz"}"#);
    assert_eq!(only("a: \"x \\\n   y\n\n  z\"\n"), r#"{"a": "x y\nz"}"#);
    assert_eq!(only("a: >\n  x\n  y\n\n   z\n  w\n"), r#"{"a": "x y\n\n z\nw\n"}"#);
    assert_eq!(only("a: |2-\n    x\n   y\n"), r#"{"a": "  x\n y"}"#);
    assert_eq!(only("a: 'it''s'\n"), r#"{"a": "it's"}"#);
}

#[test]
fn the_last_line_has_a_break() {
    assert_eq!(only("a: |\n  x"), r#"{"a": "x\n"}"#);
}

#[test]
fn keys_become_text() {
    assert_eq!(only("1: a\n0x1F: b\nyes: c\n1.50: d\n"), r#"{"1": "a", "31": "b", "true": "c", "1.5": "d"}"#);
    for text in ["~: a\n", "[a]: b\n", "18446744073709551615: a\n"] {
        assert_eq!(kinds(&read(text)), [ProblemKind::KeyNotText], "{text}");
    }
}

#[test]
fn merge_keys_count_where_they_stand() {
    let base = "b: &b {x: 1, w: 2}\n";
    assert_eq!(
        documents(&format!("{base}m: {{<<: *b, x: 3}}\n")),
        [r#"{"b": {"x": 1, "w": 2}, "m": {"w": 2, "x": 3}}"#]
    );
    assert!(read(&format!("{base}m: {{<<: *b, x: 3}}\n")).problems.is_empty());
    let text = format!("{base}m: {{x: 3, <<: *b}}\n");
    assert_eq!(documents(&text), [r#"{"b": {"x": 1, "w": 2}, "m": {"x": 1, "w": 2}}"#]);
    let problem = &read(&text).problems[0];
    assert_eq!((&problem.kind, problem.span.of(&text)), (&ProblemKind::MergeOverridesKey, "<<"));
    assert!(!problem.rejects());
    assert_eq!(only("m: {<<: [{x: 1}, {x: 2, w: 3}]}\n"), r#"{"m": {"w": 3, "x": 1}}"#);
    assert_eq!(only("m: {\"<<\": {x: 1}}\n"), r#"{"m": {"<<": {"x": 1}}}"#);
}

#[test]
fn anchors_on_keys_keep_what_they_were() {
    let text = "&a 1: *a\n";
    let reading = read(text);
    let root = reading.tree.value(text, reading.tree.documents()[0].root);
    assert_eq!(root.get("1").unwrap().kind(), Kind::Int);
}

#[test]
fn a_repeated_key_is_shadowed_and_said() {
    for text in ["a: 1\nb: 2\na: 3\n", "{\"a\": 1, \"b\": 2, \"a\": 3}"] {
        let reading = read(text);
        assert_eq!(documents(text), [r#"{"b": 2, "a": 3}"#]);
        assert_eq!(kinds(&reading), [ProblemKind::DuplicateKey]);
        assert!(reading.problems[0].rejects());
        assert!(reading.problems[0].span.start > reading.problems[0].related.unwrap().start);
    }
    let many: String =
        (0..100).map(|it| format!("key{it}: {it}\n")).chain(["key7: x\n".to_owned()]).collect();
    assert_eq!(kinds(&read(&many)), [ProblemKind::DuplicateKey]);
}

#[test]
fn keys_that_become_the_same_text_collide() {
    let reading = read("1: a\n\"1\": b\n");
    assert_eq!(kinds(&reading), [ProblemKind::CollidingKeys]);
    assert!(!reading.problems[0].rejects());
    assert_eq!(kinds(&read("1: a\n0x1: b\n")), [ProblemKind::DuplicateKey]);
    // Large floats become the text of infinity.
    assert_eq!(kinds(&read("1.5e300: a\n.inf: b\n")), [ProblemKind::CollidingKeys]);
    assert_eq!(kinds(&read("1.5e300: a\n15e299: b\n")), [ProblemKind::DuplicateKey]);
}

#[test]
fn json_escapes_are_those_of_json() {
    assert_eq!(only(r#"{"a": "\/\ud83d\ude00\ud800x"}"#), "{\"a\": \"/😀\u{FFFD}x\"}");
    assert_eq!(documents("{\"a\": 1}{\"b\": 2}\n[3]"), [r#"{"a": 1}"#, r#"{"b": 2}"#, "[3]"]);
    assert_eq!(only("{\"a\": 1,}"), r#"{"a": 1}"#);
}
