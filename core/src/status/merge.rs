//! New conditions beside what is there already: others' conditions and entries stay as they are, and a condition
//! that keeps its status keeps its time.

use super::shape::{Condition, Text, Truth};
use crate::model::{ConditionView, Many};

/// A condition that was decided and not yet merged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Decided {
    pub(super) kind: &'static str,
    pub(super) status: Truth,
    pub(super) reason: &'static str,
    pub(super) message: Text,
}

impl Decided {
    pub(super) fn new(
        kind: &'static str,
        status: Truth,
        reason: &'static str,
        message: impl Into<Text>,
    ) -> Self {
        Self { kind, status, reason, message: message.into() }
    }

    pub(super) fn yes(kind: &'static str, reason: &'static str, message: impl Into<Text>) -> Self {
        Self::new(kind, Truth::True, reason, message)
    }

    pub(super) fn no(kind: &'static str, reason: &'static str, message: impl Into<Text>) -> Self {
        Self::new(kind, Truth::False, reason, message)
    }

    pub(super) fn unknown(kind: &'static str, message: impl Into<Text>) -> Self {
        Self::new(kind, Truth::Unknown, super::reasons::PENDING, message)
    }
}

/// What stamps conditions.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stamp<'e> {
    /// The generation that is judged.
    pub(super) generation: Option<i64>,
    /// The time of changes.
    pub(super) now: Option<&'e str>,
}

/// The conditions that follow `old` when a controller that writes the types `own` decides `decided`.
pub(super) fn conditions(
    old: impl Iterator<Item = Condition>,
    mut decided: Vec<Decided>,
    own: &[&str],
    stamp: Stamp<'_>,
) -> Vec<Condition> {
    let mut merged = Vec::with_capacity(decided.len());
    for old in old {
        match decided.iter().position(|it| it.kind == old.kind) {
            Some(at) => {
                let new = decided.remove(at);
                let kept = (new.status == old.status).then_some(old.last_transition_time).flatten();
                merged.push(stamped(new, kept, stamp));
            }
            None if own.contains(&&*old.kind) => {}
            None => merged.push(old),
        }
    }
    merged.extend(decided.into_iter().map(|it| stamped(it, None, stamp)));
    merged
}

/// The conditions of an old status.
pub(super) fn reported<'a>(
    old: Option<Many<'a, ConditionView<'a>>>,
) -> impl Iterator<Item = Condition> + use<'a> {
    old.into_iter().flatten().map(Condition::from)
}

fn stamped(new: Decided, kept: Option<String>, stamp: Stamp<'_>) -> Condition {
    Condition {
        kind: new.kind.into(),
        status: new.status,
        observed_generation: stamp.generation,
        last_transition_time: kept.or_else(|| stamp.now.map(str::to_owned)),
        reason: new.reason.into(),
        message: new.message,
    }
}

/// Entries of parents or ancestors: those of other controllers stay where they are. Those of this controller are replaced in place or
/// appended, and those that are no longer decided are removed.
pub(super) fn entries<T>(
    old: impl Iterator<Item = T>,
    mut new: Vec<T>,
    same: impl Fn(&T, &T) -> bool,
    is_ours: impl Fn(&T) -> bool,
) -> Vec<T> {
    let mut merged = Vec::new();
    for old in old {
        if !is_ours(&old) {
            merged.push(old);
        } else if let Some(at) = new.iter().position(|it| same(it, &old)) {
            merged.push(new.remove(at));
        }
    }
    // Where no condition was written before, nothing is moved.
    if merged.is_empty() {
        return new;
    }
    merged.append(&mut new);
    merged
}
