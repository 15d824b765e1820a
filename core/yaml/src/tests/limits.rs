//! Hostile texts end in time, with a problem at its place. The times are generous, for an unoptimised build on a busy
//! machine all the more: what they tell apart is linear from quadratic.

use super::kinds;
use crate::{Limit, MAX_DEPTH, MAX_PROBLEMS, ProblemKind, Reading, Syntax, read};
use std::time::{Duration, Instant};

fn read_within(seconds: u64, text: &str) -> Reading {
    let seconds = if cfg!(debug_assertions) { seconds * 10 } else { seconds };
    let start = Instant::now();
    let reading = read(text);
    assert!(start.elapsed() < Duration::from_secs(seconds), "{:?} for {} bytes", start.elapsed(), text.len());
    reading
}

fn too_much(reading: &Reading) -> Vec<Limit> {
    let limit = |it: &ProblemKind| if let ProblemKind::TooMuch(it) = it { Some(*it) } else { None };
    kinds(reading).iter().filter_map(limit).collect()
}

#[test]
fn a_hundred_thousand_levels() {
    let lines: String = (0..1500).map(|it| format!("{}a:\n", " ".repeat(it))).collect();
    let texts = [
        "[".repeat(100_000),
        "{a: ".repeat(100_000),
        "- ".repeat(100_000),
        format!("{}{}", "{\"a\":".repeat(100_000), "}".repeat(100_000)),
        lines,
    ];
    for text in texts {
        let reading = read_within(20, &text);
        assert_eq!(too_much(&reading), [Limit::Depth], "{:?}", text.get(..10));
        assert!(reading.tree.is_empty());
    }
    for text in ["? ".repeat(100_000), "[? ".repeat(100_000)] {
        assert_eq!(kinds(&read_within(20, &text)), [ProblemKind::KeyNotText]);
    }
    let deepest = format!("{}{}", "[".repeat(MAX_DEPTH), "]".repeat(MAX_DEPTH));
    assert!(read(&deepest).problems.is_empty());
}

#[test]
fn aliases_of_aliases() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..20 {
        let alias = format!("*a{}", level - 1);
        text.push_str(&format!("a{level}: &a{level} [{}]\n", vec![alias; 9].join(", ")));
    }
    assert_eq!(too_much(&read_within(20, &text)), [Limit::AliasShare]);
    // Below go-yaml's bound in each document, far above this reader's together.
    let document = format!("a: &a [{}]\nb: [{}]\n---\n", "x,".repeat(3000), "*a,".repeat(90));
    let reading = read_within(60, &document.repeat(20));
    assert!(too_much(&reading).contains(&Limit::Copies));
    assert!(reading.tree.len() < 5_000_000);
}

#[test]
fn aliases_that_nest() {
    let mut text = "a0: &a0 [x]\n".to_owned();
    for level in 1..100 {
        text.push_str(&format!("a{level}: &a{level} {}*a{}{}\n", "[".repeat(50), level - 1, "]".repeat(50)));
    }
    assert_eq!(too_much(&read_within(20, &text)), [Limit::Depth]);
}

#[test]
fn merges_of_merges() {
    let text =
        format!("{}x: 1{}\n", "{a: 1, <<: ".repeat(900).replacen("{a", "{b", 1) + "{", "}".repeat(901));
    read_within(20, &text);
    let mut wide = "a: &a {x: 1}\nb: {".to_owned();
    wide.push_str(&"<<: *a, ".repeat(50_000));
    wide.push('}');
    read_within(20, &wide);
}

#[test]
fn a_scalar_of_fifty_megabytes() {
    let megabytes = 50 * 1024 * 1024;
    for (start, end) in [("a: ", "\n"), ("a: \"", "\"\n"), ("a: |\n  ", "\n")] {
        let text = format!("{start}{}{end}", "x".repeat(megabytes));
        let reading = read_within(60, &text);
        assert_eq!(kinds(&reading), []);
        let root = reading.tree.value(&text, reading.tree.documents()[0].root);
        assert!(root.get("a").unwrap().as_str().unwrap().len() >= megabytes);
    }
    let unclosed = format!("a: '{}", "x ".repeat(megabytes / 2));
    assert!(matches!(
        kinds(&read_within(60, &unclosed))[..],
        [ProblemKind::Syntax(Syntax::UnclosedQuote(_))]
    ));
}

#[test]
fn a_million_documents() {
    let reading = read_within(60, &"---\n".repeat(1_000_000));
    assert!(reading.tree.documents().is_empty() && reading.problems.is_empty());
    let reading = read_within(60, &"a: 1\n---\n".repeat(1_000_000));
    assert_eq!(reading.tree.documents().len(), 1_000_000);
    let reading = read_within(60, &"[\n---\n".repeat(1_000_000));
    assert_eq!(reading.problems.len(), MAX_PROBLEMS + 1);
    assert_eq!(too_much(&reading), [Limit::Problems]);
}

#[test]
fn many_keys() {
    let distinct: String = (0..200_000).map(|it| format!("key-{it}-with-a-common-end: 1\n")).collect();
    assert_eq!(kinds(&read_within(60, &distinct)), []);
    let same = "a: 1\n".repeat(200_000);
    assert_eq!(read_within(60, &same).problems.len(), MAX_PROBLEMS + 1);
}

#[test]
fn nul_bytes_and_other_control_characters() {
    let text = format!("a: {}\n---\nb: 1\n", "\0".repeat(100_000));
    let reading = read_within(20, &text);
    assert_eq!(
        kinds(&reading),
        [ProblemKind::ControlCharacter('\0'), ProblemKind::DocumentsNotReached { documents: 1 }]
    );
    for character in ['\x01', '\x7F', '\u{80}', '\u{FFFE}'] {
        let text = format!("é: x{character}\n");
        assert_eq!(kinds(&read(&text)), [ProblemKind::ControlCharacter(character)]);
    }
    let many = "a: \x01\n---\n".repeat(100_000);
    assert_eq!(read_within(60, &many).problems.len(), MAX_PROBLEMS + 1);
}

#[test]
fn long_lines_of_possible_keys() {
    read_within(20, &"a ".repeat(500_000));
    read_within(20, &"[a, ".repeat(900));
    read_within(20, &format!("[{}]: b", "a, ".repeat(300_000)));
    read_within(20, &"&a ".repeat(300_000));
    read_within(20, &"\n".repeat(1_000_000));
    read_within(20, &"# c\r".repeat(300_000));
    read_within(20, &format!("a: \"{}\"", "\\x41".repeat(300_000)));
}
