//! Deployments, ReplicaSets, StatefulSets, DaemonSets, Jobs and what makes Jobs by the clock.

use super::node::Node;
use super::selector::{self, Match};
use super::{jobs, pods, schedule, storage};
use crate::schema::names::dns_label;
use crate::schema::violations::Violations;

/// Checks a Deployment or ReplicaSet.
pub(super) fn replicas(root: &Node<'_, '_>, is_deployment: bool, out: &mut Violations) {
    let spec = root.field("spec");
    for name in ["replicas", "minReadySeconds"] {
        spec.field(name).not_negative(out);
    }
    if let Some(template) = selected(&spec, true, None, out) {
        template_policy(&template, out);
    }
    if !is_deployment {
        return;
    }
    strategy(&spec.field("strategy"), out);
    spec.field("revisionHistoryLimit").not_negative(out);
    let (progress, ready) = (spec.field("progressDeadlineSeconds"), spec.field("minReadySeconds"));
    progress.not_negative(out);
    if let (Some(progress_time), Some(ready_time)) = (progress.number(), ready.number()) {
        let progress_time = if progress.is_set() { progress_time } else { 600 };
        if progress_time <= ready_time {
            progress.refuse("is not more than `minReadySeconds`", "", out);
        }
    }
}

/// Checks a selector and, where it is one, the template beside it, which is handed back.
fn selected<'a>(
    spec: &'a Node<'a, '_>,
    may_be_broken: bool,
    claims: Option<&Node<'_, '_>>,
    out: &mut Violations,
) -> Option<Node<'a, 'a>> {
    let (selector, template) = (spec.field("selector"), spec.field("template"));
    if selector.is_set() {
        selector::check(&selector, out);
        let (labels, rules) = (selector.field("matchLabels").len(), selector.field("matchExpressions").len());
        if selector.len().is_some() && labels == Some(0) && rules == Some(0) {
            selector.refuse("is empty", "select the labels of the Pods", out);
        }
    } else if may_be_broken {
        selector.missing(out);
    }
    let metadata = template.field("metadata");
    let labels = metadata.field("labels");
    match selector::matches(&selector, &labels) {
        Match::Broken if may_be_broken => {
            selector.refuse("cannot be read as a selector", "", out);
            return None;
        }
        Match::No if selector.is_set() => {
            labels.refuse("does not have the labels of `selector`", "write the labels of the selector", out);
        }
        Match::No if !may_be_broken => {
            labels.refuse("is selected by nothing, since there is no `selector`", "add `selector`", out);
        }
        _ => {}
    }
    pods::template(&template, claims, out);
    Some(template)
}

/// Checks a `ReplicationController`, whose selector is a map.
pub(super) fn replication(root: &Node<'_, '_>, out: &mut Violations) {
    let spec = root.field("spec");
    for name in ["replicas", "minReadySeconds"] {
        spec.field(name).not_negative(out);
    }
    let (selector, template) = (spec.field("selector"), spec.field("template"));
    if !template.is_set() {
        template.missing(out);
    }
    let metadata = template.field("metadata");
    let labels = metadata.field("labels");
    // Without a selector the labels of the template are one.
    if selector.len() == Some(0) && labels.len() == Some(0) {
        selector.missing(out);
    }
    let misses = selector.map_items().any(|(key, value)| {
        let label = labels.entry(key);
        !label.is_written() || value.text().zip(label.text()).is_some_and(|it| it.0 != it.1)
    });
    if template.is_set() && template.len().is_some() {
        if misses && labels.len().is_some() {
            labels.refuse("does not have the labels of `selector`", "write the labels of the selector", out);
        }
        pods::template(&template, None, out);
        template_policy(&template, out);
    }
}

/// What a template may have whose Pods are always started again.
fn template_policy(template: &Node<'_, '_>, out: &mut Violations) {
    let spec = template.field("spec");
    let policy = spec.field("restartPolicy");
    if matches!(policy.text(), Some("Never" | "OnFailure")) {
        policy.not_in(policy.text().unwrap_or_default(), &["Always"], out);
    }
    if spec.field("activeDeadlineSeconds").is_set() {
        spec.field("activeDeadlineSeconds").refuse("may not be set here", "remove it", out);
    }
}

fn strategy(strategy: &Node<'_, '_>, out: &mut Violations) {
    let rolling = strategy.field("rollingUpdate");
    match strategy.field("type").text() {
        Some("Recreate") if rolling.is_set() => {
            rolling.refuse("may not be set where `type` is `Recreate`", "remove it", out);
        }
        Some("" | "RollingUpdate") => {
            let (unavailable, surge) = (rolling.field("maxUnavailable"), rolling.field("maxSurge"));
            unavailable.amount(true, out);
            surge.amount(false, out);
            if unavailable.is_no_amount() == Some(true) && surge.is_no_amount() == Some(true) {
                unavailable.refuse("may not be 0 where `maxSurge` is 0", "", out);
            }
        }
        Some("Recreate") | None => {}
        Some(other) => strategy.not_in(other, &["Recreate", "RollingUpdate"], out),
    }
}

/// Checks a StatefulSet.
pub(super) fn stateful_set(root: &Node<'_, '_>, out: &mut Violations) {
    let spec = root.field("spec");
    let policy = spec.field("podManagementPolicy");
    if !matches!(policy.text(), None | Some("" | "OrderedReady" | "Parallel")) {
        policy.refuse("is neither `OrderedReady` nor `Parallel`", "", out);
    }
    for name in ["replicas", "minReadySeconds"] {
        spec.field(name).not_negative(out);
    }
    if spec.field("serviceName").some_text().is_some() {
        spec.field("serviceName").dns_label(out);
    }
    stateful_update(&spec.field("updateStrategy"), out);
    let retention = spec.field("persistentVolumeClaimRetentionPolicy");
    for name in ["whenDeleted", "whenScaled"] {
        retention.field(name).choice(&["Delete", "Retain"], out);
    }
    let ordinals = spec.field("ordinals");
    ordinals.field("start").not_negative(out);
    let claims = spec.field("volumeClaimTemplates");
    claims.items().for_each(|it| storage::claim_spec(&it.field("spec"), out));
    let template = spec.field("template");
    if selected(&spec, true, Some(&claims), out).is_none() {
        let pod = template.field("spec");
        pod.field("restartPolicy").choice(&["Always", "Never", "OnFailure"], out);
    }
    template_policy(&template, out);
}

fn stateful_update(strategy: &Node<'_, '_>, out: &mut Violations) {
    let rolling = strategy.field("rollingUpdate");
    match strategy.field("type").text() {
        Some("OnDelete") if rolling.is_set() => {
            rolling.refuse("may not be set where `type` is `OnDelete`", "remove it", out);
        }
        Some("" | "RollingUpdate") => {
            rolling.field("partition").not_negative(out);
            let unavailable = rolling.field("maxUnavailable");
            if unavailable.is_set() {
                unavailable.amount(true, out);
                if unavailable.is_no_amount() == Some(true) {
                    unavailable.refuse("may not be 0", "", out);
                }
            }
        }
        Some("OnDelete") | None => {}
        Some(other) => strategy.not_in(other, &["OnDelete", "RollingUpdate"], out),
    }
}

fn daemon_update(strategy: &Node<'_, '_>, out: &mut Violations) {
    match strategy.field("type").text() {
        Some("" | "RollingUpdate") => {}
        Some("OnDelete") | None => return,
        Some(other) => return strategy.not_in(other, &["OnDelete", "RollingUpdate"], out),
    }
    let rolling = strategy.field("rollingUpdate");
    let (unavailable, surge) = (rolling.field("maxUnavailable"), rolling.field("maxSurge"));
    unavailable.amount(true, out);
    surge.amount(true, out);
    // Without a word one Pod may be missing, and none may be there besides.
    let none = |it: &Node<'_, '_>, default| if it.is_set() { it.is_no_amount() } else { Some(default) };
    match (none(&unavailable, false), none(&surge, true)) {
        (Some(false), Some(false)) => surge.refuse("may not be set beside `maxUnavailable`", "", out),
        (Some(true), Some(true)) => unavailable.refuse("may not be 0 where `maxSurge` is 0", "", out),
        _ => {}
    }
}

/// Checks a `PodDisruptionBudget`.
pub(super) fn disruption_budget(root: &Node<'_, '_>, out: &mut Violations) {
    let spec = root.field("spec");
    let (available, unavailable) = (spec.field("minAvailable"), spec.field("maxUnavailable"));
    if available.is_set() && unavailable.is_set() {
        spec.refuse("has both `minAvailable` and `maxUnavailable`", "keep one of them", out);
    }
    available.amount(true, out);
    unavailable.amount(true, out);
    selector::check(&spec.field("selector"), out);
    spec.field("unhealthyPodEvictionPolicy").strict_choice(&["AlwaysAllow", "IfHealthyBudget"], out);
}

/// Checks a DaemonSet.
pub(super) fn daemon_set(root: &Node<'_, '_>, out: &mut Violations) {
    let spec = root.field("spec");
    daemon_update(&spec.field("updateStrategy"), out);
    if let Some(template) = selected(&spec, false, None, out) {
        template_policy(&template, out);
    }
    for name in ["minReadySeconds", "revisionHistoryLimit"] {
        spec.field(name).not_negative(out);
    }
}

/// Checks a Job.
pub(super) fn job(root: &Node<'_, '_>, out: &mut Violations) {
    let spec = root.field("spec");
    jobs::spec(&spec, true, out);
    job_name(root, &spec, out);
    selector::check(&spec.field("selector"), out);
    if spec.field("manualSelector").is_true() {
        let (selector, template) = (spec.field("selector"), spec.field("template"));
        if !selector.is_set() {
            selector.missing(out);
        }
        let metadata = template.field("metadata");
        let labels = metadata.field("labels");
        if selector.is_set() && selector::matches(&selector, &labels) == Match::No {
            labels.refuse("does not have the labels of `selector`", "write the labels of the selector", out);
        }
    }
}

/// The name of a Job becomes a label of its Pods.
fn job_name(root: &Node<'_, '_>, spec: &Node<'_, '_>, out: &mut Violations) {
    let metadata = root.field("metadata");
    let name = metadata.field("name");
    let indexes = spec.field("completions").some_number().unwrap_or_default();
    if spec.field("completionMode").text() == Some("Indexed") && indexes > 0 && name.some_text().is_some() {
        let last = format!("{}-{}", name.text().unwrap_or_default(), indexes.saturating_sub(1));
        if dns_label(&last).is_some() {
            name.refuse(&format!("makes `{last}` the hostname of a Pod, which is no DNS label"), "", out);
        }
    }
    if !spec.field("manualSelector").is_true() && name.text().is_some_and(|it| it.len() > 63) {
        let template = spec.field("template");
        let help = "the name of the Job becomes a label, which has 63 characters at most";
        name.called(&template, "labels").refuse("gets a value that is too long", help, out);
    }
}

/// Checks what makes Jobs by the clock.
pub(super) fn cron_job(root: &Node<'_, '_>, out: &mut Violations) {
    let spec = root.field("spec");
    schedule::check(&spec, out);
    spec.field("concurrencyPolicy").choice(&["Allow", "Forbid", "Replace"], out);
    for name in ["startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit"] {
        spec.field(name).not_negative(out);
    }
    let template = spec.field("jobTemplate");
    let spec = template.field("spec");
    jobs::spec(&spec, false, out);
    let (selector, manual) = (spec.field("selector"), spec.field("manualSelector"));
    if selector.is_set() {
        selector.refuse("is made by the API server", "remove it", out);
    }
    if manual.is_true() {
        manual.refuse("may not be true here", "remove it", out);
    }
}
