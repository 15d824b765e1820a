//! Where the cursor is: the path of keys above it, what is typed so far, and what stands beside it.
//!
//! Lines and brackets are read, not the tree: while a key is being typed there is no tree. Block scalars are taken for
//! structure, which at worst offers help where none is needed.

use crate::source::Span;

/// One step down from a document's root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step<'t> {
    /// Into the value of a key.
    Key(&'t str),
    /// Into an item of a list.
    Item,
}

/// What stands at the cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot<'t> {
    /// A key, or the beginning of one.
    Key,
    /// The value of a key.
    Value(&'t str),
    /// An item of a list.
    Item,
}

/// The place of the cursor.
#[derive(Debug, Clone)]
pub(super) struct Place<'t> {
    /// From the document's root to the mapping or list that the cursor is in.
    pub(super) path: Vec<Step<'t>>,
    /// What stands at the cursor.
    pub(super) slot: Slot<'t>,
    /// What is typed of it, up to its end on the line.
    pub(super) word: Span,
    /// The keys beside the cursor in the same mapping, with their values where these are scalars on the same line.
    pub(super) siblings: Vec<(&'t str, &'t str)>,
    /// The column at which keys of that mapping stand.
    pub(super) column: usize,
    /// Whether it is within brackets.
    pub(super) flow: bool,
    /// The keys at the document's root, with their values.
    root: Vec<(&'t str, &'t str)>,
    /// The keys of `metadata`, with their values.
    metadata: Vec<(&'t str, &'t str)>,
}

impl<'t> Place<'t> {
    /// Where byte `offset` of `text` is.
    pub(super) fn at(text: &'t str, offset: usize) -> Self {
        let offset = text.floor_char_boundary(offset);
        let lines = document(text, offset);
        let here = lines.iter().rposition(|it| it.start <= offset).unwrap_or_default();
        let mut place = match flow_start(&lines, here, offset) {
            Some(start) => in_flow(text, &lines, start, offset),
            None => in_block(text, &lines, here, offset),
        };
        place.root = fields(&lines, 0);
        place.metadata = block_below(&lines, "metadata").unwrap_or_default();
        place
    }

    /// `apiVersion` of the document.
    pub(super) fn api_version(&self) -> Option<&'t str> {
        get(&self.root, "apiVersion")
    }

    /// `kind` of the document.
    pub(super) fn kind(&self) -> Option<&'t str> {
        get(&self.root, "kind")
    }

    /// `metadata.namespace` of the document.
    pub(super) fn namespace(&self) -> Option<&'t str> {
        get(&self.metadata, "namespace")
    }

    /// The value of a key beside the cursor.
    pub(super) fn sibling(&self, key: &str) -> Option<&'t str> {
        get(&self.siblings, key)
    }

    /// The path as keys, list items as `[]`: `spec.rules[].backendRefs[]`.
    pub(super) fn dotted(&self) -> String {
        let mut dotted = String::new();
        for step in &self.path {
            match step {
                Step::Key(key) if dotted.is_empty() => dotted.push_str(key),
                Step::Key(key) => {
                    dotted.push('.');
                    dotted.push_str(key);
                }
                Step::Item => dotted.push_str("[]"),
            }
        }
        dotted
    }
}

fn get<'t>(entries: &[(&str, &'t str)], key: &str) -> Option<&'t str> {
    entries.iter().find(|(it, _)| *it == key).map(|(_, value)| *value).filter(|it| !it.is_empty())
}

/// A line of the document, taken apart.
#[derive(Debug, Clone, Copy)]
struct Line<'t> {
    /// Its first byte.
    start: usize,
    /// Without its end.
    text: &'t str,
    /// The column of its first `-` that makes a list item.
    dash: Option<usize>,
    /// The column of its content behind dashes.
    column: usize,
    /// Its key, where it has one.
    key: Option<&'t str>,
    /// What stands behind the key, or the whole content.
    value: &'t str,
    /// Whether it says nothing.
    blank: bool,
}

impl<'t> Line<'t> {
    fn new(start: usize, text: &'t str) -> Self {
        let mut column = text.len() - text.trim_start_matches(' ').len();
        let mut rest = text.get(column..).unwrap_or_default();
        let mut dash = None;
        while let Some(behind) = rest.strip_prefix('-').filter(|it| it.is_empty() || it.starts_with(' ')) {
            dash.get_or_insert(column);
            let content = behind.trim_start_matches(' ');
            column += rest.len() - content.len();
            rest = content;
        }
        let blank = dash.is_none() && (rest.is_empty() || rest.starts_with('#'));
        let (key, value) = match entry(rest) {
            Some((key, value)) => (Some(key), value),
            None => (None, rest),
        };
        Self { start, text, dash, column, key, value, blank }
    }

    /// The value without comment and quotes.
    fn scalar(&self) -> &'t str {
        unquoted(uncommented(self.value).trim())
    }

    fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// Key and value of `content`, where it begins with a key.
fn entry(content: &str) -> Option<(&str, &str)> {
    if content.starts_with(['{', '[', '#', '"', '\'', '|', '>', '&', '*', '!']) {
        return None;
    }
    let colon = content.match_indices(':').map(|(at, _)| at).find(|at| {
        let behind = content.get(at + 1..).unwrap_or_default();
        behind.is_empty() || behind.starts_with(' ')
    })?;
    let key = content.get(..colon)?.trim_end();
    (!key.is_empty() && !key.contains(" #")).then(|| (key, content.get(colon + 1..).unwrap_or_default()))
}

fn uncommented(text: &str) -> &str {
    match text.find(" #") {
        Some(at) if !text.trim_start().starts_with(['"', '\'']) => text.get(..at).unwrap_or_default(),
        _ if text.trim_start().starts_with('#') => "",
        _ => text,
    }
}

fn unquoted(text: &str) -> &str {
    let inner = |quote: char| text.strip_prefix(quote)?.strip_suffix(quote);
    inner('"').or_else(|| inner('\'')).unwrap_or(text)
}

/// The lines of the document around `offset`.
fn document(text: &str, offset: usize) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let mut start = 0;
    for raw in text.split_inclusive('\n') {
        let line = raw.trim_end_matches(['\n', '\r']);
        if line == "---" || line.starts_with("--- ") || line == "..." {
            if start > offset {
                break;
            }
            lines.clear();
        } else {
            lines.push(Line::new(start, line));
        }
        start += raw.len();
    }
    if text.is_empty() || (text.ends_with('\n') && offset >= start) {
        lines.push(Line::new(start, ""));
    }
    lines
}

/// The entries of the mapping whose keys stand at `column` of the document, whatever is around them.
fn fields<'t>(lines: &[Line<'t>], column: usize) -> Vec<(&'t str, &'t str)> {
    let own = lines.iter().filter(|it| !it.blank && it.dash.is_none() && it.column == column);
    own.filter_map(|it| Some((it.key?, it.scalar()))).collect()
}

/// The entries below the root's `key`, in block or flow style.
fn block_below<'t>(lines: &[Line<'t>], key: &str) -> Option<Vec<(&'t str, &'t str)>> {
    let at = lines.iter().position(|it| it.column == 0 && it.key == Some(key))?;
    let line = lines.get(at)?;
    let flow = uncommented(line.value).trim();
    if let Some(inner) = flow.strip_prefix('{').map(|it| it.strip_suffix('}').unwrap_or(it)) {
        let entries = inner.split(',').filter_map(|it| it.split_once(':'));
        return Some(entries.map(|(key, value)| (key.trim(), unquoted(value.trim()))).collect());
    }
    let below = lines.get(at + 1..)?.iter().take_while(|it| it.blank || it.column > 0);
    let below: Vec<Line<'t>> = below.filter(|it| !it.blank).copied().collect();
    let column = below.first()?.column;
    Some(fields(&below, column))
}

/// The cursor in block style.
fn in_block<'t>(text: &'t str, lines: &[Line<'t>], here: usize, offset: usize) -> Place<'t> {
    let line = lines.get(here).copied().unwrap_or_else(|| Line::new(offset, ""));
    let content = line.start + line.column;
    let blank_column = offset.saturating_sub(line.start);
    // On a line without content the cursor itself says how deep it is.
    let column = if line.blank || line.text.trim().is_empty() { blank_column } else { line.column };
    let (slot, word) = if let Some(key) = line.key.filter(|key| offset > content + key.len()) {
        let before = line.value.len() - line.value.trim_start().len();
        let from = line.end() - line.value.len() + before;
        let value = uncommented(line.value).trim();
        (Slot::Value(key), Span::new(from.min(offset), (from + value.len()).max(offset)))
    } else {
        let word = line.key.unwrap_or_else(|| uncommented(line.value).trim_end());
        let from = content.min(offset);
        (Slot::Key, Span::new(from, (from + word.len()).max(offset)))
    };
    let (mut path, siblings) = above(lines, here, column, line.dash);
    path.reverse();
    let slot = match slot {
        // A list of scalars has no keys.
        Slot::Key if line.dash.is_some() && line.key.is_none() && siblings.is_empty() => Slot::Item,
        other => other,
    };
    if matches!(slot, Slot::Item) {
        path.pop();
    }
    let word = clamp(text, word);
    Place { path, slot, word, siblings, column, flow: false, root: Vec::new(), metadata: Vec::new() }
}

fn clamp(text: &str, word: Span) -> Span {
    Span::new(word.start().min(text.len()), word.end().min(text.len()))
}

/// The steps above a mapping whose keys stand at `column`, innermost first, and the entries of that mapping.
fn above<'t>(
    lines: &[Line<'t>],
    here: usize,
    column: usize,
    dash: Option<usize>,
) -> (Vec<Step<'t>>, Vec<(&'t str, &'t str)>) {
    let mut siblings = Vec::new();
    let mut path = Vec::new();
    // The column that a parent has to be left of; a dash at the same column as its key is fine.
    let mut limit = column;
    let mut item = dash;
    let mut own = true;
    if let Some(at) = item {
        path.push(Step::Item);
        limit = at;
    }
    for line in lines.get(..here).unwrap_or_default().iter().rev().filter(|it| !it.blank) {
        let Some(key) = line.key else { continue };
        if own && item.is_none() && line.column == column {
            siblings.push((key, line.scalar()));
            if let Some(at) = line.dash {
                path.push(Step::Item);
                (item, limit) = (Some(at), at);
            }
            continue;
        }
        let is_parent = match item {
            // The list stands below a key, at its column or right of it.
            Some(at) => line.column <= at && line.dash.is_none_or(|dash| dash < at) && line.column <= limit,
            None => line.column < limit,
        };
        if !is_parent {
            continue;
        }
        own = false;
        path.push(Step::Key(key));
        (limit, item) = (line.column, line.dash);
        if let Some(at) = line.dash {
            path.push(Step::Item);
            limit = at;
        }
        if limit == 0 && item.is_none() {
            break;
        }
    }
    for line in lines.get(here + 1..).unwrap_or_default().iter().filter(|it| !it.blank) {
        if line.column < column || line.dash.is_some_and(|at| at < column) {
            break;
        }
        if let Some(key) = line.key.filter(|_| line.column == column && line.dash.is_none()) {
            siblings.push((key, line.scalar()));
        }
    }
    (path, siblings)
}

/// The line at which the brackets around the cursor open, where it is within brackets.
fn flow_start(lines: &[Line<'_>], here: usize, offset: usize) -> Option<usize> {
    let (mut depth, mut start) = (0_usize, 0);
    for (number, line) in lines.iter().enumerate().take(here + 1) {
        if depth == 0 {
            start = number;
        }
        let until = if number == here { offset.saturating_sub(line.start) } else { line.text.len() };
        for bracket in brackets(line.text.get(..until).unwrap_or(line.text), depth > 0) {
            depth = if bracket { depth + 1 } else { depth.saturating_sub(1) };
        }
    }
    (depth > 0).then_some(start)
}

/// Whether a character belongs to a word, in whatever script.
fn is_of_word(it: char) -> bool {
    !it.is_ascii() || it.is_ascii_alphanumeric()
}

/// The brackets of a line that count, `true` for opening ones: those in quotes, comments and plain scalars do not.
fn brackets(line: &str, inside: bool) -> Vec<bool> {
    let mut found = Vec::new();
    let mut quote = None;
    let mut before = ' ';
    let mut depth = usize::from(inside);
    for letter in line.chars() {
        match quote {
            Some(it) if it == letter => quote = None,
            Some(_) => {}
            None => match letter {
                '"' | '\'' if !is_of_word(before) => quote = Some(letter),
                '#' if before == ' ' => break,
                '{' | '[' if depth > 0 || before == ' ' => {
                    found.push(true);
                    depth += 1;
                }
                '}' | ']' if depth > 0 => {
                    found.push(false);
                    depth = depth.saturating_sub(1);
                }
                _ => {}
            },
        }
        before = letter;
    }
    found
}

/// A bracket that is open at the cursor.
#[derive(Debug)]
enum Frame<'t> {
    Map { key: Option<&'t str>, entries: Vec<(&'t str, &'t str)> },
    List,
}

/// The cursor within brackets that open on line `start`.
fn in_flow<'t>(text: &'t str, lines: &[Line<'t>], start: usize, offset: usize) -> Place<'t> {
    let line = lines.get(start).copied().unwrap_or_else(|| Line::new(offset, ""));
    let (mut path, _) = above(lines, start, line.column, line.dash);
    path.reverse();
    path.extend(line.key.map(Step::Key));
    let from = line.end() - line.value.len();
    let mut frames: Vec<Frame<'t>> = Vec::new();
    let mut token = from;
    let body = text.get(from..offset).unwrap_or_default();
    for (at, letter) in body.char_indices().map(|(at, letter)| (from + at, letter)) {
        let written = |token: usize| unquoted(text.get(token..at).unwrap_or_default().trim());
        match letter {
            '{' => frames.push(Frame::Map { key: None, entries: Vec::new() }),
            '[' => frames.push(Frame::List),
            '}' | ']' | ',' => {
                if let Some(Frame::Map { key, entries }) = frames.last_mut()
                    && let Some(key) = key.take()
                {
                    entries.push((key, written(token)));
                }
                if letter != ',' {
                    frames.pop();
                }
            }
            ':' if !text.get(at + 1..).is_some_and(|it| it.starts_with(is_of_word)) => {
                if let Some(Frame::Map { key, .. }) = frames.last_mut() {
                    *key = Some(written(token));
                }
            }
            _ => continue,
        }
        token = at + letter.len_utf8();
    }
    let blank = text.get(token..offset).map_or(0, |it| it.len() - it.trim_start().len());
    let rest = text.get(offset..).unwrap_or_default();
    let tail = rest.find([',', '}', ']', ':', ' ', '\n', '\r']).unwrap_or(rest.len());
    let word = Span::new(token + blank, offset + tail);
    finish(path, frames, word, line.column)
}

fn finish<'t>(mut path: Vec<Step<'t>>, frames: Vec<Frame<'t>>, word: Span, column: usize) -> Place<'t> {
    let last = frames.len().saturating_sub(1);
    let (mut slot, mut siblings) = (Slot::Key, Vec::new());
    for (number, frame) in frames.into_iter().enumerate() {
        match (frame, number == last) {
            (Frame::Map { key: Some(key), .. }, false) => path.push(Step::Key(key)),
            (Frame::Map { key: None, .. }, false) => {}
            (Frame::List, false) => path.push(Step::Item),
            (Frame::Map { key, entries }, true) => {
                slot = key.map_or(Slot::Key, Slot::Value);
                siblings = entries;
            }
            (Frame::List, true) => slot = Slot::Item,
        }
    }
    Place { path, slot, word, siblings, column, flow: true, root: Vec::new(), metadata: Vec::new() }
}
