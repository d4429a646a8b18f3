//! The standard library for wasm32-unknown-unknown.

use std::env;
use std::path::Path;
use std::process::Stdio;

use anyhow::{Result, bail};

use super::{apt, debian};
use crate::progress::note;
use crate::toolbox::Toolbox;

pub(super) const TARGET: &str = "wasm32-unknown-unknown";

/// Makes sure that the compiler can build for wasm: from rustup, else with Debian's compiler.
pub(super) fn ensure(toolbox: &mut Toolbox) -> Result<()> {
    if env::var("PORTICO_TOOLCHAIN").is_ok_and(|name| name == "debian") {
        return debian::ensure(toolbox);
    }
    if present(toolbox) || added(toolbox) {
        return Ok(());
    }
    note("The wasm target cannot be had from rustup; trying Debian's compiler.");
    if !apt::possible() {
        bail!(
            "the compiler has no {TARGET} target and rustup could not fetch it: connect to the internet and run \
             `rustup target add {TARGET}`"
        );
    }
    debian::ensure(toolbox)
}

/// Whether the compiler in use has a standard library for wasm.
pub(super) fn present(toolbox: &Toolbox) -> bool {
    let Some(folder) = toolbox.answer("rustc", &["--print", "target-libdir", "--target", TARGET]) else {
        return false;
    };
    let Ok(files) = Path::new(&folder).read_dir() else { return false };
    files.flatten().any(|file| file.file_name().to_string_lossy().starts_with("libstd-"))
}

fn added(toolbox: &Toolbox) -> bool {
    let mut command = toolbox.command("rustup");
    command.args(["target", "add", TARGET]).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success()) && present(toolbox)
}
