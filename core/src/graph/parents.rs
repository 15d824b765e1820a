//! From hostnames to listeners to the route: what becomes of one parentRef.

use super::draft::{Draft, Mark, Node};
use super::v1::NodeKind;
use super::{Picture, absent, node_of, visible};
use crate::attach::{Attachment, Outcome, Parent, RouteFact, Target, Verdict};
use crate::world::{Item, Lookup};

/// A Gateway has a listener for each of many tenants; where none takes the route, more than these say nothing.
const MOST_REFUSALS: usize = 3;

/// The ways that one parentRef opens, or fails to.
#[derive(Default)]
pub(super) struct Ways {
    /// From listeners to the route.
    pub(super) to_route: Vec<usize>,
    /// From hostnames, by their ids, to listeners.
    pub(super) from_hostnames: Vec<(String, usize)>,
}

/// What a hostname's node is called; the empty one stands for every hostname.
pub(super) fn hostname_id(hostname: &str) -> String {
    format!("hostname/{}", if hostname.is_empty() { "*" } else { hostname })
}

impl<'w, 'a> Picture<'_, 'w, 'a> {
    /// Draws what becomes of `attachment`.
    pub(super) fn attachment(
        &self,
        route: usize,
        fact: &RouteFact<'w, 'a>,
        attachment: &Attachment<'w, 'a>,
        draft: &mut Draft,
    ) -> Ways {
        let mut ways = Ways::default();
        let mark = self.verdict(attachment);
        let at = visible(fact.item).then(|| attachment.parent_ref.at());
        let mut connect = |listener: usize, hostnames: &[&str], mark: &Mark, draft: &mut Draft| {
            ways.to_route.push(draft.edge((listener, route), String::new(), at, mark));
            for hostname in hostnames {
                let node = hostname_node(fact, hostname, draft);
                let edge = draft.edge((node, listener), String::new(), None, &Mark::ok());
                draft.add_route(edge, route);
                ways.from_hostnames.push((hostname_id(hostname), edge));
            }
        };
        let all: Vec<_> = fact.route.hostnames().map(|it| it.value).collect();
        let all = if all.is_empty() { vec![""] } else { all };
        let parent = attachment.parent().and_then(|it| self.attachments.parent(it));
        match parent {
            Some(parent) if attachment.verdict == Verdict::Accepted => {
                let mut first = None;
                for (at, shared) in attachment.accepted() {
                    let Some(listener) = self.listener(parent, at, draft) else { continue };
                    let shared = if shared.is_empty() { &[""] } else { shared };
                    first = first.or(Some(listener));
                    connect(listener, shared, &mark, draft);
                }
                if let Some(listener) = first {
                    left_over(route, fact, attachment, listener, &mut ways, draft);
                }
            }
            Some(parent) if (1..=MOST_REFUSALS).contains(&attachment.listeners.len()) => {
                for (at, outcome) in &attachment.listeners {
                    let Some(listener) = self.listener(parent, *at, draft) else { continue };
                    let mark = refusal(outcome).unwrap_or_else(|| mark.clone());
                    connect(listener, &all, &mark, draft);
                }
            }
            _ => {
                let listener = self.parent(attachment, draft);
                connect(listener, &all, &mark, draft);
            }
        }
        ways
    }

    /// The node of the listener at place `at` of `parent`, marked by what was found about it.
    fn listener(&self, parent: &Parent<'w, 'a>, at: usize, draft: &mut Draft) -> Option<usize> {
        let item = parent.item;
        let listener = parent.listeners.get(at)?.listener;
        let name = listener.name().value;
        let known = draft.nodes.len();
        let node = draft.node(format!("{}/{name}", super::object_id("listener", item)), |id| Node {
            detail: format!("{} {} of {}", listener.protocol().value, listener.port_number(), item.name()),
            at: visible(item).then(|| listener.at()),
            ..node_of(id, NodeKind::Listener, name, item)
        });
        if node == known {
            let others = || parent.listeners.iter().filter(|it| it.listener.name().value != name);
            for finding in self.findings.within(item.view().at()) {
                let holds = |it: crate::source::Location| it.span.contains(finding.at.span);
                if holds(listener.at()) || !others().any(|it| holds(it.listener.at())) {
                    draft.mark_node(node, &finding.mark);
                }
            }
        }
        Some(node)
    }

    /// The node of a parent as a whole: its listeners are not known, or are too many that do not take the route.
    fn parent(&self, attachment: &Attachment<'w, 'a>, draft: &mut Draft) -> usize {
        let (target, name) = (attachment.parent_ref.target(), attachment.parent_ref.name().value);
        let id = format!("listener/{}/{}/{name}", target.kind, attachment.namespace);
        let found: Option<&Item<'a>> = match attachment.target {
            Target::Listeners(it) => it.found().and_then(|it| self.attachments.parent(it)).map(|it| it.item),
            Target::Service(it) => it.found(),
            Target::Other => None,
        };
        let detail = format!("{} {}", target.kind, attachment.namespace);
        draft.node(id, |id| match found {
            Some(item) => Node { detail, ..node_of(id, NodeKind::Listener, name, item) },
            None => absent(id, NodeKind::Listener, name, detail),
        })
    }

    /// Whether the parent takes the route.
    fn verdict(&self, attachment: &Attachment<'w, 'a>) -> Mark {
        let name = attachment.parent_ref.name().value;
        let title = format!("{} `{}/{name}`", attachment.parent_ref.target().kind, attachment.namespace);
        match attachment.verdict {
            Verdict::Accepted => Mark::ok(),
            Verdict::NoMatchingParent => {
                Mark::broken(format!("no listener of {title} has the name and port that the route says"))
            }
            Verdict::NotAllowedByListeners => Mark::broken(format!("no listener of {title} takes the route")),
            Verdict::NoMatchingListenerHostname => {
                Mark::broken(format!("no listener of {title} shares a hostname with the route"))
            }
            Verdict::Conflicted => Mark::broken(format!("a route of another kind has the port of {title}")),
            Verdict::ParentNotAllowed => Mark::broken(format!("its Gateway does not allow {title}")),
            Verdict::NoStatus if matches!(attachment.target, Target::Listeners(Lookup::Missing)) => {
                Mark::broken(format!("{title} does not exist"))
            }
            Verdict::NoStatus => Mark::broken(format!("no controller serves routes of this kind at {title}")),
            Verdict::Unknown if self.is_of_platform(attachment) => Mark::ok(),
            Verdict::Unknown => {
                Mark::unknown(format!("whether {title} takes the route is not among the inputs"))
            }
        }
    }

    /// Whether the platform says that it has this Gateway, whose listeners it does not show.
    fn is_of_platform(&self, attachment: &Attachment<'w, 'a>) -> bool {
        let name = attachment.parent_ref.name().value;
        let unseen = matches!(attachment.target, Target::Listeners(Lookup::Unknown));
        let gateways = self.platform.into_iter().flat_map(|it| &it.profile().gateways);
        let is_it = |it: &crate::settings::GatewayName| {
            it.name.as_str() == name && it.namespace.as_str() == attachment.namespace
        };
        unseen && gateways.into_iter().any(is_it)
    }
}

/// Hostnames of an accepted route that no listener takes.
fn left_over(
    route: usize,
    fact: &RouteFact<'_, '_>,
    attachment: &Attachment<'_, '_>,
    listener: usize,
    ways: &mut Ways,
    draft: &mut Draft,
) {
    let shared: Vec<_> = attachment.accepted().flat_map(|(_, it)| it.iter().copied()).collect();
    // A listener without a hostname takes every one; a wildcard is narrowed by what it meets.
    let is_taken = |name: &str| {
        shared.iter().any(|it| *it == name || crate::attach::hostname::covers(name, it)) || shared.is_empty()
    };
    for hostname in fact.route.hostnames().filter(|it| !is_taken(it.value)) {
        let node = hostname_node(fact, hostname.value, draft);
        let mark = Mark::broken("no listener that takes the route has this hostname");
        let edge = draft.edge((node, listener), String::new(), None, &mark);
        draft.add_route(edge, route);
        ways.from_hostnames.push((hostname_id(hostname.value), edge));
    }
}

fn refusal(outcome: &Outcome<'_>) -> Option<Mark> {
    Some(match outcome {
        Outcome::Accepted(_) => return None,
        Outcome::KindNotAllowed => Mark::broken("the listener does not take routes of this kind"),
        Outcome::NamespaceNotAllowed => Mark::broken("the listener does not take routes from this namespace"),
        Outcome::NamespaceUnknown => Mark::unknown(
            "the listener selects namespaces by labels, and those of this one are not among the inputs",
        ),
        Outcome::NoHostname => Mark::broken("the listener shares no hostname with the route"),
    })
}

fn hostname_node(fact: &RouteFact<'_, '_>, hostname: &str, draft: &mut Draft) -> usize {
    let written = fact.route.hostnames().find(|it| it.value == hostname).map(|it| it.at);
    draft.node(hostname_id(hostname), |id| {
        let label = if hostname.is_empty() { "any hostname" } else { hostname };
        let mut node = absent(id, NodeKind::Hostname, label, String::new());
        node.at = written.filter(|_| visible(fact.item));
        node
    })
}
