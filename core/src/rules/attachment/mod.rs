//! RP3xxx: which listener takes which route, and what is wrong with listeners. Facts of `attach` in, diagnostics out,
//! one rule a file.

mod section_name_not_found;

use super::Context;
use crate::diagnostic::{Diagnostic, RuleInfo};

/// The rules of this family, by code.
pub(super) static RULES: &[&RuleInfo] = &[&section_name_not_found::SECTION_NAME_NOT_FOUND];

/// The checks, each over all facts.
const CHECKS: &[fn(&Context<'_, '_, '_>, &mut Vec<Diagnostic>)] = &[section_name_not_found::check];

/// What the rules of this family find.
pub(crate) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    CHECKS.iter().for_each(|it| it(cx, out));
}
