//! System packages, where the user may install them.

use std::process::Command;

use anyhow::Result;

use super::is_root;
use crate::place;
use crate::progress::Step;
use crate::toolbox::Toolbox;

/// Whether this is a Debian whose packages we may install.
pub(super) fn possible() -> bool {
    is_root() && place::on_path("apt-get").is_some()
}

/// Installs packages. `what` is what the user reads.
pub(super) fn install(toolbox: &Toolbox, what: &str, packages: &[&str]) -> Result<()> {
    let apt = |args: &[&str]| -> Command {
        let mut command = toolbox.command("apt-get");
        command.env("DEBIAN_FRONTEND", "noninteractive").args(args);
        command
    };
    Step::new(format!("{what}: the list of packages"), "apt-update").run(apt(&["update", "-q"]))?;
    let mut command = apt(&["install", "-q", "-y", "--no-install-recommends"]);
    command.args(packages);
    Step::new(format!("{what}: {}", packages.join(" ")), "apt-install").run(command)
}
