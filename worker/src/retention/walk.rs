//! What an organization's plan says how long it is kept. Cron walks through the organizations, a few in each run, and begins again at the end.

use super::{DAY_MS, SLICE, chains};
use crate::args;
use crate::audit::beginning;
use crate::config::Config;
use crate::db::{Db, DbError, Statement};
use crate::ports::Clock;
use portico_api::plans::PLANS;
use serde_json::{Map, Value};

/// Organizations that one step looks at, and steps of one run.
const AT_ONCE: usize = 50;
const STEPS: usize = 6;
/// Statements of a step.
const OF_A_STEP: usize = 7;
/// How long the reads of an organization are kept by month, in days: seven years.
const MONTHS_DAYS: i64 = 7 * 366;

macro_rules! of_the_step {
    () => {
        "(SELECT o.id, o.deleted_at FROM organizations o WHERE o.id > (SELECT w.place FROM walks w WHERE w.name = 'retention') ORDER BY o.id LIMIT ?2) o"
    };
}
pub(super) use of_the_step;

// Entries of before there were chains; those in a chain go with their seals. `?1` has for each plan an ID of which older ones are smaller. A plan that is not known here keeps everything: a newer version knows how long. What is in the trash keeps everything as well: its plan has ended,
// and whoever restores it wants the log that there was.
const ENTRIES: &str = concat!(
    "DELETE FROM audit_entries WHERE id IN (SELECT a.id FROM ",
    of_the_step!(),
    " CROSS JOIN subscriptions s ON s.organization_id = o.id AND o.deleted_at IS NULL CROSS JOIN json_each(?1) k ON k.key = s.plan \
      CROSS JOIN audit_entries a ON a.organization_id = o.id AND a.id < k.value AND a.number IS NULL LIMIT ?3) RETURNING 1 AS gone"
);
const MONTHS: &str = concat!(
    "DELETE FROM usage_months WHERE (organization_id, first_day) IN (SELECT m.organization_id, m.first_day FROM ",
    of_the_step!(),
    " CROSS JOIN usage_months m ON m.organization_id = o.id AND m.first_day < ?1 LIMIT ?3) RETURNING 1 AS gone"
);
const ADVANCE: &str = concat!(
    "UPDATE walks SET place = coalesce((SELECT max(id) FROM ",
    of_the_step!(),
    " WHERE ?1 <= (SELECT count(*) FROM ",
    of_the_step!(),
    ")), '') WHERE name = 'retention' RETURNING place"
);

/// Goes on where the last run ended. Where a step fails, the rest of the run goes organization by organization, and past the one of which it fails again: so that one keeps none
/// of those behind it. Answers what should be in the log.
pub(super) async fn go_on<D: Db>(
    db: &D,
    (config, clock): (&Config, &dyn Clock),
    until: i64,
) -> Result<Vec<String>, DbError> {
    let (mut log, mut at_once) = (Vec::new(), AT_ONCE);
    for _ in 0..STEPS {
        if clock.now() >= until || db.left() < OF_A_STEP {
            break;
        }
        match step(db, (config, clock.now()), at_once, &mut log).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => {
                log.push(format!("retention: {error:?}"));
                if at_once > 1 {
                    at_once = 1;
                    continue;
                }
            }
        }
        let rows = db.query(Statement::new(ADVANCE, args![at_once, at_once])).await?;
        let place = rows.first().and_then(|row| row.text(0)).unwrap_or_default();
        if place.is_empty() {
            break;
        }
    }
    Ok(log)
}

/// One step. Whether there is more of it.
async fn step<D: Db>(
    db: &D,
    (config, now): (&Config, i64),
    at_once: usize,
    log: &mut Vec<String>,
) -> Result<bool, DbError> {
    let entries = Statement::new(ENTRIES, args![oldest_kept(now), at_once, SLICE]);
    let months = Statement::new(MONTHS, args![now / DAY_MS - MONTHS_DAYS, at_once, SLICE]);
    let mut results = db.batch(vec![entries, months, chains::look(now, at_once)]).await?;
    let sealed = results.pop().unwrap_or_default();
    let (is_more, said) = chains::remove(db, (config, now), sealed).await?;
    log.extend(said);
    Ok(is_more || results.iter().any(|rows| rows.len() >= SLICE))
}

/// For each plan the beginning of the IDs of the oldest entry that it keeps: an ID begins with the milliseconds of its making.
fn oldest_kept(now: i64) -> String {
    let of_plan = |days: i64| Value::from(beginning(now - days * DAY_MS));
    let all = PLANS.iter().map(|plan| (plan.id.as_str().to_owned(), of_plan(plan.limits.audit_days)));
    Value::Object(all.collect::<Map<_, _>>()).to_string()
}
