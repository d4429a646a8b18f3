//! What the edge answers of a deleted, or restored, organization changes: its environments are queued, a slice of projects at a time, because there may be
//! thousands. The first slice is queued in the batch of the change itself; each batch moves the place on, so that two runs at once do nothing twice.

use super::close;
use crate::afterwards::{LOOKED_AT, in_turn};
use crate::args;
use crate::db::{Db, DbError, Statement};
use crate::notices;
use crate::ports::{Clock, Random};
use portico_api::OrganizationId;

/// Projects of one slice.
const SLICE: i64 = 100;
/// Slices of one run.
const SLICES: usize = 2;
/// After how long the edge is told once more to forget, in milliseconds: two hours.
pub(super) const AGAIN_AFTER_MS: i64 = 2 * 60 * 60 * 1000;

/// The statements that queue the next slice: what waits already keeps its place, and is brought over as it is then.
/// `tell_after` of the organization is set.
pub(super) fn slice(organization: &OrganizationId, now: i64) -> [Statement; 2] {
    const QUEUE: &str = "\
        INSERT INTO config_outbox (environment_id, organization_id, project_id, version, queued_at) \
        SELECT e.id, e.organization_id, e.project_id, e.published_version, ?2 FROM (\
          SELECT p.organization_id, p.id FROM organizations o CROSS JOIN projects p ON p.organization_id = o.id AND p.id > o.tell_after \
          WHERE o.id = ?1 ORDER BY p.id LIMIT ?3) s \
        CROSS JOIN environments e ON e.organization_id = s.organization_id AND e.project_id = s.id AND e.published_version > 0 WHERE true \
        ON CONFLICT (environment_id) DO NOTHING";
    const ADVANCE: &str = "\
        UPDATE organizations SET tell_after = (SELECT p.id FROM projects p WHERE p.organization_id = ?1 AND p.id > organizations.tell_after \
          ORDER BY p.id LIMIT 1 OFFSET ?2) WHERE id = ?1 AND tell_after IS NOT NULL";
    [
        Statement::new(QUEUE, args![organization, now, SLICE]),
        Statement::new(ADVANCE, args![organization, SLICE - 1]),
    ]
}

/// Goes on with what did not fit into the batch, keys and invites too, those of deleted accounts as well, and tells Owners what ends soon. Answers what should be in the log.
pub(crate) async fn tell<D: Db>(db: &D, clock: &dyn Clock, random: &dyn Random) -> Vec<String> {
    let mut log = close::go_on(db, clock, random).await;
    let outcomes = go_on(db, clock).await.into_iter().chain([ending(db, clock).await]);
    log.extend(outcomes.filter_map(Result::err).map(|error| format!("deletions: {error:?}")));
    log
}

/// A slice of each whose turn it is, or more of one where no other waits.
async fn go_on<D: Db>(db: &D, clock: &dyn Clock) -> Vec<Result<(), DbError>> {
    const DUE: &str = "SELECT id FROM organizations WHERE tell_after >= '' ORDER BY tell_after LIMIT ?1";
    let rows = match db.query(Statement::new(DUE, args![LOOKED_AT])).await {
        Ok(rows) => rows,
        Err(error) => return vec![Err(error)],
    };
    let ids = rows.iter().filter_map(|row| row.text(0)).map(|id| OrganizationId::new(id.to_owned()));
    let (mut due, mut outcomes) = (in_turn(ids, clock.now()), Vec::new());
    for _ in 0..SLICES {
        let Some(id) = due.pop_front() else { break };
        outcomes.push(db.batch(slice(&id, clock.now()).into()).await.map(drop));
        due.push_back(id);
    }
    outcomes
}

async fn ending<D: Db>(db: &D, clock: &dyn Clock) -> Result<(), DbError> {
    db.batch(notices::organizations_ending(clock.now()).into()).await.map(drop)
}

/// The statement that has the edge told once more to forget, two hours after the deletion and two hours before the end of the 30 days (2,584,800,000 ms after
/// it): a writer that was slow, and then died, may have brought a document back that nobody would ever publish over.
pub(crate) fn forget_again(now: i64) -> Statement {
    let sql = "\
        UPDATE organizations SET tell_after = '', tell_at = iif(tell_at < deleted_at + 2584800000, deleted_at + 2584800000, NULL) \
        WHERE tell_at <= ?1 AND tell_after IS NULL";
    Statement::new(sql, args![now])
}
