//! Hostile inputs through the whole command, in bounded time and memory. What the reader alone makes of them is tested
//! beside the reader.
#![cfg(target_os = "linux")]

use crate::harness::{Folder, GOOD};
use std::process::Command;
use std::time::{Duration, Instant};

/// For an unoptimised build on a busy machine; what it tells apart is an end from none.
const TIME: Duration = Duration::from_mins(10);
/// What a process may map: its code, twice the largest input here, and what is known of it.
const KILOBYTES: u32 = 1_000_000;

/// Checks a file with `text` within the bounds, and gives the exit code with what was printed.
fn check(text: &[u8]) -> (Option<i32>, String) {
    let folder = Folder::new();
    folder.write("hostile.yaml", text);
    let begun = Instant::now();
    let run = Command::new("sh")
        .args(["-c", &format!("ulimit -v {KILOBYTES} && exec \"$0\" check --profile none hostile.yaml")])
        .arg(env!("CARGO_BIN_EXE_routeproof"))
        .current_dir(folder.path(""))
        .output()
        .unwrap();
    let took = begun.elapsed();
    assert!(took < TIME, "{took:?} for {} bytes", text.len());
    let printed = [run.stdout, run.stderr].concat();
    (run.status.code(), String::from_utf8_lossy(&printed).into_owned())
}

/// Fails unless `text` is refused with a message that has `wanted` in it.
fn refused(text: &str, wanted: &str) {
    let (code, printed) = check(text.as_bytes());
    let shown: String = printed.chars().take(2000).collect();
    assert_eq!(code, Some(1), "{shown}");
    assert!(printed.contains(wanted), "no `{wanted}` in {shown}");
}

#[test]
fn a_hundred_thousand_levels_end() {
    for open in ["[", "{a: ", "- "] {
        refused(&open.repeat(100_000), "RP0");
    }
}

#[test]
fn a_bomb_of_aliases_ends() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..20 {
        bomb += &format!("a{level}: &a{level} [{}]\n", vec![format!("*a{}", level - 1); 9].join(", "));
    }
    refused(&bomb, "RP0");
}

#[test]
fn a_scalar_of_fifty_megabytes_is_judged() {
    let long = "x".repeat(50 << 20);
    let annotated =
        GOOD.replace("  namespace: shop\n", &format!("  namespace: shop\n  annotations: {{a: {long}}}\n"));
    assert!(annotated.len() > long.len(), "the sample has another shape");
    refused(&annotated, "annotations");
}

#[test]
fn a_name_of_ten_megabytes_is_shown_in_part() {
    let long = "x".repeat(10 << 20);
    let (code, printed) = check(GOOD.replacen("web", &long, 1).as_bytes());
    assert_eq!(code, Some(1));
    assert!(printed.len() < 1 << 20, "{} bytes are printed", printed.len());
}

#[test]
fn nul_bytes_are_named() {
    refused(&format!("a: {}\n---\n{GOOD}", "\0".repeat(1 << 20)), "RP0");
}

#[test]
fn bytes_that_are_no_text_are_named() {
    let (code, printed) = check(&vec![0xff; 1 << 20]);
    assert_eq!(code, Some(2), "{printed}");
    assert!(printed.contains("not UTF-8"), "{printed}");
}

#[test]
fn a_million_documents_end() {
    let (code, printed) = check("---\n".repeat(1_000_000).as_bytes());
    assert_eq!(code, Some(0), "{printed}");
    refused(&"[\n---\n".repeat(1_000_000), "RP0");
    let (code, _) = check("a: 1\n---\n".repeat(10_000).as_bytes());
    assert_eq!(code, Some(0), "what is no manifest is no error");
}
