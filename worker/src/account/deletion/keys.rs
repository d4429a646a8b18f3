//! The server keys that somebody made who deletes their account: they belong to their environments, and go on working unless they are revoked with it. There may
//! be thousands, so a slice goes in the batch of the deletion, and cron goes on (`worker/src/deletions/close.rs`), with the rights that the person had then: the role
//! in each organization, and of a Developer's also which projects let them. What anybody allows, or forbids, after that changes nothing of it.

use crate::access::{Caller, Select, is_met};
use crate::args;
use crate::audit::{entry_id, insert_entry};
use crate::context::Context;
use crate::db::Statement;
use crate::members::keys::{member_key_json, works};
use portico_api::Endpoint;
use portico_api::keys::{KEYS_COUNTED, RevokeKey};

/// Keys of one slice.
const SLICE: usize = 500;
/// Projects of one organization that are noted for a Developer, at most: with 39 bytes each they fit into the 2 MB that a string of D1 holds.
const PROJECTS: usize = 40_000;

/// In the scope `caller`: the keys, and how many there are, as far as [`KEYS_COUNTED`]. What is known of an organization that lets nobody in who signed in like
/// this is its name.
pub(super) fn list() -> Select {
    const WITH: &str = concat!(
        ", place AS (SELECT m.organization_id, m.role, o.name, o.slug, o.name_key, ",
        is_met!("o", "c.sign_ins"),
        " AS is_met FROM caller c JOIN memberships m ON m.user_id = c.user_id AND m.role BETWEEN 1 AND 4 \
           JOIN organizations o ON o.id = m.organization_id AND o.deleted_at IS NULL), \
         working AS (SELECT k.*, p.name AS project, p.deleted_at, e.mode, \
           (m.role >= 3 OR (m.role >= 2 AND p.developers_publish_live = 1)) AS may_revoke \
           FROM caller c CROSS JOIN place m CROSS JOIN keys k ON k.created_by = c.user_id AND k.organization_id = m.organization_id AND m.is_met AND ",
        works!("?2"),
        " JOIN projects p ON p.id = k.project_id JOIN environments e ON e.id = k.environment_id ORDER BY k.id DESC LIMIT ?3), \
         counted AS (SELECT organization_id, count(*) AS total, sum(may_revoke) AS revocable FROM working GROUP BY organization_id)"
    );
    const BODY: &str = concat!(
        "SELECT json_object('total', (SELECT coalesce(sum(total), 0) FROM counted), \
           'revocable', (SELECT coalesce(sum(revocable), 0) FROM counted), \
           'organizations', json((SELECT json_group_array(json(item)) FROM (\
             SELECT json_object('name', m.name, 'slug', m.slug, 'total', n.total, 'revocable', n.revocable, \
               'keys', json((SELECT json_group_array(json(shown)) FROM (SELECT ",
        member_key_json!(),
        " AS shown FROM working k WHERE k.organization_id = n.organization_id ORDER BY k.id DESC LIMIT 10)))) AS item \
             FROM counted n JOIN place m ON m.organization_id = n.organization_id ORDER BY m.name_key, m.organization_id LIMIT 20))), \
           'closed', json((SELECT json_group_array(name) FROM (\
             SELECT name FROM place WHERE NOT is_met ORDER BY name_key, organization_id LIMIT 20))), \
           'closed_total', (SELECT count(*) FROM place WHERE NOT is_met)) FROM caller"
    );
    Select { with: WITH, body: BODY, args: args![i64::from(KEYS_COUNTED)] }
}

/// The statements that note in which organizations, and projects, the keys of whoever deletes their account are revoked, and revoke the first slice; for the batch of the
/// deletion, before the memberships end.
pub(super) fn begin(cx: &Context, caller: &Caller) -> Vec<Statement> {
    const NOTE: &str = concat!(
        "INSERT INTO key_revocations (user_id, organization_id, role, request_id, begun_at, projects) \
         SELECT m.user_id, m.organization_id, m.role, ?3, ?4, iif(m.role = 2, (SELECT json_group_array(x.project_id) FROM (\
           SELECT DISTINCT k.project_id FROM keys k CROSS JOIN projects p ON p.id = k.project_id AND p.developers_publish_live = 1 \
           WHERE k.created_by = m.user_id AND k.organization_id = m.organization_id AND ",
        works!("?4"),
        " LIMIT ?5) x), NULL) FROM memberships m \
         JOIN organizations o ON o.id = m.organization_id AND o.deleted_at IS NULL \
         WHERE m.user_id = ?1 AND m.role BETWEEN 2 AND 4 AND ",
        is_met!("o", "?2")
    );
    let user = caller.user_id();
    let note = Statement::new(NOTE, args![user, caller.sign_ins().json(), &cx.request_id, cx.now, PROJECTS]);
    let from = From { agent: cx.request.user_agent(), country: cx.request.country.as_deref() };
    let mut statements = vec![note];
    statements.extend(slice(user.as_str(), &cx.new_id(), cx.now, from));
    statements
}

/// From where it was asked for: cron knows no more than the request's ID.
#[derive(Default)]
pub(crate) struct From<'a> {
    agent: String,
    country: Option<&'a str>,
}

// The keys that work at `?2` and that may be revoked, of the person `?1` in the organization of a note `r`, by the index of both: of projects that were there when the account
// was deleted. The lists of projects are read once for all keys.
macro_rules! revocable {
    () => {
        concat!(
            "keys k ON k.created_by = r.user_id AND k.organization_id = r.organization_id AND ",
            works!("?2"),
            " AND (r.role >= 3 OR (k.organization_id, k.project_id) IN (SELECT n.organization_id, j.value \
                FROM key_revocations n CROSS JOIN json_each(n.projects) j WHERE n.user_id = ?1)) \
              AND r.organization_id = coalesce((SELECT t.from_organization_id FROM project_transfers t \
                WHERE t.project_id = k.project_id AND t.at > (SELECT u.deleted_at FROM users u WHERE u.id = ?1) ORDER BY t.at LIMIT 1), r.organization_id)"
        )
    };
}

/// The statements that revoke a slice of a person's keys, with an entry as [`RevokeKey`] writes it, but one for all keys of an environment, and take the note
/// off once nothing is left in its organization. Each entry's ID is made of `entry`.
pub(crate) fn slice(user: &str, entry: &str, now: i64, from: From<'_>) -> [Statement; 3] {
    const ENTRIES: &str = concat!(
        insert_entry!("country"),
        "SELECT ",
        entry_id!("?4"),
        ", s.organization_id, ?1, ?5, 'environment', s.environment_id, \
           iif(count(*) = 1, json_object('key', min(s.id)), json_object('keys', json_group_array(s.id))), min(s.request_id), ?6, ?2, ?7 \
         FROM (SELECT k.id, k.organization_id, k.environment_id, r.request_id FROM key_revocations r CROSS JOIN ",
        revocable!(),
        " WHERE r.user_id = ?1 ORDER BY r.organization_id, k.id LIMIT ?3) s GROUP BY s.organization_id, s.environment_id"
    );
    const REVOKE: &str = concat!(
        "UPDATE keys SET revoked_at = ?2 WHERE id IN (SELECT k.id FROM key_revocations r CROSS JOIN ",
        revocable!(),
        " WHERE r.user_id = ?1 ORDER BY r.organization_id, k.id LIMIT ?3)"
    );
    const DONE: &str = concat!(
        "DELETE FROM key_revocations AS r WHERE r.user_id = ?1 AND NOT EXISTS (SELECT 1 FROM (SELECT 1) x CROSS JOIN ",
        revocable!(),
        ")"
    );
    let mut values = args![user, now, SLICE];
    values.extend(args![entry, RevokeKey::NAME, from.agent, from.country]);
    [
        Statement::new(ENTRIES, values),
        Statement::new(REVOKE, args![user, now, SLICE]),
        Statement::new(DONE, args![user, now]),
    ]
}
