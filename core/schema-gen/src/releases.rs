//! Which Gateway API releases have tables, and where their CRDs lie on this machine.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use routeproof_core::internal::manifest;
use routeproof_core::yaml;
use routeproof_crd::Crd;

/// Every release that has a table, newest first. Adding one is adding its name here, its feature to
/// `core/Cargo.toml` and its blob to `core/src/generated/mod.rs`.
pub(crate) const RELEASES: [&str; 5] = ["1.7.0", "1.6.3", "1.5.1", "1.4.1", "1.3.0"];

/// The Go module whose `config/crd` holds the CRDs.
pub(crate) const MODULE: &str = "sigs.k8s.io/gateway-api";

/// The channels, in the order of their numbers in the tables.
pub(crate) const CHANNELS: [&str; 2] = ["standard", "experimental"];

/// A release with its CRDs per channel.
pub(crate) struct Release {
    /// As in [`RELEASES`].
    pub(crate) name: &'static str,
    /// In the order of [`CHANNELS`], each sorted by file name.
    pub(crate) channels: [Vec<Crd>; 2],
}

/// Reads every release through the Go module cache, which `go` fills where needed.
pub(crate) fn read_all() -> Result<Vec<Release>> {
    RELEASES.into_iter().map(read).collect()
}

fn read(name: &'static str) -> Result<Release> {
    let folder = module_folder(MODULE, name)?.join("config/crd");
    let [standard, experimental] = CHANNELS.map(|channel| read_folder(&folder.join(channel)));
    Ok(Release { name, channels: [standard?, experimental?] })
}

/// Where release `name` of a Go module lies, fetched where it is not there yet.
pub(crate) fn module_folder(module: &str, name: &str) -> Result<PathBuf> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Answer {
        dir: Option<PathBuf>,
        error: Option<String>,
    }
    let module = format!("{module}@v{name}");
    // Some installations are set to never fetch the toolchain that a module asks for.
    let toolchain = std::env::var("GOTOOLCHAIN").unwrap_or_else(|_| "auto".to_owned());
    let output = Command::new("go")
        .args(["mod", "download", "-json", &module])
        .env("GOTOOLCHAIN", toolchain)
        .current_dir(std::env::temp_dir())
        .output()
        .context("`go` does not start; it is needed to fetch Gateway API")?;
    let answer: Answer = serde_json::from_slice(&output.stdout).with_context(|| {
        format!("`go mod download` of {module}: {}", String::from_utf8_lossy(&output.stderr))
    })?;
    match (answer.dir, answer.error) {
        (Some(dir), None) => Ok(dir),
        (_, error) => bail!("`go mod download` of {module}: {}", error.unwrap_or_default()),
    }
}

fn read_folder(folder: &Path) -> Result<Vec<Crd>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        let path = entry?.path();
        if path.extension().is_some_and(|it| it == "yaml") {
            files.push(path);
        }
    }
    files.sort();
    let mut crds = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file)?;
        let tree = yaml::read(&text).tree;
        let mut faults = Vec::new();
        for object in manifest::objects(&text, &tree).objects {
            // Kustomizations and policies lie beside them.
            if object.gvk(&text, &tree).kind == "CustomResourceDefinition" {
                crds.extend(routeproof_crd::read(tree.value(&text, object.root()), &mut faults));
            }
        }
        if let Some(fault) = faults.first() {
            bail!("{}: {} at `{}`", file.display(), fault.message, fault.at.of(&text));
        }
    }
    Ok(crds)
}
