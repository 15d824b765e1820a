//! What follows from an object that is written twice is not certain: the other of the two may be the one that counts.
//! Findings that rest on such an object are warnings; that it is written twice is a finding of its own.

use crate::diagnostic::{Diagnostic, Severity};
use crate::order::sort;
use crate::source::{Location, SourceId};
use crate::world::{Item, Origin, World};

/// What is reported about two objects that exclude each other.
const CONFLICTS: [&str; 6] = ["RP2040", "RP3010", "RP3020", "RP3030", "RP4001", "RP4002"];

/// Takes away what is only wrong if units that have nothing to do with each other go to one cluster: conflicts between
/// them, and what rests on an object that each of them has.
pub(crate) fn part(
    world: &World<'_>,
    apart: &dyn Fn(SourceId, SourceId) -> bool,
    doubles_apart: &dyn Fn(SourceId, SourceId) -> bool,
    found: &mut Vec<Diagnostic>,
) {
    let places = doubles(world, &|kept, other| doubles_apart(kept.source(), other.source()));
    found.retain(|it| {
        let conflict = CONFLICTS.contains(&it.rule.code);
        let own = it.at.source;
        let mut related = it.related.iter().map(|it| it.at);
        !related.any(|at| {
            (conflict && apart(own, at.source)) || (is_in(&places, at) && doubles_apart(own, at.source))
        })
    });
}

/// Softens the errors in `found` that point at an object which is written twice. `is_own` says whether the one place is
/// judged with the object in the other one, whatever other units hold.
pub(crate) fn soften(
    world: &World<'_>,
    apart: &dyn Fn(SourceId, SourceId) -> bool,
    is_own: &dyn Fn(SourceId, SourceId) -> bool,
    found: &mut [Diagnostic],
) {
    let all = doubles(world, &|_, _| true);
    if all.is_empty() {
        return;
    }
    let near = doubles(world, &|kept, other| !apart(kept.source(), other.source()));
    for finding in found.iter_mut().filter(|it| it.severity == Severity::Error) {
        let own = finding.at.source;
        let mut related = finding.related.iter().map(|it| it.at);
        if related.any(|at| is_in(&near, at) || (is_in(&all, at) && !is_own(own, at.source))) {
            finding.severity = Severity::Warning;
        }
    }
}

/// Where the objects are, in order, that are written twice and that are wanted.
fn doubles(world: &World<'_>, wanted: &dyn Fn(&Item<'_>, &Item<'_>) -> bool) -> Vec<Location> {
    let doubles = world.duplicates().iter().filter(|it| it.other.origin() == Origin::Desired);
    let mut places: Vec<Location> = Vec::new();
    for double in doubles {
        let kept = world.item(double.kept);
        if kept.is_none_or(|it| wanted(it, &double.other)) {
            let kept = kept.filter(|it| it.origin() == Origin::Desired);
            places.extend(kept.into_iter().chain([&double.other]).map(place));
        }
    }
    sort(&mut places);
    places.dedup();
    places
}

/// Whether a place is in one of the objects that `places`, which are in order, stand for.
fn is_in(places: &[Location], at: Location) -> bool {
    let behind = places.partition_point(|it| (it.source, it.span.start) <= (at.source, at.span.start));
    let before = behind.checked_sub(1).and_then(|it| places.get(it));
    before.is_some_and(|it| it.source == at.source && it.span.contains(at.span))
}

/// Where the whole object is written.
fn place(item: &Item<'_>) -> Location {
    Location { source: item.source(), span: item.object().object().span }
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::Severity;
    use crate::rules::references::BACKEND_PORT_NOT_FOUND;
    use crate::rules::testing::{Tester, route_to, service};

    #[test]
    fn what_follows_from_a_double_is_a_warning() {
        let (one, other) = (service("web", "{ports: [{port: 80}]}"), service("web", "{ports: [{port: 81}]}"));
        Tester::new(&BACKEND_PORT_NOT_FOUND)
            .fail("one Service", &[&one, &route_to("web", 8080)], "has no port 8080")
            .severity(Severity::Error)
            .fix("port: 8080}]}]", "port: 80}]}]")
            .fail("the Service is written twice", &[&one, &other, &route_to("web", 8080)], "has no port 8080")
            .severity(Severity::Warning);
    }
}
