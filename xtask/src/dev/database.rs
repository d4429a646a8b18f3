//! The local database: migrated, seeded once, thrown away on request.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::fingerprint;
use crate::locked::unless_locked;
use crate::progress::{Step, note};
use crate::toolbox::Toolbox;

const MIGRATIONS: &str = "migrations";
/// The demo data.
pub(crate) const DEMO: &str = "xtask/seed.sql";

/// Local D1 in a folder of its own.
pub(crate) struct Database<'a> {
    toolbox: &'a Toolbox,
    state: &'a Path,
}

/// A migration as it is now.
#[derive(Debug, PartialEq)]
struct Migration {
    name: String,
    hash: String,
}

impl<'a> Database<'a> {
    pub(crate) fn new(toolbox: &'a Toolbox, state: &'a Path) -> Self {
        Self { toolbox, state }
    }

    /// Throws everything away.
    pub(crate) fn drop(&self) -> Result<()> {
        if self.state.exists() {
            fs::remove_dir_all(self.state)
                .context("the local data cannot be removed: does another server use it?")?;
        }
        note("The local data is gone.");
        Ok(())
    }

    /// Applies the migrations that were not applied yet.
    pub(crate) fn migrate(&self) -> Result<()> {
        let now = migrations(Path::new(MIGRATIONS))?;
        let before = fs::read_to_string(self.applied_file()).unwrap_or_default();
        let before = parse(&before);
        if let Some(changed) =
            before.iter().find(|old| now.iter().any(|new| new.name == old.name && new != *old))
        {
            bail!(
                "{} has changed since it was applied to the local database: `cargo xtask dev --reset` begins anew",
                changed.name
            );
        }
        if before == now {
            return Ok(());
        }
        // Another server over this data may just be writing.
        unless_locked(|| {
            let mut command = self.wrangler(&["d1", "migrations", "apply", "DB"]);
            command.arg("--local");
            Step::new("the database's migrations", "migrations").run(command)
        })?;
        let lines: Vec<String> = now.iter().map(|each| format!("{} {}\n", each.hash, each.name)).collect();
        fs::write(self.applied_file(), lines.concat()).context("the local data cannot be written to")
    }

    /// Puts the data of an SQL file in, once. `what` is what the user reads.
    pub(crate) fn seed(&self, what: &str, file: &str) -> Result<()> {
        let done = self.state.join("portico-seeded");
        if done.exists() {
            return Ok(());
        }
        unless_locked(|| {
            let command = self.wrangler(&["d1", "execute", "DB", "--local", "--yes", "--file", file]);
            Step::new(what, "seed").run(command)
        })?;
        fs::write(done, "").context("the local data cannot be written to")
    }

    fn wrangler(&self, args: &[&str]) -> std::process::Command {
        let mut command = self.toolbox.command("wrangler");
        command.args(args).arg("--persist-to").arg(self.state);
        command
    }

    fn applied_file(&self) -> PathBuf {
        self.state.join("portico-migrations")
    }
}

/// The migrations of a folder, in order.
fn migrations(folder: &Path) -> Result<Vec<Migration>> {
    let mut found = Vec::new();
    for entry in folder.read_dir().context("migrations/ is missing")? {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "sql") {
            let text =
                fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            found.push(Migration { name, hash: format!("{:x}", fingerprint::of_text(&text)) });
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

fn parse(text: &str) -> Vec<Migration> {
    let pairs = text.lines().filter_map(|line| line.split_once(' '));
    pairs.map(|(hash, name)| Migration { name: name.to_owned(), hash: hash.to_owned() }).collect()
}
