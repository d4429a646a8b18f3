//! A smaller client, from a standard library that is compiled along with it: without the words of panics, which nobody
//! would hear in a browser. The stable compiler can do it and does not promise to, so that the build goes on without
//! where it can't, a tenth larger.

use std::env;
use std::path::Path;
use std::process::{Command, Stdio};

use super::client::TARGET;
use crate::progress::note;
use crate::toolbox::Toolbox;

const STD: &str = "-Zbuild-std=std,panic_abort";
/// Shorter ways to sort and to write numbers, which take a little longer.
const STD_FEATURES: &str = "-Zbuild-std-features=optimize_for_size";
const FLAGS: &[&str] = &["-Zunstable-options", "-Cpanic=immediate-abort", "-Zlocation-detail=none"];
/// What makes the stable compiler take them.
const PERMIT: (&str, &str) = ("RUSTC_BOOTSTRAP", "1");

/// Whether the compiler knows how, and the source of the library is there or can be had.
pub(super) fn is_possible(toolbox: &Toolbox) -> bool {
    if env::var("PORTICO_STD").is_ok_and(|value| value == "prebuilt") {
        return false;
    }
    let succeeds = |program: &str, args: &[&str]| {
        let mut command = toolbox.command(program);
        command.args(args).env(PERMIT.0, PERMIT.1).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    let possible = succeeds("rustc", &[&["--print", "cfg", "--target", TARGET], FLAGS].concat())
        && (has_source(toolbox) || succeeds("rustup", &["component", "add", "rust-src"]))
        // The few crates that the library is made of.
        && succeeds("cargo", &["fetch", STD, "--target", TARGET]);
    if !possible {
        note("The standard library cannot be compiled here: the client becomes a tenth larger.");
    }
    possible
}

/// Makes cargo compile the library, and everything else to fit.
pub(super) fn configure(command: &mut Command) {
    let flags: Vec<String> = FLAGS.iter().map(|flag| format!("{flag:?}")).collect();
    command.args([
        STD,
        STD_FEATURES,
        "--config",
        &format!("target.{TARGET}.rustflags=[{}]", flags.join(",")),
    ]);
    command.env(PERMIT.0, PERMIT.1);
}

fn has_source(toolbox: &Toolbox) -> bool {
    let root = toolbox.answer("rustc", &["--print", "sysroot"]);
    root.is_some_and(|root| Path::new(&root).join("lib/rustlib/src/rust/library/std").is_dir())
}
