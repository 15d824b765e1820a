//! What people call a route: `NAME`, `NAMESPACE/NAME` or `KIND/NAMESPACE/NAME`.

use crate::model::RouteKind;
use crate::report::ObjectV1;
use crate::world::Item;
use serde::Deserialize;
use std::str::FromStr;

/// A route by its name, as a user writes it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(with = "String"))]
pub struct RouteName {
    kind: Option<RouteKind>,
    namespace: Option<String>,
    name: String,
}

/// A text that names no route.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadRouteName {
    /// It has too many parts, or an empty one.
    #[error("`{0}` is not of the form NAME, NAMESPACE/NAME or KIND/NAMESPACE/NAME")]
    Form(String),
    /// Its first part is no kind of route.
    #[error("`{0}` is no kind of route: HTTPRoute, GRPCRoute, TLSRoute, TCPRoute, UDPRoute")]
    Kind(String),
}

impl FromStr for RouteName {
    type Err = BadRouteName;

    fn from_str(text: &str) -> Result<Self, BadRouteName> {
        let parts: Vec<_> = text.split('/').collect();
        if parts.iter().any(|it| it.is_empty()) {
            return Err(BadRouteName::Form(text.to_owned()));
        }
        let owned = |it: &str| it.to_owned();
        match parts.as_slice() {
            [name] => Ok(Self { kind: None, namespace: None, name: owned(name) }),
            [namespace, name] => {
                Ok(Self { kind: None, namespace: Some(owned(namespace)), name: owned(name) })
            }
            [kind, namespace, name] => {
                let kind = kind_of(kind).ok_or_else(|| BadRouteName::Kind(owned(kind)))?;
                Ok(Self { kind: Some(kind), namespace: Some(owned(namespace)), name: owned(name) })
            }
            _ => Err(BadRouteName::Form(text.to_owned())),
        }
    }
}

impl TryFrom<String> for RouteName {
    type Error = BadRouteName;

    fn try_from(text: String) -> Result<Self, BadRouteName> {
        text.parse()
    }
}

/// The kind that `text` names as kubectl takes it: in any case, in the plural, with the group behind it.
fn kind_of(text: &str) -> Option<RouteKind> {
    let text = text.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let text = text.strip_suffix('s').unwrap_or(&text);
    RouteKind::ALL.into_iter().find(|it| it.name().eq_ignore_ascii_case(text))
}

impl RouteName {
    /// Whether `item` is called so.
    pub(super) fn means(&self, item: &Item<'_>) -> bool {
        item.name() == self.name
            && self.namespace.as_ref().is_none_or(|it| it == item.namespace())
            && self.kind.is_none_or(|it| it.group_kind() == item.kind())
    }

    /// The kinds that are meant.
    pub(super) fn kinds(&self) -> Vec<RouteKind> {
        self.kind.map_or_else(|| RouteKind::ALL.to_vec(), |it| vec![it])
    }

    pub(super) fn namespace(&self) -> Option<&str> {
        self.namespace.as_deref()
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// As answers call it: a part that was not given is empty.
    pub(super) fn object(&self) -> ObjectV1 {
        let kind = self.kind.map(|it| it.name().to_owned()).unwrap_or_default();
        ObjectV1 {
            api_version: String::new(),
            kind,
            namespace: self.namespace.clone(),
            name: self.name.clone(),
        }
    }
}
