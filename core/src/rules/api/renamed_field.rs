use super::{Subject, words};
use crate::diagnostic::{Diagnostic, Safety};
use crate::rules::declare_rule;
use crate::rules::moving::rename;
use crate::schema::{Renamed, Violation, fits_as};

declare_rule! {
    /// Fields have the names that the chosen Gateway API release gives them.
    /// ## Why it matters
    /// Releases rename, move and remove fields of what was experimental before. An example for an older release is
    /// refused by newer CRDs, or loses the field without a word. The finding says what the field is called now.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: BackendTLSPolicy
    /// metadata: { name: api }
    /// spec:
    ///   targetRefs: [{ group: "", kind: Service, name: api }]
    ///   tls: # RP1014
    ///     hostname: api.example.com
    ///     wellKnownCACertificates: System
    ///   validation:
    ///     hostname: api.example.com
    ///     wellKnownCACertificates: System
    /// ```
    /// ## Source
    /// [Gateway API, versioning](https://gateway-api.sigs.k8s.io/docs/concepts/versioning/): what is experimental may change or be
    /// removed in any release.
    pub(crate) RENAMED_FIELD = "RP1014", "renamed-field" {
        severity: Error, fixes: Sometimes, since: "0.1.0",
    }
}

pub(super) fn diagnose(
    subject: &Subject<'_>,
    violation: &Violation,
    name: &str,
    renamed: Renamed,
) -> Diagnostic {
    let release = subject.serving.release().name();
    let Renamed { since, now } = renamed;
    let verb = if now.is_some() { "has another name" } else { "is gone" };
    let message = format!("field {} {verb} in Gateway API {release}", words::quoted(name));
    let found = Diagnostic::new(&RENAMED_FIELD, subject.at(violation.at), message);
    let Some(now) = now else {
        return found.with_help(format!("it was removed in Gateway API 1.{since}: leave it out"));
    };
    let found = found.with_help(format!("it is `{now}` since Gateway API 1.{since}"));
    let (owner, last) = now.rsplit_once('.').unwrap_or(("", now));
    let plain = violation.path.rsplit_once('.').map_or("", |it| it.0);
    // Only what stays beside its neighbours can be renamed where it stands.
    let stays = owner.split('.').count() == plain.split('.').count() && !now.ends_with(".cookie.name");
    let new = last.trim_end_matches("[]");
    let fits = fits_as(subject.view, subject.serving, violation.at, new);
    match stays {
        true => found.with_fix(rename(
            subject.source,
            subject.view.value(),
            violation.at,
            new,
            fits,
            Safety::Unsafe,
        )),
        false => found,
    }
}

#[cfg(test)]
mod tests {
    use super::RENAMED_FIELD as RULE;
    use crate::rules::testing::{Tester, gateway, route};

    #[test]
    fn renamed_field() {
        let policy = |spec: &str| {
            format!(
                "apiVersion: gateway.networking.k8s.io/v1\nkind: BackendTLSPolicy\nmetadata: {{name: a}}\nspec:\n{spec}"
            )
        };
        let target = "  targetRefs: [{group: '', kind: Service, name: a}]\n";
        let validation = "  validation: {hostname: a.b, wellKnownCACertificates: System}\n";
        Tester::new(&RULE)
            .pass("its name", &policy(&format!("{target}{validation}")))
            .fail(
                "one target",
                &policy(&format!("  targetRef: {{group: '', kind: Service, name: a}}\n{validation}")),
                "field `targetRef` has another name in Gateway API 1.7",
            )
            .help("it is `spec.targetRefs[]` since Gateway API 1.1")
            .fix("targetRef: {group: '', kind: Service, name: a}", "targetRefs: [{group: '', kind: Service, name: a}]")
            .fail(
                "one target in lines",
                &policy(&format!("  targetRef:\n    group: ''\n    kind: Service\n    name: a\n{validation}")),
                "field `targetRef`",
            )
            .fix(
                "  targetRef:\n    group: ''\n    kind: Service\n    name: a\n",
                "  targetRefs:\n    - group: ''\n      kind: Service\n      name: a\n",
            )
            .fail("tls", &policy(&format!("{target}{}", validation.replace("validation", "tls"))), "field `tls`")
            .fix("tls:", "validation:")
            .fail("gone", &policy(&format!("{}{validation}", target.replace("name: a", "name: a, namespace: b"))), "is gone")
            .help("it was removed in Gateway API 1.1")
            .no_fix()
            .experimental()
            .fail("a place elsewhere", &gateway("{name: a, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: a}], frontendValidation: {caCertificateRefs: []}}}"), "`frontendValidation` has another name")
            .help("it is `spec.tls.frontend.default.validation` since Gateway API 1.4")
            .no_fix()
            .fail("a cookie", &route("rules: [{sessionPersistence: {cookieConfig: {lifetimeType: Session}}}]"), "`cookieConfig`")
            .fix("cookieConfig", "cookie")
            .settings("gatewayApi: {channel: experimental, version: '1.6'}")
            .pass("an older release", &route("rules: [{sessionPersistence: {cookieConfig: {lifetimeType: Session}}}]"));
    }
}
