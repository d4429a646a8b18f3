//! Arrows in the client run down: what a file of `app/src` uses stands in its own layer or in one below it. Read from the paths that
//! the files name, without a compiler.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::counts::Counts;

/// From top to bottom; modules of one line know nothing of each other. The whole crate hangs on `app`, which alone knows all pages.
const LAYERS: &[&[&str]] = &[
    &["app"],
    &["layouts", "pages"],
    &["parts"],
    &["form", "session"],
    &["kept", "recent", "submit"],
    &["query"],
    &["places"],
    &["ui"],
    &["parameters", "navigation"],
    &["client", "paths"],
    &["browser", "locale"],
    &["reactive"],
];

/// Checks every file; an arrow up is printed and counts as a failure.
pub(super) fn check(source: &Path) -> Result<Counts> {
    let mut wrong = BTreeSet::new();
    let mut files = Vec::new();
    list(source, &mut files)?;
    for file in &files {
        let text = fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
        let name = file.strip_prefix(source).unwrap_or(file).with_extension("");
        let parts: Vec<&str> =
            name.iter().filter_map(|part| part.to_str()).filter(|part| *part != "mod").collect();
        // What starts the client sees all of it.
        if matches!(parts.as_slice(), ["lib" | "main"]) {
            continue;
        }
        wrong.extend(arrows_up(&parts, &text));
    }
    for arrow in &wrong {
        println!("{arrow}");
    }
    println!("layers of the client: {}", if wrong.is_empty() { "ok" } else { "FAILED" });
    Ok(Counts::one(wrong.is_empty()))
}

fn list(folder: &Path, files: &mut Vec<std::path::PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        let path = entry?.path();
        match path.is_dir() {
            true => list(&path, files)?,
            false if path.extension().is_some_and(|end| end == "rs") => files.push(path),
            false => {}
        }
    }
    Ok(())
}

/// The arrows up out of a file, which is the module `parts`.
fn arrows_up(parts: &[&str], text: &str) -> Vec<String> {
    let Some(from) = parts.first() else { return Vec::new() };
    let used = modules(parts, text);
    let up = used.iter().filter(|to| to.as_str() != *from && !may_use(from, to));
    up.map(|to| format!("app/src/{} uses crate::{to}, which is not below it", parts.join("/"))).collect()
}

fn may_use(from: &str, to: &str) -> bool {
    let layer = |name: &str| LAYERS.iter().position(|layer| layer.contains(&name));
    match (layer(from), layer(to)) {
        (Some(above), Some(below)) => above < below,
        // A module of no layer: it is to be given one.
        _ => false,
    }
}

/// The modules at the root that a file names: behind `crate::`, one by one or in braces, or by as many `super::` as lead there.
fn modules(parts: &[&str], text: &str) -> BTreeSet<String> {
    let up = "super::".repeat(parts.len());
    let code =
        text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let mut found = BTreeSet::new();
    for root in ["crate::", up.as_str()] {
        for (at, _) in code.match_indices(root) {
            // `super::` of a deeper path ends here as well.
            let before = code.get(..at).unwrap_or_default();
            if before.ends_with("::") || before.ends_with(|last: char| last.is_alphanumeric() || last == '_')
            {
                continue;
            }
            names(code.get(at + root.len()..).unwrap_or_default(), &mut found);
        }
    }
    found
}

/// The first name of a path, or of each in braces.
fn names(path: &str, found: &mut BTreeSet<String>) {
    let word = |text: &str| {
        text.chars().take_while(|next| next.is_alphanumeric() || *next == '_').collect::<String>()
    };
    let Some(braces) = path.strip_prefix('{') else {
        // What the root itself holds is no module: it begins with a capital, or is called.
        let name = word(path);
        if path.get(name.len()..).is_some_and(|rest| rest.starts_with("::") || rest.starts_with(';')) {
            found.insert(name);
        }
        return;
    };
    let mut depth = 0;
    let mut begins = true;
    for (at, next) in braces.char_indices() {
        match next {
            '}' if depth == 0 => return,
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => begins = true,
            next if begins && !next.is_whitespace() => {
                found.insert(word(braces.get(at..).unwrap_or_default()));
                begins = false;
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_down_and_within_a_module_are_fine() {
        let text = "use crate::parts::{Heading, loaded};\nuse crate::pages::trash;\nuse super::other;\nuse crate::{query, ui};\n// use crate::app::x;";
        assert_eq!(arrows_up(&["pages", "projects", "list"], text), Vec::<String>::new());
    }

    #[test]
    fn arrow_up_is_named_however_it_is_written() {
        for text in [
            "use crate::pages::limits;",
            "    crate::pages::limits::room()",
            "use crate::{browser, pages::{limits, x}};",
            "use super::super::pages::limits;",
        ] {
            let expected = vec!["app/src/parts/here uses crate::pages, which is not below it".to_owned()];
            assert_eq!(arrows_up(&["parts", "here"], text), expected, "{text}");
        }
    }

    #[test]
    fn pages_and_layouts_know_nothing_of_each_other() {
        assert_eq!(arrows_up(&["layouts", "bar"], "use crate::pages::home;").len(), 1);
        assert_eq!(arrows_up(&["pages", "home"], "use crate::layouts::bar;").len(), 1);
    }

    #[test]
    fn client_has_no_arrow_up() {
        assert_eq!(check(Path::new("../app/src")).unwrap(), Counts::one(true));
    }

    #[test]
    fn module_of_no_layer_is_asked_for_one() {
        assert_eq!(arrows_up(&["pages", "home"], "use crate::news::All;").len(), 1);
    }
}
