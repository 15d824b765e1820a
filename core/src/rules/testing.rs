//! Runs rules on small manifests: the unit cases of rule files, and the examples of their docs.

use super::{api, manifest as objects, registry};
use crate::diagnostic::{Diagnostic, Fixes, RuleInfo, RuleStatus};
use crate::manifest;
use crate::schema::{Channel, Release, judge};
use crate::source::{SourceId, Span};
use crate::yaml;
use std::collections::BTreeSet;

/// The families whose rules [`findings`] runs, by the start of their codes.
const FAMILIES: [&str; 2] = ["RP008", "RP1"];

/// What a case is judged by.
#[derive(Clone, Copy)]
pub(crate) struct Settings {
    release: Release<'static>,
    channel: Channel,
}

impl Default for Settings {
    fn default() -> Self {
        Self { release: Release::newest().expect("a table is built in"), channel: Channel::Standard }
    }
}

impl Settings {
    /// Settings as the first line of an example says them: `# gateway-api: version=1.3 channel=experimental`.
    fn of(example: &str) -> Self {
        let mut settings = Self::default();
        let first = example.lines().next().unwrap_or_default();
        let Some(words) = first.strip_prefix("# gateway-api:") else { return settings };
        for word in words.split_whitespace() {
            match word.split_once('=') {
                Some(("version", name)) => settings.release = Release::find(name).expect(name),
                Some(("channel", "experimental")) => settings.channel = Channel::Experimental,
                _ => panic!("no such setting: {word}"),
            }
        }
        settings
    }
}

/// Everything that the rules of [`FAMILIES`] find in one source.
fn findings(text: &str, settings: Settings) -> Vec<Diagnostic> {
    let reading = yaml::read(text);
    assert!(reading.problems.is_empty(), "{:?} in\n{text}", reading.problems);
    let found = manifest::objects(text, &reading.tree);
    let problems = found.problems.iter().map(|it| objects::diagnose(SourceId(0), it));
    let Settings { release, channel } = settings;
    let verdicts = found.objects.iter().map(|it| {
        let view = it.view(text, &reading.tree);
        let subject = api::Subject { source: SourceId(0), view, release, channel };
        api::diagnose(&subject, &judge(view, release, channel))
    });
    problems.chain(verdicts.flatten()).collect()
}

/// The line of a span, from 1.
fn line(text: &str, span: Span) -> usize {
    text.get(..span.start()).unwrap_or(text).matches('\n').count() + 1
}

/// `text` after the first fix of `diagnostic`.
fn fixed(text: &str, diagnostic: &Diagnostic) -> String {
    let fix = diagnostic.fixes.first().unwrap_or_else(|| panic!("no fix: {diagnostic:?}"));
    let mut edits = fix.edits.clone();
    edits.sort_by_key(|it| std::cmp::Reverse(it.at));
    edits.iter().fold(text.to_owned(), |mut text, edit| {
        text.replace_range(edit.at.span.start()..edit.at.span.end(), &edit.text);
        text
    })
}

/// The cases of one rule.
pub(crate) struct Tester {
    rule: &'static RuleInfo,
    settings: Settings,
    /// The text of the last failing case and the finding in it.
    last: Option<(String, Diagnostic)>,
    fixes: usize,
}

impl Tester {
    pub(crate) fn new(rule: &'static RuleInfo) -> Self {
        Self { rule, settings: Settings::default(), last: None, fixes: 0 }
    }

    /// Judges the cases that follow by the experimental channel.
    pub(crate) fn experimental(mut self) -> Self {
        self.settings.channel = Channel::Experimental;
        self
    }

    /// Judges the cases that follow by another release.
    pub(crate) fn release(mut self, name: &str) -> Self {
        self.settings.release = Release::find(name).expect(name);
        self
    }

    /// The rule is silent.
    pub(crate) fn pass(self, case: &str, text: &str) -> Self {
        assert_eq!(self.found(text).iter().map(|it| &it.message).next(), None, "{case}:\n{text}");
        self
    }

    /// The rule says `message`, once.
    pub(crate) fn fail(mut self, case: &str, text: &str, message: &str) -> Self {
        let mut found = self.found(text);
        assert_eq!(found.len(), 1, "{case}: {:?} in\n{text}", findings(text, self.settings));
        let found = found.remove(0);
        assert!(found.message.contains(message), "{case}: {:?}", found.message);
        self.last = Some((text.to_owned(), found));
        self
    }

    /// The fix of the last failing case makes `after` of `before`, and then the rule is silent.
    pub(crate) fn fix(mut self, before: &str, after: &str) -> Self {
        let (text, found) = self.last.take().expect("a failing case");
        let mended = fixed(&text, &found);
        assert_eq!(mended, text.replacen(before, after, 1));
        assert!(self.found(&mended).is_empty(), "{mended}");
        self.fixes += 1;
        self
    }

    fn found(&self, text: &str) -> Vec<Diagnostic> {
        let all = findings(text, self.settings).into_iter();
        all.filter(|it| std::ptr::eq(it.rule, self.rule)).collect()
    }
}

impl Drop for Tester {
    fn drop(&mut self) {
        let one = self.rule.fixes == Fixes::Always && self.fixes == 0;
        assert!(std::thread::panicking() || !one, "{} promises a fix and has no case for it", self.rule.code);
    }
}

/// An HTTPRoute `shop` with this spec, in flow style.
pub(crate) fn route(spec: &str) -> String {
    let spec = if spec == "{}" { "" } else { spec };
    format!(
        "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {{name: shop}}\nspec: {{{spec}}}\n"
    )
}

/// The YAML blocks of a rule's docs.
fn examples(docs: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut block: Option<String> = None;
    for line in docs.lines() {
        let line = line.strip_prefix(' ').unwrap_or(line);
        match (&mut block, line.trim_end()) {
            (None, "```yaml") => block = Some(String::new()),
            (Some(_), "```") => blocks.extend(block.take()),
            (Some(text), line) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, _) => {}
        }
    }
    blocks
}

/// The codes that an example asserts, with their lines.
fn asserted(example: &str) -> BTreeSet<(usize, String)> {
    let mut codes = BTreeSet::new();
    for (number, line) in example.lines().enumerate() {
        let comment = line.rsplit_once("# RP").map(|(_, rest)| rest).unwrap_or_default();
        let digits: String = comment.chars().take_while(char::is_ascii_digit).collect();
        if digits.len() == 4 {
            codes.insert((number + 1, format!("RP{digits}")));
        }
    }
    codes
}

#[test]
fn every_example_shows_what_it_says() {
    for rule in registry().iter().filter(|it| it.status == RuleStatus::Active) {
        if !FAMILIES.iter().any(|it| rule.code.starts_with(it)) {
            continue;
        }
        let examples = examples(rule.docs);
        assert!(!examples.is_empty(), "{} has no example", rule.code);
        for example in examples {
            let wanted = asserted(&example);
            assert!(wanted.iter().any(|it| it.1 == rule.code), "{} is not in its own example", rule.code);
            let found = findings(&example, Settings::of(&example));
            let found: BTreeSet<_> =
                found.iter().map(|it| (line(&example, it.at.span), it.rule.code.to_owned())).collect();
            assert_eq!(found, wanted, "{}:\n{example}", rule.code);
        }
    }
}

#[test]
fn codes_and_names_are_taken_once() {
    let codes: BTreeSet<_> = registry().iter().map(|it| it.code).collect();
    let names: BTreeSet<_> = registry().iter().map(|it| it.name).collect();
    assert_eq!((codes.len(), names.len()), (registry().len(), registry().len()));
}

#[test]
fn every_rule_explains_itself() {
    for rule in registry() {
        assert!(rule.docs.contains("## Why it matters"), "{}", rule.code);
        assert!(rule.docs.contains("## Example"), "{}", rule.code);
        assert!(rule.summary().ends_with('.') && !rule.summary().starts_with('#'), "{}", rule.code);
    }
}
