//! The log in the database, as it is read.

use crate::access::Select;
use crate::args;
use crate::organizations::organization_json;
use portico_api::audit::{Action, ListAuditParams};

/// The SQL expression for what was done or attempted, from a table `a`: as in `audit_entries_by_action`.
macro_rules! attempted {
    () => {
        "iif(a.refused IS NULL, a.action, substr(a.action, 9))"
    };
}

/// The SQL expression for an entry, from a table `a`.
macro_rules! entry_json {
    () => {
        concat!(
            "json_object('id', a.id, 'at', a.created_at, \
               'person', json((SELECT json_object('id', u.id, 'email', u.email, 'name', coalesce(u.name, '')) FROM users u WHERE u.id = a.actor_id)), \
               'action', ",
            attempted!(),
            ", 'refused', a.refused, 'times', a.times, \
               'target', json_object('kind', a.target_kind, 'id', a.target_id, 'name', a.target_name), \
               'project', a.project_id, 'mode', a.mode, 'details', json(a.details), 'way', a.way, 'country', a.country, \
               'browser', a.user_agent, 'request_id', a.request_id)"
        )
    };
}

/// The common table of one page, by the index and the condition that leads to it. The other conditions sift what that finds.
macro_rules! page {
    ($index:literal, $leads:expr) => {
        concat!(
            ", page AS (SELECT a.* FROM organization o CROSS JOIN audit_entries a INDEXED BY ",
            $index,
            " WHERE a.organization_id = o.id AND a.id < ?4 AND a.id >= ?5 AND ",
            $leads,
            " AND (?6 IS NULL OR a.project_id = ?6) AND (?7 IS NULL OR a.actor_id = ?7) AND (?8 IS NULL OR ",
            attempted!(),
            " = ?8) AND (?9 = 0 OR a.refused IS NOT NULL) ORDER BY a.id DESC LIMIT 51)"
        )
    };
}

const BY_PROJECT: &str = page!("audit_entries_by_project", "a.project_id = ?6");
const BY_PERSON: &str = page!("audit_entries_by_person", "a.actor_id = ?7");
const BY_ACTION: &str = page!("audit_entries_by_action", concat!(attempted!(), " = ?8"));
const DENIED: &str = page!("audit_entries_denied", "a.refused IS NOT NULL");
const ALL: &str = page!("audit_entries_by_organization", "1");

/// Behind every ID.
const END: &str = "~";

/// In the scope `organization`: one page, newest first.
pub(super) fn list(params: &ListAuditParams) -> Select {
    let (project, person) = (filter(params.project.as_deref()), filter(params.person.as_deref()));
    let action = params.action.as_ref().map(Action::as_str);
    let with = match (project, person, action) {
        (Some(_), _, _) => BY_PROJECT,
        (_, Some(_), _) => BY_PERSON,
        (_, _, Some(_)) => BY_ACTION,
        _ if params.denied => DENIED,
        _ => ALL,
    };
    let until = params.until.map_or_else(|| END.to_owned(), beginning);
    let after = params.after.as_ref().map_or(END, |after| after.as_str());
    let before = after.min(until.as_str());
    let since = params.since.map(beginning).unwrap_or_default();
    Select {
        with,
        body: concat!(
            "SELECT json_object('organization', json(",
            organization_json!(),
            "), 'entries', json((SELECT json_group_array(json(item)) FROM (SELECT ",
            entry_json!(),
            " AS item FROM page a ORDER BY a.id DESC LIMIT 50))), \
             'next', (SELECT id FROM page WHERE (SELECT count(*) FROM page) > 50 ORDER BY id DESC LIMIT 1 OFFSET 49)) \
             FROM organization o"
        ),
        args: args![before, since, project, person, action, i64::from(params.denied)],
    }
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
