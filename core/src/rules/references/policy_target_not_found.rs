use super::absent::{Absent, Wanted};
use super::words::listed;
use crate::attach::{PolicyFact, PolicyTarget};
use crate::diagnostic::{Diagnostic, Safety};
use crate::model::{Service, ServicePort};
use crate::rules::{Context, declare_rule, edits};
use crate::source::Spanned;
use crate::suggest::nearest;
use crate::world::Item;

declare_rule! {
    /// The Service that a BackendTLSPolicy targets, and the port of it, exist.
    /// ## Why it matters
    /// A policy without a target has no effect, and nothing reports that: requests go to the backend without TLS. Its
    /// `sectionName` is the name of a port of the Service, never its number.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: BackendTLSPolicy
    /// metadata: { name: api, namespace: web }
    /// spec:
    ///   targetRefs: [{ group: "", kind: Service, name: api, sectionName: htps }] # RP2030
    ///   validation: { hostname: api.acme.test, wellKnownCACertificates: System }
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: api, namespace: web }
    /// spec: { selector: { app: api }, ports: [{ name: https, port: 443 }] }
    /// ```
    /// ## Source
    /// [Gateway API, `LocalPolicyTargetReferenceWithSectionName`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#localpolicytargetreferencewithsectionname):
    /// A policy whose target, or the section of it, does not exist is not attached.
    pub(crate) POLICY_TARGET_NOT_FOUND = "RP2030", "policy-target-not-found" {
        severity: Error, fixes: Sometimes, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for policy in cx.attachments.policies() {
        for it in &policy.targets {
            if let Some(absent) = absent(cx, policy, it) {
                let help = || help(cx, policy, &absent);
                let (holder, at) = (it.target_ref.view(), it.target_ref.name().at);
                out.push(absent.diagnose(&POLICY_TARGET_NOT_FOUND, holder, at, help));
            } else if let (true, Some(item), Some(section)) =
                (it.section_missing, it.target.found(), it.target_ref.section_name())
            {
                out.push(no_port(it, item, section));
            }
        }
    }
}

/// What the rule has to say of a target.
pub(super) fn absent<'w, 'a>(
    cx: &Context<'_, 'w, 'a>,
    policy: &PolicyFact<'w, 'a>,
    it: &PolicyTarget<'w, 'a>,
) -> Option<Absent<'w, 'a>> {
    let (target, namespace) = (it.target_ref, policy.item.namespace());
    let name = Wanted { kind: target.target(), namespace, name: target.name().value };
    Absent::new(cx.world, policy.item, it.target, name)
}

fn help(cx: &Context<'_, '_, '_>, policy: &PolicyFact<'_, '_>, absent: &Absent<'_, '_>) -> String {
    if absent.in_other_namespaces.is_empty() {
        return absent.known(cx.world);
    }
    let (there, own) = (absent.namespaces(), policy.item.namespace());
    format!("it is in namespace {there}: a policy is for targets in its own namespace, `{own}`")
}

fn no_port(it: &PolicyTarget<'_, '_>, item: &Item<'_>, section: Spanned<&str>) -> Diagnostic {
    let ports: Vec<_> = item.read::<Service<'_>>().ports().collect();
    let number = section.value.parse::<i64>().ok();
    let by_number = |it: &&ServicePort<'_>| it.port().map(|it| it.value) == number && number.is_some();
    let names = || ports.iter().filter_map(|it| it.name()).map(|it| it.value);
    let numbered = ports.iter().find(by_number).and_then(|it| it.name()).map(|it| it.value);
    let meant = numbered.or_else(|| nearest(section.value, names()));
    let help = match meant {
        Some(meant) => format!("did you mean `{meant}`?"),
        None if names().next().is_none() => "its ports have no names: leave out `sectionName`".to_owned(),
        None => format!("its ports are {}", listed(names().map(|it| format!("`{it}`")))),
    };
    let message = format!("{} has no port named `{}`", item.title(), section.value);
    Diagnostic::new(&POLICY_TARGET_NOT_FOUND, section.at, message)
        .with_help(help)
        .with_related(item.at(), "the Service is here")
        .with_fix(
            meant.and_then(|meant| edits::set(it.target_ref.view(), "sectionName", meant, Safety::Unsafe)),
        )
}

#[cfg(test)]
mod tests {
    use super::POLICY_TARGET_NOT_FOUND as RULE;
    use crate::diagnostic::Severity;
    use crate::rules::testing::Tester;

    #[test]
    fn policy_target_not_found() {
        let policy = |target: &str| {
            format!(
                "apiVersion: gateway.networking.k8s.io/v1\nkind: BackendTLSPolicy\nmetadata: {{name: p}}\nspec:\n  targetRefs: [{{group: '', kind: Service, {target}}}]\n  validation: {{hostname: a.test, wellKnownCACertificates: System}}\n"
            )
        };
        let service = "apiVersion: v1\nkind: Service\nmetadata: {name: shop}\nspec: {ports: [{name: https, port: 443}, {name: web, port: 80}]}\n".to_owned();
        let away = service.replace("{name: shop", "{namespace: pay, name: shop");
        Tester::new(&RULE)
            .pass("there", &[&policy("name: shop, sectionName: web"), &service])
            .pass("unknown", &[&policy("name: shop, sectionName: web")])
            .fail(
                "a typo",
                &[&policy("name: shoop"), &service],
                "Service `default/shoop` is not among the inputs",
            )
            .severity(Severity::Error)
            .at("shoop")
            .fix("shoop", "shop")
            .fail("another namespace", &[&policy("name: shop"), &away], "is not among the inputs")
            .severity(Severity::Warning)
            .help("a policy is for targets in its own namespace, `default`")
            .fail(
                "no such port",
                &[&policy("name: shop, sectionName: admin"), &service],
                "Service `default/shop` has no port named `admin`",
            )
            .at("admin")
            .help("its ports are `https` and `web`")
            .no_fix()
            .fail(
                "a typo in the port",
                &[&policy("name: shop, sectionName: htps"), &service],
                "has no port named `htps`",
            )
            .fix("htps", "https")
            .fail(
                "a number",
                &[&policy("name: shop, sectionName: '443'"), &service],
                "has no port named `443`",
            )
            .help("did you mean `https`?")
            .fix("'443'", "'https'")
            .complete()
            .fail("missing", &[&policy("name: shop")], "Service `default/shop` does not exist");
    }
}
