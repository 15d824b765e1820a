//! Where in an object the judge is: a list of segments on the call stack, which costs nothing until a violation
//! needs its text.

use crate::source::Span;
use std::fmt::{self, Write as _};

/// One step from an object to a field or item.
#[derive(Debug, Clone, Copy)]
enum Segment<'a> {
    Root,
    /// A field or map key, printed with a dot before it.
    Key(&'a str),
    /// A map key, printed in brackets.
    MapKey(&'a str),
    Index(usize),
}

/// A place in an object, as the chain of its parents.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Path<'a> {
    parent: Option<&'a Path<'a>>,
    segment: Segment<'a>,
    /// The text that names the place: the key, the first key of an item, the title of an object.
    at: Span,
}

impl Path<'_> {
    /// The object itself, which `at` stands for.
    pub(crate) fn root(at: Span) -> Self {
        Self { parent: None, segment: Segment::Root, at }
    }

    /// The field `name`, whose key is at `at`.
    pub(crate) fn field<'b>(&'b self, name: &'b str, at: Span) -> Path<'b> {
        Path { parent: Some(self), segment: Segment::Key(name), at }
    }

    /// The map key `name`, as rules print it: in brackets.
    pub(crate) fn map_key<'b>(&'b self, name: &'b str, at: Span) -> Path<'b> {
        Path { parent: Some(self), segment: Segment::MapKey(name), at }
    }

    /// The item at `index`, which `at` stands for.
    pub(crate) fn item(&self, index: usize, at: Span) -> Path<'_> {
        Path { parent: Some(self), segment: Segment::Index(index), at }
    }

    /// The text that names the place.
    pub(crate) fn at(&self) -> Span {
        self.at
    }

    /// The name of the field or map key that it is; empty for an item.
    #[cfg(feature = "kubernetes")]
    pub(crate) fn name(&self) -> &str {
        match self.segment {
            Segment::Key(name) | Segment::MapKey(name) => name,
            Segment::Root | Segment::Index(_) => "",
        }
    }
}

impl fmt::Display for Path<'_> {
    /// As the API server prints it: `spec.rules[0].matches[1].headers[0].name`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(parent) = self.parent else { return Ok(()) };
        parent.fmt(out)?;
        match self.segment {
            Segment::Root => Ok(()),
            Segment::Key(name) => {
                if parent.parent.is_some() {
                    out.write_char('.')?;
                }
                out.write_str(name)
            }
            Segment::MapKey(name) => write!(out, "[{name}]"),
            Segment::Index(index) => write!(out, "[{index}]"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Path;
    use crate::source::Span;

    #[test]
    fn a_path_reads_as_the_api_server_prints_it() {
        let at = Span::default();
        let root = Path::root(at);
        let spec = root.field("spec", at);
        let rules = spec.field("rules", at);
        let rule = rules.item(3, at);
        assert_eq!(root.to_string(), "");
        assert_eq!(rule.field("name", Span::default()).to_string(), "spec.rules[3].name");
        assert_eq!(spec.field("labels", at).field("a.b/c", Span::default()).to_string(), "spec.labels.a.b/c");
        assert_eq!(spec.map_key("d e", at).to_string(), "spec[d e]");
    }
}
