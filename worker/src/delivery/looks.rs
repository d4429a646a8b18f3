//! A second look at what was brought over, some minutes later and once more: a writer that was slow may have put an older version over a newer one,
//! and then died, when nobody had a reason to look any more.

use super::outbox;
use crate::args;
use crate::db::{Db, Row, Statement};
use crate::patience::{together, within};
use crate::ports::{Clock, ConfigStore, Local, Stamp};

/// How long after a delivery the store is looked at, and how long after that once more, in milliseconds. What an instance does after its answer
/// ends within 30 seconds, and the store's own caches are a minute behind.
const LOOKS_MS: &[i64] = &[2 * 60 * 1000, 15 * 60 * 1000];
/// How long until another try where the store did not answer, in milliseconds.
const AGAIN_MS: i64 = 60 * 1000;
/// Environments looked at in one run, and at once.
const LIMIT: usize = 100;
const AT_ONCE: usize = 6;
/// How long a run begins with more of them, in milliseconds.
const BEGIN_MS: i64 = 3000;
/// How long the store may take, in milliseconds.
const PATIENCE_MS: u64 = 5000;

const DUE: &str = "\
    SELECT e.id, e.look_at, e.looks, v.number, v.hash FROM environments e \
    JOIN projects p ON p.organization_id = e.organization_id AND p.id = e.project_id JOIN organizations o ON o.id = e.organization_id \
    LEFT JOIN versions v ON v.environment_id = e.id AND v.number = e.published_version AND p.deleted_at IS NULL AND o.deleted_at IS NULL \
    WHERE e.look_at <= ?1 ORDER BY e.look_at LIMIT ?2";

/// The statement that has the store looked at again after a delivery.
pub(super) fn begin(environment: &str, now: i64) -> Statement {
    let first = LOOKS_MS.first().copied().unwrap_or_default();
    Statement::new(
        "UPDATE environments SET look_at = ?2, looks = 0 WHERE id = ?1",
        args![environment, now + first],
    )
}

/// Compares what is due. What differs waits in the outbox then. Answers what should be in the log.
pub async fn look_again<D: Db, S: ConfigStore>(db: &D, store: &S, clock: &dyn Clock) -> Vec<String> {
    let rows = match db.query(Statement::new(DUE, args![clock.now(), LIMIT])).await {
        Ok(rows) => rows,
        Err(error) => return vec![format!("looking at the store: {error:?}")],
    };
    let due: Vec<_> = rows.into_iter().filter_map(Due::read).collect();
    let (mut log, began) = (Vec::new(), clock.now());
    for some in due.chunks(AT_ONCE) {
        if clock.now() - began >= BEGIN_MS || db.left() < 2 * AT_ONCE {
            break;
        }
        let work = some.iter().map(|one| Box::pin(one.compare(store, clock)) as Local<'_, _>);
        let mut batch = Vec::new();
        for (statements, why) in together(work.collect()).await {
            batch.extend(statements);
            log.extend(why);
        }
        if let Err(error) = db.batch(batch).await {
            log.push(format!("looking at the store: {error:?}"));
        }
    }
    log
}

/// An environment that is to be looked at.
struct Due {
    environment: String,
    look_at: i64,
    looks: i64,
    published: Option<Stamp>,
}

impl Due {
    fn read(mut row: Row) -> Option<Self> {
        let published = row.integer(3).zip(row.take_text(4)).map(|(version, hash)| Stamp { version, hash });
        Some(Self {
            environment: row.take_text(0)?,
            look_at: row.integer(1)?,
            looks: row.integer(2)?,
            published,
        })
    }

    async fn compare<S: ConfigStore>(
        &self,
        store: &S,
        clock: &dyn Clock,
    ) -> (Vec<Statement>, Option<String>) {
        let found = within(clock, PATIENCE_MS, store.stamp(&self.environment)).await;
        let now = clock.now();
        match found.unwrap_or_else(|| Err("the store did not answer in time".to_owned())) {
            Err(why) => (
                vec![self.next(Some(now + AGAIN_MS), self.looks)],
                Some(format!("looking at {}: {why}", self.environment)),
            ),
            // That there is none lies there for a day only, and where nobody asked it never did.
            Ok(stamp)
                if stamp.as_ref().filter(|stamp| **stamp != Stamp::NOTHING) == self.published.as_ref() =>
            {
                let looks = self.looks + 1;
                let wait = usize::try_from(looks).ok().and_then(|at| LOOKS_MS.get(at));
                (vec![self.next(wait.map(|wait| now + wait), looks)], None)
            }
            Ok(_) => (vec![outbox::queue(&self.environment, now), self.next(None, 0)], None),
        }
    }

    /// Unless something was brought over meanwhile.
    fn next(&self, at: Option<i64>, looks: i64) -> Statement {
        let sql = "UPDATE environments SET look_at = ?2, looks = ?3 WHERE id = ?1 AND look_at = ?4";
        Statement::new(sql, args![&self.environment, at, looks, self.look_at])
    }
}
