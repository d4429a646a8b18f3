//! Where things are. The commands run in the project's folder, so most paths are relative to it.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The built client, as it is served.
pub(crate) const DIST: &str = "dist";
/// The built edge function.
pub(crate) const WORKER: &str = "worker/build";
/// What the local database and key-value store keep between runs.
pub(crate) const STATE: &str = ".wrangler/state";
/// What the commands themselves remember: stamps, logs, half-done builds.
pub(crate) const OWN: &str = "target/xtask";

/// Makes the project's folder the current one.
pub(crate) fn enter() -> Result<()> {
    let manifest = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    let root = Path::new(&manifest).parent().context("xtask has no parent folder")?;
    env::set_current_dir(root).context("the project's folder is gone")
}

/// Where tools are kept, outside the project and shared by its clones.
pub(crate) fn cache() -> Result<PathBuf> {
    if let Some(path) = set("PORTICO_CACHE") {
        return Ok(path);
    }
    if let Some(path) = set("XDG_CACHE_HOME") {
        return Ok(path.join("portico"));
    }
    let home = set("HOME").context("HOME is not set: set PORTICO_CACHE to a folder for the tools")?;
    Ok(home.join(".cache/portico"))
}

/// The program of that name on PATH.
pub(crate) fn on_path(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

fn set(name: &str) -> Option<PathBuf> {
    env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}
