//! Jobs: how they count, fail and succeed.

use super::node::Node;
use super::pods;
use crate::order::Set;
use crate::schema::violations::Violations;

/// So many indexes of an indexed Job may fail, and so many may run at once.
const MOST_INDEXES: i64 = 100_000;
/// So many rules, patterns and exit codes a policy may have.
const MOST_RULES: usize = 20;
const MOST_CODES: usize = 255;

/// Checks the `spec` of a Job, or of the template of one.
pub(super) fn spec(spec: &Node<'_, '_>, is_job: bool, out: &mut Violations) {
    for name in [
        "parallelism",
        "completions",
        "activeDeadlineSeconds",
        "backoffLimit",
        "ttlSecondsAfterFinished",
        "backoffLimitPerIndex",
        "maxFailedIndexes",
    ] {
        spec.field(name).not_negative(out);
    }
    let mode = spec.field("completionMode");
    mode.strict_choice(&["Indexed", "NonIndexed"], out);
    match mode.text() {
        Some("Indexed") => indexed(spec, is_job, out),
        Some("" | "NonIndexed") if mode.text() != Some("") || !mode.is_set() => {
            for name in ["backoffLimitPerIndex", "maxFailedIndexes"] {
                if spec.field(name).is_set() {
                    spec.field(name).refuse("needs `completionMode: Indexed`", "", out);
                }
            }
        }
        _ => {}
    }
    let per_index = spec.field("backoffLimitPerIndex");
    if spec.field("maxFailedIndexes").is_set() && !per_index.is_set() {
        per_index.missing(out);
    }
    policies(spec, is_job, out);
    let template = spec.field("template");
    pods::template(&template, None, out);
    let pod = template.field("spec");
    let policy = pod.field("restartPolicy");
    match policy.text() {
        Some("") => policy.missing(out),
        Some("Always") => policy.not_in("Always", &["Never", "OnFailure"], out),
        Some("OnFailure") if spec.field("podFailurePolicy").is_set() => {
            policy.refuse("has to be `Never` beside `podFailurePolicy`", "", out);
        }
        _ => {}
    }
}

/// How often a Job has to succeed: once, where neither that is said nor how many run at once; templates have no
/// such default.
fn completions(spec: &Node<'_, '_>, is_job: bool) -> Option<i64> {
    let default = (is_job && !spec.field("parallelism").is_set()).then_some(1);
    let completions = spec.field("completions");
    if completions.is_set() { completions.some_number() } else { default }
}

fn indexed(spec: &Node<'_, '_>, is_job: bool, out: &mut Violations) {
    let (all, failed, parallel) =
        (spec.field("completions"), spec.field("maxFailedIndexes"), spec.field("parallelism"));
    if !all.is_set() && (!is_job || parallel.is_set()) {
        all.missing(out);
    }
    let completions = completions(spec, is_job);
    // Where each index may fail, more of them are allowed only where few run and fail.
    let is_large =
        completions.is_some_and(|it| it > MOST_INDEXES) && spec.field("backoffLimitPerIndex").is_set();
    if is_large && !failed.is_set() {
        failed.missing(out);
    }
    let most = if is_large { MOST_INDEXES / 10 } else { MOST_INDEXES };
    if parallel.number().is_some_and(|it| it > most) {
        parallel.refuse(&format!("is more than {most}"), "", out);
    }
    let Some(number) = failed.some_number() else { return };
    if number > most || completions.is_some_and(|it| number > it) {
        failed.refuse(&format!("is more than `completions`, or than {most}"), "", out);
    }
}

fn policies(spec: &Node<'_, '_>, is_job: bool, out: &mut Violations) {
    let (failure, success) = (spec.field("podFailurePolicy"), spec.field("successPolicy"));
    if failure.is_set() && failure.len().is_some() {
        failure_policy(spec, &failure.field("rules"), out);
    }
    let is_indexed = spec.field("completionMode").text() == Some("Indexed");
    if success.is_set() && success.len().is_some() {
        let rules = success.field("rules");
        match is_indexed {
            false => success.refuse("needs `completionMode: Indexed`", "", out),
            true if rules.len() == Some(0) => rules.missing(out),
            true if rules.len().is_some_and(|it| it > MOST_RULES) => {
                rules.refuse("has too many rules", "", out);
            }
            true => rules.items().for_each(|it| success_rule(completions(spec, is_job), &it, out)),
        }
    }
    let replacement = spec.field("podReplacementPolicy");
    let allowed: &[&str] = if failure.is_set() { &["Failed"] } else { &["Failed", "TerminatingOrFailed"] };
    replacement.strict_choice(allowed, out);
}

fn success_rule(completions: Option<i64>, rule: &Node<'_, '_>, out: &mut Violations) {
    let (count, indexes) = (rule.field("succeededCount"), rule.field("succeededIndexes"));
    if !count.is_set() && !indexes.is_set() {
        rule.missing(out);
    }
    count.not_negative(out);
    if let (Some(count_of), Some(all)) = (count.some_number(), completions)
        && count_of > all
    {
        count.refuse("is more than `completions`", "", out);
    }
}

fn failure_policy(spec: &Node<'_, '_>, rules: &Node<'_, '_>, out: &mut Violations) {
    if rules.len().is_some_and(|it| it > MOST_RULES) {
        rules.refuse("has more than 20 rules", "", out);
    }
    let template = spec.field("template");
    let pod = template.field("spec");
    let lists = [pod.field("containers"), pod.field("initContainers")];
    let containers =
        lists.iter().flat_map(|it| it.items().map(|it| it.field("name").text()).collect::<Vec<_>>());
    let names: Set<&str> = containers.flatten().collect();
    for rule in rules.items() {
        let action = rule.field("action");
        match action.text() {
            Some("") => action.missing(out),
            Some("FailIndex") if !spec.field("backoffLimitPerIndex").is_set() => {
                action.refuse("needs `backoffLimitPerIndex`", "", out);
            }
            _ => action.choice(&["Count", "FailIndex", "FailJob", "Ignore"], out),
        }
        let (codes, conditions) = (rule.field("onExitCodes"), rule.field("onPodConditions"));
        if codes.is_set() && codes.len().is_some() {
            exit_codes(&codes, &names, out);
        }
        if conditions.len().is_some_and(|it| it > MOST_RULES) {
            conditions.refuse("has more than 20 patterns", "", out);
        }
        for pattern in conditions.items() {
            pattern.field("type").qualified_name(out);
            let status = pattern.field("status");
            // An absent one is `True`.
            status.choice(&["False", "True", "Unknown"], out);
        }
        if codes.is_set() == conditions.len().is_some_and(|it| it > 0) && conditions.len().is_some() {
            rule.refuse("has to have one of `onExitCodes` and `onPodConditions`", "", out);
        }
    }
}

fn exit_codes(codes: &Node<'_, '_>, containers: &Set<&str>, out: &mut Violations) {
    let (operator, values, name) =
        (codes.field("operator"), codes.field("values"), codes.field("containerName"));
    match operator.text() {
        Some("") => operator.missing(out),
        _ => operator.choice(&["In", "NotIn"], out),
    }
    if name.is_set() && name.text().is_some_and(|it| !containers.contains(it)) {
        name.refuse("is no container of the template", "", out);
    }
    match values.len() {
        Some(0) => values.refuse("is empty", "name at least one exit code", out),
        Some(it) if it > MOST_CODES => values.refuse("has more than 255 values", "", out),
        _ => {}
    }
    let (mut seen, mut last, mut ordered) = (Set::new(), None, true);
    for value in values.items() {
        let Some(code) = value.number() else { continue };
        if code == 0 && operator.text() == Some("In") {
            value.refuse("is 0, which is no failure", "", out);
        }
        if !seen.insert(code) {
            value.refuse("is there twice", "", out);
        }
        ordered &= last.is_none_or(|it| it <= code);
        last = Some(code);
    }
    if !ordered {
        values.refuse("is not sorted", "", out);
    }
}
