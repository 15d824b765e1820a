//! A pattern of the namespaces of tenants, such as `tenant-<tenant>`.

use super::names::{NameFault, is_label};
use crate::source::shown;
use crate::typed::read_as_text;
use serde::Serialize;

/// A namespace's name with the tenant in it, once: what is around it is literal, so that it has one reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(into = "String")]
pub struct NamespacePattern {
    before: String,
    after: String,
}

read_as_text!(NamespacePattern: "a namespace pattern");

impl NamespacePattern {
    /// The placeholder.
    const TENANT: &str = "<tenant>";

    /// What stands around the tenant: lower-case letters, digits and `-`.
    #[cfg(feature = "export")]
    pub(crate) fn around(&self) -> (&str, &str) {
        (&self.before, &self.after)
    }

    /// The tenant that `namespace` names.
    pub(crate) fn tenant<'n>(&self, namespace: &'n str) -> Option<&'n str> {
        let tenant = namespace.strip_prefix(&self.before)?.strip_suffix(&self.after)?;
        is_label(tenant).then_some(tenant)
    }
}

impl TryFrom<String> for NamespacePattern {
    type Error = NameFault;

    fn try_from(text: String) -> Result<Self, NameFault> {
        let fault = |why: &str| NameFault(format!("`{}` is not a namespace pattern: {why}", shown(&text)));
        let (before, after) = text.split_once(Self::TENANT).ok_or_else(|| fault("it has no `<tenant>`"))?;
        let literal =
            |it: &str| it.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if !literal(before) || !literal(after) {
            return Err(fault("around one `<tenant>` it has lower-case letters, digits and `-` only"));
        }
        Ok(Self { before: before.to_owned(), after: after.to_owned() })
    }
}

impl From<NamespacePattern> for String {
    fn from(pattern: NamespacePattern) -> Self {
        format!("{}{}{}", pattern.before, NamespacePattern::TENANT, pattern.after)
    }
}
