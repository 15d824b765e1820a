//! The examples in the docs of rules: what they are judged by.
//!
//! An example is one source. A first line `# settings: {…}` says what `routeproof.yaml` would say, `# now: 2026-01-31`
//! the date, `# output: …` what a tool printed that could not render the example; the rules of the platform are shown for a
//! tenant of Kupe Cloud. An example of a rule about running clusters
//! (`RP6xxx`) is a dump; what follows a line `# manifests` in it is to be applied, what follows `# live` is a dump again.

use crate::Workspace;
use crate::diagnostic::{Diagnostic, Family, RuleInfo};
use crate::rendered::Tool;
use crate::rules::manifest::NotRendered;
use crate::rules::registry;
use crate::settings::{Settings, SettingsError};
use crate::source::Unit;

/// What the examples of platform rules are judged by.
const ACME: &str = "{profile: kupe, tenant: acme, customDomains: [app.example.com]}";

/// The name of the one source, or of the manifests.
pub const SOURCE: &str = "example.yaml";

/// The name of the dump.
const DUMP: &str = "live.yaml";

/// The workspace that an example of `rule` is judged in, with the example as its only source.
///
/// # Errors
/// Where the example's settings cannot be read.
pub fn workspace(rule: &RuleInfo, example: &str) -> Result<Workspace, SettingsError> {
    let header = |key: &str| example.lines().take(2).find_map(|it| it.strip_prefix(key));
    let usual = if rule.is_of(Family::Profile) { ACME } else { "" };
    let settings = Settings::from_yaml(header("# settings: ").unwrap_or(usual), registry())?;
    let mut workspace = Workspace::new(settings)?;
    if rule.is_of(Family::Reading) || rule.is_of(Family::Api) {
        workspace = workspace.api_only();
    }
    if let Some(now) = header("# now: ").and_then(|it| it.trim().parse().ok()) {
        workspace.set_now(now);
    }
    if let Some(output) = header("# output: ") {
        let why = NotRendered::Failed { command: "helm template web".to_owned(), output: output.to_owned() };
        workspace.set_not_rendered(SOURCE, example.to_owned(), Tool::Helm, &why, false);
    } else if is_live(rule) {
        let (manifests, dump) = parts(example);
        workspace.set_source(SOURCE, manifests);
        workspace.set_live(DUMP, dump);
    } else {
        workspace.set_source(SOURCE, example);
    }
    Ok(workspace)
}

/// What is found in an example of `rule`.
///
/// # Errors
/// Where the example's settings cannot be read.
pub fn findings(rule: &RuleInfo, example: &str) -> Result<Vec<Diagnostic>, SettingsError> {
    let workspace = workspace(rule, example)?;
    let mut found = workspace.findings().to_vec();
    if is_live(rule) {
        found.extend(workspace.verify(&[], Unit::Utf8).findings);
    }
    Ok(found)
}

/// Whether the examples of `rule` are dumps.
fn is_live(rule: &RuleInfo) -> bool {
    rule.is_of(Family::Live)
}

/// The manifests and the dump of an example; what belongs to the other one is blank, so that every place stays.
fn parts(example: &str) -> (String, String) {
    let (mut manifests, mut dump, mut live) = (String::new(), String::new(), true);
    for line in example.split_inclusive('\n') {
        match line.trim_end() {
            "# manifests" => live = false,
            "# live" => live = true,
            _ => {}
        }
        let (own, other) = if live { (&mut dump, &mut manifests) } else { (&mut manifests, &mut dump) };
        own.push_str(line);
        other.extend(line.chars().map(|it| if it == '\n' { '\n' } else { ' ' }));
    }
    (manifests, dump)
}
