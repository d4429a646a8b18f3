//! Offers in the database.

use super::{is_made_there, offer_is_open, open_offer_json, working_keys};
use crate::access::{OrganizationProof, ProjectProof, Select, is_met};
use crate::args;
use crate::audit::insert_entry;
use crate::billing::{Standing, counts_with, keep_room_for_moved, keep_room_for_project, standing_json};
use crate::context::Context;
use crate::db::{Statement, guard};
use portico_api::access::Owner;
use portico_api::offers::{
    NewOffer, OFFER_LIFE_MS, OFFERS_PER_DAY, OfferParams, OfferPreviewParams, TAKE_BACK_MS,
};
use portico_api::text::trim_unseen;
use portico_api::{EnvironmentId, OfferId, OrganizationId, ProjectId, UserId};
use serde::Deserialize;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// How an offer stands.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum State {
    Open,
    /// Accepted, and the project can be taken back.
    Returnable,
    Accepted,
    Declined,
    Withdrawn,
    TakenBack,
    Expired,
    /// Whoever made it is no Owner any more.
    Void,
    /// The project was deleted, or is elsewhere.
    Gone,
}

/// The SQL expression for a [`State`], from an offer `f` and its project `p`.
macro_rules! state {
    () => {
        concat!(
            "CASE WHEN f.state = 'accepted' AND f.take_back_until > ?2 AND p.purged_at IS NULL THEN 'returnable' \
               WHEN f.state <> 'open' THEN f.state WHEN f.expires_at <= ?2 THEN 'expired' \
               WHEN p.organization_id <> f.from_organization_id OR p.deleted_at IS NOT NULL THEN 'gone' \
               WHEN ",
            offer_is_open!("?2"),
            " THEN 'open' ELSE 'void' END"
        )
    };
}

/// What making an offer has to know first.
#[derive(Debug, Deserialize)]
pub(super) struct Found {
    pub(super) name: String,
    /// Of the organization that it is in.
    pub(super) slug: String,
    /// Another organization can still take it back.
    pub(super) is_returnable: bool,
}

/// In the scope `project`: [`Found`].
pub(super) const OFFERABLE: &str = "\
    SELECT json_object('name', p.name, 'slug', o.slug, 'is_returnable', json(iif(EXISTS (SELECT 1 FROM project_offers f \
      WHERE f.project_id = p.id AND f.state = 'accepted' AND f.take_back_until > ?2), 'true', 'false'))) \
    FROM project p, organization o";

/// In the scope `project`: its open offer.
pub(super) const SHOW_OPEN: &str = concat!("SELECT ", open_offer_json!(), " FROM project p");

/// In the scope `project`: the parts of the dry run. Of an organization that the caller is no member of, `target` has no row.
pub(super) fn preview(params: &OfferPreviewParams) -> Select {
    Select {
        with: concat!(
            ", target AS (SELECT t.*, m.role FROM organization c JOIN organizations t \
                 ON t.id = coalesce((SELECT s.id FROM organizations s WHERE s.slug = ?5), ?5) AND t.deleted_at IS NULL AND t.id <> c.id AND ",
            is_met!("t"),
            " JOIN memberships m ON m.organization_id = t.id AND m.user_id = c.user_id), \
               loser AS (SELECT m.email_key, m.user_id FROM organization c JOIN memberships m ON m.organization_id = c.id \
                 WHERE NOT EXISTS (SELECT 1 FROM target t JOIN memberships x ON x.organization_id = t.id AND x.user_id = m.user_id)), \
               working AS (SELECT k.* FROM project p JOIN environments x ON x.organization_id = p.organization_id AND x.project_id = p.id \
                 CROSS JOIN keys k ON k.environment_id = x.id AND k.revoked_at IS NULL AND coalesce(k.expires_at, 9e15) > ?2)"
        ),
        body: concat!(
            "SELECT json_object('loses', (SELECT count(*) FROM loser), 'losers', json((SELECT json_group_array(email) FROM \
               (SELECT u.email FROM loser l JOIN users u ON u.id = l.user_id ORDER BY l.email_key LIMIT 10))), 'keys_total', ",
            working_keys!(),
            ", 'keys', json((SELECT json_group_array(json(item)) FROM (SELECT json_object('mode', e.mode, 'name', k.name, \
               'last4', k.last4, 'created_by', (SELECT y.email FROM users y WHERE y.id = k.created_by), \
               'created_by_name', (SELECT nullif(y.name, '') FROM users y WHERE y.id = k.created_by)) AS item \
               FROM working k JOIN environments e ON e.id = k.environment_id ORDER BY k.id DESC LIMIT 100))), \
             'target', json((SELECT json_object('name', o.name, 'slug', o.slug, \
               'may_accept', json(iif(o.role >= 3, 'true', 'false')), 'bytes', p.stored_bytes, 'of_creator', iif(",
            counts_with!("p.organization_id", "o.id", "?2"),
            ", 0, p.stored_bytes), 'standing', json(",
            standing_json!(),
            ")) FROM target o))) FROM project p"
        ),
        args: args![trim_unseen(params.target.as_deref().unwrap_or_default()).to_lowercase()],
    }
}

/// The offer, if the project is as it was looked at and is not offered, or on probation, already. Offers that time or a lost right has
/// overtaken make room.
pub(super) fn make(
    cx: &Context,
    proof: &ProjectProof<Owner>,
    id: &OfferId,
    new: &NewOffer,
    details: &str,
) -> Vec<Statement> {
    let (organization, project) = (proof.organization().id(), proof.id());
    let caller = proof.organization().caller().user_id();
    let unchanged = "EXISTS (SELECT 1 FROM projects WHERE organization_id = ?1 AND id = ?2 AND version = ?3)";
    let settled = "\
        NOT EXISTS (SELECT 1 FROM project_offers f WHERE f.project_id = ?1 AND f.state = 'accepted' AND f.take_back_until > ?2)";
    // Of one person over all their organizations as well: each offer stands before whoever it is made to, and in their log.
    let below = "\
        (SELECT count(*) FROM project_offers WHERE from_organization_id = ?1 AND offered_at > ?2) < ?3 \
        AND (SELECT count(*) FROM project_offers WHERE offered_by = ?4 AND offered_at > ?2) < ?3";
    // The one that has to become a day old.
    let until = "\
        SELECT CAST(?4 AS INTEGER) + max(\
          coalesce((SELECT offered_at FROM project_offers WHERE from_organization_id = ?1 ORDER BY offered_at DESC LIMIT 1 OFFSET ?3), 0), \
          coalesce((SELECT offered_at FROM project_offers WHERE offered_by = ?2 ORDER BY offered_at DESC LIMIT 1 OFFSET ?3), 0))";
    let overtaken = concat!(
        "UPDATE project_offers AS f SET state = 'expired', decided_at = ?2 WHERE f.project_id = ?1 AND f.state = 'open' AND NOT (",
        offer_is_open!("?2"),
        ")"
    );
    let insert = "\
        INSERT INTO project_offers (id, project_id, name, from_organization_id, target, to_organization_id, offered_by, offered_at, expires_at) \
        SELECT ?1, p.id, p.name, ?2, ?4, (SELECT t.id FROM organizations t WHERE t.id = \
          coalesce((SELECT s.id FROM organizations s WHERE s.slug = ?4), ?4) AND t.deleted_at IS NULL AND t.id <> ?2), ?5, ?6, ?7 \
        FROM projects p WHERE p.organization_id = ?2 AND p.id = ?3";
    // Whoever is offered something can read in their own log by whom.
    let entry = concat!(
        insert_entry!("country"),
        "SELECT ?1, f.to_organization_id, ?3, 'offer_project', 'project', f.project_id, ?4, ?5, ?6, ?7, ?8 \
         FROM project_offers f WHERE f.id = ?2 AND f.to_organization_id IS NOT NULL"
    );
    let agent = cx.request.user_agent();
    vec![
        guard::holds("stale", unchanged, args![organization, project, new.version]),
        guard::holds("returnable", settled, args![project, cx.now]),
        guard::passing(
            "offer_limit",
            (below, args![organization, cx.now - DAY_MS, OFFERS_PER_DAY, caller]),
            (until, args![organization, caller, OFFERS_PER_DAY - 1, DAY_MS]),
        ),
        Statement::new(overtaken, args![project, cx.now]),
        Statement::new(
            insert,
            args![id, organization, project, &new.target, caller, cx.now, cx.now + OFFER_LIFE_MS],
        ),
        Statement::new(
            entry,
            args![
                cx.new_id(),
                id,
                caller,
                details,
                &cx.request_id,
                agent,
                cx.now,
                cx.request.country.as_deref()
            ],
        ),
    ]
}

/// What the organization has to know first that made an offer.
#[derive(Debug, Deserialize)]
pub(super) struct Outgoing {
    pub(super) state: State,
    pub(super) project: ProjectId,
    pub(super) name: String,
    /// Whom it was offered to, where there was such an organization.
    pub(super) to: Option<OrganizationId>,
    /// Where the project is.
    pub(super) now_in: OrganizationId,
    /// Its environments that have something published.
    pub(super) published: Vec<EnvironmentId>,
}

/// In the scope `organization`: [`Outgoing`].
pub(super) fn outgoing(params: &OfferParams) -> Select {
    let body = concat!(
        "SELECT json_object('state', ",
        state!(),
        ", 'project', p.id, 'name', p.name, 'to', f.to_organization_id, 'now_in', p.organization_id, \
           'published', json((SELECT json_group_array(e.id) FROM environments e \
             WHERE e.organization_id = p.organization_id AND e.project_id = p.id AND e.published_version > 0))) \
         FROM organization o JOIN project_offers f ON f.id = ?4 AND f.from_organization_id = o.id JOIN projects p ON p.id = f.project_id"
    );
    Select { with: "", body, args: args![&params.offer] }
}

/// What the organization has to know first that a project is offered to.
#[derive(Debug, Deserialize)]
pub(super) struct Incoming {
    pub(super) state: State,
    pub(super) project: ProjectId,
    pub(super) name: String,
    pub(super) from: OrganizationId,
    pub(super) standing: Standing,
    /// What of it is stored.
    pub(super) bytes: i64,
    /// How much of that is new to what the creator of the organization has.
    pub(super) of_creator: i64,
}

/// In the scope `organization`: [`Incoming`].
pub(super) fn incoming(params: &OfferParams) -> Select {
    let body = concat!(
        "SELECT json_object('state', ",
        state!(),
        ", 'project', p.id, 'name', p.name, 'from', f.from_organization_id, 'bytes', p.stored_bytes, 'of_creator', iif(",
        counts_with!("p.organization_id", "o.id", "?2"),
        ", 0, p.stored_bytes), 'standing', json(",
        standing_json!(),
        ")) FROM organization o JOIN project_offers f ON f.id = ?4 AND f.to_organization_id = o.id JOIN projects p ON p.id = f.project_id"
    );
    Select { with: "", body, args: args![&params.offer] }
}

/// The offer waits for its answer in this very transaction.
pub(super) fn still_open(cx: &Context, offer: &str) -> Statement {
    let condition = concat!(
        "EXISTS (SELECT 1 FROM project_offers f JOIN projects p ON p.id = f.project_id \
           AND p.organization_id = f.from_organization_id AND p.deleted_at IS NULL WHERE f.id = ?1 AND ",
        offer_is_open!("?2"),
        ")"
    );
    guard::holds("project_offer", condition, args![offer, cx.now])
}

pub(super) fn decide(cx: &Context, offer: &str, state: &str, by: &UserId) -> Statement {
    let sql = "UPDATE project_offers SET state = ?2, decided_by = ?3, decided_at = ?4 WHERE id = ?1 AND state = 'open'";
    Statement::new(sql, args![offer, state, by, cx.now])
}

/// Guards, and what becomes of the offer, with what the project holds until then; the move follows.
pub(super) fn acceptance(
    cx: &Context,
    to: &OrganizationId,
    offer: &str,
    by: &UserId,
    project: &ProjectId,
) -> Vec<Statement> {
    let set = "\
        UPDATE project_offers SET state = 'accepted', decided_by = ?2, decided_at = ?3, take_back_until = ?4, \
          (name, bytes) = (SELECT p.name, p.stored_bytes FROM projects p WHERE p.id = project_id), \
          keys = (SELECT json_group_array(k.id) FROM environments x CROSS JOIN keys k ON k.environment_id = x.id AND k.revoked_at IS NULL \
            AND coalesce(k.expires_at, 9e15) > ?3 WHERE x.project_id = project_offers.project_id) \
        WHERE id = ?1";
    vec![
        still_open(cx, offer),
        keep_room_for_project(to, cx.now),
        keep_room_for_moved(to, project, cx.now),
        Statement::new(set, args![offer, by, cx.now, cx.now + TAKE_BACK_MS]),
    ]
}

/// Guard, what becomes of the offer, and the end of what the other side began: keys that were made there open nothing any more.
pub(super) fn returning(
    cx: &Context,
    proof: &OrganizationProof<Owner>,
    offer: &str,
    now_in: &OrganizationId,
    project: &ProjectId,
) -> Vec<Statement> {
    let returnable = "\
        EXISTS (SELECT 1 FROM project_offers f JOIN projects p ON p.id = f.project_id AND p.organization_id = ?3 AND p.purged_at IS NULL \
        WHERE f.id = ?1 AND f.from_organization_id = ?2 AND f.state = 'accepted' AND f.take_back_until > ?4)";
    let set =
        "UPDATE project_offers SET state = 'taken_back', decided_by = ?2, decided_at = ?3 WHERE id = ?1";
    const REVOKE: &str = concat!(
        "UPDATE keys AS k SET revoked_at = ?4 WHERE organization_id = ?2 AND project_id = ?3 AND revoked_at IS NULL \
           AND EXISTS (SELECT 1 FROM project_offers f WHERE f.id = ?1 AND ",
        is_made_there!(),
        ")"
    );
    vec![
        guard::holds("project_offer", returnable, args![offer, proof.id(), now_in, cx.now]),
        Statement::new(REVOKE, args![offer, now_in, project, cx.now]),
        close_open(now_in.as_str(), project, proof.caller().user_id(), cx.now),
        Statement::new(set, args![offer, proof.caller().user_id(), cx.now]),
    ]
}

/// The statement that withdraws the open offer of a project that is going away.
pub(crate) fn close_open(organization: &str, project: &ProjectId, by: &UserId, now: i64) -> Statement {
    let sql = "\
        UPDATE project_offers SET state = 'withdrawn', decided_by = ?3, decided_at = ?4 \
        WHERE project_id = ?2 AND state = 'open' AND from_organization_id = ?1";
    Statement::new(sql, args![organization, project, by, now])
}

/// Where the project comes out of a trash, the edge has forgotten it.
pub(super) fn tell_the_edge(cx: &Context, organization: &OrganizationId, project: &ProjectId) -> Statement {
    crate::trash::queue(organization.as_str(), project, cx.now)
}
