use super::absent::Wanted;
use super::certificates;
use super::words::a_kind;
use crate::diagnostic::{Diagnostic, Safety, Severity};
use crate::model::{GrantFrom, GrantTo, GroupKind, ReferenceGrant, View};
use crate::order::Set;
use crate::rules::{Context, declare_rule, edits};
use crate::source::Location;
use crate::world::{Grant, Item, Origin};

declare_rule! {
    /// A ReferenceGrant allows each reference to another namespace.
    /// ## Why it matters
    /// The owner of a namespace says who can refer into it. Without a ReferenceGrant the reference is not resolved
    /// (`RefNotPermitted`): requests to such a backend are answered with 500, and a listener with such a certificate
    /// does not work. A grant names the kind and namespace of the object that refers, and the kind of the object that
    /// it refers to.
    /// ## Example
    /// ```yaml
    /// # settings: {complete: true}
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: web }
    /// spec:
    ///   parentRefs: [{ name: edge }]
    ///   rules:
    ///     - backendRefs:
    ///         - { name: api, namespace: pay, port: 80 } # RP2007
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: { name: edge, namespace: web }
    /// spec:
    ///   gatewayClassName: shared
    ///   listeners: [{ name: http, port: 80, protocol: HTTP }]
    /// ```
    /// ## Source
    /// [Gateway API, `ReferenceGrant`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#referencegrant):
    /// A reference to another namespace needs a ReferenceGrant in that namespace. References from routes to parents
    /// are the exception.
    pub(crate) REFERENCE_NOT_PERMITTED = "RP2007", "reference-not-permitted" {
        severity: Error, fixes: Sometimes, since: "0.1.0",
    }
}

/// A reference that crosses namespaces.
struct Crossing<'r, 'w, 'a> {
    from: &'r Item<'a>,
    to: Wanted<'a>,
    holder: View<'a>,
    at: Location,
    grant: Grant<'w, 'a>,
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    let mut crossings = Vec::new();
    for route in cx.attachments.routes() {
        for it in route.backends.iter().filter(|it| !it.grant.permits()) {
            let to = super::backend_not_found::name(it);
            let (holder, grant) = (it.backend_ref.view(), it.grant);
            crossings.push(Crossing { from: route.item, to, holder, at: it.backend_ref.name().at, grant });
        }
    }
    for (owner, it) in certificates::certificates(cx) {
        let to = Wanted {
            kind: it.secret_ref.target(),
            namespace: it.namespace,
            name: it.secret_ref.name().value,
        };
        let (holder, at) = (it.secret_ref.view(), it.secret_ref.name().at);
        crossings.push(Crossing { from: owner, to, holder, at, grant: it.grant });
    }
    for (owner, it) in certificates::authorities(cx) {
        let to = Wanted { kind: it.ca_ref.target(), namespace: it.namespace, name: it.ca_ref.name().value };
        let (holder, at) = (it.ca_ref.view(), it.ca_ref.name().at);
        crossings.push(Crossing { from: owner, to, holder, at, grant: it.grant });
    }
    // One grant is enough for all who need it: only the first finding brings it.
    let mut written = Set::new();
    for it in crossings {
        let severity = match it.grant {
            Grant::Refused => Severity::Error,
            Grant::Unknown => Severity::Warning,
            Grant::SameNamespace | Grant::NotNeeded | Grant::Granted(_) => continue,
        };
        let first =
            written.insert((it.from.kind(), it.from.namespace(), it.to.kind, it.to.namespace, it.to.name));
        out.push(not_permitted(cx, &it, severity, first));
    }
}

fn not_permitted(
    cx: &Context<'_, '_, '_>,
    it: &Crossing<'_, '_, '_>,
    severity: Severity,
    first: bool,
) -> Diagnostic {
    let (from, to) = (it.from, it.to);
    let among = if severity == Severity::Error { "" } else { " among the inputs" };
    let message = format!(
        "no ReferenceGrant in namespace `{}`{among} lets {} in `{}` use {}",
        to.namespace,
        a_kind(from.kind().kind),
        from.namespace(),
        to.title()
    );
    let at = it.holder.field("namespace").map_or(it.at, View::at);
    let found = Diagnostic::new(&REFERENCE_NOT_PERMITTED, at, message).with_severity(severity);
    if let Some(grant) = misplaced(cx, it) {
        return misplaced_finding(found, grant, to);
    }
    if let Some((at, text)) = near_miss(cx, it) {
        return found.with_help("change the ReferenceGrant that is nearly right").with_related(at, text);
    }
    let help = format!("create a ReferenceGrant in namespace `{}`", to.namespace);
    let fix = edits::append_document(
        it.holder,
        &format!("add a ReferenceGrant to namespace `{}`", to.namespace),
        &grant(from, to),
    );
    found.with_help(help).with_fix(fix.filter(|_| first))
}

/// The grant that is missing, as YAML; every release serves v1beta1.
fn grant(from: &Item<'_>, to: Wanted<'_>) -> String {
    let group = |group: &str| if group.is_empty() { "\"\"".to_owned() } else { group.to_owned() };
    format!(
        "apiVersion: gateway.networking.k8s.io/v1beta1\nkind: ReferenceGrant\nmetadata:\n  name: {}-to-{}\n  namespace: {}\nspec:\n  from:\n    - group: {}\n      kind: {}\n      namespace: {}\n  to:\n    - group: {}\n      kind: {}\n      name: {}\n",
        from.namespace(),
        to.name,
        to.namespace,
        group(from.kind().group),
        from.kind().kind,
        from.namespace(),
        group(to.kind.group),
        to.kind.kind,
        to.name
    )
}

/// So many grants of a namespace are compared with what is wanted.
const MOST_GRANTS: usize = 64;

/// The grant that would let the reference in, if it were in the namespace of what is referred to.
fn misplaced<'w, 'a>(cx: &Context<'_, 'w, 'a>, it: &Crossing<'_, '_, '_>) -> Option<&'w Item<'a>> {
    let own = cx.world.in_namespace(GroupKind::REFERENCE_GRANT, it.from.namespace());
    let all = cx.world.of_kind(GroupKind::REFERENCE_GRANT);
    let mut grants = own.iter().take(MOST_GRANTS).chain(all.iter().take(MOST_GRANTS));
    grants.find(|grant| {
        let permits = grant.read::<ReferenceGrant<'_>>();
        grant.namespace() != it.to.namespace
            && permits.permits(it.from.kind(), it.from.namespace(), it.to.kind, it.to.name)
    })
}

/// Such a grant serves no other reference, so it is an error.
fn misplaced_finding(found: Diagnostic, grant: &Item<'_>, to: Wanted<'_>) -> Diagnostic {
    let help = format!(
        "{} lets it in, but lies in namespace `{}`: a grant counts in the namespace of what it opens, here `{}`",
        grant.title(),
        grant.namespace(),
        to.namespace
    );
    let metadata = grant.view().field("metadata").filter(|_| grant.origin() == Origin::Desired);
    let fix = metadata.and_then(|it| edits::set(it, "namespace", to.namespace, Safety::Unsafe));
    found
        .with_severity(Severity::Error)
        .with_help(help)
        .with_related(grant.at(), "the ReferenceGrant is here")
        .with_fix(fix)
}

/// The one field that keeps a grant of the namespace from being the right one, and what it says.
fn near_miss(cx: &Context<'_, '_, '_>, it: &Crossing<'_, '_, '_>) -> Option<(Location, String)> {
    let grants = cx.world.in_namespace(GroupKind::REFERENCE_GRANT, it.to.namespace).iter().take(MOST_GRANTS);
    grants.map(Item::read::<ReferenceGrant<'_>>).find_map(|grant| {
        let from = grant.from().map(|entry| wrong_from(entry, it.from)).min_by_key(Vec::len)?;
        let to = grant.to().map(|entry| wrong_to(entry, it.to)).min_by_key(Vec::len)?;
        match from.into_iter().chain(to).collect::<Vec<_>>().as_slice() {
            [only] => Some(only.clone()),
            _ => None,
        }
    })
}

fn wrong_from(entry: GrantFrom<'_>, from: &Item<'_>) -> Vec<(Location, String)> {
    let kind = from.kind();
    let fields = [
        (entry.group(), kind.group, "group"),
        (entry.kind(), kind.kind, "kind"),
        (entry.namespace(), from.namespace(), "namespace"),
    ];
    let wrong = fields.into_iter().filter(|(written, wanted, _)| written.value != *wanted);
    wrong.map(|(written, wanted, key)| (written.at, differs("from", key, written.value, wanted))).collect()
}

fn wrong_to(entry: GrantTo<'_>, to: Wanted<'_>) -> Vec<(Location, String)> {
    let fields = [
        (Some(entry.group()), to.kind.group, "group"),
        (Some(entry.kind()), to.kind.kind, "kind"),
        (entry.name().filter(|it| !it.value.is_empty()), to.name, "name"),
    ];
    let written = fields.into_iter().filter_map(|(written, wanted, key)| Some((written?, wanted, key)));
    let wrong = written.filter(|(written, wanted, _)| written.value != *wanted);
    wrong.map(|(written, wanted, key)| (written.at, differs("to", key, written.value, wanted))).collect()
}

fn differs(end: &str, key: &str, written: &str, wanted: &str) -> String {
    format!("its `{end}` has {key} `{written}`, not `{wanted}`")
}

#[cfg(test)]
mod tests {
    use super::REFERENCE_NOT_PERMITTED as RULE;
    use crate::diagnostic::Severity;
    use crate::rules::testing::{Tester, gateway, route};

    const GRANT: &str = "apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata:
  name: default-to-api
  namespace: pay
spec:
  from:
    - group: gateway.networking.k8s.io
      kind: HTTPRoute
      namespace: default
  to:
    - group: \"\"
      kind: Service
      name: api
";

    #[test]
    fn a_backend_in_another_namespace() {
        let shop = route("rules: [{backendRefs: [{name: api, namespace: pay, port: 80}]}]");
        let end = "namespace: pay, port: 80}]}]}\n";
        Tester::new(&RULE)
            .pass("its own namespace", &[&shop.replace("namespace: pay", "namespace: default")])
            .pass("granted", &[&shop, GRANT])
            .fail("nothing is known", &[&shop], "no ReferenceGrant in namespace `pay` among the inputs lets an HTTPRoute in `default` use Service `pay/api`")
            .severity(Severity::Warning)
            .at("pay")
            .fix(end, &format!("{end}---\n{GRANT}"))
            .complete()
            .fail("there is none", &[&shop], "no ReferenceGrant in namespace `pay` lets an HTTPRoute in `default` use Service `pay/api`")
            .severity(Severity::Error)
            .help("create a ReferenceGrant in namespace `pay`")
            .fix(end, &format!("{end}---\n{GRANT}"));
    }

    #[test]
    fn a_grant_that_is_nearly_right() {
        let shop = route("rules: [{backendRefs: [{name: api, namespace: pay, port: 80}]}]");
        let end = "namespace: pay, port: 80}]}]}\n";
        let mut tester = Tester::new(&RULE)
            .complete()
            .fail("no grant", &[&shop], "lets")
            .fix(end, &format!("{end}---\n{GRANT}"));
        for (right, wrong) in [
            ("kind: HTTPRoute", "kind: GRPCRoute"),
            ("namespace: default", "namespace: web"),
            ("name: api", "name: app"),
        ] {
            let grant = GRANT.replace(&format!("      {right}"), &format!("      {wrong}"));
            tester = tester
                .fail(wrong, &[&shop, &grant], "no ReferenceGrant in namespace `pay` lets")
                .help("change the ReferenceGrant that is nearly right")
                .no_fix();
        }
    }

    #[test]
    fn a_grant_in_the_wrong_namespace() {
        let shop = route("rules: [{backendRefs: [{name: api, namespace: pay, port: 80}]}]");
        let mut tester = Tester::new(&RULE);
        for namespace in ["default", "other"] {
            let grant = GRANT.replace("  namespace: pay", &format!("  namespace: {namespace}"));
            tester = tester
                .fail(namespace, &[&shop, &grant], "lets an HTTPRoute in `default` use Service `pay/api`")
                .severity(Severity::Error)
                .help(&format!("ReferenceGrant `{namespace}/default-to-api` lets it in, but lies in namespace `{namespace}`"))
                .fix(&format!("  namespace: {namespace}"), "  namespace: pay");
        }
    }

    #[test]
    fn a_certificate_in_another_namespace() {
        let edge = gateway(
            "{name: web, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: api, namespace: pay}]}}",
        );
        let grant =
            GRANT.replace("kind: HTTPRoute", "kind: Gateway").replace("kind: Service", "kind: Secret");
        let end = "namespace: pay}]}}]}\n";
        Tester::new(&RULE)
            .pass("granted", &[&edge, &grant])
            .fail("unknown", &[&edge], "lets a Gateway in `default` use Secret `pay/api`")
            .fix(end, &format!("{end}---\n{grant}"));
    }
}
