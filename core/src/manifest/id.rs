//! What an object is and what it is called, borrowed from the text.

use std::cmp::Ordering;
use std::fmt;

/// Group, version and kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Gvk<'a> {
    /// The API group; empty for the core group.
    pub group: &'a str,
    /// The API version.
    pub version: &'a str,
    /// The kind.
    pub kind: &'a str,
}

impl fmt::Display for Gvk<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { group, version, kind } = self;
        if group.is_empty() {
            write!(out, "{version} {kind}")
        } else {
            write!(out, "{group}/{version} {kind}")
        }
    }
}

/// What tells an object from all others; versions of one object share it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Id<'a> {
    /// The name; empty where it has none. It comes first, because names differ most.
    pub name: &'a str,
    /// The namespace; empty where the object names none.
    pub namespace: &'a str,
    /// The kind.
    pub kind: &'a str,
    /// The API group; empty for the core group.
    pub group: &'a str,
}

impl Ord for Id<'_> {
    /// By group, kind, namespace and name.
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |it: &Self| (it.group, it.kind, it.namespace, it.name);
        key(self).cmp(&key(other))
    }
}

impl PartialOrd for Id<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Id<'_> {
    /// `namespace/name`, or the name alone.
    pub fn place(&self) -> String {
        if self.namespace.is_empty() {
            self.name.to_owned()
        } else {
            format!("{}/{}", self.namespace, self.name)
        }
    }
}

impl fmt::Display for Id<'_> {
    /// As messages say it: Kind `namespace/name`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.name.is_empty() {
            return out.write_str(self.kind);
        }
        write!(out, "{} `{}`", self.kind, self.place())
    }
}
