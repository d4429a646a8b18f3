//! Published versions on their way to the store. A version is queued in the batch that publishes it, so it is never lost:
//! whoever looks first, after an answer, when a new instance begins or by cron, brings it over. The environments of a project that
//! was deleted are queued as well: the store is to forget them.
//!
//! Two may do so at once, and the one with the older version may be the last to write. So each asks after writing whether what
//! it wrote is still the newest, in the same batch that takes it off the queue, and queues the environment anew if not.

use super::Memory;
use crate::args;
use crate::db::{Db, DbError, Row, Statement};
use crate::ports::{ConfigStore, Stamp};

/// Documents brought over in one round: each may be half a megabyte.
const AT_ONCE: usize = 5;
/// Rounds of one run; what is left then waits for the next one.
const ROUNDS: usize = 20;

const DUE: &str = "\
    SELECT e.id, q.queued_at, v.number, v.hash, v.document FROM config_outbox q \
    JOIN environments e ON e.id = q.environment_id \
    JOIN projects p ON p.organization_id = e.organization_id AND p.id = e.project_id \
    LEFT JOIN versions v ON v.environment_id = e.id AND v.number = e.published_version AND p.deleted_at IS NULL \
    WHERE q.queued_at > 0 ORDER BY q.queued_at LIMIT ?1";
const DONE: &str = "DELETE FROM config_outbox WHERE environment_id = ?1 AND queued_at = ?2";
// What should lie in the store is the published version; nothing, which is 0 here, of a project in the trash.
const IF_OVERTAKEN: &str = "\
    INSERT INTO config_outbox (environment_id, organization_id, project_id, version, queued_at) \
    SELECT e.id, e.organization_id, e.project_id, e.published_version, ?3 FROM environments e \
    JOIN projects p ON p.organization_id = e.organization_id AND p.id = e.project_id \
    WHERE e.id = ?1 AND iif(p.deleted_at IS NULL, e.published_version, 0) <> ?2 ON CONFLICT (environment_id) DO NOTHING";

/// The statement that queues an environment's newest version, for a store that has lost it.
pub(super) fn queue(environment: &str, now: i64) -> Statement {
    // No version is below 1: all but an unpublished environment is overtaken.
    Statement::new(IF_OVERTAKEN, args![environment, 0_i64, now])
}

/// Brings over what waits. Once nothing is left, the memory is told so. `Err` says what should be in the log.
pub async fn drain<D: Db, S: ConfigStore>(
    db: &D,
    store: &S,
    memory: &Memory,
    now: i64,
) -> Result<(), String> {
    let words = |error: DbError| format!("{error:?}");
    let due = || Statement::new(DUE, args![AT_ONCE]);
    let mut marks = memory.marks();
    let mut rows = db.query(due()).await.map_err(words)?;
    for _ in 0..ROUNDS {
        if rows.is_empty() {
            memory.settle(&marks);
            return Ok(());
        }
        let mut batch = Vec::with_capacity(rows.len() * 2 + 1);
        for row in rows {
            let Waiting { environment, queued_at, published } =
                Waiting::read(row).ok_or("an outbox row can't be read")?;
            let version = match published {
                Some((stamp, document)) => {
                    store.put(&environment, &stamp, &document).await?;
                    stamp.version
                }
                None => {
                    store.remove(&environment).await?;
                    0
                }
            };
            batch.push(Statement::new(DONE, args![&environment, queued_at]));
            batch.push(Statement::new(IF_OVERTAKEN, args![&environment, version, now]));
        }
        batch.push(due());
        marks = memory.marks();
        rows = db.batch(batch).await.map_err(words)?.pop().unwrap_or_default();
    }
    Ok(())
}

/// An environment of which the store is to be told.
struct Waiting {
    environment: String,
    /// Names the row as it was read: somebody may have queued it anew since.
    queued_at: i64,
    /// What the store should have of it: nothing, where its project is in the trash.
    published: Option<(Stamp, String)>,
}

impl Waiting {
    fn read(mut row: Row) -> Option<Self> {
        Some(Self {
            environment: row.take_text(0)?,
            queued_at: row.integer(1)?,
            published: super::stamp_and_document(&mut row, 2),
        })
    }
}
