//! Question one: does the route exist where I think, and is it what was applied?

use super::evidence::{Answer, Evidence};
use super::v1::{Question, Verdict};
use super::{Asked, RouteName};
use crate::live::differences;
use crate::model::{Meta, RouteKind};
use crate::world::{Item, Origin, World};

/// More differences than these are counted, not listed.
const MAX_LISTED: usize = 3;

/// The answer about a route that is live.
pub(super) fn answer(item: &Item<'_>, manifest: Option<&Item<'_>>) -> Answer {
    let generation = item.generation().map(|it| format!(", generation {it}")).unwrap_or_default();
    let mut evidence = vec![Evidence::yes(format!("{} is live{generation}", item.title())).of(item)];
    if let Some(it) = item.meta().and_then(Meta::deletion_timestamp) {
        evidence.push(Evidence::no(format!("it is being deleted since {}", it.value)).of(item).at(it.at));
    }
    if let Some(manifest) = manifest {
        let differences = differences(manifest, item);
        for it in differences.iter().take(MAX_LISTED) {
            let at = it.live.as_ref().map_or_else(|| item.at(), |(_, at)| *at);
            evidence
                .push(Evidence::no(format!("it is not what was applied: {}", it.words())).of(item).at(at));
        }
        if differences.len() > MAX_LISTED {
            let more = differences.len() - MAX_LISTED;
            evidence.push(Evidence::note(format!("and {more} more fields differ")));
        }
        if differences.is_empty() {
            evidence.push(Evidence::yes("its spec is what its manifest says").at(manifest.at()));
        }
    }
    Answer::new(Question::RouteExists, evidence)
}

/// The answer about a route that is not live.
pub(super) fn absent(world: &World<'_>, asked: &Asked<'_, '_, '_>) -> Answer {
    let (kinds, namespace, name) = match (asked.manifest, asked.name) {
        (Some(item), _) => {
            (RouteKind::of(item.kind()).into_iter().collect(), Some(item.namespace()), item.name())
        }
        (None, Some(name)) => (name.kinds(), RouteName::namespace(name), name.name()),
        (None, None) => (Vec::new(), None, ""),
    };
    let complete = |kind: &RouteKind| match namespace {
        Some(namespace) => world.is_complete(kind.group_kind(), namespace),
        None => world.is_kind_complete(kind.group_kind()),
    };
    let listed: Vec<_> = kinds.iter().filter(|it| complete(it)).map(|it| it.name()).collect();
    let called = match namespace {
        Some(namespace) => format!("`{namespace}/{name}`"),
        None => format!("`{name}`"),
    };
    let noun = match kinds.as_slice() {
        [only] => only.name(),
        _ => "route",
    };
    let mut evidence = vec![match (listed.as_slice(), kinds.len()) {
        ([], _) => {
            Evidence::unknown(format!("{noun} {called} is not in the dump, which may not list all of them"))
        }
        (_, 1) => Evidence::no(format!("there is no {noun} {called} in the cluster")),
        (listed, _) => Evidence::no(format!(
            "there is no {noun} {called} among the kinds that the dump lists: {}",
            listed.join(", ")
        )),
    }];
    if let Some(manifest) = asked.manifest {
        evidence.push(Evidence::note("its manifest says that it should be there").at(manifest.at()));
    }
    evidence.extend(nearby(world, &kinds, namespace, name));
    Answer::new(Question::RouteExists, evidence)
}

/// Where a route of that name is instead, or what is called nearly so.
fn nearby(world: &World<'_>, kinds: &[RouteKind], namespace: Option<&str>, name: &str) -> Vec<Evidence> {
    let Some(namespace) = namespace else { return Vec::new() };
    let mut found: Vec<&Item<'_>> = Vec::new();
    for kind in kinds.iter().map(|it| it.group_kind()) {
        found.extend(world.in_other_namespaces(kind, namespace, name));
        found.extend(world.look_alikes(kind, namespace, name));
    }
    let live = found.into_iter().filter(|it| it.origin() == Origin::Live).take(MAX_LISTED);
    let note = |it: &Item<'_>| {
        Evidence { verdict: None::<Verdict>, ..Evidence::yes(format!("there is {}", it.title())) }.of(it)
    };
    live.map(note).collect()
}
