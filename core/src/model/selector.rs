//! `LabelSelector`: both of its forms, and what they select.

use super::Map;
use super::view::view;

view! {
    /// A label selector.
    LabelSelector {
        match_labels "matchLabels": map,
        match_expressions "matchExpressions": all(Requirement),
    }
}

view! {
    /// `matchExpressions[]`.
    Requirement {
        key "key": text,
        operator "operator": text,
        values "values": texts,
    }
}

impl<'a> LabelSelector<'a> {
    /// Whether an object with `labels` is selected; an empty selector selects everything. `None`: the selector is
    /// malformed, so that a controller cannot say.
    pub fn selects(self, labels: &impl Fn(&str) -> Option<&'a str>) -> Option<bool> {
        let mut all = self.match_labels().all(|(key, value)| labels(key.value) == Some(value.value));
        for requirement in self.match_expressions() {
            all &= requirement.holds(labels)?;
        }
        Some(all)
    }
}

impl<'a> Requirement<'a> {
    fn holds(self, labels: &impl Fn(&str) -> Option<&'a str>) -> Option<bool> {
        self.holds_for(labels(self.key()?.value))
    }

    /// Whether it holds for an object whose label of that key is `label`; `None` where it is malformed.
    pub fn holds_for(self, label: Option<&str>) -> Option<bool> {
        let listed = || label.is_some_and(|it| self.values().any(|value| value.value == it));
        match (self.operator()?.value, self.values().next().is_some()) {
            ("In", true) => Some(listed()),
            ("NotIn", true) => Some(!listed()),
            ("Exists", false) => Some(label.is_some()),
            ("DoesNotExist", false) => Some(label.is_none()),
            _ => None,
        }
    }
}

/// The value of `key` in a map of strings.
pub(crate) fn label<'a>(mut labels: Map<'a>, key: &str) -> Option<&'a str> {
    labels.find(|(it, _)| it.value == key).map(|(_, value)| value.value)
}
