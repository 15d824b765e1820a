//! Pods and templates of Pods: containers, their ports, variables, mounts and probes, and volumes.

use super::PROTOCOLS;
use super::names::{file_key, port_name};
use super::node::Node;
use super::volumes::Volumes;
use super::{fields, host, ip, mounts, resources, scheduling, security, windows};
use crate::order::Set;
use crate::schema::violations::Violations;

/// The restart policies of a Pod.
const RESTART: &[&str] = &["Always", "Never", "OnFailure"];

/// Checks a Pod.
pub(super) fn pod(pod: &Node<'_, '_>, out: &mut Violations) {
    let spec = pod.field("spec");
    self::spec(&spec, None, out);
    host::ports(&spec, true, out);
    no_ephemeral(&spec, out);
    only_pods(&spec, out);
}

fn no_ephemeral(spec: &Node<'_, '_>, out: &mut Violations) {
    let containers = spec.field("ephemeralContainers");
    if containers.len().is_some_and(|it| it > 0) {
        containers.refuse("may only be added to a Pod that runs", "remove it", out);
    }
}

/// Checks a template of Pods; `claims` are the volumes that a StatefulSet adds.
pub(super) fn template(template: &Node<'_, '_>, claims: Option<&Node<'_, '_>>, out: &mut Violations) {
    let metadata = template.field("metadata");
    // The API server's code leaves `metadata` out of these paths.
    metadata.field("labels").called(template, "labels").labels(out);
    spec(&template.field("spec"), claims, out);
    host::ports(&template.field("spec"), false, out);
    no_ephemeral(&template.field("spec"), out);
}

/// What is asked of Pods, and not of templates.
fn only_pods(spec: &Node<'_, '_>, out: &mut Violations) {
    let accounts = [spec.field("serviceAccountName"), spec.field("serviceAccount")];
    if accounts.iter().all(|it| it.text() == Some("")) {
        for volume in spec.field("volumes").items() {
            let projected = volume.field("projected");
            for source in projected.field("sources").items() {
                let token = source.field("serviceAccountToken");
                if token.is_set() && token.len().is_some() {
                    token.refuse("needs `serviceAccountName`", "name the ServiceAccount", out);
                }
            }
        }
    }
    let node = spec.field("nodeName");
    if node.some_text().is_some() && spec.field("schedulingGates").len().is_some_and(|it| it > 0) {
        node.refuse("may not be set beside `schedulingGates`", "remove one of the two", out);
    }
}

/// Checks the `spec` of a Pod.
pub(super) fn spec(spec: &Node<'_, '_>, claims: Option<&Node<'_, '_>>, out: &mut Violations) {
    containers(spec, claims, out);
    scheduling::check(spec, out);
    security::of_pod(&spec.field("securityContext"), out);
    network(spec, out);
    host::check(spec, out);
    windows::check(spec, out);
    spec.field("restartPolicy").choice(RESTART, out);
    let dns = ["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"];
    spec.field("dnsPolicy").choice(&dns, out);
    spec.field("nodeSelector").labels(out);
    let account = spec.field("serviceAccountName");
    // The older name stands in for it.
    if account.text() == Some("") && spec.field("serviceAccount").some_text().is_some() {
        spec.field("serviceAccount").called(spec, "serviceAccountName").dns_subdomain(out);
    }
    for name in ["serviceAccountName", "nodeName", "priorityClassName"] {
        let field = spec.field(name);
        if field.some_text().is_some() {
            field.dns_subdomain(out);
        }
    }
    for name in ["hostname", "subdomain"] {
        let field = spec.field(name);
        if field.some_text().is_some() && claims.is_none() {
            field.dns_label(out);
        }
    }
    if spec.field("activeDeadlineSeconds").is_set() {
        spec.field("activeDeadlineSeconds").between(1, i64::from(i32::MAX), out);
    }
}

fn containers(spec: &Node<'_, '_>, claims: Option<&Node<'_, '_>>, out: &mut Violations) {
    let volumes = Volumes::check(&spec.field("volumes"), claims, out);
    let (containers, init) = (spec.field("containers"), spec.field("initContainers"));
    if containers.len() == Some(0) {
        containers.missing(out);
    }
    let pod = Pod {
        volumes,
        grace: spec.field("terminationGracePeriodSeconds").value_or(30),
        own_users: spec.field("hostUsers").is_false(),
    };
    let mut names = Set::new();
    for container in containers.items() {
        self::container(&container, &pod, out);
        probes(&container, &pod, out);
        unique_name(&container, &mut names, out);
    }
    for container in init.items() {
        self::container(&container, &pod, out);
        init_container(&container, &pod, out);
        unique_name(&container, &mut names, out);
    }
}

/// What containers have to know of their Pod.
struct Pod<'a> {
    volumes: Volumes<'a>,
    /// How long it may take to end, where that is known.
    grace: Option<i64>,
    /// Whether its users are not those of the node.
    own_users: bool,
}

/// Names and addresses of a Pod, and what it shares with its node.
fn network(spec: &Node<'_, '_>, out: &mut Violations) {
    for alias in spec.field("hostAliases").items() {
        let address = alias.field("ip");
        // Newer releases refuse more of them.
        if address.text().is_some_and(|it| ip::read(it).is_none()) {
            address.refuse("is no IP address", "", out);
        }
        alias.field("hostnames").items().for_each(|it| it.dns_subdomain(out));
    }
    let share = spec.field("shareProcessNamespace");
    if share.is_true() && spec.field("hostPID").is_true() {
        share.refuse("may not be set beside `hostPID`", "keep one of the two", out);
    }
    for gate in spec.field("readinessGates").items() {
        gate.field("conditionType").qualified_name(out);
    }
    let (runtime, preemption) = (spec.field("runtimeClassName"), spec.field("preemptionPolicy"));
    if runtime.is_set() {
        runtime.dns_subdomain(out);
    }
    preemption.strict_choice(&["Never", "PreemptLowerPriority"], out);
    if spec.field("hostNetwork").is_true() {
        let containers = spec.field("containers");
        for container in containers.items() {
            let ports = container.field("ports");
            for port in ports.items() {
                let (host, own) = (port.field("hostPort"), port.field("containerPort"));
                if let (Some(number), Some(wanted)) = (host.number(), own.number())
                    && number != 0
                    && number != wanted
                {
                    host.refuse("is not `containerPort`, beside `hostNetwork`", "write the same number", out);
                }
            }
        }
    }
}

fn unique_name<'a>(container: &Node<'a, '_>, names: &mut Set<&'a str>, out: &mut Violations) {
    let name = container.field("name");
    if let Some(text) = name.some_text()
        && !names.insert(text)
    {
        name.refuse("is the name of another container", "give each container a name of its own", out);
    }
}

fn container(container: &Node<'_, '_>, pod: &Pod<'_>, out: &mut Violations) {
    let name = container.field("name");
    match name.text() {
        Some("") => name.missing(out),
        _ => name.dns_label(out),
    }
    if container.field("image").text() == Some("") {
        container.field("image").missing(out);
    }
    container.field("restartPolicy").strict_choice(RESTART, out);
    container.field("imagePullPolicy").choice(&["Always", "IfNotPresent", "Never"], out);
    container.field("terminationMessagePolicy").choice(&["FallbackToLogsOnError", "File"], out);
    ports(&container.field("ports"), out);
    variables(&container.field("env"), out);
    sources(&container.field("envFrom"), out);
    resources::check(&container.field("resources"), out);
    security::of_container(&container.field("securityContext"), pod.own_users, out);
    mounts::check(container, &pod.volumes, out);
}

/// Where variables come from that have no name here.
fn sources(list: &Node<'_, '_>, out: &mut Violations) {
    for source in list.items() {
        let prefix = source.field("prefix");
        if prefix.some_text().is_some_and(|it| !is_variable(it)) {
            prefix.refuse("is no beginning of a variable's name", "use printable ASCII without `=`", out);
        }
        let refs = [source.field("configMapRef"), source.field("secretRef")];
        for it in refs.iter().filter(|it| it.is_set() && it.len().is_some()) {
            match it.field("name").text() {
                Some("") => it.field("name").missing(out),
                // A dash at the end is taken here.
                Some(text) => it.field("name").dns_subdomain_of(text.strip_suffix('-').unwrap_or(text), out),
                None => {}
            }
        }
        match refs.iter().filter(|it| it.is_set()).count() {
            1 => {}
            // The API server's code names the list.
            0 => list.refuse_at(source.at(), "has an item without `configMapRef` or `secretRef`", "", out),
            _ => list.refuse_at(source.at(), "has an item with two sources", "make two items of it", out),
        }
    }
}

fn is_variable(name: &str) -> bool {
    name.bytes().all(|it| matches!(it, b' '..=b'~') && it != b'=')
}

fn ports(ports: &Node<'_, '_>, out: &mut Violations) {
    let mut names = Set::new();
    for port in ports.items() {
        let (name, number, host) = (port.field("name"), port.field("containerPort"), port.field("hostPort"));
        if let Some(text) = name.some_text() {
            let is_name = port_name(text).is_none();
            name.port_name(out);
            if is_name && !names.insert(text) {
                name.refuse("is the name of another port", "give each port a name of its own", out);
            }
        }
        match number.number() {
            Some(0) => number.missing(out),
            _ => number.port_number(out),
        }
        if host.some_number().is_some_and(|it| it != 0) {
            host.port_number(out);
        }
        port.field("protocol").choice(PROTOCOLS, out);
    }
}

fn variables(variables: &Node<'_, '_>, out: &mut Violations) {
    for variable in variables.items() {
        let (name, from) = (variable.field("name"), variable.field("valueFrom"));
        match name.text() {
            Some("") => name.missing(out),
            Some(text) if !is_variable(text) => {
                name.refuse("is no name of a variable", "use printable ASCII without `=`", out);
            }
            _ => {}
        }
        if !from.is_set() || from.len().is_none() {
            continue;
        }
        let sources = ["fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef"];
        let count = sources.iter().filter(|it| from.field(it).is_set()).count();
        let value = variable.field("value").text();
        if count == 0 {
            from.refuse("names no source", "set one of `fieldRef`, `configMapKeyRef`, `secretKeyRef` …", out);
        } else if value.is_some_and(|it| !it.is_empty()) {
            from.refuse("may not be set beside `value`", "remove one of the two", out);
        } else if count > 1 && value.is_some() {
            from.refuse("names more than one source", "", out);
        }
        if from.field("fieldRef").is_set() {
            fields::of_pod(&from.field("fieldRef"), fields::IN_VARIABLES, out);
        }
        if from.field("resourceFieldRef").is_set() {
            fields::of_container(&from.field("resourceFieldRef"), false, out);
        }
        for name in ["configMapKeyRef", "secretKeyRef"] {
            let source = from.field(name);
            if !source.is_set() || source.len().is_none() {
                continue;
            }
            let key = source.field("key");
            source.field("name").dns_subdomain(out);
            match key.text() {
                Some("") => key.missing(out),
                Some(text) if file_key(text).is_some() => key.refuse("is no key of it", "", out),
                _ => {}
            }
        }
    }
}

fn init_container(container: &Node<'_, '_>, pod: &Pod<'_>, out: &mut Violations) {
    let policy = container.field("restartPolicy");
    match policy.text() {
        Some("Always") => probes(container, pod, out),
        None => {}
        Some(_) => {
            for name in ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"] {
                let field = container.field(name);
                // Whether a `stopSignal` is there is for the cluster to say.
                let only_signal =
                    name == "lifecycle" && field.len() == Some(1) && field.field("stopSignal").is_written();
                if field.is_set() && !only_signal {
                    field.refuse(
                        "may not be set for an init container without `restartPolicy: Always`",
                        "",
                        out,
                    );
                }
            }
        }
    }
}

fn probes(container: &Node<'_, '_>, pod: &Pod<'_>, out: &mut Violations) {
    for name in ["livenessProbe", "readinessProbe", "startupProbe"] {
        let probe = container.field(name);
        if probe.is_set() && probe.len().is_some() {
            self::probe(&probe, name, pod, out);
        }
    }
    let lifecycle = container.field("lifecycle");
    for name in ["postStart", "preStop"] {
        let hook = lifecycle.field(name);
        if hook.is_set() && hook.len().is_some() {
            handler(&hook, &["exec", "httpGet", "tcpSocket", "sleep"], pod, out);
        }
    }
}

fn probe(probe: &Node<'_, '_>, name: &str, pod: &Pod<'_>, out: &mut Violations) {
    handler(probe, &["exec", "httpGet", "tcpSocket", "grpc"], pod, out);
    for name in ["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "failureThreshold"] {
        probe.field(name).not_negative(out);
    }
    let successes = probe.field("successThreshold");
    match successes.number() {
        Some(0 | 1) | None => {}
        Some(_) if name != "readinessProbe" => {
            successes.refuse("is not 1", "only a readinessProbe may have more", out);
        }
        Some(_) => successes.not_negative(out),
    }
    let grace = probe.field("terminationGracePeriodSeconds");
    match name {
        "readinessProbe" if grace.is_set() => grace.refuse("may not be set for a readinessProbe", "", out),
        _ if grace.is_set() => grace.between(1, i64::MAX, out),
        _ => {}
    }
}

fn handler(owner: &Node<'_, '_>, kinds: &[&str], pod: &Pod<'_>, out: &mut Violations) {
    let mut found = 0;
    for kind in kinds {
        let action = owner.field(kind);
        if !action.is_set() {
            continue;
        }
        found += 1;
        if found > 1 {
            action.refuse("may not be set beside another action", "keep one of them", out);
            continue;
        }
        match *kind {
            "exec" if action.field("command").len() == Some(0) => action.field("command").missing(out),
            "httpGet" => {
                action.field("port").port(out);
                action.field("scheme").choice(&["HTTP", "HTTPS"], out);
                let headers = action.field("httpHeaders");
                for header in headers.items() {
                    let name = header.field("name");
                    let inside = |it: u8| it.is_ascii_alphanumeric() || it == b'-';
                    if name.text().is_some_and(|it| it.is_empty() || !it.bytes().all(inside)) {
                        // The API server's code names the list.
                        headers.refuse_at(name.at(), "has a name that is none of a header", "", out);
                    }
                }
            }
            "tcpSocket" => action.field("port").port(out),
            "sleep" => {
                let (seconds, grace) = (action.field("seconds").number(), pod.grace);
                if seconds.zip(grace).is_some_and(|(it, most)| !(0..=most).contains(&it)) {
                    action.refuse("takes longer than `terminationGracePeriodSeconds`", "", out);
                }
            }
            "grpc" => action.field("port").port_number(out),
            _ => {}
        }
    }
    if found == 0 {
        owner.missing(out);
    }
}
