//! Formatting, lints, and everything that runs on the host.

use std::io::{self, IsTerminal};
use std::path::Path;
use std::process::Command;

use anyhow::Result;

use super::counts::Counts;
use super::layers;
use crate::process;
use crate::toolbox::Toolbox;

const WASM: &[&str] = &["--target", "wasm32-unknown-unknown"];

/// rustfmt and clippy, each run of them a check, and the layers of the client. The client and the edge function are linted for what they run on.
pub(super) fn style(toolbox: &Toolbox) -> Result<Counts> {
    let clippy = |args: &[&str]| -> Command {
        let mut command = toolbox.command("cargo");
        command.arg("clippy").arg("--quiet").args(args).args(["--", "-D", "warnings"]);
        command
    };
    let mut format = toolbox.command("cargo");
    format.args(["fmt", "--all", "--check"]);
    let checks = [
        ("formatting", format),
        ("lints, host", clippy(&["--workspace", "--exclude", "portico-app", "--all-targets"])),
        ("lints, edge function", clippy(&[&["-p", "portico-edge"], WASM].concat())),
        ("lints, client", clippy(&[&["-p", "portico-app", "--all-targets"], WASM].concat())),
    ];
    let mut counts = Vec::new();
    for (what, command) in checks {
        let passed = heard(command)?.1;
        println!("{what}: {}", if passed { "ok" } else { "FAILED" });
        counts.push(Counts::one(passed));
    }
    counts.push(layers::check(Path::new("app/src"))?);
    Ok(counts.into_iter().sum())
}

/// `cargo test`, which leaves the client out.
pub(super) fn host(toolbox: &Toolbox) -> Result<Counts> {
    let mut command = toolbox.command("cargo");
    command.args(["test", "--no-fail-fast"]);
    let (counts, success) = heard(command)?;
    Ok(counts.with_status(success))
}

/// Runs a program, shows what it prints and reads the counts in it.
pub(super) fn heard(mut command: Command) -> Result<(Counts, bool)> {
    if io::stdout().is_terminal() {
        command.envs([("CARGO_TERM_COLOR", "always"), ("FORCE_COLOR", "1")]);
    }
    let mut counts = Counts::default();
    let status = process::run(command, |line| {
        if let Some(line) = line {
            println!("{line}");
            counts.read(&process::plain(line));
        }
    })?;
    Ok((counts, status.success()))
}
