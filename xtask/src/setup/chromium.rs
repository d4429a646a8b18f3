//! The browser of the tests and its driver.

use std::env;
use std::path::PathBuf;

use anyhow::{Result, bail};

use super::apt;
use crate::place;
use crate::toolbox::Toolbox;

const BROWSERS: &[&str] = &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const DRIVERS: &[&str] = &["chromedriver", "chromium.chromedriver"];

/// Finds Chromium and chromedriver, or installs them where that is possible.
pub(super) fn ensure(toolbox: &mut Toolbox) -> Result<()> {
    if (find("CHROMIUM", BROWSERS)?.is_none() || find("CHROMEDRIVER", DRIVERS)?.is_none()) && apt::possible()
    {
        apt::install(toolbox, "the browser for the tests", &["chromium", "chromium-driver"])?;
    }
    toolbox.chromium = find("CHROMIUM", BROWSERS)?;
    toolbox.chromedriver = find("CHROMEDRIVER", DRIVERS)?;
    if toolbox.chromium.is_none() || toolbox.chromedriver.is_none() {
        bail!(
            "the browser tests need Chromium and its chromedriver: install both, or name them in CHROMIUM and \
             CHROMEDRIVER"
        );
    }
    Ok(())
}

fn find(variable: &str, names: &[&str]) -> Result<Option<PathBuf>> {
    let Some(named) = env::var_os(variable).filter(|value| !value.is_empty()) else {
        return Ok(names.iter().find_map(|name| place::on_path(name)));
    };
    let named = PathBuf::from(named);
    if !named.is_file() {
        bail!("{variable} names {}, which is no file", named.display());
    }
    Ok(Some(named))
}
