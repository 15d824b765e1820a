//! Names of files and folders, with `/` between folders.

use std::collections::BTreeSet;
use std::ops::Bound;

/// The folder of a file and its name in it.
pub(super) fn split(name: &str) -> (&str, &str) {
    name.rsplit_once('/').unwrap_or(("", name))
}

/// A folder and those around it; the last one is empty.
pub(super) fn above(folder: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder), |it| (!it.is_empty()).then(|| split(it).0))
}

/// What is left of a name in a folder.
pub(super) fn within<'a>(name: &'a str, folder: &str) -> &'a str {
    name.strip_prefix(folder).unwrap_or(name).trim_start_matches('/')
}

/// Whether a path is the address of something elsewhere.
pub fn is_address(path: &str) -> bool {
    path.contains("://") || path.starts_with("git@")
}

/// What `path` is called that is written in `folder`.
pub(crate) fn join(folder: &str, path: &str) -> String {
    let rooted = folder.starts_with('/');
    let mut parts: Vec<&str> = folder.split('/').filter(|it| !it.is_empty() && *it != ".").collect();
    for part in path.split('/').filter(|it| !it.is_empty() && *it != ".") {
        match (part, parts.last()) {
            ("..", Some(last)) if *last != ".." => drop(parts.pop()),
            _ => parts.push(part),
        }
    }
    if rooted { format!("/{}", parts.join("/")) } else { parts.join("/") }
}

/// Whether two units have nothing to do with each other: neither is in the folder of the other.
pub fn are_apart(one: &str, other: &str) -> bool {
    let holds = |outer: &str, inner: &str| {
        outer.is_empty() || inner.strip_prefix(outer).is_some_and(|it| it.is_empty() || it.starts_with('/'))
    };
    !holds(one, other) && !holds(other, one)
}

/// The files in a folder and those in it.
pub(super) fn below<'k>(known: &'k BTreeSet<&'k str>, folder: &str) -> impl Iterator<Item = &'k str> {
    let folder = format!("{folder}/");
    let from = (Bound::Included(folder.as_str()), Bound::Unbounded);
    let behind = known.range::<str, _>(from).copied();
    behind.take_while(move |it| it.starts_with(&*folder))
}
