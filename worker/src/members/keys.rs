//! The keys that a member made. They belong to their environment, so they outlive the membership unless they are revoked with it.

use crate::access::Select;
use crate::args;
use crate::audit::{entry_id, insert_entry};
use crate::context::Context;
use crate::db::Statement;
use portico_api::keys::{KEYS_COUNTED, RevokeKey};
use portico_api::members::MemberParams;
use portico_api::{Endpoint, OrganizationId, UserId};

/// The SQL condition that a key `k` works at a time, or would if its project were restored.
macro_rules! works {
    ($now:literal) => {
        concat!("k.revoked_at IS NULL AND coalesce(k.expires_at, 9e15) > ", $now)
    };
}
pub(crate) use works;

/// The SQL expression for a key `k` that works, from its columns, its project's name, `deleted_at` of the project, the mode, and whether the caller may revoke it.
macro_rules! member_key_json {
    () => {
        "json_object('id', k.id, 'name', k.name, 'last4', k.last4, \
           'project', k.project, 'in_trash', json(iif(k.deleted_at IS NULL, 'false', 'true')), 'mode', k.mode, \
           'last_used_at', k.last_used_at, 'may_revoke', json(iif(k.may_revoke, 'true', 'false')))"
    };
}
pub(crate) use member_key_json;

/// Environments of which one removal says which keys went, each in an entry of its own. The next ones are revoked as well: that the keys went with the member, the
/// entry of the removal says. So whoever removes somebody with thousands of keys has changes left for the day.
const NAMED_ENVIRONMENTS: usize = 500;

/// In the scope `organization`: the first hundred, of a member, and how many there are, as far as [`KEYS_COUNTED`].
pub(super) fn list(params: &MemberParams) -> Select {
    Select {
        with: concat!(
            ", working AS (SELECT k.*, p.name AS project, p.deleted_at, e.mode, ",
            "(o.role >= 3 OR (o.role >= 2 AND p.developers_publish_live = 1)) AS may_revoke \
               FROM organization o JOIN keys k ON k.created_by = ?4 AND k.organization_id = o.id AND ",
            works!("?2"),
            " JOIN projects p ON p.id = k.project_id JOIN environments e ON e.id = k.environment_id ORDER BY k.id DESC LIMIT ?5)"
        ),
        body: concat!(
            "SELECT json_object('total', (SELECT count(*) FROM working), 'revocable', (SELECT coalesce(sum(may_revoke), 0) FROM working), \
               'keys', json((SELECT json_group_array(json(item)) FROM (SELECT ",
            member_key_json!(),
            " AS item FROM working k ORDER BY k.id DESC LIMIT 100)))) \
             FROM organization o JOIN memberships m ON m.organization_id = o.id AND m.user_id = ?4"
        ),
        args: args![&params.member, i64::from(KEYS_COUNTED)],
    }
}

/// The statements that revoke the keys of a member that the caller may revoke, with an entry as [`RevokeKey`] writes it, but one for all keys of an environment:
/// there may be thousands of keys, 50 of each environment.
///
/// [`RevokeKey`]: portico_api::keys::RevokeKey
pub(super) fn revoke(
    cx: &Context,
    organization: &OrganizationId,
    caller: &UserId,
    member: &str,
) -> [Statement; 2] {
    const REVOCABLE: &str = concat!(
        "SELECT k.id FROM memberships m JOIN keys k ON k.created_by = ?2 AND k.organization_id = m.organization_id AND ",
        works!("?4"),
        " JOIN projects p ON p.id = k.project_id WHERE m.organization_id = ?1 AND m.user_id = ?3 \
           AND (m.role >= 3 OR (m.role >= 2 AND p.developers_publish_live = 1))"
    );
    let entries = format!(
        "{}SELECT {}, k.organization_id, ?3, ?6, 'environment', k.environment_id, \
           iif(count(*) = 1, json_object('key', min(k.id)), json_object('keys', json_group_array(k.id))), ?7, ?8, ?4, ?9 \
         FROM keys k WHERE k.id IN ({REVOCABLE}) GROUP BY k.environment_id ORDER BY k.environment_id LIMIT ?10",
        insert_entry!("country"),
        entry_id!("?5")
    );
    let set = format!("UPDATE keys SET revoked_at = ?4 WHERE id IN ({REVOCABLE})");
    let place = args![organization, member, caller, cx.now];
    let mut values = place.clone();
    values.extend(args![cx.new_id(), RevokeKey::NAME, &cx.request_id, cx.request.user_agent()]);
    values.extend(args![cx.request.country.as_deref(), NAMED_ENVIRONMENTS]);
    [Statement::new(entries, values), Statement::new(set, place)]
}
