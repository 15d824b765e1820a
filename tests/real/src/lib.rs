//! Recordings of real implementations, and what the engine says to the same tables and requests. `record.py` made them; the
//! README says how. [`compare`] tells each difference, and [`differences`] knows whose it is.

mod differences;
mod features;
mod ours;
mod recording;

pub use differences::{Case, Difference, OF_REQUESTS, OF_STATUSES, OfRequests, OfStatuses, StatusCase};
pub use features::{OF_FEATURE_STATUSES, OF_FEATURES};
pub use ours::{Told, requests, statuses};
pub use recording::{Answer, Asked, Implementation, Link, Recorded, Recording, Seen, Status, Table, read};
