//! Whose an object is: the profile's word on its namespace, and the tenant that settings name. They have to agree.

use super::Platform;
use crate::settings::TwoTenants;

/// Whose an object is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tenant<'a> {
    /// One tenant's.
    Known(&'a str),
    /// Nothing tells it.
    Unknown,
    /// Two are named for it.
    Disputed(TwoTenants),
    /// The tenant that settings name does not have this namespace.
    NotTheirs {
        /// The tenant.
        tenant: &'a str,
        /// The namespace.
        namespace: &'a str,
    },
}

impl<'a> Tenant<'a> {
    /// Whose an object in `namespace` is.
    pub(super) fn of(platform: &'a Platform, namespace: Option<&'a str>) -> Self {
        let profile = platform.profile();
        let by_namespace = match namespace.map(|it| profile.tenant_of(it)) {
            Some(Err(two)) => return Self::Disputed(two),
            Some(Ok(by_namespace)) => by_namespace,
            None => None,
        };
        match (by_namespace, platform.set_tenant(), namespace) {
            (Some(one), Some(other), _) if one != other => {
                Self::Disputed(TwoTenants { one: one.to_owned(), other: other.to_owned() })
            }
            (None, Some(tenant), Some(namespace)) if profile.lists_namespaces_of(tenant) => {
                Self::NotTheirs { tenant, namespace }
            }
            (Some(one), _, _) | (None, Some(one), _) => Self::Known(one),
            (None, None, _) => Self::Unknown,
        }
    }

    /// The tenant, where there is no doubt.
    pub fn name(&self) -> Option<&'a str> {
        if let Self::Known(name) = self { Some(name) } else { None }
    }
}
