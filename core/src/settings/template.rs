//! Hostname templates: `<app>.<tenant>.kupe.cloud` says which names of a platform's own domain are whose.
//!
//! A placeholder is a whole label. `<tenant>-<app>` would let tenant `a` with app `b-c` own what tenant `a-b` with app
//! `c` owns, so a template cannot say it.

use super::names::{DnsLabel, NameFault, hostname_fault, is_below};
use crate::source::shown;
use crate::typed::read_as_text;
use serde::Serialize;
use std::fmt;

/// The tenant's placeholder.
const TENANT: &str = "<tenant>";
/// The placeholder of the route's namespace.
const NAMESPACE: &str = "<namespace>";

/// One label of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    /// The label itself.
    Literal(String),
    /// The name of the tenant.
    Tenant,
    /// The namespace of the route.
    Namespace,
    /// Any label: what it is called.
    Any(String),
}

/// A pattern of whole labels that ends in a domain of the platform.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(into = "String")]
pub struct HostnameTemplate {
    text: String,
    parts: Vec<Part>,
    zone: String,
}

/// For whom a hostname is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owner<'a> {
    /// The tenant, where it is known.
    pub tenant: Option<&'a str>,
    /// The namespace of the route, where it is known.
    pub namespace: Option<&'a str>,
}

/// How a hostname stands to a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fit<'h> {
    /// It follows the template, and every placeholder is the owner's.
    Owned,
    /// The same, with `*` for a label that is free.
    OwnedWildcard,
    /// It follows the template with another tenant's name.
    OtherTenant(&'h str),
    /// It follows the template with another namespace's name.
    OtherNamespace(&'h str),
    /// It follows the template, but whose it is depends on a name that is not known.
    OwnerUnknown,
    /// A wildcard that also stands for names of others.
    TooWide,
    /// It is in the platform's domain and has more labels than the template.
    TooManyLabels,
    /// It is in the platform's domain and does not follow the template.
    OtherShape,
    /// It is not in the platform's domain.
    Outside,
}

read_as_text!(HostnameTemplate: "a hostname template");

impl Part {
    /// The label as a template has it.
    pub(super) fn label(&self) -> String {
        match self {
            Self::Literal(label) => label.clone(),
            Self::Tenant => TENANT.to_owned(),
            Self::Namespace => NAMESPACE.to_owned(),
            Self::Any(name) => format!("<{name}>"),
        }
    }
}

impl HostnameTemplate {
    /// The labels.
    pub(crate) fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The labels behind the last placeholder: a domain that is the platform's alone.
    pub fn zone(&self) -> &str {
        &self.zone
    }

    /// The template as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The template with what is known of `owner` filled in.
    pub fn filled(&self, owner: Owner<'_>) -> String {
        let known = self.parts.iter().map(|part| match (part, owner.tenant, owner.namespace) {
            (Part::Tenant, Some(own), _) | (Part::Namespace, _, Some(own)) => own.to_owned(),
            _ => part.label(),
        });
        known.collect::<Vec<_>>().join(".")
    }

    /// A hostname of `owner` for the app called `name`, where one label is free and that name fits there.
    pub fn named(&self, name: &str, owner: Owner<'_>) -> Option<String> {
        let free = self.parts.iter().filter(|it| matches!(it, Part::Any(_))).count();
        let text = self.parts.iter().map(|part| match part {
            Part::Literal(label) => Some(label.as_str()),
            Part::Tenant => owner.tenant,
            Part::Namespace => owner.namespace,
            Part::Any(_) => Some(name),
        });
        let text = text.collect::<Option<Vec<_>>>()?.join(".");
        (free == 1 && hostname_fault(&text).is_none() && self.fit(&text, owner) == Fit::Owned).then_some(text)
    }

    /// How `hostname`, in its one spelling, stands to this template.
    pub fn fit<'h>(&self, hostname: &'h str, owner: Owner<'_>) -> Fit<'h> {
        let wildcard = hostname.strip_prefix("*.");
        if wildcard.is_some_and(|it| it == self.zone || is_below(&self.zone, it)) {
            return if self.parts.len() == 1 + self.zone.split('.').count() && wildcard == Some(&self.zone) {
                self.compare(hostname, owner)
            } else {
                Fit::TooWide
            };
        }
        if hostname != self.zone && !is_below(hostname, &self.zone) {
            return Fit::Outside;
        }
        match hostname.split('.').count().cmp(&self.parts.len()) {
            std::cmp::Ordering::Less if wildcard.is_some() => Fit::TooWide,
            std::cmp::Ordering::Less => Fit::OtherShape,
            std::cmp::Ordering::Equal => self.compare(hostname, owner),
            std::cmp::Ordering::Greater => self.below(hostname, owner),
        }
    }

    /// Compares label by label; there are as many of them as parts.
    fn compare<'h>(&self, hostname: &'h str, owner: Owner<'_>) -> Fit<'h> {
        let mut fit = Fit::Owned;
        for (label, part) in hostname.split('.').zip(&self.parts).rev_pairs() {
            let (found, known) = match part {
                Part::Literal(own) if own == label => continue,
                Part::Literal(_) => return if label == "*" { Fit::TooWide } else { Fit::OtherShape },
                Part::Any(_) if label == "*" => {
                    fit = Fit::OwnedWildcard;
                    continue;
                }
                Part::Any(_) => continue,
                Part::Tenant => (Fit::OtherTenant(label), owner.tenant),
                Part::Namespace => (Fit::OtherNamespace(label), owner.namespace),
            };
            match known {
                _ if label == "*" => return Fit::TooWide,
                Some(own) if own == label => {}
                Some(_) => return found,
                None => return Fit::OwnerUnknown,
            }
        }
        fit
    }

    /// A name with more labels than the template: whose domain is it below?
    fn below<'h>(&self, hostname: &'h str, owner: Owner<'_>) -> Fit<'h> {
        let extra = hostname.split('.').count() - self.parts.len();
        let tail = hostname.splitn(extra + 1, '.').last().unwrap_or_default();
        match self.compare(tail, owner) {
            Fit::Owned | Fit::OwnedWildcard => Fit::TooManyLabels,
            other => other,
        }
    }
}

/// Pairs from the back, so that the first difference found is the one nearest to the platform's domain.
trait RevPairs: Iterator + Sized {
    fn rev_pairs(self) -> std::iter::Rev<std::vec::IntoIter<Self::Item>> {
        self.collect::<Vec<_>>().into_iter().rev()
    }
}

impl<I: Iterator> RevPairs for I {}

impl TryFrom<String> for HostnameTemplate {
    type Error = NameFault;

    fn try_from(text: String) -> Result<Self, NameFault> {
        let parts = text.split('.').map(part).collect::<Result<Vec<_>, _>>()?;
        let zone: Vec<&str> = text.rsplit('.').take_while(|it| !it.starts_with('<')).collect();
        let zone = zone.into_iter().rev().collect::<Vec<_>>().join(".");
        if zone.is_empty() {
            return Err(NameFault(format!("template `{text}` does not end in a domain of the platform")));
        }
        Ok(Self { text, parts, zone })
    }
}

fn part(label: &str) -> Result<Part, NameFault> {
    let name =
        label.strip_prefix('<').and_then(|it| it.strip_suffix('>')).filter(|it| !it.contains(['<', '>']));
    match name {
        Some("tenant") => Ok(Part::Tenant),
        Some("namespace") => Ok(Part::Namespace),
        Some(name) => DnsLabel::try_from(name.to_owned()).map(|it| Part::Any(it.into())),
        None if label.contains(['<', '>']) => Err(NameFault(format!(
            "`{}` mixes a placeholder with other text: whose a name is would be ambiguous; make the placeholder a label of its own",
            shown(label)
        ))),
        None => DnsLabel::try_from(label.to_owned()).map(|it| Part::Literal(it.into())),
    }
}

impl From<HostnameTemplate> for String {
    fn from(template: HostnameTemplate) -> Self {
        template.text
    }
}

impl fmt::Display for HostnameTemplate {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::{Fit, HostnameTemplate, Owner};

    const ACME: Owner<'_> = Owner { tenant: Some("acme"), namespace: Some("web") };

    fn template(text: &str) -> HostnameTemplate {
        HostnameTemplate::try_from(text.to_owned()).unwrap()
    }

    #[test]
    fn whose_a_name_is() {
        let kupe = template("<app>.<tenant>.kupe.cloud");
        for (hostname, fit) in [
            ("web.acme.kupe.cloud", Fit::Owned),
            ("*.acme.kupe.cloud", Fit::OwnedWildcard),
            ("web.globex.kupe.cloud", Fit::OtherTenant("globex")),
            ("*.globex.kupe.cloud", Fit::OtherTenant("globex")),
            ("a.b.acme.kupe.cloud", Fit::TooManyLabels),
            ("*.web.acme.kupe.cloud", Fit::TooManyLabels),
            ("acme.web.globex.kupe.cloud", Fit::OtherTenant("globex")),
            ("acme.kupe.cloud", Fit::OtherShape),
            ("kupe.cloud", Fit::OtherShape),
            ("*.kupe.cloud", Fit::TooWide),
            ("*.cloud", Fit::TooWide),
            ("evilkupe.cloud", Fit::Outside),
            ("web.acme.evilkupe.cloud", Fit::Outside),
            ("web.acme.kupe.cloud.evil.io", Fit::Outside),
        ] {
            assert_eq!(kupe.fit(hostname, ACME), fit, "{hostname}");
        }
        let unknown = Owner { tenant: None, namespace: None };
        assert_eq!(kupe.fit("web.acme.kupe.cloud", unknown), Fit::OwnerUnknown);
        assert_eq!(kupe.filled(ACME), "<app>.acme.kupe.cloud");
    }

    #[test]
    fn a_template_may_go_by_namespace_or_have_one_owner() {
        let by_namespace = template("<app>.<namespace>.apps.example");
        assert_eq!(by_namespace.fit("x.web.apps.example", ACME), Fit::Owned);
        assert_eq!(by_namespace.fit("x.pay.apps.example", ACME), Fit::OtherNamespace("pay"));
        let shared = template("<app>.apps.example");
        assert_eq!(shared.fit("x.apps.example", ACME), Fit::Owned);
        assert_eq!(shared.fit("*.apps.example", ACME), Fit::OwnedWildcard);
        assert_eq!(shared.fit("*.example", ACME), Fit::TooWide);
        let own = template("<tenant>.apps.example");
        assert_eq!(own.fit("*.apps.example", ACME), Fit::TooWide);
        assert_eq!(own.fit("acme.apps.example", ACME), Fit::Owned);
    }

    #[test]
    fn an_ambiguous_template_is_refused() {
        for (bad, why) in [
            ("<app>-<tenant>.kupe.cloud", "ambiguous"),
            ("<app>.<tenant>", "does not end in a domain"),
            ("<app>.<tenant>.Kupe.cloud", "not a DNS label"),
            ("<app>..kupe.cloud", "not a DNS label"),
            ("*.kupe.cloud", "not a DNS label"),
            ("<>.kupe.cloud", "not a DNS label"),
        ] {
            let fault = HostnameTemplate::try_from(bad.to_owned()).unwrap_err().to_string();
            assert!(fault.contains(why), "{bad}: {fault}");
        }
    }
}
