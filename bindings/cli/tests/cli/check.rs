//! Verdicts and exit codes.

use crate::harness::{BAD, Folder, GOOD, command, outcome, project};

#[test]
fn what_is_accepted_is_said_to_be_clean() {
    let run = Folder::with(&[("route.yaml", GOOD)]).run(&["check", "--profile", "none"]);
    assert_eq!((run.code, run.out.as_str()), (Some(0), "no findings in 1 file (1 object)\n"));
    assert_eq!(run.err, "");
}

#[test]
fn the_examples_that_work_are_clean() {
    let run = outcome(command(&project(), &["check", "examples/kupe", "--fail-on", "warning"]), "");
    assert_eq!(run.code, Some(0), "{}", run.out);
}

#[test]
fn quiet_says_nothing_when_all_is_well() {
    let folder = Folder::with(&[("route.yaml", GOOD)]);
    let run = folder.run(&["check", "--quiet", "--profile", "none"]);
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (Some(0), "", ""));
}

#[test]
fn wrong_usage_is_exit_code_two() {
    let folder = Folder::with(&[("route.yaml", GOOD)]);
    for args in [
        ["check", "--format", "xml"],
        ["check", "--gateway-api", "0.1"],
        ["check", "--profile", "kuppe"],
        ["check", "--tenant", "A.B"],
        ["check", "--tenant", "acme"],
        ["verify", "--tenant", "acme"],
        ["check", "--no-such-flag", "."],
        ["check", "--settings", "missing.yaml"],
        ["explain", "RP9999", "--format=text"],
        ["no-such-verb", "a", "b"],
    ] {
        let run = folder.run(&args);
        assert_eq!(run.code, Some(2), "{args:?}: {}{}", run.out, run.err);
        assert!(run.err.starts_with("error: "), "{args:?}: {}", run.err);
    }
    let run = folder.run(&["check", "--diff", "--format", "json"]);
    assert_eq!(run.code, Some(2), "{}", run.err);
}

#[test]
fn settings_are_found_upwards_and_checked() {
    let folder = Folder::with(&[
        ("a/b/route.yaml", GOOD),
        ("routeproof.yaml", "gatewayApi: {version: \"1.7\", chanel: x}\n"),
    ]);
    let run = folder.run(&["check", "a/b"]);
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""));
    assert!(run.err.contains("routeproof.yaml") && run.err.contains("chanel"), "{}", run.err);
    folder.write("routeproof.yaml", b"profile: none\n");
    assert_eq!(folder.run(&["check", "a/b"]).code, Some(0));
}

#[test]
fn a_tenant_without_a_profile_is_wrong_usage() {
    let folder = Folder::with(&[("route.yaml", GOOD)]);
    for more in [&["--tenant", "acme"][..], &["--tenant", "acme", "--profile", "none"]] {
        let run = folder.run(&[&["check"], more].concat());
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""));
        assert!(
            run.err.starts_with("error: --tenant says nothing without a profile: add --profile"),
            "{}",
            run.err
        );
    }
    assert_eq!(folder.run(&["check", "--tenant", "acme", "--profile", "kupe"]).code, Some(1));
    for text in ["tenant: acme\n", "customDomains: [a.example]\nprofile: none\n"] {
        folder.write("routeproof.yaml", text.as_bytes());
        let run = folder.run(&["check"]);
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""));
        assert!(run.err.contains("routeproof.yaml`: settings: `"), "{}", run.err);
        assert!(run.err.contains("says nothing without a `profile`"), "{}", run.err);
        assert_eq!(folder.run(&["check", "--profile", "none"]).code, Some(0));
    }
    let two = "{name: a, customDomains: ['*.a.example']}, {name: b, customDomains: [b.a.example]}";
    let profile = format!(
        "name: own\ngateways: [{{namespace: a, name: b}}]\nroutes: {{kinds: [HTTPRoute]}}\nhostnames: {{templates: ['<app>.<tenant>.x.io']}}\ntenants: {{list: [{two}]}}\n"
    );
    folder.write("own.yml", profile.as_bytes());
    let run = folder.run(&["check", "--profile", "own.yml"]);
    assert_eq!(run.code, Some(2), "{}", run.out);
    assert!(
        run.err.contains("`b.a.example` of tenant `b` is below `*.a.example` of tenant `a`"),
        "{}",
        run.err
    );
}

#[test]
fn colour_is_for_terminals_and_those_who_force_it() {
    let folder = Folder::with(&[("route.yaml", BAD)]);
    let coloured = |name: &str, value: &str| {
        let mut command = folder.command(&["check"]);
        command.env(name, value);
        outcome(command, "").out.contains('\u{1b}')
    };
    assert!(!coloured("UNRELATED", "1"));
    assert!(coloured("CLICOLOR_FORCE", "1"));
    let mut both = folder.command(&["check"]);
    both.env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1");
    assert!(!outcome(both, "").out.contains('\u{1b}'));
}
