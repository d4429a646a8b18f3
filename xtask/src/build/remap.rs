//! What is shipped does not say where it was built: the compiler writes other words for the folders of this machine, and what
//! still names one is not shipped.

use std::env;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::toolbox::Toolbox;

/// The folders of this machine, each with the word in its place. Of those that match, the compiler takes the last.
fn folders(toolbox: &Toolbox) -> Vec<(PathBuf, &'static str)> {
    let set = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let home = set("HOME");
    let cargo = set("CARGO_HOME").or_else(|| Some(home.clone()?.join(".cargo")));
    let sysroot = toolbox.answer("rustc", &["--print", "sysroot"]).map(PathBuf::from);
    let all = [(home, "home"), (cargo, "cargo"), (sysroot, "rust"), (env::current_dir().ok(), "portico")];
    // The root of a file system would match everything.
    all.into_iter()
        .filter_map(|(path, word)| Some((path?, word)))
        .filter(|(path, _)| path.parent().is_some())
        .collect()
}

/// For rustc, one for each folder.
pub(super) fn flags(toolbox: &Toolbox) -> Vec<String> {
    let folders = folders(toolbox).into_iter();
    folders.map(|(path, word)| format!("--remap-path-prefix={}={word}", path.display())).collect()
}

/// Fails at the first of the files that names a folder of this machine.
pub(super) fn refuse_traces(toolbox: &Toolbox, files: &[&PathBuf]) -> Result<()> {
    let needles: Vec<String> =
        folders(toolbox).iter().map(|(path, _)| format!("{}/", path.display()).replace("//", "/")).collect();
    for file in files {
        let content = fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
        if let Some(trace) = trace(&content, &needles) {
            bail!("{} names a folder of this machine: {trace}", file.display());
        }
    }
    Ok(())
}

/// The first of the needles that stands in the content, with what follows it.
fn trace(content: &[u8], needles: &[String]) -> Option<String> {
    let found = |needle: &String| content.windows(needle.len()).position(|part| part == needle.as_bytes());
    let at = needles.iter().filter_map(found).min()?;
    let shown: Vec<u8> = content[at..].iter().copied().take(100).take_while(u8::is_ascii_graphic).collect();
    Some(String::from_utf8_lossy(&shown).into_owned())
}

/// Adds the flags to a cargo command; those of `.cargo/config.toml` stay.
pub(super) fn configure(command: &mut std::process::Command, toolbox: &Toolbox, target: &str) {
    let flags: Vec<String> = flags(toolbox).iter().map(|flag| format!("{flag:?}")).collect();
    command.args(["--config", &format!("target.{target}.rustflags=[{}]", flags.join(","))]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_of_this_machine_is_found_wherever_it_stands() {
        let needles = ["/home/anna/".to_owned(), "/home/anna/.cargo/".to_owned()];
        let wasm = b"\0asm\x01/home/anna/.cargo/registry/src/x-1.0/lib.rs\0more";
        assert_eq!(trace(wasm, &needles).as_deref(), Some("/home/anna/.cargo/registry/src/x-1.0/lib.rs"));
        assert_eq!(trace(b"\0asm cargo/registry/src /home/annabel/x", &needles), None);
        assert_eq!(trace(b"", &needles), None);
    }

    #[test]
    fn the_project_and_the_packages_are_written_with_other_words() {
        let flags = flags(&Toolbox::default());
        let here = env::current_dir().unwrap();
        assert!(flags.contains(&format!("--remap-path-prefix={}=portico", here.display())), "{flags:?}");
        assert!(flags.iter().any(|flag| flag.ends_with("=cargo")), "{flags:?}");
    }
}
