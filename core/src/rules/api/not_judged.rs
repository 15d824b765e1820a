use super::{Subject, words};
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;

declare_rule! {
    /// With `strict`, every object is of a kind that is judged.
    /// ## Why it matters
    /// Objects of Gateway API and of Kubernetes are judged, those of Kubernetes not in browsers and not with
    /// `kubernetes: none`. Objects of other APIs are judged by their CRDs, where these are available, except in
    /// browsers and admission policies. The summary counts what is not judged. With `strict: true` in the settings, or
    /// `--strict`, each such object is an error.
    /// ## Example
    /// ```yaml
    /// # settings: {strict: true}
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService # RP1007
    /// metadata: { name: shop }
    /// ```
    /// ## Source
    /// [Settings](https://routeproof.github.io/routeproof/profiles.html#routeproofyaml): With `strict` an object
    /// that is not judged is an error.
    pub(crate) NOT_JUDGED = "RP1007", "not-judged" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

/// What strictness says of an object of another API, whose CRD may be `defined` among the inputs.
pub(crate) fn diagnose(subject: &Subject<'_>, defined: bool) -> Diagnostic {
    let gvk = subject.view.gvk();
    let message = match gvk.group {
        "" => format!("{} of the core group was not judged", words::quoted(gvk.kind)),
        group => format!("{} of group {} was not judged", words::quoted(gvk.kind), words::quoted(group)),
    };
    let help = match defined {
        _ if subject.serving.is_builtin(gvk.group) => {
            "the object is encrypted, or kinds of Kubernetes are not judged here: in browsers, and with `kubernetes: none`"
        }
        true => "its CRD is among the inputs, but it cannot be used, or objects are not judged by CRDs here",
        false => {
            "nothing is known of this API: add its CRD, or check the object by other means and leave it out or ignore RP1007"
        }
    };
    Diagnostic::new(&NOT_JUDGED, subject.at(subject.view.kind_node().span()), message).with_help(help)
}

#[cfg(test)]
mod tests {
    use super::NOT_JUDGED as RULE;
    use crate::rules::testing::{Tester, route, service};

    const THING: &str = "apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: a}\n";
    const CRD: &str = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: things.example.com}\nspec: {group: example.com, scope: Namespaced, names: {kind: Thing, plural: things}}\n";

    #[test]
    fn not_judged() {
        Tester::new(&RULE)
            .pass("without strict", THING)
            .settings("strict: true")
            .pass("Kubernetes and Gateway API", &[service("web", "{}"), route("{}")])
            .pass("a file of a tool", "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n")
            .fail("another API", THING, "`Thing` of group `example.com` was not judged")
            .at("Thing")
            .help("nothing is known of this API")
            .fail(
                "a Secret that SOPS encrypted",
                "{apiVersion: v1, kind: Secret, metadata: {name: a}, data: {a: 'ENC[AES256_GCM,data:x]'}, sops: {mac: 'ENC[x]'}}",
                "`Secret` of the core group was not judged",
            )
            .help("the object is encrypted")
            .fail("its CRD is there", &[THING, CRD], "was not judged")
            .help("its CRD is among the inputs");
    }
}
