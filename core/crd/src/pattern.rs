//! Regular expressions to minimal automata over bytes, whose tables the engine walks without a regex library.
//!
//! CRDs mean RE2. `regex-automata` means the same for what [`translate`] makes of a pattern.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use regex_automata::dfa::{Automaton as _, StartKind, dense};
use regex_automata::nfa::thompson::NFA;
use regex_automata::util::primitives::StateID;
use regex_automata::util::start;
use regex_automata::{Anchored, MatchKind};

use crate::blob::Blob;
use routeproof_core::internal::schema::layout::{NARROW, state};

/// The automaton of `pattern` as a record: the smallest one where the blob is kept, which takes time to find.
pub(crate) fn write(blob: &mut Blob, pattern: &str) -> Result<u32> {
    if let Some(at) = blob.known_pattern(pattern) {
        return Ok(at);
    }
    let record = record(blob, pattern).with_context(|| format!("pattern `{pattern}`"))?;
    blob.pattern(pattern, record)
}

fn record(blob: &mut Blob, pattern: &str) -> Result<Vec<u8>> {
    let (source, translated) = (blob.text(pattern)?, translate(pattern)?);
    if blob.is_kept() {
        return Table::of(&translated)?.minimal().encode(source);
    }
    if NFA::new(&translated)?.states().len() <= LARGE {
        return Table::of(&translated)?.ordered().encode(source);
    }
    // An automaton of many states takes long to make, and few values ask for it: the engine reads the expression then.
    regex_lite::Regex::new(&translated)?;
    let written = blob.text(&translated)?;
    Ok([source, 0, written].into_iter().flat_map(u32::to_le_bytes).collect())
}

/// The pattern with the meaning of RE2 in the syntax of `regex-automata`: what both read differently is written so that
/// there is no difference, and what cannot be is refused.
fn translate(pattern: &str) -> Result<String> {
    let mut out = String::with_capacity(pattern.len());
    let mut chars = pattern.chars().peekable();
    let mut in_class = false;
    while let Some(it) = chars.next() {
        let next = chars.peek().copied();
        match (it, in_class) {
            ('\\', _) => {
                let escaped = chars.next().context("ends in a backslash")?;
                escape(escaped, in_class, &mut out)?;
            }
            ('[', false) => {
                in_class = true;
                out.push('[');
                if next == Some('^') {
                    out.extend(chars.next());
                }
                if chars.peek() == Some(&']') {
                    chars.next();
                    out.push_str("\\]");
                }
            }
            (']', true) => {
                in_class = false;
                out.push(']');
            }
            ('[', true) if next == Some(':') => out.push('['),
            // A class within a class and operations on sets are plain characters to RE2.
            ('[' | '&' | '~', true) => out.extend(['\\', it]),
            ('-', true) if next == Some('-') => bail!("`--` is a set operation"),
            ('{', false) if !is_repetition(chars.clone()) => out.push_str("\\{"),
            ('?', false) if next == Some('x') => bail!("verbose mode"),
            _ => out.push(it),
        }
        if in_class && it == '[' && next == Some(':') {
            // `[:alpha:]` ends in a bracket that does not end the class.
            for it in chars.by_ref() {
                out.push(it);
                if it == ']' {
                    break;
                }
            }
        }
    }
    Ok(out)
}

/// What stands behind a backslash. The classes of RE2 are those of ASCII.
fn escape(escaped: char, in_class: bool, out: &mut String) -> Result<()> {
    let inner = match escaped {
        'd' | 'D' => "0-9",
        'w' | 'W' => "0-9A-Za-z_",
        's' | 'S' => r"\t\n\x0C\r ",
        'b' | 'B' if !in_class => {
            out.push_str(if escaped == 'b' { r"(?-u:\b)" } else { r"(?-u:\B)" });
            return Ok(());
        }
        'n' | 'r' | 't' | 'f' | 'v' | 'x' | 'a' | 'A' | 'z' | 'p' | 'P' => {
            out.extend(['\\', escaped]);
            return Ok(());
        }
        '<' | '>' => {
            out.push(escaped);
            return Ok(());
        }
        it if it.is_ascii_alphanumeric() => bail!("`\\{it}` is not known here"),
        it => {
            out.extend(['\\', it]);
            return Ok(());
        }
    };
    match (in_class, escaped.is_ascii_uppercase()) {
        (true, false) => out.push_str(inner),
        (_, negated) => {
            out.push_str(if negated { "[^" } else { "[" });
            out.push_str(inner);
            out.push(']');
        }
    }
    Ok(())
}

/// Whether what follows `{` is a repetition, and not text.
fn is_repetition(rest: std::iter::Peekable<std::str::Chars<'_>>) -> bool {
    let inner: String = rest.take_while(|it| *it != '}').collect();
    let (least, most) = inner.split_once(',').unwrap_or((&inner, ""));
    let digits = |it: &str| it.bytes().all(|it| it.is_ascii_digit());
    !least.is_empty() && digits(least) && digits(most)
}

/// More states of the automaton before it is made deterministic are many.
const LARGE: usize = 600;

/// Larger automata are not made: few CRDs ask for one, and it would take memory and time.
const MOST_BYTES: usize = 4 << 20;

/// An automaton with a transition for each byte; states 0 and 1 are [`state::DEAD`] and [`state::FOUND`].
struct Table {
    start: usize,
    states: Vec<State>,
}

#[derive(Clone)]
struct State {
    next: Vec<usize>,
    /// Whether a text may end here.
    fits: bool,
}

impl Table {
    fn of(pattern: &str) -> Result<Self> {
        let config = dense::Config::new()
            .match_kind(MatchKind::LeftmostFirst)
            .start_kind(StartKind::Unanchored)
            .dfa_size_limit(Some(MOST_BYTES))
            .determinize_size_limit(Some(MOST_BYTES))
            .accelerate(false);
        let dfa = dense::Builder::new().configure(config).build(pattern)?;
        let start = dfa.start_state(&start::Config::new().anchored(Anchored::No))?;
        let mut places: BTreeMap<StateID, usize> = BTreeMap::new();
        let mut order = Vec::new();
        let mut place_of = |id: StateID, order: &mut Vec<StateID>| -> Result<usize> {
            if dfa.is_quit_state(id) {
                bail!("needs Unicode word boundaries");
            }
            Ok(match (dfa.is_match_state(id), dfa.is_dead_state(id)) {
                (true, _) => state::FOUND,
                (_, true) => state::DEAD,
                _ => *places.entry(id).or_insert_with(|| {
                    order.push(id);
                    order.len() + 1
                }),
            })
        };
        let start = place_of(start, &mut order)?;
        let sink = |place: usize| State { next: vec![place; 256], fits: place == state::FOUND };
        let mut states = vec![sink(state::DEAD), sink(state::FOUND)];
        while let Some(id) = order.get(states.len() - 2).copied() {
            let mut next = Vec::with_capacity(256);
            for byte in 0..=u8::MAX {
                next.push(place_of(dfa.next_state(id, byte), &mut order)?);
            }
            let fits = dfa.is_match_state(dfa.next_eoi_state(id));
            states.push(State { next, fits });
        }
        Ok(Self { start, states })
    }

    /// Moore's algorithm; dead and found keep their numbers, and the states where a text may end come last.
    fn minimal(&self) -> Self {
        let mut block: Vec<usize> = self.states.iter().map(|it| usize::from(it.fits)).collect();
        loop {
            let mut signatures = BTreeMap::new();
            let refined: Vec<usize> = self
                .states
                .iter()
                .zip(&block)
                .map(|(it, own)| {
                    let next: Vec<usize> = it.next.iter().map(|to| get(&block, *to)).collect();
                    let fresh = signatures.len();
                    *signatures.entry((*own, next)).or_insert(fresh)
                })
                .collect();
            let done = refined.iter().max() == block.iter().max();
            block = refined;
            if done {
                return self.merged(&block);
            }
        }
    }

    /// The same automaton, with the states where a text may end last.
    fn ordered(&self) -> Self {
        self.merged(&(0..self.states.len()).collect::<Vec<_>>())
    }

    fn merged(&self, block: &[usize]) -> Self {
        let mut first: BTreeMap<usize, &State> = BTreeMap::new();
        for (it, block) in self.states.iter().zip(block) {
            first.entry(*block).or_insert(it);
        }
        let sinks = [get(block, state::DEAD), get(block, state::FOUND)];
        let mut rest: Vec<usize> = first.keys().copied().filter(|it| !sinks.contains(it)).collect();
        rest.sort_by_key(|it| first.get(it).is_some_and(|it| it.fits));
        let order: Vec<usize> = sinks.into_iter().chain(rest).collect();
        let mut numbers = vec![0; self.states.len()];
        for (number, block) in order.iter().enumerate() {
            if let Some(it) = numbers.get_mut(*block) {
                *it = number;
            }
        }
        let number = |old: usize| get(&numbers, get(block, old));
        let renumbered =
            |it: &State| State { next: it.next.iter().map(|to| number(*to)).collect(), fits: it.fits };
        let states = order.iter().filter_map(|it| first.get(it)).map(|it| renumbered(it)).collect();
        Self { start: number(self.start), states }
    }

    fn encode(&self, source: u32) -> Result<Vec<u8>> {
        let mut classes: Vec<Vec<usize>> = Vec::new();
        let mut class_of = Vec::with_capacity(256);
        for byte in 0..256 {
            let column: Vec<usize> = self.states.iter().map(|it| get(&it.next, byte)).collect();
            let class = classes.iter().position(|it| *it == column).unwrap_or_else(|| {
                classes.push(column);
                classes.len() - 1
            });
            class_of.push(u8::try_from(class)?);
        }
        let open = self.states.iter().skip(2).take_while(|it| !it.fits).count();
        let mut out = source.to_le_bytes().to_vec();
        for number in [classes.len(), self.states.len(), open + 2, self.start] {
            out.extend(u32::try_from(number)?.to_le_bytes());
        }
        out.extend(class_of);
        for place in 0..self.states.len() {
            for column in &classes {
                let next = u16::try_from(get(column, place)).context("more than 65536 states")?.to_le_bytes();
                out.extend(next.into_iter().take(if self.states.len() > NARROW { 2 } else { 1 }));
            }
        }
        Ok(out)
    }
}

/// Places come from the same table, so that none is missing; a wrong one would be the dead state.
fn get(places: &[usize], place: usize) -> usize {
    places.get(place).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Table, translate};

    fn states(pattern: &str) -> usize {
        Table::of(pattern).unwrap().minimal().states.len()
    }

    #[test]
    fn automata_are_minimal() {
        assert_eq!(states("^a$"), 4);
        assert_eq!(states("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"), 5);
        assert_eq!(states("a"), 3);
    }

    #[test]
    fn what_go_reads_differently_is_written_so_that_both_agree() {
        for (pattern, wanted) in [
            (r"\d[\w.]\W", "[0-9][0-9A-Za-z_.][^0-9A-Za-z_]"),
            (r"[^\D]", "[^[^0-9]]"),
            ("[a&&b]", r"[a\&\&b]"),
            ("[a[b]", r"[a\[b]"),
            ("[[:alpha:]x]", "[[:alpha:]x]"),
            ("[]a]", r"[\]a]"),
            (r"a{,3}b{1,2}c{2}\<", r"a\{,3}b{1,2}c{2}<"),
            (r"\bx", r"(?-u:\b)x"),
        ] {
            assert_eq!(translate(pattern).unwrap(), wanted, "{pattern}");
            Table::of(wanted).unwrap();
        }
        for pattern in [r"\C", r"\Qa\E", "(?x) a", "[a--b]"] {
            assert!(translate(pattern).is_err(), "{pattern}");
        }
    }
}
