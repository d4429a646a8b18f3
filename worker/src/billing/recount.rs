//! What is stored, counted once more at night, of whatever has changed: should anything ever have been missed, it is put right and stands in the log.

use crate::args;
use crate::db::{Db, DbError, Row, Rows, Statement};
use crate::ports::Clock;

/// The hour of the night, in UTC, in which each run of cron takes a part of it.
const HOUR: i64 = 3;
/// Projects, or organizations, of one batch.
const SLICE: usize = 10;
/// Batches of one run, and how long it begins new ones, in milliseconds.
const BATCHES: usize = 30;
const BEGIN_MS: i64 = 3_000;

const PROJECTS: &str =
    "SELECT id, stored_bytes FROM projects WHERE stored_changed = 1 AND id > '' ORDER BY id LIMIT ?1";
// As migrations/0017_documents.sql has begun it and its triggers go on. `operator reconcile` counts by the same expression.
const COUNT_PROJECTS: &str = concat!(
    "UPDATE projects SET stored_changed = 0, stored_bytes = ",
    include_str!("stored_bytes.sql"),
    "WHERE id IN (SELECT id FROM projects WHERE stored_changed = 1 AND id > '' ORDER BY id LIMIT ?1) RETURNING id, stored_bytes"
);
const ORGANIZATIONS: &str =
    "SELECT id, stored_bytes FROM organizations WHERE stored_changed = 1 AND id > '' ORDER BY id LIMIT ?1";
const COUNT_ORGANIZATIONS: &str = "\
    UPDATE organizations SET stored_changed = 0, \
      stored_bytes = coalesce((SELECT sum(x.stored_bytes) FROM projects x WHERE x.organization_id = organizations.id), 0) \
    WHERE id IN (SELECT id FROM organizations WHERE stored_changed = 1 AND id > '' ORDER BY id LIMIT ?1) RETURNING id, stored_bytes";

/// Counts what has changed, as far as the time reaches, first the projects and then their sums. Answers what should be in the log. No lease: a
/// batch is all that it does.
pub(crate) async fn recount<D: Db>(db: &D, clock: &dyn Clock) -> Vec<String> {
    let (began, mut log, mut batches) = (clock.now(), Vec::new(), 0);
    if began / (60 * 60 * 1000) % 24 != HOUR {
        return log;
    }
    for (look, count) in [(PROJECTS, COUNT_PROJECTS), (ORGANIZATIONS, COUNT_ORGANIZATIONS)] {
        loop {
            if batches >= BATCHES || clock.now() - began >= BEGIN_MS || db.left() < 2 {
                return log;
            }
            batches += 1;
            match slice(db, look, count, &mut log).await {
                Err(error) => {
                    log.push(format!("storage: {error:?}"));
                    return log;
                }
                Ok(counted) if counted < SLICE => break,
                Ok(_) => {}
            }
        }
    }
    log
}

/// One batch: how many were counted.
async fn slice<D: Db>(db: &D, look: &str, count: &str, log: &mut Vec<String>) -> Result<usize, DbError> {
    let batch = [look, count].map(|sql| Statement::new(sql, args![SLICE]));
    let mut results = db.batch(batch.into()).await?;
    let (after, before) = (results.pop().unwrap_or_default(), results.pop().unwrap_or_default());
    log.extend(before.iter().filter_map(|row| difference(row, &after)));
    Ok(after.len())
}

fn difference(before: &Row, after: &Rows) -> Option<String> {
    let (id, kept) = (before.text(0)?, before.integer(1)?);
    let counted = after.iter().find(|row| row.text(0) == Some(id))?.integer(1)?;
    (kept != counted).then(|| format!("storage: {id} has {counted} bytes, not {kept}"))
}
