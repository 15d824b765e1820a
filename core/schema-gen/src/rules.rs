//! Every distinct CEL rule of every release, by a key that survives reformatting.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use anyhow::{Result, bail};

use crate::releases::{CHANNELS, Release};

/// A distinct rule and where it is used.
#[derive(Default)]
pub(crate) struct RuleUse {
    /// The expression, white space made even.
    pub(crate) expression: String,
    /// What upstream says when it is broken; several where uses differ.
    pub(crate) upstream: BTreeSet<String>,
    /// `Kind spec.path`.
    pub(crate) places: BTreeSet<String>,
    /// `1.7.0 standard`.
    pub(crate) releases: BTreeSet<String>,
}

/// The expression with every run of white space made one space.
pub(crate) fn normalise(expression: &str) -> String {
    expression.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Eight hexadecimal digits that name a rule in `messages.yaml`: FNV-1a of the normalised expression, folded to 32
/// bits.
pub(crate) fn key(expression: &str) -> String {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in normalise(expression).bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    format!("{:08x}", (hash >> 32) ^ (hash & 0xffff_ffff))
}

/// All distinct rules by key.
pub(crate) fn collect(releases: &[Release]) -> Result<BTreeMap<String, RuleUse>> {
    let mut rules: BTreeMap<String, RuleUse> = BTreeMap::new();
    let mut collisions = BTreeSet::new();
    for release in releases {
        for (channel, crds) in CHANNELS.iter().zip(&release.channels) {
            for crd in crds {
                for version in &crd.versions {
                    version.schema.each_rule("", &mut |path, rule| {
                        let entry = rules.entry(key(&rule.expression)).or_default();
                        let expression = normalise(&rule.expression);
                        if !entry.expression.is_empty() && entry.expression != expression {
                            collisions.insert(expression.clone());
                        }
                        entry.expression = expression;
                        entry.upstream.insert(rule.message.clone());
                        entry.places.insert(format!("{} {}", crd.kind, path.trim_start_matches('.')));
                        entry.releases.insert(format!("{} {channel}", release.name));
                    });
                }
            }
        }
    }
    if !collisions.is_empty() {
        bail!("rules with one key: {collisions:?}");
    }
    Ok(rules)
}

/// The list for the author of `messages.yaml`.
pub(crate) fn list(rules: &BTreeMap<String, RuleUse>) -> String {
    let mut out = String::new();
    for (key, rule) in rules {
        let join = |set: &BTreeSet<String>| set.iter().cloned().collect::<Vec<_>>().join("\n    ");
        let _ = write!(
            out,
            "{key}\n  rule: {}\n  upstream:\n    {}\n  places:\n    {}\n  releases:\n    {}\n",
            rule.expression,
            join(&rule.upstream),
            join(&rule.places),
            join(&rule.releases),
        );
    }
    out
}

#[cfg(test)]
mod tests {
    use super::key;

    #[test]
    fn a_key_does_not_depend_on_line_breaks() {
        assert_eq!(key("a  &&\n b"), key("a && b"));
        assert_ne!(key("a && b"), key("a || b"));
        assert_eq!(key("self == oldSelf").len(), 8);
    }
}
