//! `HorizontalPodAutoscaler`s: what they scale, between which bounds, and by which metrics.

use super::Rules;
use super::node::Node;
use super::resources;
use crate::schema::violations::Violations;

/// The sources of metrics in the order in which the API server's code looks at them, by type and field.
const SOURCES: [(&str, &str); 5] = [
    ("Object", "object"),
    ("External", "external"),
    ("Pods", "pods"),
    ("Resource", "resource"),
    ("ContainerResource", "containerResource"),
];
const TYPES: &[&str] = &["ContainerResource", "External", "Object", "Pods", "Resource"];

/// Checks a `HorizontalPodAutoscaler` of `autoscaling/v2`.
pub(super) fn check(root: &Node<'_, '_>, rules: Rules, out: &mut Violations) {
    let spec = root.field("spec");
    let (least, most) = (spec.field("minReplicas"), spec.field("maxReplicas"));
    if least.is_set() {
        least.between(i64::from(!rules.scale_to_zero), i64::MAX, out);
    }
    match most.number() {
        Some(0) => most.missing(out),
        _ => most.between(1, i64::MAX, out),
    }
    if let (true, Some(least), Some(number)) = (least.is_set(), least.number(), most.number())
        && number < least
    {
        most.refuse("is less than `minReplicas`", "", out);
    }
    reference(&spec.field("scaleTargetRef"), true, out);
    let metrics = spec.field("metrics");
    metrics.items().for_each(|it| metric(&it, out));
    let is_outside = |it: Node<'_, '_>| matches!(it.field("type").text(), Some("Object" | "External"));
    if rules.scale_to_zero && least.some_number() == Some(0) && !metrics.items().any(is_outside) {
        metrics.refuse("has no metric of type Object or External, which scaling to 0 needs", "", out);
    }
    let behavior = spec.field("behavior");
    for name in ["scaleUp", "scaleDown"] {
        let rules = behavior.field(name);
        if rules.is_set() && rules.len().is_some() {
            self::rules(&rules, out);
        }
    }
}

/// A reference to an object of a kind that can be scaled, or whose metric counts.
fn reference(reference: &Node<'_, '_>, needs_group: bool, out: &mut Violations) {
    if reference.len().is_none() {
        return;
    }
    for name in ["kind", "name"] {
        let field = reference.field(name);
        match field.text() {
            Some("") => field.missing(out),
            _ => field.path_segment(out),
        }
    }
    let version = reference.field("apiVersion");
    let Some(text) = version.text() else { return };
    match text.split('/').count() {
        1 | 2 if needs_group && text.split_once('/').is_none_or(|it| it.0.is_empty()) => {
            version.refuse("names no API group", "write it as in the object, such as `apps/v1`", out);
        }
        3.. => version.refuse("has more than one slash", "", out),
        _ => {}
    }
}

fn metric(metric: &Node<'_, '_>, out: &mut Violations) {
    let kind = metric.field("type");
    let wanted = SOURCES.iter().find(|it| kind.text() == Some(it.0)).map(|it| it.1);
    match kind.text() {
        Some("") => kind.missing(out),
        Some(it) if wanted.is_none() => kind.not_in(it, TYPES, out),
        _ => {}
    }
    if let Some(name) = wanted.filter(|it| !metric.field(it).is_set()) {
        metric.field(name).missing(out);
    }
    let given: Vec<_> = SOURCES.iter().map(|it| it.1).filter(|it| metric.field(it).is_set()).collect();
    if let Some(first) = given.first() {
        source(first, &metric.field(first), out);
    }
    if given.len() > 1 {
        for name in given.into_iter().filter(|it| Some(*it) != wanted) {
            metric.field(name).refuse("may not stand beside another source", "make two metrics of them", out);
        }
    }
}

fn source(name: &str, source: &Node<'_, '_>, out: &mut Violations) {
    if source.len().is_none() {
        return;
    }
    let target = source.field("target");
    let has = |name: &str| target.field(name).is_set();
    match name {
        "object" => reference(&source.field("describedObject"), false, out),
        "containerResource" => {
            let (resource, container) = (source.field("name"), source.field("container"));
            match resource.text() {
                Some("") => resource.missing(out),
                Some(it) => resources::name(it, &resource, out),
                None => {}
            }
            match container.text() {
                Some("") => container.missing(out),
                _ => container.dns_label(out),
            }
        }
        "resource" if source.field("name").text() == Some("") => source.field("name").missing(out),
        _ => {}
    }
    if matches!(name, "object" | "external" | "pods") {
        let metric = source.field("metric");
        let metric_name = metric.field("name");
        match metric_name.text() {
            Some("") => metric_name.missing(out),
            _ => metric_name.path_segment(out),
        }
    }
    self::target(&target, out);
    let (one, other) = match name {
        "object" | "external" => ("averageValue", "value"),
        "pods" => ("averageValue", "averageValue"),
        _ => ("averageUtilization", "averageValue"),
    };
    if !has(one) && !has(other) {
        target.field(one).missing(out);
    } else if one != other && name != "object" && has(one) && has(other) {
        target.field(other).refuse("may not stand beside another target", "keep one of them", out);
    }
}

fn target(target: &Node<'_, '_>, out: &mut Violations) {
    let kind = target.field("type");
    match kind.text() {
        Some("") => kind.missing(out),
        _ => kind.choice(&["AverageValue", "Utilization", "Value"], out),
    }
    for name in ["value", "averageValue"] {
        let value = target.field(name);
        if value.is_set() && value.amount_of().is_some_and(|it| it <= 0) {
            value.refuse("is not more than 0", "", out);
        }
    }
    if target.field("averageUtilization").is_set() {
        target.field("averageUtilization").between(1, i64::MAX, out);
    }
}

fn rules(rules: &Node<'_, '_>, out: &mut Violations) {
    let window = rules.field("stabilizationWindowSeconds");
    if window.is_set() {
        window.between(0, 3600, out);
    }
    rules.field("selectPolicy").strict_choice(&["Disabled", "Max", "Min"], out);
    let policies = rules.field("policies");
    if policies.is_set() && policies.len() == Some(0) {
        policies.missing(out);
    }
    for policy in policies.items() {
        policy.field("type").strict_or_absent(&["Percent", "Pods"], out);
        policy.field("value").between(1, i64::MAX, out);
        policy.field("periodSeconds").between(1, 1800, out);
    }
    let tolerance = rules.field("tolerance");
    if tolerance.amount_of().is_some_and(|it| it < 0) {
        tolerance.refuse("is less than 0", "", out);
    }
}
