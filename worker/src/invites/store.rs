//! Invites in the database, for those who send them.

use super::json::{invite_json, invite_page_json};
use crate::access::{OrganizationProof, Select};
use crate::args;
use crate::billing::{self, seats, standing_json};
use crate::context::Context;
use crate::counts::open_invites;
use crate::db::{Right, Statement, guard};
use crate::error::Error;
use crate::secret::{invite_token, sha256};
use portico_api::access::Admin;
use portico_api::invites::{
    INVITE_LIFE_MS, INVITES_PER_ADDRESS, INVITES_PER_HOUR, InviteParams, ListInvitesParams, NewInvites,
};
use portico_api::text::EmailAddress;
use serde::Serialize;

const HOUR_MS: i64 = 60 * 60 * 1000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// One address of a request, with what its invite will be made of. All of them travel as one JSON parameter.
#[derive(Debug, Serialize)]
pub(super) struct Candidate {
    /// As it was given.
    given: String,
    /// `None`: no address, or one that stands in the list already.
    key: Option<String>,
    email: String,
    invite: String,
    nonce: String,
    token_hash: String,
    mail: String,
}

impl Candidate {
    pub(super) fn all(cx: &Context, emails: &[String]) -> Vec<Self> {
        let mut keys: Vec<String> = Vec::new();
        let candidate = |given: &String| {
            let address = EmailAddress::parse(given).ok();
            let key = address.as_ref().map(EmailAddress::key).filter(|key| !keys.contains(key));
            keys.extend(key.clone());
            let (invite, nonce) = (cx.new_id(), cx.new_id());
            let token = invite_token(cx.config, &invite, &nonce).unwrap_or_default();
            Self {
                given: given.chars().take(254).collect(),
                key,
                email: address.map(|address| address.to_string()).unwrap_or_default(),
                token_hash: sha256(&[token.as_bytes()]),
                invite,
                nonce,
                mail: cx.new_id(),
            }
        };
        emails.iter().map(candidate).collect()
    }
}

fn json(candidates: &[Candidate]) -> String {
    serde_json::to_string(candidates).unwrap_or_default()
}

/// Who of the candidates can be invited, numbered: `?1` their JSON, `?2` the organization, `?3` the day that counts.
macro_rules! eligible {
    () => {
        "SELECT j.value AS c, row_number() OVER (ORDER BY j.key) AS number FROM json_each(?1) j \
         WHERE j.value ->> 'key' IS NOT NULL \
           AND NOT EXISTS (SELECT 1 FROM memberships m WHERE m.organization_id = ?2 AND m.email_key = j.value ->> 'key') \
           AND NOT EXISTS (SELECT 1 FROM invites i WHERE i.organization_id = ?2 AND i.email_key = j.value ->> 'key' AND i.state = 'open') \
           AND (SELECT count(*) FROM outbox x WHERE x.recipient_key = j.value ->> 'key' AND x.created_at > ?3) < ?4"
    };
}

/// Expired invites make room for new ones to the same address; then one statement invites all who can be, as far as there
/// are seats, and one queues their mail. Whoever finds no seat loses nothing: the expired or declined invite stays in the list.
pub(super) fn create(
    cx: &Context,
    proof: &OrganizationProof<Admin>,
    new: &NewInvites,
    candidates: &[Candidate],
) -> Vec<Statement> {
    let list = json(candidates);
    let expire = "\
        UPDATE invites SET state = 'expired', decided_at = ?3 WHERE organization_id = ?2 AND state = 'open' AND expires_at <= ?3 \
          AND email_key IN (SELECT j.value ->> 'key' FROM json_each(?1) j)";
    // No new invite took the place of the expired one, so it never went. (Nothing else expires in this very millisecond but what
    // another batch has replaced.)
    let keep_expired = "\
        UPDATE invites SET state = 'open', decided_at = NULL WHERE organization_id = ?2 AND state = 'expired' AND decided_at = ?3 \
          AND email_key IN (SELECT j.value ->> 'key' FROM json_each(?1) j WHERE NOT EXISTS (SELECT 1 FROM invites n \
            WHERE n.organization_id = ?2 AND n.email_key = j.value ->> 'key' AND n.state = 'open'))";
    // Asked anew: the refusal before has been heard. Only where the new invite is there.
    let retire = "\
        UPDATE invites SET state = 'revoked', decided_at = ?3 WHERE organization_id = ?2 AND state = 'declined' \
          AND email_key IN (SELECT n.email_key FROM json_each(?1) j JOIN invites n ON n.id = j.value ->> 'invite')";
    let insert = concat!(
        "INSERT INTO invites (id, organization_id, email, email_key, role, note, nonce, token_hash, inviter_id, created_at, expires_at) \
         SELECT c ->> 'invite', ?2, c ->> 'email', c ->> 'key', ?5, ?6, c ->> 'nonce', c ->> 'token_hash', ?7, ?8, ?9 FROM (",
        eligible!(),
        ") WHERE ",
        seats!("?2", "?10"),
        " >= number + (SELECT o.members + ",
        open_invites!("?8"),
        " FROM organizations o WHERE o.id = ?2)"
    );
    // CROSS keeps SQLite from going through all invites of the organization.
    let queue = "\
        INSERT INTO outbox (id, organization_id, invite_id, nonce, recipient_key, next_try_at, created_at) \
        SELECT j.value ->> 'mail', i.organization_id, i.id, i.nonce, i.email_key, ?3, ?3 \
        FROM json_each(?1) j CROSS JOIN invites i ON i.organization_id = ?2 AND i.id = j.value ->> 'invite'";
    let inviter = proof.caller().user_id();
    vec![
        guard::right(
            Right::Rank { select: "SELECT ?1", args: args![new.role] },
            "rank",
            STILL_RANKS,
            args![proof.id(), inviter, new.role],
        ),
        within_hourly_limit(cx, proof, candidates.len()),
        Statement::new(expire, args![&list, proof.id(), cx.now]),
        Statement::new(
            insert,
            args![
                &list,
                proof.id(),
                cx.now - DAY_MS,
                INVITES_PER_ADDRESS,
                new.role,
                new.note.as_ref(),
                inviter,
                cx.now,
                cx.now + INVITE_LIFE_MS,
                billing::limits_as_json()
            ],
        ),
        Statement::new(keep_expired, args![&list, proof.id(), cx.now]),
        Statement::new(retire, args![&list, proof.id(), cx.now]),
        Statement::new(queue, args![&list, proof.id(), cx.now]),
    ]
}

/// The caller's rank in this very transaction reaches the role that is given.
const STILL_RANKS: &str =
    "EXISTS (SELECT 1 FROM memberships WHERE organization_id = ?1 AND user_id = ?2 AND role >= ?3)";

fn within_hourly_limit(cx: &Context, proof: &OrganizationProof<Admin>, more: usize) -> Statement {
    guard::holds(
        "invite_limit",
        "(SELECT count(*) FROM outbox WHERE organization_id = ?1 AND created_at > ?2) + ?3 <= ?4",
        args![proof.id(), cx.now - HOUR_MS, more, INVITES_PER_HOUR],
    )
}

/// In the scope `organization`, after the effects: what became of each candidate.
pub(super) fn outcomes(cx: &Context, candidates: &[Candidate]) -> Select {
    let body = "\
        SELECT json_object('outcomes', json_group_array(json_object('email', j.value ->> 'given', 'kind', CASE \
          WHEN j.value ->> 'key' IS NULL THEN 'invalid' \
          WHEN EXISTS (SELECT 1 FROM invites i WHERE i.organization_id = o.id AND i.id = j.value ->> 'invite') THEN 'invited' \
          WHEN EXISTS (SELECT 1 FROM memberships m WHERE m.organization_id = o.id AND m.email_key = j.value ->> 'key') \
            THEN 'already_member' \
          WHEN EXISTS (SELECT 1 FROM invites i WHERE i.organization_id = o.id AND i.email_key = j.value ->> 'key' AND i.state = 'open' \
            AND i.expires_at > ?2) THEN 'already_invited' \
          WHEN (SELECT count(*) FROM outbox x WHERE x.recipient_key = j.value ->> 'key' AND x.created_at > ?5) >= ?6 THEN 'too_many' \
          ELSE 'no_seat' END))) FROM organization o, json_each(?4) j";
    Select { with: "", body, args: args![json(candidates), cx.now - DAY_MS, INVITES_PER_ADDRESS] }
}

/// In the scope `organization`: what sending this invite again depends on.
pub(super) fn resent(params: &InviteParams) -> Select {
    let body = concat!(
        "SELECT json_object('keeps_seat', json(iif(i.state = 'open' AND i.expires_at > ?2, 'true', 'false')), \
           'is_member', json(iif(EXISTS (SELECT 1 FROM memberships m WHERE m.organization_id = o.id AND m.email_key = i.email_key), \
             'true', 'false')), 'standing', json(",
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
) -> Result<Vec<Statement>, Error> {
    let nonce = cx.new_id();
    let token = invite_token(cx.config, invite, &nonce).ok_or(Error::MailNotSetUp)?;
    let inviter = proof.caller().user_id();
    let set = "\
        UPDATE invites SET state = 'open', decided_at = NULL, nonce = ?3, token_hash = ?4, expires_at = ?5, inviter_id = ?6 \
        WHERE organization_id = ?1 AND id = ?2 AND state IN ('open', 'declined')";
    let queue = "\
        INSERT INTO outbox (id, organization_id, invite_id, nonce, recipient_key, next_try_at, created_at) \
        SELECT ?3, organization_id, id, nonce, email_key, ?4, ?4 FROM invites WHERE organization_id = ?1 AND id = ?2";
    let no_member = "\
        NOT EXISTS (SELECT 1 FROM invites i JOIN memberships m ON m.organization_id = i.organization_id AND m.email_key = i.email_key \
        WHERE i.organization_id = ?1 AND i.id = ?2)";
    Ok(vec![
        is_listed(proof, invite),
        may_grant_it(proof, invite),
        guard::holds("already_member", no_member, args![proof.id(), invite]),
        billing::keep_room_for_invite(proof.id(), invite, cx.now),
        within_hourly_limit(cx, proof, 1),
        Statement::new(
            set,
            args![proof.id(), invite, nonce, sha256(&[token.as_bytes()]), cx.now + INVITE_LIFE_MS, inviter],
        ),
        Statement::new(queue, args![proof.id(), invite, cx.new_id(), cx.now]),
    ])
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

/// In the scope `organization`: one page of the invites that are open, or declined and not dealt with yet.
pub(super) fn list(params: &ListInvitesParams) -> Select {
    let after = params.after.as_ref().map_or("", |after| after.as_str());
    Select {
        with: ", invite_page AS (SELECT i.* FROM organization o \
               JOIN invites i ON i.organization_id = o.id AND i.state IN ('open', 'declined') \
               WHERE (?4 = '' OR i.id < ?4) ORDER BY i.id DESC LIMIT 51)",
        body: concat!(
            "SELECT json_object('invites', json(",
            invite_page_json!(),
            "), 'next', (SELECT id FROM invite_page WHERE (SELECT count(*) FROM invite_page) > 50 \
               ORDER BY id DESC LIMIT 1 OFFSET 49))"
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
