//! The few facts that stand in Go code: features, the core features of profiles, the features of tests. The files
//! are read as text; what is not found where it is expected is an error, so a changed style is noticed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context as _, Result, bail};

/// Feature names by the constants that hold them.
pub(super) type Constants = BTreeMap<String, String>;

/// `SupportX FeatureName = "X"`, with or without the type.
pub(super) fn features(folder: &Path) -> Result<Constants> {
    let mut found = Constants::new();
    for text in files(folder)? {
        for line in text.lines() {
            let Some((left, right)) = line.split_once(" = \"") else { continue };
            let Some(constant) = left.split_whitespace().next().filter(|it| it.starts_with("Support")) else {
                continue;
            };
            found.insert(constant.to_owned(), right.trim_end_matches('"').to_owned());
        }
    }
    if found.is_empty() {
        bail!("no features in {}", folder.display());
    }
    Ok(found)
}

/// The core features of every profile, and of the names that profiles had before Gateway API 1.1.
pub(super) fn profiles(file: &Path, constants: &Constants) -> Result<BTreeMap<String, BTreeSet<String>>> {
    let text = std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    let mut profiles = BTreeMap::new();
    for block in text.split(" = ConformanceProfile{").skip(1) {
        let constant = between(block, "Name:", ",").context("a profile without a name")?;
        let typed = format!("{constant} ConformanceProfileName = \"");
        let name = between(&text, &typed, "\"").with_context(|| format!("profile {constant}"))?;
        let core = between(block, "CoreFeatures: sets.New", ")").with_context(|| name.to_owned())?;
        profiles.insert(name.to_owned(), named(core, constants)?);
    }
    for (old, new) in [("HTTP", "GATEWAY-HTTP"), ("TLS", "GATEWAY-TLS"), ("MESH", "MESH-HTTP")] {
        let core = profiles.get(new).with_context(|| format!("profile {new}"))?.clone();
        profiles.insert(old.to_owned(), core);
    }
    Ok(profiles)
}

/// The features of every test.
pub(super) fn tests(folder: &Path, constants: &Constants) -> Result<BTreeMap<String, BTreeSet<String>>> {
    let mut tests = BTreeMap::new();
    for text in files(folder)? {
        for block in text.split("ConformanceTest{").skip(1) {
            let Some(name) = between(block, "ShortName:", ",") else { continue };
            let features = between(block, "FeatureName{", "}").with_context(|| name.to_owned())?;
            tests.insert(name.trim_matches('"').to_owned(), named(features, constants)?);
        }
    }
    if tests.is_empty() {
        bail!("no tests in {}", folder.display());
    }
    Ok(tests)
}

/// The features whose constants `text` names.
fn named(text: &str, constants: &Constants) -> Result<BTreeSet<String>> {
    let names = text.split("features.Support").skip(1).map(|it| {
        let rest: String = it.chars().take_while(char::is_ascii_alphanumeric).collect();
        let constant = format!("Support{rest}");
        constants.get(&constant).cloned().with_context(|| format!("{constant} is no feature"))
    });
    names.collect()
}

fn between<'t>(text: &'t str, before: &str, after: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(before)?;
    rest.split_once(after).map(|(it, _)| it.trim())
}

/// The texts of the Go files in `folder` and below, by path.
fn files(folder: &Path) -> Result<Vec<String>> {
    let mut paths = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).with_context(|| format!("reading {}", folder.display()))? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "go") {
                paths.push(path);
            }
        }
    }
    paths.sort();
    paths.iter().map(|it| std::fs::read_to_string(it).with_context(|| it.display().to_string())).collect()
}
