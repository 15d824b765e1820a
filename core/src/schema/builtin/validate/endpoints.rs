//! Endpoints.

use super::node::Node;
use super::{PROTOCOLS, Rules, ip};
use crate::schema::violations::Violations;

/// Checks an Endpoints object.
pub(super) fn check(root: &Node<'_, '_>, rules: Rules, out: &mut Violations) {
    for subset in root.field("subsets").items() {
        let lists = [subset.field("addresses"), subset.field("notReadyAddresses")];
        if subset.len().is_some() && lists.iter().all(|it| it.len() == Some(0)) {
            subset.refuse("has neither `addresses` nor `notReadyAddresses`", "add an address", out);
        }
        for address in lists.iter().flat_map(Node::items) {
            self::address(&address, rules, out);
        }
        let ports = subset.field("ports");
        let need_names = ports.len().is_some_and(|it| it > 1);
        ports.items().for_each(|it| port(&it, need_names, out));
    }
}

fn address(address: &Node<'_, '_>, rules: Rules, out: &mut Violations) {
    let (ip, host, node) = (address.field("ip"), address.field("hostname"), address.field("nodeName"));
    if address.len().is_some() {
        let found = ip::check(&ip, rules, out).or_else(|| ip::read(ip.text()?));
        if let Some(found) = found {
            ip::check_endpoint(&ip, found, out);
        }
    }
    if host.some_text().is_some() {
        host.dns_label(out);
    }
    if node.is_set() {
        node.dns_subdomain(out);
    }
}

fn port(port: &Node<'_, '_>, need_name: bool, out: &mut Violations) {
    if port.len().is_none() {
        return;
    }
    let (name, protocol) = (port.field("name"), port.field("appProtocol"));
    match name.text() {
        Some("") if need_name => name.missing(out),
        Some("") | None => {}
        Some(_) => name.dns_label(out),
    }
    port.field("port").port_number(out);
    port.field("protocol").choice(PROTOCOLS, out);
    if protocol.is_set() {
        protocol.qualified_name(out);
    }
}
