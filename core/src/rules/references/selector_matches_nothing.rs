use super::words::{listed, shown_at};
use crate::diagnostic::{Diagnostic, Safety, Severity};
use crate::facts::services::Used;
use crate::model::{GroupKind, Map, Service, Workload, WorkloadKind};
use crate::rules::{Context, declare_rule, edits};
use crate::source::Spanned;
use crate::suggest::likeness;
use crate::world::{Item, World};

declare_rule! {
    /// The selector of a Service that a route sends to selects Pods.
    /// ## Why it matters
    /// A Service without Pods has no endpoints: the route is accepted and resolved, status is healthy, and every request
    /// is answered with 503. Most often one label of the selector is not the one that the Pods have.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: web }
    /// spec:
    ///   parentRefs: [{ name: edge }]
    ///   rules: [{ backendRefs: [{ name: web, port: 80 }] }]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: web, namespace: web }
    /// spec:
    ///   selector: { app: web } # RP2010
    ///   ports: [{ port: 80 }]
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: website, namespace: web }
    /// spec:
    ///   selector: { matchLabels: { app: website } }
    ///   template:
    ///     metadata: { labels: { app: website } }
    ///     spec: { containers: [{ name: website, image: example.com/website }] }
    /// ```
    /// ## Source
    /// [Kubernetes Services](https://kubernetes.io/docs/concepts/services-networking/service/#defining-a-service):
    /// The selector of a Service chooses the Pods that get its requests.
    pub(crate) SELECTOR_MATCHES_NOTHING = "RP2010", "selector-matches-nothing" {
        severity: Error, fixes: Sometimes, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for used in cx.services.iter().filter(|it| it.behind.is_empty()) {
        let selects = used.has_selector && !used.is_external_name;
        if selects && !cx.world.selects_other(used.service, used.item.namespace()) {
            out.extend(matches_nothing(cx, used));
        }
    }
}

fn matches_nothing(cx: &Context<'_, '_, '_>, used: &Used<'_, '_, '_>) -> Option<Diagnostic> {
    let namespace = used.item.namespace();
    let known = is_known(cx.world, namespace);
    let near = near_misses(cx.world, used.service, namespace);
    let meant = match near.as_slice() {
        [only] => Some(only),
        _ => None,
    };
    if !known && meant.is_none() {
        return None;
    }
    let selector = used.service.view().field("spec.selector")?;
    let place = meant.map_or(selector.at(), |it| it.written.at);
    let at = shown_at(used.item, place, used.first.backend_ref.name().at);
    let among = if known { "" } else { " among the inputs" };
    let message = format!("the selector of {} matches no Pod{among}", used.item.title());
    let found = Diagnostic::new(&SELECTOR_MATCHES_NOTHING, at, message).with_severity(if known {
        Severity::Error
    } else {
        Severity::Warning
    });
    Some(match meant {
        Some(it) => {
            let (key, right) = (it.key, it.right.value);
            let fix = edits::set(selector, key, right, Safety::Unsafe);
            found
                .with_help(format!(
                    "did you mean `{key}: {right}`? The Pods of {} have that label",
                    it.workload.title()
                ))
                .with_related(it.right.at, "the label of the Pods is here")
                .with_fix(fix.filter(|_| at == place))
        }
        None => found.with_help(seen(cx.world, namespace)),
    })
}

/// Whether everything that could be selected is among the inputs.
fn is_known(world: &World<'_>, namespace: &str) -> bool {
    let workloads = WorkloadKind::ALL.map(WorkloadKind::group_kind);
    world.is_complete(GroupKind::POD, namespace)
        && workloads.iter().all(|it| world.is_complete(*it, namespace))
}

/// Where a namespace has several workloads, none is suggested.
const MOST_WORKLOADS: usize = 256;

/// A workload whose Pods have all labels of a selector but one.
struct NearMiss<'w, 'a> {
    workload: &'w Item<'a>,
    key: &'a str,
    written: Spanned<&'a str>,
    right: Spanned<&'a str>,
}

/// The workloads that were probably meant. Of a selector with one label only, that label's value has to be alike, or the
/// workload the only one there is.
fn near_misses<'w, 'a>(world: &'w World<'a>, service: Service<'a>, namespace: &str) -> Vec<NearMiss<'w, 'a>> {
    let kinds = WorkloadKind::ALL.iter();
    let all = kinds.flat_map(|it| world.in_namespace(it.group_kind(), namespace)).take(MOST_WORKLOADS + 1);
    let all: Vec<_> = all.collect();
    if all.len() > MOST_WORKLOADS {
        return Vec::new();
    }
    let lone = service.selector().nth(1).is_none();
    let near = all.iter().filter_map(|workload| {
        let labels = workload.read::<Workload<'_>>().template()?.labels();
        let (key, written, right) = wrong_label(service.selector(), &labels)?;
        let alike = likeness(written.value, right.value).is_some();
        (!lone || alike || all.len() == 1).then_some(NearMiss { workload, key, written, right })
    });
    near.collect()
}

/// The only label of `selector` that `labels` have with another value, all others being the same.
fn wrong_label<'a>(
    selector: Map<'a>,
    labels: &Map<'a>,
) -> Option<(&'a str, Spanned<&'a str>, Spanned<&'a str>)> {
    let mut wrong = None;
    for (key, written) in selector {
        let (_, right) = labels.clone().find(|(it, _)| it.value == key.value)?;
        if right.value != written.value && wrong.replace((key.value, written, right)).is_some() {
            return None;
        }
    }
    wrong
}

fn seen(world: &World<'_>, namespace: &str) -> String {
    let kinds = WorkloadKind::ALL.iter();
    let all = kinds.flat_map(|it| world.in_namespace(it.group_kind(), namespace)).take(MOST_WORKLOADS + 1);
    let all: Vec<_> = all.collect();
    if all.len() > MOST_WORKLOADS {
        return format!("none of the many workloads in namespace `{namespace}` has these labels");
    }
    if all.is_empty() {
        return format!("namespace `{namespace}` has no workload: apply one whose Pods have these labels");
    }
    let labels = all.iter().filter_map(|it| {
        let labels = it.read::<Workload<'_>>().template()?.labels();
        let pairs: Vec<_> = labels.map(|(key, value)| format!("{}={}", key.value, value.value)).collect();
        Some(format!("{} `{}`", it.title(), pairs.join(",")))
    });
    format!("the Pods that there are have the labels of {}", listed(labels))
}

#[cfg(test)]
mod tests {
    use super::SELECTOR_MATCHES_NOTHING as RULE;
    use crate::diagnostic::Severity;
    use crate::rules::testing::{Tester, route_to, service};

    fn deployment(name: &str, labels: &str) -> String {
        format!(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {name}, namespace: web}}\nspec: {{selector: {{matchLabels: {{{labels}}}}}, template: {{metadata: {{labels: {{{labels}}}}}, spec: {{containers: [{{name: a, image: b}}]}}}}}}\n"
        )
    }

    #[test]
    fn selector_matches_nothing() {
        let route = route_to("web", 80);
        let web = service("web", "{selector: {app: web, tier: front}, ports: [{port: 80}]}");
        let right = deployment("web", "app: web, tier: front, x: y");
        let one_off = deployment("web", "app: website, tier: front");
        let two_off = deployment("web", "app: website, tier: back");
        let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: web, labels: {app: web, tier: front}}\nspec: {containers: [{name: a, image: b}]}\n";
        let rollout =
            right.replace("apps/v1", "argoproj.io/v1alpha1").replace("kind: Deployment", "kind: Rollout");
        Tester::new(&RULE)
            .pass("a workload has the labels", &[&route, &web, &right])
            .pass("no workload is known", &[&route, &web])
            .pass("other workloads", &[&route, &web, &two_off])
            .pass("no route uses it", &[&web, &one_off])
            .pass("several may be meant", &[&route, &web, &one_off, &deployment("b", "app: web, tier: b")])
            .fail(
                "one label is another",
                &[&route, &web, &one_off],
                "the selector of Service `web/web` matches no Pod among the inputs",
            )
            .severity(Severity::Warning)
            .at("web")
            .help("did you mean `app: website`? The Pods of Deployment `web/web` have that label")
            .fix("app: web, tier", "app: website, tier")
            .complete()
            .pass("a Pod has them", &[&route, &web, pod])
            .pass("a workload of another kind", &[&route, &web, &rollout])
            .fail("nothing is there", &[&route, &web], "the selector of Service `web/web` matches no Pod")
            .severity(Severity::Error)
            .help("namespace `web` has no workload")
            .fail("two labels are others", &[&route, &web, &two_off], "matches no Pod")
            .help("have the labels of Deployment `web/web` `app=website,tier=back`")
            .no_fix();
    }
}
