//! What work costs: processor time of this thread, so that a neighbour who takes the core in between does not count.

use crate::Outcome;
use rustix::time::{ClockId, clock_gettime};

/// Does `work`, and says what it cost in seconds beside what it yields.
pub(crate) fn of<T>(work: impl FnOnce() -> Outcome<T>) -> Outcome<(f64, T)> {
    let before = now();
    let done = std::hint::black_box(work()?);
    Ok((now() - before, done))
}

/// How long this thread has run so far, in seconds.
#[expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "seconds and nanoseconds of a run are small"
)]
fn now() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

/// The middle one.
pub(crate) fn median(mut costs: Vec<f64>) -> f64 {
    costs.sort_by(f64::total_cmp);
    costs.get(costs.len() / 2).copied().unwrap_or_default()
}
