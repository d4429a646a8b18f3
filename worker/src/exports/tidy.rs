//! What goes: archives whose time is over or that a newer one replaced, and those that could not be made in a day.

use crate::args;
use crate::db::{Db, DbError, Statement};
use crate::ports::Clock;

/// How long an export may take, in milliseconds: a day.
const PATIENCE_MS: i64 = 24 * 60 * 60 * 1000;
/// Parts that one statement removes: some 16 MB.
const SLICE: usize = 20;
/// Batches of one run.
const ROUNDS: usize = 5;

const EXPIRE: &str = "UPDATE exports SET state = 'gone' WHERE state = 'ready' AND expires_at <= ?1";
const GIVE_UP: &str = "UPDATE exports SET state = 'failed' WHERE state = 'making' AND created_at <= ?1";
// The condition is that of its index, word for word.
const REMOVE: &str = "\
    DELETE FROM export_parts WHERE rowid IN (SELECT p.rowid FROM exports e CROSS JOIN export_parts p ON p.export_id = e.id \
      WHERE e.state IN ('failed', 'gone') AND e.parts > 0 AND e.id > '' LIMIT ?1) RETURNING 1 AS gone";
const EMPTIED: &str = "\
    UPDATE exports SET parts = 0 WHERE state IN ('failed', 'gone') AND parts > 0 AND id > '' \
      AND NOT EXISTS (SELECT 1 FROM export_parts p WHERE p.export_id = exports.id)";

/// Removes what is over, slice by slice. Answers what should be in the log.
pub(crate) async fn tidy<D: Db>(db: &D, clock: &dyn Clock) -> Vec<String> {
    let done = go_on(db, clock.now()).await;
    done.err().map(|error| format!("exports that are over: {error:?}")).into_iter().collect()
}

async fn go_on<D: Db>(db: &D, now: i64) -> Result<(), DbError> {
    let over = [Statement::new(EXPIRE, args![now]), Statement::new(GIVE_UP, args![now - PATIENCE_MS])];
    let mut batch: Vec<_> = over.into();
    for _ in 0..ROUNDS {
        let first = batch.len();
        batch.push(Statement::new(REMOVE, args![SLICE]));
        batch.push(Statement::new(EMPTIED, Vec::new()));
        if db.left() < batch.len() {
            break;
        }
        let results = db.batch(std::mem::take(&mut batch)).await?;
        if results.get(first).is_none_or(|gone| gone.len() < SLICE) {
            break;
        }
    }
    Ok(())
}
