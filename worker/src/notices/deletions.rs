//! What all Owners of an organization are told of its end, whatever they chose: that it was deleted, that it goes in 7 days, and that it is gone.

use super::{DELETED, ENDING, GONE, insert_notice};
use crate::access::OrganizationProof;
use crate::args;
use crate::context::Context;
use crate::db::Statement;
use portico_api::access::Owner;
use portico_api::trash::TRASH_KEPT_MS;

/// How long before its end they are told, in milliseconds: 7 days.
const BEFORE_MS: i64 = 7 * 24 * 60 * 60 * 1000;
/// Organizations of one run.
const AT_ONCE: usize = 20;

/// The values of a notice to each Owner of an organization `o`, which is in the trash; `?1` is the kind, `?2` the time. 2,592,000,000 ms are 30 days.
macro_rules! to_owners {
    ($id:literal, $from:literal) => {
        concat!(
            insert_notice!(),
            "SELECT ",
            $id,
            " || '/' || u.id, u.email, NULL, ?1, json_object('organization', o.name, 'slug', o.slug, \
               'by', coalesce((SELECT y.email FROM users y WHERE y.id = o.deleted_by), ''), \
               'by_name', (SELECT nullif(y.name, '') FROM users y WHERE y.id = o.deleted_by), 'at', o.deleted_at, 'until', o.deleted_at + 2592000000), ?2, ?2 \
             FROM ",
            $from,
            " CROSS JOIN memberships m ON m.organization_id = o.id AND m.role = 4 JOIN users u ON u.id = m.user_id"
        )
    };
}

/// For the batch that deletes it, behind that.
pub(crate) fn organization_deleted(cx: &Context, proof: &OrganizationProof<Owner>) -> Statement {
    let sql = concat!(to_owners!("?4", "organizations o"), " WHERE o.id = ?3");
    Statement::new(sql, args![DELETED, cx.now, proof.id(), &cx.request_id])
}

/// Whom cron tells that an organization goes in 7 days, and the note that they were.
pub(crate) fn organizations_ending(now: i64) -> [Statement; 2] {
    const TELL: &str = concat!(
        to_owners!(
            "'ending/' || o.id || '/' || o.deleted_at",
            "(SELECT * FROM organizations WHERE deleted_at <= ?3 AND deleted_at > ?4 AND ending_told_at IS NULL ORDER BY deleted_at LIMIT ?5) o"
        ),
        " WHERE true ON CONFLICT (id) DO NOTHING"
    );
    const NOTE: &str = "\
        UPDATE organizations SET ending_told_at = ?1 WHERE id IN (\
          SELECT id FROM organizations WHERE deleted_at <= ?2 AND deleted_at > ?3 AND ending_told_at IS NULL ORDER BY deleted_at LIMIT ?4)";
    let (until, from) = (now - TRASH_KEPT_MS + BEFORE_MS, now - TRASH_KEPT_MS);
    [
        Statement::new(TELL, args![ENDING, now, until, from, AT_ONCE]),
        Statement::new(NOTE, args![now, until, from, AT_ONCE]),
    ]
}

/// How long a notice waits for what it says, in milliseconds: longer than anything takes that is removed. What says when it happened is made later as well.
const WAITS_MS: i64 = 100 * 365 * 24 * 60 * 60 * 1000;

/// For the first batch that removes something of it, because nobody is its Owner after the last: it waits for that one ([`organization_is_gone`]).
pub(crate) fn organization_going(id: &str, now: i64) -> Statement {
    let sql = concat!(
        to_owners!("'gone/' || o.id", "organizations o"),
        " WHERE o.id = ?3 AND o.purge_began_at IS NULL ON CONFLICT (id) DO NOTHING"
    );
    Statement::new(sql, args![GONE, now + WAITS_MS, id])
}

/// For each batch that may have removed the last of it, behind that: only then is it gone, and its address free.
pub(crate) fn organization_is_gone(id: &str, now: i64) -> Statement {
    let sql = "\
        UPDATE notices SET next_try_at = ?2, created_at = ?2 WHERE id > 'gone/' || ?1 || '/' AND id < 'gone/' || ?1 || '0' AND created_at > ?2 \
          AND EXISTS (SELECT 1 FROM organizations WHERE id = ?1 AND purged_at = ?2)";
    Statement::new(sql, args![id, now])
}
