//! What follows from an object that is written twice is not certain: the other of the two may be the one that counts.
//! Findings that rest on such an object are warnings; that it is written twice is a finding of its own.

use crate::diagnostic::{Diagnostic, Severity};
use crate::order::sort;
use crate::source::Location;
use crate::world::{Item, Origin, World};

/// Softens the errors in `found` that point at an object which is written twice.
pub(crate) fn soften(world: &World<'_>, found: &mut [Diagnostic]) {
    let doubles = world.duplicates().iter().filter(|it| it.other.origin() == Origin::Desired);
    let mut places: Vec<Location> = Vec::new();
    for double in doubles {
        let kept = world.item(double.kept).filter(|it| it.origin() == Origin::Desired);
        places.extend(kept.into_iter().chain([&double.other]).map(place));
    }
    if places.is_empty() {
        return;
    }
    sort(&mut places);
    places.dedup();
    let is_double = |at: Location| {
        let behind = places.partition_point(|it| (it.source, it.span.start) <= (at.source, at.span.start));
        let before = behind.checked_sub(1).and_then(|it| places.get(it));
        before.is_some_and(|it| it.source == at.source && it.span.contains(at.span))
    };
    for finding in found.iter_mut().filter(|it| it.severity == Severity::Error) {
        if finding.related.iter().any(|it| is_double(it.at)) {
            finding.severity = Severity::Warning;
        }
    }
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
