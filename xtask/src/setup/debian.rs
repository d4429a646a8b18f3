//! Debian's compiler, for networks where the Rust release server cannot be reached but a Debian mirror can.
//!
//! Debian packs no standard library for wasm that has the bitcode which link-time optimization needs, so that is
//! built once, out of Debian's own sources, into the compiler's folder.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use super::apt;
use super::target::{self, TARGET};
use crate::place;
use crate::progress::Step;
use crate::toolbox::Toolbox;

const PACKAGES: &[&str] =
    &["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm", "rust-web-clippy", "rustfmt-web"];

/// Makes Debian's compiler the one to use and gives it the wasm target.
pub(super) fn ensure(toolbox: &mut Toolbox) -> Result<()> {
    if !Path::new("/usr/bin/rustc").exists() {
        install(toolbox, PACKAGES)?;
    }
    // The linker has to be of the same LLVM as the compiler.
    let llvm = llvm_version()?;
    if !Path::new("/usr/bin/rust-lld").exists() || !Path::new(&format!("/usr/bin/lld-{llvm}")).exists() {
        install(toolbox, &[&format!("lld-{llvm}")])?;
    }
    if place::on_path("rustup").is_some() {
        let mut link = toolbox.command("rustup");
        link.args(["toolchain", "link", "debian", "/usr"]).stdout(Stdio::null()).stderr(Stdio::null());
        link.status().context("`rustup` cannot be started")?;
    }
    toolbox.toolchain = Some("debian".into());
    if target::present(toolbox) { Ok(()) } else { standard_library(toolbox) }
}

fn install(toolbox: &Toolbox, packages: &[&str]) -> Result<()> {
    if !apt::possible() {
        bail!("Debian's compiler needs `apt-get install {}`, as root", PACKAGES.join(" "));
    }
    apt::install(toolbox, "Debian's compiler", packages)
}

fn llvm_version() -> Result<String> {
    let output =
        Command::new("/usr/bin/rustc").arg("-vV").output().context("/usr/bin/rustc cannot be started")?;
    let text = String::from_utf8_lossy(&output.stdout);
    let version = text.lines().find_map(|line| line.strip_prefix("LLVM version: "));
    let major = version.and_then(|version| version.split('.').next());
    Ok(major.context("/usr/bin/rustc does not tell its LLVM version")?.to_owned())
}

/// Compiles the standard library by way of an empty crate, and lays it where the compiler looks.
fn standard_library(toolbox: &Toolbox) -> Result<()> {
    let empty = Path::new(place::OWN).join("std");
    fs::create_dir_all(empty.join("src"))?;
    fs::write(empty.join("src/lib.rs"), "#![no_std]\n")?;
    fs::write(
        empty.join("Cargo.toml"),
        "[package]\nname = \"empty\"\nedition = \"2024\"\n\n[workspace]\n\n[profile.release]\nstrip = false\n",
    )?;
    let mut command = toolbox.command("cargo");
    command
        .current_dir(&empty)
        .args(["build", "--release", "-Zbuild-std=std,panic_abort,test", "--target", TARGET])
        .args(["--target-dir", "target"])
        .env("RUSTFLAGS", "-Cembed-bitcode=yes")
        .env("RUSTC_BOOTSTRAP", "1");
    Step::new("the standard library for wasm (compiled once, about 2 minutes)", "std").run(command)?;

    let into = toolbox
        .answer("rustc", &["--print", "target-libdir", "--target", TARGET])
        .context("the compiler does not tell where its libraries are")?;
    fs::create_dir_all(&into).with_context(|| format!("{into} cannot be written to"))?;
    for file in empty.join("target").join(TARGET).join("release/deps").read_dir()?.flatten() {
        let name = file.file_name().to_string_lossy().into_owned();
        if name.starts_with("lib") && name.ends_with(".rlib") && !name.starts_with("libempty-") {
            fs::copy(file.path(), Path::new(&into).join(&name)).context("a library cannot be copied")?;
        }
    }
    // What was built against another standard library does not fit this one.
    let _ = fs::remove_dir_all(Path::new("target").join(TARGET));
    Ok(())
}
