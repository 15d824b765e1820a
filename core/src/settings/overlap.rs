//! One owner for a name: templates that give a name to two tenants, and domains that two tenants list, are refused when
//! they are read.

use super::names::{DnsLabel, Hostname};
use super::template::{HostnameTemplate, Part};
use crate::order::Map;

/// The first two templates that give one name to two owners, with the names that both hold.
pub(super) fn templates(all: &[HostnameTemplate], wildcards: bool) -> Option<String> {
    let pairs = all.iter().enumerate().flat_map(|(at, one)| all.iter().skip(at + 1).map(move |it| (one, it)));
    pairs.into_iter().find_map(|(one, other)| {
        let both = shared(one, other, wildcards)?;
        Some(format!("give `{both}` to two tenants: it follows `{one}` and `{other}`"))
    })
}

/// The names that follow both templates, where these need not have one owner.
fn shared(one: &HostnameTemplate, other: &HostnameTemplate, wildcards: bool) -> Option<String> {
    let (short, long) = if one.parts().len() <= other.parts().len() { (one, other) } else { (other, one) };
    // A wildcard stands for any number of labels.
    let wide = wildcards && matches!(short.parts().first(), Some(Part::Any(_)));
    let missing = long.parts().len() - short.parts().len();
    if missing > 0 && !wide {
        return None;
    }
    let first = short.parts().first()?;
    let short = std::iter::repeat_n(first, missing).chain(short.parts());
    let pairs: Vec<_> = short.zip(long.parts()).collect();
    let (tenant, namespace) = (Held::of(&pairs, &Part::Tenant)?, Held::of(&pairs, &Part::Namespace)?);
    let literals = pairs.iter().all(|pair| match pair {
        (Part::Literal(one), Part::Literal(other)) => one == other,
        _ => true,
    });
    let unowned = !(tenant.asked || namespace.asked);
    if !literals || unowned || tenant.same || namespace.same {
        return None;
    }
    let labels: Vec<String> = pairs.iter().map(|(one, other)| narrower(one, other).label()).collect();
    Some(labels.join("."))
}

fn narrower<'p>(one: &'p Part, other: &'p Part) -> &'p Part {
    let rank = |it: &Part| match it {
        Part::Literal(_) => 0,
        Part::Tenant | Part::Namespace => 1,
        Part::Any(_) => 2,
    };
    if rank(one) <= rank(other) { one } else { other }
}

/// What two templates want of the tenant, or of the namespace, of the names that both hold.
struct Held {
    /// Whether one of them asks for it at all.
    asked: bool,
    /// Whether both always mean the same.
    same: bool,
}

impl Held {
    /// Nothing where they want two different ones, so that they share no name.
    fn of(pairs: &[(&Part, &Part)], placeholder: &Part) -> Option<Self> {
        let (mut asked, mut linked, mut one, mut other) = (false, false, None, None);
        for pair in pairs {
            let (of, label) = match *pair {
                (first, second) if first == placeholder && second == placeholder => {
                    (asked, linked) = (true, true);
                    continue;
                }
                (first, second) if first == placeholder => (&mut one, second),
                (first, second) if second == placeholder => (&mut other, first),
                _ => continue,
            };
            asked = true;
            if let Part::Literal(label) = label {
                if of.is_some_and(|it| it != label) {
                    return None;
                }
                *of = Some(label);
            }
        }
        match (one, other) {
            (Some(one), Some(other)) if linked && one != other => None,
            (Some(one), Some(other)) => Some(Self { asked, same: one == other }),
            _ => Some(Self { asked, same: linked }),
        }
    }
}

/// The first domain that is the domain of two tenants.
pub(super) fn domains<'d>(all: impl Iterator<Item = (&'d DnsLabel, &'d Hostname)> + Clone) -> Option<String> {
    let mut owners: Map<&str, &DnsLabel> = Map::default();
    for (tenant, domain) in all.clone() {
        let owner: &DnsLabel = owners.entry(domain.as_str()).or_insert(tenant);
        if owner != tenant {
            return Some(two(domain.as_str(), tenant, domain.as_str(), owner));
        }
    }
    // A wildcard takes the names below it.
    for (tenant, domain) in all {
        let name = domain.wildcard_of().unwrap_or(domain.as_str());
        let above = name.match_indices('.').filter_map(|(at, _)| name.get(at + 1..));
        for it in above {
            let wildcard = format!("*.{it}");
            if let Some(owner) = owners.get(wildcard.as_str()).filter(|it| **it != tenant) {
                return Some(two(domain.as_str(), tenant, &wildcard, owner));
            }
        }
    }
    None
}

fn two(domain: &str, tenant: &DnsLabel, other: &str, owner: &DnsLabel) -> String {
    let (tenant, owner) = (tenant.as_str(), owner.as_str());
    if domain == other {
        return format!(
            "`{domain}` is a domain of tenant `{owner}` and of tenant `{tenant}`: a name has one owner"
        );
    }
    format!("`{domain}` of tenant `{tenant}` is below `{other}` of tenant `{owner}`")
}

#[cfg(test)]
mod tests {
    use super::{DnsLabel, Hostname, HostnameTemplate, domains, templates};

    fn both(one: &str, other: &str, wildcards: bool) -> Option<String> {
        let read = |text: &str| HostnameTemplate::try_from(text.to_owned()).unwrap();
        let found = templates(&[read(one), read(other)], wildcards);
        assert_eq!(found.is_some(), templates(&[read(other), read(one)], wildcards).is_some());
        found
    }

    #[test]
    fn templates_that_give_a_name_to_two_tenants_are_found() {
        for (one, other, name) in [
            ("<app>.<tenant>.x.io", "<tenant>.b.x.io", "<tenant>.b.x.io"),
            ("<app>.x.io", "<tenant>.x.io", "<tenant>.x.io"),
            ("<app>.x.io", "<namespace>.x.io", "<namespace>.x.io"),
            ("<app>.<tenant>.x.io", "<app>.<namespace>.x.io", "<app>.<tenant>.x.io"),
            ("<app>.<tenant>.x.io", "www.status.x.io", "www.status.x.io"),
            ("<tenant>.<app>.x.io", "<app>.<tenant>.x.io", "<tenant>.<tenant>.x.io"),
        ] {
            for wildcards in [false, true] {
                let fault = both(one, other, wildcards).unwrap_or_default();
                assert!(
                    fault.starts_with(&format!("give `{name}` to two tenants")),
                    "{one} {other}: {fault}"
                );
            }
        }
        let wide = ("<app>.<tenant>.x.io", "<tenant>.<app>.<env>.x.io");
        assert_eq!(both(wide.0, wide.1, false), None);
        assert!(both(wide.0, wide.1, true).is_some(), "`*.b.x.io` stands for `acme.a.b.x.io` too");
    }

    #[test]
    fn templates_with_one_owner_for_each_name_are_not() {
        for (one, other) in [
            ("<app>.<tenant>.x.io", "<tenant>.x.io"),
            ("<app>.<tenant>.x.io", "<name>.<tenant>.x.io"),
            ("<app>.<tenant>.x.io", "<app>.<tenant>.y.io"),
            ("<app>.<tenant>.x.io", "<app>.<namespace>.<tenant>.x.io"),
            ("<app>.<tenant>.x.io", "www.<tenant>.x.io"),
            ("<app>.<namespace>.x.io", "<namespace>.b.<namespace>.x.io"),
            ("<namespace>.<tenant>.x.io", "<namespace>.b.x.io"),
            ("<tenant>.a.x.io", "<tenant>.b.x.io"),
            ("<app>.x.io", "www.x.io"),
            ("<app>.x.io", "<name>.x.io"),
            ("<tenant>.<tenant>.x.io", "a.b.x.io"),
        ] {
            for wildcards in [false, true] {
                assert_eq!(both(one, other, wildcards), None, "{one} {other}");
            }
        }
    }

    #[test]
    fn a_domain_of_two_tenants_is_found() {
        let fault = |list: &[(&str, &str)]| {
            let list: Vec<_> = list
                .iter()
                .map(|(tenant, domain)| {
                    let tenant = DnsLabel::try_from((*tenant).to_owned()).unwrap();
                    (tenant, Hostname::try_from((*domain).to_owned()).unwrap())
                })
                .collect();
            domains(list.iter().map(|(tenant, domain)| (tenant, domain)))
        };
        for list in [
            [("a", "shop.example.com"), ("b", "shop.example.com")],
            [("a", "*.example.com"), ("b", "*.example.com")],
            [("a", "*.example.com"), ("b", "shop.example.com")],
            [("b", "x.shop.example.com"), ("a", "*.example.com")],
            [("a", "*.shop.example.com"), ("b", "*.example.com")],
        ] {
            assert!(
                fault(&list).is_some_and(|it| it.contains("tenant `a`") && it.contains("tenant `b`")),
                "{list:?}"
            );
        }
        for list in [
            [("a", "*.example.com"), ("a", "shop.example.com")],
            [("a", "*.example.com"), ("b", "example.com")],
            [("a", "shop.example.com"), ("b", "x.shop.example.com")],
            [("a", "*.a.example.com"), ("b", "*.b.example.com")],
            [("a", "shop.example.com"), ("a", "shop.example.com")],
        ] {
            assert_eq!(fault(&list), None, "{list:?}");
        }
    }
}
