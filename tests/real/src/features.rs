//! Known differences beside matching: of filters, protocols, TLS and policies.

use crate::differences::{OfRequests, OfStatuses};

/// What is known of requests, besides [`OF_REQUESTS`](crate::OF_REQUESTS).
pub const OF_FEATURES: &[OfRequests] = &[];

/// What is known of statuses, besides [`OF_STATUSES`](crate::OF_STATUSES).
pub const OF_FEATURE_STATUSES: &[OfStatuses] = &[];
