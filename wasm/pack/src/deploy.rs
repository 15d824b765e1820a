//! The rules by which an API server asks a policy, from the table of what a profile is about, into every file that has them:
//! the manifests, the metadata, and the pages, which have the whole manifests.

use anyhow::{Context as _, Result, bail};
use routeproof_core::internal::tenancy::judged_resources;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A file with rules, from the folder of the policies, and how its lines begin.
const WITH_RULES: [(&str, &str); 3] =
    [("kubewarden/metadata.yml", "  "), ("kubewarden/deploy.yaml", "    "), ("opa/deploy.yaml", "      ")];
/// The pages with the manifests in them.
const PAGES: [&str; 2] = ["kubewarden", "opa"];
const BEGIN: &str = "# Written by `routeproof-pack deploy`.\n";
const END: &str = "# Until here.\n";
/// Columns of a line.
const WIDTH: usize = 120;

/// Writes the rules into the files below `folder`, or finds that they are stale.
pub(crate) fn deploy(folder: &Path, check: bool) -> Result<()> {
    let mut stale = Vec::new();
    let mut write = |path: PathBuf, old: &str, new: &str| -> Result<()> {
        if old != new && check {
            stale.push(path.display().to_string());
        } else if old != new {
            fs::write(&path, new).with_context(|| format!("`{}` cannot be written", path.display()))?;
        }
        Ok(())
    };
    for (name, indent) in WITH_RULES {
        let path = folder.join(name);
        let old = read(&path)?;
        let new = between(&old, BEGIN, &format!("{indent}{END}"), &rules(indent))
            .with_context(|| format!("`{name}` has no place for rules"))?;
        write(path, &old, &new)?;
    }
    for name in PAGES {
        let path = folder.join(name).join("README.md");
        let manifests = read(&folder.join(name).join("deploy.yaml"))?;
        let old = read(&path)?;
        let new = between(&old, "```yaml\n", "```\n", &manifests)
            .with_context(|| format!("`{}` has no place for manifests", path.display()))?;
        write(path, &old, &new)?;
    }
    if !stale.is_empty() {
        bail!("run `routeproof-pack deploy`: {} is stale", stale.join(", "));
    }
    Ok(())
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("`{}` cannot be read", path.display()))
}

/// `text` with `new` between the first `begin` and the `end` behind it.
fn between(text: &str, begin: &str, end: &str, new: &str) -> Option<String> {
    let (before, rest) = text.split_once(begin)?;
    let (_, after) = rest.split_once(end)?;
    Some(format!("{before}{begin}{new}{end}{after}"))
}

/// A rule for each set of resources, as YAML.
fn rules(indent: &str) -> String {
    let mut by_resources: BTreeMap<Vec<String>, Vec<&str>> = BTreeMap::new();
    for (group, resources) in judged_resources() {
        by_resources.entry(resources).or_default().push(group);
    }
    let rule = |(resources, groups): (Vec<String>, Vec<&str>)| {
        let groups: Vec<_> = groups.into_iter().map(|it| if it.is_empty() { r#""""# } else { it }).collect();
        let resources: Vec<_> = resources.iter().map(|it| if it == "*" { r#""*""# } else { it }).collect();
        let more = format!("{indent}  ");
        let (groups, resources) = (list(&more, "apiGroups", &groups), list(&more, "resources", &resources));
        format!("{indent}- operations: [CREATE, UPDATE]\n{more}apiVersions: [\"*\"]\n{groups}{resources}")
    };
    by_resources.into_iter().map(rule).collect()
}

/// A list as YAML, on as many lines as it needs.
fn list(indent: &str, key: &str, items: &[&str]) -> String {
    let one = format!("{indent}{key}: [{}]\n", items.join(", "));
    if one.len() <= WIDTH {
        return one;
    }
    let mut lines = vec![format!("{indent}{key}: [")];
    let mut line = format!("{indent} ");
    for item in items {
        if line.len() + item.len() + 2 > WIDTH {
            lines.push(std::mem::replace(&mut line, format!("{indent} ")));
        }
        line.push_str(&format!(" {item},"));
    }
    lines.push(line);
    lines.push(format!("{indent}]\n"));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::{WIDTH, between, rules};
    use serde_json::Value;

    #[test]
    fn rules_are_yaml_for_every_group() {
        let text = rules("  ");
        assert!(text.lines().all(|it| it.len() <= WIDTH), "{text}");
        let rules: Vec<Value> = serde_yaml::from_str(&text).unwrap();
        let of = |group: &str| {
            let groups = |it: &&Value| it["apiGroups"].as_array().unwrap().contains(&group.into());
            rules.iter().find(groups).unwrap_or_else(|| panic!("{group}: {text}"))
        };
        assert_eq!(of("networking.istio.io")["resources"][0], "*");
        assert!(of("")["resources"].as_array().unwrap().contains(&"pods/ephemeralcontainers".into()));
        assert!(rules.iter().all(|it| it["apiVersions"][0] == "*"), "{text}");
    }

    /// The fields of `spec` of a `ClusterAdmissionPolicy`: `PolicySpec` and `ClusterAdmissionPolicySpec` in `api/policies/v1` of
    /// <https://github.com/kubewarden/kubewarden-controller>. What is not here an API server drops with a warning.
    const OF_POLICIES: [&str; 16] = [
        "backgroundAudit",
        "contextAwareResources",
        "failurePolicy",
        "matchConditions",
        "matchPolicy",
        "message",
        "mode",
        "module",
        "mutating",
        "namespaceSelector",
        "objectSelector",
        "policyServer",
        "rules",
        "settings",
        "sideEffects",
        "timeoutSeconds",
    ];

    fn manifests(text: &str) -> Vec<Value> {
        text.split("\n---\n").map(|it| serde_yaml::from_str(it).unwrap()).collect()
    }

    fn assert_known(value: &Value, known: &[&str]) {
        let keys = value.as_object().unwrap().keys();
        let unknown: Vec<_> = keys.filter(|it| !known.contains(&it.as_str())).collect();
        assert!(unknown.is_empty(), "{unknown:?} in {value}");
    }

    #[test]
    fn kubewarden_knows_every_field() {
        let all = manifests(include_str!("../../kubewarden/deploy.yaml"));
        let policies: Vec<_> = all.iter().filter(|it| it["kind"] == "ClusterAdmissionPolicy").collect();
        assert!(!policies.is_empty());
        for policy in policies {
            assert_eq!(policy["apiVersion"], "policies.kubewarden.io/v1");
            let spec = &policy["spec"];
            assert_known(spec, &OF_POLICIES);
            assert!(spec["module"].is_string() && spec["mutating"].is_boolean() && spec["rules"].is_array());
            assert!(["protect", "monitor"].contains(&spec["mode"].as_str().unwrap()));
            assert!((1..=30).contains(&spec["timeoutSeconds"].as_i64().unwrap()));
            for rule in spec["rules"].as_array().unwrap() {
                assert_known(rule, &["apiGroups", "apiVersions", "operations", "resources", "scope"]);
            }
            for resource in spec["contextAwareResources"].as_array().unwrap() {
                assert_known(resource, &["apiVersion", "kind"]);
            }
            for condition in spec["matchConditions"].as_array().unwrap() {
                assert_known(condition, &["name", "expression"]);
            }
        }
    }

    #[test]
    fn the_tenant_label_has_one_guard() {
        let guards = [include_str!("../../kubewarden/deploy.yaml"), include_str!("../../opa/deploy.yaml")];
        let guards = guards.map(|text| {
            let kinds = ["ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"];
            let found =
                manifests(text).into_iter().filter(|it| kinds.contains(&it["kind"].as_str().unwrap()));
            found.filter(|it| it["metadata"]["name"] == "routeproof-tenant-label").collect::<Vec<_>>()
        });
        assert_eq!(guards[0].len(), 2);
        assert_eq!(guards[0], guards[1]);
        let rule = &guards[0][0]["spec"]["matchConstraints"]["resourceRules"][0];
        assert_eq!(rule["resources"], serde_json::json!(["namespaces", "namespaces/*"]));
    }

    #[test]
    fn what_stands_between_is_replaced() {
        assert_eq!(between("a<b>c<d>", "<", ">", "x"), Some("a<x>c<d>".to_owned()));
        assert_eq!(between("a<b", "<", ">", "x"), None);
    }
}
