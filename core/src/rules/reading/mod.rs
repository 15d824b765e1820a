//! What is wrong with a text before it is a manifest: the problems of the `yaml` reader, one rule a file.

mod broken_alias;
mod colliding_keys;
mod document_not_reached;
mod duplicate_key;
mod invalid_character;
mod invalid_encoding;
mod invalid_separator;
mod key_not_text;
mod limit_exceeded;
mod merge_after_key;
mod syntax;
mod text_ignored;
mod value_not_json;

use crate::diagnostic::{Diagnostic, RuleInfo, located};
use crate::source::{Location, SourceId};
use crate::yaml::{Problem, ProblemKind};

/// The rules of this module, by code.
pub(crate) static RULES: [&RuleInfo; 13] = [
    &syntax::SYNTAX,
    &duplicate_key::DUPLICATE_KEY,
    &text_ignored::TEXT_IGNORED,
    &document_not_reached::DOCUMENT_NOT_REACHED,
    &invalid_encoding::INVALID_ENCODING,
    &invalid_character::INVALID_CHARACTER,
    &invalid_separator::INVALID_SEPARATOR,
    &broken_alias::BROKEN_ALIAS,
    &key_not_text::KEY_NOT_TEXT,
    &value_not_json::VALUE_NOT_JSON,
    &merge_after_key::MERGE_AFTER_KEY,
    &colliding_keys::COLLIDING_KEYS,
    &limit_exceeded::LIMIT_EXCEEDED,
];

/// A problem in the text that it was found in.
#[derive(Clone, Copy)]
struct Found<'a> {
    source: SourceId,
    text: &'a str,
    problem: &'a Problem,
}

impl<'a> Found<'a> {
    fn at(self) -> Location {
        located(self.source, self.problem.span)
    }

    fn related(self) -> Option<Location> {
        self.problem.related.map(|it| located(self.source, it))
    }

    /// The text that shows the problem, cut to what fits a line.
    fn shown(self) -> &'a str {
        let text = self.problem.span.of(self.text);
        let line = text.lines().next().unwrap_or_default();
        match line.char_indices().nth(60) {
            Some((end, _)) => line.get(..end).unwrap_or_default(),
            None => line,
        }
    }

    /// A finding of `rule` here.
    fn finding(self, rule: &'static RuleInfo, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(rule, self.at(), message)
    }
}

/// What to say about a problem that reading `text` found.
pub fn diagnose(source: SourceId, text: &str, problem: &Problem) -> Diagnostic {
    let found = Found { source, text, problem };
    match &problem.kind {
        ProblemKind::Syntax(it) => syntax::explain(found, *it),
        ProblemKind::ControlCharacter(it) => invalid_character::explain(found, *it),
        ProblemKind::BadSeparator => invalid_separator::explain(found),
        ProblemKind::DuplicateKey => duplicate_key::explain(found),
        ProblemKind::CollidingKeys => colliding_keys::explain(found),
        ProblemKind::MergeOverridesKey => merge_after_key::explain(found),
        ProblemKind::KeyNotText => key_not_text::explain(found),
        ProblemKind::BadMerge | ProblemKind::UnknownAnchor | ProblemKind::AnchorInItself => {
            broken_alias::explain(found)
        }
        ProblemKind::BadTaggedValue | ProblemKind::NotFinite => value_not_json::explain(found),
        ProblemKind::TextIgnored => text_ignored::explain(found),
        ProblemKind::DocumentsNotReached { documents } => document_not_reached::explain(found, *documents),
        ProblemKind::TooMuch(it) => limit_exceeded::explain(found, *it),
    }
}

#[cfg(test)]
mod tests {
    use super::{RULES, diagnose};
    use crate::source::SourceId;
    use crate::yaml::read;
    use std::collections::BTreeSet;

    /// The first example of a rule's docs.
    fn example(docs: &str) -> String {
        let (_, rest) = docs.split_once("```yaml\n").unwrap();
        let (example, _) = rest.split_once("```").unwrap();
        example.lines().map(|it| format!("{}\n", it.strip_prefix(' ').unwrap_or(it))).collect()
    }

    #[test]
    fn the_example_of_every_rule_shows_it_on_its_line() {
        for rule in RULES {
            let text = example(rule.docs);
            let marked = format!("# {}", rule.code);
            let line = text.lines().position(|it| it.contains(&marked)).map(|it| it + 1);
            let found: BTreeSet<_> = read(&text)
                .problems
                .iter()
                .map(|it| {
                    (
                        diagnose(SourceId(0), &text, it).rule.code,
                        text[..it.span.start()].matches('\n').count() + 1,
                    )
                })
                .collect();
            match line {
                Some(line) => {
                    assert!(found.contains(&(rule.code, line)), "{}: {found:?} in {text}", rule.code);
                }
                // What no comment can stand beside, such as a text in another encoding.
                None => assert!(text.contains("# not checked"), "{} has no example", rule.code),
            }
        }
    }

    #[test]
    fn codes_are_in_order_and_names_are_kebab() {
        assert!(RULES.is_sorted_by_key(|it| it.code));
        for rule in RULES {
            assert!(rule.name.bytes().all(|it| it.is_ascii_lowercase() || it == b'-'), "{}", rule.name);
            assert!(rule.docs.contains("## Why it matters"), "{}", rule.code);
        }
    }
}
