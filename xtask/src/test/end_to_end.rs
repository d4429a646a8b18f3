//! The whole product, in Chromium, against a server of its own.

use std::path::Path;

use anyhow::{Context, Result, bail};

use super::checks::heard;
use super::counts::Counts;
use crate::build::{self, Profile};
use crate::dev::{Database, Options, Server, free_port};
use crate::place;
use crate::toolbox::Toolbox;

/// Everything of a run: a copy of what is tested, so that a rebuild meanwhile changes nothing, and fresh data.
const FOLDER: &str = "target/e2e";

/// The tests, as Playwright is told.
pub(super) const TESTS: &str = "tests/e2e/playwright.config.ts";

/// Builds, serves and runs Playwright by a configuration with the given arguments.
pub(super) fn run(toolbox: &Toolbox, profile: Profile, config: &str, arguments: &[String]) -> Result<Counts> {
    build::both(toolbox, profile)?;
    let folder = Path::new(FOLDER);
    let (dist, edge, state) = (folder.join("dist"), folder.join("edge"), folder.join("state"));
    build::copy(Path::new(place::DIST), &dist)?;
    build::copy(Path::new(place::WORKER), &edge)?;
    let database = Database::new(toolbox, &state);
    if state.exists() {
        database.drop()?;
    }
    database.migrate()?;
    // Servers that a test starts by itself begin with a copy.
    build::copy(&state, &folder.join("migrated"))?;
    database.seed("the data of the tests", "tests/e2e/seed.sql")?;
    let options = Options { port: free_port()?, state: &state, edge: &edge.join("index.js"), dist: &dist };
    let mut server = Server::start(toolbox, &options)?;
    let counts = playwright(toolbox, &server.origin(), config, arguments)?;
    if server.pass_on(std::time::Duration::ZERO).is_err() {
        bail!("the local server ended during the tests");
    }
    Ok(counts)
}

fn playwright(toolbox: &Toolbox, origin: &str, config: &str, arguments: &[String]) -> Result<Counts> {
    let mut command = toolbox.command("playwright");
    command.args(["test", "--config", config]).args(arguments);
    command.env("PORTICO_URL", origin);
    // The operator's commands are tried by running this very program.
    command.env("XTASK", std::env::current_exe().context("this program has no file")?);
    command.env("CHROMIUM", toolbox.chromium.as_ref().context("there is no Chromium")?);
    command.env("LOCALSTRIPE_PYTHON", toolbox.localstripe.as_ref().context("there is no localstripe")?);
    let (counts, success) = heard(command)?;
    Ok(counts.with_status(success))
}
