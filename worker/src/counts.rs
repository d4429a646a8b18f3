//! How much an organization has, on its own row: triggers keep it (migrations/0021_counts.sql). Here is what they can't know, that time passes,
//! and the recount that would notice a fault of theirs.

use crate::args;
use crate::db::{Db, DbError, Statement};
use crate::ports::Clock;
use crate::usage::DAY_MS;

/// The SQL expression for the open invites that have not expired, from a table `o` of an organization's columns and the time: each keeps a seat.
/// What the column counts and time has overtaken within the last minute is all that is looked at.
macro_rules! open_invites {
    ($now:literal) => {
        concat!(
            "(o.invites - (SELECT count(*) FROM invites y WHERE y.organization_id = o.id AND y.state = 'open' AND y.lapsed = 0 \
               AND y.expires_at <= ",
            $now,
            "))"
        )
    };
}
pub(crate) use open_invites;

/// Invites that one run notes as expired.
const LAPSING: usize = 500;
/// Organizations that one statement counts anew: the largest have some ten thousand rows each.
const COUNTED: usize = 20;
/// Such statements of one run, and how long it begins new ones, in milliseconds.
const SLICES: usize = 5;
const BEGIN_MS: i64 = 3_000;

/// What cron does. Answers what should be in the log.
pub(crate) async fn keep<D: Db>(db: &D, clock: &dyn Clock) -> Vec<String> {
    let began = clock.now();
    if let Err(error) = db.query(lapse(began)).await {
        return vec![format!("counts: {error:?}")];
    }
    let mut log = Vec::new();
    for _ in 0..SLICES {
        match count_again(db, clock.now()).await {
            Err(error) => {
                log.push(format!("counts: {error:?}"));
                break;
            }
            Ok((counted, wrong)) => {
                log.extend(wrong);
                if counted < COUNTED || clock.now() - began >= BEGIN_MS {
                    break;
                }
            }
        }
    }
    log
}

/// The statement that takes invites that have expired out of the counts.
fn lapse(now: i64) -> Statement {
    Statement::new(
        "UPDATE invites SET lapsed = 1 WHERE id IN (\
           SELECT id FROM invites WHERE state = 'open' AND lapsed = 0 AND expires_at <= ?1 ORDER BY expires_at LIMIT ?2)",
        args![now, LAPSING],
    )
}

/// Counts anew what some of the organizations have of which something has changed since, and which were not counted today: those first that have
/// waited longest. It is one statement, so two runs can't do the same, nor can anything change in between. Answers how many, and what was wrong.
async fn count_again<D: Db>(db: &D, now: i64) -> Result<(usize, Vec<String>), DbError> {
    const COUNT: &str = "\
        WITH due AS MATERIALIZED (SELECT id FROM organizations INDEXED BY organizations_to_count \
          WHERE counts_changed = 1 AND counted_on < ?1 ORDER BY counted_on LIMIT ?2), \
        found AS MATERIALIZED (SELECT d.id, \
          (SELECT count(*) FROM projects p WHERE p.organization_id = d.id AND p.deleted_at IS NULL) AS projects, \
          (SELECT count(*) FROM projects p WHERE p.organization_id = d.id AND p.deleted_at IS NOT NULL AND p.purged_at IS NULL) AS trashed, \
          (SELECT count(*) FROM memberships m WHERE m.organization_id = d.id) AS members, \
          (SELECT count(*) FROM invites i WHERE i.organization_id = d.id AND i.state = 'open' AND i.lapsed = 0) AS invites FROM due d) \
        UPDATE organizations AS o SET counts_changed = 0, counted_on = ?1, \
          miscounted = abs(o.projects - f.projects) + abs(o.trashed - f.trashed) + abs(o.members - f.members) + abs(o.invites - f.invites), \
          projects = f.projects, trashed = f.trashed, members = f.members, invites = f.invites \
        FROM found f WHERE o.id = f.id RETURNING id, miscounted";
    let rows = db.query(Statement::new(COUNT, args![now / DAY_MS, COUNTED])).await?;
    let wrong = rows.iter().filter(|row| row.integer(1) != Some(0)).map(|row| {
        let (id, by) = (row.text(0).unwrap_or_default(), row.integer(1).unwrap_or_default());
        format!("counts: those of the organization {id} were wrong by {by}, and are right again")
    });
    Ok((rows.len(), wrong.collect()))
}
