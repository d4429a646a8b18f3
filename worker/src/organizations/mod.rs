//! Organizations: list, show, create, change.

mod json;
mod room;
mod store;

pub(crate) use json::{organization_json, organization_page_json, role_json};
pub(crate) use room::{
    allowed_organizations, free_organizations, keep_membership, room, room_args, room_json,
};
pub(crate) use store::FIRST_PAGE_TABLES;

use crate::access::{Caller, OrganizationProof, Select};
use crate::action::Action;
use crate::audit;
use crate::context::Context;
use crate::error::Error;
use crate::schema::read_json;
use portico_api::OrganizationId;
use portico_api::access::{Admin, InOrganization, Viewer};
use portico_api::organizations::{
    ListOrganizationsParams, NewOrganization, OrganizationChange, OrganizationParams, OrganizationRoom,
};

pub(crate) fn list(params: &ListOrganizationsParams) -> Select {
    store::list(params)
}

pub(crate) fn show(_: &OrganizationParams) -> Select {
    Select::of(store::SHOW)
}

/// A new organization, with the caller as its Owner, if they may have one more.
pub(crate) fn create(
    cx: &Context,
    caller: Caller,
    _: (),
    new: NewOrganization,
    room: String,
) -> Result<Action, Error> {
    let room: OrganizationRoom = read_json(&room)?;
    room::for_one_more(&room)?;
    let id = OrganizationId::new(cx.new_id());
    Ok(Action {
        statements: store::create(cx, &caller, &id, &new, room.memberships == 0),
        audit: entry(&id, audit::Details::of(&new)),
        reply: reply(cx, &id)?,
        conflicts: store::CONFLICTS,
    })
}

/// Changes name, website or slug. The ID stays, and an old slug is free again.
pub(crate) fn update(
    cx: &Context,
    proof: OrganizationProof<Admin>,
    _: OrganizationParams,
    change: OrganizationChange,
    found: String,
) -> Result<Action, Error> {
    let found: store::Current = read_json(&found)?;
    let action = Action {
        statements: store::update(cx, &proof, &change),
        audit: entry(proof.id(), audit::Details::changed(&found, &change)),
        reply: reply(cx, proof.id())?,
        conflicts: store::CONFLICTS,
    };
    Ok(action.unless(found.is_already(&change)))
}

/// What a change is held against.
pub(crate) fn current(_: &OrganizationParams) -> Select {
    Select::of(store::CURRENT)
}

fn entry(id: &OrganizationId, details: audit::Details) -> audit::Entry {
    audit::Entry {
        organization_id: Some(id.clone()),
        target_kind: "organization",
        target_id: id.to_string(),
        details,
    }
}

fn reply(cx: &Context, id: &OrganizationId) -> Result<crate::db::Statement, Error> {
    let params = OrganizationParams { organization: id.to_string() };
    crate::access::select_only::<InOrganization<Viewer>, _>(cx, &params, show(&params))
}
