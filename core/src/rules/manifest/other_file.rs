use crate::diagnostic::{Diagnostic, located};
use crate::manifest::Looks;
use crate::rules::declare_rule;
use crate::source::{SourceId, Span};

declare_rule! {
    /// Every file that is checked holds manifests.
    /// ## Why it matters
    /// A folder often holds other YAML as well: Helm values, a kustomization, the configuration of a CI system. Such
    /// a file is not checked, and this line says so. kubectl refuses it.
    /// ## Example
    /// ```yaml
    /// replicas: 2 # RP0081
    /// image: shop
    /// ```
    /// ## Source
    /// [Kubernetes objects, required fields](https://kubernetes.io/docs/concepts/overview/working-with-objects/#required-fields):
    /// A manifest has an `apiVersion`, a `kind` and `metadata`.
    pub(crate) OTHER_FILE = "RP0081", "other-file" {
        severity: Info, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn diagnose(source: SourceId, at: Span, looks: Looks, named: bool) -> Diagnostic {
    let what = match looks {
        Looks::Kustomization => "a kustomization",
        Looks::HelmChart => "the description of a Helm chart",
        Looks::CiConfig => "the configuration of a CI system",
        Looks::Compose => "a Compose file",
        Looks::Kubeconfig => "a kubeconfig",
        Looks::Configuration => "the configuration of a tool, or a message",
        Looks::ConformanceReport => "a report of Gateway API's conformance suite",
        Looks::Template => "a template",
        Looks::Manifest | Looks::Other => "no Kubernetes manifest",
    };
    let help = match looks {
        Looks::Kustomization => "check its output: `kubectl kustomize … | routeproof check -`",
        Looks::HelmChart => "check its output: `helm template … | routeproof check -`",
        Looks::Template => "check what is made of it",
        _ if named => "no cluster has such objects; check other paths to leave it out",
        _ => "it has neither apiVersion nor kind; check other paths to leave it out",
    };
    let message = format!("this is {what}, so it is not checked");
    Diagnostic::new(&OTHER_FILE, located(source, at), message).with_help(help)
}

#[cfg(test)]
mod tests {
    use super::OTHER_FILE as RULE;
    use crate::rules::testing::Tester;

    #[test]
    fn other_file() {
        Tester::new(&RULE)
            .pass("a manifest", "{apiVersion: v1, kind: Secret, metadata: {name: a}}")
            .pass("a manifest without its head", "{metadata: {name: a}}")
            .fail("a kustomization", "resources: [a.yaml]", "this is a kustomization")
            .fail("a chart", "{apiVersion: v2, name: a, version: 1.0.0}", "a Helm chart")
            .pass(
                "another kustomization",
                "{apiVersion: kustomize.toolkit.fluxcd.io/v1, kind: Kustomization, metadata: {name: a}}",
            )
            .fail(
                "a kustomization that says so",
                "{apiVersion: kustomize.config.k8s.io/v1beta1, kind: Kustomization}",
                "this is a kustomization",
            )
            .at("Kustomization")
            .help("kubectl kustomize")
            .fail("a kubeconfig", "{apiVersion: v1, kind: Config, clusters: []}", "this is a kubeconfig")
            .help("no cluster has such objects")
            .fail(
                "a component",
                "{apiVersion: kubelet.config.k8s.io/v1beta1, kind: KubeletConfiguration}",
                "the configuration of a tool",
            )
            .fail(
                "a report",
                "{apiVersion: gateway.networking.k8s.io/v1, kind: ConformanceReport}",
                "conformance suite",
            )
            .fail(
                "a tool with versions of its own",
                "{apiVersion: v1alpha1, kind: LinkConfig}",
                "no Kubernetes manifest",
            )
            .fail("values", "image: {tag: a}", "no Kubernetes manifest");
    }
}
