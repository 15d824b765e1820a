//! Names that lead nowhere: whether that is certain, what was probably meant, and how a finding says so.

use super::renamed::{self, Renamed};
use super::words::{MAX_NAMES, listed_as, plural};
use crate::diagnostic::{Diagnostic, RuleInfo, Safety, Severity};
use crate::model::{GroupKind, View};
use crate::rules::edits;
use crate::source::Location;
use crate::world::{Item, Lookup, World};

/// What a reference names.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'n> {
    pub(super) kind: GroupKind<'n>,
    pub(super) namespace: &'n str,
    pub(super) name: &'n str,
}

impl Wanted<'_> {
    /// How messages call it: Service `web/api`.
    pub(super) fn title(self) -> String {
        self.kind.title(self.namespace, self.name)
    }
}

/// An object that a reference names and that is not among the inputs, together with what was probably meant.
pub(super) struct Absent<'w, 'a> {
    name: Wanted<'a>,
    /// Whether it certainly does not exist.
    missing: bool,
    /// The object of that kind and namespace whose name is all but the same.
    pub(super) near: Option<&'w Item<'a>>,
    /// How a tool came to give it another name, if one did.
    renamed: Option<Renamed<'a>>,
    /// The objects of that kind and name in other namespaces.
    pub(super) in_other_namespaces: Vec<&'w Item<'a>>,
}

impl<'w, 'a> Absent<'w, 'a> {
    /// What is known about `name`, which `from` refers to; `None` where it is found, and where it is not among the
    /// inputs and nothing speaks against it.
    pub(super) fn new<T: Copy>(
        world: &'w World<'a>,
        from: &Item<'a>,
        target: Lookup<T>,
        name: Wanted<'a>,
    ) -> Option<Self> {
        if name.name.is_empty() {
            // The API server refuses it already.
            return None;
        }
        let missing = match target {
            Lookup::Found(_) => return None,
            Lookup::Missing => true,
            // What another object makes needs no other explanation.
            Lookup::Unknown if world.maker(name.kind, name.namespace, name.name).is_some() => return None,
            Lookup::Unknown => false,
        };
        let mut alike = world.look_alikes(name.kind, name.namespace, name.name).into_iter();
        let near = alike.find(|it| missing || is_typo(name.name, it.name()));
        let near = near.or_else(|| same_stem(world, from, name));
        let renamed = if near.is_none() { renamed::find(world, from, name) } else { None };
        let (near, renamed) = renamed.map_or((near, None), |(item, how)| (Some(item), Some(how)));
        let in_other_namespaces = world.in_other_namespaces(name.kind, name.namespace, name.name);
        // A name that many namespaces have says nothing about this one.
        let is_certain = missing || near.is_some() || matches!(in_other_namespaces.as_slice(), [_]);
        is_certain.then_some(Self { name, missing, near, renamed, in_other_namespaces })
    }

    /// Whether the reference is wrong beyond doubt: nothing has the name, or only a typo explains it.
    pub(super) fn is_sure(&self) -> bool {
        self.missing || (self.near.is_some() && self.renamed.is_none())
    }

    /// The one namespace where an object of that name is.
    pub(super) fn only_namespace(&self) -> Option<&'a str> {
        match self.in_other_namespaces.as_slice() {
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
        if let Some(near) = self.near {
            let found = found
                .with_help(match self.renamed {
                    Some(how) => format!("did you mean `{}`? {}", near.name(), how.words()),
                    None => format!("did you mean `{}`?", near.name()),
                })
                .with_related(near.at(), format!("{} is here", near.title()));
            // The next change of its content gives it another hash.
            if matches!(self.renamed, Some(Renamed::Hash)) {
                return found;
            }
            return found.with_fix(edits::set(holder, "name", near.name(), Safety::Unsafe));
        }
        let help = help();
        let found = if help.is_empty() { found } else { found.with_help(help) };
        let shown = self.in_other_namespaces.iter().take(MAX_NAMES);
        shown.fold(found, |found, it| found.with_related(it.at(), format!("{} is here", it.title())))
    }

    /// The namespaces where objects of that name are, as a phrase.
    pub(super) fn namespaces(&self) -> String {
        listed_as(&self.in_other_namespaces, |it| format!("`{}`", it.namespace()))
    }

    /// The namespaces where objects of that name are, or else the objects that there are, as a sentence.
    pub(super) fn known_or_elsewhere(&self, world: &World<'a>) -> String {
        match self.in_other_namespaces.as_slice() {
            [] => self.known(world),
            _ => format!("it is in namespace {}", self.namespaces()),
        }
    }

    /// The objects that there are of the kind in the namespace, as a sentence.
    pub(super) fn known(&self, world: &World<'a>) -> String {
        let Wanted { kind, namespace, .. } = self.name;
        let items = world.in_namespace(kind, namespace);
        if items.is_empty() {
            return String::new();
        }
        let names = listed_as(items, |it| format!("`{}`", it.name()));
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
fn same_stem<'w, 'a>(world: &'w World<'a>, from: &Item<'a>, name: Wanted<'a>) -> Option<&'w Item<'a>> {
    let [item] = world.in_namespace(name.kind, name.namespace) else { return None };
    let (one, other) = (name.name, item.name());
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    let rest = long.strip_prefix(short).filter(|it| it.starts_with(|it: char| it.is_ascii_alphabetic()))?;
    let stem = short.len() > 2 && rest.len() <= short.len() + 2;
    (stem && item.source() == from.source()).then_some(item)
}

#[cfg(test)]
mod tests {
    use super::is_typo;

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
}
