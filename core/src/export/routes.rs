//! What a route attaches to, and what it sends to. Where references to backends stand is read from the schemas of all
//! releases and channels, so that a field that a later one adds is looked into as well.

use super::Source;
use super::cel::{all, indented, list, text};
use super::policy::{Gap, Policy};
use crate::schema::Release;
use crate::schema::table::{Schema, Type};
use crate::settings::Deny;
use crate::tenancy::GATEWAY_API;
use std::collections::BTreeMap;

/// The fields that hold a reference to a backend, or a list of them.
const BACKENDS: [&str; 2] = ["backendRef", "backendRefs"];
/// Deeper fields are not looked into; no release has any.
const DEEPEST: usize = 16;

/// Adds which Gateways a route attaches to.
pub(super) fn add_parents(source: &Source<'_>, policy: &mut Policy) {
    let gateways = source.gateways();
    let gateways = list(gateways.iter().map(String::as_str));
    policy.variable("parents", "variables.isRoute ? object.?spec.?parentRefs.orValue([]) : []");
    policy.require(
        format!(
            "variables.parents.all(parent,\n  parent.?group.orValue('{GATEWAY_API}') == '{GATEWAY_API}'\n  && parent.?kind.orValue('Gateway') == 'Gateway'\n  && parent.?namespace.orValue(variables.ownNamespace) + '/' + parent.?name.orValue('') in {gateways})"
        ),
        &format!("RP5001 on {} a route attaches to {} and to nothing else", source.title, source.gateways().join(" or ")),
        None,
    );
    policy.require(
        "!variables.isRoute || size(variables.parents) > 0",
        "RP5002 the route has no parent ref",
        None,
    );
    policy.require(
        "!variables.isRoute || object.?spec.?useDefaultGateways.orValue('None') == 'None'",
        "RP5003 `useDefaultGateways` attaches this route to Gateways that it does not name",
        None,
    );
}

/// Adds what a route may send to. Says where a kind of route is not known.
pub(super) fn add_backends(source: &Source<'_>, policy: &mut Policy, gaps: &mut Vec<Gap>) {
    let (same, unlisted) = (source.profile.routes.same_namespace, source.profile.deny == Deny::Unlisted);
    let mut rules = Field::default();
    for kind in &source.profile.routes.kinds {
        let known = Release::all()
            .filter_map(|it| it.kind(GATEWAY_API, kind))
            .flat_map(crate::schema::table::Kind::versions);
        let mut found = false;
        for schema in known.filter_map(|it| it.schema().child("spec")?.child("rules")) {
            found = true;
            rules.read(schema, DEEPEST);
        }
        if !found && (same || unlisted) {
            rules.assume();
            gaps.push(Gap {
                codes: &["RP5011", "RP5020"],
                what: format!(
                    "no release of Gateway API has a {}: its backends are looked for in `spec.rules[].backendRefs` only",
                    crate::source::shown(kind)
                ),
            });
        }
    }
    let title = &source.title;
    if same {
        require(
            policy,
            &rules,
            &namespace,
            &format!("RP5011 on {title} a route sends to its own namespace only"),
        );
    }
    if unlisted {
        let allowed = allowed(&source.profile.allowed.backends);
        let kind = |of: &Field, at: &str| of.is_backend.then(|| allowed.replace("REFERENCE", at));
        require(
            policy,
            &rules,
            &kind,
            &format!("RP5020 on {title} a route does not send to a backend of this kind"),
        );
    }
}

/// What a reference at `at` has to say of namespaces.
fn namespace(of: &Field, at: &str) -> Option<String> {
    of.has_namespace
        .then(|| format!("{at}.?namespace.orValue(variables.ownNamespace) == variables.ownNamespace"))
}

/// Whether the kind of `REFERENCE` is the Service or one that `entries` of a profile mean.
fn allowed(entries: &[String]) -> String {
    let kind = "REFERENCE.?kind.orValue('Service')";
    let group = "REFERENCE.?group.orValue('')";
    let (mut whole, mut parts) = (vec!["Service."], Vec::new());
    for entry in entries {
        match entry.split_once('.') {
            Some(("*", name)) => parts.push(format!("{group} == {}", text(name))),
            Some(_) => whole.push(entry),
            None => parts.push(format!("{kind} == {}", text(entry))),
        }
    }
    let whole = format!("{kind} + '.' + {group} in {}", list(whole));
    let parts: Vec<String> = [whole].into_iter().chain(parts).collect();
    if let [only] = parts.as_slice() { only.clone() } else { format!("({})", parts.join(" || ")) }
}

fn require(
    policy: &mut Policy,
    rules: &Field,
    check: &dyn Fn(&Field, &str) -> Option<String>,
    message: &str,
) {
    let checks = rules.checks("object.?spec.?rules", check, 0);
    if !checks.is_empty() {
        policy.require(format!("!variables.isRoute || {}", all(&checks)), message, None);
    }
}

/// A field below `spec.rules` with what is read of its schemas.
#[derive(Debug, Default)]
struct Field {
    is_list: bool,
    is_backend: bool,
    has_namespace: bool,
    fields: BTreeMap<String, Field>,
}

impl Field {
    /// Takes what `schema` has.
    fn read(&mut self, schema: Schema<'_>, deepest: usize) {
        let Some(deepest) = deepest.checked_sub(1) else { return };
        if let (Type::Array, Some(items)) = (schema.kind(), schema.items()) {
            self.is_list = true;
            return self.read(items, deepest);
        }
        for property in schema.properties() {
            if property.name() == "namespace" {
                self.has_namespace = true;
                continue;
            }
            let mut field = Field { is_backend: BACKENDS.contains(&property.name()), ..Field::default() };
            field.read(property.schema(), deepest);
            if field.is_backend || field.has_namespace || !field.fields.is_empty() {
                self.fields.entry(property.name().to_owned()).or_default().merge(field);
            }
        }
    }

    /// Takes what every known kind of route has.
    fn assume(&mut self) {
        let backends =
            Field { is_list: true, is_backend: true, has_namespace: true, fields: BTreeMap::new() };
        self.is_list = true;
        self.fields.entry("backendRefs".to_owned()).or_default().merge(backends);
    }

    fn merge(&mut self, other: Field) {
        self.is_list |= other.is_list;
        self.is_backend |= other.is_backend;
        self.has_namespace |= other.has_namespace;
        for (name, field) in other.fields {
            self.fields.entry(name).or_default().merge(field);
        }
    }

    /// The conditions that `check` makes of the field at `at`, an optional value, and of those below it.
    fn checks(&self, at: &str, check: &dyn Fn(&Field, &str) -> Option<String>, depth: usize) -> Vec<String> {
        let item = if self.is_list { item(depth) } else { at.to_owned() };
        let mut found: Vec<String> = check(self, &item).into_iter().collect();
        for (name, field) in &self.fields {
            found.extend(field.checks(&format!("{item}.?{name}"), check, depth + usize::from(self.is_list)));
        }
        if !self.is_list || found.is_empty() {
            return found;
        }
        vec![format!("{at}.orValue([]).all({item},\n  {})", indented(&all(&found)))]
    }
}

/// What an item of a list in a list is called.
fn item(depth: usize) -> String {
    ["rule", "part", "inner", "innermost"]
        .get(depth)
        .map_or_else(|| format!("item{depth}"), |it| (*it).to_owned())
}
