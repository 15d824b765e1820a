//! Which listeners of a parent may share a hostname with a route: a shared Gateway has one for each of many tenants,
//! and a route need not knock at all of them.

use super::hostname::wildcard_suffix;
use super::listener::ListenerFact;
use crate::order::sort;
use crate::world::Index;

/// So few listeners are asked one by one.
const FEW: usize = 8;

/// The listeners of one parent by hostname.
#[derive(Debug, Clone, Default)]
pub(super) struct Doors<'a> {
    /// Those that stand for every name.
    any: Vec<usize>,
    /// Those of a precise hostname.
    precise: Index<&'a str, Vec<usize>>,
    /// Those of a wildcard, by what follows `*.`.
    wildcards: Index<&'a str, Vec<usize>>,
}

impl<'a> Doors<'a> {
    /// The doors of many listeners; `None` for few.
    pub(super) fn new(listeners: &[ListenerFact<'_, 'a>]) -> Option<Self> {
        if listeners.len() <= FEW {
            return None;
        }
        let mut doors = Self::default();
        for (at, it) in listeners.iter().enumerate() {
            match it.gate.hostname.map(|it| (it, wildcard_suffix(it))) {
                None => doors.any.push(at),
                Some((_, Some(suffix))) => doors.wildcards.entry_or_default(suffix).push(at),
                Some((name, None)) => doors.precise.entry_or_default(name).push(at),
            }
        }
        Some(doors)
    }

    /// The places of the listeners that stand for one of `hostnames`, in order; `None` where a wildcard among these, or
    /// their absence, makes any listener possible.
    pub(super) fn of(&self, hostnames: &[&'a str]) -> Option<Vec<usize>> {
        if hostnames.is_empty() || hostnames.iter().any(|it| wildcard_suffix(it).is_some()) {
            return None;
        }
        let mut places = Vec::with_capacity(self.any.len() + FEW);
        places.extend_from_slice(&self.any);
        for name in hostnames {
            places.extend(self.precise.list(name));
            let mut rest = *name;
            while let Some((_, suffix)) = rest.split_once('.') {
                places.extend(self.wildcards.list(&suffix));
                rest = suffix;
            }
        }
        sort(&mut places);
        places.dedup();
        Some(places)
    }
}
