//! `RP4xxx`: what becomes of requests. Some rules look at one route, some ask the table of all routes.

use super::Check;
use crate::diagnostic::RuleInfo;

/// The rules of this family, by code.
pub(super) static RULES: &[&RuleInfo] = &[];

/// The checks of some routes.
pub(super) const OF_ROUTES: &[Check] = &[];
