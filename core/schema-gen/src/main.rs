//! Writes `core/src/generated`: the CRDs of every supported Gateway API release as compact tables, and what
//! implementations report of their conformance.
//!
//! `schema-gen generate [--check]` writes the tables, or fails where they are stale, and prints their sizes;
//! `schema-gen list-rules` prints every distinct CEL rule with the key under which `messages.yaml` explains it.
#![forbid(unsafe_code)]

mod blob;
mod cel;
mod conformance;
mod crd;
mod encode;
mod kubernetes;
#[path = "../../src/schema/layout.rs"]
mod layout;
mod messages;
mod pattern;
mod releases;
mod rules;

use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result, bail};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["generate"] => generate(false),
        ["generate", "--check"] => generate(true),
        ["list-rules"] => print(&rules::list(&rules::collect(&releases::read_all()?)?)),
        _ => bail!("usage: schema-gen generate [--check] | list-rules"),
    }
}

fn generate(check: bool) -> Result<()> {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let releases = releases::read_all()?;
    let messages = messages::Messages::read(&home.join("messages.yaml"), &rules::collect(&releases)?)?;
    for release in &releases {
        let table = encode::table(release, &messages)?;
        settle(&home.join(format!("../src/generated/gateway-api-{}.bin", release.name)), &table, check)?;
        print(&format!("{}: {} bytes, {}\n", release.name, table.len(), counts(release)))?;
    }
    let types = std::fs::read_to_string(home.join("kubernetes-types.txt"))?;
    let (table, counts) = kubernetes::table(&types)?;
    settle(&home.join("../src/generated/kubernetes.bin"), &table, check)?;
    print(&format!("Kubernetes: {} bytes; {}\n", table.len(), counts.join("; ")))?;
    let table = conformance::table()?;
    settle(&home.join("../src/generated/implementations.txt"), table.as_bytes(), check)?;
    print(&format!("implementations: {} bytes\n", table.len()))
}

/// Has `file` hold `wanted`, or fails where it does not and nothing may be written.
fn settle(file: &Path, wanted: &[u8], check: bool) -> Result<()> {
    if std::fs::read(file).is_ok_and(|it| it == wanted) {
        return Ok(());
    }
    if check {
        bail!("{} is stale; run `schema-gen generate`", file.display());
    }
    std::fs::write(file, wanted).with_context(|| format!("writing {}", file.display()))
}

/// How many CEL rules each channel's CRDs list, and in served versions.
fn counts(release: &releases::Release) -> String {
    let mut parts = Vec::new();
    for (channel, crds) in releases::CHANNELS.iter().zip(&release.channels) {
        let (mut listed, mut served) = (0_usize, 0_usize);
        for version in crds.iter().flat_map(|it| &it.versions) {
            version.schema.root.each_rule("", &mut |_, _| {
                listed += 1;
                served += usize::from(version.served);
            });
        }
        parts.push(format!("{channel} {listed} rules listed, {served} served"));
    }
    parts.join("; ")
}

fn print(text: &str) -> Result<()> {
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(())
}
