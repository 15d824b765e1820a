//! Data flows one way: a module of the engine uses only modules that stand before it in this list.

use std::fs;
use std::path::{Path, PathBuf};

/// The stages in order; `docs/architecture.md` says what each of them does.
const ORDER: &[&str] = &[
    "address",
    "source",
    "placeholder",
    "suggest",
    "time",
    "diagnostic",
    "manifest",
    "folder",
    "rendered",
    "typed",
    "generated",
    "table",
    "cel",
    "schema",
    "model",
    "settings",
    "tenancy",
    "world",
    "attach",
    "status",
    "live",
    "routing",
    "features",
    "facts",
    "rules",
    "fix",
    "report",
    "workspace",
    "implementations",
    "verify",
    "graph",
    "examples",
    "mend",
    "assist",
    "export",
    "ffi",
    "internal",
];

/// What every stage may use: the crate that reads.
const OUTSIDE: &[&str] = &["yaml", "order"];

/// The parts of `schema` that read the tables: a stage of their own, before `cel`.
const TABLE: &[&str] = &["table", "view", "layout"];

/// Whether a file holds nothing but tests.
fn is_test(path: &Path) -> bool {
    path.components().any(|it| matches!(it.as_os_str().to_str(), Some("tests" | "tests.rs" | "testing.rs")))
}

fn place(module: &str) -> Option<usize> {
    ORDER.iter().position(|it| *it == module)
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|it| it == "rs") {
            found.push(path);
        }
    }
}

/// The name that `text` begins with.
fn word(text: &str) -> &str {
    text.split(|it: char| !it.is_ascii_alphanumeric() && it != '_').next().unwrap()
}

/// The modules that the code of a file names with `crate::`, its tests left out.
fn uses(text: &str) -> Vec<String> {
    let code = text.split("#[cfg(test)]").next().unwrap();
    let code: Vec<&str> = code.lines().filter(|it| !it.trim_start().starts_with("//")).collect();
    let mut found = Vec::new();
    for part in code.join("\n").split("crate::").skip(1) {
        let names = match part.strip_prefix('{') {
            Some(group) => group.split('}').next().unwrap().split(',').map(str::trim).collect(),
            None => vec![part],
        };
        found.extend(names.into_iter().map(|it| match it.strip_prefix("schema::") {
            Some(rest) if TABLE.contains(&word(rest)) => "table".to_owned(),
            // `lib.rs` names these again.
            _ if matches!(word(it), "Settings" | "Workspace") => word(it).to_ascii_lowercase(),
            _ => word(it).to_owned(),
        }));
    }
    found
}

#[test]
fn no_arrow_goes_back() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources = Vec::new();
    files(&root, &mut sources);
    let mut wrong = Vec::new();
    for path in &sources {
        let within = path.strip_prefix(&root).unwrap();
        let module =
            within.components().next().unwrap().as_os_str().to_str().unwrap().trim_end_matches(".rs");
        if module == "lib" || is_test(within) {
            continue;
        }
        let Some(own) = place(module) else {
            wrong.push(format!("{} is in no known stage", within.display()));
            continue;
        };
        for used in uses(&fs::read_to_string(path).unwrap()) {
            match place(&used) {
                Some(it) if it > own => {
                    wrong.push(format!("{} uses `{used}`, a later stage", within.display()));
                }
                None if !OUTSIDE.contains(&used.as_str()) => {
                    wrong.push(format!("{} uses `{used}`, which is in no known stage", within.display()));
                }
                _ => {}
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(sources.len() > 5, "the sources were not found");
}

#[test]
fn the_engine_asks_the_world_for_nothing() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = Vec::new();
    files(&root.join("src"), &mut sources);
    files(&root.join("yaml/src"), &mut sources);
    for path in sources {
        if is_test(path.strip_prefix(root).unwrap()) {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        for outside in [
            "std::fs",
            "std::env",
            "std::thread",
            "std::process",
            "std::net::Tcp",
            "std::net::Udp",
            "SystemTime",
            "Instant",
        ] {
            assert!(!code.contains(outside), "{} names {outside}", path.display());
        }
    }
}
