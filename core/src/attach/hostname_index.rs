//! The listeners of one parent by hostname. A shared Gateway may have a listener for each of many tenants; a route is
//! compared only with those whose hostname may match one of its own.

use super::hostname::wildcard_suffix;
use super::listener::ListenerFact;
use crate::order::sort;
use crate::world::Index;

/// Up to this many listeners are compared one by one.
const MAX_UNINDEXED: usize = 8;

/// The listeners of one parent by hostname.
#[derive(Debug, Clone, Default)]
pub(super) struct HostnameIndex<'a> {
    /// Those that stand for every name.
    any: Vec<usize>,
    /// Those of a precise hostname.
    precise: Index<&'a str, Vec<usize>>,
    /// Those of a wildcard, by what follows `*.`.
    wildcards: Index<&'a str, Vec<usize>>,
}

impl<'a> HostnameIndex<'a> {
    /// The index of many listeners; `None` for few.
    pub(super) fn new(listeners: &[ListenerFact<'_, 'a>]) -> Option<Self> {
        if listeners.len() <= MAX_UNINDEXED {
            return None;
        }
        let mut index = Self::default();
        for (at, it) in listeners.iter().enumerate() {
            match it.gate.hostname.map(|it| (it, wildcard_suffix(it))) {
                None => index.any.push(at),
                Some((_, Some(suffix))) => index.wildcards.entry_or_default(suffix).push(at),
                Some((name, None)) => index.precise.entry_or_default(name).push(at),
            }
        }
        Some(index)
    }

    /// The places of the listeners that stand for one of `hostnames`, in order; `None` where a wildcard among these, or
    /// their absence, makes any listener possible.
    pub(super) fn of(&self, hostnames: &[&'a str]) -> Option<Vec<usize>> {
        if hostnames.is_empty() || hostnames.iter().any(|it| wildcard_suffix(it).is_some()) {
            return None;
        }
        let mut places = Vec::with_capacity(self.any.len() + MAX_UNINDEXED);
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
