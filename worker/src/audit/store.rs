//! The log in the database, as it is read.

use crate::access::Select;
use crate::args;
use crate::db::Value;
use crate::organizations::organization_json;
use portico_api::audit::{Action, ExportAuditParams, ListAuditParams};

/// The SQL expression for what was done or attempted, from a table `a`: as in `audit_entries_by_action`.
macro_rules! attempted {
    () => {
        "iif(a.refused IS NULL, a.action, substr(a.action, 9))"
    };
}
pub(crate) use attempted;

/// The SQL expression for an entry, from a table `a`. Of a deleted account it says the pseudonym, whatever it was called then: the entry itself stays as it was
/// sealed.
macro_rules! entry_json {
    () => {
        concat!(
            "json_object('id', a.id, 'number', a.number, 'at', a.created_at, \
               'person', json((SELECT json_object('id', u.id, 'email', u.email, 'name', coalesce(u.name, '')) FROM users u WHERE u.id = a.actor_id)), \
               'action', ",
            $crate::audit::attempted!(),
            ", 'refused', a.refused, 'times', a.times, \
               'target', json_object('kind', a.target_kind, 'id', a.target_id, 'name', \
                 CASE WHEN a.target_kind = 'member' \
                   THEN coalesce((SELECT u.email FROM users u WHERE u.id = a.target_id AND u.deleted_at IS NOT NULL), a.target_name) \
                   WHEN a.action IN ('accept_invite', 'decline_invite') \
                   THEN coalesce((SELECT u.email FROM users u WHERE u.id = a.actor_id AND u.deleted_at IS NOT NULL), a.target_name) \
                   ELSE a.target_name END), \
               'project', a.project_id, 'mode', a.mode, 'details', json(a.details), 'way', a.way, 'country', a.country, \
               'browser', a.user_agent, 'request_id', a.request_id)"
        )
    };
}
pub(crate) use entry_json;

/// The common tables of one page, by the index and the conditions that lead to it. The other conditions sift what that finds, as far as `reach`: what is nowhere in
/// a log of a million entries is not looked for in one go. `?10` says whether anything is sifted.
macro_rules! page {
    ($limit:literal, $index:literal, $leads:expr) => {
        concat!(
            ", reach AS (SELECT (SELECT a.id FROM audit_entries a INDEXED BY ",
            $index,
            " WHERE a.id < ?4 AND a.id >= ?5 AND ",
            $leads,
            " ORDER BY a.id DESC LIMIT iif(?10, 1, 0) OFFSET 4999) AS id FROM organization o), \
             page AS (SELECT a.* FROM organization o CROSS JOIN audit_entries a INDEXED BY ",
            $index,
            " WHERE a.organization_id = o.id AND a.id < ?4 AND a.id >= max(?5, coalesce((SELECT id FROM reach), '')) AND ",
            $leads,
            " AND (?6 IS NULL OR a.project_id = ?6) AND (?7 IS NULL OR a.actor_id = ?7) AND (?8 IS NULL OR ",
            attempted!(),
            " = ?8) AND (?9 = 0 OR a.refused IS NOT NULL) ORDER BY a.id DESC LIMIT ",
            $limit,
            ")"
        )
    };
}

/// Where the list goes on behind a page of so many rows: with the last of them, or behind what was sifted, from the next entry of the organization on. `g` comes after every
/// digit, so that this very entry is looked at as well.
macro_rules! next {
    ($rows:literal, $offset:literal) => {
        concat!(
            "iif((SELECT count(*) FROM page) > ",
            $rows,
            ", (SELECT id FROM page ORDER BY id DESC LIMIT 1 OFFSET ",
            $offset,
            "), (SELECT max(a.id) FROM audit_entries a WHERE a.organization_id = o.id AND a.id >= ?5 AND a.id < (SELECT id FROM reach)) || 'g')"
        )
    };
}

/// The page of so many rows, and one more, for each thing that can lead to it.
macro_rules! pages {
    ($limit:literal) => {
        Pages {
            by_project: page!(
                $limit,
                "audit_entries_by_project",
                "a.organization_id = o.id AND a.project_id = ?6"
            ),
            by_action: page!(
                $limit,
                "audit_entries_by_action",
                concat!("a.organization_id = o.id AND ", attempted!(), " = ?8")
            ),
            denied: page!(
                $limit,
                "audit_entries_denied",
                "a.organization_id = o.id AND a.refused IS NOT NULL"
            ),
            all: page!($limit, "audit_entries_by_organization", "a.organization_id = o.id"),
        }
    };
}

struct Pages {
    by_project: &'static str,
    by_action: &'static str,
    denied: &'static str,
    all: &'static str,
}

const LISTED: Pages = pages!("51");
const EXPORTED: Pages = pages!("251");

/// Entries of one slice of an export: with 4 KB each they fit into the 2 MB that a string of D1 holds.
pub(super) const EXPORT_ROWS: usize = 250;

/// Behind every ID.
const END: &str = "~";

/// In the scope `organization`: one page, newest first.
pub(super) fn list(params: &ListAuditParams) -> Select {
    let (with, args) = found(&LISTED, params);
    let body = concat!(
        "SELECT json_object('organization', json(",
        organization_json!(),
        "), 'entries', json((SELECT json_group_array(json(item)) FROM (SELECT ",
        entry_json!(),
        " AS item FROM page a ORDER BY a.id DESC LIMIT 50))), 'next', ",
        next!("50", "49"),
        ") FROM organization o"
    );
    Select { with, body, args }
}

/// In the scope `organization`: one slice of an export.
pub(super) fn export(params: &ExportAuditParams) -> Select {
    let (with, mut args) = found(&EXPORTED, &params.listed());
    let is_first = params.after.is_none();
    args.extend(args![params.format.as_str(), if is_first { "true" } else { "false" }]);
    let body = concat!(
        "SELECT json_object('format', ?11, 'first', json(?12), 'entries', json((SELECT json_group_array(json(item)) FROM (SELECT ",
        entry_json!(),
        " AS item FROM page a ORDER BY a.id DESC LIMIT 250))), 'next', ",
        next!("250", "249"),
        ") FROM organization o"
    );
    Select { with, body, args }
}

/// What leads to what is looked for, and the values of `?4` to `?10`.
fn found(pages: &Pages, params: &ListAuditParams) -> (&'static str, Vec<Value>) {
    let (project, person) = (filter(params.project.as_deref()), filter(params.person.as_deref()));
    let action = params.action.as_ref().map(Action::as_str);
    // A person is looked for in what the organization has, never in what they did anywhere: how much that is would show in where a page goes on.
    let (with, is_sifted) = match (project, action) {
        (Some(_), _) => (pages.by_project, person.is_some() || action.is_some() || params.denied),
        (None, Some(_)) => (pages.by_action, person.is_some() || params.denied),
        _ if params.denied => (pages.denied, person.is_some()),
        _ => (pages.all, person.is_some()),
    };
    let until = params.until.map_or_else(|| END.to_owned(), beginning);
    let after = params.after.as_ref().map_or(END, |after| after.as_str());
    let before = after.min(until.as_str());
    let since = params.since.map(beginning).unwrap_or_default();
    (with, args![before, since, project, person, action, i64::from(params.denied), i64::from(is_sifted)])
}

fn filter(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.is_empty())
}

/// What the IDs of that time begin with: IDs of before are smaller.
pub(crate) fn beginning(at: i64) -> String {
    let digits = format!("{:012x}", at.max(0));
    let (high, low) = digits.split_at(8);
    format!("{high}-{low}")
}
