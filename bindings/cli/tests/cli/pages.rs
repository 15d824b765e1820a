//! What the command says about itself.

use crate::harness::Folder;
use serde_json::Value;

#[test]
fn an_unknown_rule_is_said() {
    let run = Folder::new().run(&["explain", "RP0"]);
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""));
    assert_eq!(run.err, "error: there is no rule `RP0`; `routeproof rules` lists them\n");
}

#[test]
fn every_shell_gets_a_script() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let run = Folder::new().run(&["completions", shell]);
        assert_eq!(run.code, Some(0), "{shell}");
        assert!(run.out.contains("routeproof") && run.out.contains("fail-on"), "{shell}");
    }
}

#[test]
fn every_command_has_a_manual_page() {
    let folder = Folder::with(&[("man/.keep", "")]);
    assert_eq!(folder.run(&["man", "man"]).code, Some(0));
    let page = folder.read("man/routeproof-check.1");
    assert!(page.contains(".TH routeproof-check 1") && page.contains("fail\\-on"), "{page}");
    assert!(folder.read("man/routeproof.1").contains("routeproof\\-verify"));
    let run = folder.run(&["man", "none"]);
    assert_eq!((run.code, run.err.lines().count()), (Some(2), 1), "{}", run.err);
}

#[test]
fn the_version_names_the_releases() {
    let run = Folder::new().run(&["version"]);
    let first = format!("routeproof {}\n", env!("CARGO_PKG_VERSION"));
    assert!(run.out.starts_with(&first) && run.out.contains("1.7"), "{}", run.out);
    let json: Value = serde_json::from_str(&Folder::new().run(&["version", "--format", "json"]).out).unwrap();
    assert_eq!(json["version"], env!("CARGO_PKG_VERSION"));
}

#[test]
fn help_is_an_answer_and_no_command_is_not() {
    let folder = Folder::new();
    let help = folder.run(&["check", "--help"]);
    assert_eq!((help.code, help.err.as_str()), (Some(0), ""));
    assert!(help.out.contains("helm template . | routeproof check -"), "{}", help.out);
    assert_eq!(folder.run(&[]).code, Some(2));
}

/// krew links the command as `kubectl-routeproof`, and people type what kubectl makes of that.
#[cfg(unix)]
#[test]
fn a_plugin_of_kubectl_is_called_like_one() {
    let folder = Folder::new();
    let plugin = folder.path("kubectl-routeproof");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_routeproof"), &plugin).unwrap();
    let usage = |program: &std::path::Path, args: &[&str]| {
        let output = std::process::Command::new(program).args(args).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(usage(&plugin, &["verify", "--help"]).contains("Usage: kubectl routeproof verify "));
    let plain = folder.run(&["verify", "--help"]);
    assert!(plain.out.contains("Usage: routeproof verify "), "{}", plain.out);
}

#[test]
fn rule_pages_know_when_they_are_stale() {
    let folder = Folder::new();
    assert_eq!(folder.run(&["docs", "--check"]).code, Some(1));
    assert_eq!(folder.run(&["docs"]).code, Some(0));
    assert_eq!(folder.run(&["docs", "--check"]).code, Some(0));
    folder.write("docs/rules/RP9999.md", b"no such rule");
    folder.write("docs/rules/README.md", b"edited");
    let run = folder.run(&["docs", "--check"]);
    assert_eq!(run.code, Some(1));
    assert!(run.err.contains("RP9999.md is stale") && run.err.contains("README.md is stale"), "{}", run.err);
    assert_eq!(folder.run(&["docs"]).code, Some(0));
    assert!(!folder.path("docs/rules/RP9999.md").exists());
}
