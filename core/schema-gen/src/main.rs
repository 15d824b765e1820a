//! Writes `core/src/generated`: the CRDs of every supported Gateway API release as compact tables.
//!
//! `schema-gen generate [--check]` writes the tables, or fails where they are stale; `schema-gen list-rules` prints
//! every distinct CEL rule with the key under which `messages.yaml` explains it.
#![forbid(unsafe_code)]

mod crd;
mod releases;
mod rules;

use std::io::Write as _;

use anyhow::{Result, bail};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["list-rules"] => {
            let text = rules::list(&rules::collect(&releases::read_all()?)?);
            std::io::stdout().write_all(text.as_bytes())?;
            Ok(())
        }
        _ => bail!("usage: schema-gen list-rules"),
    }
}
