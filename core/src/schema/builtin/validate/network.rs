//! Ingresses, network policies and endpoint slices.

use super::ip::{self, Ip};
use super::node::Node;
use super::{PROTOCOLS, Rules, selector};
use crate::order::Set;
use crate::schema::names::dns_subdomain;
use crate::schema::violations::Violations;

/// Checks an Ingress.
pub(super) fn ingress(root: &Node<'_, '_>, rules: Rules, out: &mut Violations) {
    let spec = root.field("spec");
    let (all, default) = (spec.field("rules"), spec.field("defaultBackend"));
    if all.len() == Some(0) && !default.is_set() {
        spec.refuse("has neither `rules` nor `defaultBackend`", "add a rule", out);
    }
    if default.is_set() {
        backend(&default, rules, out);
    }
    for rule in all.items() {
        let host = rule.field("host");
        if let Some(text) = host.some_text() {
            if ip::read(text).is_some() {
                host.refuse("is an IP address", "write a DNS name", out);
            }
            self::host(&host, text, out);
        }
        let http = rule.field("http");
        if http.is_set() && http.len().is_some() {
            paths(&http.field("paths"), rules, out);
        }
    }
    for tls in spec.field("tls").items() {
        tls.field("hosts").items().for_each(|it| {
            if let Some(text) = it.text() {
                self::host(&it, text, out);
            }
        });
        if tls.field("secretName").some_text().is_some() {
            tls.field("secretName").dns_subdomain(out);
        }
    }
    let class = spec.field("ingressClassName");
    if class.is_set() {
        class.dns_subdomain(out);
    }
    class_annotation(root, &class, out);
}

/// Whether `text` is a domain and a path of a URL.
fn is_domain_path(text: &str) -> bool {
    let inside = |it: u8| it.is_ascii_alphanumeric() || b"/-._~%!$&'()*+,;=:".contains(&it);
    text.split_once('/').is_some_and(|(domain, path)| {
        dns_subdomain(domain).is_none() && !path.is_empty() && path.bytes().all(inside)
    })
}

/// Checks an `IngressClass`.
pub(super) fn ingress_class(root: &Node<'_, '_>, out: &mut Violations) {
    let spec = root.field("spec");
    let (controller, parameters) = (spec.field("controller"), spec.field("parameters"));
    match controller.text() {
        Some("") => controller.missing(out),
        Some(text) if text.len() > 250 || !is_domain_path(text) => {
            controller.refuse("is no domain with a path", "write it like `example.com/controller`", out);
        }
        _ => {}
    }
    if !parameters.is_set() || parameters.len().is_none() {
        return;
    }
    let (group, scope, namespace) =
        (parameters.field("apiGroup"), parameters.field("scope"), parameters.field("namespace"));
    if group.is_set() {
        group.dns_subdomain(out);
    }
    for name in ["kind", "name"] {
        let field = parameters.field(name);
        match field.text() {
            Some("") => field.missing(out),
            _ => field.path_segment(out),
        }
    }
    scope.strict_choice(&["Cluster", "Namespace"], out);
    match (scope.text(), namespace.is_set()) {
        (Some("Namespace"), true) => namespace.dns_label(out),
        (Some("Namespace"), false) => namespace.missing(out),
        // Without a word the scope is that of the cluster.
        (Some("Cluster"), true) => namespace.refuse("may not be set for the scope `Cluster`", "", out),
        (Some(""), true) if !scope.is_set() => {
            namespace.refuse("may not be set for the scope `Cluster`", "set `scope: Namespace`", out);
        }
        _ => {}
    }
}

fn class_annotation(root: &Node<'_, '_>, class: &Node<'_, '_>, out: &mut Violations) {
    let metadata = root.field("metadata");
    let written = metadata.field("annotations");
    // The API server's code leaves `metadata` out of this path.
    let annotations = written.called(root, "annotations");
    let annotation = annotations.field("kubernetes.io/ingress.class");
    if let (true, true, Some(one), Some(other)) =
        (class.is_set(), annotation.is_written(), annotation.text(), class.text())
        && one != other
    {
        annotation.refuse("differs from `ingressClassName`", "remove the annotation", out);
    }
}

/// A host, whose first label may be a wildcard.
fn host(host: &Node<'_, '_>, text: &str, out: &mut Violations) {
    match text.strip_prefix("*.") {
        Some(_) if text.len() > 253 => host.refuse("is longer than 253 characters", "", out),
        Some(rest) => host.dns_subdomain_of(rest, out),
        None => host.dns_subdomain_of(text, out),
    }
}

fn paths(paths: &Node<'_, '_>, rules: Rules, out: &mut Violations) {
    if paths.len() == Some(0) {
        paths.missing(out);
    }
    for path in paths.items() {
        let (kind, text) = (path.field("pathType"), path.field("path"));
        if !kind.is_set() {
            kind.missing(out);
            continue;
        }
        kind.strict_choice(&["Exact", "ImplementationSpecific", "Prefix"], out);
        match (kind.text(), text.text()) {
            (Some("Exact" | "Prefix"), Some(found)) => plain_path(&text, found, out),
            (Some("ImplementationSpecific"), Some(found)) if !found.is_empty() && !found.starts_with('/') => {
                text.refuse("does not begin with a slash", "", out);
            }
            _ => {}
        }
        backend(&path.field("backend"), rules, out);
    }
}

fn plain_path(path: &Node<'_, '_>, text: &str, out: &mut Violations) {
    if !text.starts_with('/') {
        path.refuse("does not begin with a slash", "", out);
    }
    for part in ["//", "/./", "/../", "%2f", "%2F"] {
        if text.contains(part) {
            path.refuse(&format!("has `{part}` in it"), "", out);
        }
    }
    for end in ["/..", "/."] {
        if text.ends_with(end) {
            path.refuse(&format!("ends with `{end}`"), "", out);
        }
    }
}

fn backend(backend: &Node<'_, '_>, rules: Rules, out: &mut Violations) {
    if backend.is_set() && backend.len().is_none() {
        return;
    }
    let (resource, service) = (backend.field("resource"), backend.field("service"));
    match (resource.is_set(), service.is_set()) {
        (true, true) => backend.refuse("has both `resource` and `service`", "remove one of them", out),
        (false, false) => backend.refuse("has neither `resource` nor `service`", "name a Service", out),
        (true, false) => {
            if resource.field("apiGroup").is_set() {
                resource.field("apiGroup").dns_subdomain(out);
            }
            for name in ["kind", "name"] {
                match resource.field(name).text().filter(|_| resource.len().is_some()) {
                    Some("") => resource.field(name).missing(out),
                    Some(_) => resource.field(name).path_segment(out),
                    None => {}
                }
            }
        }
        (false, true) if service.len().is_some() => service_backend(backend, &service, rules, out),
        (false, true) => {}
    }
}

fn service_backend(backend: &Node<'_, '_>, service: &Node<'_, '_>, rules: Rules, out: &mut Violations) {
    let name = service.field("name");
    match name.text() {
        Some("") => name.missing(out),
        _ if rules.relaxed_service_names => name.dns_label(out),
        _ => name.dns_label_1035(out),
    }
    let port = service.field("port");
    if port.is_set() && port.len().is_none() {
        return;
    }
    let (name, number) = (port.field("name"), port.field("number"));
    match (name.text(), number.number()) {
        (None, _) | (_, None) => {}
        (Some(""), Some(0)) => {
            backend.refuse("has no port", "set `service.port.number` or `service.port.name`", out);
        }
        (Some(""), Some(_)) => number.port_number(out),
        (Some(_), Some(0)) => name.port_name(out),
        (Some(_), Some(_)) => backend.refuse("has both the name and the number of a port", "", out),
    }
}

/// Checks a network policy.
pub(super) fn policy(root: &Node<'_, '_>, rules: Rules, out: &mut Violations) {
    let spec = root.field("spec");
    selector::check(&spec.field("podSelector"), out);
    for (direction, peers) in [("ingress", "from"), ("egress", "to")] {
        for rule in spec.field(direction).items() {
            rule.field("ports").items().for_each(|it| policy_port(&it, out));
            rule.field(peers).items().for_each(|it| peer(&it, rules, out));
        }
    }
    let types = spec.field("policyTypes");
    if types.len().is_some_and(|it| it > 2) {
        types.refuse("has more than 2 values", "", out);
        return;
    }
    types.items().for_each(|it| it.strict_or_absent(&["Ingress", "Egress"], out));
}

fn policy_port(port: &Node<'_, '_>, out: &mut Violations) {
    let (number, end) = (port.field("port"), port.field("endPort"));
    port.field("protocol").strict_choice(&["TCP", "UDP", "SCTP"], out);
    if number.is_set() {
        number.port(out);
    }
    let Some(last) = end.some_number() else { return };
    match (number.is_set(), number.some_number()) {
        (true, Some(first)) => {
            if last < first {
                end.refuse("is less than `port`", "", out);
            }
            end.port_number(out);
        }
        (true, None) if number.text().is_some() => {
            end.refuse("may not be set where `port` is a name", "", out);
        }
        (true, None) => {}
        (false, _) => end.refuse("may not be set without `port`", "", out),
    }
}

fn peer(peer: &Node<'_, '_>, rules: Rules, out: &mut Violations) {
    if peer.is_set() && peer.len().is_none() {
        return;
    }
    let selectors = [peer.field("podSelector"), peer.field("namespaceSelector")];
    let chosen: Vec<_> = selectors.iter().filter(|it| it.is_set()).collect();
    chosen.iter().for_each(|it| selector::check(it, out));
    let block = peer.field("ipBlock");
    if !block.is_set() {
        if chosen.is_empty() {
            peer.missing(out);
        }
        return;
    }
    if !chosen.is_empty() {
        peer.refuse("has `ipBlock` beside another peer", "write two peers", out);
    }
    let range = block.field("cidr");
    match range.text().filter(|_| block.len().is_some()) {
        Some("") => range.missing(out),
        Some(text) => {
            let Some(outer) = ip::check_range(&range, text, rules, out) else { return };
            for inner in block.field("except").items() {
                let Some(text) = inner.text() else { continue };
                let found = ip::check_range(&inner, text, rules, out);
                if found.is_some_and(|it| !ip::is_part(it, outer)) {
                    inner.refuse("is no smaller part of `cidr`", "", out);
                }
            }
        }
        None => {}
    }
}

/// Checks an EndpointSlice.
pub(super) fn endpoint_slice(root: &Node<'_, '_>, rules: Rules, out: &mut Violations) {
    let kind = root.field("addressType");
    match kind.text() {
        Some("") => kind.missing(out),
        _ => kind.choice(&["FQDN", "IPv4", "IPv6"], out),
    }
    let mut names = Set::new();
    for port in root.field("ports").items() {
        let name = port.field("name");
        if name.some_text().is_some() {
            name.dns_label(out);
        }
        if let Some(text) = name.text()
            && !names.insert(text)
        {
            name.refuse("is the name of another port", "give each port a name of its own", out);
        }
        port.field("protocol").strict_choice(PROTOCOLS, out);
        if port.field("appProtocol").is_set() {
            port.field("appProtocol").qualified_name(out);
        }
    }
    for endpoint in root.field("endpoints").items() {
        let addresses = endpoint.field("addresses");
        match addresses.len() {
            Some(0) => addresses.missing(out),
            Some(101..) => addresses.refuse("has more than 100 addresses", "", out),
            _ => {}
        }
        let kind = kind.text().unwrap_or_default();
        addresses.items().for_each(|it| address(&addresses, &it, kind, rules, out));
        let hints = endpoint.field("hints");
        zones(&hints.field("forZones"), out);
        if endpoint.field("hostname").is_set() {
            endpoint.field("hostname").dns_label(out);
        }
        if endpoint.field("nodeName").is_set() {
            endpoint.field("nodeName").dns_subdomain(out);
        }
    }
}

/// The zones that an endpoint is for.
fn zones(zones: &Node<'_, '_>, out: &mut Violations) {
    if zones.len().is_some_and(|it| it > 8) {
        return zones.refuse("has more than 8 zones", "", out);
    }
    let mut names = Set::new();
    for zone in zones.items() {
        let name = zone.field("name");
        name.label_value(out);
        if name.text().is_some_and(|it| !names.insert(it)) {
            name.refuse("is there twice", "remove one of them", out);
        }
    }
}

/// Checks a DNS name of two labels or more.
fn full_name(name: &Node<'_, '_>, out: &mut Violations) {
    let Some(text) = name.text() else { return };
    let text = text.strip_suffix('.').unwrap_or(text);
    if !text.contains('.') || dns_subdomain(text).is_some() || text.split('.').any(|it| it.len() > 63) {
        name.refuse("is no full domain name", "write it like `web.example.com`", out);
    }
}

fn address(list: &Node<'_, '_>, address: &Node<'_, '_>, kind: &str, rules: Rules, out: &mut Violations) {
    let wanted_v6 = match kind {
        "IPv4" => false,
        "IPv6" => true,
        "FQDN" => return full_name(address, out),
        _ => return,
    };
    let rules = Rules { strict_addresses: rules.strict_addresses || wanted_v6, ..rules };
    let Some(ip) = ip::check(address, rules, out) else { return };
    if matches!(ip, Ip::V6(_)) != wanted_v6 {
        list.refuse(&format!("has an address that is not {kind}"), "", out);
    }
    ip::check_endpoint(address, ip, out);
}
