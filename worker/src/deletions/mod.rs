//! Deleting an organization, and restoring it.

mod close;
mod purge;
mod store;
mod tell;

pub(crate) use purge::purge;
pub(crate) use tell::{forget_again, tell};

use crate::access::{DeletedOrganizationProof, OrganizationProof, Select};
use crate::action::Action;
use crate::args;
use crate::audit::{self, Details};
use crate::billing;
use crate::context::Context;
use crate::error::Error;
use crate::schema::read_json;
use portico_api::access::{InOrganization, Owner, Viewer};
use portico_api::deletions::OrganizationDeletion;
use portico_api::keys::KEYS_COUNTED;
use portico_api::organizations::OrganizationParams;
use portico_api::text::is_name;
use portico_api::{Empty, OrganizationId};

/// How often one organization can be deleted in 24 hours: each time all Owners are mailed, and the edge has to forget everything and to learn it again.
const DELETIONS_A_DAY: i64 = 5;
const HOUR_S: i64 = 60 * 60;

const STILL_CLOSING: &str = "\
    The organization has so many keys and invites that they are still being closed, which takes about {wait}. It can be restored after that.";

pub(crate) fn preview(_: &OrganizationParams) -> Select {
    Select { with: "", body: store::PREVIEW, args: args![i64::from(KEYS_COUNTED)] }
}

/// What a deletion has to know first.
pub(crate) fn deletable(_: &OrganizationParams) -> Select {
    Select::of(store::DELETABLE)
}

/// Moves the organization to the trash: from then on it is there for its Owners alone, and only to be restored.
pub(crate) fn delete(
    cx: &Context,
    proof: OrganizationProof<Owner>,
    _: OrganizationParams,
    deletion: OrganizationDeletion,
    found: String,
) -> Result<Action, Error> {
    let found: store::Deletable = read_json(&found)?;
    if !is_name(&deletion.confirm, &found.name) {
        return Err(Error::field("confirm", "Type the organization's name, exactly as it is, to delete it."));
    }
    if found.deletions >= DELETIONS_A_DAY {
        return Err(Error::TooMany(HOUR_S));
    }
    found.published.iter().for_each(|environment| cx.deliver_afterwards(environment));
    cx.tell_afterwards();
    let mut statements = vec![store::still_at(proof.id(), deletion.version)];
    statements.extend(billing::close(cx, proof.id(), &found.facts)?);
    statements.extend(store::delete(cx, &proof));
    Ok(Action {
        statements,
        audit: entry(proof.id(), &found.name),
        reply: store::deleted(cx, &proof),
        conflicts: &[],
    })
}

pub(crate) fn list(_: &()) -> Select {
    Select::of(store::LIST)
}

/// What a restoration has to know first.
pub(crate) fn restorable(_: &OrganizationParams) -> Select {
    Select::of(store::RESTORABLE)
}

/// Takes the organization out of the trash as it was; keys stay revoked, invites closed, and it is on Free.
pub(crate) fn restore(
    cx: &Context,
    proof: DeletedOrganizationProof,
    _: OrganizationParams,
    _: Empty,
    found: String,
) -> Result<Action, Error> {
    let found: store::Restorable = read_json(&found)?;
    if !found.may_restore {
        return Err(Error::NotPermitted("Only the Owner who deleted the organization can restore it."));
    }
    if let Some(left) = found.closing {
        return Err(Error::Spent(close::wait_s(left), STILL_CLOSING));
    }
    found.published.iter().for_each(|environment| cx.deliver_afterwards(environment));
    let params = OrganizationParams { organization: proof.id().to_string() };
    let show = crate::organizations::show(&params);
    Ok(Action {
        statements: store::restore(cx, &proof),
        audit: entry(proof.id(), &found.name),
        reply: crate::access::select_only::<InOrganization<Viewer>, _>(cx, &params, show)?,
        conflicts: &[],
    })
}

fn entry(id: &OrganizationId, name: &str) -> audit::Entry {
    audit::Entry {
        organization_id: Some(id.clone()),
        target_kind: "organization",
        target_id: id.to_string(),
        details: Details::of(&serde_json::json!({ "name": name })),
    }
}
