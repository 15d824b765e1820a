//! Edits that rules share: they keep quotes, indentation and comments, and never touch text behind an alias, which
//! stands somewhere else.

use crate::diagnostic::{Edit, Fix, Safety};
use crate::model::View;
use crate::source::{Location, Span};
use crate::yaml::{Kind, Style, Value, read};

/// Sets the field `key` of the mapping `holder` to `text`: replaces what it says, or adds the entry.
pub(crate) fn set(holder: View<'_>, key: &str, text: &str, safety: Safety) -> Option<Fix> {
    match holder.value().get(key) {
        Some(value) => replace(holder, value, text, safety),
        None => insert(holder, key, text, safety),
    }
}

/// Sets several fields of the mapping `holder` at once.
pub(crate) fn set_all(holder: View<'_>, fields: &[(&str, &str)], safety: Safety) -> Option<Fix> {
    let mut edits: Vec<Edit> = Vec::new();
    for (key, text) in fields {
        for edit in set(holder, key, text, safety)?.edits {
            // Entries that are added all go to one place, in the order in which they are asked for.
            match edits.iter_mut().find(|it| it.at == edit.at) {
                Some(it) => it.text.push_str(&edit.text),
                None => edits.push(edit),
            }
        }
    }
    let all: Vec<_> = fields.iter().map(|(key, text)| format!("`{key}: {}`", as_text(text))).collect();
    Some(Fix { title: format!("use {}", all.join(" and ")), safety, edits })
}

/// Replaces the text of the scalar `value`, which stands in `holder`.
pub(crate) fn replace(holder: View<'_>, value: Value<'_>, text: &str, safety: Safety) -> Option<Fix> {
    let span = inside_quotes(value).filter(|it| holder.value().span().contains(*it))?;
    // A number stays a number: only what was text is kept from turning into something else.
    let plain_text = value.style() == Style::Plain && value.kind() == Kind::String;
    let new = if plain_text { as_text(text) } else { text.to_owned() };
    let at = Location { source: holder.source(), span };
    Some(Fix::replace(at, new, safety, format!("use `{text}`")))
}

/// Adds `key: text` in front of the first entry of the mapping `holder`, in the style and at the column of that entry.
pub(crate) fn insert(holder: View<'_>, key: &str, text: &str, safety: Safety) -> Option<Fix> {
    let text = if is_json(holder.value()) { in_quotes(text) } else { as_text(text) };
    insert_entry(holder, &format!("{key}: {text}"), safety)
}

/// Whether a mapping is written as in JSON.
fn is_json(mapping: Value<'_>) -> bool {
    mapping.style() == Style::Flow
        && mapping.entries().next().is_some_and(|it| it.key.style() == Style::DoubleQuoted)
}

/// Adds `entry`, which is `key: value` as YAML, in front of the first entry of the mapping `holder`. A key that is
/// there, for instance with null, is not written a second time.
pub(crate) fn insert_entry(holder: View<'_>, entry: &str, safety: Safety) -> Option<Fix> {
    let mapping = holder.value();
    if entry.split_once(':').is_some_and(|(key, _)| mapping.get(key).is_some()) {
        return None;
    }
    let text = mapping.source_text();
    let first = mapping.entries().next()?.key;
    let behind = match mapping.style() {
        Style::Flow => ", ".to_owned(),
        _ => format!("\n{}", " ".repeat(column(text, first.span().start())?)),
    };
    let entry = match entry.split_once(':').filter(|_| is_json(mapping)) {
        Some((key, value)) => format!("{}:{value}", in_quotes(key)),
        None => entry.to_owned(),
    };
    let at = Location { source: holder.source(), span: Span::at(first.span().start()) };
    mapping.span().contains(first.span()).then(|| Fix {
        title: format!("add `{entry}`"),
        safety,
        edits: vec![Edit { at, text: format!("{entry}{behind}") }],
    })
}

/// Adds a document behind everything else in the source that `holder` stands in; in JSON there is no such thing.
pub(crate) fn append_document(holder: View<'_>, title: &str, document: &str) -> Option<Fix> {
    let text = holder.value().source_text();
    if text.trim_start().starts_with(['{', '[']) {
        return None;
    }
    let line_end = if text.ends_with('\n') { "" } else { "\n" };
    let at = Location { source: holder.source(), span: Span::at(text.len()) };
    let edits = vec![Edit { at, text: format!("{line_end}---\n{document}") }];
    Some(Fix { title: title.to_owned(), safety: Safety::Unsafe, edits })
}

/// `text` as a scalar that reads as that text.
fn as_text(text: &str) -> String {
    let reading = read(text);
    let root = reading.tree.documents().first().map(|it| reading.tree.value(text, it.root));
    if reading.problems.is_empty() && root.is_some_and(|it| it.as_str() == Some(text)) {
        text.to_owned()
    } else {
        in_quotes(text)
    }
}

fn in_quotes(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn inside_quotes(value: Value<'_>) -> Option<Span> {
    let span = value.span();
    let inner = match value.style() {
        Style::Plain => return (!span.is_empty()).then_some(span),
        Style::SingleQuoted | Style::DoubleQuoted => {
            Span::new(span.start() + 1, span.end().saturating_sub(1))
        }
        _ => return None,
    };
    (Some(inner.of(value.source_text())) == value.as_str()).then_some(inner)
}

/// How many characters are in front of `offset` on its line; `None` where they hold a tab, which no indentation may.
pub(super) fn column(text: &str, offset: usize) -> Option<usize> {
    let before = text.get(..offset)?;
    let line = before.rsplit(['\n', '\r']).next()?;
    (!line.contains('\t')).then(|| line.chars().count())
}

#[cfg(test)]
mod tests {
    use super::{append_document, insert_entry, set};
    use crate::diagnostic::Safety;
    use crate::model::View;
    use crate::source::SourceId;
    use crate::yaml::read;

    /// `text` after `key` of the mapping at `path` is set to `to`.
    fn after(text: &str, path: &str, key: &str, to: &str) -> Option<String> {
        let reading = read(text);
        let root = View::new(SourceId(0), reading.tree.value(text, reading.tree.documents()[0].root));
        let holder = if path.is_empty() { root } else { root.field(path).unwrap() };
        let fix = set(holder, key, to, Safety::Unsafe)?;
        let edit = &fix.edits[0];
        let (before, behind) = (&text[..edit.at.span.start()], &text[edit.at.span.end()..]);
        Some(format!("{before}{}{behind}", edit.text))
    }

    #[test]
    fn quotes_comments_and_indentation_stay() {
        for (text, key, to, wanted) in [
            ("a: x # why\n", "a", "z", "a: z # why\n"),
            ("a: 'x'\n", "a", "z", "a: 'z'\n"),
            ("a: \"x\"\n", "a", "z", "a: \"z\"\n"),
            ("{a: x}\n", "a", "z", "{a: z}\n"),
            ("a: x\n", "a", "on", "a: \"on\"\n"),
            ("a: 80\n", "a", "81", "a: 81\n"),
            ("b: x\n", "a", "z", "a: z\nb: x\n"),
            ("{b: x}\n", "a", "z", "{a: z, b: x}\n"),
            ("{\"b\": 1}\n", "a", "z", "{\"a\": \"z\", \"b\": 1}\n"),
        ] {
            assert_eq!(after(text, "", key, to).as_deref(), Some(wanted), "{text}");
        }
        let nested = "l:\n- é: 1\n  m:\n    b: x\n";
        assert_eq!(after(nested, "", "l", "y"), None, "a list has no text to replace");
        assert_eq!(after("m:\n    b: x\n", "m", "a", "z").as_deref(), Some("m:\n    a: z\n    b: x\n"));
    }

    #[test]
    fn what_stands_elsewhere_is_not_touched() {
        assert_eq!(after("x: &x v\nm: {a: *x}\n", "m", "a", "y"), None);
        assert_eq!(after("a: |\n  x\n", "", "a", "y"), None);
        assert_eq!(after("a: \"\\x41\"\n", "", "a", "y"), None);
    }

    #[test]
    fn a_key_is_not_written_twice() {
        for text in ["a:\nb: x\n", "{b: x, a: null}\n", "a: &a {x: 1}\nb: x\n"] {
            let reading = read(text);
            let root = View::new(SourceId(0), reading.tree.value(text, reading.tree.documents()[0].root));
            assert!(insert_entry(root, "a: z", Safety::Safe).is_none(), "{text}");
        }
    }

    #[test]
    fn a_document_goes_to_the_end() {
        let add = |text: &str| {
            let reading = read(text);
            let root = View::new(SourceId(0), reading.tree.value(text, reading.tree.documents()[0].root));
            append_document(root, "add it", "b: 1\n").map(|it| it.edits[0].text.clone())
        };
        assert_eq!(add("a: 1\n").as_deref(), Some("---\nb: 1\n"));
        assert_eq!(add("a: 1").as_deref(), Some("\n---\nb: 1\n"));
        assert_eq!(add("{\"a\": 1}"), None);
    }
}
