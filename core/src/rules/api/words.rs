//! Words that several rules share: names and their faults, lists, near misses.

use crate::diagnostic::{Diagnostic, Fix, Safety};
use crate::order::sort;
use crate::rules::words::shown;
use crate::schema::{Counted, Mend, NameFault, PrefixFault};
use crate::source::Location;
use crate::suggest::likeness;

/// User text in backticks, cut where it is long.
pub(super) fn quoted(text: &str) -> String {
    format!("`{}`", shown(text, 60))
}

/// `a`, `a and b`, `a, b and c`, each in backticks.
pub(super) fn listed<'a>(items: impl IntoIterator<Item = &'a str>, last: &str) -> String {
    let items: Vec<String> = items.into_iter().map(|it| format!("`{it}`")).collect();
    match items.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [head @ .., tail] => format!("{} {last} {tail}", head.join(", ")),
    }
}

/// What a schema type is in plain words.
pub(super) fn type_in_words(name: &str) -> &'static str {
    match name {
        "string" => "text",
        "integer" => "a whole number",
        "number" => "a number",
        "boolean" => "true or false",
        "array" => "a list",
        "object" => "an object",
        "int-or-string" => "a whole number or text",
        _ => "null",
    }
}

/// What a list or map has.
pub(super) fn counted(of: Counted) -> &'static str {
    match of {
        Counted::Items => "items",
        Counted::Fields => "entries",
    }
}

/// The same with the quotes that are missing, or without those that are too much.
pub(super) fn mended(diagnostic: Diagnostic, at: Location, mend: Option<&Mend>) -> Diagnostic {
    let (text, what) = match mend {
        None => return diagnostic,
        Some(Mend::Quote(text)) => (text, "put it in quotes"),
        Some(Mend::Unquote(text)) => (text, "remove the quotes"),
    };
    diagnostic.with_help(what).with_fix(Fix::replace(at, &**text, Safety::Safe, what))
}

/// The candidates that `wrong` may be a slip of, nearest first.
pub(super) fn near<'a>(wrong: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<(usize, &'a str)> {
    let lower = wrong.to_ascii_lowercase();
    let distance = |it: &str| {
        let it = it.to_ascii_lowercase();
        if it == lower { Some(0) } else { likeness(&lower, &it) }
    };
    let mut found: Vec<(usize, &str)> =
        candidates.into_iter().filter_map(|it| Some((distance(it)?, it))).collect();
    sort(&mut found);
    found
}

/// What is wrong with a name, to stand behind "…: ".
pub(super) fn fault(fault: NameFault) -> String {
    match fault {
        NameFault::Empty => "it is empty".to_owned(),
        NameFault::TooLong { max } => format!("it is longer than {max} characters"),
        NameFault::Character(it) => format!("{} is not allowed in it", character(it)),
        NameFault::Edge(it) => format!("{} is not allowed at an end", character(it)),
        NameFault::NoLetter => "it has no letter".to_owned(),
        NameFault::EmptyLabel => "it has nothing between two dots, or before or after one".to_owned(),
        NameFault::Slashes => "it has more than one slash".to_owned(),
        NameFault::EmptyPrefix => "it has nothing before the slash".to_owned(),
        NameFault::Prefix(PrefixFault::TooLong) => "its prefix is longer than 253 characters".to_owned(),
        NameFault::Prefix(PrefixFault::Character(it)) => {
            format!("{} is not allowed in its prefix, or not at that end", character(it))
        }
        NameFault::Prefix(PrefixFault::EmptyLabel) => {
            "its prefix has nothing between two dots, or before or after one".to_owned()
        }
    }
}

fn character(it: char) -> String {
    match it {
        ' ' => "a space".to_owned(),
        it if it.is_ascii_uppercase() => format!("the capital `{it}`"),
        it => quoted(&it.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::{listed, near, quoted};

    #[test]
    fn words() {
        assert_eq!(listed(["a", "b", "c"], "and"), "`a`, `b` and `c`");
        assert_eq!(quoted(&"x".repeat(99)).chars().count(), 63);
        let names = ["backendRefs", "matches", "filters"];
        assert_eq!(near("backendRef", names), [(1, "backendRefs")]);
        assert_eq!(near("Matches", names), [(0, "matches")]);
        assert!(near("timeouts", names).is_empty());
    }
}
