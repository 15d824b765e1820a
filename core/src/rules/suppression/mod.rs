//! `# routeproof: ignore RP2001 -- reason` in a source: the findings of those codes on that line, or on the next line
//! with content when the comment has its own, are known and put up with. The comments answer for themselves: one without
//! a reason silences nothing and is reported, and so is one that silences nothing or names no rule.
//!
//! Settings have their say after this one.

mod scan;
mod stale_ignore;
mod unknown_ignore;
mod unreasoned_ignore;

use crate::diagnostic::{Diagnostic, RuleInfo, located};
use crate::order::{Map, last_until};
use crate::source::SourceId;
use crate::yaml::Tree;
use scan::Comment;
pub(crate) use scan::may_be_in;

/// The rules of this family, by code.
pub(super) static RULES: &[&RuleInfo] =
    &[&unreasoned_ignore::UNREASONED_IGNORE, &stale_ignore::STALE_IGNORE, &unknown_ignore::UNKNOWN_IGNORE];

/// Takes from `found`, the findings of one source, what the source's comments silence, and adds what is wrong with the
/// comments. `may_silence` says which rules a comment may silence at all.
pub fn apply(
    source: SourceId,
    text: &str,
    tree: &Tree,
    rules: &[&RuleInfo],
    may_silence: impl Fn(&RuleInfo) -> bool,
    found: &mut Vec<Diagnostic>,
) {
    let comments = scan::comments(text, tree);
    if comments.is_empty() {
        return;
    }
    let mut used: Vec<Vec<bool>> = comments.iter().map(|it| vec![false; it.codes.len()]).collect();
    let mut by_line: Map<usize, Vec<(&Comment<'_>, &mut Vec<bool>)>> = Map::new();
    for (comment, used) in comments.iter().zip(&mut used).filter(|(it, _)| it.has_reason) {
        by_line.entry(comment.line.start).or_default().push((comment, used));
    }
    found.retain(|finding| {
        let start = finding.at.span.start();
        let here = last_until(&mut by_line, &start);
        let silenced = finding.at.source == source && may_silence(finding.rule);
        let silenced = silenced && here.is_some_and(|it| silence(it, start, finding.rule.code));
        !silenced
    });
    for (comment, used) in comments.iter().zip(&used) {
        report(source, comment, used, rules, found);
    }
}

/// Whether one of the comments about a line silences `code` at byte `start`; notes which.
fn silence(comments: &mut [(&Comment<'_>, &mut Vec<bool>)], start: usize, code: &str) -> bool {
    let mut silenced = false;
    for (comment, used) in
        comments.iter_mut().filter(|(it, _)| it.line.start <= start && start <= it.line.end)
    {
        for (_, used) in comment.codes.iter().zip(used.iter_mut()).filter(|((name, _), _)| *name == code) {
            (*used, silenced) = (true, true);
        }
    }
    silenced
}

/// What is wrong with one comment.
fn report(
    source: SourceId,
    comment: &Comment<'_>,
    used: &[bool],
    rules: &[&RuleInfo],
    out: &mut Vec<Diagnostic>,
) {
    let whole = located(source, comment.span);
    if !comment.has_reason || comment.codes.is_empty() {
        out.push(unreasoned_ignore::diagnose(whole, comment.codes.is_empty()));
        return;
    }
    for ((code, span), used) in comment.codes.iter().zip(used) {
        let at = located(source, *span);
        if !rules.iter().any(|it| it.code == *code) {
            out.push(unknown_ignore::diagnose(at, code, rules));
        } else if !used {
            out.push(stale_ignore::diagnose(at, code));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::apply;
    use crate::diagnostic::{Diagnostic, RuleInfo, located};
    use crate::rules::registry;
    use crate::source::{SourceId, Span};
    use crate::yaml::read;

    fn rule(code: &str) -> &'static RuleInfo {
        registry().iter().find(|it| it.code == code).unwrap()
    }

    /// The codes that are left of one finding of `code` at each `HERE`, which is a part of the text.
    fn left(text: &str, code: &str) -> Vec<&'static str> {
        let finding = |(at, here): (usize, &str)| {
            Diagnostic::new(rule(code), located(SourceId(0), Span::new(at, at + here.len())), "x")
        };
        let mut found: Vec<Diagnostic> = text.match_indices("HERE").map(finding).collect();
        apply(SourceId(0), text, &read(text).tree, registry(), |it| it.code != "RP5002", &mut found);
        found.iter().map(|it| it.rule.code).collect()
    }

    #[test]
    fn a_comment_silences_its_line_or_the_next() {
        for text in [
            "a: HERE # routeproof: ignore RP5001 -- known\n",
            "# routeproof: ignore RP5001 -- known\na: HERE\n",
            "# routeproof: ignore RP5001 -- known\n\n# another comment\na: HERE\n",
            "a:\n  # routeproof: ignore RP5001 -- known\r\n  - HERE\r\n",
            "#routeproof: ignore RP5001 -- é\na: HERE",
            "a: {b: HERE, c: HERE} # routeproof: ignore RP5001 -- both",
        ] {
            assert_eq!(left(text, "RP5001"), [""; 0], "{text}");
        }
        let several = "# routeproof: ignore RP5001, RP5003 -- known\na: HERE\n";
        assert_eq!(left(several, "RP5001"), ["RP0092"], "the other code silences nothing");
    }

    #[test]
    fn it_silences_nothing_else() {
        for (text, wanted) in [
            ("# routeproof: ignore RP5003 -- known\na: HERE\n", ["RP5001", "RP0092"]),
            ("# routeproof: ignore RP5001 -- known\na: 1\nb: HERE\n", ["RP5001", "RP0092"]),
            ("a: 1 # routeproof: ignore RP5001 -- known\nb: HERE\n", ["RP5001", "RP0092"]),
            ("# routeproof: ignore RP5001\na: HERE\n", ["RP5001", "RP0091"]),
            ("# routeproof: ignore RP5001 -- \na: HERE\n", ["RP5001", "RP0091"]),
            ("# routeproof: ignore -- all of it\na: HERE\n", ["RP5001", "RP0091"]),
            ("# routeproof: ignore RP9999 -- known\na: HERE\n", ["RP5001", "RP0093"]),
        ] {
            assert_eq!(left(text, "RP5001"), wanted, "{text}");
        }
        let refused = "a: HERE # routeproof: ignore RP5002 -- known\n";
        assert_eq!(left(refused, "RP5002"), ["RP5002", "RP0092"], "not a rule that a comment may silence");
    }

    #[test]
    fn the_example_of_each_rule_shows_it() {
        for rule in super::RULES {
            let example = rule.docs.split("```yaml").nth(1).and_then(|it| it.split("```").next()).unwrap();
            assert_eq!(left(example, "RP5001"), [rule.code], "{example}");
        }
    }

    #[test]
    fn only_a_comment_is_a_comment() {
        for text in [
            "a: \"HERE # routeproof: ignore RP5001 -- no\"\n",
            "a: |\n  # routeproof: ignore RP5001 -- no\n  HERE\n",
            "a: HERE#routeproof: ignore RP5001 -- no\n",
            "# routeproofs: ignore RP5001 -- no\na: HERE\n",
        ] {
            assert_eq!(left(text, "RP5001"), ["RP5001"], "{text}");
        }
    }
}
