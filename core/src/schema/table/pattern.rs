//! Regular expressions that `routeproof-crd` made into automata: matching walks a table, byte by byte. Large ones of CRDs
//! among the inputs are read when they are asked for.

use super::blob::Blob;
use crate::schema::layout::{NARROW, state};

/// A regular expression with the meaning that RE2 gives it, searched for anywhere in a text.
#[derive(Clone, Copy)]
pub struct Pattern<'t> {
    blob: Blob<'t>,
    at: u32,
}

impl<'t> Pattern<'t> {
    pub(crate) fn new(blob: Blob<'t>, at: u32) -> Self {
        Self { blob, at }
    }

    /// The expression as the CRD has it.
    pub fn source(self) -> &'t str {
        self.blob.text(self.blob.word(self.at))
    }

    /// Whether `text` has a match.
    pub fn is_match(self, text: &str) -> bool {
        let number = |place| usize::try_from(self.blob.nth(self.at, place)).unwrap_or_default();
        let (classes, states, first_final) = (number(1), number(2), number(3));
        if classes == 0 {
            // `routeproof-crd` has seen that it can be read.
            let written = self.blob.text(self.blob.nth(self.at, 2));
            return regex_lite::Regex::new(written).is_ok_and(|it| it.is_match(text));
        }
        let class_of = self.blob.bytes(self.at.saturating_add(20), 256);
        let width = if states > NARROW { 2 } else { 1 };
        let size = classes.saturating_mul(states).saturating_mul(width);
        let transitions = self.blob.bytes(self.at.saturating_add(276), size);
        let mut at = number(4);
        for byte in text.bytes() {
            if at <= state::FOUND {
                break;
            }
            let class = class_of.get(usize::from(byte)).map_or(0, |it| usize::from(*it));
            let place = at.saturating_mul(classes).saturating_add(class);
            at = if width == 1 { narrow(transitions, place) } else { wide(transitions, place) };
        }
        at == state::FOUND || at >= first_final
    }
}

fn narrow(transitions: &[u8], place: usize) -> usize {
    transitions.get(place).map_or(state::DEAD, |it| usize::from(*it))
}

fn wide(transitions: &[u8], place: usize) -> usize {
    let pair = transitions.get(place.saturating_mul(2)..).and_then(<[u8]>::first_chunk);
    pair.map_or(state::DEAD, |it| usize::from(u16::from_le_bytes(*it)))
}

impl std::fmt::Debug for Pattern<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "/{}/", self.source())
    }
}
