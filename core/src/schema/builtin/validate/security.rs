//! Security contexts of Pods and containers.

use super::node::Node;
use super::windows;
use crate::order::Set;
use crate::schema::violations::Violations;

/// The largest id of a user or group.
const MAX_ID: i64 = 2_147_483_647;

/// Checks the context of a Pod, which all its containers share.
pub(super) fn of_pod(context: &Node<'_, '_>, out: &mut Violations) {
    for name in ["fsGroup", "runAsUser", "runAsGroup"] {
        id(&context.field(name), out);
    }
    context.field("supplementalGroups").items().for_each(|it| it.between(0, MAX_ID, out));
    let mut names = Set::new();
    for setting in context.field("sysctls").items() {
        let name = setting.field("name");
        match name.text() {
            Some("") => name.missing(out),
            Some(text) if !is_sysctl(text) => name.refuse("is no name of a sysctl", "", out),
            Some(text) if !names.insert(text) => name.refuse("is set twice", "", out),
            _ => {}
        }
    }
    context.field("seLinuxChangePolicy").strict_choice(&["MountOption", "Recursive"], out);
    context.field("fsGroupChangePolicy").strict_choice(&["Always", "OnRootMismatch"], out);
    context.field("supplementalGroupsPolicy").strict_choice(&["Merge", "Strict"], out);
    profiles(context, out);
}

/// Checks the context of a container; whether the Pod has users of its own.
pub(super) fn of_container(context: &Node<'_, '_>, own_users: bool, out: &mut Violations) {
    id(&context.field("runAsUser"), out);
    id(&context.field("runAsGroup"), out);
    let mount = context.field("procMount");
    mount.strict_choice(&["Default", "Unmasked"], out);
    if mount.text() == Some("Unmasked") && !own_users {
        mount.refuse("is `Unmasked`, which needs `hostUsers: false`", "", out);
    }
    let escalation = context.field("allowPrivilegeEscalation");
    if escalation.is_false() {
        if context.field("privileged").is_true() {
            context.refuse(
                "may not be `privileged` where `allowPrivilegeEscalation` is false",
                "keep one of the two",
                out,
            );
        }
        let capabilities = context.field("capabilities");
        if capabilities.field("add").items().any(|it| it.text() == Some("CAP_SYS_ADMIN")) {
            context.refuse("may not add CAP_SYS_ADMIN where `allowPrivilegeEscalation` is false", "", out);
        }
    }
    profiles(context, out);
}

fn id(id: &Node<'_, '_>, out: &mut Violations) {
    if id.is_set() {
        id.between(0, MAX_ID, out);
    }
}

fn profiles(context: &Node<'_, '_>, out: &mut Violations) {
    windows::options(context, out);
    for name in ["seccompProfile", "appArmorProfile"] {
        let profile = context.field(name);
        if profile.is_set() && profile.len().is_some() {
            self::profile(&profile, name == "seccompProfile", out);
        }
    }
}

fn profile(profile: &Node<'_, '_>, is_seccomp: bool, out: &mut Violations) {
    let (kind, path) = (profile.field("type"), profile.field("localhostProfile"));
    match kind.text() {
        Some("") => kind.missing(out),
        _ => kind.choice(&["Localhost", "RuntimeDefault", "Unconfined"], out),
    }
    match (kind.text(), path.text()) {
        (Some("Localhost"), _) if !path.is_set() => path.missing(out),
        (Some("Localhost"), Some(_)) if is_seccomp => path.descending_path(out),
        (Some("Localhost"), Some(text)) => {
            if text.trim() != text {
                path.refuse("begins or ends with a space", "", out);
            } else if text.is_empty() {
                path.missing(out);
            }
        }
        // AppArmor says this only of types that it knows.
        (Some("RuntimeDefault" | "Unconfined"), _) if path.is_set() => {
            path.refuse("goes with `type: Localhost` only", "remove it", out);
        }
        (Some(_), _) if is_seccomp && path.is_set() && kind.text() != Some("Localhost") => {
            path.refuse("goes with `type: Localhost` only", "remove it", out);
        }
        _ => {}
    }
}

/// Whether `name` is made of words with dots or slashes between them.
fn is_sysctl(name: &str) -> bool {
    let inside = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || matches!(it, b'-' | b'_');
    let edge = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit();
    let word = |it: &str| {
        it.bytes().all(inside)
            && it.bytes().next().is_some_and(edge)
            && it.bytes().next_back().is_some_and(edge)
    };
    name.len() <= 253 && name.split(['.', '/']).all(word)
}
