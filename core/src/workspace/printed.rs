//! Findings in what tools printed, at the places in the files that say it.

use super::{Analysis, Slot, Workspace};
use crate::diagnostic::{Diagnostic, Family, Fix, Related, Safety, Severity};
use crate::order::{Map, Set};
use crate::rendered::{
    File, Origins, Tool, has_action, identity, lines_for, lines_that_say, object_like, trace, value_of_chart,
    without_actions,
};
use crate::report::{self, SourceMap as _};
use crate::rules;
use crate::rules::manifest::NotRendered;
use crate::source::{Location, SourceId, index};
use crate::world::Origin;
use crate::yaml::{self, NodeId, Value};
use std::sync::OnceLock;

/// What a source is to the others.
#[derive(Debug, Default)]
pub(super) enum Role {
    /// It is judged as it stands.
    #[default]
    Judged,
    /// A tool printed it.
    Printed(Origins, OnceLock<Lines>),
    /// A tool made a printed source from it: findings in that one are shown here, and nothing here is applied.
    Part(Box<Part>),
}

/// The lines of the other files that a source was made from, where only one says a value.
type Lines = Map<String, Option<Location>>;

/// What is looked up in a part, each made when it is first asked for.
#[derive(Debug, Default)]
pub(super) struct Part {
    /// The objects by kind and name.
    named: OnceLock<Map<(String, String), NodeId>>,
    /// The findings in the part by itself, by place and rule.
    findings: OnceLock<Map<(Location, &'static str), usize>>,
}

impl Workspace {
    /// Says that a tool printed a source, and from what.
    pub fn set_printed(&mut self, source: SourceId, origins: Origins) {
        self.set_role(source, Role::Printed(origins, OnceLock::new()));
    }

    /// Says that a printed source was made from this one, so that it is not applied itself.
    pub fn set_part(&mut self, source: SourceId) {
        self.set_role(source, Role::Part(Box::default()));
    }

    /// Adds a template that a printed source was made from, or a file with values for it.
    pub fn set_template(&mut self, name: &str, text: String) -> SourceId {
        let id = self.reserve(name, Origin::Desired);
        let tree = yaml::read(&without_actions(&text)).tree;
        let has_comments = rules::suppression::may_be_in(&text);
        self.insert(id, Analysis { text, tree, has_comments, ..Analysis::default() });
        self.set_part(id);
        id
    }

    /// Says that a tool printed nothing of the chart or kustomization that the file called `name` describes, and why. It is
    /// an error where it was `wanted`.
    pub fn set_not_rendered(
        &mut self,
        name: &str,
        text: String,
        tool: Tool,
        why: &NotRendered,
        wanted: bool,
    ) {
        let id = match self.source(name) {
            Some((id, _)) => id,
            None => self.set_template(name, text),
        };
        let mut finding = rules::manifest::not_rendered(id, self.text(id), tool, why);
        if wanted {
            finding.severity = Severity::Error;
        }
        if let Some(it) = self.change().slots.get_mut(index(id.0)).and_then(|it| it.analysis.as_mut()) {
            it.findings.push(finding);
        }
    }

    fn set_role(&mut self, source: SourceId, role: Role) {
        if let Some(slot) = self.change().slots.get_mut(index(source.0)) {
            slot.role = role;
        }
    }

    fn slot(&self, source: SourceId) -> Option<&Slot> {
        self.state.slots.get(index(source.0))
    }

    /// Whether a source is only there to be shown.
    pub(super) fn is_part(&self, source: SourceId) -> bool {
        self.slot(source).is_some_and(|it| matches!(it.role, Role::Part(_)))
    }

    /// Whether a tool printed a source.
    pub(super) fn is_printed(&self, source: SourceId) -> bool {
        self.slot(source).is_some_and(|it| matches!(it.role, Role::Printed(..)))
    }

    /// The sources that others were made from.
    pub(super) fn parts(&self) -> impl Iterator<Item = (SourceId, &str, &Analysis)> {
        let ids = self.state.names.values().copied().filter(|it| self.is_part(*it));
        ids.filter_map(|id| self.slot(id).and_then(|it| Some((id, it.name.as_str(), it.analysis.as_ref()?))))
    }

    /// How many files printed objects come from.
    pub(super) fn origin_count(&self) -> usize {
        let mut files = Set::new();
        for slot in &self.state.slots {
            if let Role::Printed(origins, _) = &slot.role {
                files.extend(origins.files());
            }
        }
        files.len()
    }

    /// What is wrong with the text of a part, which a tool reads in its own way and does not pass on.
    pub(super) fn of_part(analysis: &Analysis) -> impl Iterator<Item = Diagnostic> {
        let own = analysis
            .findings
            .iter()
            .filter(|it| it.rule.is_of(Family::Reading) && !matches!(it.rule.code, "RP0080" | "RP0081"));
        own.cloned()
    }

    /// A finding at the place in the file that says it, as far as that is known, and whether it is the very place.
    pub(super) fn settled(&self, mut finding: Diagnostic) -> (Diagnostic, bool) {
        let printed = finding.at;
        let Some((at, is_exact)) = self.source_of(printed) else { return (finding, false) };
        finding.path = finding.path.or_else(|| {
            let object = report::object_at(self, printed)?;
            Some(report::path_at(report::root(self, printed.source, object), printed.span))
        });
        (finding.at, finding.printed) = (at, Some(printed));
        for it in &mut finding.related {
            it.at = self.exact_source_of(it.at).unwrap_or(it.at);
        }
        if !is_exact {
            finding.related.insert(0, Related { message: "what is made of it".to_owned(), at: printed });
        }
        let own = if is_exact { self.fixes_at(&finding) } else { Vec::new() };
        match own.is_empty() {
            true => finding.fixes.retain_mut(|it| self.settle_fix(it)),
            false => finding.fixes = own,
        }
        (finding, is_exact)
    }

    /// Moves the edits of a fix to where files say what they change; says whether all are there. `--fix` looks at files as
    /// they stand, so that it does not apply them.
    fn settle_fix(&self, fix: &mut Fix) -> bool {
        fix.safety = Safety::Unsafe;
        fix.edits.iter_mut().all(|it| match self.exact_source_of(it.at) {
            Some(at) if self.says(at, it.at) => {
                it.at = at;
                true
            }
            _ => false,
        })
    }

    /// Whether two places read the same.
    fn says(&self, one: Location, other: Location) -> bool {
        let text = |it: Location| it.span.of(self.text(it.source));
        !one.span.is_empty() && text(one) == text(other)
    }

    /// The fixes of the same finding in the file by itself.
    fn fixes_at(&self, finding: &Diagnostic) -> Vec<Fix> {
        let own = &self.known(finding.at.source).findings;
        let Some(Role::Part(part)) = self.slot(finding.at.source).map(|it| &it.role) else {
            return Vec::new();
        };
        let findings = part.findings.get_or_init(|| {
            let mut all = Map::new();
            for (place, it) in own.iter().enumerate() {
                all.entry((it.at, it.rule.code)).or_insert(place);
            }
            all
        });
        let same = findings.get(&(finding.at, finding.rule.code)).and_then(|it| own.get(*it));
        same.map(|it| it.fixes.clone()).unwrap_or_default()
    }

    fn exact_source_of(&self, at: Location) -> Option<Location> {
        self.source_of(at).filter(|it| it.1).map(|it| it.0)
    }

    /// The place in a file that says what is printed at `at`, and whether it is the very one.
    fn source_of(&self, at: Location) -> Option<(Location, bool)> {
        if !cfg!(feature = "rendered") {
            return None;
        }
        let Role::Printed(origins, lines) = &self.slot(at.source)?.role else { return None };
        let object = report::object_at(self, at)?;
        let root = report::root(self, at.source, object);
        let source = *self.state.names.get(origins.file_at(at.span.start())?)?;
        let Analysis { text, tree, .. } = self.analysis(source)?;
        let file = File { text, tree };
        let object = self.object_named(source, root, file).or_else(|| object_like(root, file));
        let found = trace(root, at.span, object, text);
        let value = found.differs.and_then(|(key, printed, written)| {
            let written = written.filter(|it| has_action(*it));
            let value = written.and_then(|it| self.value_of_chart(origins, it, printed));
            value.or_else(|| self.only_line(origins, lines, key, printed))
        });
        match value {
            Some(at) => Some((at, true)),
            None => Some((Location { source, span: found.span }, found.is_exact)),
        }
    }

    /// The other files that say more of a printed source.
    fn others<'w>(
        &'w self,
        origins: &'w Origins,
    ) -> impl DoubleEndedIterator<Item = (SourceId, &'w Analysis)> {
        let ids = origins.others.iter().filter_map(|it| self.state.names.get(it.as_str()).copied());
        ids.filter_map(|it| Some((it, self.analysis(it)?)))
    }

    /// Where the values of a chart say what a template writes; the last file has the last word.
    fn value_of_chart(&self, origins: &Origins, action: Value<'_>, printed: Value<'_>) -> Option<Location> {
        let action = action.span().of(action.source_text());
        self.others(origins).rev().find_map(|(source, Analysis { text, tree, .. })| {
            let root = tree.value(text, tree.documents().first()?.root);
            Some(Location { source, span: value_of_chart(action, printed, root)?.span() })
        })
    }

    /// The object of a part with the kind and the name of a printed one.
    fn object_named<'f>(&self, source: SourceId, printed: Value<'_>, file: File<'f>) -> Option<Value<'f>> {
        let Role::Part(part) = &self.slot(source)?.role else { return None };
        let named = part.named.get_or_init(|| {
            let owned = |it: Value<'_>| {
                let (kind, name) = identity(it)?;
                Some(((kind.to_owned(), name.to_owned()), it.id()))
            };
            file.objects().filter_map(owned).collect()
        });
        let (kind, name) = identity(printed)?;
        named.get(&(kind.to_owned(), name.to_owned())).map(|it| file.tree.value(file.text, *it))
    }

    /// The only line of the other files that says what is printed.
    fn only_line(
        &self,
        origins: &Origins,
        lines: &OnceLock<Lines>,
        key: &str,
        printed: Value<'_>,
    ) -> Option<Location> {
        let lines = lines.get_or_init(|| {
            let mut lines = Lines::new();
            for (source, it) in self.others(origins) {
                for (line, span) in lines_that_say(&it.text) {
                    let only = (!lines.contains_key(&line)).then_some(Location { source, span });
                    lines.insert(line, only);
                }
            }
            lines
        });
        let mut found = lines_for(key, printed).into_iter().filter_map(|it| lines.get(&it).copied());
        found.next().filter(|_| found.next().is_none())?
    }
}

/// Which findings were reported already: one place in a file may be printed in several units, or several times in one.
#[derive(Debug, Default)]
pub(super) struct Reported(Map<(Location, &'static str, String), Location>);

impl Reported {
    /// Whether a finding is a new one. Where its very place is not known, so is not whether another one is the same.
    pub(super) fn is_new(&mut self, it: &Diagnostic, is_exact: bool) -> bool {
        let Some(printed) = it.printed else { return true };
        let message = if is_exact { String::new() } else { it.message.clone() };
        *self.0.entry((it.at, it.rule.code, message)).or_insert(printed) == printed
    }
}
