//! `--fix` and `--diff`: mended texts as patches, and written without a moment at which half a file is on disk.

use crate::input::plain;
use anyhow::{Context as _, Result, bail};
use similar::TextDiff;
use std::fs;
use std::io::Write as _;
use std::path::Path;

/// From `before` to `after` as a patch that `git apply` and `patch -p1` understand.
pub(crate) fn patch(name: &str, before: &str, after: &str) -> String {
    let name = name.trim_start_matches('/');
    TextDiff::from_lines(before, after)
        .unified_diff()
        .context_radius(3)
        .header(&format!("a/{name}"), &format!("b/{name}"))
        .to_string()
}

/// Writes `after` in place of `before`: all of it or nothing, through links, with the file's permissions and owner.
pub(crate) fn write(path: &Path, before: &str, after: &str) -> Result<()> {
    let path = path.canonicalize().map_err(|it| anyhow::anyhow!(plain(&it)))?;
    let folder = path.parent().context("the file is in no folder")?;
    if fs::read(&path)? != before.as_bytes() {
        bail!("it changed while it was checked, so it was not written");
    }
    let old = fs::metadata(&path)?;
    if old.permissions().readonly() {
        bail!("it is read-only, so it was not written");
    }
    let mut new = tempfile::Builder::new().prefix(".routeproof-").tempfile_in(folder)?;
    new.write_all(after.as_bytes())?;
    new.as_file().set_permissions(old.permissions())?;
    keep_owner(new.path(), &old)?;
    new.as_file().sync_all()?;
    new.persist(&path)?;
    Ok(())
}

/// Who runs with more rights than the owner must not take the file away from them.
#[cfg(unix)]
fn keep_owner(path: &Path, old: &fs::Metadata) -> std::io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, chown};
    let new = fs::metadata(path)?;
    if (new.uid(), new.gid()) == (old.uid(), old.gid()) {
        return Ok(());
    }
    chown(path, Some(old.uid()), Some(old.gid()))
}

#[cfg(not(unix))]
fn keep_owner(_: &Path, _: &fs::Metadata) -> std::io::Result<()> {
    Ok(())
}
