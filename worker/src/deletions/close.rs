//! Keys and open invites of a deleted organization end for good, a slice at a time, because there may be thousands: the first one in the batch that deletes it,
//! the rest by cron. Until then `deleted_at` keeps them all shut, and the organization is not restored. The keys of whoever deleted their account, and wanted
//! them to be revoked, wait in the same line.

use crate::account::deletion::keys;
use crate::args;
use crate::db::{Db, DbError, Statement};
use crate::ports::{Clock, Random};
use crate::secret::new_id;

/// Keys, and invites, of one slice.
const SLICE: usize = 500;
/// Slices of one run, and statements of one: one looks whose turn it is.
const SLICES: usize = 3;
const OF_A_SLICE: usize = 4;
/// Cron comes every minute, in seconds.
const RUN_S: i64 = 60;

/// About how long it takes until so many keys, or open invites, are closed, in seconds: as many runs as they need, if no other organization waits as well.
pub(super) fn wait_s(left: i64) -> i64 {
    const OF_A_RUN: i64 = (SLICE * SLICES) as i64;
    RUN_S * left.saturating_add(OF_A_RUN - 1).div_euclid(OF_A_RUN).max(1)
}

/// The mark that there is something to close, for the batch that deletes the organization; a slice follows it.
pub(super) fn begin(organization: &str, now: i64) -> Statement {
    Statement::new("UPDATE organizations SET closing_at = ?2 WHERE id = ?1", args![organization, now])
}

/// The statements that close a slice, and take the mark off once nothing is left.
pub(super) fn slice(organization: &str, now: i64) -> [Statement; 3] {
    // Another run may have come to the end, and an Owner have restored it, since it was found: what is made after that is nobody's to close.
    const KEYS: &str = "\
        UPDATE keys SET revoked_at = ?2 WHERE id IN (SELECT id FROM keys WHERE organization_id = ?1 AND revoked_at IS NULL LIMIT ?3) \
          AND EXISTS (SELECT 1 FROM organizations o WHERE o.id = ?1 AND o.closing_at IS NOT NULL)";
    const INVITES: &str = "\
        UPDATE invites SET state = 'revoked', decided_at = ?2 \
        WHERE id IN (SELECT id FROM invites WHERE organization_id = ?1 AND state = 'open' LIMIT ?3) \
          AND EXISTS (SELECT 1 FROM organizations o WHERE o.id = ?1 AND o.closing_at IS NOT NULL)";
    const DONE: &str = "\
        UPDATE organizations SET closing_at = NULL WHERE id = ?1 \
          AND NOT EXISTS (SELECT 1 FROM keys k WHERE k.organization_id = ?1 AND k.revoked_at IS NULL) \
          AND NOT EXISTS (SELECT 1 FROM invites i WHERE i.organization_id = ?1 AND i.state = 'open')";
    [
        Statement::new(KEYS, args![organization, now, SLICE]),
        Statement::new(INVITES, args![organization, now, SLICE]),
        Statement::new(DONE, args![organization]),
    ]
}

/// Goes on with what did not fit into the batch. One that fails keeps none of the others waiting. Answers what should be in the log.
pub(super) async fn go_on<D: Db>(db: &D, clock: &dyn Clock, random: &dyn Random) -> Vec<String> {
    let mut log = Vec::new();
    for _ in 0..SLICES {
        if db.left() < OF_A_SLICE {
            break;
        }
        match close_the_next(db, clock.now(), random, log.len()).await {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => log.push(format!("deletions: {error:?}")),
        }
    }
    log
}

/// A slice of the organization, or of the deleted account, that has waited longest, behind so many that could not be closed. Whether there was one.
async fn close_the_next<D: Db>(db: &D, now: i64, random: &dyn Random, skip: usize) -> Result<bool, DbError> {
    const NEXT: &str = "\
        SELECT organization, account FROM (\
          SELECT id AS organization, NULL AS account, closing_at AS since FROM organizations WHERE closing_at > 0 \
          UNION ALL SELECT NULL, user_id, begun_at FROM key_revocations WHERE begun_at > 0 GROUP BY begun_at, user_id) \
        ORDER BY since LIMIT 1 OFFSET ?1";
    let rows = db.query(Statement::new(NEXT, args![skip])).await?;
    let Some(row) = rows.first() else { return Ok(false) };
    let slice = match (row.text(0), row.text(1)) {
        (Some(organization), _) => slice(organization, now),
        (_, Some(account)) => keys::slice(account, &new_id(now, random), now, keys::From::default()),
        _ => return Ok(false),
    };
    db.batch(slice.into()).await?;
    Ok(true)
}
