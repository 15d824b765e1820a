//! CRDs that flags or settings name: files and folders to texts.

use crate::input::{Input, Inputs, Walk, collect, read};
use anyhow::{Result, anyhow, bail};
use routeproof_core::Workspace;
use std::path::PathBuf;

/// Has a workspace judge by CRDs: those among its sources, and those in `paths`.
pub(crate) fn add(workspace: &mut Workspace, paths: &[String]) -> Result<()> {
    workspace.set_crd_compiler(routeproof_crd::compile);
    for (name, text) in read_all(paths)? {
        workspace.add_crds(&name, text).map_err(|it| anyhow!("`{name}` {it}"))?;
    }
    Ok(())
}

/// Names and texts of the CRDs in `paths`. Of a folder those files count that hold one.
pub(crate) fn read_all(paths: &[String]) -> Result<Vec<(String, String)>> {
    let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
    let Inputs { found, unread, .. } = collect(&paths, Walk::Repository, &|_| false);
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
