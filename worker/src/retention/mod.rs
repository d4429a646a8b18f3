//! What time has overtaken goes, by cron, slice by slice: no table grows without end. What bounds each table stands in ARCHITECTURE.md.

mod accounts;
mod answers;
mod chains;
mod days;
mod rules;
mod walk;

use crate::config::Config;
use crate::db::{Db, DbError, Rows, Statement};
use crate::ports::{Clock, Random};
use rules::Rule;

/// A day, in milliseconds.
const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// Rows that one statement removes.
const SLICE: usize = 500;
/// Times that a run goes on with a table of which there was more.
const ROUNDS: usize = 5;
/// How long a run begins with more, in milliseconds.
const BEGIN_MS: i64 = 6_000;

/// Removes what has been there for long enough, as far as time and statements reach; the next run goes on. Answers what should be in the log.
pub(crate) async fn remove<D: Db>(
    db: &D,
    config: &Config,
    clock: &dyn Clock,
    random: &dyn Random,
) -> Vec<String> {
    let until = clock.now() + BEGIN_MS;
    let outcomes = [
        by_age(db, clock, random, until).await,
        accounts::go_on(db, clock, until).await,
        walk::go_on(db, (config, clock), until).await,
        answers::go_on(db, clock, until).await.map(|()| Vec::new()),
        days::fold(db, clock, until).await.map(|()| Vec::new()),
    ];
    let said = outcomes
        .into_iter()
        .map(|outcome| outcome.unwrap_or_else(|error| vec![format!("retention: {error:?}")]));
    said.flatten().collect()
}

/// A slice of each table, and more slices of those that had a whole one. Where a statement fails, each is tried for itself: so one table keeps no other from it.
async fn by_age<D: Db>(
    db: &D,
    clock: &dyn Clock,
    random: &dyn Random,
    until: i64,
) -> Result<Vec<String>, DbError> {
    let (mut rules, mut log) = (rules::ALL.iter().collect::<Vec<&Rule>>(), Vec::new());
    for _ in 0..ROUNDS {
        if rules.is_empty() || clock.now() >= until || db.left() < rules.len() {
            break;
        }
        let (now, slice) = (clock.now(), SLICE);
        let batch: Vec<_> = rules.iter().map(|rule| rule.statement((now, random), slice)).collect();
        let results = match db.batch(batch.clone()).await {
            Ok(results) => results,
            Err(_) => one_by_one(db, batch, &mut log).await,
        };
        let is_full = results.into_iter().map(|rows| rows.len() >= slice);
        rules =
            rules.into_iter().zip(is_full).filter(|(_, is_full)| *is_full).map(|(rule, _)| rule).collect();
    }
    Ok(log)
}

/// What each of them answers; nothing where it fails.
async fn one_by_one<D: Db>(db: &D, batch: Vec<Statement>, log: &mut Vec<String>) -> Vec<Rows> {
    let mut results = Vec::new();
    for statement in batch {
        let done = db.query(statement).await;
        results.push(done.unwrap_or_else(|error| {
            log.push(format!("retention: {error:?}"));
            Rows::new()
        }));
    }
    results
}
