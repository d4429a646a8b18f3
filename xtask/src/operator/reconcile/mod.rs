//! `cargo xtask operator reconcile`: after a copy of the database was put back, brings the edge to what the database says, and ends what may
//! have been ended since the copy. Without `apply` it only says what it would do.

mod edge;
mod later;
mod permissions;
mod sql;

use anyhow::Result;

use super::{execute, now, random, sql::id};
use crate::args::{Operator, Reconcile};
use edge::{Document, Edge, differences};
use later::Later;
use permissions::Withdrawn;

/// How long a command for the database may be: of one argument Linux takes 128 KiB, and D1 100 KB of a statement.
const COMMAND_BYTES: usize = 90_000;

pub(super) fn run(options: &Operator, wanted: &Reconcile) -> Result<()> {
    let edge = Edge { options };
    let now = now()?;
    let later = wanted.before.as_deref().map(Later::read).transpose()?;
    let found = ask(options, now)?;
    let (keys, members) = (of(&found, "key"), of(&found, "member"));
    let published: Vec<_> = of(&found, "document").iter().filter_map(|row| Document::read(row)).collect();
    let differing = differences(&published, &edge.documents()?);
    let (revoked, lowered) = match &later {
        Some(later) => (later.revoked(&keys), later.lowered(&members)),
        None if wanted.revoke_keys => (keys.clone(), Vec::new()),
        None => (Vec::new(), Vec::new()),
    };
    let withdrawn = later.as_ref().map_or_else(Vec::new, |later| {
        later.permissions.withdrawn(&of(&found, "release"), &of(&found, "security"))
    });

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
            say(
                &format!(
                    "{} withdrawn since the copy",
                    count(withdrawn.len(), "permission was", "permissions were")
                ),
                withdrawn.iter().map(Withdrawn::say),
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
    if let [sessions, invites, offers, links, copied] = of(&found, "counts").concat().as_slice() {
        println!(
            "Sessions: {sessions}, open invites: {invites}, open offers: {offers}, linked providers: {links}. The last entry in the database is of {copied} (UTC)."
        );
    }
    if !wanted.apply {
        println!(
            "Nothing was changed. `cargo xtask operator reconcile apply` changes it, ends all sessions, closes open invites and offers, and unlinks providers."
        );
        return Ok(());
    }
    edge.forget(&differing)?;
    let mut told = Vec::new();
    for some in differing.chunks(300) {
        told.push(sql::deliver(some.iter().map(|one| one.environment.as_str()), now));
    }
    for some in revoked.chunks(300) {
        told.push(sql::revoke(some.iter().filter_map(|row| row.first()).map(String::as_str), now));
    }
    told.extend(lowered.iter().map(|one| sql::lower(&one.organization, &one.user, one.role, now)));
    told.extend(permissions::withdraw(&withdrawn));
    if later.is_none() {
        told.push(sql::mark(now));
    }
    told.extend([sql::end_everything(now, &id(now, random())), sql::COUNT.into(), sql::COUNT_STORED.into()]);
    for command in commands(&told) {
        execute(options, &command)?;
    }
    println!(
        "Done. What the edge forgot, it is told again within a minute. Everybody signs in again; invites and offers have to be made again."
    );
    Ok(())
}

/// Everything that has to be known of the database, in one command.
fn ask(options: &Operator, now: u64) -> Result<Vec<Vec<String>>> {
    let keys = sql::keys(now);
    let all = [sql::PUBLISHED, &keys, sql::MEMBERS, permissions::PERMISSIONS, sql::COUNTS];
    execute(options, &all.join(" "))
}

/// The rows about one thing, without the field that says so.
fn of(found: &[Vec<String>], what: &str) -> Vec<Vec<String>> {
    let rows = found.iter().filter_map(|row| row.split_first());
    rows.filter(|(about, _)| about.as_str() == what).map(|(_, rest)| rest.to_vec()).collect()
}

/// Statements in as few commands as there can be, in their order: each command is a start of wrangler, and no argument of a program may be too long.
fn commands(statements: &[String]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for statement in statements {
        match all.last_mut() {
            Some(last) if last.len() + statement.len() < COMMAND_BYTES => {
                last.push(' ');
                last.push_str(statement);
            }
            _ => all.push(statement.clone()),
        }
    }
    all
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_stay_in_their_order_in_few_commands() {
        let statements = ["A;".to_owned(), "B;".to_owned(), "C".repeat(COMMAND_BYTES), "D;".to_owned()];
        let all = commands(&statements);
        assert_eq!(all.len(), 3);
        assert_eq!(all.first().map(String::as_str), Some("A; B;"));
        assert!(commands(&[]).is_empty());
    }

    #[test]
    fn rows_are_told_apart_by_their_first_field() {
        let found = [vec!["key".to_owned(), "k1".to_owned()], vec!["member".to_owned(), "m1".to_owned()]];
        assert_eq!(of(&found, "key"), [["k1"]]);
        assert!(of(&found, "document").is_empty());
    }
}
