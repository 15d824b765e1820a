use crate::diagnostic::Diagnostic;
use crate::model::GroupKind;
use crate::rules::declare_rule;
use crate::schema::{Release, Serving, is_gateway_group};
use crate::source::Spanned;
use crate::world::{Item, Origin, World};

declare_rule! {
    /// The Gateway API CRDs among the inputs are those that manifests are judged by.
    /// ## Why it matters
    /// The CRDs of a cluster decide which fields and kinds it knows. Manifests beside CRDs of another release or channel are
    /// judged by rules that this cluster will not have.
    /// ## Example
    /// ```yaml
    /// apiVersion: apiextensions.k8s.io/v1
    /// kind: CustomResourceDefinition
    /// metadata:
    ///   name: gatewayclasses.gateway.networking.k8s.io
    ///   annotations:
    ///     gateway.networking.k8s.io/bundle-version: v1.5.1 # RP7004
    ///     gateway.networking.k8s.io/channel: standard
    ///     api-approved.kubernetes.io: https://github.com/kubernetes-sigs/gateway-api/pull/2466
    /// spec:
    ///   group: gateway.networking.k8s.io
    ///   scope: Cluster
    ///   names: { kind: GatewayClass, plural: gatewayclasses }
    ///   versions: [{ name: v1, served: true, storage: true, schema: { openAPIV3Schema: { type: object } } }]
    /// ```
    /// ## Source
    /// [Gateway API, versioning](https://gateway-api.sigs.k8s.io/docs/concepts/versioning/): each CRD says its bundle version and its
    /// channel in annotations.
    pub(crate) OTHER_RELEASE = "RP7004", "other-release" {
        severity: Warning, fixes: Never, since: "0.1.0",
    }
}

const VERSION: &str = "gateway.networking.k8s.io/bundle-version";
const CHANNEL: &str = "gateway.networking.k8s.io/channel";

/// The finding for the first of the Gateway API CRDs that is of another release or channel; the others say the same.
pub(super) fn check(world: &World<'_>, serving: Serving<'_>, out: &mut Vec<Diagnostic>) {
    let crds = world.of_kind(GroupKind::CRD).iter().filter(|it| it.origin() == Origin::Desired);
    let mut gateway_api =
        crds.filter(|it| it.name().split_once('.').is_some_and(|it| is_gateway_group(it.1)));
    out.extend(gateway_api.find_map(|it| judge(it, serving)));
}

fn judge(item: &Item<'_>, serving: Serving<'_>) -> Option<Diagnostic> {
    let annotation = |name: &str| -> Option<Spanned<&str>> {
        let mut all = item.meta()?.annotations();
        all.find(|it| it.0.value == name).map(|it| it.1)
    };
    let (release, channel) = (serving.release(), serving.channel().name());
    let version = annotation(VERSION)?;
    let number = version.value.trim_start_matches('v');
    let minor = number.rsplit_once('.').map_or(number, |it| it.0);
    if minor != release.minor() {
        let message = format!(
            "this CRD is of Gateway API {number}, and manifests are judged by {} ({channel} channel)",
            release.name()
        );
        let help = match Release::find(minor) {
            Some(_) => format!(
                "if the cluster gets these CRDs, choose `--gateway-api {minor}`, or `gatewayApi: {{version: \"{minor}\"}}` in the settings"
            ),
            None => {
                let known: Vec<_> = Release::all().map(Release::minor).collect();
                format!("the releases that can be chosen are {}", known.join(", "))
            }
        };
        return Some(Diagnostic::new(&OTHER_RELEASE, version.at, message).with_help(help));
    }
    let own = annotation(CHANNEL).filter(|it| it.value != channel)?;
    let message =
        format!("this CRD is of the {} channel, and manifests are judged by the {channel} one", own.value);
    let help = format!("if the cluster gets these CRDs, choose `--channel {}`", own.value);
    Some(Diagnostic::new(&OTHER_RELEASE, own.at, message).with_help(help))
}

#[cfg(test)]
mod tests {
    use super::OTHER_RELEASE as RULE;
    use crate::rules::testing::Tester;

    #[test]
    fn other_release() {
        let crd = |name: &str, version: &str, channel: &str| {
            format!(
                "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {{name: {name}, annotations: {{gateway.networking.k8s.io/bundle-version: {version}, gateway.networking.k8s.io/channel: {channel}}}}}\n"
            )
        };
        let (routes, classes) =
            ("httproutes.gateway.networking.k8s.io", "gatewayclasses.gateway.networking.k8s.io");
        Tester::new(&RULE)
            .pass("the release that counts", &crd(routes, "v1.7.1", "standard"))
            .pass("CRDs of others", &crd("a.example.com", "v1.2.0", "standard"))
            .fail(
                "an older one, once",
                &[&crd(classes, "v1.5.1", "standard"), &crd(routes, "v1.5.1", "standard")],
                "this CRD is of Gateway API 1.5.1, and manifests are judged by 1.7",
            )
            .at("v1.5.1")
            .help("choose `--gateway-api 1.5`")
            .fail("one that is not known", &crd(routes, "v1.1.0", "standard"), "is of Gateway API 1.1.0")
            .help("the releases that can be chosen are 1.7, 1.6, 1.5, 1.4, 1.3")
            .fail("another channel", &crd(routes, "v1.7.0", "experimental"), "is of the experimental channel")
            .help("choose `--channel experimental`")
            .settings("gatewayApi: {version: '1.5', channel: experimental}")
            .pass("chosen", &crd(routes, "v1.5.0", "experimental"));
    }
}
