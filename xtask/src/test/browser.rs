//! The client's own tests, in a headless Chromium.

use std::fs;

use anyhow::{Context, Result};

use super::checks::heard;
use super::counts::Counts;
use crate::toolbox::Toolbox;

/// Where the browser runner looks for how to start the browser.
const WEBDRIVER: &str = "app/webdriver.json";

/// Runs them under wasm-pack.
pub(super) fn run(toolbox: &Toolbox) -> Result<Counts> {
    let chromium = toolbox.chromium.as_ref().context("there is no Chromium")?;
    let driver = toolbox.chromedriver.as_ref().context("there is no chromedriver")?;
    fs::write(WEBDRIVER, webdriver(&chromium.to_string_lossy())).context("app/ cannot be written to")?;
    let mut command = toolbox.command("wasm-pack");
    command.args(["test", "--headless", "--chrome", "--chromedriver"]).arg(driver);
    command.args(["--mode", "no-install", "app"]);
    // Of a whole suite, in seconds. The runner's own 20 pass on a machine that has other things to do.
    command.env("WASM_BINDGEN_TEST_TIMEOUT", "300");
    let (counts, success) = heard(command)?;
    Ok(counts.with_status(success))
}

/// No sandbox, because a browser that is started by root, as in a container, refuses to run in one.
fn webdriver(chromium: &str) -> String {
    let chromium = chromium.replace('\\', "\\\\").replace('"', "\\\"");
    format!(
        r#"{{
  "goog:chromeOptions": {{
    "binary": "{chromium}",
    "args": ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]
  }}
}}
"#
    )
}
