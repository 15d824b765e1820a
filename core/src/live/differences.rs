//! Where a live object differs from the manifest that was applied, in the fields that the manifest sets.
//!
//! The API server adds defaults, and controllers add fields: what the manifest does not say is no difference. A list is
//! compared as a whole, since every list of a route's spec is the manifest's own.

use crate::source::Location;
use crate::world::Item;
use crate::yaml::{Kind, Value};

/// One field that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Difference {
    /// The field: `spec.hostnames[0]`.
    pub path: String,
    /// What the manifest says, where.
    pub manifest: (String, Location),
    /// What the live object says there; none where it lacks the field.
    pub live: Option<(String, Location)>,
}

/// The fields of `spec` in which `live` differs from `manifest`, in the manifest's order.
pub(crate) fn differences(manifest: &Item<'_>, live: &Item<'_>) -> Vec<Difference> {
    let mut walk = Walk { manifest, live, found: Vec::new() };
    if let Some(wanted) = manifest.object().value().get("spec") {
        let there = live.object().value().get("spec");
        walk.compare("spec", wanted, there, live.object().value());
    }
    walk.found
}

struct Walk<'i, 'a> {
    manifest: &'i Item<'a>,
    live: &'i Item<'a>,
    found: Vec<Difference>,
}

impl<'a> Walk<'_, 'a> {
    fn compare(&mut self, path: &str, wanted: Value<'a>, there: Option<Value<'a>>, around: Value<'a>) {
        if wanted.is_null() {
            return;
        }
        let Some(value) = there.filter(|it| !it.is_null()) else {
            // An empty object or list and none at all mean the same in every field of a route.
            if !matches!(wanted.kind(), Kind::Mapping | Kind::Sequence) || !wanted.is_empty() {
                self.differs(path, wanted, None, around);
            }
            return;
        };
        match (wanted.kind(), value.kind()) {
            (Kind::Mapping, Kind::Mapping) => {
                for entry in wanted.entries() {
                    let Some(key) = entry.key.as_str() else { continue };
                    self.compare(&format!("{path}.{key}"), entry.value, value.get(key), value);
                }
            }
            (Kind::Sequence, Kind::Sequence) if wanted.len() == value.len() => {
                for (at, (one, other)) in wanted.items().zip(value.items()).enumerate() {
                    self.compare(&format!("{path}[{at}]"), one, Some(other), value);
                }
            }
            _ if same(wanted, value) => {}
            _ => self.differs(path, wanted, Some(value), value),
        }
    }

    fn differs(&mut self, path: &str, wanted: Value<'a>, there: Option<Value<'a>>, around: Value<'a>) {
        let at = |item: &Item<'_>, value: Value<'_>| Location { source: item.source(), span: value.span() };
        let live = there.map(|it| (shown(it), at(self.live, around)));
        let manifest = (shown(wanted), at(self.manifest, wanted));
        self.found.push(Difference { path: path.to_owned(), manifest, live });
    }
}

fn same(one: Value<'_>, other: Value<'_>) -> bool {
    match (one.kind(), other.kind()) {
        (Kind::String, Kind::String) => one.as_str() == other.as_str(),
        (Kind::Bool, Kind::Bool) => one.as_bool() == other.as_bool(),
        (Kind::Int | Kind::Float, Kind::Int | Kind::Float) => one.as_number() == other.as_number(),
        _ => false,
    }
}

/// A value as messages show it.
fn shown(value: Value<'_>) -> String {
    match value.kind() {
        Kind::Sequence => match value.len() {
            1 => "1 item".to_owned(),
            items => format!("{items} items"),
        },
        Kind::Mapping => "an object".to_owned(),
        _ => {
            let text = value.as_str().unwrap_or_else(|| value.span().of(value.source_text()));
            format!("`{}`", text.lines().next().unwrap_or_default())
        }
    }
}

impl Difference {
    /// A sentence.
    pub(crate) fn words(&self) -> String {
        let (path, wanted) = (&self.path, &self.manifest.0);
        match &self.live {
            Some((there, _)) => format!("`{path}` is {there}, the manifest says {wanted}"),
            None => format!("`{path}` is not there, the manifest says {wanted}"),
        }
    }
}
