//! Names that kustomize or Helm changed in one place and not in the other: a hash of the content at the end, or a prefix
//! or suffix that all objects of a file have.

use super::absent::Wanted;
use crate::model::{GroupKind, is_cluster_scoped};
use crate::world::{Item, World};

/// How a tool came to give an object another name than a reference says.
#[derive(Debug, Clone, Copy)]
pub(super) enum Renamed<'a> {
    /// It put a hash of the content at the end.
    Hash,
    /// It put that in front of every name.
    Prefix(&'a str),
    /// It put that behind every name.
    Suffix(&'a str),
}

impl Renamed<'_> {
    /// What happened, as a sentence.
    pub(super) fn words(self) -> String {
        match self {
            Self::Hash => "kustomize adds a hash to generated names, and not to this reference: set `disableNameSuffixHash: true`, or add a `nameReference`".to_owned(),
            Self::Prefix(it) | Self::Suffix(it) => format!(
                "all names in this file have `{it}`, and this reference has not: kustomize needs a `nameReference` for it, a chart the same name in both places"
            ),
        }
    }
}

/// So many objects at least are in a file whose names say something.
const MIN_NAMES: usize = 3;

/// More parts of a name than this are not tried.
const MOST_DASHES: usize = 8;

/// More objects than this are not looked through.
const MAX_COMPARED: usize = 256;

/// The lone object that `name`, which `from` refers to, was before or after a tool changed names.
pub(super) fn find<'w, 'a>(
    world: &'w World<'a>,
    from: &Item<'a>,
    name: Wanted<'a>,
) -> Option<(&'w Item<'a>, Renamed<'a>)> {
    if is_cluster_scoped(name.kind) {
        return None;
    }
    if matches!(name.kind, GroupKind::SECRET | GroupKind::CONFIG_MAP) {
        let stem = without_hash(name.name);
        let mut same = beside(world, name, stem).filter(|it| without_hash(it.name()) == stem);
        if let (Some(item), None) = (same.next(), same.next()) {
            return Some((item, Renamed::Hash));
        }
    }
    let all = world.affixes(from.source()).filter(|it| it.count >= MIN_NAMES)?;
    let find = |longer: String| world.find(name.kind, name.namespace, &longer).found();
    let dashes = |text: &'a str| text.match_indices('-').map(|(at, _)| at).take(MOST_DASHES);
    let before = dashes(all.prefix)
        .filter_map(|it| all.prefix.get(..=it))
        .find_map(|it| Some((find([it, name.name].concat())?, Renamed::Prefix(it))));
    let (item, how) = before.or_else(|| {
        let mut behind = dashes(all.suffix).filter_map(|it| all.suffix.get(it..));
        behind.find_map(|it| Some((find([name.name, it].concat())?, Renamed::Suffix(it))))
    })?;
    (item.source() == from.source() && !uses(from, item.name())).then_some((item, how))
}

/// The objects whose names begin with `stem`, as far as anybody looks.
fn beside<'w, 'a>(
    world: &'w World<'a>,
    name: Wanted<'a>,
    stem: &'a str,
) -> impl Iterator<Item = &'w Item<'a>> {
    let items = world.in_namespace(name.kind, name.namespace);
    let start = items.partition_point(|it| it.name() < stem);
    items.iter().skip(start).take(MAX_COMPARED).take_while(move |it| it.name().starts_with(stem))
}

/// A name without the hash that kustomize's generators put at its end.
fn without_hash(name: &str) -> &str {
    let is_hash = |it: &str| {
        let mut bytes = it.bytes();
        (6..=10).contains(&it.len())
            && bytes.clone().all(|it| b"2456789bcdfghkmt".contains(&it))
            && bytes.any(|it| it.is_ascii_digit())
    };
    name.rsplit_once('-').filter(|(_, hash)| is_hash(hash)).map_or(name, |(stem, _)| stem)
}

/// Whether a route names that backend or parent too: then it knows both.
fn uses(from: &Item<'_>, name: &str) -> bool {
    from.route().is_some_and(|route| {
        let parents = route.parent_refs().map(|it| it.name().value);
        route.backend_refs().map(|it| it.name().value).chain(parents).any(|it| it == name)
    })
}

#[cfg(test)]
mod tests {
    use super::super::backend_not_found::BACKEND_NOT_FOUND;
    use super::super::certificate_not_found::CERTIFICATE_NOT_FOUND;
    use super::without_hash;
    use crate::diagnostic::Severity;
    use crate::rules::testing::{Tester, gateway, route_to, service};

    #[test]
    fn hashes_of_kustomize() {
        for (name, stem) in [
            ("wild-tls-7m9k2f", "wild-tls"),
            ("app-config-5bh2dk9mtc", "app-config"),
            ("app-config", "app-config"),
            ("app-20240101", "app-20240101"),
            ("shop-credit", "shop-credit"),
        ] {
            assert_eq!(without_hash(name), stem);
        }
    }

    #[test]
    fn a_secret_with_a_hash() {
        let edge =
            gateway("{name: a, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: wild-tls}]}}");
        let secret = |name: &str| {
            format!("apiVersion: v1\nkind: Secret\nmetadata: {{name: {name}}}\ntype: kubernetes.io/tls\n")
        };
        Tester::new(&CERTIFICATE_NOT_FOUND)
            .pass("another Secret", &[&edge, &secret("wild-tls-internal")])
            .pass("two of them", &[&edge, &secret("wild-tls-7m9k2f"), &secret("wild-tls-8m9k2f")])
            .fail(
                "a hash",
                &[&edge, &secret("wild-tls-7m9k2fbcdh")],
                "Secret `default/wild-tls` is not among the inputs",
            )
            .severity(Severity::Warning)
            .help("did you mean `wild-tls-7m9k2fbcdh`? kustomize adds a hash to generated names")
            .no_fix()
            .fail(
                "a typo",
                &[&edge, &secret("wild-tsl")],
                "Secret `default/wild-tls` is not among the inputs",
            )
            .fix("{name: wild-tls}", "{name: wild-tsl}")
            .complete()
            .fail("nothing else exists", &[&edge, &secret("wild-tls-7m9k2fbcdh")], "does not exist")
            .severity(Severity::Error)
            .help("kustomize");
    }

    #[test]
    fn a_prefix_of_all_names() {
        let to = |service: &str| route_to(service, 80).replace("name: shop", "name: prod-shop");
        let web = service("prod-catalog", "{ports: [{port: 80}]}");
        let other = service("prod-api", "{ports: [{port: 80}]}");
        let both = to("catalog").replace("backendRefs: [", "backendRefs: [{name: prod-catalog, port: 80}, ");
        Tester::new(&BACKEND_NOT_FOUND)
            .pass("not all have it", &[&to("catalog"), &web, &service("api", "{}")])
            .pass("too few to tell", &[&to("catalog"), &web])
            .pass("the route knows both", &[&both, &web, &other])
            .pass("another name", &[&to("cart"), &web, &other])
            .fail(
                "all have it",
                &[&to("catalog"), &web, &other],
                "Service `web/catalog` is not among the inputs",
            )
            .severity(Severity::Warning)
            .help("did you mean `prod-catalog`? all names in this file have `prod-`")
            .fix("name: catalog", "name: prod-catalog");
    }
}
