//! What a Certificate of cert-manager asks for: a certificate for a name that is not the tenant's lets whoever has it answer
//! for that name.

use super::hostname::HostnameVerdict;
use super::read::{Reader, Unreadable, present};
use super::service::is_of_namespace;
use super::{Platform, means};
use crate::manifest::View;
use crate::model::GroupKind;
use crate::settings::Owner;
use crate::yaml::{Kind, Value};

/// The kind.
pub(crate) const CERTIFICATE: GroupKind<'static> = GroupKind::new("cert-manager.io", "Certificate");

/// The fields with identities that no profile gives out: <https://cert-manager.io/docs/reference/api-docs/>.
pub(crate) const DENIED: [&str; 5] =
    ["ipAddresses", "uris", "emailAddresses", "literalSubject", "otherNames"];

/// What the profile has against a certificate.
#[derive(Debug, Clone)]
pub struct CertificateFact<'a> {
    /// The value.
    pub value: Value<'a>,
    /// The field below `spec`.
    pub field: &'static str,
    /// What is wrong with it.
    pub fault: CertificateFault<'a>,
}

/// What is wrong with a field of a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CertificateFault<'a> {
    /// Tenants get no certificate with this field.
    Denied,
    /// It is a name that is not the tenant's.
    NotOwn(&'a str, HostnameVerdict<'a>),
}

pub(super) fn facts<'a>(
    platform: &'a Platform,
    object: View<'a>,
    odd: &mut Vec<Unreadable<'a>>,
) -> Vec<CertificateFact<'a>> {
    let mut found = Vec::new();
    let of = GroupKind::new(object.group(), object.kind());
    let allowed = || platform.profile().allowed.kinds.iter().any(|it| means(it, of));
    if of != CERTIFICATE || !platform.denies_unlisted() || allowed() {
        return found;
    }
    let mut reader = Reader { odd };
    let Some(spec) = reader.object(object.value(), "spec", "") else { return found };
    for field in DENIED {
        let written = present(spec.get(field)).filter(|it| it.as_str() != Some(""));
        let written = written.filter(|it| it.kind() != Kind::Sequence || !it.is_empty());
        found.extend(written.map(|value| CertificateFact { value, field, fault: CertificateFault::Denied }));
    }
    let tenant = platform.tenant(object.namespace());
    let owner = Owner { tenant: tenant.name(), namespace: object.namespace() };
    let mut judge = |value: Value<'a>, field, name: &'a str| {
        if name.is_empty() || !name.contains('.') || is_of_namespace(name, object.namespace()) {
            return;
        }
        let verdict = platform.judge_hostname(name, owner);
        if verdict != HostnameVerdict::Owned {
            found.push(CertificateFact { value, field, fault: CertificateFault::NotOwn(name, verdict) });
        }
    };
    if let Some(value) = reader.text(spec, "commonName", "spec") {
        judge(value, "commonName", value.as_str().unwrap_or_default());
    }
    let names = reader.list(spec, "dnsNames", "spec");
    for value in names.into_iter().flat_map(Value::items) {
        match value.as_str().filter(|_| value.kind() == Kind::String) {
            Some(name) => judge(value, "dnsNames", name),
            None => reader.refuse(value, "spec.dnsNames", "text"),
        }
    }
    found
}
