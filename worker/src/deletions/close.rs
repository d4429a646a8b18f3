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
/// Slices of one run, and statements of one: one looks whose turn it is, and one says that it has been.
const SLICES: usize = 3;
const OF_A_SLICE: usize = 5;
/// Cron comes every minute, in seconds.
const RUN_S: i64 = 60;

/// About how long it takes until so many keys, or open invites, are closed, in seconds: as many runs as they need, if no other organization waits as well.
pub(super) fn wait_s(left: i64) -> i64 {
    const OF_A_RUN: i64 = (SLICE * SLICES) as i64;
    RUN_S * left.saturating_add(OF_A_RUN - 1).div_euclid(OF_A_RUN).max(1)
}

/// The mark that there is something to close, and since when it waits for its turn, for the batch that deletes the organization; a slice follows it.
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
        UPDATE organizations SET closing_at = iif(EXISTS (SELECT 1 FROM keys k WHERE k.organization_id = ?1 AND k.revoked_at IS NULL) \
          OR EXISTS (SELECT 1 FROM invites i WHERE i.organization_id = ?1 AND i.state = 'open'), closing_at, NULL) \
        WHERE id = ?1 AND closing_at IS NOT NULL";
    [
        Statement::new(KEYS, args![organization, now, SLICE]),
        Statement::new(INVITES, args![organization, now, SLICE]),
        Statement::new(DONE, args![organization]),
    ]
}

/// Goes on with what did not fit into the batch. Each slice is one of another organization, as long as several wait, and every other one is a deleted account's: so one with
/// a hundred thousand keys keeps none of the others waiting, nor does one that fails. Answers what should be in the log.
pub(super) async fn go_on<D: Db>(db: &D, clock: &dyn Clock, random: &dyn Random) -> Vec<String> {
    let mut log = Vec::new();
    for turn in 0..SLICES {
        if db.left() < OF_A_SLICE {
            break;
        }
        let now = clock.now();
        let next = match next(db, turn, now).await {
            Ok(Some(next)) => next,
            Ok(None) => break,
            Err(error) => {
                log.push(format!("deletions: {error:?}"));
                break;
            }
        };
        let slice = match &next {
            Next::Organization(id) => slice(id, now),
            Next::Account(id) => keys::slice(id, &new_id(now, random), now, keys::From::default()),
        };
        if let Err(error) = db.batch(slice.into()).await {
            log.push(format!("deletions: {error:?}"));
        }
    }
    log
}

/// Whose turn it is.
enum Next {
    Organization(String),
    Account(String),
}

/// The organization, or in every other turn the deleted account, that has waited longest; the other kind, where there is none of this one. Its next turn comes after those of
/// all who wait now, whatever becomes of this one: so it is noted in a statement of its own, which stays where the slice fails.
async fn next<D: Db>(db: &D, turn: usize, now: i64) -> Result<Option<Next>, DbError> {
    const NEXT: &str = "\
        SELECT organization, account FROM (\
          SELECT * FROM (SELECT id AS organization, NULL AS account FROM organizations WHERE closing_at > 0 ORDER BY closing_at LIMIT 1) \
          UNION ALL SELECT * FROM (SELECT NULL, user_id FROM key_revocations WHERE begun_at > 0 GROUP BY begun_at, user_id ORDER BY begun_at, user_id LIMIT 1)) \
        ORDER BY (account IS NOT NULL) <> ?1 LIMIT 1";
    const OF_ORGANIZATION: &str =
        "UPDATE organizations SET closing_at = ?2 WHERE id = ?1 AND closing_at IS NOT NULL";
    const OF_ACCOUNT: &str = "UPDATE key_revocations SET begun_at = ?2 WHERE user_id = ?1";
    let rows = db.query(Statement::new(NEXT, args![turn % 2])).await?;
    let text = |column| rows.first().and_then(|row| row.text(column)).map(str::to_owned);
    let Some(next) = text(0).map(Next::Organization).or_else(|| text(1).map(Next::Account)) else {
        return Ok(None);
    };
    let (sql, id) = match &next {
        Next::Organization(id) => (OF_ORGANIZATION, id),
        Next::Account(id) => (OF_ACCOUNT, id),
    };
    db.query(Statement::new(sql, args![id, now])).await?;
    Ok(Some(next))
}
