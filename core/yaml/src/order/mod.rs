//! Sorting, maps and sets. Natively they are those of the standard library. In WebAssembly one machine serves all types:
//! std's own are compiled anew for every type and every order, kilobytes each, which a browser has to download. Both
//! sort stably and walk in the order of the keys, so every host gives the same answers.

#[cfg(not(target_family = "wasm"))]
mod native;
#[cfg(target_family = "wasm")]
mod small;
// Tests hold it against the standard library on every host.
#[cfg(all(test, not(target_family = "wasm")))]
pub mod small;

#[cfg(not(target_family = "wasm"))]
pub use native::{Map, Set, last_until, sort_by};
#[cfg(target_family = "wasm")]
pub use small::{Map, Set, last_until, sort_by};

/// Sorts `items` by `key`.
pub fn sort_by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(items, |one, other| key(one).cmp(&key(other)));
}

/// Sorts `items`.
pub fn sort<T: Ord>(items: &mut [T]) {
    sort_by(items, T::cmp);
}
