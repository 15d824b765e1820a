//! Tables and requests that somebody made to be costly.

use super::{GATEWAY, get, route, service};
use crate::Workspace;
use crate::routing::{Outcome, Request, RequestAnswerV1};
use crate::settings::Settings;

#[test]
fn regular_expressions_are_linear_and_their_place_is_a_choice() {
    let rules = |pattern: &str| {
        format!(
            "rules:
  - {{matches: [{{path: {{type: RegularExpression, value: '{pattern}'}}}}], backendRefs: [{{name: api, port: 80}}]}}
  - {{matches: [{{path: {{value: /a}}}}], backendRefs: [{{name: web, port: 80}}]}}"
        )
    };
    let services = [service("web"), service("api")].concat();
    let answer = get(&[GATEWAY, &route("shop", &rules("/a/[0-9]+")), &services], "http://any.test/a/12");
    assert_eq!(answer.outcome, Outcome::Depends);
    assert!(answer.readings[1].assumes.contains("behind path prefixes"), "{answer:?}");
    let long = format!("http://any.test/{}b", "a".repeat(20_000));
    let answer = get(&[GATEWAY, &route("shop", &rules("/(a*)*(a*)*c")), &services], &long);
    assert_eq!(answer.status, Some(404), "a catastrophic pattern ends");
    let answer = get(&[GATEWAY, &route("shop", &rules("/a(?=b)")), &services], "http://any.test/a");
    let unknown = answer.outcome == Outcome::Unknown
        || answer.readings.iter().any(|it| it.answer.outcome == Outcome::Unknown);
    assert!(unknown, "no look-ahead is known: {answer:?}");
}

/// What is tried in one search has a bound in steps, whatever the text and the patterns are.
#[test]
fn ten_thousand_patterns_end_as_unknown() {
    let match_of = |route: usize, it: usize| {
        format!("{{path: {{type: RegularExpression, value: '/((a|b)*c|[a-z]+.)*{route}x{it}'}}}}")
    };
    // A route has 64 matches in a rule.
    let routes = (0..157).map(|number| {
        let matches: Vec<_> = (0..64).map(|it| match_of(number, it)).collect();
        let matches = matches.join(", ");
        route(
            &format!("r{number}"),
            &format!("rules: [{{matches: [{matches}], backendRefs: [{{name: web, port: 80}}]}}]"),
        )
    });
    let mut workspace = Workspace::new(Settings::default()).unwrap();
    workspace.set_source("a.yaml", GATEWAY.to_owned() + &routes.collect::<String>());
    let urls = ["/abc.100x7".to_owned(), format!("/{}.", "ab".repeat(4000))];
    let requests = urls.map(|it| Request::get(&format!("http://any.test{it}")).unwrap());
    let [few, many]: [RequestAnswerV1; 2] =
        workspace.snapshot().requests(&requests).answers.try_into().unwrap();
    let name = |it: &RequestAnswerV1| it.route.as_ref().map(|it| it.name.clone());
    assert_eq!((few.outcome, name(&few).as_deref()), (Outcome::Forward, Some("r100")), "{few:?}");
    assert_eq!(many.outcome, Outcome::Unknown, "{many:?}");
}

/// 64 listeners, each with 64 rules of 64 matches.
#[test]
fn many_listeners_with_many_rules_end() {
    let listeners: Vec<_> = (0..64)
        .map(|it| format!("{{name: l{it}, port: 80, protocol: HTTP, hostname: h{it}.test}}"))
        .collect();
    let gateway = GATEWAY.split("listeners:").next().unwrap().replace("infra", "shop");
    let mut text = format!("{gateway}listeners: [{}]\n---\n", listeners.join(", "));
    // A route has 16 rules.
    for number in 0..4 {
        let rules = (0..16).map(|rule| {
            let one = |it| format!("{{path: {{value: /{number}/{rule}/{it}}}}}");
            let matches: Vec<_> = (0..64).map(one).collect();
            format!("{{matches: [{}], backendRefs: [{{name: web, port: 80}}]}}", matches.join(", "))
        });
        let rules = format!("rules: [{}]", rules.collect::<Vec<_>>().join(", "));
        text += &route(&format!("r{number}"), &rules).replace(", namespace: infra", "");
    }
    let mut workspace = Workspace::new(Settings::default()).unwrap();
    workspace.set_source("a.yaml", text);
    let answers =
        workspace.snapshot().requests(&[Request::get("http://h63.test/3/15/63/x").unwrap()]).answers;
    assert_eq!((answers[0].rule, answers[0].matched), (Some(15), Some(63)), "{:?}", answers[0]);
}
