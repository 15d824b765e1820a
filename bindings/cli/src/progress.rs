//! A line for those who wait: it appears on a terminal when work takes more than a second, and leaves no trace.

use std::io::{self, Write as _};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(1);
const PACE: Duration = Duration::from_millis(100);
const CLEAR: &str = "\r\u{1b}[2K";

/// How far the work is. Shared by all threads.
pub(crate) struct Progress {
    /// What is done with each.
    work: &'static str,
    length: usize,
    done: AtomicUsize,
    /// When the line is next drawn; none where the output is no terminal.
    next: Option<Mutex<Instant>>,
    since: Instant,
}

impl Progress {
    /// A line about `work` on each of `length`, hidden where the output is no terminal.
    pub(crate) fn new(work: &'static str, length: usize, watched: bool) -> Self {
        let since = Instant::now();
        let next = watched.then(|| Mutex::new(since + PATIENCE));
        Self { work, length, done: AtomicUsize::new(0), next, since }
    }

    /// One file is done.
    pub(crate) fn step(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        // Who finds another thread drawing has nothing to add.
        let Some(mut next) = self.next.as_ref().and_then(|it| it.try_lock().ok()) else { return };
        let now = Instant::now();
        if now >= *next {
            *next = now + PACE;
            draw(&format!("{CLEAR}{} {done} of {}", self.work, self.length));
        }
    }

    /// All is done.
    pub(crate) fn finish(&self) {
        if self.next.is_some() && self.since.elapsed() >= PATIENCE {
            draw(CLEAR);
        }
    }
}

fn draw(text: &str) {
    let mut err = io::stderr().lock();
    // A terminal that went away needs no progress.
    let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
}
