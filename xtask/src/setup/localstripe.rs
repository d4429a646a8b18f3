//! A look-alike of Stripe for the tests of payments: a Python program, installed beside the other tools and run as a
//! program of its own.

use std::path::Path;

use anyhow::{Context, Result, bail};

use super::apt;
use crate::place;
use crate::progress::Step;
use crate::toolbox::Toolbox;

const VERSION: &str = "1.15.10";
/// What it depends on, in versions that work together.
const PACKAGES: &[&str] = &["aiohttp==3.14.5", "python-dateutil==4.0.0"];
/// The one of the system comes second: on Debian it has what an older one on PATH may lack.
const PYTHONS: &[&str] = &["python3", "/usr/bin/python3", "python"];

/// Makes sure that there is a Python which knows localstripe.
pub(super) fn ensure(toolbox: &mut Toolbox) -> Result<()> {
    let folder = place::cache()?.join("tools").join(format!("localstripe-{VERSION}"));
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    // Asked and not only looked for: an update of the system's Python leaves an empty shell behind.
    if !knows(toolbox, &python.to_string_lossy(), "localstripe.server") {
        install(toolbox, &folder, &python)?;
    }
    toolbox.localstripe = Some(python);
    Ok(())
}

fn install(toolbox: &Toolbox, folder: &Path, python: &Path) -> Result<()> {
    let mut base = find(toolbox);
    if base.is_none() && apt::possible() {
        apt::install(toolbox, "Python for the tests of payments", &["python3", "python3-venv"])?;
        base = find(toolbox);
    }
    let base = base.context(
        "the tests of payments need Python 3.10 or newer with its module venv: install it (on Debian \
         `apt-get install python3-venv`)",
    )?;
    let mut command = toolbox.command(base);
    command.args(["-m", "venv", "--clear"]).arg(folder);
    Step::new("a Python for the tests of payments", "venv").run(command)?;
    let package = format!("localstripe=={VERSION}");
    let mut command = toolbox.command(&python.to_string_lossy());
    command.args(["-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]);
    command.arg(&package).args(PACKAGES);
    Step::new(format!("localstripe {VERSION}, from PyPI"), "localstripe")
        .run(command)
        .map_err(in_one_sentence)?;
    if !knows(toolbox, &python.to_string_lossy(), "localstripe.server") {
        bail!("localstripe was installed but does not start");
    }
    Ok(())
}

/// A Python that can make others.
fn find(toolbox: &Toolbox) -> Option<&'static str> {
    PYTHONS
        .iter()
        .copied()
        .find(|python| knows(toolbox, python, "ensurepip, venv, sys; assert sys.version_info >= (3, 10)"))
}

fn knows(toolbox: &Toolbox, python: &str, modules: &str) -> bool {
    toolbox.answer(python, &["-c", &format!("import {modules}")]).is_some()
}

fn in_one_sentence(error: anyhow::Error) -> anyhow::Error {
    let text = error.to_string();
    let offline =
        ["NewConnectionError", "NameResolutionError", "ConnectTimeoutError", "Could not find a version"];
    if offline.iter().any(|words| text.contains(words)) {
        anyhow::anyhow!("PyPI cannot be reached: localstripe is fetched once, so connect and try again")
    } else {
        error
    }
}
