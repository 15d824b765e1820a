//! What the admission policies share: settings, the objects of a request, and what is known of the cluster in; a
//! verdict out. The hosts, Kubewarden and OPA, only move these. All of it fails closed: settings that cannot be used,
//! a request that cannot be read and a tenant that is not known deny.

mod budget;
mod json;
mod judge;
mod references;
mod request;
mod settings;

pub use json::{is_same, list_of, unplaced};
pub use judge::{AdmissionEngine, Beside, Complete, Known, Review, Verdict, judge, nothing_judged};
pub use references::References;
pub use request::{OBJECT, Request, Source, ToJudge, admitted, not_understood};
pub use routeproof_core::source::shown;
pub use settings::{Policy, is_slip, unknown_key};
