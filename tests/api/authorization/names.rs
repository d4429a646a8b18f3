//! A common table is resolved where it is named. An answer with a table of its own under the name of what was found would be given the rights of that one.

use std::fs;
use std::path::{Path, PathBuf};

const FOUND: [&str; 4] = ["found_caller", "found_membership", "found_project", "found_environment"];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else {
            found.push(path);
        }
    }
}

#[test]
fn no_answer_has_a_table_called_like_what_was_found() {
    let worker = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../worker/src"));
    let mut files = Vec::new();
    sources(worker, &mut files);
    let named: Vec<_> = files
        .iter()
        .filter(|file| {
            let text = fs::read_to_string(file).unwrap();
            FOUND.iter().any(|name| text.contains(name))
        })
        .map(|file| file.strip_prefix(worker).unwrap().to_owned())
        .collect();
    let mut named: Vec<_> = named.iter().map(|file| file.to_str().unwrap().replace('\\', "/")).collect();
    named.sort();
    assert_eq!(named, ["access/scope.rs", "idempotency.rs"]);
}
