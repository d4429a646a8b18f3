//! `cargo xtask operator`: what whoever runs an installation does about invoices that are paid by hand, or are not, after a copy of the
//! database was put back, and to know that no audit log was changed.

mod reconcile;
mod sql;
mod verify;

use std::hash::{BuildHasher, Hasher, RandomState};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail, ensure};

use crate::args::{Operator, Outcome, Task};
use crate::locked::unless_locked;
use crate::place;
use crate::setup;

/// Lists or marks invoices, ends a plan, or brings the edge to the database.
pub(crate) fn run(options: &Operator) -> Result<()> {
    let now = now()?;
    match &options.task {
        Task::Invoices => {
            let rows = execute(options, &sql::open_invoices(now))?;
            println!("{}", table(rows));
        }
        Task::Mark(outcome, number) => {
            let named = sql::Number::parse(number)?;
            let rows = execute(options, &sql::mark(&named, *outcome, now, &sql::id(now, random())))?;
            ensure!(
                !rows.is_empty(),
                "no invoice {number} is open and paid by hand: `cargo xtask operator invoices` lists those that are"
            );
            println!("{number} is {}.", if *outcome == Outcome::Paid { "paid" } else { "void" });
        }
        Task::Reencrypt => println!("{}", keys(&execute(options, &sql::reencrypt(now))?)),
        Task::VerifyAudit(organization) => verify::run(options, organization.as_deref())?,
        Task::Reconcile(wanted) => reconcile::run(options, wanted)?,
        Task::End(organization) => {
            let named = sql::Organization::parse(organization)?;
            let rows = execute(options, &sql::end(&named, now, &sql::id(now, random())))?;
            let Some([name, open]) = rows.first().map(Vec::as_slice) else {
                bail!(
                    "no organization {organization} has a plan that is paid by hand: on Free there is nothing to end, and what \
                     is paid through Stripe is ended there"
                );
            };
            println!("{name} is on Free now. {}", still_open(open));
        }
    }
    Ok(())
}

/// How many secrets each key has still to open, and what that means.
fn keys(rows: &[Vec<String>]) -> String {
    let lines: Vec<_> = rows
        .iter()
        .filter_map(|row| match row.as_slice() {
            [key, count] => Some(format!("{key}: {count} secret{}", if count == "1" { "" } else { "s" })),
            _ => None,
        })
        .collect();
    match lines.is_empty() {
        true => "There are no secrets: only the first of SECRETS_KEYS is needed.".to_owned(),
        false => format!(
            "Keys that are still needed:\n{}\nCron moves 20 secrets a minute to the first of SECRETS_KEYS; ask again to see how far it \
             is. A key that is not listed any more may go from SECRETS_KEYS.",
            lines.join("\n")
        ),
    }
}

/// What stays to be decided after a plan has ended.
fn still_open(numbers: &str) -> String {
    match numbers {
        "" => "No invoice of theirs is open.".to_owned(),
        _ => format!(
            "What was used stays owed: {numbers}. If it is not, `cargo xtask operator void NUMBER` takes it back."
        ),
    }
}

/// Runs statements in one transaction and answers the rows.
fn execute(options: &Operator, statements: &str) -> Result<Vec<Vec<String>>> {
    let toolbox = setup::for_wrangler()?;
    let mut command = toolbox.command("wrangler");
    command.args(["d1", "execute", "DB", "--json", "--yes", "--command", statements]);
    if options.remote {
        command.arg("--remote");
    } else {
        let state = options.state.as_deref().unwrap_or_else(|| Path::new(place::STATE));
        ensure!(
            state.is_dir(),
            "there is no local data in {}: `cargo xtask dev` makes some, --remote takes Cloudflare's",
            state.display()
        );
        command.arg("--local").arg("--persist-to").arg(state);
    }
    // `cargo xtask dev` may just be writing.
    let printed = unless_locked(|| {
        let output = command.output().context("`wrangler` cannot be started")?;
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        if printed.contains("no such table") {
            bail!(
                "the database knows of no invoices yet: `cargo xtask dev`, or `deploy` on Cloudflare, brings it up to date"
            );
        }
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            bail!("the database did not answer. It said:\n\n{}\n{}", printed.trim(), said.trim());
        }
        Ok(printed)
    })?;
    Ok(sql::rows(&printed))
}

/// The rows below each other, with the columns under their titles.
fn table(rows: Vec<Vec<String>>) -> String {
    let titles = ["number", "organization", "total", "issued", "due", "status"];
    if rows.is_empty() {
        return "No invoice is open.".into();
    }
    let mut rows: Vec<_> = rows.into_iter().filter(|row| row.len() == sql::FIELDS).collect();
    rows.insert(0, titles.map(str::to_owned).to_vec());
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let widths: Vec<_> = (0..sql::FIELDS).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Milliseconds since 1970.
fn now() -> Result<u64> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).context("the clock is before 1970")?;
    u64::try_from(now.as_millis()).context("the clock is past all calendars")
}

/// The standard library seeds its hash maps from the system's randomness: enough for an id that keeps no secret.
fn random() -> u128 {
    let half = || u128::from(RandomState::new().build_hasher().finish());
    half() << 64 | half()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_under_their_titles() {
        let row = ["P-1", "Größe", "EUR 29.00", "2026-11-01", "", "open"].map(str::to_owned).to_vec();
        let text = table(vec![row]);
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines[0], "number  organization  total      issued      due  status");
        assert_eq!(lines[1], "P-1     Größe         EUR 29.00  2026-11-01       open");
        assert_eq!(table(Vec::new()), "No invoice is open.");
    }

    #[test]
    fn keys_are_listed_with_what_they_open() {
        let said = keys(&[vec!["new".into(), "1".into()], vec!["old".into(), "30".into()]]);
        assert!(said.contains("new: 1 secret\nold: 30 secrets\n"), "{said}");
        assert!(keys(&[]).contains("no secrets"));
    }

    #[test]
    fn ids_differ() {
        assert_ne!(random(), random());
    }
}
