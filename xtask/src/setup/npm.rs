//! Node and the packages of package-lock.json, in node_modules.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::fingerprint;
use crate::place;
use crate::progress::Step;
use crate::toolbox::Toolbox;

const BIN: &str = "node_modules/.bin";
/// Which lock file node_modules was made from.
const STAMP: &str = "node_modules/.portico";
/// What wrangler asks for.
const NODE: (u32, u32) = (22, 12);

/// Makes sure that node_modules is what the lock file says and that there is a Node to run it.
pub(super) fn ensure(toolbox: &mut Toolbox) -> Result<()> {
    let lock = fs::read_to_string("package-lock.json").context("package-lock.json cannot be read")?;
    let stamp = format!("{:x}", fingerprint::of_text(&lock));
    if fs::read_to_string(STAMP).is_ok_and(|made_from| made_from == stamp) {
        toolbox.add(Path::new(BIN))?;
        return node(toolbox);
    }
    if place::on_path("npm").is_none() || place::on_path("node").is_none() {
        bail!(
            "Node.js is missing: install it with npm, from nodejs.org or your system's packages, and try again"
        );
    }
    let mut command = toolbox.command("npm");
    // No package here needs to run a script to be installed, so none may.
    command.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
    Step::new("the packages from npm", "npm").run(command).map_err(in_one_sentence)?;
    toolbox.add(Path::new(BIN))?;
    node(toolbox)?;
    fs::write(STAMP, stamp).context("node_modules cannot be written to")
}

/// The Node that comes with the packages on Linux, elsewhere the one of the machine, must be new enough.
fn node(toolbox: &Toolbox) -> Result<()> {
    let found = toolbox.answer("node", &["--version"]);
    match found.as_deref().map(version) {
        Some(Some(version)) if version >= NODE => Ok(()),
        Some(_) => bail!(
            "Node.js {} is too old for wrangler: install {}.{} or newer and try again",
            found.unwrap_or_default(),
            NODE.0,
            NODE.1
        ),
        None => bail!("Node.js is missing: install {}.{} or newer and try again", NODE.0, NODE.1),
    }
}

fn version(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.trim_start_matches('v').split('.').map(str::parse);
    Some((parts.next()?.ok()?, parts.next()?.ok()?))
}

fn in_one_sentence(error: anyhow::Error) -> anyhow::Error {
    let text = error.to_string();
    let offline = ["ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ETIMEDOUT", "ENETUNREACH", "ECONNRESET"];
    if offline.iter().any(|code| text.contains(code)) {
        anyhow::anyhow!(
            "npm's registry cannot be reached: the packages are fetched once, so connect and try again"
        )
    } else {
        error
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        assert!(version("v24.9.0") >= Some(NODE));
        assert!(version("v22.9.1") < Some(NODE));
        assert_eq!(version("none"), None);
    }
}
