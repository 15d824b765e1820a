//! Writes `core/src/generated/implementations.txt`: what the conformance reports of Gateway API say of each
//! implementation. A line is a feature, an implementation, one of its reports, or the features of that report of
//! which tests were skipped or failed; `core/src/features/reports.rs` reads it in place and explains the columns.

mod go;
mod report;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result, bail};

use crate::releases::{RELEASES, module_folder};
use report::Report;

/// The module that holds the reports, the profiles and the tests.
const MODULE: &str = "sigs.k8s.io/gateway-api/conformance";

/// A feature that reports list, and the one of today's list that it stands for: it was renamed, or it says the same.
const SAME: [(&str, &str); 4] = [
    ("GatewayInfrastructurePropagation", "GatewayInfrastructure"),
    ("HTTPResponseHeaderModification", "HTTPRouteResponseHeaderModification"),
    ("HTTPRouteRetry", "HTTPRouteRetryCodes"),
    ("HTTPRouteDestinationPortMatching", "HTTPRouteParentRefPort"),
];

/// A test that reports name, and what it is called today.
const RENAMED_TESTS: [(&str, &str); 1] = [("GatewayInfrastructure", "GatewayInfrastructureMetadata")];

/// A project that goes on under another name.
const RENAMED_PROJECTS: [(&str, &str); 1] = [("haproxy-ingress", "n42-gateway")];

/// Features, profiles and tests, as the Go code of the newest release has them.
struct Suite {
    /// Every feature under its name of today, and the first of [`RELEASES`] that has it.
    features: BTreeMap<String, String>,
    /// The core features of each profile.
    profiles: BTreeMap<String, BTreeSet<String>>,
    /// The features of each test.
    tests: BTreeMap<String, BTreeSet<String>>,
}

/// The reports of one implementation.
#[derive(Default)]
struct Implementation {
    organization: String,
    /// What else it is called: folders of reports, former projects.
    aliases: BTreeSet<String>,
    reports: Vec<Report>,
}

/// The whole table.
pub(crate) fn table() -> Result<String> {
    let newest = RELEASES.first().context("there is no release")?;
    let module = module_folder(MODULE, newest)?;
    let suite = suite(&module)?;
    let mut out =
        format!("# Written by `schema-gen generate` from the reports of the Go module {MODULE} v{newest}.\n");
    for (name, since) in &suite.features {
        writeln!(out, "feature\t{name}\t{since}")?;
    }
    for (name, implementation) in implementations(&module)? {
        let aliases: Vec<_> = implementation.aliases.iter().map(String::as_str).collect();
        writeln!(out, "implementation\t{name}\t{}\t{}", implementation.organization, aliases.join(","))?;
        for report in implementation.reports {
            out.push_str(&lines(&report, &suite).with_context(|| format!("{name} {}", report.version))?);
        }
    }
    Ok(out)
}

fn suite(module: &Path) -> Result<Suite> {
    let mut features = BTreeMap::new();
    let mut constants = BTreeMap::new();
    for release in RELEASES.iter().rev() {
        let listed = go::features(&module_folder(crate::releases::MODULE, release)?.join("pkg/features"))?;
        let minor = release.rsplit_once('.').map_or(*release, |(minor, _)| minor);
        for name in listed.values() {
            features.entry(today(name).to_owned()).or_insert_with(|| minor.to_owned());
        }
        constants = listed;
    }
    features.retain(|name, _| constants.values().any(|it| it == name));
    let profiles = go::profiles(&module.join("utils/suite/profiles.go"), &constants)?;
    let tests = go::tests(&module.join("tests"), &constants)?;
    Ok(Suite { features, profiles, tests })
}

/// The name of today's list for one that a report or a release says.
fn today(feature: &str) -> &str {
    SAME.iter().find(|(old, _)| *old == feature).map_or(feature, |(_, new)| new)
}

fn implementations(module: &Path) -> Result<BTreeMap<String, Implementation>> {
    let mut all: BTreeMap<String, Implementation> = BTreeMap::new();
    for report in report::read_all(&module.join("reports"))? {
        let renamed = RENAMED_PROJECTS.iter().find(|(old, _)| *old == report.project);
        let name = renamed.map_or(report.project.as_str(), |(_, new)| new).to_owned();
        let implementation = all.entry(name.clone()).or_default();
        implementation.aliases.extend([report.folder.clone(), report.project.clone()]);
        implementation.aliases.remove(&name);
        implementation.reports.push(report);
    }
    for (name, implementation) in &mut all {
        let reports = &mut implementation.reports;
        reports.sort_by_cached_key(|it| std::cmp::Reverse(it.age()));
        let newest = reports.first().with_context(|| format!("{name} has no report"))?;
        implementation.organization.clone_from(&newest.organization);
        // One version is often tested with several releases of Gateway API: the newest of them counts.
        let mut kept: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        reports.retain(|it| {
            let release = kept.entry(it.version.clone()).or_insert_with(|| it.gateway_api.clone());
            *release == it.gateway_api
        });
    }
    Ok(all)
}

/// The line of a report, and those of its features whose tests did not all run and pass.
fn lines(report: &Report, suite: &Suite) -> Result<String> {
    let (mut gateway, mut mesh) = (BTreeSet::new(), BTreeSet::new());
    let mut parts: BTreeMap<(char, &str), BTreeSet<&str>> = BTreeMap::new();
    let mut profiles = Vec::new();
    for profile in &report.profiles {
        let core = suite.profiles.get(&profile.name).with_context(|| format!("profile {}", profile.name))?;
        let (side, listed) =
            if profile.name.starts_with("MESH") { ('m', &mut mesh) } else { ('g', &mut gateway) };
        if profile.core.has_passed() {
            listed.extend(core.iter().map(String::as_str));
            let partly = if profile.core.missed().next().is_some() { "~" } else { "" };
            profiles.push(format!("{}{partly}", profile.name));
        }
        listed.extend(profile.extended.listed().map(today));
        for (section, is_core) in [(&profile.core, true), (&profile.extended, false)] {
            for test in section.missed() {
                for feature in tested(test, core, is_core, suite)? {
                    parts.entry((side, feature)).or_default().insert(test);
                }
            }
        }
    }
    profiles.sort();
    let Report { version, date, channel, mode, .. } = report;
    let release: Vec<_> = report.gateway_api.iter().map(u32::to_string).collect();
    let (release, profiles) = (release.join("."), profiles.join(","));
    let (gateway, mesh) = (bits(&gateway, suite), bits(&mesh, suite));
    let mut out = format!(
        "report\t{version}\t{release}\t{date}\t{channel}\t{mode}\t{profiles}\t{gateway:x}\t{mesh:x}\n"
    );
    for ((side, feature), tests) in parts {
        let tests: Vec<_> = tests.into_iter().collect();
        writeln!(out, "part\t{side}\t{feature}\t{}", tests.join(","))?;
    }
    Ok(out)
}

/// The features that a test of a profile is about: of a core test the core ones, of another those beyond them.
/// Nearly every test names Gateway or Mesh, so they count only where nothing else is named.
fn tested<'s>(test: &str, core: &BTreeSet<String>, is_core: bool, suite: &'s Suite) -> Result<Vec<&'s str>> {
    let name = RENAMED_TESTS.iter().find(|(old, _)| *old == test).map_or(test, |(_, new)| new);
    let all = suite.tests.get(name).with_context(|| format!("test {test} is unknown"))?;
    let mut about: Vec<_> =
        all.iter().filter(|it| core.contains(*it) == is_core).map(|it| today(it)).collect();
    let bare = |it: &&str| matches!(*it, "Gateway" | "Mesh");
    if !about.iter().all(bare) {
        about.retain(|it| !bare(it));
    }
    if about.is_empty() {
        bail!("test {test} is about no feature");
    }
    Ok(about)
}

/// A bit for each feature of the list; what older reports list and the list no longer has is left out.
fn bits(listed: &BTreeSet<&str>, suite: &Suite) -> u128 {
    let places = suite.features.keys().enumerate();
    places.filter(|(_, name)| listed.contains(name.as_str())).fold(0, |bits, (place, _)| bits | (1 << place))
}
