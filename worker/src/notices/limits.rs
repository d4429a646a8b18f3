//! Notices that a limit of the plan is near (80 %) or reached: cron walks through the organizations, a few in each run, and begins again at the end. What was
//! told stands on the organization's row until it is not so any more: once for each limit and each of the two.

use super::{LIMITS, insert_notice, wants};
use crate::args;
use crate::billing::month_reads;
use crate::counts::open_invites;
use crate::db::{Db, DbError, Statement};
use crate::offers::reserved;
use crate::ports::Clock;
use portico_api::plans::PLANS;
use serde_json::{Map, Value, json};

/// Organizations of one run: with 20,000 of them each is looked at every 100 minutes.
const AT_ONCE: usize = 200;
/// Statements of one run.
pub(super) const STATEMENTS: usize = 3;

/// The two bits of a limit: `used` of what the plan `l` allows of it.
macro_rules! bits {
    ($name:literal, $near:literal, $reached:literal) => {
        concat!(
            "coalesce(",
            $name,
            " * 10 >= (l.value ->> '",
            $name,
            "') * 8, 0) * ",
            $near,
            " + coalesce(",
            $name,
            " >= l.value ->> '",
            $name,
            "', 0) * ",
            $reached
        )
    };
}

/// What is said of a limit of which a bit is new; the list of all has those that say something.
macro_rules! said {
    ($name:literal, $bits:literal) => {
        concat!(
            "json(iif(f.bits & ~f.limits_told & ",
            $bits,
            ", json_array('",
            $name,
            "', f.",
            $name,
            ", f.limits ->> '",
            $name,
            "'), 'null'))"
        )
    };
}

// `?1` is the time, `?2` as it is counted elsewhere, `?3` the limits of the plans, `?4` how many organizations.
macro_rules! found {
    () => {
        concat!(
            "WITH used AS MATERIALIZED (SELECT o.id, o.limits_told, s.plan, o.projects + ",
            reserved!("o.id", "?2"),
            " AS projects, o.members + ",
            open_invites!("?2"),
            " AS members, ",
            month_reads!("o.id", "?2"),
            " AS reads, o.stored_bytes FROM organizations o JOIN subscriptions s ON s.organization_id = o.id \
               WHERE o.id > (SELECT w.place FROM walks w WHERE w.name = 'limits') AND o.deleted_at IS NULL ORDER BY o.id LIMIT ?4), \
             found AS MATERIALIZED (SELECT x.*, l.value AS limits, ",
            bits!("projects", "1", "2"),
            " + ",
            bits!("members", "4", "8"),
            " + ",
            bits!("reads", "16", "32"),
            " + ",
            bits!("stored_bytes", "64", "128"),
            " AS bits FROM used x JOIN json_each(?3) l ON l.key = x.plan) "
        )
    };
}

const TELL: &str = concat!(
    found!(),
    insert_notice!(),
    "SELECT 'limits/' || o.id || '/' || f.bits || '/' || ?1 || '/' || u.id, u.email, u.id, ?5, \
       json_object('organization', o.name, 'slug', o.slug, 'plan', f.plan, 'limits', json_array(",
    said!("projects", "3"),
    ", ",
    said!("members", "12"),
    ", ",
    said!("reads", "48"),
    ", ",
    said!("stored_bytes", "192"),
    ")), ?1, ?1 \
     FROM found f JOIN organizations o ON o.id = f.id CROSS JOIN memberships m ON m.organization_id = o.id AND m.role >= 3 \
       JOIN users u ON u.id = m.user_id AND ",
    wants!("limits"),
    " WHERE f.bits & ~f.limits_told ON CONFLICT (id) DO NOTHING"
);
const NOTE: &str = concat!(
    found!(),
    "UPDATE organizations SET limits_told = (SELECT f.bits FROM found f WHERE f.id = organizations.id) \
     WHERE id IN (SELECT f.id FROM found f WHERE f.bits <> f.limits_told)"
);
const ADVANCE: &str = "\
    UPDATE walks SET place = coalesce((SELECT x.id FROM (SELECT o.id FROM organizations o \
      WHERE o.id > (SELECT w.place FROM walks w WHERE w.name = 'limits') ORDER BY o.id LIMIT ?1) x ORDER BY x.id LIMIT 1 OFFSET ?1 - 1), '') \
    WHERE name = 'limits'";

/// Goes on where the last run ended. Where it fails, this run looks at the next organization alone, and goes past it where it fails again. Answers what should be in the log.
pub(super) async fn go_on<D: Db>(db: &D, clock: &dyn Clock) -> Result<Vec<String>, DbError> {
    let mut log = Vec::new();
    for at_once in [AT_ONCE, 1] {
        if db.left() < STATEMENTS {
            break;
        }
        match db.batch(step(clock.now(), at_once)).await {
            Ok(_) => break,
            Err(error) => log.push(format!("notices: {error:?}")),
        }
        if at_once == 1 {
            db.query(Statement::new(ADVANCE, args![at_once])).await?;
        }
    }
    Ok(log)
}

fn step(now: i64, at_once: usize) -> Vec<Statement> {
    let of_all = args![now, now, as_json(), at_once];
    let tell = Statement::new(TELL, [of_all.clone(), args![LIMITS]].concat());
    vec![tell, Statement::new(NOTE, of_all), Statement::new(ADVANCE, args![at_once])]
}

/// The limits of all plans, those that refuse nothing as well.
fn as_json() -> String {
    let limits = PLANS.iter().map(|plan| {
        let limits = &plan.limits;
        let of_plan = json!({
            "projects": limits.projects, "members": limits.members, "reads": limits.reads, "stored_bytes": limits.stored_bytes,
        });
        (plan.id.as_str().to_owned(), of_plan)
    });
    Value::Object(limits.collect::<Map<_, _>>()).to_string()
}
