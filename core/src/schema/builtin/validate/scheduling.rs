//! Where Pods may run: tolerations, affinity, and how they are spread.

use super::node::Node;
use super::selector;
use crate::order::Set;
use crate::schema::violations::Violations;

const EFFECTS: &[&str] = &["NoSchedule", "PreferNoSchedule", "NoExecute"];

/// Checks what the `spec` of a Pod says of where it may run.
pub(super) fn check(spec: &Node<'_, '_>, out: &mut Violations) {
    spec.field("tolerations").items().for_each(|it| toleration(&it, out));
    let affinity = spec.field("affinity");
    node_affinity(&affinity.field("nodeAffinity"), out);
    for name in ["podAffinity", "podAntiAffinity"] {
        let pods = affinity.field(name);
        pods.field("requiredDuringSchedulingIgnoredDuringExecution").items().for_each(|it| term(&it, out));
        for weighted in pods.field("preferredDuringSchedulingIgnoredDuringExecution").items() {
            weighted.field("weight").between(1, 100, out);
            term(&weighted.field("podAffinityTerm"), out);
        }
    }
    spread(&spec.field("topologySpreadConstraints"), out);
}

fn toleration(it: &Node<'_, '_>, out: &mut Violations) {
    let (key, operator, value, effect) =
        (it.field("key"), it.field("operator"), it.field("value"), it.field("effect"));
    if key.some_text().is_some() {
        key.qualified_name(out);
    }
    let is_exists = operator.text() == Some("Exists");
    if key.text() == Some("") && !is_exists && operator.text().is_some() {
        operator.refuse(
            "is not `Exists`, and there is no `key`",
            "add `key`, or use `operator: Exists`",
            out,
        );
    }
    if it.field("tolerationSeconds").is_set() && effect.text().is_some_and(|it| it != "NoExecute") {
        effect.refuse("is not `NoExecute`, beside `tolerationSeconds`", "", out);
    }
    match (operator.text(), value.text()) {
        (Some("" | "Equal"), Some(text)) if crate::schema::names::label_value(text).is_some() => {
            operator.refuse("compares with a `value` that no taint can have", "", out);
        }
        (Some("Exists"), Some(text)) if !text.is_empty() => {
            operator.refuse("is `Exists`, and takes no `value`", "remove `value`, or use `Equal`", out);
        }
        (None | Some("" | "Equal" | "Exists"), _) => {}
        (Some(other), _) => operator.not_in(other, &["Equal", "Exists"], out),
    }
    effect.choice(EFFECTS, out);
}

fn node_affinity(affinity: &Node<'_, '_>, out: &mut Violations) {
    let required = affinity.field("requiredDuringSchedulingIgnoredDuringExecution");
    let terms = required.field("nodeSelectorTerms");
    if required.is_set() && required.len().is_some() && terms.len() == Some(0) {
        terms.missing(out);
    }
    terms.items().for_each(|it| node_term(&it, true, out));
    for weighted in affinity.field("preferredDuringSchedulingIgnoredDuringExecution").items() {
        weighted.field("weight").between(1, 100, out);
        node_term(&weighted.field("preference"), false, out);
    }
}

/// A term about labels and fields of nodes; whether values have to be those of labels.
fn node_term(term: &Node<'_, '_>, is_strict: bool, out: &mut Violations) {
    for rule in term.field("matchExpressions").items() {
        let (operator, values) = (rule.field("operator"), rule.field("values"));
        match (operator.text(), values.len()) {
            (Some("In" | "NotIn"), Some(0)) => values.missing(out),
            (Some("Gt" | "Lt"), Some(count)) if count != 1 => {
                values.refuse("has to be one value for this operator", "", out);
            }
            (Some("Exists" | "DoesNotExist"), Some(1..)) => {
                values.refuse("may not be set for this operator", "remove it", out);
            }
            (None | Some("In" | "NotIn" | "Exists" | "DoesNotExist" | "Gt" | "Lt"), _) => {}
            (Some(_), _) => operator.refuse(
                "is no operator",
                "the operators are `In`, `NotIn`, `Exists`, `DoesNotExist`, `Gt` and `Lt`",
                out,
            ),
        }
        rule.field("key").qualified_name(out);
        if is_strict {
            values.items().for_each(|it| it.label_value(out));
        }
    }
    for rule in term.field("matchFields").items() {
        let (key, operator, values) = (rule.field("key"), rule.field("operator"), rule.field("values"));
        match (operator.text(), values.len()) {
            (Some("In" | "NotIn"), Some(count)) if count != 1 => {
                values.refuse("has to be one value here", "", out);
            }
            (None | Some("In" | "NotIn"), _) => {}
            (Some(_), _) => operator.refuse("is no operator for a field", "use `In` or `NotIn`", out),
        }
        match key.text() {
            None => {}
            Some("metadata.name") => values.items().for_each(|it| it.dns_subdomain(out)),
            Some(_) => key.refuse("is no field to choose by", "the only one is `metadata.name`", out),
        }
    }
}

/// A term about other Pods.
fn term(term: &Node<'_, '_>, out: &mut Violations) {
    for name in ["labelSelector", "namespaceSelector"] {
        selector::check(&term.field(name), out);
    }
    for namespace in term.field("namespaces").items() {
        namespace.called(term, "namespace").dns_label(out);
    }
    let topology = term.field("topologyKey");
    match topology.text() {
        Some("") => topology.missing(out),
        _ => topology.qualified_name(out),
    }
}

fn spread(constraints: &Node<'_, '_>, out: &mut Violations) {
    let all: Vec<_> = constraints.items().collect();
    let mut later = Set::new();
    for it in all.iter().rev() {
        let (skew, topology, action) =
            (it.field("maxSkew"), it.field("topologyKey"), it.field("whenUnsatisfiable"));
        skew.between(1, i64::MAX, out);
        if topology.text() == Some("") {
            topology.missing(out);
        }
        action.strict_or_absent(&["DoNotSchedule", "ScheduleAnyway"], out);
        if let (Some(key), Some(value)) = (topology.text(), action.text())
            && !later.insert((key, value))
        {
            let twice = topology.called(it, "{topologyKey, whenUnsatisfiable}");
            twice.refuse("are those of another constraint", "", out);
        }
        let domains = it.field("minDomains");
        if domains.is_set() {
            domains.between(1, i64::MAX, out);
            if action.text().is_some_and(|it| it != "DoNotSchedule") {
                domains.refuse("needs `whenUnsatisfiable: DoNotSchedule`", "", out);
            }
        }
        for name in ["nodeAffinityPolicy", "nodeTaintsPolicy"] {
            it.field(name).strict_choice(&["Honor", "Ignore"], out);
        }
        selector::check(&it.field("labelSelector"), out);
    }
}
