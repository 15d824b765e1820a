//! Each format on findings made by hand; the command line's tests run them on real ones.

use super::text::{self, TextOptions};
use super::{ReportV1, SourceMap, Unread, build, github, gitlab, json, junit, sarif};
use crate::diagnostic::{Diagnostic, Fix, Fixes, RuleInfo, RuleStatus, Safety, Severity};
use crate::manifest::Object;
use crate::source::{Location, SourceId, Span, Unit};
use crate::yaml::Tree;
use expect_test::expect;

static PORT: RuleInfo = RuleInfo {
    code: "RP2003",
    name: "backend-port-not-found",
    severity: Severity::Error,
    fixes: Fixes::Sometimes,
    since: "0.1.0",
    status: RuleStatus::Active,
    docs: " The port is one of the Service's.\n\n ## Why it matters\n Nothing answers.\n",
};

struct Texts {
    texts: Vec<(&'static str, String)>,
    tree: Tree,
}

impl Texts {
    fn new(texts: &[(&'static str, &str)]) -> Self {
        let texts = texts.iter().map(|(name, text)| (*name, (*text).to_owned())).collect();
        Self { texts, tree: Tree::default() }
    }

    /// Where `part` is in the `id`th text.
    fn at(&self, id: u32, part: &str) -> Location {
        let start = self.texts[id as usize].1.find(part).unwrap();
        Location { source: SourceId(id), span: Span::new(start, start + part.len()) }
    }
}

impl SourceMap for Texts {
    fn ids(&self) -> Vec<SourceId> {
        (0..).take(self.texts.len()).map(SourceId).collect()
    }

    fn name(&self, id: SourceId) -> &str {
        self.texts[id.0 as usize].0
    }

    fn find(&self, name: &str) -> Option<SourceId> {
        self.ids().into_iter().find(|it| self.name(*it) == name)
    }

    fn text(&self, id: SourceId) -> &str {
        &self.texts[id.0 as usize].1
    }

    fn tree(&self, _: SourceId) -> &Tree {
        &self.tree
    }

    fn objects(&self, _: SourceId) -> &[Object] {
        &[]
    }
}

const ROUTE: &str =
    "kind: HTTPRoute\nspec:\n  rules:\n    - backendRefs:\n        - name: web\n          port: 8080\n";
const SERVICE: &str = "kind: Service\r\nmetadata:\r\n  name: web\r\n";

fn two_files() -> (Texts, Vec<Diagnostic>) {
    let texts = Texts::new(&[("b/route.yaml", ROUTE), ("a, b/service.yaml", SERVICE)]);
    let port = texts.at(0, "8080");
    let finding = Diagnostic::new(&PORT, port, "Service `web` has no port 8080")
        .with_help("8080 is the targetPort of port 80\nuse the port")
        .with_path("spec.rules[0].backendRefs[0].port")
        .with_related(texts.at(0, "name: web"), "it is meant here")
        .with_related(texts.at(1, "web"), "the Service is here")
        .with_fix(Fix::replace(port, "80", Safety::Safe, "use port 80"));
    let whole =
        Diagnostic::new(&PORT, texts.at(1, SERVICE), "all of it: 100%").with_severity(Severity::Warning);
    (texts, vec![finding, whole])
}

fn rendered<'a>(
    findings: impl IntoIterator<Item = &'a Diagnostic>,
    texts: &Texts,
    options: TextOptions,
) -> String {
    text::render(&build(findings, texts, Unit::Utf8), texts, options)
}

fn plain(width: usize) -> TextOptions {
    TextOptions { styled: false, width }
}

#[test]
fn text_shows_places_and_fixes() {
    let (texts, findings) = two_files();
    expect![[r"
        warning[RP2003]: all of it: 100%
         --> a, b/service.yaml:1:1  (backend-port-not-found)
          |
        1 | kind: Service
          | ^^^^^^^^^^^^^ to line 3

        error[RP2003]: Service `web` has no port 8080
         --> b/route.yaml:6:17  (backend-port-not-found)
          |
        5 |         - name: web
          |           --------- it is meant here
        6 |           port: 8080
          |                 ^^^^
         ::: a, b/service.yaml:3:9
          |
        3 |   name: web
          |         --- the Service is here
          |
          = help: 8080 is the targetPort of port 80
                  use the port
          = fix: use port 80 (safe: --fix does it)
          |
        6 -           port: 8080
        6 +           port: 80

    "]]
    .assert_eq(&rendered(&findings, &texts, plain(100)));
    let line = text::summary_line(&build(&findings, &texts, Unit::Utf8).summary, plain(100));
    assert_eq!(line, "1 error, 1 warning in 2 files (0 objects)\n");
    let styled = rendered(&findings, &texts, TextOptions { styled: true, width: 100 });
    assert!(styled.contains("\u{1b}[1;31merror[RP2003]\u{1b}[0m"), "{styled}");
}

#[test]
fn carets_stand_under_wide_characters_and_tabs() {
    let texts = Texts::new(&[("a.yaml", "\tä: 日本 😀 x  # trailing\n")]);
    let finding = |part| Diagnostic::new(&PORT, texts.at(0, part), "here");
    let findings = [finding("日本"), finding("x")];
    expect![[r"
        error[RP2003]: here
         --> a.yaml:1:5  (backend-port-not-found)
          |
        1 |     ä: 日本 😀 x  # trailing
          |        ^^^^

        error[RP2003]: here
         --> a.yaml:1:10  (backend-port-not-found)
          |
        1 |     ä: 日本 😀 x  # trailing
          |                ^

    "]]
    .assert_eq(&rendered(&findings, &texts, plain(80)));
}

#[test]
fn long_lines_are_cut_around_what_matters() {
    let line = format!("a: {}NEEDLE{}\n", "x".repeat(9000), "y".repeat(9000));
    let texts = Texts::new(&[("a.yaml", &line)]);
    let at = texts.at(0, "NEEDLE");
    let start = Location { source: at.source, span: Span::new(0, 1) };
    let findings = [Diagnostic::new(&PORT, at, "here"), Diagnostic::new(&PORT, start, "start")];
    expect![[r"
        error[RP2003]: start
         --> a.yaml:1:1  (backend-port-not-found)
          |
        1 | a: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…
          | ^

        error[RP2003]: here
         --> a.yaml:1:9004  (backend-port-not-found)
          |
        1 | …xxxxxxxxxxxxxxxxxxNEEDLEyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy…
          |                    ^^^^^^

    "]]
    .assert_eq(&rendered(&findings, &texts, plain(60)));
}

#[test]
fn nothing_in_a_manifest_steers_the_terminal() {
    let texts = Texts::new(&[("a\u{1b}[2J.yaml", "a: \u{1b}[31mred\u{202e}\u{7}\n")]);
    let finding = Diagnostic::new(&PORT, texts.at(0, "red"), "bad \u{1b}]0;title\u{7}").with_help("\u{1b}c");
    let text = rendered([&finding], &texts, plain(80));
    assert!(!text.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{text:?}");
    assert!(text.contains("^^^"), "{text}");
}

#[test]
fn insertions_at_the_end_and_empty_texts_are_shown() {
    let texts = Texts::new(&[("a.yaml", "a: 1\n"), ("empty.yaml", "")]);
    let end = Location { source: SourceId(0), span: Span::at(5) };
    let finding = Diagnostic::new(&PORT, end, "no b").with_fix(Fix::replace(
        end,
        "b: 2\nc: 3\n",
        Safety::Unsafe,
        "add b",
    ));
    let nowhere = Location { source: SourceId(1), span: Span::new(7, 9) };
    let nothing = Diagnostic::new(&PORT, nowhere, "nothing here");
    expect![[r"
        error[RP2003]: no b
         --> a.yaml:2:1  (backend-port-not-found)
          |
        2 |
          | ^
          |
          = fix: add b
          |
        1 | a: 1
        2 + b: 2
        3 + c: 3

        error[RP2003]: nothing here
         --> empty.yaml:1:1  (backend-port-not-found)
          |
        1 |
          | ^

    "]]
    .assert_eq(&rendered([&finding, &nothing], &texts, plain(80)));
}

#[test]
fn json_is_the_report_and_reads_back() {
    let (texts, findings) = two_files();
    let report = build(&findings, &texts, Unit::Utf8);
    let text = json::render(&report).unwrap();
    assert_eq!(serde_json::from_str::<ReportV1>(&text).unwrap(), report);
    expect![[r#"
        {"version":1,"summary":{"errors":1,"warnings":1,"infos":0,"sources":2,"objects":0,"notJudged":[]},"diagnostics":[{"code":"RP2003","name":"backend-port-not-found","severity":"warning","message":"all of it: 100%","source":"a, b/service.yaml","span":{"start":{"offset":0,"line":1,"column":1},"end":{"offset":39,"line":4,"column":1}},"related":[],"fixes":[],"url":"https://routeproof.github.io/routeproof/rules/RP2003.html"},{"code":"RP2003","name":"backend-port-not-found","severity":"error","message":"Service `web` has no port 8080","help":"8080 is the targetPort of port 80\nuse the port","source":"b/route.yaml","path":"spec.rules[0].backendRefs[0].port","span":{"start":{"offset":86,"line":6,"column":17},"end":{"offset":90,"line":6,"column":21}},"related":[{"message":"it is meant here","source":"b/route.yaml","span":{"start":{"offset":60,"line":5,"column":11},"end":{"offset":69,"line":5,"column":20}}},{"message":"the Service is here","source":"a, b/service.yaml","span":{"start":{"offset":34,"line":3,"column":9},"end":{"offset":37,"line":3,"column":12}}}],"fixes":[{"title":"use port 80","safety":"safe","edits":[{"source":"b/route.yaml","span":{"start":{"offset":86,"line":6,"column":17},"end":{"offset":90,"line":6,"column":21}},"text":"80"}]}],"url":"https://routeproof.github.io/routeproof/rules/RP2003.html"}]}
    "#]].assert_eq(&text);
}

#[test]
fn positions_are_in_the_unit_that_is_asked_for() {
    let texts = Texts::new(&[("a.yaml", "😀é: x\n")]);
    let finding = Diagnostic::new(&PORT, texts.at(0, "x"), "here");
    let column = |unit| build([&finding], &texts, unit).diagnostics[0].span.start.column;
    assert_eq!([Unit::Utf8, Unit::Utf16, Unit::CodePoints].map(column), [9, 6, 5]);
}

#[test]
fn github_commands_are_escaped() {
    let (texts, findings) = two_files();
    let report = build(&findings, &texts, Unit::CodePoints);
    expect![[r"
        ::warning file=a%2C b/service.yaml,line=1,endLine=4,title=RP2003 backend-port-not-found::all of it: 100%25
        ::error file=b/route.yaml,line=6,col=17,endLine=6,endColumn=21,title=RP2003 backend-port-not-found::Service `web` has no port 8080%0Ahelp: 8080 is the targetPort of port 80%0Ause the port%0Afield: spec.rules[0].backendRefs[0].port
    "]].assert_eq(&github::render(&report));
}

#[test]
fn gitlab_entries_have_every_documented_field() {
    let (texts, findings) = two_files();
    let report = build(&findings, &texts, Unit::CodePoints);
    let unread = [Unread { name: "./c.yaml".into(), message: "no such file".into() }];
    expect![[r#"
        [
          {
            "check_name": "RP2003",
            "description": "RP2003 backend-port-not-found: all of it: 100%",
            "fingerprint": "79b0b194d7671607:1",
            "location": {
              "lines": {
                "begin": 1
              },
              "path": "a, b/service.yaml"
            },
            "severity": "minor"
          },
          {
            "check_name": "RP2003",
            "description": "RP2003 backend-port-not-found: Service `web` has no port 8080; 8080 is the targetPort of port 80; use the port",
            "fingerprint": "4dc0a455f9eb959f:1",
            "location": {
              "lines": {
                "begin": 6
              },
              "path": "b/route.yaml"
            },
            "severity": "major"
          },
          {
            "check_name": "unread",
            "description": "could not be read: no such file",
            "fingerprint": "9f5bfeadde5620e7:1",
            "location": {
              "lines": {
                "begin": 1
              },
              "path": "c.yaml"
            },
            "severity": "blocker"
          }
        ]
    "#]].assert_eq(&gitlab::render(&report, &unread).unwrap());
    // Lower down in its file a finding is the same one, and what is found twice is two findings.
    let fingerprints = |report: &ReportV1| -> Vec<String> {
        let text = gitlab::render(report, &[]).unwrap();
        let entries: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
        entries.iter().map(|it| it["fingerprint"].as_str().unwrap().to_owned()).collect()
    };
    let mut moved = report.clone();
    for it in &mut moved.diagnostics {
        it.span.start.line += 7;
    }
    assert_eq!(fingerprints(&moved), fingerprints(&report));
    moved.diagnostics.extend(report.diagnostics.clone());
    let all: std::collections::BTreeSet<_> = fingerprints(&moved).into_iter().collect();
    assert_eq!(all.len(), 2 * report.diagnostics.len());
}

#[test]
fn junit_has_a_suite_for_every_source() {
    let (texts, findings) = two_files();
    let report = build(&findings, &texts, Unit::CodePoints);
    let unread = [Unread { name: "c.yaml".into(), message: "no <such> \"file\"".into() }];
    expect![[r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites name="routeproof" tests="3" failures="1" errors="1">
          <testsuite name="a, b/service.yaml" tests="1" failures="0" errors="0">
            <testcase classname="a, b/service.yaml" name="the file">
              <system-out>a, b/service.yaml:1:1: warning[RP2003]: all of it: 100%</system-out>
            </testcase>
          </testsuite>
          <testsuite name="b/route.yaml" tests="1" failures="1" errors="0">
            <testcase classname="b/route.yaml" name="the file">
              <failure type="RP2003 backend-port-not-found" message="b/route.yaml:6:17: error[RP2003]: Service `web` has no port 8080">b/route.yaml:6:17: error[RP2003]: Service `web` has no port 8080
          field: spec.rules[0].backendRefs[0].port
          help: 8080 is the targetPort of port 80
        use the port</failure>
            </testcase>
          </testsuite>
          <testsuite name="c.yaml" tests="1" failures="0" errors="1">
            <testcase classname="c.yaml" name="readable">
              <error message="no &lt;such&gt; &quot;file&quot;"/>
            </testcase>
          </testsuite>
        </testsuites>
    "#]].assert_eq(&junit::render(&report, &texts, &unread, Some(Severity::Error)));
}

#[test]
fn sarif_counts_in_utf16_and_in_bytes() {
    let texts = Texts::new(&[("ä b/c.yaml", "😀: x\n")]);
    let finding = Diagnostic::new(&PORT, texts.at(0, "x"), "here");
    let twice = [finding.clone(), finding];
    let log: serde_json::Value =
        serde_json::from_str(&sarif::render(&build(&twice, &texts, Unit::Utf8), &texts, &[]).unwrap())
            .unwrap();
    let [one, other] = log["runs"][0]["results"].as_array().unwrap().as_slice() else { panic!("{log}") };
    let place = &one["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "%C3%A4%20b/c.yaml");
    assert_eq!(place["region"]["startColumn"], 5);
    assert_eq!(place["region"]["charOffset"], 4);
    assert_eq!(place["region"]["byteOffset"], 6);
    assert_ne!(one["partialFingerprints"], other["partialFingerprints"]);
}
