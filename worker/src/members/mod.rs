//! Members: list, change role, remove, leave, hand over.

mod store;

use crate::access::{OrganizationProof, Select};
use crate::action::Action;
use crate::audit;
use crate::context::Context;
use crate::db::Statement;
use crate::error::Error;
use portico_api::access::{Admin, Owner, Viewer};
use portico_api::members::{ListMembersParams, MemberParams, RoleChange, Transfer};
use portico_api::organizations::OrganizationParams;
use portico_api::{Empty, OrganizationId, Role};

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
    refuse_above(proof.role(), change.role, "You can give a role up to your own.")?;
    refuse_above(proof.role(), change.from, "Only an Owner can change the role of an Owner.")?;
    let details = serde_json::json!({ "from": change.from, "role": change.role });
    Ok(Action {
        statements: store::change_role(&proof, &params.member, &change),
        audit: entry(proof.id(), &params.member, details.to_string()),
        reply: store::one(cx, &proof, &params.member)?,
        conflicts: &[],
    })
}

/// Ends a membership; the next request of that person finds nothing here any more.
pub(crate) fn remove(
    _: &Context,
    proof: OrganizationProof<Admin>,
    params: MemberParams,
    _: Empty,
) -> Result<Action, Error> {
    Ok(Action {
        statements: store::remove(&proof, &params.member),
        audit: entry(proof.id(), &params.member, "{}".to_owned()),
        reply: nothing(),
        conflicts: &[],
    })
}

/// Ends one's own membership.
pub(crate) fn leave(
    _: &Context,
    proof: OrganizationProof<Viewer>,
    _: OrganizationParams,
    _: Empty,
) -> Result<Action, Error> {
    Ok(Action {
        statements: store::leave(&proof),
        audit: entry(proof.id(), proof.caller().user_id().as_str(), "{}".to_owned()),
        reply: nothing(),
        conflicts: &[],
    })
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
        audit: entry(proof.id(), &transfer.member, "{}".to_owned()),
        reply: nothing(),
        conflicts: &[],
    })
}

fn refuse_above(own: Role, role: Role, detail: &'static str) -> Result<(), Error> {
    if own.may_grant(role) { Ok(()) } else { Err(Error::AboveRole(detail)) }
}

fn entry(organization: &OrganizationId, member: &str, details: String) -> audit::Entry {
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
