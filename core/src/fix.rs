//! Chooses edits that do not overlap, and applies them.
//!
//! What comes in: findings with fixes, and the least safety that is asked for. What goes out: edits by source, and
//! texts in which every other byte is as it was. Fixes that collide wait for the next round: the caller checks again
//! and comes back, at most [`MAX_ROUNDS`] times. Nothing is written here.

use crate::diagnostic::{Diagnostic, Edit, Fix, Safety};
use crate::order::Map;
use crate::source::{Location, SourceId, Span};

/// How often a caller checks and fixes before it gives up on reaching an end.
pub const MAX_ROUNDS: usize = 10;

/// Edits that can be made together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// By source, sorted and without overlap.
    pub edits: Map<SourceId, Vec<Edit>>,
    /// How many findings they mend.
    pub mended: usize,
    /// How many findings have a fix that collides with one that was chosen before.
    pub postponed: usize,
}

/// Chooses from each finding the first fix that is safe enough, in the order of the findings, leaving out what
/// collides with an earlier choice. Findings that share a fix are mended together.
pub fn choose<'a>(findings: impl IntoIterator<Item = &'a Diagnostic>, allowed: Safety) -> Choice {
    let mut choice = Choice::default();
    let mut taken = Vec::new();
    for finding in findings {
        let Some(fix) = finding.fixes.iter().find(|it| it.safety <= allowed && !it.edits.is_empty()) else {
            continue;
        };
        if take(&mut taken, fix) {
            choice.mended += 1;
        } else {
            choice.postponed += 1;
        }
    }
    for edit in taken {
        choice.edits.entry(edit.at.source).or_default().push(edit.clone());
    }
    choice
}

/// Takes all edits of `fix`, or none, into those that are sorted by place. What was taken never overlaps, so only the
/// neighbours of a new edit can.
fn take<'a>(taken: &mut Vec<&'a Edit>, fix: &'a Fix) -> bool {
    let place = |taken: &[&Edit], at: Location| taken.partition_point(|it| it.at < at);
    let collides = |edit: &Edit| {
        let behind = place(taken, edit.at);
        let near = taken.iter().skip(behind.saturating_sub(1)).take(2);
        near.copied()
            .any(|it| it != edit && it.at.source == edit.at.source && overlap(it.at.span, edit.at.span))
    };
    if fix.edits.iter().any(collides) {
        return false;
    }
    for edit in &fix.edits {
        let at = place(taken, edit.at);
        if taken.get(at) != Some(&edit) {
            taken.insert(at, edit);
        }
    }
    true
}

/// Whether the order of two edits would matter. Two insertions at one place do overlap.
fn overlap(a: Span, b: Span) -> bool {
    if a.is_empty() || b.is_empty() {
        a.start <= b.end && b.start <= a.end
    } else {
        a.start < b.end && b.start < a.end
    }
}

/// Why edits cannot be applied: a caller's mistake.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApplyError {
    /// The edit does not fit the text.
    #[error("the edit of bytes {}..{} does not fit a text of {len} bytes", .span.start, .span.end)]
    Misplaced {
        /// Where it wants to be.
        span: Span,
        /// The length of the text.
        len: usize,
    },
    /// Two edits change the same bytes.
    #[error("two edits change byte {at}")]
    Overlapping {
        /// The first byte that both change.
        at: usize,
    },
}

/// `text` after the sorted `edits`. Line breaks in what comes are those of the text around it.
pub fn apply(text: &str, edits: &[Edit]) -> Result<String, ApplyError> {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for Edit { at: place, text: new } in edits {
        let span = place.span;
        if span.start() < at {
            return Err(ApplyError::Overlapping { at: span.start() });
        }
        let misplaced = ApplyError::Misplaced { span, len: text.len() };
        let (Some(before), Some(_)) = (text.get(at..span.start()), text.get(span.start()..span.end())) else {
            return Err(misplaced);
        };
        out.push_str(before);
        if ends_in_crlf(text, span.start()) {
            out.push_str(&new.replace("\r\n", "\n").replace('\n', "\r\n"));
        } else {
            out.push_str(new);
        }
        at = span.end();
    }
    out.push_str(text.get(at..).unwrap_or_default());
    Ok(out)
}

/// Whether the line that byte `at` is in, or else the one before it, ends in CRLF.
fn ends_in_crlf(text: &str, at: usize) -> bool {
    let (before, behind) = text.split_at_checked(at).unwrap_or((text, ""));
    match (behind.find('\n'), before.rfind('\n')) {
        (Some(0), _) => before.ends_with('\r'),
        (Some(next), _) => behind.get(..next).is_some_and(|it| it.ends_with('\r')),
        (None, Some(last)) => before.get(..last).is_some_and(|it| it.ends_with('\r')),
        (None, None) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{ApplyError, apply, choose};
    use crate::diagnostic::{Diagnostic, Edit, Fix, Fixes, RuleInfo, RuleStatus, Safety, Severity};
    use crate::source::{Location, SourceId, Span};

    static RULE: RuleInfo = RuleInfo {
        code: "RP0000",
        name: "a-test",
        severity: Severity::Error,
        fixes: Fixes::Always,
        since: "0.1.0",
        status: RuleStatus::Active,
        docs: "",
    };

    fn edit(start: usize, end: usize, text: &str) -> Edit {
        Edit { at: Location { source: SourceId(0), span: Span::new(start, end) }, text: text.into() }
    }

    fn finding(safety: Safety, edits: Vec<Edit>) -> Diagnostic {
        let fix = Fix { title: "mend it".into(), safety, edits };
        Diagnostic::new(&RULE, Location::default(), "wrong").with_fix(fix)
    }

    #[test]
    fn colliding_fixes_wait_whole() {
        let findings = [
            finding(Safety::Safe, vec![edit(4, 6, "x")]),
            finding(Safety::Safe, vec![edit(0, 1, "a"), edit(5, 7, "y")]),
            finding(Safety::Safe, vec![edit(4, 6, "x")]),
            finding(Safety::Unsafe, vec![edit(8, 9, "z")]),
            finding(Safety::Safe, vec![edit(2, 2, "i")]),
            finding(Safety::Safe, vec![edit(2, 2, "j")]),
        ];
        let choice = choose(&findings, Safety::Safe);
        assert_eq!(choice.edits.get(&SourceId(0)).unwrap()[..], [edit(2, 2, "i"), edit(4, 6, "x")]);
        assert_eq!((choice.mended, choice.postponed), (3, 2));
        assert_eq!(choose(&findings, Safety::Unsafe).mended, 4);
    }

    #[test]
    fn every_other_byte_stays() {
        let text = "# é\r\na: 1\r\nb:   2 # €\r\n";
        let one = text.find('1').unwrap();
        let edits = [edit(one, one + 1, "10"), edit(one + 3, one + 3, "c: 3\n")];
        assert_eq!(apply(text, &edits).unwrap(), "# é\r\na: 10\r\nc: 3\r\nb:   2 # €\r\n");
        assert_eq!(apply("a: 1\n", &[edit(5, 5, "b: 2\n")]).unwrap(), "a: 1\nb: 2\n");
        assert_eq!(apply("a: 1\r\n", &[edit(6, 6, "b: 2\n")]).unwrap(), "a: 1\r\nb: 2\r\n");
        assert_eq!(apply("a: 1\r\n", &[edit(4, 4, "\nb: 2")]).unwrap(), "a: 1\r\nb: 2\r\n");
    }

    #[test]
    fn edits_that_do_not_fit_are_refused() {
        assert!(matches!(apply("é", &[edit(1, 2, "")]), Err(ApplyError::Misplaced { .. })));
        assert!(matches!(apply("a", &[edit(1, 9, "")]), Err(ApplyError::Misplaced { .. })));
        let twice = [edit(0, 2, ""), edit(1, 3, "")];
        assert!(matches!(apply("abc", &twice), Err(ApplyError::Overlapping { at: 1 })));
    }
}
