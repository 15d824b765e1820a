//! What an answer rests on.

use super::v1::{ConditionV1, EndpointsV1, Question, Verdict, object};
use crate::live::ConditionReport;
use crate::model::ConditionView;
use crate::report::ObjectV1;
use crate::source::Location;
use crate::world::Item;
use std::fmt::Write as _;

/// The answer to one question.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) question: Question,
    pub(super) evidence: Vec<Evidence>,
}

impl Answer {
    pub(super) fn new(question: Question, evidence: Vec<Evidence>) -> Self {
        Self { question, evidence }
    }

    /// The worst that the evidence speaks for; without any, nothing is known.
    pub(super) fn verdict(&self) -> Verdict {
        self.evidence.iter().filter_map(|it| it.verdict).max().unwrap_or(Verdict::CannotTell)
    }
}

/// One piece of evidence.
#[derive(Debug, Clone)]
pub(super) struct Evidence {
    /// What it speaks for; nothing where it only explains.
    pub(super) verdict: Option<Verdict>,
    pub(super) text: String,
    pub(super) reason: Option<&'static str>,
    pub(super) object: Option<ObjectV1>,
    pub(super) condition: Option<ConditionV1>,
    pub(super) endpoints: Option<EndpointsV1>,
    pub(super) at: Option<Location>,
}

impl Evidence {
    pub(super) fn new(verdict: Verdict, text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            verdict: Some(verdict),
            text,
            reason: None,
            object: None,
            condition: None,
            endpoints: None,
            at: None,
        }
    }

    pub(super) fn yes(text: impl Into<String>) -> Self {
        Self::new(Verdict::Yes, text)
    }

    pub(super) fn no(text: impl Into<String>) -> Self {
        Self::new(Verdict::No, text)
    }

    pub(super) fn unknown(text: impl Into<String>) -> Self {
        Self::new(Verdict::CannotTell, text)
    }

    /// Explains, and speaks for nothing.
    pub(super) fn note(text: impl Into<String>) -> Self {
        Self { verdict: None, ..Self::yes(text) }
    }

    pub(super) fn of(mut self, item: &Item<'_>) -> Self {
        self.object = Some(object(item));
        self.at.get_or_insert_with(|| item.at());
        self
    }

    pub(super) fn at(mut self, at: Location) -> Self {
        self.at = Some(at);
        self
    }

    pub(super) fn condition(mut self, it: ConditionView<'_>, generation: Option<i64>) -> Self {
        self.at = Some(it.at());
        self.condition = Some(ConditionV1 {
            kind: it.kind().value.to_owned(),
            status: it.status().value.to_owned(),
            reason: it.reason().value.to_owned(),
            message: it.message().value.to_owned(),
            observed_generation: it.observed_generation().map(|it| it.value),
            generation,
        });
        self
    }
}

/// What a condition of `title` speaks for: its status, or nothing where it is about an older generation.
pub(super) fn judged(title: &str, it: ConditionReport<'_, '_>) -> Evidence {
    let condition = it.reported;
    let (status, observed) = (condition.status().value, condition.observed_generation());
    // Writing to a String cannot fail.
    let mut text = format!("{title}: {}={status}", condition.kind().value);
    if !condition.reason().value.is_empty() {
        let _ = write!(text, " ({})", condition.reason().value);
    }
    if it.is_stale() {
        let observed = observed.map_or(0, |it| it.value);
        let now = it.generation.unwrap_or_default();
        let _ = write!(text, ", but of generation {observed}, and the object is at {now}");
    }
    if status != "True" && !condition.message().value.is_empty() {
        let _ = write!(text, ": {}", condition.message().value);
    }
    let verdict = match status {
        _ if it.is_stale() => Verdict::CannotTell,
        "True" => Verdict::Yes,
        "False" => Verdict::No,
        _ => Verdict::CannotTell,
    };
    Evidence::new(verdict, text).condition(condition, it.generation)
}
