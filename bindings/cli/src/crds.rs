//! CRDs that flags or settings name: files and folders to texts.

use crate::input::{Input, Inputs, Walk, collect, read};
use anyhow::{Result, anyhow, bail};
use std::path::PathBuf;

/// Names and texts of the CRDs in `paths`. Of a folder those files count that hold one.
pub(crate) fn read_all(paths: &[PathBuf]) -> Result<Vec<(String, String)>> {
    let Inputs { found, unread, .. } = collect(paths, Walk::Repository);
    if let Some(it) = unread.first() {
        bail!("the CRDs in `{}` cannot be read: {}", it.name, it.message);
    }
    let mut texts = Vec::new();
    for input in &found {
        let Input { name, walked, .. } = input;
        let text =
            read(input).map_err(|it| anyhow!("the CRDs in `{}` cannot be read: {}", it.name, it.message))?;
        if !walked || text.contains("CustomResourceDefinition") {
            texts.push((name.clone(), text));
        }
    }
    if texts.is_empty() && !paths.is_empty() {
        let names: Vec<_> = paths.iter().map(|it| format!("`{}`", it.display())).collect();
        bail!("{} holds no CustomResourceDefinition", names.join(", "));
    }
    Ok(texts)
}
