//! The audit log. Every change writes its entry in its own batch.

pub(crate) mod chain;
mod details;
mod export;
mod former;
mod store;

pub(crate) use details::bounded;
pub use details::{DETAILS_BYTES, Details};
pub(crate) use export::{export, exported};
pub(crate) use store::{attempted, beginning, entry_json};

use crate::access::Select;
use crate::args;
use crate::context::Context;
use crate::db::{Passing, Statement};
use details::Source;
use portico_api::audit::ListAuditParams;
use portico_api::organizations::OrganizationParams;
use portico_api::{OrganizationId, UserId};

pub(crate) fn list(params: &ListAuditParams) -> Select {
    store::list(params)
}

/// Whose entries are in the log although they are no members any more.
pub(crate) fn former_members(_: &OrganizationParams) -> Select {
    former::list()
}

/// What keeps somebody from more changes for a time (migrations/0018_retention.sql): of the newest 2,000 the oldest has to become a day old. What is as old as that to the
/// millisecond still counts.
pub(crate) fn few_changes(actor: &UserId) -> Passing {
    let select = "\
        SELECT created_at + 86400001 FROM audit_entries WHERE actor_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET 1999";
    Passing { guard: "change_limit", select, args: args![actor] }
}

/// What a change did, for the log.
#[derive(Clone, Debug)]
pub struct Entry {
    /// `None`: it is about an account, not about a tenant.
    pub organization_id: Option<OrganizationId>,
    pub target_kind: &'static str,
    pub target_id: String,
    pub details: Details,
}

/// The beginning of each statement that writes an entry: what follows names the values in this order.
macro_rules! insert_entry {
    () => {
        "INSERT INTO audit_entries \
           (id, organization_id, actor_id, action, target_kind, target_id, details, request_id, user_agent, created_at) "
    };
    ($more:literal) => {
        concat!(
            "INSERT INTO audit_entries \
               (id, organization_id, actor_id, action, target_kind, target_id, details, request_id, user_agent, created_at, ",
            $more,
            ") "
        )
    };
}
/// The SQL expression for the ID of each of several entries that one statement makes: as old as the ID `$of`, and like no other, whatever they are about.
/// Whoever imports a project chooses the IDs of its environments, so nothing of those is in it.
macro_rules! entry_id {
    ($of:literal) => {
        concat!("substr(", $of, ", 1, 24) || lower(hex(randomblob(6)))")
    };
}
pub(crate) use {entry_id, insert_entry};

const INSERT: &str =
    concat!(insert_entry!("country"), "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?10, ?7, ?8, ?9, ?11)");

/// The statement that writes `entry` for the endpoint named `action`.
pub fn insert(cx: &Context, actor: &UserId, action: &str, entry: &Entry) -> Statement {
    let mut values = args![
        cx.new_id(),
        entry.organization_id.as_ref(),
        actor,
        action,
        entry.target_kind,
        &entry.target_id,
        &cx.request_id,
        cx.request.user_agent(),
        cx.now,
    ];
    let country = cx.request.country.as_deref();
    match &entry.details.0 {
        Source::Known(json) => {
            values.extend(args![json, country]);
            Statement::new(INSERT, values)
        }
        Source::Found { select, args } => {
            values.extend(args.iter().cloned().chain(args![country]));
            let sql = format!(
                "{}SELECT ?1, ?2, ?3, ?4, ?5, ?6, f.details, ?7, ?8, ?9, ?{} FROM (SELECT ({select}) AS details) f WHERE f.details IS NOT NULL",
                insert_entry!("country"),
                values.len(),
            );
            Statement::new(sql, values)
        }
    }
}

/// The statement that writes down that an invoice was issued by the clock, if it was.
pub(crate) fn insert_issued(id: &str, invoice: &str, now: i64) -> Statement {
    let sql = concat!(
        insert_entry!(),
        "SELECT ?1, v.organization_id, NULL, 'issue_invoice', 'invoice', v.id, json_object('number', v.number, 'total', v.total), \
           'cron', 'cron', ?3 FROM invoices v WHERE v.id = ?2"
    );
    Statement::new(sql, args![id, invoice, now])
}

/// The statement that writes down that a plan has ended by the clock, if it still is at that version.
pub(crate) fn insert_ended(id: &str, organization: &OrganizationId, version: i64, now: i64) -> Statement {
    let sql = concat!(
        insert_entry!(),
        "SELECT ?1, s.organization_id, NULL, 'end_plan', 'organization', s.organization_id, json_object('plan', s.plan), 'cron', 'cron', ?4 \
         FROM subscriptions s WHERE s.organization_id = ?2 AND s.version = ?3"
    );
    Statement::new(sql, args![id, organization, version, now])
}
