//! What a build leaves behind: files where they are served from, and a stamp that tells what they were made from.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::Half;
use crate::place;

/// What the half was last made from, if that build came to its end and its files are still there.
pub(super) fn stamp(half: Half) -> Option<String> {
    let main = match half {
        Half::Client => Path::new(place::DIST).join("index.html"),
        Half::Edge => Path::new(place::WORKER).join("index.js"),
    };
    fs::read_to_string(stamp_file(half)).ok().filter(|_| main.is_file())
}

pub(super) fn remember(half: Half, stamp: &str) -> Result<()> {
    fs::write(stamp_file(half), stamp).context("target/ cannot be written to")
}

pub(super) fn forget(half: Half) {
    // There may be none.
    let _ = fs::remove_file(stamp_file(half));
}

/// Makes `to` the same as `from` without ever being empty in between: the page comes last, and files that
/// stay the same are not touched, so that whoever watches the folder sees only what changed.
pub(super) fn mirror(from: &Path, to: &Path) -> Result<()> {
    let files = files(from)?;
    let last =
        |file: &PathBuf| ["index.html", "404.html", "_headers"].iter().any(|name| file == Path::new(name));
    for file in files.iter().filter(|file| !last(file)).chain(files.iter().filter(|file| last(file))) {
        copy_changed(&from.join(file), &to.join(file))?;
    }
    for stale in self::files(to)?.iter().filter(|file| !files.contains(file)) {
        fs::remove_file(to.join(stale)).with_context(|| format!("{} cannot be removed", stale.display()))?;
    }
    Ok(())
}

/// Copies a folder to where none is yet.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    if to.exists() {
        fs::remove_dir_all(to).with_context(|| format!("{} cannot be removed", to.display()))?;
    }
    mirror(from, to)
}

/// Every file below a folder, relative to it, in order. None for a folder that is not there.
pub(super) fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(below) = folders.pop() {
        let Ok(entries) = folder.join(&below).read_dir() else { continue };
        for entry in entries {
            let entry = entry?;
            let path = below.join(entry.file_name());
            if entry.file_type()?.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    Ok(files)
}

fn copy_changed(from: &Path, to: &Path) -> Result<()> {
    let new = fs::read(from)?;
    if fs::read(to).is_ok_and(|old| old == new) {
        return Ok(());
    }
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(to, new).with_context(|| format!("{} cannot be written", to.display()))
}

fn stamp_file(half: Half) -> PathBuf {
    Path::new(place::OWN).join(if half == Half::Client { "client.stamp" } else { "edge.stamp" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mirror_adds_changes_and_removes() {
        let folder = std::env::temp_dir().join(format!("portico-mirror-{}", std::process::id()));
        let (from, to) = (folder.join("from"), folder.join("to"));
        fs::create_dir_all(from.join("api")).unwrap();
        fs::create_dir_all(to.join("old")).unwrap();
        fs::write(from.join("index.html"), "new").unwrap();
        fs::write(from.join("api/a.json"), "{}").unwrap();
        fs::write(to.join("index.html"), "old").unwrap();
        fs::write(to.join("old/b.js"), "").unwrap();
        mirror(&from, &to).unwrap();
        assert_eq!(files(&to).unwrap(), files(&from).unwrap());
        assert_eq!(fs::read_to_string(to.join("index.html")).unwrap(), "new");
        fs::remove_dir_all(folder).unwrap();
    }
}
