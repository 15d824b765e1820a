//! Regular expressions to minimal automata over bytes, whose tables the engine walks without a regex library.
//!
//! CRDs mean RE2. `regex-automata` means the same for the syntax that [`check_syntax`] lets through.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use regex_automata::dfa::{Automaton as _, StartKind, dense};
use regex_automata::util::primitives::StateID;
use regex_automata::util::start;
use regex_automata::{Anchored, MatchKind};

use crate::blob::Blob;
use crate::layout::{NARROW, state};

/// The automaton of `pattern` as a record.
pub(crate) fn write(blob: &mut Blob, pattern: &str) -> Result<u32> {
    let make = |source| {
        check_syntax(pattern)?;
        Table::of(pattern)?.minimal().encode(source)
    };
    blob.pattern(pattern, make).with_context(|| format!("pattern `{pattern}`"))
}

/// Refuses what Go and Rust read differently.
fn check_syntax(pattern: &str) -> Result<()> {
    let mut chars = pattern.chars().peekable();
    let mut in_class = false;
    while let Some(it) = chars.next() {
        let next = chars.peek().copied();
        match (it, in_class) {
            ('\\', _) => {
                let escaped = chars.next().context("ends in a backslash")?;
                if escaped.is_ascii_alphanumeric() && !matches!(escaped, 'n' | 'r' | 't' | 'f' | 'v' | 'x') {
                    bail!("`\\{escaped}` may mean another set of characters");
                }
            }
            ('[', false) => {
                in_class = true;
                if next == Some('^') {
                    chars.next();
                }
                if chars.peek() == Some(&']') {
                    chars.next();
                }
            }
            (']', true) => in_class = false,
            ('[', true) => bail!("a class within a class"),
            ('&' | '~', true) if next == Some(it) => bail!("`{it}{it}` is a set operation"),
            ('-', true) if next == Some('-') => bail!("`--` is a set operation"),
            ('?', false) if next == Some('x') => bail!("verbose mode"),
            _ => {}
        }
    }
    Ok(())
}

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

    fn merged(&self, block: &[usize]) -> Self {
        let mut first: BTreeMap<usize, &State> = BTreeMap::new();
        for (it, block) in self.states.iter().zip(block) {
            first.entry(*block).or_insert(it);
        }
        let sinks = [get(block, state::DEAD), get(block, state::FOUND)];
        let mut rest: Vec<usize> = first.keys().copied().filter(|it| !sinks.contains(it)).collect();
        rest.sort_by_key(|it| first.get(it).is_some_and(|it| it.fits));
        let order: Vec<usize> = sinks.into_iter().chain(rest).collect();
        let number = |old: usize| order.iter().position(|it| *it == get(block, old)).unwrap_or_default();
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
    use super::{Table, check_syntax};

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
    fn what_go_reads_differently_is_refused() {
        for pattern in [r"\d", r"[\w]", "[a&&b]", "[a[b]]", r"\bx", "(?x) a"] {
            assert!(check_syntax(pattern).is_err(), "{pattern}");
        }
        for pattern in [r"^(?i)\.?[a-z_]$", r"[A-Za-z0-9\/\-._~%!$&'()*+,;=:]+$", r"^[^]a-]\x60$"] {
            assert!(check_syntax(pattern).is_ok(), "{pattern}");
        }
    }
}
