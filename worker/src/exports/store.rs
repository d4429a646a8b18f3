//! Exports in the database, as their organization sees them.

use crate::access::Select;
use crate::args;
use crate::audit::beginning;
use crate::context::Context;
use crate::db::{Statement, guard};
use crate::organizations::organization_json;
use portico_api::exports::{
    DOWNLOAD_MS, EXPORT_LIFE_MS, EXPORTS_AT_ONCE, EXPORTS_PER_DAY, EXPORTS_PER_PERSON, ExportParams,
    ExportPartParams, FREE_ARCHIVES_BYTES,
};
use portico_api::{ExportId, OrganizationId, UserId};

/// A day, in milliseconds.
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// The SQL expression for an export, from a table `x`; `?2` is the time.
macro_rules! export_json {
    () => {
        "json_object('id', x.id, 'state', iif(x.state = 'ready' AND x.expires_at <= ?2, 'gone', x.state), \
           'steps_done', x.section, 'steps', 9, 'records', x.records, 'bytes', x.bytes, 'parts', x.parts, \
           'is_cut', json(iif(x.is_cut = 1, 'true', 'false')), \
           'asked_by', (SELECT u.email FROM users u WHERE u.id = x.asked_by), \
           'asked_by_name', (SELECT nullif(u.name, '') FROM users u WHERE u.id = x.asked_by), \
           'created_at', x.created_at, 'ready_at', x.ready_at, 'expires_at', x.expires_at)"
    };
}

/// In the scope `organization`.
pub(super) const LIST: &str = concat!(
    "SELECT json_object('organization', json(",
    organization_json!(),
    "), 'exports', json((SELECT json_group_array(json(item)) FROM (SELECT ",
    export_json!(),
    " AS item FROM exports x WHERE x.organization_id = o.id ORDER BY x.id DESC LIMIT 20)))) FROM organization o"
);

/// In the scope `organization`: one of its exports.
pub(super) fn show(params: &ExportParams) -> Select {
    let body = concat!(
        "SELECT ",
        export_json!(),
        " FROM organization o JOIN exports x ON x.id = ?4 AND x.organization_id = o.id"
    );
    Select { with: "", body, args: args![&params.export] }
}

/// In the scope `organization`: the text of a part, for whoever has begun a download.
pub(super) fn part(params: &ExportPartParams) -> Select {
    let body = "\
        SELECT p.text FROM organization o \
        JOIN exports x ON x.id = ?4 AND x.organization_id = o.id AND x.state = 'ready' AND x.expires_at > ?2 \
          AND json_extract(x.downloads, '$.\"' || o.user_id || '\"') > ?2 - ?6 \
        JOIN export_parts p ON p.export_id = x.id AND p.number = ?5 AND p.number < x.parts";
    Select { with: "", body, args: args![&params.export, params.number, DOWNLOAD_MS] }
}

// As SQL has it.
const _: () = assert!(EXPORT_LIFE_MS == 604_800_000);

/// The SQL query for archives of organizations on the Free plan, but for `?1`, that the person `?2` asked for, from the ID `?3` on: how large each is, and until when it is
/// kept. One that is being made is kept for as long as it will be, were it ready now.
macro_rules! kept {
    () => {
        "SELECT x.bytes, coalesce(x.expires_at, x.created_at + 604800000) AS until FROM exports x \
         JOIN subscriptions s ON s.organization_id = x.organization_id AND s.plan = 'free' \
         WHERE x.asked_by = ?2 AND x.id > ?3 AND x.state IN ('making', 'ready') AND x.organization_id <> ?1"
    };
}

/// A new one, if neither the organization nor whoever asks has asked for too many of late. What one person has made counts over all their organizations: each of them
/// takes the time of cron, and the room of what strangers keep.
pub(super) fn request(
    cx: &Context,
    organization: &OrganizationId,
    by: &UserId,
    id: &ExportId,
) -> Vec<Statement> {
    let few = "\
        (SELECT count(*) FROM exports WHERE organization_id = ?1 AND id > ?2) < ?3 \
        AND (SELECT count(*) FROM exports WHERE asked_by = ?4 AND id > ?2) < ?5";
    // The one that has to become a day old. What is as old as that to the millisecond still counts.
    let until = "\
        SELECT CAST(?5 AS INTEGER) + max(\
          coalesce((SELECT created_at FROM exports WHERE organization_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2), 0), \
          coalesce((SELECT created_at FROM exports WHERE asked_by = ?3 ORDER BY id DESC LIMIT 1 OFFSET ?4), 0))";
    let few = guard::passing(
        "export_limit",
        (few, args![organization, beginning(cx.now - DAY_MS), EXPORTS_PER_DAY, by, EXPORTS_PER_PERSON]),
        (until, args![organization, EXPORTS_PER_DAY - 1, by, EXPORTS_PER_PERSON - 1, DAY_MS + 1]),
    );
    let oldest = beginning(cx.now - EXPORT_LIFE_MS - DAY_MS);
    // One that is not made after a day is given up.
    let under_way = guard::holds(
        "exports_under_way",
        "(SELECT count(*) FROM exports WHERE asked_by = ?1 AND id > ?2 AND state = 'making') < ?3",
        args![by, beginning(cx.now - 2 * DAY_MS), EXPORTS_AT_ONCE],
    );
    let kept = guard::passing(
        "exports_kept",
        (
            concat!(
                "(SELECT s.plan FROM subscriptions s WHERE s.organization_id = ?1) <> 'free' \
                 OR (SELECT coalesce(sum(k.bytes), 0) FROM (",
                kept!(),
                ") k WHERE k.until > ?4) < ?5"
            ),
            args![organization, by, &oldest, cx.now, FREE_ARCHIVES_BYTES],
        ),
        (
            concat!(
                "WITH kept AS MATERIALIZED (",
                kept!(),
                ") SELECT min(g.until) FROM kept g \
                 WHERE (SELECT coalesce(sum(k.bytes), 0) FROM kept k WHERE k.until > g.until) < ?4"
            ),
            args![organization, by, &oldest, FREE_ARCHIVES_BYTES],
        ),
    );
    let insert = "INSERT INTO exports (id, organization_id, asked_by, created_at) VALUES (?1, ?2, ?3, ?4)";
    vec![few, under_way, kept, Statement::new(insert, args![id, organization, by, cx.now])]
}

/// Notes who downloads it, if there is something to download.
pub(super) fn download(
    cx: &Context,
    organization: &OrganizationId,
    by: &UserId,
    id: &ExportId,
) -> Vec<Statement> {
    let ready = guard::holds(
        "target",
        "EXISTS (SELECT 1 FROM exports WHERE id = ?1 AND organization_id = ?2 AND state = 'ready' AND expires_at > ?3)",
        args![id, organization, cx.now],
    );
    let note = "UPDATE exports SET downloads = json_set(downloads, '$.\"' || ?2 || '\"', CAST(?3 AS INTEGER)) WHERE id = ?1";
    vec![ready, Statement::new(note, args![id, by, cx.now])]
}
