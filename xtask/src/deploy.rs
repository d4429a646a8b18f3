//! `cargo xtask deploy`: onto Cloudflare, after everything that could go wrong was looked at.

use std::fs;

use anyhow::{Context, Result, ensure};

use crate::build;
use crate::progress::{Step, note};
use crate::setup;
use crate::toolbox::Toolbox;

/// Checks from the cheap to the dear, then the migrations, then the deployment itself.
pub(crate) fn run() -> Result<()> {
    configured(&fs::read_to_string("wrangler.toml").context("wrangler.toml cannot be read")?)?;
    let toolbox = setup::for_building()?;
    committed(&toolbox)?;
    authenticated(&toolbox)?;
    build::ship()?;
    let wrangler = |args: &[&str]| {
        let mut command = toolbox.command("wrangler");
        command.args(args);
        command
    };
    Step::new("the database's migrations", "migrations").run(wrangler(&[
        "d1",
        "migrations",
        "apply",
        "DB",
        "--remote",
    ]))?;
    Step::new("the deployment", "deploy").run(wrangler(&["deploy"]))?;
    note("Deployed.");
    Ok(())
}

/// Whether wrangler.toml still says what only fits a laptop.
fn configured(text: &str) -> Result<()> {
    let value = |key: &str| {
        let mut lines = text.lines().filter_map(|line| line.split_once('='));
        lines
            .find(|(name, _)| name.trim() == key)
            .map(|(_, value)| value.trim().trim_matches('"'))
            .unwrap_or_default()
    };
    let is_placeholder = |id: &str| id.chars().all(|char| char == '0' || char == '-');
    ensure!(
        !is_placeholder(value("database_id")),
        "wrangler.toml has no database yet: `npx wrangler d1 create portico` prints the database_id to put there"
    );
    ensure!(
        !is_placeholder(value("id")),
        "wrangler.toml has no key-value store yet: `npx wrangler kv namespace create CONFIG` prints the id to put there"
    );
    ensure!(
        value("ORIGIN").starts_with("https://"),
        "ORIGIN in wrangler.toml is not an https address: put there the one people will open"
    );
    ensure!(
        value("MAIL_TRANSPORT") != "local",
        "MAIL_TRANSPORT in wrangler.toml is \"local\", which shows everybody's mail: name the transport to use"
    );
    Ok(())
}

fn committed(toolbox: &Toolbox) -> Result<()> {
    let status = toolbox.answer("git", &["status", "--porcelain"]).context("git is missing")?;
    ensure!(
        status.is_empty(),
        "there are changes that are not committed: commit or drop them, so that it is known what runs"
    );
    Ok(())
}

fn authenticated(toolbox: &Toolbox) -> Result<()> {
    ensure!(
        toolbox.answer("wrangler", &["whoami", "--json"]).is_some(),
        "wrangler does not know your account: run `npx wrangler login`, or set CLOUDFLARE_API_TOKEN"
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const READY: &str = "database_id = \"4f1c\"\nid = \"9a\"\nORIGIN = \"https://console.example.com\"\nMAIL_TRANSPORT = \"none\"";

    #[test]
    fn what_only_fits_a_laptop_is_refused() {
        configured(READY).unwrap();
        for (right, wrong) in
            [("4f1c", "0000-00"), ("9a", "00"), ("https:", "http:"), ("\"none\"", "\"local\"")]
        {
            assert!(configured(&READY.replace(right, wrong)).is_err(), "{wrong}");
        }
    }
}
