//! Questions three and four: what do the route's parents report?

use super::VerifyContext;
use super::evidence::{Answer, Evidence, judged};
use super::v1::Question;
use crate::attach::{RouteFact, Target, Verdict};
use crate::live::ParentReport;
use crate::status::types;
use crate::world::Lookup;

/// Whether every parent accepts the route.
pub(super) fn accepted<'a>(
    cx: VerifyContext<'_, '_, 'a>,
    fact: &RouteFact<'_, 'a>,
    parents: &[ParentReport<'_, '_, 'a>],
) -> Answer {
    let silent =
        |it: &ParentReport<'_, '_, 'a>| format!("no controller reports on {}{}", title(it), why(cx, it));
    Answer::new(Question::Accepted, reported(fact, parents, types::ACCEPTED, silent))
}

/// Whether every parent says that the references are resolved.
pub(super) fn resolved<'a>(fact: &RouteFact<'_, 'a>, parents: &[ParentReport<'_, '_, 'a>]) -> Answer {
    let silent = |it: &ParentReport<'_, '_, 'a>| format!("no controller reports on {}", title(it));
    Answer::new(Question::ResolvedRefs, reported(fact, parents, types::RESOLVED_REFS, silent))
}

fn reported<'a>(
    fact: &RouteFact<'_, 'a>,
    parents: &[ParentReport<'_, '_, 'a>],
    kind: &str,
    silent: impl Fn(&ParentReport<'_, '_, 'a>) -> String,
) -> Vec<Evidence> {
    if parents.is_empty() {
        return vec![Evidence::no("the route names no parent, so no controller takes it up").of(fact.item)];
    }
    let mut evidence = Vec::new();
    for parent in parents {
        let at = parent.attachment.parent_ref.at();
        let conditions = parent.condition(kind, fact.item.generation());
        if parent.entries.is_empty() {
            evidence.push(Evidence::no(silent(parent)).of(fact.item).at(at));
        } else if conditions.is_empty() {
            evidence.push(
                Evidence::unknown(format!("{} reports no condition {kind}", title(parent)))
                    .of(fact.item)
                    .at(at),
            );
        }
        evidence.extend(conditions.into_iter().map(|it| judged(&title(parent), it).of(fact.item)));
    }
    evidence
}

/// What evidence calls a parent: Gateway `infra/edge`, listener `https`.
fn title(report: &ParentReport<'_, '_, '_>) -> String {
    let parent = report.attachment.parent_ref;
    let section = parent.section_name().map(|it| format!(", section `{}`", it.value)).unwrap_or_default();
    let port = parent.port().map(|it| format!(", port {}", it.value)).unwrap_or_default();
    format!(
        "{} `{}/{}`{section}{port}",
        parent.kind().value,
        report.attachment.namespace,
        parent.name().value
    )
}

/// Why no controller reports, where that is known.
fn why(cx: VerifyContext<'_, '_, '_>, report: &ParentReport<'_, '_, '_>) -> String {
    let attachment = report.attachment;
    let lookup = match attachment.target {
        Target::Listeners(it) => it.map(|_| ()),
        Target::Service(it) => it.map(|_| ()),
        Target::Other => return ": no route attaches to that kind".to_owned(),
    };
    match lookup {
        Lookup::Missing => {
            let (parent, namespace) = (attachment.parent_ref, attachment.namespace);
            let (kind, name) = (parent.target(), parent.name().value);
            let near = cx.world.look_alikes(kind, namespace, name).into_iter();
            let mut all = near.chain(cx.world.in_other_namespaces(kind, namespace, name));
            let instead = all.next().map(|it| format!("; there is {}", it.title())).unwrap_or_default();
            format!(": it does not exist{instead}")
        }
        Lookup::Unknown => ", which is not in the dump".to_owned(),
        Lookup::Found(()) if attachment.verdict == Verdict::NoStatus => {
            ": no controller owns its GatewayClass".to_owned()
        }
        Lookup::Found(()) => String::new(),
    }
}
