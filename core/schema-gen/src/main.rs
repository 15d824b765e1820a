//! Writes `core/src/generated`: the CRDs of every supported Gateway API release as compact tables, and what
//! implementations report of their conformance.
//!
//! `schema-gen generate [--check]` writes the tables, or fails where they are stale, and prints their sizes;
//! `schema-gen list-rules` prints every distinct CEL rule with the key under which `messages.yaml` explains it.
#![forbid(unsafe_code)]

mod conformance;
mod kubernetes;
mod messages;
mod releases;
mod rules;

use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use routeproof_core::internal::schema::layout;
use routeproof_crd::{Message, Rule};

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
        let table = table(release, &messages)?;
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

/// The table of `release`.
fn table(release: &releases::Release, messages: &messages::Messages) -> Result<Vec<u8>> {
    let flags = [0, layout::version::EXPERIMENTAL];
    let crds: Vec<_> = flags
        .into_iter()
        .zip(&release.channels)
        .flat_map(|(flags, it)| it.iter().map(move |it| (flags, it)))
        .collect();
    let message = |rule: &Rule| {
        // What is told of a rule is text of the table: a text that CEL makes has no place there.
        anyhow::ensure!(
            !rule.has_message_expression,
            "messageExpression of `{}` is not supported",
            rule.expression
        );
        let key = rules::key(&rule.expression);
        let found = messages.of(&key, &rule.expression)?;
        let id = u32::from_str_radix(&key, 16)?;
        Ok(Message { id, message: found.message.clone(), help: found.help.clone() })
    };
    routeproof_crd::table(release.name, &crds, &message, None)
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
            version.schema.each_rule("", &mut |_, _| {
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
