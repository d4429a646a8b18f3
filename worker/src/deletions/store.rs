//! Deleted organizations in the database.

use super::{close, tell};
use crate::access::{DeletedOrganizationProof, OrganizationProof};
use crate::args;
use crate::billing::{Facts, facts_json};
use crate::context::Context;
use crate::db::{Statement, guard};
use crate::notices;
use portico_api::access::Owner;
use portico_api::trash::TRASH_KEPT_MS;
use portico_api::{EnvironmentId, OrganizationId};
use serde::Deserialize;

/// The SQL condition that somebody may restore the organization `o`: whoever deleted it or, where that one is no Owner any more, any other.
macro_rules! may_restore {
    ($user:literal) => {
        concat!(
            "(o.deleted_by = ",
            $user,
            " OR NOT EXISTS (SELECT 1 FROM memberships y WHERE y.organization_id = o.id AND y.user_id = o.deleted_by AND y.role = 4))"
        )
    };
}

/// The SQL expression for a deleted organization, from a table `o`, the ID of whoever asks, and whether their sign-in is what it asks for: who does not
/// fulfil that hears its name, and until when it is there. 2,592,000,000 ms are 30 days.
macro_rules! deleted_json {
    ($user:literal, $is_met:expr) => {
        concat!(
            "json_object('id', o.id, 'name', o.name, 'slug', o.slug, 'deleted_at', o.deleted_at, \
               'deleted_by', coalesce((SELECT u.email FROM users u WHERE u.id = o.deleted_by AND ",
            $is_met,
            "), ''), 'deleted_by_name', (SELECT nullif(u.name, '') FROM users u WHERE u.id = o.deleted_by AND ",
            $is_met,
            "), 'kept_until', o.deleted_at + 2592000000, 'may_restore', json(iif(",
            $is_met,
            " AND ",
            may_restore!($user),
            ", 'true', 'false')))"
        )
    };
}

/// The SQL expression for environments of the organization `o` that have something published, as many as one instance brings over at once.
macro_rules! published_json {
    () => {
        "json((SELECT json_group_array(id) FROM (SELECT e.id FROM environments e WHERE e.organization_id = o.id AND e.published_version > 0 LIMIT 50)))"
    };
}

/// In the scope `organization`: what goes with it.
pub(super) const PREVIEW: &str = concat!(
    "SELECT json_object('projects', o.projects, 'trashed', o.trashed, 'members', o.members, 'invites', ",
    crate::counts::open_invites!("?2"),
    ", 'keys', (SELECT count(*) FROM (SELECT 1 FROM keys k WHERE k.organization_id = o.id AND k.revoked_at IS NULL AND coalesce(k.expires_at, 9e15) > ?2 LIMIT ?4)), \
       'returnable', (SELECT count(*) FROM project_offers f WHERE f.from_organization_id = o.id AND f.state = 'accepted' AND f.take_back_until > ?2), \
       'plan', ",
    crate::billing::plan_word!("s.plan"),
    ", 'paid_until', s.period_end, 'pays_by_stripe', json(iif(s.stripe_subscription IS NULL, 'false', 'true')), \
       'open_invoices', (SELECT count(*) FROM invoices v WHERE v.organization_id = o.id AND v.status = 'open'), \
       'kept_until', CAST(?2 AS INTEGER) + 2592000000, 'version', o.version) \
     FROM organization o JOIN subscriptions s ON s.organization_id = o.id"
);

/// What a deletion has to know first.
#[derive(Debug, Deserialize)]
pub(super) struct Deletable {
    pub(super) name: String,
    pub(super) facts: Facts,
    pub(super) published: Vec<EnvironmentId>,
    /// How often it was deleted within 24 hours.
    pub(super) deletions: i64,
}

/// In the scope `organization`: [`Deletable`].
pub(super) const DELETABLE: &str = concat!(
    "SELECT json_object('name', o.name, 'facts', json((",
    facts_json!(""),
    ")), 'published', ",
    published_json!(),
    ", 'deletions', (SELECT count(*) FROM audit_entries a WHERE a.organization_id = o.id AND iif(a.refused IS NULL, a.action, substr(a.action, 9)) = 'delete_organization' \
       AND a.refused IS NULL AND a.created_at > ?2 - 86400000)) FROM organization o"
);

/// What a restoration has to know first.
#[derive(Debug, Deserialize)]
pub(super) struct Restorable {
    pub(super) name: String,
    pub(super) may_restore: bool,
    /// How many keys, or invites if they are more, are left that its deletion ends; `None`: it is through.
    pub(super) closing: Option<i64>,
    pub(super) published: Vec<EnvironmentId>,
}

/// In the scope of a deleted organization: [`Restorable`]. Of what is left it counts no more than 45,000, half an hour of cron's.
pub(super) const RESTORABLE: &str = concat!(
    "SELECT json_object('name', o.name, 'may_restore', json(iif(",
    may_restore!("o.user_id"),
    ", 'true', 'false')), 'closing', (SELECT max(\
         (SELECT count(*) FROM (SELECT 1 FROM keys k WHERE k.organization_id = y.id AND k.revoked_at IS NULL LIMIT 45000)), \
         (SELECT count(*) FROM (SELECT 1 FROM invites i WHERE i.organization_id = y.id AND i.state = 'open' LIMIT 45000))) \
       FROM organizations y WHERE y.id = o.id AND y.closing_at IS NOT NULL), 'published', ",
    published_json!(),
    ") FROM organization o"
);

/// In the scope `caller`: those that can be restored, of which the caller is an Owner.
pub(super) const LIST: &str = concat!(
    "SELECT json_object('organizations', json((SELECT json_group_array(json(item)) FROM (SELECT ",
    deleted_json!("m.user_id", crate::access::is_met!("o", "c.sign_ins")),
    " AS item FROM caller c JOIN memberships m ON m.user_id = c.user_id AND m.role = 4 \
       JOIN organizations o ON o.id = m.organization_id AND o.deleted_at > ?2 - 2592000000 \
     ORDER BY o.deleted_at DESC, o.id DESC LIMIT 200)))) FROM caller"
);

/// Undoes the batch unless the organization is as it was looked at.
pub(super) fn still_at(organization: &OrganizationId, version: i64) -> Statement {
    let condition = "EXISTS (SELECT 1 FROM organizations WHERE id = ?1 AND version = ?2)";
    guard::holds("stale", condition, args![organization, version])
}

pub(super) fn delete(cx: &Context, proof: &OrganizationProof<Owner>) -> Vec<Statement> {
    let (id, caller) = (proof.id(), proof.caller().user_id());
    let set = "\
        UPDATE organizations SET deleted_at = ?2, deleted_by = ?3, tell_after = '', tell_at = ?4, version = version + 1, updated_at = ?2 \
        WHERE id = ?1";
    let offers = "\
        UPDATE project_offers SET state = 'withdrawn', decided_by = ?3, decided_at = ?2 WHERE from_organization_id = ?1 AND state = 'open'";
    let mut statements = vec![
        Statement::new(set, args![id, cx.now, caller, cx.now + tell::AGAIN_AFTER_MS]),
        close::begin(id.as_str(), cx.now),
        // Nobody accepts what is in the trash.
        Statement::new(offers, args![id, cx.now, caller]),
    ];
    statements.extend(close::slice(id.as_str(), cx.now));
    statements.push(notices::organization_deleted(cx, proof));
    statements.extend(tell::slice(id, cx.now));
    statements
}

/// The statement that answers an organization that its batch has moved to the trash.
pub(super) fn deleted(_: &Context, proof: &OrganizationProof<Owner>) -> Statement {
    let sql = concat!("SELECT ", deleted_json!("?2", "1"), " FROM organizations o WHERE o.id = ?1");
    Statement::new(sql, args![proof.id(), proof.caller().user_id()])
}

/// Puts it back, if it is in the trash still and the caller may.
pub(super) fn restore(cx: &Context, proof: &DeletedOrganizationProof) -> Vec<Statement> {
    const THERE: &str = concat!(
        "EXISTS (SELECT 1 FROM organizations o WHERE o.id = ?1 AND o.deleted_at > ?3 AND o.closing_at IS NULL AND ",
        may_restore!("?2"),
        ")"
    );
    let set = "\
        UPDATE organizations SET deleted_at = NULL, deleted_by = NULL, ending_told_at = NULL, tell_at = NULL, tell_after = '', version = version + 1, updated_at = ?2 WHERE id = ?1";
    let mut statements = vec![
        guard::holds("target", THERE, args![proof.id(), proof.caller().user_id(), cx.now - TRASH_KEPT_MS]),
        Statement::new(set, args![proof.id(), cx.now]),
    ];
    statements.extend(tell::slice(proof.id(), cx.now));
    statements
}
