//! New invites: each address of a request is a candidate, and one statement invites all who can be.

use super::store;
use crate::access::{OrganizationProof, Select};
use crate::args;
use crate::audit::Details;
use crate::billing::{self, seats};
use crate::budgets::{self, Counted, MAIL_BY_ORGANIZATION, MAIL_TO_ADDRESS, count_on};
use crate::context::Context;
use crate::counts::open_invites;
use crate::db::{Right, Statement, guard};
use crate::mail::{self, STOPPED, address_hash};
use crate::secret::{invite_token, sha256};
use portico_api::OrganizationId;
use portico_api::access::Admin;
use portico_api::invites::{INVITE_LIFE_MS, NewInvites};
use portico_api::text::EmailAddress;
use serde::Serialize;

/// One address of a request, with what its invite will be made of. All of them travel as one JSON parameter.
#[derive(Debug, Serialize)]
pub(super) struct Candidate {
    /// As it was given.
    given: String,
    /// `None`: no address, or one that stands in the list already.
    key: Option<String>,
    email: String,
    /// Whom its mail counts for: the address, and the address together with the organization.
    address: String,
    pair: String,
    /// What the address is known by if it wants no mail.
    address_hash: String,
    invite: String,
    nonce: String,
    token_hash: String,
    mail: String,
}

impl Candidate {
    pub(super) fn all(cx: &Context, organization: &OrganizationId, emails: &[String]) -> Vec<Self> {
        let mut keys: Vec<String> = Vec::new();
        let candidate = |given: &String| {
            let address = EmailAddress::parse(given).ok();
            let key = address.as_ref().map(EmailAddress::key).filter(|key| !keys.contains(key));
            keys.extend(key.clone());
            let (invite, nonce) = (cx.new_id(), cx.new_id());
            let token = invite_token(cx.config, &invite, &nonce).unwrap_or_default();
            let who = key.as_deref().unwrap_or_default();
            Self {
                address: budgets::key(cx, who),
                pair: budgets::key(cx, &mail::pair(organization, who)),
                address_hash: address_hash(who),
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

/// Whose mails count for a candidate, by its fields.
const COUNTED: &[Counted] = &[(MAIL_TO_ADDRESS, "address"), (MAIL_BY_ORGANIZATION, "pair")];

/// Whether a candidate `j` was mailed too often. Takes the JSON of [`COUNTED`] and the time.
macro_rules! mailed_too_often {
    ($counted:literal, $now:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM json_each(",
            $counted,
            ") l JOIN budgets b ON b.scope = l.value ->> 'scope' AND b.key = j.value ->> (l.value ->> 'of') WHERE b.ends_at > ",
            $now,
            " AND b.used >= l.value ->> 'limit')"
        )
    };
}

/// Who of the candidates can be invited, numbered: `?1` their JSON, `?2` the organization, `?3` that of [`COUNTED`], `?4` the time.
macro_rules! eligible {
    () => {
        concat!("SELECT j.value AS c, row_number() OVER (ORDER BY j.key) AS number FROM json_each(?1) j \
         WHERE j.value ->> 'key' IS NOT NULL \
           AND NOT EXISTS (SELECT 1 FROM memberships m WHERE m.organization_id = ?2 AND m.email_key = j.value ->> 'key') \
           AND NOT EXISTS (SELECT 1 FROM invites i WHERE i.organization_id = ?2 AND i.email_key = j.value ->> 'key' AND i.state = 'open') \
           AND NOT ", mailed_too_often!("?3", "?4"))
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
         SELECT c ->> 'invite', ?2, c ->> 'email', c ->> 'key', ?5, ?6, c ->> 'nonce', c ->> 'token_hash', ?7, ?4, ?8 FROM (",
        eligible!(),
        ") WHERE ",
        seats!("?2", "?9"),
        " >= number + (SELECT o.members + ",
        open_invites!("?4"),
        " FROM organizations o WHERE o.id = ?2)"
    );
    // CROSS keeps SQLite from going through all invites of the organization.
    let queue = "\
        INSERT INTO outbox (id, organization_id, invite_id, nonce, recipient_key, next_try_at, created_at, state, error, is_stopped) \
        SELECT j.value ->> 'mail', i.organization_id, i.id, i.nonce, i.email_key, ?3, ?3, iif(n.stopped_at IS NULL, 'queued', 'failed'), \
          iif(n.stopped_at IS NULL, NULL, ?4), n.stopped_at IS NOT NULL \
        FROM json_each(?1) j CROSS JOIN invites i ON i.organization_id = ?2 AND i.id = j.value ->> 'invite' \
        LEFT JOIN stopped_addresses n ON n.address_hash = j.value ->> 'address_hash'";
    let count = concat!(
        "INSERT INTO budgets (scope, key, used, ends_at) \
         SELECT l.value ->> 'scope', j.value ->> (l.value ->> 'of'), 1, ?2 + (l.value ->> 'life') FROM json_each(?1) j \
         JOIN outbox x ON x.id = j.value ->> 'mail' AND x.is_stopped = 0 JOIN json_each(?3) l WHERE true ",
        count_on!("?2")
    );
    let inviter = proof.caller().user_id();
    let counted = budgets::as_json(COUNTED);
    let sent = candidates.iter().filter(|candidate| candidate.key.is_some()).count();
    let mut statements = vec![
        guard::right(
            Right::Rank { select: "SELECT ?1", args: args![new.role] },
            "rank",
            STILL_RANKS,
            args![proof.id(), inviter, new.role],
        ),
        store::within_hourly_limit(cx, proof, candidates.len()),
    ];
    statements.extend(budgets::take(mail::sent_by(cx, inviter, sent), cx.now));
    statements.extend([
        Statement::new(expire, args![&list, proof.id(), cx.now]),
        Statement::new(
            insert,
            args![
                &list,
                proof.id(),
                &counted,
                cx.now,
                new.role,
                new.note.as_ref(),
                inviter,
                cx.now + INVITE_LIFE_MS,
                billing::limits_as_json()
            ],
        ),
        Statement::new(keep_expired, args![&list, proof.id(), cx.now]),
        Statement::new(retire, args![&list, proof.id(), cx.now]),
        Statement::new(queue, args![&list, proof.id(), cx.now, STOPPED]),
        Statement::new(count, args![&list, cx.now, counted]),
    ]);
    statements
}

/// The caller's rank in this very transaction reaches the role that is given.
const STILL_RANKS: &str =
    "EXISTS (SELECT 1 FROM memberships WHERE organization_id = ?1 AND user_id = ?2 AND role >= ?3)";

/// In the scope `organization`, after the effects: what became of each candidate.
pub(super) fn outcomes(candidates: &[Candidate]) -> Select {
    let body = concat!(
        "SELECT json_object('outcomes', json_group_array(json_object('email', j.value ->> 'given', 'kind', CASE \
          WHEN j.value ->> 'key' IS NULL THEN 'invalid' \
          WHEN EXISTS (SELECT 1 FROM invites i WHERE i.organization_id = o.id AND i.id = j.value ->> 'invite') THEN 'invited' \
          WHEN EXISTS (SELECT 1 FROM memberships m WHERE m.organization_id = o.id AND m.email_key = j.value ->> 'key') \
            THEN 'already_member' \
          WHEN EXISTS (SELECT 1 FROM invites i WHERE i.organization_id = o.id AND i.email_key = j.value ->> 'key' AND i.state = 'open' \
            AND i.expires_at > ?2) THEN 'already_invited' \
          WHEN ",
        mailed_too_often!("?5", "?2"),
        " THEN 'too_many' ELSE 'no_seat' END))) FROM organization o, json_each(?4) j"
    );
    Select { with: "", body, args: args![json(candidates), budgets::as_json(COUNTED)] }
}

/// After the effects: who of the candidates was invited, for the log; nobody: nothing was done. Each address in at most a hundred characters, so
/// that all twenty have room.
pub(super) fn invited(new: &NewInvites, candidates: &[Candidate]) -> Details {
    let select = "\
        SELECT json_object('emails', json_group_array(iif(length(i.email) <= 80, i.email, \
          substr(i.email, 1, 80) || '… (' || length(i.email) || ' characters)')), 'role', ?11) \
        FROM json_each(?10) j CROSS JOIN invites i ON i.id = j.value ->> 'invite' AND i.organization_id = ?2 GROUP BY i.organization_id";
    let ids: Vec<_> =
        candidates.iter().map(|candidate| serde_json::json!({ "invite": candidate.invite })).collect();
    let role = serde_json::to_value(new.role).unwrap_or_default();
    Details::found(select, args![serde_json::json!(ids).to_string(), role.as_str()])
}
