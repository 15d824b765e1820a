//! Which hostnames an object asks for, and which of them are not its tenant's. [`crate::tenancy::HostnameVerdict`] tells
//! what is wrong with each; here they are its or they are not.

use super::Source;
use super::cel::{self, all, any, block, list, text};
use super::policy::Policy;
use super::tenant::LABEL;
use crate::settings::{Deny, HostnameTemplate, TemplatePart};
use crate::tenancy::{AnnotationUse, CERT_MANAGER, is_of_cert_manager, publishing_annotations};
use std::collections::BTreeMap;

/// The kinds whose API has no hostnames.
const WITHOUT: [&str; 2] = ["TCPRoute", "UDPRoute"];

/// Adds the variables `hostnames` of routes, `foreign` for those that are not the tenant's, and what has to hold of them.
pub(super) fn add(source: &Source<'_>, policy: &mut Policy) {
    policy.variable("hostnames", "variables.isRoute ? object.?spec.?hostnames.orValue([]) : []");
    let mut lists = vec!["variables.hostnames".to_owned()];
    if source.profile.deny == Deny::Unlisted {
        add_annotations(source, policy);
        lists.extend(["names", "targets", "certified"].map(|it| format!("variables.{it}")));
    }
    add_domains(source, policy);
    policy.variable("foreign", format!("({}).filter(name, !{})", lists.join(" + "), block(&owned(source))));
    let title = &source.title;
    let with = source.profile.routes.kinds.iter().filter(|it| !WITHOUT.contains(&it.as_str()));
    let with = list(with.map(String::as_str));
    policy.require(
        format!("!variables.isRoute || !(request.kind.kind in {with}) || size(variables.hostnames) > 0"),
        "RP5004 the route says no hostname, so it takes every hostname of its listeners",
        None,
    );
    policy.require(
        "!variables.hostnames.exists(name, name in variables.foreign)",
        &format!("RP5006 on {title} these hostnames are not the tenant's"),
        Some("variables.hostnames.filter(name, name in variables.foreign).join(', ')"),
    );
    if source.profile.deny == Deny::Unlisted {
        policy.require(
            "!(variables.names + variables.targets).exists(name, name in variables.foreign)",
            &format!("RP5021 on {title} an annotation asks for names that are not the tenant's"),
            Some("(variables.names + variables.targets).filter(name, name in variables.foreign).join(', ')"),
        );
        policy.require(
            "!variables.certified.exists(name, name in variables.foreign)",
            &format!("RP5025 on {title} a Certificate asks for names that are not the tenant's"),
            Some("variables.certified.filter(name, name in variables.foreign).join(', ')"),
        );
    }
}

/// Adds what annotations ask for, and what has to hold of those that publish.
fn add_annotations(source: &Source<'_>, policy: &mut Policy) {
    policy.variable(
        "isIssued",
        format!("variables.group in {} || variables.kind == 'Secret.'", list(CERT_MANAGER)),
    );
    let keys = |wanted: AnnotationUse| {
        let allowed = &source.profile.allowed.annotations;
        let found: Vec<&str> = publishing_annotations()
            .filter(|(key, does)| *does == wanted && !allowed.iter().any(|it| it == key))
            .map(|(key, _)| key)
            .collect();
        let (issued, other): (Vec<&str>, Vec<&str>) =
            found.into_iter().partition(|it| is_of_cert_manager(it));
        match issued.is_empty() {
            true => list(other),
            false => format!("({} + (variables.isIssued ? [] : {}))", list(other), list(issued)),
        }
    };
    let asked = |keys: &str| {
        format!(
            "variables.annotations.map(own, {keys}.map(key, own[?key].orValue('')).join(',')).join(',')\n  .split(',').map(name, name.trim()).filter(name, name != '')"
        )
    };
    policy.variable("names", asked(&keys(AnnotationUse::Names)));
    let mut targets = asked(&keys(AnnotationUse::Targets));
    if let Some(custom) = &source.profile.hostnames.custom_domains {
        targets.push_str(&format!(".filter(name, name != {})", text(custom.cname.as_str())));
    }
    policy.variable("targets", targets);
    let publishing = keys(AnnotationUse::Publishes);
    policy.require(
        format!(
            "variables.annotations.all(own, {publishing}.all(key, own[?key].orValue('false') == 'false'))"
        ),
        &format!(
            "RP5022 an annotation publishes this object, and {} does not list it for its tenants",
            source.title
        ),
        None,
    );
}

/// Adds the domains of the tenant's own.
fn add_domains(source: &Source<'_>, policy: &mut Policy) {
    let mut domains: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (tenant, domain) in source.domains() {
        domains.entry(text(tenant)).or_default().push(domain);
    }
    if domains.is_empty() {
        return;
    }
    let domains = domains.into_iter().map(|(tenant, domains)| (tenant, list(domains)));
    policy.variable("domains", format!("{}[?variables.tenant].orValue([])", cel::map(domains)));
}

/// Whether `name` is the tenant's: as a hostname has to be written, by a template, or else one of its domains.
fn owned(source: &Source<'_>) -> String {
    let templates = &source.profile.hostnames.templates;
    let mut ways: Vec<String> = templates.iter().map(|it| by_template(source, it)).collect();
    if source.domains().next().is_some() {
        let mut own: Vec<String> = templates.iter().map(|it| outside(it.zone())).collect();
        own.push("variables.domains.exists(own, own.startsWith('*.') ? name.endsWith(own.substring(1)) : name == own)".to_owned());
        ways.push(all(&own));
    }
    all(&[
        "size(name) <= 253".to_owned(),
        format!("name.matches(r'^(\\*\\.)?{LABEL}(\\.{LABEL})*$')"),
        "!isIP(name)".to_owned(),
        any(&ways),
    ])
}

/// Whether `name` follows a template with the tenant's own names.
fn by_template(source: &Source<'_>, template: &HostnameTemplate) -> String {
    let rules = &source.profile.hostnames;
    let zone = template.zone().split('.').count();
    let free = template.parts().len().saturating_sub(zone);
    let mut parts = vec![format!("size(labels) == {}", template.parts().len())];
    for (place, part) in template.parts().iter().enumerate().take(free) {
        let label = format!("labels[{place}]");
        match part {
            TemplatePart::Literal(own) => parts.push(format!("{label} == {}", text(own))),
            TemplatePart::Tenant => parts.push(format!("{label} == variables.tenant")),
            TemplatePart::Namespace => parts.push(format!("{label} == variables.ownNamespace")),
            TemplatePart::Any(_) if place == 0 && !rules.wildcards => parts.push(format!("{label} != '*'")),
            TemplatePart::Any(_) => {}
        }
        if !rules.punycode {
            parts.push(format!("!{label}.startsWith('xn--')"));
        }
    }
    let zone = text(&format!("{}{}", if free > 0 { "." } else { "" }, template.zone()));
    let ends = if free > 0 { format!("name.endsWith({zone})") } else { format!("name == {zone}") };
    all(&[ends, format!("[name.split('.')].exists(labels, {})", parts.join(" && "))])
}

/// Whether `name` is in none of the platform's own domains, nor a wildcard over one.
fn outside(zone: &str) -> String {
    let mut wider = vec![zone.to_owned()];
    let mut rest = zone;
    while let Some((_, domain)) = rest.split_once('.') {
        wider.push(format!("*.{domain}"));
        rest = domain;
    }
    let wider = list(wider.iter().map(String::as_str));
    all(&[format!("!(name in {wider})"), format!("!name.endsWith({})", text(&format!(".{zone}")))])
}
