//! What rules of this family share: how a name that leads nowhere is judged and spoken of, which places a finding may
//! point at, and lists as people read them.

use crate::attach::CertificateFact;
use crate::attach::material::Leaf;
use crate::diagnostic::{Diagnostic, RuleInfo, Safety, Severity};
use crate::model::{GroupKind, View};
use crate::rules::{Context, edits};
use crate::source::Location;
use crate::tenancy::Role;
use crate::time::Timestamp;
use crate::world::{Grant, Item, Lookup, Origin, World};

/// More names than this help nobody.
const MOST_NAMES: usize = 5;

/// What a reference names.
#[derive(Debug, Clone, Copy)]
pub(super) struct Name<'n> {
    pub(super) kind: GroupKind<'n>,
    pub(super) namespace: &'n str,
    pub(super) name: &'n str,
}

impl Name<'_> {
    /// How messages call it: Service `web/api`.
    pub(super) fn title(self) -> String {
        match self.namespace {
            "" => format!("{} `{}`", self.kind.kind, self.name),
            namespace => format!("{} `{namespace}/{}`", self.kind.kind, self.name),
        }
    }
}

/// An object that a reference names and that is not among the inputs, together with what was probably meant.
pub(super) struct Absent<'w, 'a> {
    name: Name<'a>,
    /// Whether it certainly does not exist.
    missing: bool,
    /// The object of that kind and namespace whose name is all but the same.
    pub(super) near: Option<&'w Item<'a>>,
    /// The objects of that kind and name in other namespaces.
    pub(super) elsewhere: Vec<&'w Item<'a>>,
}

impl<'w, 'a> Absent<'w, 'a> {
    /// What can be said of `name`, which `from` refers to; `None` where it is found, and where it is not among the
    /// inputs and nothing speaks against it.
    pub(super) fn new<T>(
        world: &'w World<'a>,
        from: &Item<'a>,
        target: Lookup<T>,
        name: Name<'a>,
    ) -> Option<Self> {
        if name.name.is_empty() {
            // The API server refuses it already.
            return None;
        }
        let missing = match target {
            Lookup::Found(_) => return None,
            Lookup::Missing => true,
            Lookup::Unknown => false,
        };
        let alike = world.look_alikes(name.kind, name.namespace, name.name).into_iter();
        let near = alike.filter(|it| missing || is_typo(name.name, it.name())).next();
        let near = near.or_else(|| same_stem(world, from, name));
        let elsewhere = world.elsewhere(name.kind, name.namespace, name.name);
        // A name that many namespaces have says nothing about this one.
        let told = missing || near.is_some() || matches!(elsewhere.as_slice(), [_]);
        told.then_some(Self { name, missing, near, elsewhere })
    }

    /// Whether the reference is wrong beyond doubt: nothing has the name, or only a typo explains it.
    pub(super) fn is_sure(&self) -> bool {
        self.missing || self.near.is_some()
    }

    /// The one namespace where an object of that name is.
    pub(super) fn only_namespace(&self) -> Option<&'a str> {
        match self.elsewhere.as_slice() {
            [only] => Some(only.namespace()),
            _ => None,
        }
    }

    /// The finding of `rule` at `at` in the reference `holder`: a name that is nearly right comes first, then `help`.
    pub(super) fn diagnose(
        &self,
        rule: &'static RuleInfo,
        holder: View<'a>,
        at: Location,
        help: impl FnOnce() -> String,
    ) -> Diagnostic {
        let state = if self.missing { "does not exist" } else { "is not among the inputs" };
        let message = format!("{} {state}", self.name.title());
        let severity = if self.is_sure() { rule.severity } else { Severity::Warning };
        let found = Diagnostic::new(rule, at, message).with_severity(severity);
        match self.near {
            Some(near) => found
                .with_help(format!("did you mean `{}`?", near.name()))
                .with_related(near.at(), format!("{} is here", near.title()))
                .with_fix(edits::set(holder, "name", near.name(), Safety::Unsafe)),
            None => {
                let help = help();
                let found = if help.is_empty() { found } else { found.with_help(help) };
                let shown = self.elsewhere.iter().take(MOST_NAMES);
                shown.fold(found, |found, it| found.with_related(it.at(), format!("{} is here", it.title())))
            }
        }
    }

    /// The namespaces where objects of that name are, as a phrase.
    pub(super) fn namespaces(&self) -> String {
        listed(self.elsewhere.iter().map(|it| format!("`{}`", it.namespace())))
    }

    /// The objects that there are of the kind in the namespace, as a sentence.
    pub(super) fn known(&self, world: &World<'a>) -> String {
        let Name { kind, namespace, .. } = self.name;
        let items = world.in_namespace(kind, namespace);
        if items.is_empty() {
            return String::new();
        }
        let names = listed(items.iter().map(|it| format!("`{}`", it.name())));
        let place = if namespace.is_empty() { String::new() } else { format!(" in namespace `{namespace}`") };
        match items {
            [_] => format!("the only {}{place} is {names}", kind.kind),
            _ => format!("there are {}{place}: {names}", plural(kind.kind)),
        }
    }
}

/// Whether `right` is what `wrong` was meant to be although more objects may exist: names that differ in a number or
/// a letter that stands alone (`v1` and `v2`, `shop-a` and `shop-b`) are brothers, and short names are alike by chance.
fn is_typo(wrong: &str, right: &str) -> bool {
    let bare = |name: &str| name.chars().filter(|it| !it.is_ascii_digit()).collect::<String>();
    let brothers = || {
        let (one, other): (Vec<_>, Vec<_>) = (wrong.split('-').collect(), right.split('-').collect());
        one.len() == other.len()
            && one.iter().zip(&other).all(|(one, other)| one == other || one.len().max(other.len()) == 1)
    };
    wrong.len().min(right.len()) > 3 && bare(wrong) != bare(right) && !brothers()
}

/// The lone object of the kind beside `from`, in its source and in the namespace, if one name begins with the other:
/// `web` and `webapp`, but neither `web` and `web-canary` nor `web` and `web2`.
fn same_stem<'w, 'a>(world: &'w World<'a>, from: &Item<'a>, name: Name<'a>) -> Option<&'w Item<'a>> {
    let [item] = world.in_namespace(name.kind, name.namespace) else { return None };
    let (one, other) = (name.name, item.name());
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    let rest = long.strip_prefix(short).filter(|it| it.starts_with(|it: char| it.is_ascii_alphabetic()))?;
    let stem = short.len() > 2 && rest.len() <= short.len() + 2;
    (stem && item.source() == from.source()).then_some(item)
}

/// Whether the platform refuses the parent ref at `holder` of `route`, which its own rules have reported then.
pub(super) fn refused_by_platform(cx: &Context<'_, '_, '_>, route: &Item<'_>, holder: View<'_>) -> bool {
    parent_on_platform(cx, route, holder) == Some(false)
}

/// Whether the platform offers the parent that the ref at `holder` of `route` names; `None` without a platform, and for
/// a route that it does not speak of.
pub(super) fn parent_on_platform(
    cx: &Context<'_, '_, '_>,
    route: &Item<'_>,
    holder: View<'_>,
) -> Option<bool> {
    let facts = cx.platform?.facts(route.object());
    let Role::Route(facts) = facts.role else { return None };
    let parent = facts.parents.iter().find(|it| it.value.span() == holder.value().span())?;
    Some(parent.fault.is_none())
}

/// Where a finding about `place` of `item` is shown: there, or at `else_at` where `item` is none of the manifests that
/// are to be applied.
pub(super) fn shown_at(item: &Item<'_>, place: Location, else_at: Location) -> Location {
    if item.origin() == Origin::Desired { place } else { else_at }
}

/// The certificate that a reference leads to, where it may be used and can be read, with the Secret.
pub(super) fn leaf<'f, 'w, 'a>(it: &'f CertificateFact<'w, 'a>) -> Option<(&'w Item<'a>, &'f Leaf)> {
    if matches!(it.grant, Grant::Refused) {
        return None;
    }
    Some((it.target.found()?, it.material.as_ref()?.as_ref().ok()?))
}

/// The day of a point in time, in UTC.
pub(super) fn day(seconds: u64) -> String {
    let time = Timestamp::from_seconds(seconds).to_string();
    time.split('T').next().unwrap_or_default().to_owned()
}

/// `a, b and c`, or `a, b and 3 more`.
pub(super) fn listed(items: impl IntoIterator<Item = String>) -> String {
    let mut all: Vec<_> = items.into_iter().collect();
    let more = all.len().saturating_sub(MOST_NAMES);
    all.truncate(MOST_NAMES);
    let last = if more == 0 { all.pop().unwrap_or_default() } else { format!("{more} more") };
    if all.is_empty() { last } else { format!("{} and {last}", all.join(", ")) }
}

/// Several objects of a kind.
pub(super) fn plural(kind: &str) -> String {
    match kind.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ if kind.ends_with('s') => format!("{kind}es"),
        _ => format!("{kind}s"),
    }
}

/// A kind with the article that it wants.
pub(super) fn a_kind(kind: &str) -> String {
    let article = if kind.starts_with(['A', 'E', 'I', 'O']) || kind.starts_with("HTTP") { "an" } else { "a" };
    format!("{article} {kind}")
}

#[cfg(test)]
pub(super) mod testing {
    use crate::attach::material::testing::{EC_CRT, EC_KEY};
    use crate::rules::testing::gateway;

    /// A Gateway with an HTTPS listener, and the Secret of its certificate for `b.test`.
    pub(in crate::rules::references) fn https(more: &str) -> [String; 2] {
        https_with(more, EC_CRT, EC_KEY)
    }

    /// A Gateway with an HTTPS listener, and the Secret of its certificate.
    pub(in crate::rules::references) fn https_with(more: &str, chain: &str, key: &str) -> [String; 2] {
        let tls = "tls: {certificateRefs: [{name: b-tls}]}";
        let edge = gateway(&format!("{{name: web, port: 443, protocol: HTTPS, {more}{tls}}}"));
        [edge, tls_secret("b-tls", chain, key)]
    }

    /// A BackendTLSPolicy for Service `api` with CA certificates from this ConfigMap.
    pub(in crate::rules::references) fn policy(map: &str) -> String {
        format!(
            "apiVersion: gateway.networking.k8s.io/v1\nkind: BackendTLSPolicy\nmetadata: {{name: api}}\nspec:\n  targetRefs: [{{group: '', kind: Service, name: api}}]\n  validation: {{hostname: a.test, caCertificateRefs: [{{group: '', kind: ConfigMap, name: {map}}}]}}\n"
        )
    }

    /// A ConfigMap with CA certificates.
    pub(in crate::rules::references) fn config_map(name: &str, bundle: &str) -> String {
        let bundle: String = bundle.lines().map(|it| format!("    {it}\n")).collect();
        format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}\ndata:\n  ca.crt: |\n{bundle}")
    }

    /// A Secret with a certificate.
    pub(in crate::rules::references) fn tls_secret(name: &str, chain: &str, key: &str) -> String {
        let indented = |text: &str| text.lines().map(|it| format!("    {it}\n")).collect::<String>();
        format!(
            "apiVersion: v1\nkind: Secret\ntype: kubernetes.io/tls\nmetadata: {{name: {name}}}\nstringData:\n  tls.crt: |\n{}  tls.key: |\n{}",
            indented(chain),
            indented(key)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{a_kind, is_typo, listed, plural};

    #[test]
    fn a_brother_is_no_typo() {
        for (wrong, right) in [("app-v2", "app-v1"), ("shop-a", "shop-b"), ("api", "app"), ("web1", "web")] {
            assert!(!is_typo(wrong, right), "{wrong} {right}");
        }
        for (wrong, right) in
            [("catalgo", "catalog"), ("checkout-svc", "checkout-srv"), ("shop-v1", "shpo-v1")]
        {
            assert!(is_typo(wrong, right), "{wrong} {right}");
        }
    }

    #[test]
    fn lists_end_before_they_tire() {
        let some = |count: usize| listed((1..=count).map(|it| it.to_string()));
        assert_eq!(
            [0, 1, 2, 5, 7].map(some),
            ["", "1", "1 and 2", "1, 2, 3, 4 and 5", "1, 2, 3, 4, 5 and 2 more"]
        );
    }

    #[test]
    fn kinds_read_as_words() {
        assert_eq!(
            ["Service", "Gateway", "BackendTLSPolicy", "GatewayClass"].map(plural),
            ["Services", "Gateways", "BackendTLSPolicies", "GatewayClasses"]
        );
        assert_eq!(
            ["HTTPRoute", "GRPCRoute", "Ingress"].map(a_kind),
            ["an HTTPRoute", "a GRPCRoute", "an Ingress"]
        );
    }
}
