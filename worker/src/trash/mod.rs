//! The trash: delete a project, list what was deleted, restore it, delete it for good.

mod purge;
mod room;
mod store;

pub(crate) use purge::{empty, forget_again};
pub(crate) use store::queue;

use crate::access::{OrganizationProof, ProjectProof, Select};
use crate::action::Action;
use crate::context::Context;
use crate::db::Statement;
use crate::error::Error;
use crate::projects;
use crate::schema::read_json;
use portico_api::ProjectId;
use portico_api::access::Admin;
use portico_api::projects::{OtherName, ProjectParams};
use portico_api::text::is_name;
use portico_api::trash::{FinalDeletion, ListTrashParams, ProjectDeletion, TrashParams};

pub(crate) fn list(params: &ListTrashParams) -> Select {
    store::list(params)
}

/// What a deletion has to know first.
pub(crate) fn deletable(_: &ProjectParams) -> Select {
    Select::of(store::DELETABLE)
}

/// Moves a project to the trash.
pub(crate) fn delete(
    cx: &Context,
    proof: ProjectProof<Admin>,
    _: ProjectParams,
    deletion: ProjectDeletion,
    found: String,
) -> Result<Action, Error> {
    let found: store::Deletable = read_json(&found)?;
    if !is_name(&deletion.confirm, &found.name) {
        return Err(Error::field("confirm", "Type the project's name, exactly as it is, to delete it."));
    }
    found.room.for_one_more()?;
    found.published.iter().for_each(|environment| cx.deliver_afterwards(environment));
    Ok(Action {
        statements: store::delete(cx, &proof, deletion.version),
        audit: projects::entry(
            proof.organization().id(),
            proof.id(),
            &serde_json::json!({ "name": found.name }),
        ),
        reply: store::trashed(&proof),
        conflicts: &[],
    })
}

/// What a deletion for good has to know first.
pub(crate) fn doomed(params: &TrashParams) -> Select {
    store::doomed(params)
}

/// Takes a project out of the trash for good.
pub(crate) fn delete_for_good(
    cx: &Context,
    proof: OrganizationProof<Admin>,
    params: TrashParams,
    deletion: FinalDeletion,
    found: String,
) -> Result<Action, Error> {
    let found: store::Doomed = read_json(&found)?;
    if !is_name(&deletion.confirm, &found.name) {
        return Err(Error::field(
            "confirm",
            "Type the project's name, exactly as it is, to delete it for good.",
        ));
    }
    room::for_one_more_leaving(found.leaving)?;
    let id = ProjectId::new(params.project);
    Ok(Action {
        statements: store::delete_for_good(cx, &proof, &id),
        audit: projects::entry(proof.id(), &id, &serde_json::json!({ "name": found.name })),
        reply: Statement::new("SELECT '{}'", Vec::new()),
        conflicts: &[],
    })
}

/// What a restoration has to know first.
pub(crate) fn restorable(params: &TrashParams) -> Select {
    store::restorable(params)
}

/// Takes a project out of the trash, if there is room for it.
pub(crate) fn restore(
    cx: &Context,
    proof: OrganizationProof<Admin>,
    params: TrashParams,
    restoration: OtherName,
    found: String,
) -> Result<Action, Error> {
    let found: store::Restorable = read_json(&found)?;
    found.standing.room_for_project()?;
    let id = ProjectId::new(params.project);
    let name = restoration.name.map_or(found.name, |name| name.to_string());
    found.published.iter().for_each(|environment| cx.deliver_afterwards(environment));
    Ok(Action {
        statements: store::restore(cx, &proof, &id, found.version, &name),
        audit: projects::entry(proof.id(), &id, &serde_json::json!({ "name": name })),
        reply: projects::reply(cx, proof.id(), &id)?,
        conflicts: projects::CONFLICTS,
    })
}
