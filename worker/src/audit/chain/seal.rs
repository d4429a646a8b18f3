//! Sealing: by cron, a minute after an entry was written, everything of its organization that has a number and no seal. SQLite knows no SHA-256, so
//! the batch that writes an entry can't; asking for the hash before it first would cost each change a round trip, and set those at one time against
//! each other. Until then the number alone shows that an entry is gone.

use super::store::{self, AT_ONCE};
use crate::audit::beginning;
use crate::db::{Db, DbError, Row, Rows};
use crate::ports::Clock;
use crate::schema::read_json;
use portico_api::audit::chain;
use serde::Serialize;
use std::collections::BTreeSet;

/// Entries that one step of the walk sees, organizations of them that it seals, and entries that it takes into memory.
const SEEN: usize = 2_000;
const ORGANIZATIONS: usize = 50;
const ROWS: usize = 500;
/// Steps of one run, and how long it begins new ones, in milliseconds.
const STEPS: usize = 6;
const BEGIN_MS: i64 = 3_000;

/// Seals what was written more than `age` milliseconds ago, as far as time and statements reach; the next run goes on. Answers what should be in the
/// log.
pub(crate) async fn seal<D: Db>(db: &D, clock: &dyn Clock, age: i64) -> Vec<String> {
    let mut log = Vec::new();
    if let Err(error) = go_on(db, clock, age, &mut log).await {
        log.push(format!("seals of the audit log: {error:?}"));
    }
    log
}

/// One that can't be sealed is tried again by the next run, as long as nothing waits behind it for that; else the walk goes past it, and it is tried again with its next entry.
async fn go_on<D: Db>(db: &D, clock: &dyn Clock, age: i64, log: &mut Vec<String>) -> Result<(), DbError> {
    let (began, mut failed) = (clock.now(), BTreeSet::new());
    for _ in 0..STEPS {
        if clock.now() >= began + BEGIN_MS || db.left() < 3 {
            break;
        }
        let until = beginning(clock.now() - age);
        let unsealed = store::unsealed((&until, SEEN), (ORGANIZATIONS, ROWS), &json(&failed));
        let mut results = db.batch(vec![store::seen(&until, SEEN), unsealed]).await?;
        let pending = pending(results.pop().unwrap_or_default());
        let seen = results.pop().and_then(|rows| rows.into_iter().next());
        let is_full = seen.as_ref().and_then(|row| row.integer(1)) == i64::try_from(SEEN).ok();
        let is_empty = pending.is_empty();
        // Whatever could be sealed of what is seen is.
        let is_left = pending.iter().all(|organization| organization.tried);
        let mut seals = Vec::new();
        for organization in pending {
            // One for the seals.
            if organization.is_whole() || db.left() > 1 {
                let id = organization.organization.clone();
                match organization.seal(db).await {
                    Ok(seal) => seals.push(seal),
                    Err(error) => fail(id, &error, &mut failed, log),
                }
            }
        }
        let has_kept = !seals.is_empty() && keep(db, &seals, clock.now(), &mut failed, log).await;
        let goes_past = (is_empty && failed.is_empty()) || (is_full && is_left && !has_kept);
        if let Some(id) = seen.as_ref().and_then(|row| row.text(0)).filter(|_| goes_past && db.left() > 0) {
            db.query(store::advance(id)).await?;
        }
        if is_empty && !is_full {
            break;
        }
    }
    Ok(())
}

fn fail(organization: String, error: &DbError, failed: &mut BTreeSet<String>, log: &mut Vec<String>) {
    log.push(format!("seals of the audit log of {organization}: {error:?}"));
    failed.insert(organization);
}

/// Keeps them all at once or, where that fails, one by one, as far as statements reach; and so those that were tried by themselves before, which would make the others fail
/// again. That they are tried is noted before, whatever comes of it: the next run begins with others. Answers whether any was kept.
async fn keep<D: Db>(
    db: &D,
    seals: &[Seal],
    now: i64,
    failed: &mut BTreeSet<String>,
    log: &mut Vec<String>,
) -> bool {
    let statement = |seals: &[&Seal]| store::keep(&json(seals), now);
    let (mut alone, together): (Vec<&Seal>, Vec<&Seal>) = seals.iter().partition(|seal| seal.tried);
    let mut has_kept = false;
    if !together.is_empty() {
        has_kept = db.query(statement(&together)).await.is_ok();
        if !has_kept {
            alone = [together, alone].concat();
        }
    }
    // One notes them, and one takes the note back.
    alone.truncate(db.left().saturating_sub(2));
    if alone.is_empty() {
        return has_kept;
    }
    log.extend(noted(db, &alone, Some(now)).await);
    let mut kept = Vec::new();
    for seal in alone {
        match db.query(statement(&[seal])).await {
            Ok(_) => kept.push(seal),
            Err(error) => fail(seal.organization.clone(), &error, failed, log),
        }
    }
    if !kept.is_empty() {
        log.extend(noted(db, &kept, None).await);
    }
    has_kept || !kept.is_empty()
}

async fn noted<D: Db>(db: &D, seals: &[&Seal], tried_at: Option<i64>) -> Option<String> {
    let organizations: Vec<_> = seals.iter().map(|seal| &seal.organization).collect();
    let note = store::tried(&json(&organizations), tried_at);
    db.query(note).await.err().map(|error| format!("seals of the audit log: {error:?}"))
}

fn json<T: Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "[]".to_owned())
}

/// What an organization has to seal.
struct Pending {
    organization: String,
    sealed: i64,
    hash: String,
    newest_id: String,
    newest_at: i64,
    /// The number that was given last.
    last: i64,
    /// It was tried by itself, and could not be sealed.
    tried: bool,
    entries: Vec<Entry>,
}

struct Entry {
    number: i64,
    at: i64,
    id: String,
    columns: Vec<Option<String>>,
}

#[derive(Serialize)]
struct Seal {
    organization: String,
    first: i64,
    last: i64,
    hash: String,
    marks: String,
    newest_id: String,
    newest_at: i64,
    #[serde(skip)]
    tried: bool,
}

impl Pending {
    /// Whether no number is left out.
    fn is_whole(&self) -> bool {
        let mut numbers = self.sealed + 1..;
        !self.entries.is_empty() && self.entries.iter().all(|entry| numbers.next() == Some(entry.number))
    }

    async fn seal<D: Db>(mut self, db: &D) -> Result<Seal, DbError> {
        let first = self.sealed + 1;
        let mut last = self.entries.last().map_or(0, |entry| entry.number);
        if !self.is_whole() {
            // Somebody took an entry away, or wrote one with the ID of another day. What is gone stays a gap, which is what the check finds.
            last = self.last.min(self.sealed + AT_ONCE);
            let rows = db.query(store::between(&self.organization, first, last)).await?;
            self.entries = rows.into_iter().filter_map(|row| entry(row, 0)).collect();
        }
        let texts: Vec<(i64, String)> = self
            .entries
            .iter()
            .map(|entry| (entry.number, chain::text(&self.organization, entry.number, &entry.columns)))
            .collect();
        let text_of = |number| texts.iter().find(|(known, _)| *known == number);
        let marks = (first..=last).map(|number| {
            text_of(number).map_or_else(|| chain::GONE.to_owned(), |(_, text)| chain::mark(text))
        });
        let newest_id = self.entries.iter().map(|entry| entry.id.as_str()).max().unwrap_or_default();
        Ok(Seal {
            first,
            last,
            hash: chain::seal(&self.hash, texts.iter().map(|(_, text)| text.as_str())),
            marks: marks.collect(),
            newest_id: newest_id.max(self.newest_id.as_str()).to_owned(),
            newest_at: self.entries.iter().map(|entry| entry.at).fold(self.newest_at, i64::max),
            tried: self.tried,
            organization: self.organization,
        })
    }
}

/// The rows by organization.
fn pending(rows: Rows) -> Vec<Pending> {
    let mut all: Vec<Pending> = Vec::new();
    for mut row in rows {
        let Some(organization) = row.take_text(0) else { continue };
        if all.last().is_none_or(|last| last.organization != organization) {
            let number = |column| row.integer(column).unwrap_or_default();
            let (sealed, newest_at, last) = (number(1), number(4), number(5));
            let (hash, newest_id) =
                (row.take_text(2).unwrap_or_default(), row.take_text(3).unwrap_or_default());
            let (tried, entries) = (row.integer(6).is_some(), Vec::new());
            all.push(Pending { organization, sealed, hash, newest_id, newest_at, last, tried, entries });
        }
        if let (Some(organization), Some(entry)) = (all.last_mut(), entry(row, 7)) {
            organization.entries.push(entry);
        }
    }
    all
}

/// The entry in a row, from this column on, if there is one.
fn entry(mut row: Row, column: usize) -> Option<Entry> {
    let number = row.integer(column)?;
    let columns = read_json(&row.take_text(column + 3)?).ok()?;
    Some(Entry { number, at: row.integer(column + 1)?, id: row.take_text(column + 2)?, columns })
}
