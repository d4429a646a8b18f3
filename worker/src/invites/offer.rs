//! Invites as their addressee meets them: look, accept, decline. Looking changes nothing, so that mail scanners that open
//! every link do no harm.

use super::rules::{Facts, standing};
use crate::access::{Caller, select_only};
use crate::args;
use crate::audit;
use crate::billing::{self, Standing as Room, seats, standing_json};
use crate::context::Context;
use crate::db::{Db, DbError, Row, Statement, guard};
use crate::error::Error;
use crate::http::Answer;
use crate::mail::mask;
use crate::organizations;
use crate::secret::sha256;
use portico_api::access::{ProvenInOrganization, Viewer};
use portico_api::invites::{InviteLinkParams, Offer, Standing};
use portico_api::organizations::OrganizationParams;
use portico_api::{Empty, InviteId, OrganizationId, Role};

// `?1` is the hash of the link's token, `?4` an invite's ID: only for its addressee. `?2` is the time, `?3` the session's hash, `?5` the
// limits of the plans.
const FIND: &str = concat!(
    "WITH caller AS (\
      SELECT u.id, u.id AS user_id, u.email, u.email_key FROM sessions s JOIN users u ON u.id = s.user_id \
      WHERE s.token_hash = ?3 AND s.expires_at > ?2 AND s.last_seen_at > ?2 - 604800000), \
    invite AS (\
      SELECT * FROM invites WHERE token_hash = ?1 \
      UNION ALL SELECT i.* FROM caller c JOIN invites i ON i.id = ?4 AND i.email_key = c.email_key) \
    SELECT i.id, i.organization_id, i.state, i.expires_at, i.role, i.email, i.email_key, i.note, \
      o.name, o.slug, o.deleted_at, v.email, \
      (SELECT m.role FROM memberships m WHERE m.organization_id = o.id AND m.user_id = i.inviter_id), \
      ",
    seats!("o.id", "?5"),
    " > o.members, \
      (SELECT email FROM caller), (SELECT email_key FROM caller), \
      (SELECT 1 FROM memberships m JOIN caller c ON m.organization_id = o.id AND m.user_id = c.id), ",
    standing_json!(),
    ", nullif(v.name, '') AS inviter_name \
    FROM invite i JOIN organizations o ON o.id = i.organization_id JOIN users v ON v.id = i.inviter_id LIMIT 1"
);

const OTHER_ACCOUNT: &str =
    "This invite is for a different address. Sign in with the address it was sent to.";

struct Found {
    organization: OrganizationId,
    facts: Facts,
    offer: Offer,
    is_member: bool,
    /// How the organization stands against its plan.
    room: Room,
}

impl Found {
    /// Accepted already, by whoever looks.
    fn is_repeat(&self) -> bool {
        self.offer.standing == Standing::Accepted && self.is_member
    }
}

async fn find<D: Db>(db: &D, cx: &Context<'_>, params: &InviteLinkParams) -> Result<Found, Error> {
    let session = cx.session_hash().unwrap_or_default();
    let by_token = sha256(&[params.invite.as_bytes()]);
    let rows = db
        .query(Statement::new(
            FIND,
            args![by_token, cx.now, session, &params.invite, billing::limits_as_json()],
        ))
        .await?;
    rows.first().and_then(|row| read(row, cx.now)).ok_or(Error::NotFound)
}

fn read(row: &Row, now: i64) -> Option<Found> {
    let text = |column| row.text(column).map(str::to_owned);
    let facts = Facts {
        state: text(2)?,
        expires_at: row.integer(3)?,
        role: row.integer(4).and_then(Role::from_rank)?,
        email_key: text(6)?,
        inviter_role: row.integer(12).and_then(Role::from_rank),
        organization_deleted: row.integer(10).is_some(),
        seat_free: row.integer(13) == Some(1),
        caller_key: text(15),
    };
    let is_addressee = facts.caller_key.as_ref() == Some(&facts.email_key);
    let is_member = row.integer(16) == Some(1);
    let email = text(5)?;
    let offer = Offer {
        id: InviteId::new(text(0)?),
        standing: standing(&facts, now),
        organization: text(8)?,
        slug: text(9).filter(|_| is_member),
        role: facts.role,
        inviter: text(11)?,
        inviter_name: text(18),
        note: text(7),
        email: if is_addressee { email } else { mask(&email) },
        expires_at: facts.expires_at,
        signed_in_as: text(14),
    };
    let room = Room::read(row.text(17)?).ok()?;
    Some(Found { organization: OrganizationId::new(text(1)?), facts, offer, is_member, room })
}

/// Shows an invite to whoever has its link, and to its addressee by its ID.
pub(crate) async fn show<D: Db>(
    db: &D,
    cx: &Context<'_>,
    params: InviteLinkParams,
    _: Empty,
) -> Result<Answer, Error> {
    let found = find(db, cx, &params).await?;
    Ok(Answer::json(200, &found.offer))
}

/// Makes the addressee a member. Whoever is one already by this very invite gets the same answer again.
pub(crate) async fn accept<D: Db>(
    db: &D,
    cx: &Context<'_>,
    caller: Caller,
    params: InviteLinkParams,
    _: Empty,
) -> Result<Answer, Error> {
    let found = find(db, cx, &params).await?;
    if found.is_repeat() {
        return joined(db, cx, &found).await;
    }
    match db.batch(acceptance(cx, &caller, &found)?).await {
        Ok(_) => joined(db, cx, &found).await,
        // Between the look and the act something changed: perhaps this very person accepted in another tab.
        Err(DbError::Guard(name)) if name == "offer" => {
            let found = find(db, cx, &params).await?;
            if found.is_repeat() { joined(db, cx, &found).await } else { Err(refusal(&found)) }
        }
        Err(other) => Err(other.into()),
    }
}

/// The organization as its new member sees it.
async fn joined<D: Db>(db: &D, cx: &Context<'_>, found: &Found) -> Result<Answer, Error> {
    let params = OrganizationParams { organization: found.organization.to_string() };
    // What it asks of sign-ins may close it to this session.
    let select = select_only::<ProvenInOrganization<Viewer>, _>(cx, &params, organizations::show(&params))?;
    let reply = db.query(select).await?.into_iter().next().and_then(|mut row| row.take_text(0));
    reply.map(|body| Answer::new(200, body)).ok_or(Error::NotFound)
}

/// The batch that turns the invite into a membership, if all that [`standing`] asks for holds in this very transaction.
fn acceptance(cx: &Context, caller: &Caller, found: &Found) -> Result<Vec<Statement>, Error> {
    if found.offer.standing != Standing::Open {
        return Err(refusal(found));
    }
    let still_open = concat!(
        "EXISTS (SELECT 1 FROM invites i JOIN organizations o ON o.id = i.organization_id AND o.deleted_at IS NULL \
          JOIN memberships v ON v.organization_id = i.organization_id AND v.user_id = i.inviter_id \
            AND v.role >= 3 AND v.role >= i.role \
          JOIN users u ON u.id = ?6 AND u.email_key = i.email_key \
          WHERE i.organization_id = ?1 AND i.id = ?2 AND i.email_key = ?3 AND i.state = 'open' AND i.expires_at > ?4 \
            AND ",
        seats!("o.id", "?5"),
        " > o.members)"
    );
    let join = "\
        INSERT INTO memberships (organization_id, user_id, role, created_at, email_key, name_key) \
        SELECT i.organization_id, ?3, i.role, ?4, i.email_key, (SELECT name_key FROM users WHERE id = ?3) FROM invites i WHERE i.organization_id = ?1 AND i.id = ?2 \
        ON CONFLICT (organization_id, user_id) DO NOTHING";
    let id = &found.offer.id;
    Ok(vec![
        guard::holds(
            "offer",
            still_open,
            args![
                &found.organization,
                id,
                &found.facts.email_key,
                cx.now,
                billing::limits_as_json(),
                caller.user_id()
            ],
        ),
        organizations::keep_membership(caller.user_id()),
        Statement::new(join, args![&found.organization, id, caller.user_id(), cx.now]),
        decide(found, "accepted", cx.now),
        audit::insert(cx, caller.user_id(), "accept_invite", &entry(found)),
    ])
}

/// Refuses the offer, for good.
pub(crate) async fn decline<D: Db>(
    db: &D,
    cx: &Context<'_>,
    caller: Caller,
    params: InviteLinkParams,
    _: Empty,
) -> Result<Answer, Error> {
    let found = find(db, cx, &params).await?;
    let is_addressee = found.facts.caller_key.as_ref() == Some(&found.facts.email_key);
    match found.offer.standing {
        Standing::Declined if is_addressee => return Ok(Answer::json(200, &Empty {})),
        // What can't be accepted for the organization's reasons can still be declined.
        Standing::Open | Standing::NoSeat => {}
        Standing::InviterLostRight if is_addressee => {}
        _ => return Err(refusal(&found)),
    }
    let still_open =
        "EXISTS (SELECT 1 FROM invites WHERE organization_id = ?1 AND id = ?2 AND state = 'open')";
    let batch = vec![
        guard::holds("offer", still_open, args![&found.organization, &found.offer.id]),
        decide(&found, "declined", cx.now),
        audit::insert(cx, caller.user_id(), "decline_invite", &entry(&found)),
    ];
    match db.batch(batch).await {
        Ok(_) => Ok(Answer::json(200, &Empty {})),
        Err(DbError::Guard(name)) if name == "offer" => Err(refusal(&find(db, cx, &params).await?)),
        Err(other) => Err(other.into()),
    }
}

fn decide(found: &Found, state: &str, now: i64) -> Statement {
    let sql = "UPDATE invites SET state = ?3, decided_at = ?4 WHERE organization_id = ?1 AND id = ?2 AND state = 'open'";
    Statement::new(sql, args![&found.organization, &found.offer.id, state, now])
}

fn entry(found: &Found) -> audit::Entry {
    audit::Entry {
        organization_id: Some(found.organization.clone()),
        target_kind: "invite",
        target_id: found.offer.id.to_string(),
        details: audit::Details::of(&serde_json::json!({ "role": found.offer.role })),
    }
}

fn refusal(found: &Found) -> Error {
    Error::InviteClosed(match found.offer.standing {
        Standing::SignedOut => return Error::SignedOut,
        Standing::OtherAccount => return Error::NotPermitted(OTHER_ACCOUNT),
        Standing::NoSeat => return found.room.no_seat(),
        Standing::Open => "The invite has just changed. Try again.",
        Standing::Expired => "The invite has expired. Ask for a new one.",
        Standing::Revoked => "The invite was revoked.",
        Standing::Accepted => "The invite has already been accepted.",
        Standing::Declined => "The invite has already been declined.",
        Standing::InviterLostRight => {
            "The person who invited you is no longer allowed to. Ask another Admin for a new invite."
        }
        Standing::OrganizationDeleted => "The organization was deleted.",
    })
}
