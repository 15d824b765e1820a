//! What a route attaches to.

use super::read::Reader;
use super::{GATEWAY_API, Platform};
use crate::manifest::View;
use crate::settings::GatewayName;
use crate::suggest::nearest;
use crate::yaml::{Kind, Value};

/// An entry of `parentRefs`.
#[derive(Debug, Clone)]
pub struct ParentFact<'a> {
    /// The entry.
    pub value: Value<'a>,
    /// Its place in the list.
    pub place: usize,
    /// The API group, as it counts.
    pub group: &'a str,
    /// The kind, as it counts.
    pub kind: &'a str,
    /// The namespace that it says.
    pub namespace: Option<Value<'a>>,
    /// The name, where it has one.
    pub name: Option<Value<'a>>,
    /// Why it is none of the platform's Gateways.
    pub fault: Option<ParentFault<'a>>,
}

/// Why a parent is none of the platform's Gateways.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParentFault<'a> {
    /// It is no Gateway at all.
    Kind,
    /// No Gateway of the platform has this name; the one that was probably meant.
    Name(Option<&'a GatewayName>),
    /// A Gateway of the platform has this name in another namespace.
    Namespace(&'a GatewayName),
}

impl Platform {
    /// What the entries of `list` are.
    pub(super) fn parents<'a>(
        &'a self,
        object: View<'a>,
        list: Value<'a>,
        reader: &mut Reader<'a, '_>,
    ) -> Vec<ParentFact<'a>> {
        let mut parents = Vec::with_capacity(list.len());
        for (place, value) in list.items().enumerate() {
            let path = format!("spec.parentRefs[{place}]");
            if value.kind() != Kind::Mapping {
                reader.refuse(value, path, "an object");
                continue;
            }
            let before = reader.odd.len();
            let mut text = |key: &str| reader.text(value, key, &path);
            let (group, kind, namespace, name) =
                (text("group"), text("kind"), text("namespace"), text("name"));
            if reader.odd.len() > before {
                continue;
            }
            let of =
                |value: Option<Value<'a>>, default: &'a str| value.and_then(Value::as_str).unwrap_or(default);
            let (group, kind) = (of(group, GATEWAY_API), of(kind, "Gateway"));
            let at = namespace.and_then(Value::as_str).or_else(|| object.namespace());
            let fault = self.parent_fault(group, kind, at, of(name, ""));
            parents.push(ParentFact { value, place, group, kind, namespace, name, fault });
        }
        parents
    }

    fn parent_fault(
        &self,
        group: &str,
        kind: &str,
        namespace: Option<&str>,
        name: &str,
    ) -> Option<ParentFault<'_>> {
        let gateways = &self.profile.gateways;
        if (group, kind) != (GATEWAY_API, "Gateway") {
            return Some(ParentFault::Kind);
        }
        let mut named = gateways.iter().filter(|it| it.name.as_str() == name).peekable();
        let Some(first) = named.peek().copied() else {
            let near = nearest(name, gateways.iter().map(|it| it.name.as_str()));
            let meant = near.and_then(|near| gateways.iter().find(|it| it.name.as_str() == near));
            return Some(ParentFault::Name(meant));
        };
        let found = named.any(|it| Some(it.namespace.as_str()) == namespace);
        (!found).then_some(ParentFault::Namespace(first))
    }
}
