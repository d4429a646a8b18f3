//! `cargo xtask operator reconcile`: after a copy of the database was put back, brings the edge to what the database says, and ends what may
//! have been ended since the copy. Without `apply` it only says what it would do.

mod edge;
mod later;
mod sql;

use anyhow::Result;

use super::{execute, now, random, sql::id};
use crate::args::{Operator, Reconcile};
use edge::{Document, Edge, differences};
use later::Later;

pub(super) fn run(options: &Operator, wanted: &Reconcile) -> Result<()> {
    let edge = Edge { options };
    let published: Vec<_> =
        execute(options, sql::PUBLISHED)?.iter().filter_map(|row| Document::read(row)).collect();
    let differing = differences(&published, &edge.documents()?);
    let later = wanted.before.as_deref().map(Later::read).transpose()?;
    let now = now()?;
    let keys = execute(options, &sql::keys(now))?;
    let members = execute(options, sql::MEMBERS)?;
    let (revoked, lowered) = match &later {
        Some(later) => (later.revoked(&keys), later.lowered(&members)),
        None if wanted.revoke_keys => (keys.clone(), Vec::new()),
        None => (Vec::new(), Vec::new()),
    };

    say(
        &format!(
            "{} from the database",
            count(differing.len(), "document of the edge differs", "documents of the edge differ")
        ),
        differing.iter().map(|one| one.say()),
    );
    match &later {
        Some(_) => {
            say(
                &format!("{} revoked since the copy", count(revoked.len(), "key was", "keys were")),
                revoked.iter().map(|row| key(row)),
            );
            say(
                &format!(
                    "{} taken away or lowered since the copy",
                    count(lowered.len(), "membership was", "memberships were")
                ),
                lowered.iter().map(|one| one.say()),
            );
        }
        None => {
            say(
                &format!(
                    "{} that may have been revoked since the copy",
                    count(keys.len(), "key works", "keys work")
                ),
                keys.iter().map(|row| key(row)),
            );
            say(
                &format!(
                    "{} that may have been changed since the copy",
                    count(members.len(), "membership is there", "memberships are there")
                ),
                members.iter().map(|row| member(row)),
            );
        }
    }
    let counts = execute(options, sql::COUNTS)?;
    if let Some([sessions, invites, copied]) = counts.first().map(Vec::as_slice) {
        println!(
            "{sessions} sessions and {invites} open invites. The last entry in the database is of {copied} (UTC)."
        );
    }
    if !wanted.apply {
        println!(
            "Nothing was changed. `cargo xtask operator reconcile apply` changes it, ends all sessions and closes open invites."
        );
        return Ok(());
    }
    edge.forget(&differing)?;
    for some in differing.chunks(300) {
        execute(options, &sql::deliver(some.iter().map(|one| one.environment.as_str()), now))?;
    }
    for some in revoked.chunks(300) {
        execute(options, &sql::revoke(some.iter().filter_map(|row| row.first()).map(String::as_str), now))?;
    }
    for one in &lowered {
        execute(options, &sql::lower(&one.organization, &one.user, one.role, now))?;
    }
    if later.is_none() {
        execute(options, &sql::mark(now))?;
    }
    execute(options, &sql::end_everything(now, &id(now, random())))?;
    execute(options, sql::COUNT)?;
    execute(options, sql::COUNT_STORED)?;
    println!(
        "Done. What the edge forgot, it is told again within a minute. Everybody signs in again; invites have to be sent again."
    );
    Ok(())
}

fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

fn say(title: &str, lines: impl Iterator<Item = String>) {
    println!("{title}.");
    lines.for_each(|line| println!("  {line}"));
}

fn key(row: &[String]) -> String {
    row.get(1..).unwrap_or_default().join("  ")
}

fn member(row: &[String]) -> String {
    row.get(2..).unwrap_or_default().join("  ")
}
