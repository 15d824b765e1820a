//! Pods of Windows, and what none of Windows or Linux may have.

use super::node::Node;
use crate::schema::names::dns_label;
use crate::schema::violations::Violations;

/// The most bytes of a description of a group-managed account, of a domain and of a user.
const MAX_ACCOUNT: usize = 64 * 1024;
const MAX_DOMAIN: usize = 255;
const MAX_USER: usize = 104;

/// What a Pod of Windows may not have, in its `securityContext`, itself, and in those of its containers.
const NOT_OF_PODS: &[&str] = &[
    "appArmorProfile",
    "fsGroup",
    "fsGroupChangePolicy",
    "runAsGroup",
    "runAsUser",
    "seLinuxChangePolicy",
    "seLinuxOptions",
    "seccompProfile",
    "supplementalGroupsPolicy",
];
const NOT_OF_SPECS: &[&str] = &["hostUsers", "shareProcessNamespace"];
const NOT_OF_CONTAINERS: &[&str] = &[
    "allowPrivilegeEscalation",
    "appArmorProfile",
    "capabilities",
    "privileged",
    "procMount",
    "readOnlyRootFilesystem",
    "runAsGroup",
    "runAsUser",
    "seLinuxOptions",
    "seccompProfile",
];
/// Checks what a `spec` says of its operating system.
pub(super) fn check(spec: &Node<'_, '_>, out: &mut Violations) {
    let os = spec.field("os");
    let name = os.field("name");
    let context = spec.field("securityContext");
    processes(spec, &context, out);
    if !os.is_set() || os.len().is_none() {
        return;
    }
    match name.text() {
        Some("") => name.missing(out),
        Some("linux") => {
            each(spec, |it| not_of_linux(&it.field("securityContext"), out));
            not_of_linux(&context, out);
        }
        Some("windows") => {
            refuse_all(&context, NOT_OF_PODS, out);
            refuse_all(spec, NOT_OF_SPECS, out);
            for field in [context.field("supplementalGroups"), spec.field("hostPID"), spec.field("hostIPC")] {
                if field.is_true() || field.len().is_some() && field.is_set() {
                    refuse(&field, out);
                }
            }
            if context.field("sysctls").len().is_some_and(|it| it > 0) {
                refuse(&context.field("sysctls"), out);
            }
            each(spec, |it| refuse_all(&it.field("securityContext"), NOT_OF_CONTAINERS, out));
        }
        // The API server's code names the owner.
        Some(other) => os.not_in(other, &["linux", "windows"], out),
        None => {}
    }
}

fn each(spec: &Node<'_, '_>, mut with: impl FnMut(&Node<'_, '_>)) {
    for list in ["initContainers", "containers", "ephemeralContainers"] {
        spec.field(list).items().for_each(|it| with(&it));
    }
}

fn refuse(field: &Node<'_, '_>, out: &mut Violations) {
    field.refuse("may not be set for a Pod of Windows", "remove it, or `os`", out);
}

fn refuse_all(owner: &Node<'_, '_>, names: &[&str], out: &mut Violations) {
    for name in names {
        let field = owner.field(name);
        if field.is_set() {
            refuse(&field, out);
        }
    }
}

fn not_of_linux(context: &Node<'_, '_>, out: &mut Violations) {
    let options = context.field("windowsOptions");
    if options.is_set() {
        options.refuse("may not be set for a Pod of Linux", "remove it, or `os`", out);
    }
}

/// Containers that run as processes of their node do so together, in its network.
fn processes(spec: &Node<'_, '_>, context: &Node<'_, '_>, out: &mut Violations) {
    let options = context.field("windowsOptions");
    let pod = options.field("hostProcess");
    let (mut all, mut of_host) = (0_usize, 0_usize);
    each(spec, |container| {
        all += 1;
        let context = container.field("securityContext");
        let options = context.field("windowsOptions");
        let own = options.field("hostProcess");
        if own.is_set() && pod.is_set() && own.is_true() != pod.is_true() {
            own.refuse("is not what the Pod says", "remove one of the two", out);
        }
        of_host += usize::from(own.is_true() || (!own.is_set() && pod.is_true()));
    });
    if of_host == 0 {
        return;
    }
    if of_host != all {
        spec.refuse("has containers with `hostProcess` and others without", "set it for the Pod", out);
    }
    if !spec.field("hostNetwork").is_true() {
        spec.field("hostNetwork").refuse("has to be true beside `hostProcess`", "", out);
    }
}

/// Checks the options of a security context.
pub(super) fn options(context: &Node<'_, '_>, out: &mut Violations) {
    let options = context.field("windowsOptions");
    let (name, account) = (options.field("gmsaCredentialSpecName"), options.field("gmsaCredentialSpec"));
    if name.is_set() {
        name.dns_subdomain(out);
    }
    if account.is_set() && account.text().is_some_and(|it| it.is_empty() || it.len() > MAX_ACCOUNT) {
        account.refuse("is empty, or has more than 64 KiB", "", out);
    }
    let user = options.field("runAsUserName");
    if user.is_set() && user.text().is_some_and(|it| !is_user(it)) {
        user.refuse("is no user of Windows", r"write `user` or `domain\user`", out);
    }
}

fn is_user(text: &str) -> bool {
    let (domain, user) = text.split_once('\\').map_or((None, text), |it| (Some(it.0), it.1));
    let odd = |it: char| r#""/\:;|=,+*?<>@[]"#.contains(it);
    !text.chars().any(|it| it.is_ascii_control())
        && domain.is_none_or(|it| it.len() <= MAX_DOMAIN && (is_net_bios(it) || is_domain(it)))
        && user.len() <= MAX_USER
        && !user.contains(odd)
        && !user.chars().all(|it| matches!(it, '.' | ' '))
}

fn is_net_bios(domain: &str) -> bool {
    let odd = |it: char| r#"\/:*?"<>|"#.contains(it);
    (1..=15).contains(&domain.chars().count()) && !domain.starts_with('.') && !domain.contains(odd)
}

fn is_domain(domain: &str) -> bool {
    domain.split('.').all(|it| dns_label(&it.to_ascii_lowercase()).is_none())
}

#[cfg(test)]
mod tests {
    use super::is_user;

    #[test]
    fn users_of_windows() {
        for good in ["user", r"DOMAIN\user", r"a.example\user", "NT AUTHORITY"] {
            assert!(is_user(good), "{good}");
        }
        for bad in ["", ".", r"\a", r"a\", r"a\b\c", "a:b", "a\nb"] {
            assert!(!is_user(bad), "{bad}");
        }
    }
}
