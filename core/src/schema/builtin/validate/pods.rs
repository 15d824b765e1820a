//! Pods and templates of Pods: containers, their ports, variables, mounts and probes, and volumes.

use super::PROTOCOLS;
use super::names::port_name;
use super::node::Node;
use crate::order::Set;
use crate::schema::violations::Violations;

/// The restart policies of a Pod.
const RESTART: &[&str] = &["Always", "Never", "OnFailure"];

/// Checks a Pod.
pub(super) fn pod(pod: &Node<'_, '_>, out: &mut Violations) {
    let spec = pod.field("spec");
    self::spec(&spec, None, out);
    no_ephemeral(&spec, out);
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
    no_ephemeral(&template.field("spec"), out);
}

/// Checks the `spec` of a Pod.
pub(super) fn spec(spec: &Node<'_, '_>, claims: Option<&Node<'_, '_>>, out: &mut Violations) {
    let volumes = Volumes::check(&spec.field("volumes"), claims, out);
    let (containers, init) = (spec.field("containers"), spec.field("initContainers"));
    if containers.len() == Some(0) {
        containers.missing(out);
    }
    let mut names = Set::new();
    for container in containers.items() {
        self::container(&container, &volumes, out);
        probes(&container, out);
        unique_name(&container, &mut names, out);
    }
    for container in init.items() {
        self::container(&container, &volumes, out);
        init_container(&container, out);
        unique_name(&container, &mut names, out);
    }
    spec.field("restartPolicy").choice(RESTART, out);
    let dns = ["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"];
    spec.field("dnsPolicy").choice(&dns, out);
    spec.field("nodeSelector").labels(out);
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

fn unique_name<'a>(container: &Node<'a, '_>, names: &mut Set<&'a str>, out: &mut Violations) {
    let name = container.field("name");
    if let Some(text) = name.some_text()
        && !names.insert(text)
    {
        name.refuse("is the name of another container", "give each container a name of its own", out);
    }
}

fn container(container: &Node<'_, '_>, volumes: &Volumes<'_>, out: &mut Violations) {
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
    let mut paths = Set::new();
    for mount in container.field("volumeMounts").items() {
        let (name, path) = (mount.field("name"), mount.field("mountPath"));
        match name.text() {
            Some("") => name.missing(out),
            Some(text) if !volumes.has(text) => {
                name.refuse(
                    "is no volume of the Pod",
                    "add it to `volumes`, or use the name of one there",
                    out,
                );
            }
            _ => {}
        }
        match path.text() {
            Some("") => path.missing(out),
            Some(text) if !paths.insert(text) => {
                path.refuse("is the path of another mount", "", out);
            }
            _ => {}
        }
    }
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
            Some(text) if !text.bytes().all(|it| matches!(it, b' '..=b'~') && it != b'=') => {
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
        for name in ["configMapKeyRef", "secretKeyRef"] {
            let source = from.field(name);
            if source.is_set() && source.field("key").text() == Some("") {
                source.field("key").missing(out);
            }
        }
    }
}

fn init_container(container: &Node<'_, '_>, out: &mut Violations) {
    let policy = container.field("restartPolicy");
    match policy.text() {
        Some("Always") => probes(container, out),
        None => {}
        Some(_) => {
            for name in ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"] {
                let field = container.field(name);
                if field.is_set() {
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

fn probes(container: &Node<'_, '_>, out: &mut Violations) {
    for name in ["livenessProbe", "readinessProbe", "startupProbe"] {
        let probe = container.field(name);
        if probe.is_set() && probe.len().is_some() {
            self::probe(&probe, name, out);
        }
    }
    let lifecycle = container.field("lifecycle");
    for name in ["postStart", "preStop"] {
        let hook = lifecycle.field(name);
        if hook.is_set() && hook.len().is_some() {
            handler(&hook, &["exec", "httpGet", "tcpSocket", "sleep"], out);
        }
    }
}

fn probe(probe: &Node<'_, '_>, name: &str, out: &mut Violations) {
    handler(probe, &["exec", "httpGet", "tcpSocket", "grpc"], out);
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
    if grace.is_set() && name != "readinessProbe" {
        grace.between(1, i64::MAX, out);
    }
}

fn handler(owner: &Node<'_, '_>, kinds: &[&str], out: &mut Violations) {
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
            }
            "tcpSocket" => action.field("port").port(out),
            "grpc" => action.field("port").port_number(out),
            _ => {}
        }
    }
    if found == 0 {
        owner.missing(out);
    }
}

/// The volumes of a Pod.
struct Volumes<'a> {
    /// The names of all of them, those too that are not valid.
    names: Set<&'a str>,
    /// Whether some name is not known.
    open: bool,
}

impl<'a> Volumes<'a> {
    fn has(&self, name: &str) -> bool {
        self.open || self.names.contains(name)
    }

    fn check(list: &Node<'a, '_>, claims: Option<&Node<'a, '_>>, out: &mut Violations) -> Self {
        let mut found = Self { names: Set::new(), open: list.len().is_none() };
        let (mut own, mut added) = (Set::new(), Set::new());
        for claim in claims.iter().flat_map(|it| it.items()) {
            let metadata = claim.field("metadata");
            let name = metadata.field("name");
            match name.text() {
                Some("") => name.missing(out),
                Some(text) => {
                    name.dns_label(out);
                    _ = added.insert(text);
                }
                None => found.open = true,
            }
        }
        for volume in list.items() {
            let name = volume.field("name");
            let Some(text) = name.text() else {
                found.open = true;
                continue;
            };
            // What a StatefulSet adds stands in the place of a volume of that name.
            if added.contains(text) {
                continue;
            }
            match text {
                "" => name.missing(out),
                _ => name.dns_label(out),
            }
            if !text.is_empty() && !own.insert(text) {
                name.refuse("is the name of another volume", "give each volume a name of its own", out);
            }
            source(&volume, out);
        }
        own.into_iter().chain(added).for_each(|it| _ = found.names.insert(it));
        found
    }
}

/// What has to be there in the commonest sources of a volume.
fn source(volume: &Node<'_, '_>, out: &mut Violations) {
    let needs = [
        ("configMap", "name"),
        ("hostPath", "path"),
        ("persistentVolumeClaim", "claimName"),
        ("secret", "secretName"),
    ];
    let mut first = true;
    for (kind, name) in needs {
        let source = volume.field(kind);
        if source.is_set() && source.len().is_some() {
            if first && source.field(name).text() == Some("") {
                source.field(name).missing(out);
            }
            first = false;
        }
    }
}
