//! Members: list, change role, remove, leave, hand over.

pub(crate) mod keys;
mod store;

use crate::access::{OrganizationProof, Select};
use crate::action::Action;
use crate::audit::{self, Details};
use crate::context::Context;
use crate::db::Statement;
use crate::error::Error;
use portico_api::access::{Admin, Owner, Viewer};
use portico_api::members::{
    LeaveParams, ListMembersParams, MemberParams, RemovalParams, RoleChange, Transfer,
};
use portico_api::organizations::OrganizationParams;
use portico_api::{Empty, OrganizationId, Role};

const KEYS_STAY: &str = "\
    To revoke your keys, sign in as the organization requires. You can leave without doing so; your keys then keep working.";

pub(crate) fn list(params: &ListMembersParams) -> Select {
    store::list(params)
}

/// Gives a member another role. Nobody acts on or gives a role above their own, so only Owners make or change Owners.
pub(crate) fn change_role(
    cx: &Context,
    proof: OrganizationProof<Admin>,
    params: MemberParams,
    change: RoleChange,
) -> Result<Action, Error> {
    refuse_above(proof.role(), change.role, "You can't give a role above your own.")?;
    refuse_above(proof.role(), change.from, "Only an Owner can change an Owner's role.")?;
    let details = serde_json::json!({ "from": change.from, "role": change.role });
    let action = Action {
        statements: store::change_role(&proof, &params.member, &change),
        audit: entry(proof.id(), &params.member, Details::of(&details)),
        reply: store::one(cx, &proof, &params.member)?,
        conflicts: &[],
    };
    Ok(action.unless(change.role == change.from))
}

/// The keys that a member made and that still work.
pub(crate) fn list_keys(params: &MemberParams) -> Select {
    keys::list(params)
}

/// Ends a membership; the next request of that person finds nothing here any more. The keys go with it if that is wanted.
pub(crate) fn remove(
    cx: &Context,
    proof: OrganizationProof<Admin>,
    params: RemovalParams,
    _: Empty,
) -> Result<Action, Error> {
    let caller = proof.caller().user_id();
    let keys = params.revoke_keys.then(|| keys::revoke(cx, proof.id(), caller, &params.member));
    let mut statements = store::may_remove(&proof, &params.member);
    statements.extend(keys.into_iter().flatten());
    statements.extend(store::remove(proof.id(), &params.member));
    Ok(Action {
        statements,
        audit: entry(proof.id(), &params.member, details(params.revoke_keys)),
        reply: nothing(),
        conflicts: &[],
    })
}

/// Whether whoever leaves fulfils what the organization asks of sign-ins.
pub(crate) fn leaving(_: &LeaveParams) -> Select {
    Select::of("SELECT json(iif(is_met, 'true', 'false')) FROM organization")
}

/// Ends one's own membership, and those of one's keys that one may revoke if that is wanted.
pub(crate) fn leave(
    cx: &Context,
    proof: OrganizationProof<Viewer>,
    params: LeaveParams,
    _: Empty,
    is_met: String,
) -> Result<Action, Error> {
    if params.revoke_keys && is_met != "true" {
        return Err(Error::NotPermitted(KEYS_STAY));
    }
    let own = proof.caller().user_id();
    let keys = params.revoke_keys.then(|| keys::revoke(cx, proof.id(), own, own.as_str()));
    let mut statements: Vec<_> = keys.into_iter().flatten().collect();
    statements.extend(store::remove(proof.id(), own.as_str()));
    Ok(Action {
        statements,
        audit: entry(proof.id(), own.as_str(), details(params.revoke_keys)),
        reply: nothing(),
        conflicts: &[],
    })
}

/// Which keys were revoked stands in entries of their own.
fn details(revoke_keys: bool) -> Details {
    if revoke_keys { Details::of(&serde_json::json!({ "revoke_keys": true })) } else { Details::none() }
}

/// Makes another member Owner in the caller's place.
pub(crate) fn transfer(
    _: &Context,
    proof: OrganizationProof<Owner>,
    _: OrganizationParams,
    transfer: Transfer,
) -> Result<Action, Error> {
    if transfer.member == proof.caller().user_id().as_str() {
        return Err(Error::field("member", "Choose another member: you are an Owner already."));
    }
    Ok(Action {
        statements: store::transfer(&proof, &transfer.member),
        audit: entry(proof.id(), &transfer.member, Details::none()),
        reply: nothing(),
        conflicts: &[],
    })
}

fn refuse_above(own: Role, role: Role, detail: &'static str) -> Result<(), Error> {
    if own.may_grant(role) { Ok(()) } else { Err(Error::AboveRole(detail)) }
}

fn entry(organization: &OrganizationId, member: &str, details: Details) -> audit::Entry {
    audit::Entry {
        organization_id: Some(organization.clone()),
        target_kind: "member",
        target_id: member.to_owned(),
        details,
    }
}

/// The answer of a change after which there is nothing to show.
fn nothing() -> Statement {
    Statement::new("SELECT '{}'", Vec::new())
}
