//! Writes what is generated from types of the engine: the JSON Schemas of settings, profiles, questions and answers, and the
//! TypeScript and Python types of questions and answers.
//!
//! `type-gen [--check]` writes the files, or fails where one is stale.
#![forbid(unsafe_code)]

mod python;
mod shape;
mod typescript;

use anyhow::{Context as _, Result, bail};
use schemars::Schema;
use std::fs;
use std::path::{Path, PathBuf};

fn main() -> Result<()> {
    let check = match std::env::args().skip(1).collect::<Vec<_>>().as_slice() {
        [] => false,
        [only] if only == "--check" => true,
        _ => bail!("usage: type-gen [--check]"),
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for (path, text) in files()? {
        let path = root.join(path);
        if fs::read_to_string(&path).is_ok_and(|it| it == text) {
            continue;
        }
        if check {
            bail!("{} is stale; run `cargo make generate`", path.display());
        }
        let folder = path.parent().context("a file is in a folder")?;
        fs::create_dir_all(folder)?;
        fs::write(&path, text).with_context(|| format!("writing {}", path.display()))?;
    }
    Ok(())
}

/// Every generated file, by its path from the project's root.
fn files() -> Result<Vec<(PathBuf, String)>> {
    let mut files = Vec::new();
    for (name, schema) in routeproof_core::settings::schemas(routeproof_core::rules::registry()) {
        files.push(schema_file(name, schema)?);
    }
    let mut definitions = shape::Definitions::default();
    for (name, schema) in routeproof_core::ffi::schemas() {
        definitions.add(schema.as_value())?;
        files.push(schema_file(name, schema)?);
    }
    let typescript = typescript::write(&definitions);
    files.push((PathBuf::from("wasm/web/types/types.d.ts"), typescript.clone()));
    files.push((PathBuf::from("bindings/node/types.d.ts"), typescript));
    files.push((PathBuf::from("bindings/python/python/routeproof/_types.py"), python::write(&definitions)));
    Ok(files)
}

/// A schema with the address that it has on the site of the documentation.
fn schema_file(name: &str, mut schema: Schema) -> Result<(PathBuf, String)> {
    let path = format!("{name}.schema.json");
    schema.insert("$id".to_owned(), format!("{}/schema/{path}", env!("CARGO_PKG_HOMEPAGE")).into());
    Ok((Path::new("docs/schema").join(path), serde_json::to_string_pretty(&schema)? + "\n"))
}
