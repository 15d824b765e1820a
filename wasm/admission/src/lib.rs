//! What the admission policies share: settings, the objects of a request, and what is known of the cluster in; a
//! verdict out. The hosts, Kubewarden and OPA, only move these. All of it fails closed: settings that cannot be used,
//! a request that cannot be read and a tenant that cannot be told deny.

mod budget;
mod json;
mod judge;
mod request;
mod settings;

pub use json::{list_of, unplaced};
pub use judge::{AdmissionEngine, Complete, Known, Verdict, judge, nothing_judged};
pub use request::{Request, Source, ToJudge, admitted, not_understood};
pub use routeproof_core::source::shown;
pub use routeproof_core::tenancy::publishing_groups;
pub use settings::{Policy, is_slip, unknown_key};
