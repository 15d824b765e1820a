//! Makes the artifacts of the policies of what the compiler yields.
//!
//! ```text
//! routeproof-pack kubewarden MODULE FOLDER OUT   the policy with the metadata and the README of FOLDER in it
//! routeproof-pack artifacthub FOLDER OUT         what Artifact Hub lists of it
//! routeproof-pack opa MODULE OUT                 the policy as OPA's hosts expect it
//! routeproof-pack bundle POLICY OUT              that policy as an OPA bundle
//! routeproof-pack deploy FOLDER [--check]        the rules of both policies' manifests, metadata and pages
//! ```

mod bundle;
mod deploy;
mod kubewarden;
mod opa;
mod unroll;

use anyhow::{Context as _, Result, bail};
use std::fs;
use std::path::Path;

/// The version of every artifact.
const VERSION: &str = env!("CARGO_PKG_VERSION");

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["kubewarden", module, folder, out] => {
            let (metadata, usage) = (text(folder, "metadata.yml")?, text(folder, "README.md")?);
            write(out, &kubewarden::annotate(&read(module)?, &metadata, &usage)?)
        }
        ["artifacthub", folder, out] => {
            let (metadata, questions) = (text(folder, "metadata.yml")?, text(folder, "questions-ui.yml")?);
            write(out, kubewarden::listing(&metadata, &questions)?.as_bytes())
        }
        ["opa", module, out] => write(out, &unroll::unroll(&opa::link(&read(module)?)?)?),
        ["bundle", policy, out] => write(out, &bundle::bundle(&read(policy)?)?),
        ["deploy", folder] => deploy::deploy(Path::new(folder), false),
        ["deploy", folder, "--check"] => deploy::deploy(Path::new(folder), true),
        _ => bail!(
            "usage: routeproof-pack kubewarden MODULE FOLDER OUT | artifacthub FOLDER OUT | opa MODULE OUT | bundle POLICY OUT | deploy FOLDER [--check]"
        ),
    }
}

fn read(path: impl AsRef<Path>) -> Result<Vec<u8>> {
    let path = path.as_ref();
    fs::read(path).with_context(|| format!("`{}` cannot be read", path.display()))
}

fn text(folder: &str, name: &str) -> Result<String> {
    Ok(String::from_utf8(read(Path::new(folder).join(name))?)?)
}

fn write(path: &str, bytes: &[u8]) -> Result<()> {
    if let Some(folder) = Path::new(path).parent() {
        fs::create_dir_all(folder).with_context(|| format!("`{}` cannot be made", folder.display()))?;
    }
    fs::write(path, bytes).with_context(|| format!("`{path}` cannot be written"))
}
