//! Services.

use super::ip::{self, Ip};
use super::node::Node;
use super::{PROTOCOLS, Rules};
use crate::order::Set;
use crate::schema::violations::Violations;

const TYPES: &[&str] = &["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];
const LOAD_BALANCER_ONLY: &str = "may only be set where `type` is `LoadBalancer`";
/// The annotation that stands for `loadBalancerSourceRanges`.
const SOURCE_RANGES: &str = "service.beta.kubernetes.io/load-balancer-source-ranges";

pub(super) fn check(root: &Node<'_, '_>, rules: Rules, out: &mut Violations) {
    let spec = root.field("spec");
    let kind = spec.field("type");
    kind.choice(TYPES, out);
    let kind = match kind.text() {
        Some("") => "ClusterIP",
        Some(it) => it,
        // Nothing is known of a Service of no type.
        None => return,
    };
    let addresses = Addresses::of(&spec);
    if spec.field("ports").len() == Some(0)
        && kind != "ExternalName"
        && addresses.is_headless() == Some(false)
    {
        spec.field("ports").missing(out);
    }
    ports(&spec, kind, out);
    addresses.check(&spec, kind, rules, out);
    spec.field("selector").labels(out);
    affinity(&spec, out);
    external_addresses(&spec, rules, out);
    load_balancer(root, &spec, kind, rules, out);
    traffic(&spec, kind, out);
    topology(root, out);
}

fn ports(spec: &Node<'_, '_>, kind: &str, out: &mut Violations) {
    let ports = spec.field("ports");
    let (mut names, mut numbers, mut node_ports) = (Set::new(), Set::new(), Set::new());
    for port in ports.items() {
        let (name, number, node_port) = (port.field("name"), port.field("port"), port.field("nodePort"));
        match name.text() {
            Some("") if ports.len() > Some(1) => name.missing(out),
            Some("") | None => {}
            Some(text) => {
                name.dns_label(out);
                if !names.insert(text) {
                    name.refuse("is the name of another port", "give each port a name of its own", out);
                }
            }
        }
        number.port_number(out);
        let protocol = port.field("protocol");
        protocol.choice(PROTOCOLS, out);
        target(&port, out);
        if port.field("appProtocol").is_set() {
            port.field("appProtocol").qualified_name(out);
        }
        if kind == "ClusterIP" && node_port.some_number().is_some_and(|it| it != 0) {
            node_port.refuse(
                "may not be set where `type` is `ClusterIP`",
                "set `type: NodePort`, or remove it",
                out,
            );
        }
        let protocol = protocol.text().map(|it| if it.is_empty() { "TCP" } else { it });
        let (Some(protocol), Some(number)) = (protocol, number.number()) else { continue };
        if let Some(port) = node_port.some_number().filter(|it| *it != 0)
            && !node_ports.insert((protocol, port))
        {
            node_port.refuse("is the nodePort of another port", "", out);
        }
        if !numbers.insert((protocol, number)) {
            port.refuse("has the protocol and number of another port", "a Service has each port once", out);
        }
    }
}

/// A target port that is absent, 0 or empty is the port itself.
fn target(port: &Node<'_, '_>, out: &mut Violations) {
    let target = port.field("targetPort");
    if !target.is_set() || target.some_number() == Some(0) || target.is_set() && target.text() == Some("") {
        port.field("port").called(port, "targetPort").port_number(out);
    } else {
        target.port(out);
    }
}

/// The cluster IPs: those of `clusterIPs`, or else the one of `clusterIP`.
struct Addresses<'a> {
    all: Option<Vec<&'a str>>,
    single: Option<&'a str>,
    /// Whether they come from `clusterIPs`.
    listed: bool,
}

impl<'a> Addresses<'a> {
    fn of(spec: &Node<'a, '_>) -> Self {
        let (list, single) = (spec.field("clusterIPs"), spec.field("clusterIP").text());
        let listed = list.len() != Some(0);
        let all: Option<Vec<&str>> = match single {
            Some("") | None if !listed => Some(Vec::new()),
            Some(it) if !listed => Some(vec![it]),
            _ if list.len().is_none() => None,
            _ => list.items().map(|it| it.text()).collect(),
        };
        let all = all.filter(|_| single.is_some());
        Self { all, single, listed }
    }

    /// Whether the Service has no address of its own, where that is known.
    fn is_headless(&self) -> Option<bool> {
        self.all.as_ref().map(|it| it.as_slice() == ["None"])
    }

    fn check(&self, spec: &Node<'_, '_>, kind: &str, rules: Rules, out: &mut Violations) {
        let list = spec.field("clusterIPs");
        let own = spec.field("clusterIP");
        let list = if self.listed { list } else { own.called(spec, "clusterIPs") };
        let (families, policy) = (spec.field("ipFamilies"), spec.field("ipFamilyPolicy"));
        let Some(all) = &self.all else { return };
        if kind == "ExternalName" {
            external_name(spec, &list, all, out);
            return;
        }
        if self.is_headless() == Some(true) && matches!(kind, "LoadBalancer" | "NodePort") {
            list.item(0).refuse(&format!("may not be `None` where `type` is `{kind}`"), "", out);
        }
        let mut seen = Set::new();
        for family in families.items() {
            family.strict_or_absent(&["IPv4", "IPv6"], out);
            if family.text().is_some_and(|it| !seen.insert(it)) {
                family.refuse("is already in the list", "", out);
            }
        }
        policy.strict_choice(&["PreferDualStack", "RequireDualStack", "SingleStack"], out);
        self.check_all(spec, &list, all, rules, out);
    }

    fn check_all(
        &self,
        spec: &Node<'_, '_>,
        list: &Node<'_, '_>,
        all: &[&str],
        rules: Rules,
        out: &mut Violations,
    ) {
        if self.listed && self.single == Some("") {
            list.refuse("may not be set without `clusterIP`", "set `clusterIP` to its first value", out);
        } else if self.listed && all.first().copied() != self.single {
            list.refuse("does not begin with `clusterIP`", "", out);
        }
        let items: Vec<Node<'_, '_>> =
            if self.listed { list.items().collect() } else { vec![list.single_item()] };
        let mut found = Vec::new();
        for (place, (text, item)) in all.iter().zip(items).enumerate() {
            if place == 0 && *text == "None" {
                if all.len() > 1 {
                    list.refuse("has `None` and other values", "", out);
                }
                continue;
            }
            found.push((item, ip::check(&item, rules, out)));
        }
        if all.len() > 2 {
            list.refuse("has more than 2 values", "", out);
        }
        if all.first() == Some(&"None") {
            return;
        }
        let known: Option<Vec<Ip>> = found.iter().map(|it| it.1).collect();
        let Some(known) = known else { return };
        let is_v6 = |it: &Ip| matches!(it, Ip::V6(_));
        let (v6, v4): (Vec<&Ip>, Vec<&Ip>) = known.iter().partition(|it| is_v6(it));
        if known.len() > 1 && (v6.len() > 1 && v4.is_empty() || v4.len() > 1 && v6.is_empty()) {
            list.refuse("has two addresses of one family", "", out);
        }
        let families = spec.field("ipFamilies");
        for ((item, ip), family) in found.iter().zip(families.items()) {
            let fits = match (family.text(), ip) {
                (Some("IPv4"), Some(ip)) => !is_v6(ip),
                (Some("IPv6"), Some(ip)) => is_v6(ip),
                _ => true,
            };
            if !fits {
                item.refuse("is of another family than `ipFamilies` says", "", out);
            }
        }
    }
}

fn external_name(spec: &Node<'_, '_>, list: &Node<'_, '_>, all: &[&str], out: &mut Violations) {
    let alone = "may not be set where `type` is `ExternalName`";
    if !all.is_empty() {
        list.refuse(alone, "remove it", out);
    }
    let families = spec.field("ipFamilies");
    if families.len().is_some_and(|it| it > 0) {
        families.refuse(alone, "remove it", out);
    }
    if spec.field("ipFamilyPolicy").is_set() {
        spec.field("ipFamilyPolicy").refuse(alone, "remove it", out);
    }
    let name = spec.field("externalName");
    match name.text().map(|it| it.strip_suffix('.').unwrap_or(it)) {
        Some("") => name.missing(out),
        Some(text) => name.dns_subdomain_of(text, out),
        None => {}
    }
}

fn affinity(spec: &Node<'_, '_>, out: &mut Violations) {
    let affinity = spec.field("sessionAffinity");
    affinity.choice(&["ClientIP", "None"], out);
    if affinity.text() == Some("ClientIP") {
        let config = spec.field("sessionAffinityConfig");
        let address = config.field("clientIP");
        let timeout = address.field("timeoutSeconds");
        if timeout.is_set() {
            timeout.between(1, 86_400, out);
        }
    }
}

fn external_addresses(spec: &Node<'_, '_>, rules: Rules, out: &mut Violations) {
    for address in spec.field("externalIPs").items() {
        if let Some(ip) = ip::check(&address, rules, out) {
            ip::check_endpoint(&address, ip, out);
        }
    }
}

fn load_balancer(root: &Node<'_, '_>, spec: &Node<'_, '_>, kind: &str, rules: Rules, out: &mut Violations) {
    let is_one = kind == "LoadBalancer";
    let ranges = spec.field("loadBalancerSourceRanges");
    // The API server's code writes it with a capital.
    let ranges = ranges.called(spec, "LoadBalancerSourceRanges");
    if ranges.len().is_some_and(|it| it > 0) {
        if !is_one {
            ranges.refuse(LOAD_BALANCER_ONLY, "", out);
        }
        for range in ranges.items() {
            if let Some(text) = range.text() {
                ip::check_range(&range, text.trim(), rules, out);
            }
        }
    } else if ranges.len().is_some() {
        source_ranges(root, is_one, rules, out);
    }
    for name in ["allocateLoadBalancerNodePorts", "loadBalancerClass"] {
        let field = spec.field(name);
        if field.is_set() && !is_one {
            field.refuse(LOAD_BALANCER_ONLY, "", out);
        }
    }
    if is_one && spec.field("loadBalancerClass").is_set() {
        spec.field("loadBalancerClass").qualified_name(out);
    }
}

fn source_ranges(root: &Node<'_, '_>, is_load_balancer: bool, rules: Rules, out: &mut Violations) {
    let metadata = root.field("metadata");
    let annotations = metadata.field("annotations");
    let ranges = annotations.entry(SOURCE_RANGES);
    let Some(text) = ranges.text().filter(|_| annotations.field(SOURCE_RANGES).is_written()) else { return };
    if !is_load_balancer {
        ranges.refuse(LOAD_BALANCER_ONLY, "", out);
    }
    if !text.trim().is_empty() {
        for range in text.trim().split(',') {
            ip::check_range(&ranges, range.trim(), rules, out);
        }
    }
}

fn traffic(spec: &Node<'_, '_>, kind: &str, out: &mut Violations) {
    let (external, health) = (spec.field("externalTrafficPolicy"), spec.field("healthCheckNodePort"));
    let outside = match (kind, spec.field("externalIPs").len()) {
        ("LoadBalancer" | "NodePort", _) => true,
        ("ClusterIP", Some(count)) => count > 0,
        ("ClusterIP", None) => return,
        _ => false,
    };
    if outside {
        external.choice(&["Cluster", "Local"], out);
    } else if external.some_text().is_some() {
        external.refuse("may only be set for a Service that is reached from outside", "", out);
    }
    let needs = kind == "LoadBalancer" && external.text() == Some("Local");
    match health.some_number() {
        None | Some(0) => {}
        Some(_) if needs => health.port_number(out),
        Some(_) => health.refuse(
            "may only be set where `type` is `LoadBalancer` and `externalTrafficPolicy` is `Local`",
            "",
            out,
        ),
    }
    spec.field("internalTrafficPolicy").strict_choice(&["Cluster", "Local"], out);
    let distributions: &[&str] = &["PreferClose", "PreferSameNode", "PreferSameZone"];
    spec.field("trafficDistribution").strict_choice(distributions, out);
}

fn topology(root: &Node<'_, '_>, out: &mut Violations) {
    let metadata = root.field("metadata");
    let annotations = metadata.field("annotations");
    let mode = annotations.entry("service.kubernetes.io/topology-mode");
    let hints = annotations.entry("service.kubernetes.io/topology-aware-hints");
    if mode.is_set() && hints.is_set() && mode.text() != hints.text() {
        mode.refuse("differs from annotation `service.kubernetes.io/topology-aware-hints`", "", out);
    }
}
