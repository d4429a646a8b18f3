//! Invites in the database, for those who send them.

use super::json::invite_json;
use crate::access::{OrganizationProof, Select};
use crate::args;
use crate::billing::{self, standing_json};
use crate::budgets;
use crate::context::Context;
use crate::db::{Right, Statement, guard};
use crate::error::Error;
use crate::mail::{self, STOPPED, address_hash};
use crate::organizations::organization_json;
use crate::secret::{invite_token, sha256};
use portico_api::access::Admin;
use portico_api::invites::{INVITE_LIFE_MS, INVITES_PER_HOUR, InviteParams, ListInvitesParams};

const HOUR_MS: i64 = 60 * 60 * 1000;

pub(super) fn within_hourly_limit(cx: &Context, proof: &OrganizationProof<Admin>, more: usize) -> Statement {
    let more = i64::try_from(more).unwrap_or(INVITES_PER_HOUR);
    // The one that has to become an hour old.
    let until = "\
        SELECT CAST(?3 AS INTEGER) + created_at FROM outbox WHERE organization_id = ?1 ORDER BY created_at DESC LIMIT 1 OFFSET ?2";
    guard::passing(
        "invite_limit",
        (
            "(SELECT count(*) FROM outbox WHERE organization_id = ?1 AND created_at > ?2) + ?3 <= ?4",
            args![proof.id(), cx.now - HOUR_MS, more, INVITES_PER_HOUR],
        ),
        (until, args![proof.id(), INVITES_PER_HOUR - more, HOUR_MS]),
    )
}

/// In the scope `organization`: what sending this invite again depends on.
pub(super) fn resent(params: &InviteParams) -> Select {
    let body = concat!(
        "SELECT json_object('keeps_seat', json(iif(i.state = 'open' AND i.expires_at > ?2, 'true', 'false')), \
           'is_member', json(iif(EXISTS (SELECT 1 FROM memberships m WHERE m.organization_id = o.id AND m.email_key = i.email_key), \
             'true', 'false')), 'email_key', i.email_key, 'standing', json(",
        standing_json!(),
        ")) FROM organization o JOIN invites i ON i.organization_id = o.id AND i.id = ?4"
    );
    Select { with: "", body, args: args![&params.invite] }
}

/// A new nonce, and with it a new link, for 7 days from now. Whoever sends it again stands for it from now on.
pub(super) fn resend(
    cx: &Context,
    proof: &OrganizationProof<Admin>,
    invite: &str,
    email_key: &str,
) -> Result<Vec<Statement>, Error> {
    let nonce = cx.new_id();
    let token = invite_token(cx.config, invite, &nonce).ok_or(Error::MailNotSetUp)?;
    let inviter = proof.caller().user_id();
    let set = "\
        UPDATE invites SET state = 'open', decided_at = NULL, nonce = ?3, token_hash = ?4, expires_at = ?5, inviter_id = ?6 \
        WHERE organization_id = ?1 AND id = ?2 AND state IN ('open', 'declined')";
    let queue = "\
        INSERT INTO outbox (id, organization_id, invite_id, nonce, recipient_key, next_try_at, created_at, state, error, is_stopped) \
        SELECT ?3, i.organization_id, i.id, i.nonce, i.email_key, ?4, ?4, iif(n.stopped_at IS NULL, 'queued', 'failed'), \
          iif(n.stopped_at IS NULL, NULL, ?6), n.stopped_at IS NOT NULL \
        FROM invites i LEFT JOIN stopped_addresses n ON n.address_hash = ?5 WHERE i.organization_id = ?1 AND i.id = ?2";
    let no_member = "\
        NOT EXISTS (SELECT 1 FROM invites i JOIN memberships m ON m.organization_id = i.organization_id AND m.email_key = i.email_key \
        WHERE i.organization_id = ?1 AND i.id = ?2)";
    let mut charges = mail::sent_to(cx, proof.id(), email_key);
    charges.extend(mail::sent_by(cx, inviter, 1));
    let mut statements = vec![
        is_listed(proof, invite),
        may_grant_it(proof, invite),
        guard::holds("already_member", no_member, args![proof.id(), invite]),
        billing::keep_room_for_invite(proof.id(), invite, cx.now),
        within_hourly_limit(cx, proof, 1),
    ];
    statements.extend(budgets::take(charges, cx.now));
    statements.extend([
        Statement::new(
            set,
            args![proof.id(), invite, nonce, sha256(&[token.as_bytes()]), cx.now + INVITE_LIFE_MS, inviter],
        ),
        Statement::new(
            queue,
            args![proof.id(), invite, cx.new_id(), cx.now, address_hash(email_key), STOPPED],
        ),
    ]);
    Ok(statements)
}

pub(super) fn revoke(cx: &Context, proof: &OrganizationProof<Admin>, invite: &str) -> Vec<Statement> {
    let set = "\
        UPDATE invites SET state = 'revoked', decided_at = ?3 \
        WHERE organization_id = ?1 AND id = ?2 AND state IN ('open', 'declined')";
    vec![
        is_listed(proof, invite),
        may_grant_it(proof, invite),
        Statement::new(set, args![proof.id(), invite, cx.now]),
    ]
}

/// Open, or declined and not dealt with yet.
fn is_listed(proof: &OrganizationProof<Admin>, invite: &str) -> Statement {
    let condition = "EXISTS (SELECT 1 FROM invites WHERE organization_id = ?1 AND id = ?2 AND state IN ('open', 'declined'))";
    guard::holds("target", condition, args![proof.id(), invite])
}

/// An Admin does not touch the invite of an Owner.
fn may_grant_it(proof: &OrganizationProof<Admin>, invite: &str) -> Statement {
    let condition = "\
        EXISTS (SELECT 1 FROM invites i JOIN memberships m ON m.organization_id = i.organization_id AND m.user_id = ?3 \
        WHERE i.organization_id = ?1 AND i.id = ?2 AND m.role >= i.role)";
    let rank = Right::Rank {
        select: "SELECT role FROM invites WHERE organization_id = ?1 AND id = ?2",
        args: args![proof.id(), invite],
    };
    guard::right(rank, "rank", condition, args![proof.id(), invite, proof.caller().user_id()])
}

/// In the scope `organization`: the organization, and one page of its invites that are open, or declined and not dealt with yet.
pub(super) fn list(params: &ListInvitesParams) -> Select {
    let after = params.after.as_ref().map_or("", |after| after.as_str());
    Select {
        with: ", invite_page AS (SELECT i.* FROM organization o \
               JOIN invites i ON i.organization_id = o.id AND i.state IN ('open', 'declined') \
               WHERE (?4 = '' OR i.id < ?4) ORDER BY i.id DESC LIMIT 51)",
        body: concat!(
            "SELECT json_object('organization', json(",
            organization_json!(),
            "), 'invites', json((SELECT json_group_array(json(item)) FROM (SELECT ",
            invite_json!(),
            " AS item FROM invite_page i ORDER BY i.id DESC LIMIT 50))), \
             'next', (SELECT id FROM invite_page WHERE (SELECT count(*) FROM invite_page) > 50 \
               ORDER BY id DESC LIMIT 1 OFFSET 49)) FROM organization o"
        ),
        args: args![after],
    }
}

/// In the scope `organization`: one invite, whatever became of it.
pub(super) fn one(invite: &str) -> Select {
    let body = concat!(
        "SELECT ",
        invite_json!(),
        " FROM organization o JOIN invites i ON i.organization_id = o.id AND i.id = ?4"
    );
    Select { with: "", body, args: args![invite] }
}

/// In the scope `organization`: ID, nonce and the token's hash of an open invite to a role up to the caller's own.
pub(super) fn link_parts(params: &InviteParams) -> Select {
    let body = "\
        SELECT i.id || ' ' || i.nonce || ' ' || i.token_hash FROM organization o \
        JOIN invites i ON i.organization_id = o.id AND i.id = ?4 AND i.state = 'open' AND i.role <= o.role";
    Select { with: "", body, args: args![&params.invite] }
}
