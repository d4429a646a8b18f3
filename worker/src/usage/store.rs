//! Usage in the database.

use super::DAY_MS;
use crate::access::Select;
use crate::args;
use crate::db::{Db, Statement};
use crate::organizations::organization_json;
use crate::ports::Clock;
use portico_api::usage::{DAYS_KEPT, ShowUsageParams};

/// Organizations whose months are counted once more in one batch, and batches of one run.
const RECOUNTED: usize = 100;
const BATCHES: usize = 20;

/// The reads of projects by day, of whatever has changed, anew from their parts.
macro_rules! changed_days {
    () => {
        "SELECT r.organization_id, r.day, r.project_id, sum(r.reads) AS reads \
         FROM (SELECT DISTINCT organization_id, project_id, day FROM config_reads INDEXED BY config_reads_to_roll_up WHERE rolled_up = 0 AND day <= ?1) d \
         JOIN config_reads r ON r.organization_id = d.organization_id AND r.project_id = d.project_id AND r.day = d.day \
         WHERE true GROUP BY r.organization_id, r.day, r.project_id"
    };
}

/// Adds the reads of environments up to those of projects by day: whatever has changed, anew from its parts, so that it does not matter how
/// often this runs. Months grow by what the days have grown. All go into one batch.
pub(crate) fn roll_up(now: i64) -> [Statement; 3] {
    const GROW: &str = concat!(
        "INSERT INTO usage_months (organization_id, first_day, reads) \
         SELECT n.organization_id, unixepoch(n.day * 86400, 'unixepoch', 'start of month') / 86400 AS first_day, \
           sum(n.reads - coalesce(u.reads, 0)) FROM (",
        changed_days!(),
        ") n LEFT JOIN usage_days u ON u.organization_id = n.organization_id AND u.day = n.day AND u.project_id = n.project_id \
         WHERE true GROUP BY n.organization_id, first_day \
         ON CONFLICT (organization_id, first_day) DO UPDATE SET reads = usage_months.reads + excluded.reads"
    );
    const ADD_UP: &str = concat!(
        "INSERT INTO usage_days (organization_id, day, project_id, reads) ",
        changed_days!(),
        " ON CONFLICT (organization_id, day, project_id) DO UPDATE SET reads = excluded.reads, summed = 0"
    );
    const MARK: &str = "UPDATE config_reads INDEXED BY config_reads_to_roll_up SET rolled_up = 1 WHERE rolled_up = 0 AND day <= ?1";
    [GROW, ADD_UP, MARK].map(|sql| Statement::new(sql, args![now / DAY_MS]))
}

/// What cron does: adds up what was left behind and, of days that are over, counts the months of each organization that had any once more.
/// Answers what should be in the log.
pub(crate) async fn add_up<D: Db>(db: &D, clock: &dyn Clock, recount: bool) -> Vec<String> {
    if let Err(error) = db.batch(roll_up(clock.now()).to_vec()).await {
        return vec![format!("usage: {error:?}")];
    }
    for _ in 0..if recount { BATCHES } else { 0 } {
        if db.left() < count_again(0).len() {
            break;
        }
        match db.batch(count_again(clock.now()).to_vec()).await {
            Err(error) => return vec![format!("usage: {error:?}")],
            Ok(mut results) => {
                let rows = results.pop().unwrap_or_default();
                if rows.first().and_then(|row| row.integer(0)) != Some(1) {
                    break;
                }
            }
        }
    }
    Vec::new()
}

/// Counts the months of some organizations from their days, of which something is over and was not counted yet. An organization's month may be
/// thousands of rows. The last statement answers whether there are more.
fn count_again(now: i64) -> [Statement; 3] {
    const SUM_UP: &str = "\
        INSERT INTO usage_months (organization_id, first_day, reads) \
        SELECT u.organization_id, m.first_day, sum(u.reads) \
        FROM (SELECT DISTINCT x.organization_id, unixepoch(x.day * 86400, 'unixepoch', 'start of month') / 86400 AS first_day \
          FROM (SELECT DISTINCT organization_id FROM usage_days INDEXED BY usage_days_to_sum WHERE summed = 0 AND day < ?1 ORDER BY organization_id LIMIT ?2) o \
          CROSS JOIN usage_days x ON x.organization_id = o.organization_id AND x.summed = 0 AND x.day < ?1) m \
        CROSS JOIN usage_days u ON u.organization_id = m.organization_id AND u.day >= m.first_day \
          AND u.day < unixepoch(m.first_day * 86400, 'unixepoch', '+1 month') / 86400 \
        WHERE true GROUP BY u.organization_id, m.first_day \
        ON CONFLICT (organization_id, first_day) DO UPDATE SET reads = excluded.reads";
    const MARK: &str = "\
        UPDATE usage_days SET summed = 1 WHERE summed = 0 AND day < ?1 AND organization_id IN (\
          SELECT DISTINCT organization_id FROM usage_days INDEXED BY usage_days_to_sum WHERE summed = 0 AND day < ?1 ORDER BY organization_id LIMIT ?2)";
    let today = now / DAY_MS;
    let some = |sql| Statement::new(sql, args![today, RECOUNTED]);
    let more = "SELECT EXISTS (SELECT 1 FROM usage_days WHERE summed = 0 AND day < ?1) AS more";
    [some(SUM_UP), some(MARK), Statement::new(more, args![today])]
}

// `?4` is the month, `?5` a project's ID or NULL, `?6` where the list of projects goes on: reads and ID of the last one; `?7` how many days ago is the
// first of which the days may have become a month.
const MONTH: &str = "\
    , span AS (SELECT unixepoch(?4 || '-01') / 86400 AS first, unixepoch(?4 || '-01', '+1 month') / 86400 AS beyond), \
    read AS (SELECT u.day, u.project_id, u.reads FROM organization o, span s \
      JOIN usage_days u ON u.organization_id = o.id AND u.day >= s.first AND u.day < s.beyond), \
    by_project AS (SELECT r.project_id, sum(r.reads) AS reads FROM read r GROUP BY r.project_id), \
    by_day AS (SELECT r.day, sum(r.reads) AS reads FROM read r WHERE ?5 IS NULL OR r.project_id = ?5 GROUP BY r.day), \
    days (day) AS (SELECT s.first FROM span s WHERE s.beyond > unixepoch(?2 / 1000 - ?7 * 86400, 'unixepoch', 'start of month') / 86400 UNION ALL SELECT d.day + 1 FROM days d, span s WHERE d.day + 1 < s.beyond), \
    page AS (SELECT b.project_id, b.reads, printf('%016d ', 9007199254740992 - b.reads) || b.project_id AS place FROM by_project b \
      WHERE place > ?6 ORDER BY place LIMIT 51), \
    top AS (SELECT b.project_id, b.reads FROM by_project b WHERE ?5 IS NULL AND EXISTS (SELECT 1 FROM days) ORDER BY b.reads DESC, b.project_id LIMIT 5)";

/// The SQL expression for the name of the project of a `$row` beside the organization `o`. One that has gone keeps the name it had then.
macro_rules! project_name {
    ($row:literal) => {
        concat!(
            "coalesce((SELECT p.name FROM projects p WHERE p.organization_id = o.id AND p.id = ",
            $row,
            ".project_id), (SELECT moved.name FROM project_transfers moved WHERE moved.from_organization_id = o.id AND moved.project_id = ",
            $row,
            ".project_id ORDER BY moved.at DESC LIMIT 1), 'A project')"
        )
    };
}

/// The SQL expression for a project's usage, from a row of `project_id` and `reads` beside the organization `o`.
macro_rules! project_usage_json {
    ($row:literal) => {
        concat!(
            "json_object('project_id', ",
            $row,
            ".project_id, 'reads', ",
            $row,
            ".reads, 'slug', (SELECT p.slug FROM projects p WHERE p.organization_id = o.id AND p.deleted_at IS NULL AND p.id = ",
            $row,
            ".project_id), 'is_deleted', json(iif(EXISTS (SELECT 1 FROM projects p WHERE p.organization_id = o.id AND p.deleted_at > 0 AND p.id = ",
            $row,
            ".project_id), 'true', 'false')), 'name', ",
            project_name!($row),
            ")"
        )
    };
}

const SHOW: &str = concat!(
    "SELECT json_object('organization', json(",
    organization_json!(),
    "), 'month', ?4, 'total', coalesce((SELECT sum(reads) FROM by_project), \
       (SELECT m.reads FROM span s JOIN usage_months m ON m.organization_id = o.id AND m.first_day = s.first), 0), \
     'days', json((SELECT json_group_array(json(item)) FROM (SELECT \
       json_object('at', d.day * 86400000, 'reads', coalesce(b.reads, 0)) AS item \
       FROM days d LEFT JOIN by_day b ON b.day = d.day ORDER BY d.day))), \
     'series', json((SELECT json_group_array(json(item)) FROM (SELECT json_object('project_id', t.project_id, 'name', ",
    project_name!("t"),
    ", 'reads', json((SELECT json_group_array(reads) FROM (SELECT coalesce(u.reads, 0) AS reads FROM days d \
         LEFT JOIN usage_days u ON u.organization_id = o.id AND u.day = d.day AND u.project_id = t.project_id ORDER BY d.day)))) AS item \
       FROM top t ORDER BY t.reads DESC, t.project_id))), \
     'project', json((SELECT ",
    project_usage_json!("b"),
    " FROM by_project b WHERE b.project_id = ?5)), \
     'projects', json((SELECT json_group_array(json(item)) FROM (SELECT ",
    project_usage_json!("g"),
    " AS item FROM page g ORDER BY g.place LIMIT 50))), \
     'next', (SELECT place FROM page WHERE (SELECT count(*) FROM page) > 50 ORDER BY place LIMIT 1 OFFSET 49)) FROM organization o"
);

/// In the scope `organization`: the reads of a month.
pub(super) fn show(params: &ShowUsageParams) -> Select {
    let after = params.after.as_ref().map_or("", |after| after.as_str());
    Select {
        with: MONTH,
        body: SHOW,
        args: args![params.month.as_str(), params.project.as_ref(), after, DAYS_KEPT],
    }
}
