//! Text of the page as short as it can be, by esbuild: it comes with the first round trips, and its comments are for whoever reads the source.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::toolbox::Toolbox;

/// The same styles (`css`) or script (`js`), shorter.
pub(super) fn minified(toolbox: &Toolbox, dist: &Path, kind: &str, text: &str) -> Result<String> {
    let file = dist.join(format!("minified.{kind}"));
    fs::write(&file, text)?;
    let output = toolbox.command("esbuild").args(["--minify", "--log-level=error"]).arg(&file).output();
    let output = output.context("esbuild cannot be started")?;
    fs::remove_file(file)?;
    ensure!(
        output.status.success(),
        "the {kind} of the page is wrong: {}",
        String::from_utf8_lossy(&output.stderr).trim()
    );
    let text =
        String::from_utf8(output.stdout).with_context(|| format!("the {kind} of the page is no text"))?;
    Ok(text.trim().to_owned())
}
