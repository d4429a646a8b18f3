//! Attempts that were refused, in the audit log of the organization in which they were made: who tried what, and how often, but nothing of what
//! was sent. Bounded, so that nobody fills the log: at most 20 entries of one person in one hour, and one of each status that
//! sums up the rest.

use crate::args;
use crate::audit::{bounded, insert_entry};
use crate::context::Context;
use crate::db::{Statement, Value};
use crate::error::Error;
use portico_api::params::Pairs;
use portico_api::registry::Entry;
use serde_json::{Map, json};

const HOUR_MS: i64 = 60 * 60 * 1000;
const ENTRIES: i64 = 20;

/// Parts of paths whose reads are watched as well.
const WATCHED: &[&str] = &[
    "keys",
    "members",
    "invites",
    "billing",
    "usage",
    "promotion",
    "trash",
    "audit",
    "exports",
    "security",
    "offer",
];

/// Whether attempts at an endpoint are written down in the environment `mode`, if its path has one: every change is, and every read of live.
pub fn is_watched(entry: &Entry, mode: Option<&str>) -> bool {
    entry.method.mutates()
        || mode == Some("live")
        || entry.path.split('/').any(|part| WATCHED.contains(&part))
}

macro_rules! count_refusal {
    ($action:literal, $kind:literal, $target:literal, $details:literal, $condition:literal) => {
        concat!(
            insert_entry!("refused, refused_hour, country"),
            "SELECT ?1, ?2, ?3, ",
            $action,
            ", ",
            $kind,
            ", ",
            $target,
            ", ",
            $details,
            ", ?8, ?9, ?10, ?11, ?12, ?14 WHERE ",
            $condition,
            " ON CONFLICT (organization_id, actor_id, refused_hour, action, target_id, refused) WHERE refused_hour IS NOT NULL \
              DO UPDATE SET times = times + 1"
        )
    };
}

/// There is room for the entry, or it is there.
const ITS_OWN: &str = count_refusal!(
    "?4",
    "?5",
    "?6",
    "?7",
    "((SELECT count(*) FROM audit_entries WHERE organization_id = ?2 AND actor_id = ?3 AND refused_hour = ?12) < ?13 \
       OR EXISTS (SELECT 1 FROM audit_entries WHERE organization_id = ?2 AND actor_id = ?3 AND refused_hour = ?12 \
         AND action = ?4 AND target_id = ?6 AND refused = ?11))"
);

/// There was none.
const THE_REST: &str = count_refusal!(
    "'refused_more'",
    "'organization'",
    "?2",
    "'{}'",
    "NOT EXISTS (SELECT 1 FROM audit_entries WHERE organization_id = ?2 AND actor_id = ?3 AND refused_hour = ?12 \
       AND action = ?4 AND target_id = ?6 AND refused = ?11) AND ?13 > 0"
);

/// Leaves an entry for after the answer, if it is such a refusal: of a member of the organization.
pub(crate) fn note(cx: &Context, entry: &Entry, pairs: &Pairs, refusal: &Error) {
    let status = match refusal {
        // Nor does whoever is a member get in with another sign-in than is asked for, or without proving who it is.
        Error::Forbidden
        | Error::NotPermitted(_)
        | Error::AboveRole(_)
        | Error::SignInAsked(_)
        | Error::ProofNeeded => 403_i64,
        Error::NotFound => 404,
        _ => return,
    };
    if !is_watched(entry, pairs.get("mode")) {
        return;
    }
    let Some(place) = cx.place().filter(|place| place.role.is_some()) else { return };
    let (Some(user), Some(organization)) = (&place.user_id, &place.organization_id) else { return };
    let (kind, target) = match (&place.environment_id, &place.project_id) {
        (Some(environment), _) => ("environment", environment),
        (None, Some(project)) => ("project", project),
        (None, None) => ("organization", organization),
    };
    let details = bounded(&json!({ "attempted": attempted(pairs) }));
    let values = |id: String| -> Vec<Value> {
        args![
            id,
            organization,
            user,
            format!("refused_{}", entry.name),
            kind,
            target,
            &details,
            &cx.request_id,
            cx.request.user_agent(),
            cx.now,
            status,
            cx.now / HOUR_MS,
            ENTRIES,
            cx.request.country.as_deref()
        ]
    };
    cx.afterwards(Statement::new(ITS_OWN, values(cx.new_id())));
    cx.afterwards(Statement::new(THE_REST, values(cx.new_id())));
}

/// What the path named: as far as it looks like a name, because anybody can write anything there.
fn attempted(pairs: &Pairs) -> Map<String, serde_json::Value> {
    let is_name = |value: &str| {
        value.len() <= 48 && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    const NAMES: &[&str] = &["project", "mode", "member", "invite", "invoice", "key", "number"];
    let named = pairs.iter().filter(|(name, value)| NAMES.contains(name) && is_name(value));
    named.map(|(name, value)| (name.to_owned(), value.into())).collect()
}
