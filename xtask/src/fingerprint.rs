//! Whether anything changed since last time: the names, sizes and times of files, as one number.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::Path;

/// Made by the builds and the tests themselves, so never an input.
const OUTPUTS: &[&str] = &["worker/build", "app/webdriver.json"];

/// One number for everything below `paths`. A path that does not exist counts as empty.
pub(crate) fn of(paths: &[&str]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for path in paths {
        add(Path::new(path), &mut hasher);
    }
    hasher.finish()
}

/// One number for a text.
pub(crate) fn of_text(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

fn add(path: &Path, hasher: &mut DefaultHasher) {
    if OUTPUTS.iter().any(|output| path == Path::new(output)) {
        return;
    }
    let Ok(about) = fs::metadata(path) else { return };
    if about.is_dir() {
        let Ok(entries) = fs::read_dir(path) else { return };
        let mut entries: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
        entries.sort();
        entries.iter().for_each(|entry| add(entry, hasher));
        return;
    }
    path.hash(hasher);
    about.len().hash(hasher);
    about.modified().ok().hash(hasher);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_file_and_a_longer_one_are_seen() {
        let folder = std::env::temp_dir().join(format!("portico-fingerprint-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let path = folder.to_str().unwrap();
        let empty = of(&[path]);
        fs::write(folder.join("a"), "1").unwrap();
        let one = of(&[path]);
        fs::write(folder.join("a"), "12").unwrap();
        let two = of(&[path]);
        fs::remove_dir_all(&folder).unwrap();
        assert!(empty != one && one != two);
        assert_eq!(of(&[path]), empty);
    }
}
