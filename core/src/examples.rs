//! The examples in the docs of rules: what they are judged by.
//!
//! An example is one source. A first line `# settings: {…}` says what `routeproof.yaml` would say, `# now: 2026-01-31`
//! the date; the rules of the platform are shown for a tenant of Kupe Cloud.

use crate::Workspace;
use crate::diagnostic::RuleInfo;
use crate::rules::registry;
use crate::settings::{Settings, SettingsError};

/// What the examples of platform rules are judged by.
const ACME: &str = "{profile: kupe, tenant: acme, customDomains: [app.example.com]}";

/// The name of the one source.
pub const SOURCE: &str = "example.yaml";

/// The workspace that an example of `rule` is judged in, with the example as its only source.
///
/// # Errors
/// Where the example's settings cannot be read.
pub fn workspace(rule: &RuleInfo, example: &str) -> Result<Workspace, SettingsError> {
    let said = |key: &str| example.lines().take(2).find_map(|it| it.strip_prefix(key));
    let usual = if rule.code.starts_with("RP5") { ACME } else { "" };
    let settings = Settings::from_yaml(said("# settings: ").unwrap_or(usual), registry())?;
    let mut workspace = Workspace::new(settings)?;
    if rule.code.starts_with("RP0") || rule.code.starts_with("RP1") {
        workspace = workspace.api_only();
    }
    if let Some(now) = said("# now: ").and_then(|it| it.trim().parse().ok()) {
        workspace.set_now(now);
    }
    workspace.set_source(SOURCE, example);
    Ok(workspace)
}
