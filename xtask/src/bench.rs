//! `cargo xtask bench scale`, `edge` and `web`: measurements, which the scripts in bench/ make. Here is what they need.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::args::Load;
use crate::build::{self, Half, Profile};
use crate::place;
use crate::process;
use crate::setup;
use crate::toolbox::Toolbox;

/// What requests and cron cost in installations of so many projects, one after the other.
pub(crate) fn scale(sizes: &[u32]) -> Result<()> {
    let toolbox = setup::for_building()?;
    Half::Edge.ensure(&toolbox, Profile::Release)?;
    let mut command = script(&toolbox, "bench/scale/main.mts");
    command.arg(edge()).args(sizes.iter().map(u32::to_string));
    measure(command)
}

/// What requests cost beside the same in TypeScript.
pub(crate) fn edge_function(load: &Load) -> Result<()> {
    let toolbox = setup::for_building()?;
    Half::Edge.ensure(&toolbox, Profile::Release)?;
    let mut command = script(&toolbox, "bench/edge/main.mts");
    command.arg(edge()).args([load.rounds, load.requests].map(|number| number.to_string()));
    measure(command)
}

/// What the console's pages cost in a slowed browser.
pub(crate) fn web(rounds: u32) -> Result<()> {
    let mut toolbox = setup::for_building()?;
    setup::for_browser_tests(&mut toolbox)?;
    build::both(&toolbox, Profile::Release)?;
    let mut command = script(&toolbox, "bench/web/main.mts");
    command.arg(edge()).arg(place::DIST).arg(rounds.to_string());
    command.env("CHROMIUM", toolbox.chromium.as_ref().context("there is no Chromium")?);
    measure(command)
}

/// Node runs it as it is.
fn script(toolbox: &Toolbox, file: &str) -> Command {
    let mut command = toolbox.command("node");
    command.arg("--disable-warning=ExperimentalWarning").arg(file);
    command
}

fn edge() -> PathBuf {
    Path::new(place::WORKER).join("index.js")
}

fn measure(command: Command) -> Result<()> {
    let status = process::run(command, |line| line.into_iter().for_each(|line| println!("{line}")))?;
    ensure!(status.success(), "the measurement ended with {status}");
    Ok(())
}
