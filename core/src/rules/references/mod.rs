//! RP2xxx: what objects refer to. Facts of `world` and `attach` in, diagnostics out, one rule a file.

mod backend_port_not_found;

use super::Context;
use crate::diagnostic::{Diagnostic, RuleInfo};

/// The rules of this family, by code.
pub(super) static RULES: &[&RuleInfo] = &[&backend_port_not_found::BACKEND_PORT_NOT_FOUND];

/// The checks, each over all facts.
const CHECKS: &[fn(&Context<'_, '_, '_>, &mut Vec<Diagnostic>)] = &[backend_port_not_found::check];

/// What the rules of this family find.
pub(crate) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    CHECKS.iter().for_each(|it| it(cx, out));
}
