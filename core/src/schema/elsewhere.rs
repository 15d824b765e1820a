//! Fields that another channel or a later release knows.

use super::judge::is_gateway_group;
use super::serving::Serving;
use super::table::{Channel, Release, Schema};
use crate::manifest::View;

/// Where an unknown field is known.
#[derive(Debug, Clone, Copy)]
pub enum Elsewhere {
    /// In the experimental channel of the same release.
    Experimental,
    /// In a later release of the same channel; the first one that has it.
    Since(&'static str),
}

/// Where the field at `path` of an object is known, which the given release and channel do not know. Nothing is known of
/// other releases of kinds that are not Gateway API's.
pub fn elsewhere(view: View<'_>, serving: Serving<'_>, path: &str) -> Option<Elsewhere> {
    let (release, channel) = (serving.release(), serving.channel());
    if !is_gateway_group(view.gvk().group) {
        return None;
    }
    if channel == Channel::Standard && knows(release, Channel::Experimental, view, path) {
        return Some(Elsewhere::Experimental);
    }
    let newer = Release::all().take_while(|it| it.name() != release.name());
    newer.filter(|it| knows(*it, channel, view, path)).last().map(|it| Elsewhere::Since(it.name()))
}

/// Where in an object of the same kind a field called `name` belongs: the one place that is nearest to the root, as
/// `spec.rules[].matches[]`. `None` where there is no such place, or no single one.
pub fn belongs_in(view: View<'_>, serving: Serving<'_>, name: &str) -> Option<String> {
    let gvk = view.gvk();
    let version = serving.version(gvk.group, gvk.version, gvk.kind)?;
    let mut level = vec![(version.schema().child("spec")?, "spec".to_owned())];
    while !level.is_empty() {
        let mut found = level.iter().filter(|(schema, _)| schema.property(name).is_some());
        match (found.next(), found.next()) {
            (Some((_, only)), None) => return Some(only.clone()),
            (Some(_), Some(_)) => return None,
            (None, _) => {}
        }
        level = level.iter().flat_map(below).collect();
    }
    None
}

/// The fields or items of a schema, and their paths.
fn below<'t>((schema, path): &(Schema<'t>, String)) -> Vec<(Schema<'t>, String)> {
    let fields = schema.properties().map(|it| (it.schema(), format!("{path}.{}", it.name())));
    let items = schema.items().map(|it| (it, format!("{path}[]")));
    fields.chain(items).collect()
}

fn knows(release: Release<'static>, channel: Channel, view: View<'_>, path: &str) -> bool {
    let gvk = view.gvk();
    let Some(kind) = release.kind(gvk.group, gvk.kind) else { return false };
    let version = kind.served(channel).find(|it| it.name() == gvk.version);
    version.is_some_and(|it| follow(it.schema(), path).is_some())
}

fn follow<'t>(root: Schema<'t>, path: &str) -> Option<Schema<'t>> {
    path.split('.').try_fold(root, |schema, step| {
        let (name, indexes) = step.split_at(step.find('[').unwrap_or(step.len()));
        let field = schema.child(name)?;
        indexes.matches('[').try_fold(field, |list, _| list.items())
    })
}
