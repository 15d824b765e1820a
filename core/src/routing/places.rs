//! Where routes are attached, or may be, and with which matches.

use super::condition::{Budget, Condition};
use super::hosts::{Draft, Entry, EntryId};
use super::listeners::gateway_of;
use crate::attach::hostname::{covers, wildcard_suffix};
use crate::attach::{Attachments, ParentId, RouteFact, Target, Verdict};
use crate::model::RouteKind;
use crate::order::{Map, sort, sort_by_key};
use crate::world::Lookup;

/// A parent ref to a Gateway that is not among the inputs: the section and the port are all that is known of listeners.
#[derive(Debug)]
pub(super) struct Claim<'a> {
    pub(super) route: usize,
    /// Empty for every listener.
    section: &'a str,
    port: Option<i64>,
    pub(super) hostnames: Vec<&'a str>,
}

impl Claim<'_> {
    pub(super) fn reaches(&self, section: &str, port: Option<i64>) -> bool {
        (self.section.is_empty() || self.section == section) && (self.port.is_none() || self.port == port)
    }
}

/// The most listeners that a Gateway has.
const LISTENERS: usize = 64;

/// The listeners that parent refs tell of, those with a name first.
pub(super) fn listeners_of<'a>(claims: &[Claim<'a>]) -> Vec<(&'a str, Option<i64>)> {
    let mut all: Vec<_> = claims.iter().map(|it| (it.section, it.port)).collect();
    sort(&mut all);
    all.dedup();
    all.reverse();
    all.truncate(LISTENERS);
    all
}

/// A route that may be attached to a listener: the inputs do not decide it.
#[derive(Debug)]
pub(super) struct Undecided<'a> {
    pub(super) route: usize,
    /// Namespace and name of the Gateway; `None` where that is not known.
    pub(super) gateway: Option<[&'a str; 2]>,
}

/// Every match, and those of each route.
#[derive(Debug, Clone, Copy)]
pub(super) struct Matches<'e, 'a> {
    pub(super) entries: &'e [Entry<'a>],
    pub(super) of_route: &'e [Vec<EntryId>],
}

impl<'a> Matches<'_, 'a> {
    /// Adds those of a route to what a listener has; `shared` are the hostnames that both have.
    pub(super) fn add(self, to: &mut Draft<'a>, route: usize, shared: &[&'a str], hostnames: &[&'a str]) {
        let ids = self.of_route.get(route).into_iter().flatten();
        for (hostname, own) in pairs(shared, hostnames) {
            for (id, entry) in ids.clone().filter_map(|id| Some((*id, self.entries.get(*id)?))) {
                to.add(hostname, own, id, &entry.condition);
            }
        }
    }
}

/// Where the routes are attached, or may be.
#[derive(Debug, Default)]
pub(super) struct Places<'a> {
    /// By the listener: the parent and its place there.
    pub(super) known: Map<(ParentId, usize), Draft<'a>>,
    /// By a parent that is not among the inputs: kind, namespace and name.
    pub(super) elsewhere: Map<[&'a str; 3], Vec<Claim<'a>>>,
    /// By hostname.
    pub(super) undecided: Map<&'a str, Vec<Undecided<'a>>>,
}

impl<'a> Places<'a> {
    pub(super) fn of(attachments: &Attachments<'_, 'a>, matches: Matches<'_, 'a>) -> Self {
        let mut places = Self::default();
        for (route, fact) in attachments.routes().iter().enumerate() {
            let hostnames: Vec<_> = fact.route.hostnames().map(|it| it.value).collect();
            for attachment in &fact.attachments {
                match (attachment.target, attachment.verdict) {
                    (Target::Listeners(Lookup::Found(parent)), Verdict::Accepted) => {
                        for (at, shared) in attachment.accepted() {
                            let draft = places.known.entry((parent, at)).or_default();
                            matches.add(draft, route, shared, &hostnames);
                        }
                    }
                    (Target::Listeners(Lookup::Found(parent)), Verdict::Unknown) => {
                        let gateway = gateway_of(attachments, parent).and_then(|it| attachments.parent(it));
                        let gateway = gateway.map(|it| [it.item.namespace(), it.item.name()]);
                        for name in names_of(&hostnames) {
                            places.undecided.entry(name).or_default().push(Undecided { route, gateway });
                        }
                    }
                    (Target::Listeners(Lookup::Unknown), _) => {
                        let written = attachment.parent_ref;
                        let parent = [written.kind().value, attachment.namespace, written.name().value];
                        let section = written.section_name().map(|it| it.value).unwrap_or_default();
                        let port = written.port().map(|it| it.value);
                        let claim = Claim { route, section, port, hostnames: hostnames.clone() };
                        places.elsewhere.entry(parent).or_default().push(claim);
                    }
                    _ => {}
                }
            }
        }
        places
    }
}

/// The hostnames, or the one for every name.
fn names_of<'a>(hostnames: &[&'a str]) -> Vec<&'a str> {
    if hostnames.is_empty() { vec![""] } else { hostnames.to_vec() }
}

/// The entries of each route.
pub(super) fn by_route(entries: &[Entry<'_>], routes: usize) -> Vec<Vec<EntryId>> {
    let mut of_route = vec![Vec::new(); routes];
    for (id, it) in entries.iter().enumerate() {
        if let Some(list) = of_route.get_mut(it.route) {
            list.push(id);
        }
    }
    of_route
}

/// A precise hostname before a wildcard, a longer wildcard before a shorter one, none last.
fn specificity(hostname: Option<&str>) -> (bool, usize) {
    hostname.map_or((false, 0), |it| (!it.is_empty() && wildcard_suffix(it).is_none(), it.len()))
}

/// The shared hostnames with those that the route writes; both empty for every name.
fn pairs<'a>(shared: &[&'a str], own: &[&'a str]) -> Vec<(&'a str, &'a str)> {
    match (shared, own) {
        ([], _) => vec![("", "")],
        (_, []) => shared.iter().map(|it| (*it, "")).collect(),
        _ => {
            let longest = |shared: &'a str| {
                let wide = own.iter().filter(|it| covers_or_is(it, shared));
                let narrow = wide.max_by_key(|it| specificity(Some(it)));
                (shared, narrow.copied().unwrap_or_default())
            };
            shared.iter().map(|it| longest(it)).collect()
        }
    }
}

fn covers_or_is(wide: &str, narrow: &str) -> bool {
    wide == narrow || covers(wide, narrow)
}

/// Every match of every route, in the order in which equal ones win.
pub(super) fn entries<'a>(routes: &[RouteFact<'_, 'a>]) -> Vec<Entry<'a>> {
    let (mut all, mut budget) = (Vec::new(), Budget::default());
    for (route, fact) in routes.iter().enumerate() {
        let kind = fact.route.kind();
        for (rule, written) in fact.route.rules().enumerate() {
            let before = all.len();
            if matches!(kind, RouteKind::Http | RouteKind::Grpc) {
                let matches = written.matches().enumerate();
                all.extend(matches.map(|(number, it)| Entry {
                    route,
                    rule,
                    number: Some(number),
                    condition: Condition::new(kind, it, &mut budget),
                }));
            }
            if all.len() == before {
                all.push(Entry { route, rule, number: None, condition: Condition::everything(kind) });
            }
        }
    }
    let places = by_age(routes);
    sort_by_key(&mut all, |it| {
        (std::cmp::Reverse(it.condition.rank()), places.get(it.route), it.rule, it.number)
    });
    all
}

/// The place of each route where they are in order of age; routes of one namespace, name and age, by kind.
fn by_age(routes: &[RouteFact<'_, '_>]) -> Vec<usize> {
    let mut ages: Vec<_> =
        routes.iter().map(|it| (it.item.age(), it.item.id().kind)).zip(0_usize..).collect();
    sort(&mut ages);
    let mut places = vec![0; routes.len()];
    for (place, (_, route)) in ages.into_iter().enumerate() {
        if let Some(it) = places.get_mut(route) {
            *it = place;
        }
    }
    places
}
