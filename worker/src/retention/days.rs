//! Days of usage become months when nobody asks for days any more.

use super::DAY_MS;
use crate::args;
use crate::db::{Db, DbError, Statement};
use crate::ports::Clock;
use portico_api::usage::DAYS_KEPT;

/// Days from which one batch learns what to fold, each with all the others of its project in its month; and batches of one run.
const AT_ONCE: usize = 100;
const BATCHES: usize = 6;

/// Marks what is to be folded: all days of some projects' months, of which even the last day was long enough ago.
const MARK: &str = "\
    UPDATE usage_days SET folded = 2 WHERE (organization_id, day, project_id) IN (\
      SELECT u.organization_id, u.day, u.project_id FROM (\
        SELECT DISTINCT d.organization_id, d.project_id, unixepoch(d.day * 86400, 'unixepoch', 'start of month') / 86400 AS first, \
          unixepoch(d.day * 86400, 'unixepoch', 'start of month', '+1 month') / 86400 AS beyond \
        FROM (SELECT organization_id, project_id, day FROM usage_days WHERE folded = 0 \
          AND day < unixepoch(?1 * 86400, 'unixepoch', 'start of month') / 86400 ORDER BY day LIMIT ?2) d) m \
      CROSS JOIN usage_days u ON u.organization_id = m.organization_id AND u.day >= m.first AND u.day < m.beyond AND u.project_id = m.project_id \
        AND u.folded = 0)";
/// Adds them up on the month's first day: or, in the month in which the period began that is being paid for, on the day of that, from which on an invoice will
/// count them.
const ADD_UP: &str = "\
    INSERT INTO usage_days (organization_id, day, project_id, reads, summed, folded) \
    SELECT f.organization_id, f.place, f.project_id, sum(f.reads), min(f.summed), 1 FROM (\
      SELECT u.organization_id, u.project_id, u.reads, u.summed, \
        iif(s.period_start / 86400000 <= u.day, \
          max(unixepoch(u.day * 86400, 'unixepoch', 'start of month') / 86400, s.period_start / 86400000), \
          unixepoch(u.day * 86400, 'unixepoch', 'start of month') / 86400) AS place \
      FROM usage_days u LEFT JOIN subscriptions s ON s.organization_id = u.organization_id WHERE u.folded = 2) f \
    WHERE true GROUP BY f.organization_id, f.place, f.project_id \
    ON CONFLICT (organization_id, day, project_id) DO UPDATE SET folded = 1, summed = min(usage_days.summed, excluded.summed), \
      reads = iif(usage_days.folded = 2, excluded.reads, usage_days.reads + excluded.reads)";
const REMOVE: &str = "DELETE FROM usage_days WHERE folded = 2";
/// Whether anything was added up: then there may be more.
const MORE: &str = "\
    SELECT EXISTS (SELECT 1 FROM usage_days WHERE folded = 0 \
      AND day < unixepoch(?1 * 86400, 'unixepoch', 'start of month') / 86400) AS more";

pub(super) async fn fold<D: Db>(db: &D, clock: &dyn Clock, until: i64) -> Result<(), DbError> {
    for _ in 0..BATCHES {
        let batch = [MARK, ADD_UP, REMOVE, MORE].map(|sql| Statement::new(sql, Vec::new()));
        if clock.now() >= until || db.left() < batch.len() {
            break;
        }
        let last = clock.now() / DAY_MS - DAYS_KEPT;
        let [mut mark, add_up, remove, mut more] = batch;
        mark.args = args![last, AT_ONCE];
        more.args = args![last];
        let mut results = db.batch(vec![mark, add_up, remove, more]).await?;
        let rows = results.pop().unwrap_or_default();
        if rows.first().and_then(|row| row.integer(0)) != Some(1) {
            break;
        }
    }
    Ok(())
}
