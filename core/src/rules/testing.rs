//! Runs rules on small manifests: the unit cases of rule files, and the examples of their docs.

use super::registry;
use crate::Workspace;
use crate::diagnostic::{Diagnostic, Family, Fix, Fixes, RuleInfo, RuleStatus, Safety, Severity};
use crate::settings::Settings;
use crate::source::{Span, Unit};
use std::collections::BTreeSet;

/// What a case is judged by.
#[derive(Clone, Default)]
struct Setting {
    /// As `routeproof.yaml` says it.
    settings: String,
    /// What is taken for the present.
    now: Option<String>,
    /// What a cluster reported.
    live: Option<String>,
    /// Which findings count.
    mode: Mode,
}

/// What is done with the text of a case.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Mode {
    /// It is to be applied, and is checked.
    #[default]
    Check,
    /// A cluster reported it, and it is verified.
    Reported,
    /// It was applied, and what a cluster reported is verified.
    Applied,
}

impl Setting {
    fn workspace(&self, text: &str) -> Workspace {
        let settings = Settings::from_yaml(&self.settings, registry()).unwrap();
        let mut workspace = Workspace::new(settings).unwrap();
        if let Some(now) = &self.now {
            workspace.set_now(now.parse().unwrap());
        }
        match self.mode {
            Mode::Reported => _ = workspace.set_live("case.yaml", text),
            Mode::Check | Mode::Applied => _ = workspace.set_source("case.yaml", text),
        }
        if let Some(live) = &self.live {
            workspace.set_live("live.yaml", live.as_str());
        }
        workspace
    }

    /// Everything that is found in one source.
    fn findings(&self, text: &str) -> Vec<Diagnostic> {
        let workspace = self.workspace(text);
        let found = match self.mode {
            Mode::Check => workspace.findings().to_vec(),
            Mode::Reported | Mode::Applied => workspace.verify(&[], Unit::Utf8).findings,
        };
        self.prove_parts(text);
        let unread = found.iter().find(|it| it.rule.code < "RP0080");
        assert!(unread.is_none(), "{unread:?} in\n{text}");
        found
    }
}

impl Setting {
    /// Where each manifest is a source, what is asked of one of them is what is found in it of all.
    fn prove_parts(&self, text: &str) {
        let parts: Vec<_> = text.split("\n---\n").collect();
        if self.mode != Mode::Check || parts.len() < 2 {
            return;
        }
        let mut workspace = self.workspace("");
        workspace.remove_source("case.yaml");
        for (number, part) in parts.iter().enumerate() {
            workspace.set_source(&format!("{number:03}.yaml"), *part);
        }
        let of = |name: usize| workspace.source(&format!("{name:03}.yaml")).map(|it| it.0);
        let some: Vec<_> =
            (0..parts.len()).filter_map(of).map(|it| (it, workspace.findings_in(&[it]))).collect();
        for (source, found) in some {
            let all: Vec<_> = workspace.findings().iter().filter(|it| it.at.source == source).collect();
            assert_eq!(format!("{all:?}"), format!("{found:?}"), "{source:?} of\n{text}");
        }
    }
}

/// The line of a span, from 1.
fn line(text: &str, span: Span) -> usize {
    text.get(..span.start()).unwrap_or(text).matches('\n').count() + 1
}

/// `text` after the first fix of `diagnostic`.
fn fixed(text: &str, diagnostic: &Diagnostic) -> String {
    applied(text, diagnostic.fixes.first().unwrap_or_else(|| panic!("no fix: {diagnostic:?}")))
}

/// `text` after a fix.
fn applied(text: &str, fix: &Fix) -> String {
    let mut edits = fix.edits.clone();
    edits.sort_by_key(|it| std::cmp::Reverse(it.at));
    edits.iter().fold(text.to_owned(), |mut text, edit| {
        text.replace_range(edit.at.span.start()..edit.at.span.end(), &edit.text);
        text
    })
}

/// One text, or several manifests.
pub(crate) trait Manifests {
    fn joined(&self) -> String;
}

impl Manifests for &str {
    fn joined(&self) -> String {
        (*self).to_owned()
    }
}

impl Manifests for &String {
    fn joined(&self) -> String {
        (*self).clone()
    }
}

impl<T: AsRef<str>, const N: usize> Manifests for &[T; N] {
    fn joined(&self) -> String {
        self.iter().map(|it| it.as_ref().trim_end()).collect::<Vec<_>>().join("\n---\n") + "\n"
    }
}

/// The cases of one rule.
pub(crate) struct Tester {
    rule: &'static RuleInfo,
    setting: Setting,
    /// The text of the last failing case and the finding in it.
    last: Option<(String, Diagnostic)>,
    fixes: usize,
}

impl Tester {
    pub(crate) fn new(rule: &'static RuleInfo) -> Self {
        Self { rule, setting: Setting::default(), last: None, fixes: 0 }
    }

    /// Judges the cases that follow by these settings, as `routeproof.yaml` says them.
    pub(crate) fn settings(mut self, text: &str) -> Self {
        text.clone_into(&mut self.setting.settings);
        self
    }

    /// Judges the cases that follow by the experimental channel.
    pub(crate) fn experimental(self) -> Self {
        self.settings("gatewayApi: {channel: experimental}")
    }

    /// Judges the cases that follow by another release.
    pub(crate) fn release(self, name: &str) -> Self {
        self.settings(&format!("gatewayApi: {{version: '{name}'}}"))
    }

    /// In the cases that follow, what is not among the inputs does not exist.
    pub(crate) fn complete(self) -> Self {
        self.settings("complete: true")
    }

    /// Takes `time` for the present in the cases that follow.
    pub(crate) fn now(mut self, time: &str) -> Self {
        self.setting.now = Some(time.to_owned());
        self
    }

    /// In the cases that follow, a cluster reported this.
    pub(crate) fn live(mut self, dump: impl Manifests) -> Self {
        self.setting.live = Some(dump.joined());
        self
    }

    /// The cases that follow are what a cluster reported, verified.
    pub(crate) fn reported(mut self) -> Self {
        self.setting.mode = Mode::Reported;
        self
    }

    /// The cases that follow were applied, a cluster reported this, and that is verified.
    pub(crate) fn applied(mut self, dump: impl Manifests) -> Self {
        self.setting.mode = Mode::Applied;
        self.live(dump)
    }

    /// The rule is silent.
    pub(crate) fn pass(self, case: &str, text: impl Manifests) -> Self {
        let text = text.joined();
        assert_eq!(self.found(&text).iter().map(|it| &it.message).next(), None, "{case}:\n{text}");
        self
    }

    /// The rule says `message`, once.
    pub(crate) fn fail(mut self, case: &str, text: impl Manifests, message: &str) -> Self {
        let text = text.joined();
        let mut found = self.found(&text);
        assert_eq!(found.len(), 1, "{case}: {:?} in\n{text}", self.setting.findings(&text));
        let found = found.remove(0);
        assert!(found.message.contains(message), "{case}: {:?}", found.message);
        self.prove(&text, &found);
        self.last = Some((text, found));
        self
    }

    /// The last failing case is of that severity.
    pub(crate) fn severity(self, severity: Severity) -> Self {
        assert_eq!(self.last.as_ref().map(|(_, it)| it.severity), Some(severity), "{:?}", self.last);
        self
    }

    /// The help of the last failing case says this.
    pub(crate) fn help(self, help: &str) -> Self {
        let text = self.last.as_ref().and_then(|(_, it)| it.help.as_deref()).unwrap_or_default();
        assert!(text.contains(help), "{text:?}");
        self
    }

    /// The last failing case points at this text.
    pub(crate) fn at(self, text: &str) -> Self {
        let (all, found) = self.last.as_ref().expect("a failing case");
        assert_eq!(found.at.span.of(all), text);
        self
    }

    /// The last failing case has no fix.
    pub(crate) fn no_fix(self) -> Self {
        assert!(self.last.as_ref().is_some_and(|(_, it)| it.fixes.is_empty()), "{:?}", self.last);
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

    /// Each fix of a finding takes it away, and the API server takes what it took before. Where it is a stage of the API
    /// server that is mended, or the fix is not safe, a later stage may see more.
    fn prove(&self, text: &str, found: &Diagnostic) {
        for fix in &found.fixes {
            let mended = applied(text, fix);
            let (before, after) = (self.setting.findings(text), self.setting.findings(&mended));
            let is_same = |it: &Diagnostic| (it.rule.code, &it.message) == (found.rule.code, &found.message);
            assert!(!after.iter().any(is_same), "{:?} leaves {:?} in\n{mended}", fix.title, found.message);
            if found.rule.is_of(Family::Api) {
                continue;
            }
            let refused = |all: &[Diagnostic]| all.iter().filter(|it| it.rule.is_of(Family::Api)).count();
            assert!(refused(&after) <= refused(&before), "{:?} breaks\n{mended}", fix.title);
            let errors = |all: &[Diagnostic]| all.iter().filter(|it| it.severity == Severity::Error).count();
            if fix.safety == Safety::Safe {
                assert!(errors(&after) <= errors(&before), "{:?} makes errors in\n{mended}", fix.title);
            }
        }
    }

    fn found(&self, text: &str) -> Vec<Diagnostic> {
        let all = self.setting.findings(text).into_iter();
        all.filter(|it| std::ptr::eq(it.rule, self.rule)).collect()
    }
}

impl Drop for Tester {
    fn drop(&mut self) {
        let one = self.rule.fixes != Fixes::Never && self.fixes == 0;
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

/// An HTTPRoute `web/shop` attached to Gateway `edge`, with this backend.
pub(crate) fn route_to(service: &str, port: u16) -> String {
    route(&format!(
        "parentRefs: [{{name: edge}}], rules: [{{backendRefs: [{{name: {service}, port: {port}}}]}}]"
    ))
    .replace("{name: shop}", "{name: shop, namespace: web}")
}

/// A Service in namespace `web`.
pub(crate) fn service(name: &str, spec: &str) -> String {
    format!("apiVersion: v1\nkind: Service\nmetadata: {{name: {name}, namespace: web}}\nspec: {spec}\n")
}

/// The Gateway `edge` in the default namespace, where [`route`] is, with these listeners.
pub(crate) fn gateway(listeners: &str) -> String {
    format!(
        "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {{name: edge}}\nspec: {{gatewayClassName: shared, listeners: [{listeners}]}}\n"
    )
}

/// What `kubectl get -o yaml` prints of these objects: they are all there is of their kinds.
pub(crate) fn listed(objects: &[&str]) -> String {
    let items: Vec<_> =
        objects.iter().map(|it| format!("- {}\n", it.trim_end().replace('\n', "\n  "))).collect();
    format!("apiVersion: v1\nkind: List\nitems:\n{}", items.concat())
}

/// `route`, of generation 3, with these conditions of its first parent, which is in flow style.
pub(crate) fn reported_route(route: &str, conditions: &[&str]) -> String {
    let (_, parents) = route.split_once("parentRefs: [").expect("parents");
    let (parent, _) = parents.split_once('}').expect("a parent");
    let conditions = conditions.join(", ");
    let named = route.replace("metadata: {name: shop", "metadata: {generation: 3, name: shop");
    format!(
        "{named}status: {{parents: [{{parentRef: {parent}}}, controllerName: example.com/gateways, conditions: [{conditions}]}}]}}\n"
    )
}

/// An EndpointSlice of Service `web/web` with one endpoint, which has these conditions.
pub(crate) fn slice(conditions: &str) -> String {
    format!(
        "apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {{name: web-1, namespace: web, labels: {{kubernetes.io/service-name: web}}}}\naddressType: IPv4\nports: [{{name: '', port: 8080, protocol: TCP}}]\nendpoints: [{{addresses: [10.0.0.1], conditions: {conditions}}}]\n"
    )
}

/// A Pod in namespace `web`.
pub(crate) fn pod(name: &str, labels: &str, status: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, namespace: web, labels: {labels}}}\nspec: {{containers: [{{name: main}}]}}\nstatus: {status}\n"
    )
}

/// A Deployment `web/web` of generation 2, whose Pods are labelled `app: web`.
pub(crate) fn deployment(spec: &str, status: &str) -> String {
    let spec = spec.trim_end_matches('}');
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: web, namespace: web, generation: 2}}\nspec: {spec}, template: {{metadata: {{labels: {{app: web}}}}}}}}\nstatus: {status}\n"
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

/// The families whose docs are checked beside them: their examples cannot be read, or need more than one text; and those that
/// `routeproof-crd` checks, because they need what compiles CRDs.
const WITHOUT_EXAMPLES: [&str; 5] = ["RP000", "RP001", "RP009", "RP1008", "RP1009"];

#[test]
fn every_example_shows_what_it_says() {
    for rule in registry().iter().filter(|it| it.status == RuleStatus::Active) {
        if WITHOUT_EXAMPLES.iter().any(|it| rule.code.starts_with(it)) {
            continue;
        }
        let examples = examples(rule.docs);
        assert!(!examples.is_empty(), "{} has no example", rule.code);
        for example in examples {
            let wanted = asserted(&example);
            assert!(wanted.iter().any(|it| it.1 == rule.code), "{} is not in its own example", rule.code);
            let mut found = crate::examples::findings(rule, &example).unwrap();
            // What a later stage says too, and advice, is not what an example is about unless it says so.
            let range = |code: &str| code.get(..3).map(str::to_owned);
            let own =
                |it: &Diagnostic| it.severity > Severity::Info && range(it.rule.code) == range(rule.code);
            found.retain(|it| own(it) || wanted.iter().any(|(_, code)| code == it.rule.code));
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
    assert!(registry().iter().all(|it| Family::of(it.code).is_some()));
}

#[test]
fn every_rule_explains_itself() {
    for rule in registry() {
        assert!(rule.docs.contains("## Why it matters"), "{}", rule.code);
        assert!(rule.docs.contains("## Example"), "{}", rule.code);
        let source =
            rule.docs.split_once("## Source\n").map(|it| it.1.split("\n ##").next().unwrap_or_default());
        let source = source.unwrap_or_else(|| panic!("{} has no source", rule.code)).trim();
        let (link, sentence) = source.split_once("):").unwrap_or_else(|| panic!("{}: {source}", rule.code));
        assert!(link.starts_with('[') && link.contains("](https://"), "{}: {source}", rule.code);
        assert!(sentence.ends_with('.') && sentence.len() > 20, "{}: {source}", rule.code);
        assert!(rule.summary().ends_with('.') && !rule.summary().starts_with('#'), "{}", rule.code);
    }
}
