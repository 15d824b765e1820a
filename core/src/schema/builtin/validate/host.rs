//! What a Pod has of its node and network: DNS, ports of the node, names, users and the operating system.

use super::ip;
use super::node::Node;
use crate::order::Set;
use crate::schema::names::{MAX_SUBDOMAIN, dns_subdomain};
use crate::schema::violations::Violations;

/// So many servers and search paths a resolver takes, and so many bytes of them.
const MOST_SERVERS: usize = 3;
const MOST_SEARCHES: usize = 32;
const MOST_SEARCH_BYTES: usize = 2048;
/// The most bytes of the hostname of a Linux machine.
const MAX_HOSTNAME: usize = 64;

/// Checks what the `spec` of a Pod says of its node and network.
pub(super) fn check(spec: &Node<'_, '_>, out: &mut Violations) {
    dns(spec, out);
    users(spec, out);
    name(spec, out);
    let mut gates = Set::new();
    for gate in spec.field("schedulingGates").items() {
        let name = gate.field("name");
        // The API server's code names the item.
        let called = gate.same(&name);
        called.qualified_name(out);
        if name.text().is_some_and(|it| !gates.insert(it)) {
            called.refuse("is there twice", "remove one of them", out);
        }
    }
}

fn dns(spec: &Node<'_, '_>, out: &mut Violations) {
    let config = spec.field("dnsConfig");
    let (servers, searches) = (config.field("nameservers"), config.field("searches"));
    if spec.field("dnsPolicy").text() == Some("None") {
        if !config.is_set() {
            return config.missing(out);
        }
        if config.len().is_some() && servers.len() == Some(0) {
            return servers.missing(out);
        }
    }
    if servers.len().is_some_and(|it| it > MOST_SERVERS) {
        servers.refuse("has more than 3 servers", "", out);
    }
    for server in servers.items() {
        // Newer releases refuse more of them.
        if server.text().is_some_and(|it| ip::read(it).is_none()) {
            server.refuse("is no IP address", "", out);
        }
    }
    let bytes = searches.items().map(|it| it.text().map_or(0, str::len) + 1).sum::<usize>();
    if searches.len().is_some_and(|it| it > MOST_SEARCHES) || bytes > MOST_SEARCH_BYTES + 1 {
        searches.refuse("has more than 32 paths, or than 2048 characters", "", out);
    }
    for search in searches.items() {
        let Some(text) = search.text().filter(|it| *it != ".") else { continue };
        // Underscores are taken, one at the beginning of a label too.
        let text = text.strip_suffix('.').unwrap_or(text);
        let plain = |it: &str| it.strip_prefix('_').unwrap_or(it).replace('_', "-");
        let labels: Vec<_> = text.split('.').map(plain).collect();
        if text.len() > MAX_SUBDOMAIN || dns_subdomain(&labels.join(".")).is_some() {
            search.refuse("is no domain", "", out);
        }
    }
    for option in config.field("options").items() {
        let name = option.field("name");
        if name.text() == Some("") && option.len().is_some() {
            option.refuse_at(name.at(), "has no `name`", "", out);
        }
    }
}

/// A Pod with users of its own shares no processes and no network with its node, and has no devices.
fn users(spec: &Node<'_, '_>, out: &mut Violations) {
    if !spec.field("hostUsers").is_false() {
        return;
    }
    for (name, called) in [("hostPID", "HostPID"), ("hostIPC", "HostIPC"), ("hostNetwork", "hostNetwork")] {
        let field = spec.field(name);
        if field.is_true() {
            field.called(spec, called).refuse("may not be set where `hostUsers` is false", "", out);
        }
    }
    for list in ["containers", "initContainers"] {
        for container in spec.field(list).items() {
            let devices = container.field("volumeDevices");
            if devices.len().is_some_and(|it| it > 0) {
                devices.refuse("may not be set where `hostUsers` is false", "", out);
            }
        }
    }
}

fn name(spec: &Node<'_, '_>, out: &mut Violations) {
    let name = spec.field("hostnameOverride");
    if !name.is_set() {
        return;
    }
    for other in ["setHostnameAsFQDN", "hostNetwork"] {
        if spec.field(other).is_true() {
            name.refuse(&format!("may not be set where `{other}` is true"), "", out);
        }
    }
    if name.text().is_some_and(|it| it.len() > MAX_HOSTNAME) {
        name.refuse("is longer than 64 characters", "", out);
    }
    name.dns_subdomain(out);
}

/// Checks the ports of the node; in the network of its node, a Pod takes there the ports that it listens at, which no
/// template says yet.
pub(super) fn ports(spec: &Node<'_, '_>, is_pod: bool, out: &mut Violations) {
    let in_network = is_pod && spec.field("hostNetwork").is_true();
    let mut taken = Set::new();
    for container in spec.field("containers").items() {
        for port in container.field("ports").items() {
            let host = port.field("hostPort");
            if key(&port, in_network).is_some_and(|it| !taken.insert(it)) {
                host.refuse("is taken by another container", "a port of the node has one owner", out);
            }
        }
    }
    let containers = spec.field("initContainers");
    // The API server's code names the first one.
    let first = containers.item(0);
    for container in containers.items() {
        let ports = container.field("ports");
        let named = ports.called(&first, "ports");
        let mut taken = Set::new();
        for (index, port) in ports.items().enumerate() {
            if key(&port, in_network).is_some_and(|it| !taken.insert(it)) {
                let host = port.field("hostPort");
                let at = host.at();
                named.item(index).field("hostPort").refuse_at(at, "is taken by another port", "", out);
            }
        }
    }
}

/// What may be taken once.
fn key<'a>(port: &Node<'a, '_>, in_network: bool) -> Option<(&'a str, &'a str, i64)> {
    let (host, own) = (port.field("hostPort").number()?, port.field("containerPort").number()?);
    let number = if host == 0 && in_network { own } else { host };
    let protocol = port.field("protocol").text()?;
    let protocol = if protocol.is_empty() { "TCP" } else { protocol };
    Some((protocol, port.field("hostIP").text()?, number)).filter(|it| it.2 != 0)
}
