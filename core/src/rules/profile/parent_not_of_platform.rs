use super::Subject;
use super::words::{gateways, insert_entry, replace, shown};
use crate::diagnostic::{Diagnostic, Fix, Safety};
use crate::rules::declare_rule;
use crate::settings::GatewayName;
use crate::tenancy::{ParentFact, ParentFault};
use crate::yaml::Value;

declare_rule! {
    /// Every parent of a route is one of the Gateways that the platform offers.
    /// ## Why it matters
    /// A parent ref to a Gateway that does not exist gets no status at all: nothing says that the route is not used. A
    /// parent ref to another Gateway, or to a Service, bypasses the platform. A parent ref without `namespace` means
    /// the route's own namespace, which is seldom where a shared Gateway is.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: web, namespace: web }
    /// spec:
    ///   parentRefs: [{ name: external-gateway }] # RP5001
    ///   hostnames: [web.acme.kupe.cloud]
    /// ```
    /// ## Source
    /// [Profiles](https://routeproof.github.io/routeproof/profiles.html#a-profile): `gateways` are the Gateways
    /// that routes attach to.
    pub(crate) PARENT_NOT_OF_PLATFORM = "RP5001", "parent-not-of-platform" {
        severity: Error, fixes: Sometimes, since: "0.1.0",
    }
}

pub(super) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for parent in subject.route().map(|it| it.parents.as_slice()).unwrap_or_default() {
        match &parent.fault {
            None => {}
            Some(ParentFault::OtherKind) => out.push(other_kind(subject, parent)),
            Some(ParentFault::OtherName(meant)) => {
                let (right, gateways) = (meant.map(|it| it.name.as_str()), gateways(subject));
                let help = match right {
                    Some(right) => format!("did you mean `{right}`? Routes attach to {gateways}"),
                    None => format!("routes attach to {gateways}"),
                };
                let fix = match (parent.name.zip(right), subject.platform.profile().gateways.as_slice()) {
                    (Some((at, it)), _) => replace(subject, Some(parent.value), at, it, Safety::Safe),
                    // Where there is but one, whatever was written can only mean it, or it is no route of this platform.
                    (None, [only]) => attach_to(subject, parent, only),
                    (None, _) => None,
                };
                out.push(wrong(subject, parent, parent.name, "name", help).with_fix(fix));
            }
            Some(ParentFault::OtherNamespace(right)) => {
                let namespace = right.namespace.as_str();
                let help =
                    format!("`{}` is in namespace `{namespace}`: set `namespace: {namespace}`", right.name);
                let at = parent.namespace.or(parent.name);
                out.push(
                    wrong(subject, parent, at, "namespace", help)
                        .with_fix(move_to(subject, parent, namespace)),
                );
            }
        }
    }
}

/// Another name and another namespace.
fn attach_to(subject: &Subject<'_>, parent: &ParentFact<'_>, gateway: &GatewayName) -> Option<Fix> {
    let (name, namespace) = (gateway.name.as_str(), gateway.namespace.as_str());
    let mut fix = replace(subject, Some(parent.value), parent.name?, name, Safety::Unsafe)?;
    let written = parent.namespace.and_then(Value::as_str).or(subject.facts.object.namespace());
    if written != Some(namespace) {
        fix.edits.extend(move_to(subject, parent, namespace)?.edits);
        fix.title = format!("attach to Gateway `{namespace}/{name}`");
    }
    Some(fix)
}

/// The name is the platform's, so only its namespace can be meant.
fn move_to(subject: &Subject<'_>, parent: &ParentFact<'_>, namespace: &str) -> Option<Fix> {
    match parent.namespace {
        Some(at) => replace(subject, Some(parent.value), at, namespace, Safety::Safe),
        None => insert_entry(subject, parent.value, &format!("namespace: {namespace}"), Safety::Safe),
    }
}

fn wrong(
    subject: &Subject<'_>,
    parent: &ParentFact<'_>,
    at: Option<Value<'_>>,
    key: &str,
    help: String,
) -> Diagnostic {
    let name = parent.name.and_then(Value::as_str).unwrap_or_default();
    let namespace = parent.namespace.and_then(Value::as_str).or(subject.facts.object.namespace());
    let place = match namespace {
        Some(it) => format!("Gateway `{}/{}`", shown(it), shown(name)),
        None => format!("Gateway `{}` in the route's own namespace", shown(name)),
    };
    let message = format!("{place} is not a Gateway of {}", subject.platform_name());
    Diagnostic::new(&PARENT_NOT_OF_PLATFORM, subject.at(at.unwrap_or(parent.value).span()), message)
        .with_help(help)
        .with_path(format!("spec.parentRefs[{}].{key}", parent.place))
}

fn other_kind(subject: &Subject<'_>, parent: &ParentFact<'_>) -> Diagnostic {
    let name = parent.name.and_then(Value::as_str).unwrap_or_default();
    let kind = if parent.group.is_empty() || parent.kind != "Gateway" {
        shown(parent.kind)
    } else {
        format!("{} of group `{}`", shown(parent.kind), shown(parent.group))
    };
    let message = format!("{kind} `{}` is not a Gateway of {}", shown(name), subject.platform_name());
    let at = parent.value.get("kind").or_else(|| parent.value.get("group")).unwrap_or(parent.value);
    Diagnostic::new(&PARENT_NOT_OF_PLATFORM, subject.at(at.span()), message)
        .with_help(format!("routes attach to {}", gateways(subject)))
        .with_path(format!("spec.parentRefs[{}]", parent.place))
}
