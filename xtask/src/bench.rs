//! `cargo xtask bench scale`: what requests and cron cost in small and large installations. bench/scale/ does it; here is what it needs.

use std::path::Path;

use anyhow::{Result, ensure};

use crate::build::{Half, Profile};
use crate::place;
use crate::process;
use crate::setup;

/// Node runs it as it is.
const SCALE: &str = "bench/scale/main.mts";

/// Measures in installations of so many projects, one after the other.
pub(crate) fn scale(sizes: &[u32]) -> Result<()> {
    let toolbox = setup::for_building()?;
    Half::Edge.ensure(&toolbox, Profile::Release)?;
    let mut command = toolbox.command("node");
    command.arg("--disable-warning=ExperimentalWarning").arg(SCALE);
    command.arg(Path::new(place::WORKER).join("index.js")).args(sizes.iter().map(u32::to_string));
    let status = process::run(command, |line| line.into_iter().for_each(|line| println!("{line}")))?;
    ensure!(status.success(), "the measurement ended with {status}");
    Ok(())
}
