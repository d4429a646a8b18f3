//! The outbox of configurations in the database. A version is queued in the batch that publishes it, so it is never lost. The environments of a
//! project, or of an organization, that was deleted are queued as well: the store is to forget them.
//!
//! Each row is leased, tried and noted on its own. Two may still bring one environment over at once, after a lease has ended, and the one
//! with the older version may be the last to write. So each asks after writing whether what it wrote is still the newest, in the same batch that
//! takes it off the queue, and queues the environment anew if not; and what was brought over is looked at again later: see [`super::looks`].

use crate::args;
use crate::db::{Row, Statement};
use crate::ports::Stamp;
use std::collections::BTreeSet;

/// Documents brought over at once: each may be half a megabyte.
pub(super) const AT_ONCE: usize = 5;
/// How long one may take to bring a document over before another one takes it, in milliseconds.
const LEASE_MS: i64 = 30 * 1000;
/// Waiting environments that an instance remembers by name.
const WAITING_MAX: usize = 1000;

// What waits is taken in the order in which it is due, so that what was refused stands behind what was not tried yet.
const LEASE: &str = "\
    UPDATE config_outbox SET lease = ?1, tries = tries + 1, next_try_at = ?2 WHERE environment_id IN (\
      SELECT environment_id FROM config_outbox WHERE next_try_at <= ?3 ORDER BY next_try_at, queued_at LIMIT ?4)";
const LEASE_OWN: &str = "\
    UPDATE config_outbox SET lease = ?1, tries = tries + 1, next_try_at = ?2 WHERE environment_id IN (\
      SELECT q.environment_id FROM json_each(?5) j CROSS JOIN config_outbox q ON q.environment_id = j.value WHERE q.next_try_at <= ?3 LIMIT ?4)";
const LEASED: &str = "\
    SELECT e.id, q.queued_at, q.tries, v.number, v.hash, d.text FROM config_outbox q \
    JOIN environments e ON e.id = q.environment_id \
    JOIN projects p ON p.organization_id = e.organization_id AND p.id = e.project_id JOIN organizations o ON o.id = e.organization_id \
    LEFT JOIN versions v ON v.environment_id = e.id AND v.number = e.published_version AND p.deleted_at IS NULL AND o.deleted_at IS NULL \
    LEFT JOIN documents d ON d.project_id = v.project_id AND d.hash = v.document \
    WHERE q.lease = ?1";
const WAITING: &str = "SELECT environment_id FROM config_outbox WHERE next_try_at >= 0 LIMIT ?1";
const DONE: &str = "DELETE FROM config_outbox WHERE environment_id = ?1 AND queued_at = ?2";
// What should lie in the store is the published version; nothing, which is 0 here, of what is in the trash.
const IF_OVERTAKEN: &str = "\
    INSERT INTO config_outbox (environment_id, organization_id, project_id, version, queued_at) \
    SELECT e.id, e.organization_id, e.project_id, e.published_version, ?3 FROM environments e \
    JOIN projects p ON p.organization_id = e.organization_id AND p.id = e.project_id JOIN organizations o ON o.id = e.organization_id \
    WHERE e.id = ?1 AND iif(p.deleted_at IS NULL AND o.deleted_at IS NULL, e.published_version, 0) <> ?2 ON CONFLICT (environment_id) DO NOTHING";

/// The statement that queues an environment whatever is published of it: the store has something else.
pub(super) fn queue(environment: &str, now: i64) -> Statement {
    Statement::new(IF_OVERTAKEN, args![environment, -1_i64, now])
}

/// The batch that leases what is due, of `own` alone where that is given, and answers it with everything that waits.
pub(super) fn take(lease: &str, own: Option<&[String]>, now: i64) -> Vec<Statement> {
    let mut values = args![lease, now + LEASE_MS, now, AT_ONCE];
    let sql = match own {
        None => LEASE,
        Some(own) => {
            values.push(serde_json::to_string(own).unwrap_or_default().into());
            LEASE_OWN
        }
    };
    vec![
        Statement::new(sql, values),
        Statement::new(LEASED, args![lease]),
        Statement::new(WAITING, args![WAITING_MAX + 1]),
    ]
}

/// What waits, by the answer of the last of these statements. `None`: more than is remembered.
pub(super) fn waiting(rows: Vec<Row>) -> Option<BTreeSet<String>> {
    (rows.len() <= WAITING_MAX).then(|| rows.into_iter().filter_map(|mut row| row.take_text(0)).collect())
}

/// The batch that notes that the store has `version` of it. Answers whether it waits still, because it was queued anew.
pub(super) fn delivered(waiting: &Waiting, lease: &str, version: i64, now: i64) -> Vec<Statement> {
    let id = &waiting.environment;
    vec![
        Statement::new(DONE, args![id, waiting.queued_at]),
        Statement::new(IF_OVERTAKEN, args![id, version, now]),
        release(waiting, lease, 0),
        super::looks::begin(id, now),
        Statement::new(
            "SELECT EXISTS (SELECT 1 FROM config_outbox WHERE environment_id = ?1) AS waits",
            args![id],
        ),
    ]
}

/// The statement that leaves it to the next one, from that moment on. A row that was queued anew has not failed yet.
pub(super) fn release(waiting: &Waiting, lease: &str, next_try_at: i64) -> Statement {
    let sql = "\
        UPDATE config_outbox SET lease = NULL, next_try_at = ?3, tries = iif(?3 = 0, 0, tries) WHERE environment_id = ?1 AND lease = ?2";
    Statement::new(sql, args![&waiting.environment, lease, next_try_at])
}

/// An environment of which the store is to be told.
pub(super) struct Waiting {
    pub(super) environment: String,
    /// Names the row as it was read: somebody may have queued it anew since.
    queued_at: i64,
    /// Which try this is.
    pub(super) tries: i64,
    /// What the store should have of it: that there is nothing, before it is published and where its project is in the trash.
    pub(super) published: Option<(Stamp, String)>,
}

impl Waiting {
    pub(super) fn read(mut row: Row) -> Option<Self> {
        Some(Self {
            environment: row.take_text(0)?,
            queued_at: row.integer(1)?,
            tries: row.integer(2)?,
            published: super::stamp_and_document(&mut row, 3),
        })
    }

    /// The version that the store should have; 0: none.
    pub(super) fn version(&self) -> i64 {
        self.published.as_ref().map_or(0, |(stamp, _)| stamp.version)
    }
}
