//! Question five: do requests reach the expected backend? No request is simulated yet: the answer follows from the
//! other four, from the Gateways and listeners in front, and from rules that lead nowhere, and says so.

use super::VerifyContext;
use super::evidence::{Answer, Evidence, judged};
use super::v1::{Question, Verdict};
use crate::attach::{Attachment, Outcome, Parent, Role, RouteFact, Target};
use crate::live::ConditionReport;
use crate::model::{ConditionView, ListenerStatusView, RouteKind, RouteRule, StatusView};
use crate::status::types;
use crate::world::{Item, Lookup};

/// The answer, given those to the questions before.
pub(super) fn answer<'a>(
    cx: VerifyContext<'_, '_, 'a>,
    fact: &RouteFact<'_, 'a>,
    before: &[Answer],
) -> Answer {
    let mut evidence = Vec::new();
    for attachment in &fact.attachments {
        evidence.extend(in_front(cx, attachment));
    }
    evidence.extend(dead_ends(fact));
    for (number, it) in before.iter().enumerate() {
        let number = number + 1;
        match it.verdict() {
            Verdict::Yes => {}
            Verdict::No => evidence.push(Evidence::no(format!("the answer to question {number} is no"))),
            Verdict::CannotTell => {
                evidence.push(Evidence::unknown(format!("question {number} cannot be answered")));
            }
        }
    }
    let method = "no request was simulated: this follows from attachment, backends and readiness";
    if evidence.iter().all(|it| it.verdict == Some(Verdict::Yes) || it.verdict.is_none()) {
        evidence.push(Evidence::yes("nothing is known to be in their way"));
    }
    evidence.push(Evidence::note(method));
    Answer::new(Question::BackendReached, evidence)
}

/// The Gateway and the listeners that requests come through.
fn in_front<'a>(cx: VerifyContext<'_, '_, 'a>, attachment: &Attachment<'_, 'a>) -> Vec<Evidence> {
    let parent_ref = attachment.parent_ref;
    let title = format!("{} `{}/{}`", parent_ref.kind().value, attachment.namespace, parent_ref.name().value);
    let Target::Listeners(lookup) = attachment.target else {
        let text = format!("{title} is no Gateway: nothing is known of what listens there");
        return vec![Evidence::unknown(text).at(parent_ref.at())];
    };
    let Some(parent) = lookup.found().and_then(|it| cx.attachments.parent(it)) else {
        // That a parent does not exist is the third answer.
        let unknown = Evidence::unknown(format!("{title} is not in the dump")).at(parent_ref.at());
        return if lookup.is_missing() { Vec::new() } else { vec![unknown] };
    };
    let mut evidence =
        vec![programmed(parent.item, parent.item.status().into_iter().flat_map(StatusView::conditions))];
    if let Role::ListenerSet { gateway: Some(Lookup::Found(id)), .. } = parent.role
        && let Some(gateway) = cx.attachments.parent(id)
    {
        let conditions = gateway.item.status().into_iter().flat_map(StatusView::conditions);
        evidence.push(programmed(gateway.item, conditions));
    }
    evidence.extend(listeners(attachment, parent));
    evidence
}

/// Whether a Gateway or ListenerSet is programmed.
fn programmed<'a>(item: &Item<'a>, mut conditions: impl Iterator<Item = ConditionView<'a>>) -> Evidence {
    match conditions.find(|it| it.kind().value == types::PROGRAMMED) {
        Some(reported) => {
            let report = ConditionReport { reported, predicted: None, generation: item.generation() };
            judged(&item.title(), report).of(item)
        }
        None => Evidence::unknown(format!("{} reports no condition Programmed", item.title())).of(item),
    }
}

/// The listeners that take the route, and for which hostnames.
fn listeners<'a>(attachment: &Attachment<'_, 'a>, parent: &Parent<'_, 'a>) -> Vec<Evidence> {
    let status = parent.item.status();
    let mut evidence = Vec::new();
    for (at, hostnames) in attachment.accepted() {
        let Some(fact) = parent.listeners.get(at) else { continue };
        let (name, port) = (fact.listener.name().value, fact.listener.port_number());
        let names = match hostnames {
            [] => "every hostname".to_owned(),
            names => names.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", "),
        };
        let title = format!("listener `{name}` of {}", parent.item.title());
        let reported = status.into_iter().flat_map(StatusView::listeners).find(|it| it.name().value == name);
        let conditions = reported.into_iter().flat_map(ListenerStatusView::conditions);
        let bad = conditions.filter(|it| it.kind().value == types::PROGRAMMED && it.status().value != "True");
        let bad: Vec<_> = bad
            .map(|reported| ConditionReport {
                reported,
                predicted: None,
                generation: parent.item.generation(),
            })
            .map(|it| judged(&title, it).of(parent.item))
            .collect();
        if bad.is_empty() {
            evidence.push(
                Evidence::note(format!("{title} takes requests for {names} on port {port}"))
                    .of(parent.item)
                    .at(fact.listener.at()),
            );
        }
        evidence.extend(bad);
    }
    let undecided = attachment.meets(&Outcome::NamespaceUnknown);
    if evidence.is_empty() && !undecided && parent.ownership.is_owned() {
        let text = format!("by its spec no listener of {} takes the route", parent.item.title());
        evidence.push(Evidence::unknown(text).of(parent.item));
    }
    evidence
}

/// Rules whose requests go nowhere although nothing is wrong with any backend.
fn dead_ends<'a>(fact: &RouteFact<'_, 'a>) -> Vec<Evidence> {
    let by_hostname = matches!(fact.route.kind(), RouteKind::Http | RouteKind::Grpc);
    let answers_itself = |it: &RouteRule<'a>| {
        it.filters().any(|it| matches!(it.kind().value, "RequestRedirect" | "ExtensionRef"))
    };
    let nowhere = |it: &RouteRule<'a>| it.backend_refs().next().is_none() && !answers_itself(it);
    let rules = fact.route.rules().enumerate().filter(|(_, it)| by_hostname && nowhere(it));
    rules
        .map(|(at, it)| {
            let text = format!(
                "rule {at} has neither a backend nor a redirect: its requests are answered with an error"
            );
            Evidence::no(text).of(fact.item).at(it.at())
        })
        .collect()
}
