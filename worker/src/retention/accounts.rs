//! What the log has about a deleted account alone goes, slice by slice: what its own deletion did not reach, as that looks at the newest entries only. Each slice is
//! another account's, as long as several wait; how far one has come stands on its row in `users`.

use crate::afterwards::{LOOKED_AT, in_turn};
use crate::args;
use crate::db::{Db, DbError, Statement};
use crate::ports::Clock;

/// Entries that one step looks at, those in organizations too, and steps of one run.
const AT_ONCE: usize = 2_000;
const STEPS: usize = 3;
const OF_A_STEP: usize = 3;

const DUE: &str = "\
    SELECT u.id FROM users u INDEXED BY users_to_forget WHERE u.forget_before IS NOT NULL AND u.id > '' ORDER BY u.id LIMIT ?1";
/// How far an account has come, and the last entry of a whole step; else it has come to the first one.
const LOOK: &str = "\
    SELECT u.forget_before AS place, (SELECT a.id FROM audit_entries a INDEXED BY audit_entries_by_actor \
      WHERE a.actor_id = u.id AND a.id < u.forget_before ORDER BY a.id DESC LIMIT 1 OFFSET ?1 - 1) AS last \
    FROM users u WHERE u.id = ?2 AND u.forget_before IS NOT NULL";
const REMOVE: &str = "\
    DELETE FROM audit_entries WHERE id IN (SELECT a.id FROM audit_entries a INDEXED BY audit_entries_by_actor \
      WHERE a.actor_id = ?1 AND a.id < ?2 AND a.id >= coalesce(?3, '') AND a.organization_id IS NULL)";
const ADVANCE: &str = "UPDATE users SET forget_before = ?3 WHERE id = ?1 AND forget_before = ?2";

/// Goes on with those whose turn it is. Answers what should be in the log.
pub(super) async fn go_on<D: Db>(db: &D, clock: &dyn Clock, until: i64) -> Result<Vec<String>, DbError> {
    let rows = db.query(Statement::new(DUE, args![LOOKED_AT])).await?;
    let (mut due, mut log) = (in_turn(rows.iter().filter_map(|row| row.text(0)), clock.now()), Vec::new());
    for _ in 0..STEPS {
        if clock.now() >= until || db.left() < OF_A_STEP {
            break;
        }
        let Some(account) = due.pop_front() else { break };
        match step(db, account).await {
            Ok(true) => due.push_back(account),
            Ok(false) => {}
            Err(error) => log.push(format!("retention of the account {account}: {error:?}")),
        }
    }
    Ok(log)
}

/// Whether there is more of it.
async fn step<D: Db>(db: &D, account: &str) -> Result<bool, DbError> {
    let rows = db.query(Statement::new(LOOK, args![AT_ONCE, account])).await?;
    let Some((place, last)) = rows.first().and_then(|row| Some((row.text(0)?, row.text(1)))) else {
        return Ok(false);
    };
    let step = [REMOVE, ADVANCE].map(|sql| Statement::new(sql, args![account, place, last]));
    db.batch(step.into()).await?;
    Ok(last.is_some())
}
