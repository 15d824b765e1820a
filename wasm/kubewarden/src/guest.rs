//! The door that the host knocks at: waPC functions by name, and the host's own behind them.

use crate::{Cluster, validate, validate_settings};
use kubewarden_policy_sdk::protocol_version_guest;
use kubewarden_policy_sdk::wapc_guest::{host_call, register_function};

/// Registers what the host calls.
#[expect(unsafe_code, reason = "the host finds the function by its name")]
#[unsafe(no_mangle)]
extern "C" fn wapc_init() {
    register_function("validate", |payload| Ok(validate(payload, &Host)));
    register_function("validate_settings", |payload| Ok(validate_settings(payload)));
    register_function("protocol_version", protocol_version_guest);
}

/// The cluster behind the host that runs the policy.
struct Host;

impl Cluster for Host {
    fn ask(&self, operation: &str, request: &str) -> Result<Vec<u8>, String> {
        host_call("kubewarden", "kubernetes", operation, request.as_bytes()).map_err(|it| it.to_string())
    }
}
