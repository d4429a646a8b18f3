//! Invites: offers of membership, from whoever may give them to one address each.

mod candidates;
mod json;
mod offer;
mod rules;
mod store;

pub(crate) use json::my_invites_json;
pub(crate) use offer::{accept, decline, show};

use crate::access::{OrganizationProof, Select, select_only};
use crate::action::Action;
use crate::audit::{self, Details};
use crate::billing::Standing;
use crate::config::MailTransport;
use crate::context::Context;
use crate::db::Statement;
use crate::error::Error;
use crate::schema::read_json;
use crate::secret;
use candidates::Candidate;
use portico_api::access::{Admin, InOrganization};
use portico_api::invites::{InviteLink, InviteParams, ListInvitesParams, NewInvites};
use portico_api::organizations::OrganizationParams;
use portico_api::{Empty, OrganizationId};

pub(crate) fn list(params: &ListInvitesParams) -> Select {
    store::list(params)
}

/// Invites several addresses at once. What can't be invited is an outcome; the rest is.
pub(crate) fn create(
    cx: &Context,
    proof: OrganizationProof<Admin>,
    _: OrganizationParams,
    new: NewInvites,
    standing: String,
) -> Result<Action, Error> {
    if !proof.role().may_grant(new.role) {
        return Err(Error::AboveRole(
            "You can't invite someone to a role above your own: only Owners can invite Owners.",
        ));
    }
    if cx.config.mail == MailTransport::None || cx.config.secret_key.is_none() {
        return Err(Error::MailNotSetUp);
    }
    Standing::read(&standing)?.room_for_invite()?;
    let all = Candidate::all(cx, proof.id(), &new.emails);
    cx.drain_outbox();
    Ok(Action {
        statements: candidates::create(cx, &proof, &new, &all),
        audit: entry(proof.id(), "", candidates::invited(&new, &all)),
        reply: select_only::<InOrganization<Admin>, _>(
            cx,
            &OrganizationParams { organization: proof.id().to_string() },
            candidates::outcomes(&all),
        )?,
        conflicts: &[],
    })
}

/// Makes a new link for 7 more days and sends it.
pub(crate) fn resend(
    cx: &Context,
    proof: OrganizationProof<Admin>,
    params: InviteParams,
    _: Empty,
    standing: String,
) -> Result<Action, Error> {
    let resent: Resent = read_json(&standing)?;
    if resent.is_member {
        return Err(Error::InviteClosed(ALREADY_MEMBER));
    }
    if !resent.keeps_seat {
        resent.standing.room_for_invite()?;
    }
    cx.drain_outbox();
    let in_place = InviteParams { organization: proof.id().to_string(), ..params.clone() };
    Ok(Action {
        statements: store::resend(cx, &proof, &params.invite, &resent.email_key)?,
        audit: entry(proof.id(), &params.invite, Details::none()),
        reply: select_only::<InOrganization<Admin>, _>(cx, &in_place, store::one(&params.invite))?,
        conflicts: &[],
    })
}

/// Of an invite to somebody who came in by another way.
pub(crate) const ALREADY_MEMBER: &str =
    "Whoever this invite is for is a member already. Revoke the invite, or change the member's role.";

/// What sending an invite again has to know first.
#[derive(serde::Deserialize)]
struct Resent {
    /// One that was declined or has expired gave its seat back.
    keeps_seat: bool,
    is_member: bool,
    email_key: String,
    standing: Standing,
}

pub(crate) fn resent(params: &InviteParams) -> Select {
    store::resent(params)
}

/// Takes an invite back.
pub(crate) fn revoke(
    cx: &Context,
    proof: OrganizationProof<Admin>,
    params: InviteParams,
    _: Empty,
) -> Result<Action, Error> {
    Ok(Action {
        statements: store::revoke(cx, &proof, &params.invite),
        audit: entry(proof.id(), &params.invite, Details::none()),
        reply: Statement::new("SELECT '{}'", Vec::new()),
        conflicts: &[],
    })
}

/// Finds what the link of an invite is made of.
pub(crate) fn link_parts(params: &InviteParams) -> Select {
    store::link_parts(params)
}

/// Makes the link of those parts, which are one text. A link that would lead nowhere is not shown.
pub(crate) fn link(cx: &Context, parts: &str) -> Result<String, Error> {
    let parts: Vec<_> = parts.split(' ').collect();
    let [invite, nonce, hash] = parts.as_slice() else {
        return Err(Error::Internal("an invite of other parts".to_owned()));
    };
    let url = secret::invite_link(cx.config, invite, nonce).ok_or(Error::MailNotSetUp)?;
    match secret::is_link_of(&url, hash) {
        true => {
            serde_json::to_string(&InviteLink { url }).map_err(|error| Error::Internal(error.to_string()))
        }
        false => Err(Error::MadeBefore(secret::LINK_MADE_BEFORE)),
    }
}

fn entry(organization: &OrganizationId, invite: &str, details: Details) -> audit::Entry {
    audit::Entry {
        organization_id: Some(organization.clone()),
        target_kind: "invite",
        target_id: invite.to_owned(),
        details,
    }
}
