//! Fields that another channel or a later release knows.

use super::judge::is_gateway_group;
use super::serving::Serving;
use super::table::{Channel, Release, Schema};
use crate::manifest::View;

/// Where an unknown field is known.
#[derive(Debug, Clone, Copy)]
pub(crate) enum KnownIn {
    /// In the experimental channel of the same release.
    Experimental,
    /// In a later release of the same channel; the first one that has it.
    Since(&'static str),
}

/// Where the field at `path` of an object is known, which the given release and channel do not know. Nothing is known of
/// other releases of kinds that are not Gateway API's.
pub(crate) fn known_in(view: View<'_>, serving: Serving<'_>, path: &str) -> Option<KnownIn> {
    let (release, channel) = (serving.release(), serving.channel());
    if !is_gateway_group(view.gvk().group) {
        return None;
    }
    if channel == Channel::Standard && knows(release, Channel::Experimental, view, path) {
        return Some(KnownIn::Experimental);
    }
    let newer = Release::all().take_while(|it| it.name() != release.name());
    newer.filter(|it| knows(*it, channel, view, path)).last().map(|it| KnownIn::Since(it.name()))
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
