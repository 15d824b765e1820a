//! What tenants may create beside routes: kinds, Services, Pods, annotations of both, Gateways where they are allowed.

use super::Source;
use super::cel::{any, block, indented, list, text};
use super::glob::regex;
use super::policy::Policy;
use crate::model::GroupKind;
use crate::settings::{Deny, OpenField, ServiceType};
use crate::tenancy::{
    CERTIFICATE, DENIED_IN_CERTIFICATES, GATEWAY_API, GATEWAY_API_X, OF_CONTROLLERS, PublishingKinds, means,
    publishing,
};

/// The kinds that say where a Service leads.
const ENDPOINTS: [(&str, &str); 2] = [("", "Endpoints"), ("discovery.k8s.io", "EndpointSlice")];

/// The groups of routes.
const GATEWAY_GROUPS: [&str; 2] = [GATEWAY_API, GATEWAY_API_X];
/// Whether an object of these groups is a route.
const IS_NAMED_ROUTE: &str = "request.kind.kind.lowerAscii().endsWith('route')";

/// The kinds with a template of Pods at `spec.template`.
const WORKLOADS: [&str; 9] = [
    "CloneSet.apps.kruise.io",
    "DaemonSet.apps",
    "Deployment.apps",
    "DeploymentConfig.apps.openshift.io",
    "Job.batch",
    "ReplicaSet.apps",
    "ReplicationController.",
    "Rollout.argoproj.io",
    "StatefulSet.apps",
];

/// Adds what all other parts use: which kind of object it is.
pub(super) fn add_kind(source: &Source<'_>, policy: &mut Policy) {
    policy.variable("group", "request.kind.group");
    policy.variable("kind", "request.kind.kind + '.' + request.kind.group");
    let kinds = source.profile.routes.kinds.iter().map(|it| format!("{it}.{GATEWAY_API}"));
    let kinds: Vec<String> = kinds.collect();
    policy.variable("isRoute", format!("variables.kind in {}", list(kinds.iter().map(String::as_str))));
    let gateways = source.gateways();
    policy.variable(
        "isOwnGateway",
        format!(
            "variables.kind == 'Gateway.{GATEWAY_API}'\n  && object.metadata.?namespace.orValue('') + '/' + object.metadata.?name.orValue('') in {}",
            list(gateways.iter().map(String::as_str))
        ),
    );
}

/// Adds which kinds there may be.
pub(super) fn add_kinds(source: &Source<'_>, policy: &mut Policy) {
    let title = &source.title;
    policy.require(
        format!("variables.isRoute || !(variables.group in {} && {IS_NAMED_ROUTE})", list(GATEWAY_GROUPS)),
        &format!("RP5010 {title} does not take this kind of route"),
        Some("request.kind.kind"),
    );
    let mut refused = entries(&source.profile.forbidden.kinds);
    if source.profile.deny == Deny::Unlisted {
        policy.variable("publishes", publishes(source));
        refused.push("variables.publishes".to_owned());
        let (endpoints, other) = OF_CONTROLLERS.iter().partition(|it| ENDPOINTS.contains(it));
        let title = &source.title;
        add_of_controllers(
            source,
            policy,
            endpoints,
            &format!("RP5019 on {title} a tenant writes no endpoints"),
        );
        let message = format!("RP5012 on {title} a tenant creates no object of this kind");
        add_of_controllers(source, policy, other, &message);
    }
    if !refused.is_empty() {
        policy.require(
            format!("variables.isOwnGateway || !{}", block(&any(&refused))),
            &format!("RP5012 on {title} a tenant creates no object of this kind"),
            Some("request.kind.kind"),
        );
    }
}

/// What `entries` of a profile mean, as conditions of which one holds.
fn entries(entries: &[String]) -> Vec<String> {
    let (mut bare, mut whole, mut groups) = (Vec::new(), Vec::new(), Vec::new());
    for entry in entries {
        match entry.split_once('.') {
            Some(("*", group)) => groups.push(group),
            Some(_) => whole.push(entry.as_str()),
            None => bare.push(entry.as_str()),
        }
    }
    let parts = [("request.kind.kind", bare), ("variables.kind", whole), ("variables.group", groups)];
    parts
        .into_iter()
        .filter(|(_, it)| !it.is_empty())
        .map(|(of, it)| format!("{of} in {}", list(it)))
        .collect()
}

/// Whether the kind publishes traffic, is no route, and is not allowed.
fn publishes(source: &Source<'_>) -> String {
    let allowed = &source.profile.allowed.kinds;
    let is_allowed = |group: &str| allowed.iter().any(|it| it.strip_prefix("*.") == Some(group));
    let (mut groups, mut kinds, mut parts) = (Vec::new(), Vec::new(), Vec::new());
    for (group, of) in publishing().filter(|(group, _)| !is_allowed(group)) {
        match of {
            PublishingKinds::All => groups.push(group),
            PublishingKinds::AllBut(but) => {
                let but: Vec<String> = but.iter().map(|it| it.to_ascii_lowercase()).collect();
                let but = list(but.iter().map(String::as_str));
                let mut part = format!(
                    "variables.group == {} && !(request.kind.kind.lowerAscii() in {but})",
                    text(group)
                );
                if GATEWAY_GROUPS.contains(&group) {
                    part.push_str(&format!("\n  && !{IS_NAMED_ROUTE}"));
                }
                parts.push(part);
            }
            PublishingKinds::Only(only) => {
                let only = only.iter().filter(|kind| !OF_CONTROLLERS.contains(&(group, kind)));
                kinds.extend(only.map(|kind| format!("{}.{group}", kind.to_ascii_lowercase())));
            }
        }
    }
    parts.push(format!("variables.group in {}", list(groups)));
    parts.push(format!("variables.kind.lowerAscii() in {}", list(kinds.iter().map(String::as_str))));
    let some: Vec<String> = allowed.iter().filter(|it| !it.starts_with("*.")).cloned().collect();
    match entries(&some).as_slice() {
        [] => any(&parts),
        allowed => format!("!{} && {}", block(&any(allowed)), block(&any(&parts))),
    }
}

/// Adds who may write what components of the cluster write, where it is neither forbidden nor allowed.
fn add_of_controllers(source: &Source<'_>, policy: &mut Policy, kinds: Vec<&(&str, &str)>, message: &str) {
    let open = |group, kind| !source.allows_kind(group, kind) && !source.forbids_kind(group, kind);
    let kinds = kinds.into_iter().filter(|(group, kind)| open(group, kind));
    let kinds: Vec<String> = kinds.map(|(group, kind)| format!("{kind}.{group}")).collect();
    if kinds.is_empty() {
        return;
    }
    policy.require(
        format!(
            "!(variables.kind in {})\n|| request.userInfo.username in {}",
            list(kinds.iter().map(String::as_str)),
            list(source.profile.controllers.iter().map(String::as_str))
        ),
        message,
        Some("request.kind.kind"),
    );
}

/// Adds what a Service may be.
pub(super) fn add_services(source: &Source<'_>, policy: &mut Policy) {
    let (profile, title) = (source.profile, &source.title);
    policy.variable("serviceType", "variables.kind == 'Service.' ? object.?spec.?type.orValue('') : ''");
    let unlisted = profile.deny == Deny::Unlisted;
    let forbidden = |it: ServiceType| profile.forbidden.service_types.contains(&it);
    let may = if unlisted {
        let allowed = profile.allowed.service_types.iter().copied().chain([ServiceType::ExternalName]);
        let allowed = allowed.filter(|it| !forbidden(*it)).map(ServiceType::as_str);
        format!("variables.serviceType in {}", list([""].into_iter().chain(allowed)))
    } else {
        let forbidden = profile.forbidden.service_types.iter().copied().map(ServiceType::as_str);
        format!("!(variables.serviceType in {})", list(forbidden))
    };
    let message = format!("RP5013 on {title} a Service of a tenant is not of this type");
    policy.require(may, &message, Some("variables.serviceType"));
    if !unlisted {
        return;
    }
    if !forbidden(ServiceType::ExternalName) {
        let is_external = profile.allowed.service_types.contains(&ServiceType::ExternalName);
        policy.require(
            format!(
                "variables.serviceType != 'ExternalName'\n|| [object.spec.?externalName.orValue('')].exists(name, {})",
                external_name(is_external)
            ),
            &format!("RP5018 on {title} an ExternalName does not lead out of its namespace"),
            Some("object.spec.?externalName.orValue('')"),
        );
    }
    for (field, none) in [
        (OpenField::ExternalIPs, "size(object.spec.?externalIPs.orValue([])) == 0"),
        (OpenField::LoadBalancerIP, "object.spec.?loadBalancerIP.orValue('') == ''"),
    ] {
        if !profile.allowed.fields.contains(&field) {
            policy.require(
                format!("variables.kind != 'Service.' || !has(object.spec) || {none}"),
                &format!("RP5017 on {title} a Service of a tenant has no `{}`", field.as_str()),
                None,
            );
        }
    }
}

/// Whether `name` stays in the namespace, or may lead outside.
fn external_name(outside: bool) -> &'static str {
    if outside {
        "[name.split('.')].exists(labels,\n  size(labels) > 2 && labels[2].lowerAscii() == 'svc' ? labels[1] == variables.ownNamespace : true)"
    } else {
        IS_OWN_SERVICE
    }
}

/// Whether `name` is that of a Service in the object's namespace.
pub(super) const IS_OWN_SERVICE: &str = "(name.matches(r'^[^.]+\\.[^.]+\\.svc(\\.cluster\\.local)?\\.*$')\n  && name.split('.')[1] == variables.ownNamespace)";

/// Adds what a certificate is for, beside hostnames.
pub(super) fn add_certificates(source: &Source<'_>, policy: &mut Policy) {
    if source.profile.deny == Deny::Forbidden {
        return;
    }
    let is_judged = !meant(&source.profile.allowed.kinds, CERTIFICATE.group, CERTIFICATE.kind);
    policy.variable(
        "certificate",
        format!(
            "variables.kind == '{}.{}' && {is_judged} ? object.?spec.orValue({{}}) : {{}}",
            CERTIFICATE.kind, CERTIFICATE.group
        ),
    );
    policy.variable(
        "certified",
        format!(
            "([variables.certificate.?commonName.orValue('')] + variables.certificate.?dnsNames.orValue([]))\n  .filter(name, name.contains('.') && !{IS_OWN_SERVICE})"
        ),
    );
    let lists = DENIED_IN_CERTIFICATES.iter().map(|it| match *it {
        "literalSubject" => format!("variables.certificate.?{it}.orValue('') == ''"),
        _ => format!("size(variables.certificate.?{it}.orValue([])) == 0"),
    });
    policy.require(
        lists.collect::<Vec<_>>().join(" && "),
        &format!("RP5025 on {} a tenant's Certificate is for hostnames only", source.title),
        None,
    );
}

/// Adds the variables `templates` and `annotations`: the templates of Pods in an object, and all annotations in it.
pub(super) fn add_templates(source: &Source<'_>, policy: &mut Policy) {
    policy.variable(
        "templates",
        format!(
            "variables.kind in {}\n  ? [?object.?spec.?template]\n  : variables.kind == 'CronJob.batch'\n  ? [?object.?spec.?jobTemplate, ?object.?spec.?jobTemplate.?spec.?template]\n  : variables.kind == 'PodTemplate.' ? [?object.?template] : []",
            list(WORKLOADS)
        ),
    );
    if source.profile.deny == Deny::Unlisted {
        let mut annotated = "[object] + variables.templates\n  + (variables.kind == 'StatefulSet.apps' ? object.?spec.?volumeClaimTemplates.orValue([]) : [])".to_owned();
        if source.allows_kind(GATEWAY_API, "Gateway") {
            annotated.push_str(&format!(
                "\n  + (variables.kind == 'Gateway.{GATEWAY_API}' ? [{{'metadata': object.?spec.?infrastructure.orValue({{}})}}] : [])"
            ));
        }
        policy.variable(
            "annotations",
            format!("({annotated}).map(part, part.?metadata.?annotations.orValue({{}}))"),
        );
    }
}

/// Adds what Pods may do, wherever their templates stand.
pub(super) fn add_pods(source: &Source<'_>, policy: &mut Policy) {
    let (profile, title) = (source.profile, &source.title);
    let open = |field| profile.deny == Deny::Forbidden || profile.allowed.fields.contains(&field);
    let patterns: Vec<String> = profile.forbidden.images.iter().filter_map(regex).collect();
    let fields = [OpenField::HostNetwork, OpenField::HostPort].map(open);
    if fields == [true, true] && patterns.is_empty() {
        return;
    }
    policy.variable(
        "pods",
        "variables.kind == 'Pod.' ? [?object.?spec] : variables.templates.map(template, template.?spec.orValue({}))",
    );
    if !open(OpenField::HostNetwork) {
        policy.require(
            "variables.pods.all(pod, !pod.?hostNetwork.orValue(false))",
            &format!("RP5023 on {title} a Pod of a tenant has no `hostNetwork`"),
            None,
        );
    }
    if open(OpenField::HostPort) && patterns.is_empty() {
        return;
    }
    policy.variable(
        "containers",
        "variables.pods.map(pod,\n  pod.?containers.orValue([]) + pod.?initContainers.orValue([]) + pod.?ephemeralContainers.orValue([]))",
    );
    if !open(OpenField::HostPort) {
        policy.require(
            "variables.containers.all(some, some.all(container,\n  container.?ports.orValue([]).all(port, port.?hostPort.orValue(0) == 0)))",
            &format!("RP5023 on {title} a Pod of a tenant has no `hostPort`"),
            None,
        );
    }
    if !patterns.is_empty() {
        add_images(policy, &patterns, title);
    }
}

/// Adds which images there may be, without tag and digest; a colon in front of a slash is a registry's port.
fn add_images(policy: &mut Policy, patterns: &[String], title: &str) {
    let patterns: Vec<String> = patterns.iter().map(|it| format!("image.matches(r'^(?:{it})$')")).collect();
    policy.variable(
        "forbiddenImages",
        format!(
            "variables.containers.map(some, some\n  .map(container, container.?image.orValue('').trim().split('@')[0].lowerAscii())\n  .map(image, image.lastIndexOf(':') > image.lastIndexOf('/') ? image.substring(0, image.lastIndexOf(':')) : image)\n  .filter(image,\n    {}))\n  .filter(some, size(some) > 0)",
            indented(&indented(&any(&patterns)))
        ),
    );
    policy.require(
        "size(variables.forbiddenImages) == 0",
        &format!("RP5014 on {title} a tenant does not run these images"),
        Some("variables.forbiddenImages.map(some, some.join(', ')).join(', ')"),
    );
}

/// Adds what a Gateway or GatewayClass may have, where the profile allows its kind.
pub(super) fn add_gateways(source: &Source<'_>, policy: &mut Policy) {
    let kinds = ["Gateway", "GatewayClass"].into_iter().filter(|it| source.allows_kind(GATEWAY_API, it));
    let kinds: Vec<String> = kinds.map(|it| format!("{it}.{GATEWAY_API}")).collect();
    if kinds.is_empty() || source.profile.deny == Deny::Forbidden {
        return;
    }
    let kinds = list(kinds.iter().map(String::as_str));
    let none = |path: &str| format!("size(object.{path}.orValue({{}})) == 0");
    for (field, paths) in [
        (OpenField::Infrastructure, vec![none("?spec.?infrastructure")]),
        (
            OpenField::ParametersRef,
            vec![none("?spec.?infrastructure.?parametersRef"), none("?spec.?parametersRef")],
        ),
    ] {
        if !source.profile.allowed.fields.contains(&field) {
            policy.require(
                format!("!(variables.kind in {kinds}) || variables.isOwnGateway || {}", paths.join(" && ")),
                &format!("RP5024 on {} a tenant's Gateway has no `{}`", source.title, field.as_str()),
                None,
            );
        }
    }
}

impl Source<'_> {
    /// Whether a profile lets tenants create this kind, if it publishes.
    fn allows_kind(&self, group: &str, kind: &str) -> bool {
        let listed = || meant(&self.profile.allowed.kinds, group, kind);
        !self.forbids_kind(group, kind) && (self.profile.deny == Deny::Forbidden || listed())
    }

    fn forbids_kind(&self, group: &str, kind: &str) -> bool {
        meant(&self.profile.forbidden.kinds, group, kind)
    }
}

/// Whether one of `entries` of a profile means this kind.
fn meant(entries: &[String], group: &str, kind: &str) -> bool {
    entries.iter().any(|it| means(it, GroupKind::new(group, kind)))
}
