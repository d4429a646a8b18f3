//! Making: slice by slice, each of them one batch, by whoever holds the lease. A runtime that is stopped leaves an export where its last batch brought
//! it, and the next run goes on from there once the lease is over.

use super::sections;
use crate::args;
use crate::db::{Db, DbError, Statement};
use crate::ports::{Clock, Random};
use crate::secret::new_id;

/// How long an export is left to whoever has begun with it, in milliseconds: longer than a run lasts.
const LEASE_MS: i64 = 60_000;
/// How long a run begins with more, in milliseconds.
const BEGIN_MS: i64 = 6_000;
/// Most statements of a step, and the one that gives the lease back.
const OF_A_STEP: usize = 3;

const TAKE: &str = "\
    UPDATE exports SET lease = ?2, leased_until = ?3 \
    WHERE id = (SELECT id FROM exports WHERE state = 'making' AND leased_until <= ?1 ORDER BY leased_until LIMIT 1) \
    RETURNING id, section";
// Whoever waits for longest comes next.
const GIVE_BACK: &str =
    "UPDATE exports SET leased_until = ?3 WHERE id = ?1 AND lease = ?2 AND state = 'making'";

/// Goes on with the exports that are under way, as far as time and statements reach. Answers what should be in the log.
pub(crate) async fn make<D: Db>(db: &D, clock: &dyn Clock, random: &dyn Random) -> Vec<String> {
    let until = clock.now() + BEGIN_MS;
    let done = go_on(db, clock, random, until).await;
    done.err().map(|error| format!("exports: {error:?}")).into_iter().collect()
}

async fn go_on<D: Db>(db: &D, clock: &dyn Clock, random: &dyn Random, until: i64) -> Result<(), DbError> {
    while clock.now() < until && db.left() > 2 * OF_A_STEP {
        let now = clock.now();
        let lease = new_id(now, random);
        let taken = db.query(Statement::new(TAKE, args![now, &lease, now + LEASE_MS])).await?;
        let Some((export, mut section)) =
            taken.first().and_then(|row| Some((row.text(0)?.to_owned(), row.integer(1)?)))
        else {
            break;
        };
        while clock.now() < until && db.left() > OF_A_STEP {
            let at = usize::try_from(section).unwrap_or(usize::MAX);
            let Some(step) = sections::step(&export, &lease, at, clock.now()) else { break };
            let advanced = db.batch(step).await?.pop().unwrap_or_default();
            // Nothing: the lease went to somebody else.
            let Some(next) = advanced.first().filter(|row| row.text(1) == Some("making")) else { break };
            section = next.integer(0).unwrap_or(i64::MAX);
        }
        db.query(Statement::new(GIVE_BACK, args![&export, &lease, clock.now()])).await?;
    }
    Ok(())
}
