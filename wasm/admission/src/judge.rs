//! The verdict on objects that want in, in the light of what is known of the cluster.
//!
//! An error in an object under judgement denies it, and so does tenancy, whatever settings say about those rules. What
//! is wrong in the cluster itself denies nothing: its findings, and what a controller reports at the moment, are
//! warnings at most. What is not known is never missing.

use crate::json::value;
use crate::request::{Source, without_made_name};
use crate::settings::Policy;
use routeproof_core::Workspace;
use routeproof_core::diagnostic::{Diagnostic, Safety, Severity};
use routeproof_core::manifest::View;
use routeproof_core::mend::mend;
use routeproof_core::model::{GroupKind, Namespace};
use routeproof_core::order::Map;
use routeproof_core::report::{self, DiagnosticV1, ReportV1, SourceMap as _};
use routeproof_core::rules::profile::{Tenancy, tenancy};
use routeproof_core::settings::DnsLabel;
use routeproof_core::source::{SourceId, Unit};
use routeproof_core::tenancy::Platform;
use routeproof_core::world::{Lookup, Origin};
use serde_json::Value;
use std::collections::BTreeMap;

/// The platform's rules: what they forbid is not for settings to allow.
const PLATFORM: &str = "RP5";
/// What a cluster reports at the moment: no reason to keep an object out.
const LIVE: &str = "RP6";

/// What is known of the cluster.
#[derive(Debug, Default)]
pub struct Known {
    /// What it reported.
    pub sources: Vec<Source>,
    /// Of which kinds these hold every object.
    pub complete: Vec<Complete>,
    /// What could not be found out, a line each.
    pub gaps: Vec<String>,
}

/// A kind of which every object is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complete {
    /// The API group; empty for the core group.
    pub group: String,
    /// The kind.
    pub kind: String,
    /// The namespace; without it, every one.
    pub namespace: Option<String>,
}

/// Whether the objects may come in.
#[derive(Debug)]
pub struct Verdict {
    /// Why not, a line each; they may where there is none.
    pub denials: Vec<String>,
    /// What else is worth knowing, a line each.
    pub warnings: Vec<String>,
    /// Every finding in the objects.
    pub report: ReportV1,
    /// The first object with safe fixes applied, where that was asked for and changed it.
    pub mended: Option<Value>,
}

/// Judges `admitted` by `policy`, after safe fixes where `mends` says so.
///
/// # Errors
/// Where settings cannot be used, or a fix cannot be applied: in one line, and nothing is to be let in.
pub fn judge(policy: &Policy, admitted: Vec<Source>, known: Known, mends: bool) -> Result<Verdict, String> {
    let workspace = Workspace::new(policy.settings.clone()).map_err(|it| one_line(&it.to_string()))?;
    let mut court =
        Court { policy, workspace, admitted: Vec::new(), tenants: BTreeMap::new(), warnings: known.gaps };
    court.know(known.sources, &known.complete);
    for Source { name, text } in admitted {
        court.workspace.set_source(&name, text);
        court.admitted.push(court.workspace.reserve(&name, Origin::Desired));
    }
    let changed = match mends {
        true => mend(&mut court.workspace, Safety::Safe).map_err(|it| it.to_string())?.before,
        false => Map::default(),
    };
    let first = court.admitted.first().filter(|it| changed.contains_key(it));
    let mended = first.and_then(|it| court.as_json(*it));
    court.find_tenants();
    let mut found = court.findings();
    for id in &court.admitted {
        court.judge_tenancy(*id, &mut found)?;
    }
    Ok(court.verdict(&found, mended))
}

/// The verdict where nothing was judged: everything is let in, or nothing for the reasons in `denials`.
pub fn nothing_judged(denials: &[String]) -> Verdict {
    let report = Workspace::default().report(Unit::Utf8);
    let denials = denials.iter().map(|it| one_line(it)).collect();
    Verdict { denials, warnings: Vec::new(), report, mended: None }
}

struct Court<'p> {
    policy: &'p Policy,
    workspace: Workspace,
    /// The sources under judgement.
    admitted: Vec<SourceId>,
    /// By namespace, as labels have them.
    tenants: BTreeMap<String, DnsLabel>,
    warnings: Vec<String>,
}

impl Court<'_> {
    /// Takes what is known of the cluster. What the engine cannot read of it is not known to be all.
    fn know(&mut self, sources: Vec<Source>, complete: &[Complete]) {
        for Source { name, text } in sources {
            self.workspace.set_live(&name, text);
        }
        let broken = self.workspace.sources().find_map(|(_, name, it)| Some((name, it.findings().first()?)));
        if let Some((name, finding)) = broken {
            let message = one_line(&finding.message);
            self.warnings.push(format!("{name} cannot be read, so nothing is taken for complete: {message}"));
            return;
        }
        for Complete { group, kind, namespace } in complete {
            self.workspace.set_complete(GroupKind::new(group, kind), namespace.as_deref());
        }
    }

    /// The tenants that the labels of namespaces name. What a request brings has no say in this.
    fn find_tenants(&mut self) {
        let Some(label) = self.policy.tenant_label.as_deref() else { return };
        let (mut tenants, mut warnings) = (BTreeMap::new(), Vec::new());
        let world = self.workspace.world();
        for object in self.admitted.iter().flat_map(|it| self.objects(*it)) {
            let Some(name) = object.namespace() else { continue };
            let namespace = match world.namespace(name) {
                Lookup::Found(it) => world.live(it.number()),
                Lookup::Missing | Lookup::Unknown => None,
            };
            let said = namespace.and_then(|it| {
                let mut labels = it.read::<Namespace<'_>>().labels();
                labels.find_map(|(key, value)| (key.value == label).then(|| value.value.to_owned()))
            });
            match said.map(DnsLabel::try_from) {
                Some(Ok(tenant)) => _ = tenants.insert(name.to_owned(), tenant),
                Some(Err(fault)) => warnings.push(format!("label `{label}` of Namespace `{name}`: {fault}")),
                None if namespace.is_none() => {
                    warnings.push(format!(
                        "Namespace `{name}` is not known, so its label `{label}` is not either"
                    ));
                }
                None => warnings
                    .push(format!("Namespace `{name}` has no label `{label}` that would name its tenant")),
            }
        }
        warnings.dedup();
        self.warnings.extend(warnings.iter().map(|it| one_line(it)));
        self.tenants = tenants;
    }

    /// What is found in the objects, but for what the platform says of them.
    fn findings(&self) -> Vec<Diagnostic> {
        let mut found = self.workspace.check();
        found.retain(|it| self.admitted.contains(&it.at.source) && !it.rule.code.starts_with(PLATFORM));
        for it in found.iter_mut().filter(|it| it.rule.code.starts_with(LIVE)) {
            it.severity = it.severity.min(Severity::Warning);
        }
        found
    }

    /// Adds what the platform says of the objects in a source.
    fn judge_tenancy(&self, source: SourceId, out: &mut Vec<Diagnostic>) -> Result<(), String> {
        let shared = Platform::new(&self.policy.settings).map_err(|it| it.to_string())?;
        let Some(shared) = shared else { return Ok(()) };
        for object in self.objects(source) {
            let labelled = object.namespace().and_then(|it| self.tenants.get(it));
            let own = match labelled {
                Some(tenant) => {
                    Platform::new(&self.policy.of_tenant(tenant.clone())).map_err(|it| it.to_string())?
                }
                None => None,
            };
            if let Tenancy::Denied(found) = tenancy(own.as_ref().unwrap_or(&shared), source, object) {
                out.extend(found);
            }
        }
        Ok(())
    }

    fn verdict(mut self, found: &[Diagnostic], mended: Option<Value>) -> Verdict {
        let report = report::build(found, &self.workspace, Unit::Utf8);
        let (mut denials, mut warnings) = (Vec::new(), std::mem::take(&mut self.warnings));
        for it in &report.diagnostics {
            match it.severity {
                Severity::Error => denials.push(line(it)),
                Severity::Warning => warnings.push(line(it)),
                Severity::Info => {}
            }
        }
        for id in &self.admitted {
            let unread = self.workspace.objects(*id).is_empty();
            if unread && denials.is_empty() {
                denials.push(format!("{} holds no object that could be judged", self.workspace.name(*id)));
            }
        }
        Verdict { denials, warnings, report, mended }
    }

    fn objects(&self, source: SourceId) -> impl Iterator<Item = View<'_>> {
        let (text, tree) = (self.workspace.text(source), self.workspace.tree(source));
        self.workspace.objects(source).iter().map(move |it| it.view(text, tree))
    }

    fn as_json(&self, source: SourceId) -> Option<Value> {
        let mut object = value(self.objects(source).next()?.value());
        without_made_name(&mut object);
        Some(object)
    }
}

/// A finding in one line: code, object and field, what is wrong, what to do.
fn line(it: &DiagnosticV1) -> String {
    let object = it.object.as_ref().map_or_else(|| it.source.clone(), ToString::to_string);
    let path = it.path.as_ref().map(|it| format!(" {it}")).unwrap_or_default();
    let help = it.help.as_ref().map(|it| format!("; help: {it}")).unwrap_or_default();
    one_line(&format!("{} {object}{path}: {}{help}", it.code, it.message))
}

/// Text without what would break a line or a terminal.
fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\n' | '\r' | '\t' => line.push(' '),
            it if it.is_control() => line.extend(it.escape_debug()),
            it => line.push(it),
        }
    }
    line
}

#[cfg(test)]
mod tests;
