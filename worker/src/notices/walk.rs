//! Notices that follow from the audit log: cron walks through its new entries, each once. So publishing and accepting cost nothing more, and what
//! is told is what has been written down.

use super::limits::STATEMENTS as OF_LIMITS;
use super::{INVITES, PUBLISHING, insert_notice, wants};
use crate::args;
use crate::audit::beginning;
use crate::db::{Db, DbError, Statement};
use crate::ports::Clock;

/// Entries of one step, and steps of one run.
const AT_ONCE: usize = 200;
const STEPS: usize = 5;
/// Statements of a step of which something fails.
const OF_A_STEP: usize = 4;
/// An entry's ID is made when its request comes; it is looked at when every such request has long been written down, in milliseconds.
const BEHIND_MS: i64 = 10_000;

macro_rules! step {
    () => {
        "WITH step AS MATERIALIZED (SELECT a.id FROM audit_entries a \
           WHERE a.id > (SELECT w.place FROM walks w WHERE w.name = 'notices') AND a.id < ?1 ORDER BY a.id LIMIT ?2) "
    };
}

const PUBLISHED: &str = concat!(
    step!(),
    insert_notice!(),
    "SELECT 'live/' || a.id || '/' || u.id, u.email, u.id, ?4, json_object('organization', o.name, 'slug', o.slug, 'project', a.target_name, \
       'project_slug', (SELECT p.slug FROM projects p WHERE p.id = a.project_id AND p.organization_id = o.id AND p.deleted_at IS NULL), \
       'by', y.email, 'by_name', nullif(y.name, ''), 'at', a.created_at), ?3, ?3 \
     FROM step s CROSS JOIN audit_entries a ON a.id = s.id AND a.mode = 'live' AND a.refused IS NULL \
         AND a.action IN ('publish_draft', 'roll_back', 'promote', 'import_project') \
       JOIN users y ON y.id = a.actor_id JOIN organizations o ON o.id = a.organization_id AND o.deleted_at IS NULL \
       CROSS JOIN memberships m ON m.organization_id = o.id AND m.user_id <> a.actor_id JOIN users u ON u.id = m.user_id AND ",
    wants!("publishing"),
    " WHERE true ON CONFLICT (id) DO NOTHING"
);
const ACCEPTED: &str = concat!(
    step!(),
    insert_notice!(),
    "SELECT 'invite/' || a.id, u.email, u.id, ?4, json_object('organization', o.name, 'slug', o.slug, 'by', y.email, 'by_name', nullif(y.name, ''), 'at', a.created_at), ?3, ?3 \
     FROM step s CROSS JOIN audit_entries a ON a.id = s.id AND a.action = 'accept_invite' AND a.refused IS NULL \
       JOIN invites i ON i.organization_id = a.organization_id AND i.id = a.target_id AND i.inviter_id <> a.actor_id \
       JOIN users y ON y.id = a.actor_id JOIN organizations o ON o.id = a.organization_id AND o.deleted_at IS NULL \
       JOIN memberships m ON m.organization_id = o.id AND m.user_id = i.inviter_id JOIN users u ON u.id = m.user_id AND ",
    wants!("invites"),
    " WHERE true ON CONFLICT (id) DO NOTHING"
);
/// Answers a row where there was anything to look at.
const ADVANCE: &str = concat!(
    step!(),
    "UPDATE walks SET place = (SELECT max(id) FROM step) WHERE name = 'notices' AND EXISTS (SELECT 1 FROM step) RETURNING place"
);

/// Goes on where the last run ended. Where a step fails, the rest of the run goes entry by entry, and past the one of which it fails again: so that one keeps nobody from being
/// told of what came after it. Answers what should be in the log.
pub(super) async fn go_on<D: Db>(db: &D, clock: &dyn Clock) -> Result<Vec<String>, DbError> {
    let (mut log, mut at_once) = (Vec::new(), AT_ONCE);
    for _ in 0..STEPS {
        if db.left() < OF_A_STEP + OF_LIMITS {
            break;
        }
        let now = clock.now();
        let until = beginning(now - BEHIND_MS);
        let advance = || Statement::new(ADVANCE, args![&until, at_once]);
        let batch = vec![
            Statement::new(PUBLISHED, args![&until, at_once, now, PUBLISHING]),
            Statement::new(ACCEPTED, args![&until, at_once, now, INVITES]),
            advance(),
        ];
        let seen = match db.batch(batch).await {
            Ok(mut results) => results.pop().unwrap_or_default(),
            Err(error) => {
                log.push(format!("notices: {error:?}"));
                if at_once > 1 {
                    at_once = 1;
                    continue;
                }
                db.query(advance()).await?
            }
        };
        if seen.is_empty() {
            break;
        }
    }
    Ok(log)
}
