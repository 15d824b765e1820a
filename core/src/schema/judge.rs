//! The verdict on one object, step by step: its kind and version, its metadata, its values, its rules.

use super::metadata::Names;
use super::path::Path;
use super::serving::Serving;
use super::table::{Kind, Lookup, Release, Schema, Version};
use super::violation::{Stage, Unserved, Violation, ViolationKind};
use super::violations::{MOST, Omitted, Violations};
use super::{metadata, rules, structural};
use crate::manifest::View;

/// What the API server says of an object on create, asked to be strict.
#[derive(Debug, Clone, Default)]
pub struct Verdict<'t> {
    /// Why it is refused; empty where it is accepted.
    pub violations: Vec<Violation>,
    /// What is not listed there, because there is more than enough of its kind.
    pub omitted: Vec<Omitted>,
    /// The version to use instead of the object's own, which is served and deprecated.
    pub deprecated: Option<&'t str>,
    /// The schema of the object, where one was found.
    pub schema: Option<Schema<'t>>,
}

impl Verdict<'_> {
    /// Whether the object is created.
    pub fn accepted(&self) -> bool {
        self.violations.is_empty()
    }

    /// How far the API server comes.
    pub fn stage(&self) -> Option<Stage> {
        self.violations.iter().map(Violation::stage).min()
    }
}

/// The groups whose kinds the tables know.
pub(crate) fn is_gateway_group(group: &str) -> bool {
    matches!(group, "gateway.networking.k8s.io" | "gateway.networking.x-k8s.io")
}

/// Judges one object by what `serving` knows of its kind. Of kinds that no table has only metadata is judged: that
/// kubectl can decode it, and the rest only of those kinds that every cluster has.
pub(crate) fn judge<'t>(view: View<'_>, serving: Serving<'t>) -> Verdict<'t> {
    judge_up_to(view, serving, MOST)
}

/// The same with every violation in the list, however many there are.
pub fn judge_in_full<'t>(view: View<'_>, serving: Serving<'t>) -> Verdict<'t> {
    judge_up_to(view, serving, usize::MAX)
}

fn judge_up_to<'t>(view: View<'_>, serving: Serving<'t>, most: usize) -> Verdict<'t> {
    let gvk = view.gvk();
    let version = match serving.lookup(gvk.group, gvk.version, gvk.kind) {
        None => return foreign(view, serving, most),
        Some(_) if serving.is_builtin(gvk.group) => return foreign(view, serving, most),
        Some(Lookup::Served(version)) => version,
        Some(other) => return unserved(view, serving, other),
    };
    let (violations, omitted) = judge_as(view, version, most).settle();
    let deprecated = version.deprecated().then(|| best(version, serving)).flatten();
    Verdict { violations, omitted, deprecated, schema: Some(version.schema()) }
}

/// Judges what a list says of itself, as kubectl does before it sends the items: the core group and each group that
/// is served have `List` in their versions, and the list of each kind. An object of any kind that has `items` is one.
pub fn judge_list(view: View<'_>, serving: Serving<'_>) -> Verdict<'static> {
    let gvk = view.gvk();
    let item = gvk.kind.strip_suffix("List").unwrap_or(gvk.kind);
    let has = match gvk.group {
        "" => gvk.version == "v1",
        group if is_gateway_group(group) => serving
            .kinds()
            .filter(|it| it.group() == group && (item.is_empty() || it.name() == item))
            .any(|it| serving.served(it).any(|it| it.name() == gvk.version)),
        _ => true,
    };
    let refusal = || Violation::new(ViolationKind::Unserved(Unserved::List), "kind", view.kind_node().span());
    Verdict { violations: (!has).then(refusal).into_iter().collect(), ..Verdict::default() }
}

fn judge_as(view: View<'_>, version: Version<'_>, most: usize) -> Violations {
    let (mut out, root) = (Violations::at_most(most), Path::root(view.title()));
    if metadata::decode(view.metadata(), &root, &mut out) {
        metadata::validate(view.metadata(), version.kind().namespaced(), Names::Subdomain, &root, &mut out);
        structural::root(view.value(), version, &root, &mut out);
        rules::run(view.value(), version, &root, &mut out);
    }
    out
}

/// Judges an object of another API: one of Kubernetes by the types of its release, and of any other that kubectl can
/// decode its metadata. Where the build carries no types, what is true for the metadata of kinds of every cluster holds.
fn foreign(view: View<'_>, serving: Serving<'_>, most: usize) -> Verdict<'static> {
    let kubernetes = serving.kubernetes();
    let (mut out, root) = (Violations::at_most(most), Path::root(view.title()));
    let gvk = view.gvk();
    let decoded = metadata::decode(view.metadata(), &root, &mut out);
    let version = kubernetes.version(gvk.group, gvk.version, gvk.kind);
    let names = Names::of(gvk.group, gvk.kind, kubernetes);
    match (version, &names) {
        (Some(version), _) => {
            let namespaced = version.kind().namespaced();
            // Questions to the API server are answered, not stored, and need no name.
            let is_stored = !matches!(gvk.group, "authentication.k8s.io" | "authorization.k8s.io");
            if decoded && is_stored {
                metadata::validate(view.metadata(), namespaced, names.unwrap_or(Names::Any), &root, &mut out);
            }
            #[cfg(feature = "kubernetes")]
            super::builtin::judge(view, kubernetes, version, &root, &mut out);
        }
        _ if !decoded => {}
        (None, Some(_)) if !kubernetes.is_known() => {
            let namespaced = gvk.kind != "Namespace";
            metadata::validate(view.metadata(), namespaced, Names::Subdomain, &root, &mut out);
        }
        // Whether a server of that API is strict is not known.
        (None, _) => out = Violations::at_most(most),
    }
    let (violations, omitted) = out.settle();
    Verdict { violations, omitted, deprecated: None, schema: version.map(Version::schema) }
}

/// The served version to use.
fn best<'t>(version: Version<'t>, serving: Serving<'t>) -> Option<&'t str> {
    let better = serving.served(version.kind()).find(|it| !it.deprecated());
    better.map(Version::name)
}

fn unserved<'t>(view: View<'_>, serving: Serving<'t>, found: Lookup<'t>) -> Verdict<'t> {
    let gvk = view.gvk();
    let why = match found {
        Lookup::UnknownKind => {
            let release = serving.release();
            let known = release.kinds().filter(|it| it.group() == gvk.group).map(|it| it.name()).collect();
            let newer = Release::all().take_while(|it| it.name() != release.name());
            let since = newer.filter(|it| it.kind(gvk.group, gvk.kind).is_some()).last().map(|it| it.name());
            Unserved::Kind { known, since }
        }
        Lookup::Served(it) | Lookup::NotServed(it) => versions(view, serving, it.kind()),
        Lookup::Experimental(it) => other(view, serving, it.kind()),
        Lookup::OtherVersions(kind) => other(view, serving, kind),
    };
    let (path, at) = match why {
        Unserved::Version { .. } => ("apiVersion", view.api_version_node()),
        _ => ("kind", view.kind_node()),
    };
    let violation = Violation::new(ViolationKind::Unserved(why), path, at.span());
    Verdict { violations: vec![violation], ..Verdict::default() }
}

/// What the channel has of a kind that it may not have at all.
fn other<'t>(view: View<'_>, serving: Serving<'t>, kind: Kind<'t>) -> Unserved {
    match serving.served(kind).next() {
        None if is_gateway_group(kind.group()) => Unserved::Channel,
        _ => versions(view, serving, kind),
    }
}

/// The versions that can be used instead, those first that are not deprecated.
fn versions<'t>(view: View<'_>, serving: Serving<'t>, kind: Kind<'t>) -> Unserved {
    let versions = serving.best(kind);
    let fits = versions.first().is_some_and(|it| judge_as(view, *it, MOST).is_empty());
    Unserved::Version { served: versions.into_iter().map(|it| it.name().into()).collect(), fits }
}

#[cfg(test)]
mod tests {
    use super::{Release, Serving, judge, judge_list};
    use crate::schema::Channel;
    use crate::{manifest, yaml};

    fn paths_in(release: &str, channel: Channel, text: &str) -> Vec<String> {
        let tree = yaml::read(text).tree;
        let object = manifest::objects(text, &tree).objects[0];
        let verdict = judge(object.view(text, &tree), Serving::new(Release::find(release).unwrap(), channel));
        verdict.violations.into_iter().map(|it| it.path).collect()
    }

    fn paths(text: &str) -> Vec<String> {
        paths_in("1.7", Channel::Standard, text)
    }

    #[test]
    fn a_boolean_may_have_an_enum() {
        let credentials = |value| {
            let filter = format!("{{type: CORS, cors: {{allowCredentials: {value}}}}}");
            let text = format!(
                "{{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {{name: a}}, spec: {{rules: [{{filters: [{filter}]}}]}}}}"
            );
            paths_in("1.3", Channel::Experimental, &text)
        };
        assert!(credentials("true").is_empty());
        // Skipped rules are reported as well, for no field.
        assert!(credentials("false").iter().any(|it| it == "spec.rules[0].filters[0].cors.allowCredentials"));
    }

    #[test]
    fn a_list_is_of_a_version_that_is_served() {
        let accepted = |api_version, kind| {
            let text = format!("{{apiVersion: {api_version}, kind: {kind}, items: []}}");
            let tree = yaml::read(&text).tree;
            let found = manifest::objects(&text, &tree);
            judge_list(found.lists[0].view(&text, &tree), Serving::default()).accepted()
        };
        assert!(accepted("v1", "List") && accepted("example.com/v7", "ThingList"));
        assert!(accepted("gateway.networking.k8s.io/v1", "HTTPRouteList"));
        assert!(accepted("gateway.networking.k8s.io/v1beta1", "List"));
        assert!(!accepted("v2", "List"));
        assert!(!accepted("gateway.networking.k8s.io/v7", "List"));
        assert!(!accepted("gateway.networking.k8s.io/v1", "HttpRouteList"));
        assert!(!accepted("gateway.networking.k8s.io/v1alpha2", "TCPRouteList"));
    }

    #[test]
    fn of_an_unknown_kind_only_what_kubectl_cannot_decode_is_wrong() {
        let thing = |metadata| format!("{{apiVersion: example.com/v1, kind: Thing, metadata: {metadata}}}");
        assert_eq!(paths(&thing("{labels: {a: 1}, zed: 1}")), ["metadata.labels.a"]);
        assert_eq!(paths(&thing("[]")), ["metadata"]);
        assert!(paths(&thing("{name: BAD, zed: 1}")).is_empty());
    }

    #[test]
    fn of_a_kind_that_every_cluster_has_the_metadata_is_judged() {
        let service = |metadata| {
            format!(
                "{{apiVersion: v1, kind: Service, metadata: {metadata}, spec: {{ports: [{{port: 80}}]}}}}"
            )
        };
        assert_eq!(paths(&service("{name: BAD}")), ["metadata.name"]);
        assert_eq!(paths(&service("{labels: {a: 1}}")), ["metadata.labels.a"]);
    }
}
