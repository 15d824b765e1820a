//! Label selectors: what may be written, and which labels they match.

use super::node::Node;
use crate::order::sort;
use crate::schema::names::{label_value, qualified_name};
use crate::schema::violations::Violations;
use crate::yaml::{Entry, Value};

/// Checks a selector that is there.
pub(super) fn check(selector: &Node<'_, '_>, out: &mut Violations) {
    selector.field("matchLabels").labels(out);
    for rule in selector.field("matchExpressions").items() {
        let (operator, values) = (rule.field("operator"), rule.field("values"));
        match (operator.text(), values.len()) {
            (Some("In" | "NotIn"), Some(0)) => values.missing(out),
            (Some("Exists" | "DoesNotExist"), Some(1..)) => {
                values.refuse("may not be set for this operator", "remove it", out);
            }
            (None | Some("In" | "NotIn" | "Exists" | "DoesNotExist"), _) => {}
            (Some(_), _) => operator.refuse(
                "is no operator",
                "the operators are `In`, `NotIn`, `Exists` and `DoesNotExist`",
                out,
            ),
        }
        rule.field("key").qualified_name(out);
        values.items().for_each(|it| it.label_value(out));
    }
}

/// What a selector says of labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Match {
    /// It matches them.
    Yes,
    /// It does not, which nothing does where there is no selector.
    No,
    /// It is none.
    Broken,
    /// A value is of another type.
    Unknown,
}

/// Whether a selector matches the labels.
pub(super) fn matches(selector: &Node<'_, '_>, labels: &Node<'_, '_>) -> Match {
    if !selector.is_set() {
        return Match::No;
    }
    if selector.len().is_none()
        || labels.entries().any(|it| text(it.value).is_none())
        || labels.len().is_none()
    {
        return Match::Unknown;
    }
    let mut all: Vec<(&str, &str)> =
        labels.entries().filter_map(|it| Some((it.key.as_str()?, text(it.value)?))).collect();
    sort(&mut all);
    let found = |key: &str| {
        let place = all.binary_search_by(|it| it.0.cmp(key)).ok()?;
        all.get(place).map(|it| it.1)
    };
    let mut fits = true;
    for Entry { key, value } in selector.field("matchLabels").entries() {
        let (Some(key), Some(value)) = (key.as_str(), text(value)) else { return Match::Unknown };
        if qualified_name(key).is_some() || label_value(value).is_some() {
            return Match::Broken;
        }
        fits &= found(key) == Some(value);
    }
    for rule in selector.field("matchExpressions").items() {
        match expression(&rule, &found) {
            Match::Yes => {}
            Match::No => fits = false,
            other => return other,
        }
    }
    if fits { Match::Yes } else { Match::No }
}

/// The text of a label, which is empty where it is null.
fn text(value: Value<'_>) -> Option<&str> {
    if value.is_null() { Some("") } else { value.as_str() }
}

fn expression<'a>(rule: &Node<'_, '_>, found: &impl Fn(&str) -> Option<&'a str>) -> Match {
    let (key, values) = (rule.field("key"), rule.field("values"));
    let (Some(key), Some(operator), Some(count)) = (key.text(), rule.field("operator").text(), values.len())
    else {
        return Match::Unknown;
    };
    let texts: Option<Vec<_>> = values.items().map(|it| it.text()).collect();
    let Some(texts) = texts else { return Match::Unknown };
    if qualified_name(key).is_some() || texts.iter().any(|it| label_value(it).is_some()) {
        return Match::Broken;
    }
    let label = found(key);
    let fits = match operator {
        "In" if count > 0 => label.is_some_and(|it| texts.contains(&it)),
        "NotIn" if count > 0 => label.is_none_or(|it| !texts.contains(&it)),
        "Exists" if count == 0 => label.is_some(),
        "DoesNotExist" if count == 0 => label.is_none(),
        _ => return Match::Broken,
    };
    if fits { Match::Yes } else { Match::No }
}
