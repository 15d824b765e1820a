//! A conformance report, as implementations hand it in.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use serde::Deserialize;

/// What counts of one report.
pub(super) struct Report {
    /// The folder that the report is in.
    pub(super) folder: String,
    /// The project in lower case, with `-` for what is neither letter, digit nor dot.
    pub(super) project: String,
    pub(super) organization: String,
    pub(super) version: String,
    /// The release of Gateway API: `[1, 6, 1]`.
    pub(super) gateway_api: Vec<u32>,
    /// `2026-08-18`; empty where the report does not say.
    pub(super) date: String,
    pub(super) channel: String,
    pub(super) mode: String,
    pub(super) profiles: Vec<Profile>,
}

/// What a report says of a profile.
#[derive(Deserialize)]
pub(super) struct Profile {
    pub(super) name: String,
    #[serde(default)]
    pub(super) core: Section,
    #[serde(default, deserialize_with = "or_none")]
    pub(super) extended: Section,
}

/// The core or the extended tests of a profile.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Section {
    result: String,
    supported_features: Vec<String>,
    skipped_tests: Vec<String>,
    failed_tests: Vec<String>,
}

/// `extended:` with nothing behind it is no extended section.
fn or_none<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Section, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or_default())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Document {
    date: String,
    #[serde(rename = "gatewayAPIVersion")]
    gateway_api_version: String,
    #[serde(rename = "gatewayAPIChannel", default)]
    channel: String,
    #[serde(default)]
    mode: String,
    implementation: Identity,
    #[serde(alias = "profileReports", default)]
    profiles: Vec<Profile>,
}

#[derive(Deserialize)]
struct Identity {
    organization: String,
    #[serde(rename = "project")]
    name: String,
    version: String,
}

impl Section {
    /// Whether the tests ran without a failure; some may have been skipped.
    pub(super) fn has_passed(&self) -> bool {
        matches!(self.result.as_str(), "success" | "partial")
    }

    /// The features that it lists as supported and tested.
    pub(super) fn listed(&self) -> impl Iterator<Item = &str> {
        let counts = self.result != "failure";
        self.supported_features.iter().filter(move |_| counts).map(String::as_str)
    }

    /// The tests that were skipped or failed.
    pub(super) fn missed(&self) -> impl Iterator<Item = &str> {
        self.skipped_tests.iter().chain(&self.failed_tests).map(String::as_str)
    }
}

impl Report {
    /// What makes one report newer than another: Gateway API, date, version; then channel and mode, for one order.
    pub(super) fn age(&self) -> (Vec<u32>, String, Vec<u32>, String, String) {
        let version = numbers(&self.version);
        (self.gateway_api.clone(), self.date.clone(), version, self.channel.clone(), self.mode.clone())
    }
}

/// Every report for Gateway API 1.0 or later: those before are of kinds that no cluster serves any more.
pub(super) fn read_all(folder: &Path) -> Result<Vec<Report>> {
    let mut files = Vec::new();
    for release in folders(folder)? {
        let name = name(&release);
        if name.starts_with('v') && !name.starts_with("v0.") {
            for implementation in folders(&release)? {
                files.extend(entries(&implementation)?);
            }
        }
    }
    files.retain(|it| it.extension().is_some_and(|it| it == "yaml"));
    files.sort();
    files.iter().map(|it| read(it).with_context(|| it.display().to_string())).collect()
}

fn read(file: &Path) -> Result<Report> {
    let document: Document = serde_yaml::from_str(&std::fs::read_to_string(file)?)?;
    let Identity { organization, name: project, version } = document.implementation;
    let slug: String = project
        .to_ascii_lowercase()
        .chars()
        .map(|it| if it.is_ascii_alphanumeric() || it == '.' { it } else { '-' })
        .collect();
    // Reports give a time of day in several zones, and one gives none: days are what they agree in.
    let day = document.date.get(..10).unwrap_or_default().to_owned();
    Ok(Report {
        folder: file.parent().map(name).unwrap_or_default(),
        project: slug,
        organization,
        version,
        gateway_api: numbers(&document.gateway_api_version),
        date: day,
        channel: document.channel,
        mode: document.mode,
        profiles: document.profiles,
    })
}

/// The numbers of a version, whatever else is in it.
fn numbers(version: &str) -> Vec<u32> {
    version.split(|it: char| !it.is_ascii_digit()).filter_map(|it| it.parse().ok()).collect()
}

fn name(path: &Path) -> String {
    path.file_name().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default()
}

fn folders(folder: &Path) -> Result<Vec<PathBuf>> {
    Ok(entries(folder)?.into_iter().filter(|it| it.is_dir()).collect())
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))?;
    entries.map(|it| Ok(it?.path())).collect()
}
