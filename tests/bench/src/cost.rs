//! What work costs: processor time of this thread, so that a neighbour who takes the core in between does not count.

use crate::Outcome;
use std::time::{Duration, Instant};

/// Does `work`, and says what it cost beside what it yields.
pub(crate) fn of<T>(work: impl FnOnce() -> Outcome<T>) -> Outcome<(f64, T)> {
    let (start, before) = (Instant::now(), on_processor());
    let done = std::hint::black_box(work()?);
    let spent = match (before, on_processor()) {
        (Some(before), Some(after)) => after.saturating_sub(before),
        _ => start.elapsed(),
    };
    Ok((spent.as_secs_f64(), done))
}

/// How long this thread has run so far, where Linux says it.
fn on_processor() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

/// The middle one.
pub(crate) fn median(mut costs: Vec<f64>) -> f64 {
    costs.sort_by(f64::total_cmp);
    costs.get(costs.len() / 2).copied().unwrap_or_default()
}
