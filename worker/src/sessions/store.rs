//! The sessions of a person in the database. Those that have ended by themselves wait for cron, and are none any more.

use crate::access::{Caller, Select};
use crate::args;
use crate::db::{Statement, guard};
use portico_api::sessions::SESSIONS_MAX;

/// In the scope `caller`: this session, then the others, the one used last first.
pub(super) fn list() -> Select {
    Select::of(
        "SELECT json_object('sessions', json((SELECT json_group_array(json(item)) FROM (\
           SELECT json_object('id', s.id, 'is_current', json(iif(s.id = c.session_id, 'true', 'false')), 'user_agent', s.user_agent, \
             'country', s.country, 'signed_in_by', iif(s.signed_in_by LIKE 'provider:%', 'provider', s.signed_in_by), \
             'provider', iif(s.signed_in_by LIKE 'provider:%', substr(s.signed_in_by, 10), NULL), 'created_at', s.created_at, 'last_used_at', s.last_seen_at) AS item \
           FROM caller c JOIN sessions s ON s.user_id = c.user_id AND s.last_seen_at > ?2 - 604800000 AND s.expires_at > ?2 \
           ORDER BY s.id = c.session_id DESC, s.last_seen_at DESC, s.id DESC)))) FROM caller",
    )
}

pub(super) fn end(caller: &Caller, session: &str) -> Vec<Statement> {
    let own = args![session, caller.user_id()];
    let exists = "EXISTS (SELECT 1 FROM sessions WHERE id = ?1 AND user_id = ?2)";
    vec![
        guard::holds("target", exists, own.clone()),
        Statement::new("DELETE FROM sessions WHERE id = ?1 AND user_id = ?2", own),
    ]
}

/// In the scope `caller`: how many others there are that have not ended by themselves.
pub(super) fn others() -> Select {
    Select::of(
        "SELECT json_object('sessions', (SELECT count(*) FROM sessions s WHERE s.user_id = c.user_id AND s.id <> c.session_id \
           AND s.last_seen_at > ?2 - 604800000 AND s.expires_at > ?2)) FROM caller c",
    )
}

pub(super) fn end_others(caller: &Caller, count: i64, now: i64) -> Vec<Statement> {
    // One that began or ended meanwhile is counted anew.
    let unchanged = "(SELECT count(*) FROM sessions WHERE user_id = ?1 AND id <> ?2 AND last_seen_at > ?4 - 604800000 AND expires_at > ?4) = ?3";
    vec![
        guard::holds("again", unchanged, args![caller.user_id(), caller.session_id(), count, now]),
        Statement::new(
            "DELETE FROM sessions WHERE user_id = ?1 AND id <> ?2",
            args![caller.user_id(), caller.session_id()],
        ),
    ]
}

/// The statement that makes room for a new session, which is the one used last.
pub(crate) fn end_oldest(session: &str) -> Statement {
    let sql = "\
        DELETE FROM sessions WHERE id IN (\
          SELECT o.id FROM sessions s JOIN sessions o ON o.user_id = s.user_id WHERE s.id = ?1 \
          ORDER BY o.last_seen_at DESC, o.id DESC LIMIT -1 OFFSET ?2)";
    Statement::new(sql, args![session, SESSIONS_MAX])
}
