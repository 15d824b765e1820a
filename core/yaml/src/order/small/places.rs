//! Numbers in the order of the keys that they stand for. They lie in runs of bounded length, so that one more moves few
//! of the others, however many there are.

use std::cmp::Ordering;

/// The most numbers in one run.
const RUN: usize = 256;

/// Numbers from 0 up, in an order that only who asks knows.
#[derive(Debug, Clone, Default)]
pub(super) struct Places {
    /// None is empty.
    runs: Vec<Vec<usize>>,
    len: usize,
}

/// Where a key belongs.
pub(super) enum Slot {
    /// This number stands for it.
    Taken(usize),
    /// None does; it belongs into this run, there.
    Free((usize, usize)),
}

impl Places {
    /// The numbers up to `len`, in their own order.
    pub(super) fn full(len: usize) -> Self {
        let all: Vec<usize> = (0..len).collect();
        Self { runs: all.chunks(RUN).map(<[usize]>::to_vec).collect(), len }
    }

    /// The numbers up to `len` in the order that `compare` says, equal ones in their own.
    pub(super) fn sorted(len: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Self {
        let mut places = Self::default();
        for number in 0..len {
            let last = places.runs.last().and_then(|it| it.last());
            let slot = match last {
                // What comes in order is not looked for.
                Some(last) if compare(*last, number).is_le() => Slot::Free((places.runs.len() - 1, RUN)),
                _ => places.slot(&mut |other| Some(compare(other, number).then(Ordering::Less))),
            };
            if let Slot::Free(at) = slot {
                places.take(at);
            }
        }
        places
    }

    /// Where a key belongs; `compare` says how the key of a number stands to it.
    pub(super) fn slot(&self, compare: &mut dyn FnMut(usize) -> Option<Ordering>) -> Slot {
        let mut before = |it: Option<&usize>| it.and_then(|it| compare(*it)).is_some_and(Ordering::is_lt);
        // The first run whose last key is not before this one; behind all of them, the last run.
        let run = self.runs.partition_point(|it| before(it.last()));
        let run = run.min(self.runs.len().saturating_sub(1));
        let numbers = self.runs.get(run).map(Vec::as_slice).unwrap_or_default();
        let at = numbers.partition_point(|it| before(Some(it)));
        match numbers.get(at) {
            Some(it) if compare(*it) == Some(Ordering::Equal) => Slot::Taken(*it),
            _ => Slot::Free((run, at)),
        }
    }

    /// The last number whose key is not behind the one that `compare` compares with.
    pub(super) fn last_until(&self, compare: &mut dyn FnMut(usize) -> Option<Ordering>) -> Option<usize> {
        match self.slot(compare) {
            Slot::Taken(number) => Some(number),
            Slot::Free((run, at)) => {
                let before = |run: usize, at: usize| self.runs.get(run)?.get(..at)?.last().copied();
                before(run, at).or_else(|| self.runs.get(run.checked_sub(1)?)?.last().copied())
            }
        }
    }

    /// Puts the next number there, and tells it.
    pub(super) fn take(&mut self, (run, at): (usize, usize)) -> usize {
        let number = self.len;
        self.len += 1;
        let Some(numbers) = self.runs.get_mut(run) else {
            self.runs.push(vec![number]);
            return number;
        };
        // Where keys come in order, runs fill up; elsewhere a full one is halved.
        if numbers.len() < RUN {
            numbers.insert(at.min(numbers.len()), number);
        } else if at >= RUN {
            self.runs.insert(run + 1, vec![number]);
        } else {
            let mut half = numbers.split_off(RUN / 2);
            match at.checked_sub(RUN / 2) {
                Some(at) => half.insert(at, number),
                None => numbers.insert(at, number),
            }
            self.runs.insert(run + 1, half);
        }
        number
    }

    /// All numbers, in order.
    pub(super) fn all(&self) -> impl Iterator<Item = usize> {
        self.runs.iter().flatten().copied()
    }

    /// All numbers, in order.
    pub(super) fn order(self) -> Vec<usize> {
        self.runs.concat()
    }
}
