//! Whose a hostname is. Names in the platform's own domains go by its templates and by nothing else; all others have
//! to be listed for the tenant.

use super::Platform;
use crate::settings::{Fit, Hostname, HostnameTemplate, Owner, hostname_fault, is_below};
use crate::suggest::likeness;
use crate::yaml::Value;

/// A hostname of a route and whose it is.
#[derive(Debug, Clone)]
pub struct HostnameFact<'a> {
    /// The value.
    pub value: Value<'a>,
    /// Its place in the list.
    pub place: usize,
    /// The text.
    pub text: &'a str,
    /// Whose it is.
    pub verdict: HostnameVerdict<'a>,
}

/// Whose a hostname is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HostnameVerdict<'a> {
    /// The tenant's.
    Owned,
    /// It is not in the one spelling that a hostname has.
    Malformed {
        /// What is wrong with it, as the end of a sentence.
        fault: String,
        /// The spelling that was meant, where that is the tenant's own.
        meant: Option<String>,
    },
    /// A name of another tenant.
    OtherTenant(&'a str),
    /// A name that goes by another namespace.
    OtherNamespace(&'a str),
    /// In the platform's domain, with more labels than the platform hands out.
    TooManyLabels,
    /// In the platform's domain, and not of a form that the platform hands out.
    OtherShape,
    /// A wildcard that also stands for names that are not the tenant's.
    TooWide,
    /// A wildcard, and the platform hands out none.
    WildcardRefused,
    /// A label that browsers may show as another name.
    Punycode(&'a str),
    /// The tenant is not known.
    OwnerUnknown,
    /// It only looks like a name of the platform.
    LookAlike {
        /// The platform's domain.
        zone: String,
    },
    /// A domain outside of the platform's that is not listed for the tenant.
    NotListed,
}

impl Platform {
    /// Whose `text` is, for `owner`.
    pub(super) fn judge_hostname<'a>(&self, text: &'a str, owner: Owner<'_>) -> HostnameVerdict<'a> {
        let Some(fault) = hostname_fault(text) else { return self.judge_well_formed(text, owner) };
        let meant = tidy(text).filter(|it| self.judge_well_formed(it, owner) == HostnameVerdict::Owned);
        HostnameVerdict::Malformed { fault, meant }
    }

    fn judge_well_formed<'a>(&self, text: &'a str, owner: Owner<'_>) -> HostnameVerdict<'a> {
        let rules = &self.profile.hostnames;
        let mut worst = None;
        for template in &rules.templates {
            let verdict = match template.fit(text, owner) {
                Fit::Outside => continue,
                Fit::OwnedWildcard if !rules.wildcards => HostnameVerdict::WildcardRefused,
                Fit::Owned | Fit::OwnedWildcard => match punycode_in(text, template) {
                    Some(label) if !rules.punycode => HostnameVerdict::Punycode(label),
                    _ => return HostnameVerdict::Owned,
                },
                Fit::OtherTenant(label) => HostnameVerdict::OtherTenant(label),
                Fit::OtherNamespace(label) => HostnameVerdict::OtherNamespace(label),
                Fit::OwnerUnknown => HostnameVerdict::OwnerUnknown,
                Fit::TooWide => HostnameVerdict::TooWide,
                Fit::TooManyLabels => HostnameVerdict::TooManyLabels,
                Fit::OtherShape => HostnameVerdict::OtherShape,
            };
            worst = worst.or(Some(verdict));
        }
        worst.unwrap_or_else(|| self.judge_custom(text, owner))
    }

    /// A name that is in none of the platform's domains.
    fn judge_custom<'a>(&self, text: &str, owner: Owner<'_>) -> HostnameVerdict<'a> {
        if self.profile.hostnames.custom_domains.is_some() {
            let Some(tenant) = owner.tenant else { return HostnameVerdict::OwnerUnknown };
            if self.domains_of(tenant).any(|it| it.covers(text)) {
                return HostnameVerdict::Owned;
            }
            let wider = |it: &Hostname| text.strip_prefix("*.").is_some_and(|rest| is_at_or_below(it, rest));
            if self.domains_of(tenant).any(wider) {
                return HostnameVerdict::TooWide;
            }
        }
        let zones = self.profile.hostnames.templates.iter().map(HostnameTemplate::zone);
        match zones.into_iter().find(|it| looks_like(text, it)) {
            Some(zone) => HostnameVerdict::LookAlike { zone: zone.to_owned() },
            None => HostnameVerdict::NotListed,
        }
    }
}

fn is_at_or_below(listed: &Hostname, domain: &str) -> bool {
    let name = listed.wildcard_of().unwrap_or(listed.as_str());
    name == domain || is_below(name, domain)
}

/// A label in Punycode where the template leaves the label free.
fn punycode_in<'a>(text: &'a str, template: &HostnameTemplate) -> Option<&'a str> {
    let free = text.len().checked_sub(template.zone().len()).and_then(|at| text.get(..at))?;
    free.split('.').find(|it| it.starts_with("xn--"))
}

/// Whether a person could take `text`, which is outside of `zone`, for a name in it.
fn looks_like(text: &str, zone: &str) -> bool {
    let plain = |it: &str| it.replace(['.', '-'], "");
    if plain(text).contains(&plain(zone)) {
        return true;
    }
    let labels = zone.split('.').count();
    let tail: Vec<&str> = text.rsplit('.').take(labels).collect();
    let tail = tail.into_iter().rev().collect::<Vec<_>>().join(".");
    likeness(&tail, zone).is_some()
}

/// What a name that was pasted from another place was meant to be: a URL, capitals, a dot at the end, spaces around.
fn tidy(text: &str) -> Option<String> {
    let text = text.trim();
    let text = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or(text);
    let text = text.split(['/', '?', '#']).next()?;
    let text = match text.rsplit_once(':') {
        Some((name, port)) if port.parse::<u16>().is_ok() => name,
        _ => text,
    };
    let text = text.trim_end_matches('.').to_ascii_lowercase();
    hostname_fault(&text).is_none().then_some(text)
}

#[cfg(test)]
mod tests {
    use super::{HostnameVerdict, Platform};
    use crate::settings::{Owner, Settings};

    #[test]
    fn a_wildcard_covers_no_punycode() {
        let profile = "profile: {name: own, gateways: [{namespace: a, name: b}], routes: {kinds: [HTTPRoute]}, \
             hostnames: {templates: ['<any>.<app>.<tenant>.own.example'], wildcards: true}}";
        let platform = Platform::new(&Settings::from_yaml(profile, &[]).unwrap()).unwrap().unwrap();
        let owner = Owner { tenant: Some("acme"), namespace: None };
        let judge = |text| platform.judge_hostname(text, owner);
        assert_eq!(judge("*.web.acme.own.example"), HostnameVerdict::Owned);
        assert_eq!(judge("*.xn--wb-8ia.acme.own.example"), HostnameVerdict::Punycode("xn--wb-8ia"));
    }
}
