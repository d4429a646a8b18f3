//! Projects: list, show, create, change.

mod json;
mod store;

pub(crate) use json::project_json;
pub(crate) use store::{CONFLICTS, NewIds, NewProjectRow, insert, suggested_slug};

use crate::access::{OrganizationProof, ProjectProof, Select, select_only};
use crate::action::Action;
use crate::audit;
use crate::billing::Standing;
use crate::context::Context;
use crate::db::Statement;
use crate::error::{Error, NOT_ADMIN};
use crate::schema::read_json;
use portico_api::access::{Developer, InProject, Viewer};
use portico_api::organizations::OrganizationParams;
use portico_api::projects::{ListProjectsParams, NewProject, ProjectChange, ProjectParams};
use portico_api::{OrganizationId, ProjectId, Role};

pub(crate) fn list(params: &ListProjectsParams) -> Select {
    store::list(params)
}

pub(crate) fn show(_: &ProjectParams) -> Select {
    Select::of(store::SHOW)
}

/// A new project with its schema and both of its environments; sandbox has something to read at once.
pub(crate) fn create(
    cx: &Context,
    proof: OrganizationProof<Developer>,
    _: OrganizationParams,
    new: NewProject,
    standing: String,
) -> Result<Action, Error> {
    let standing = Standing::read(&standing)?;
    standing.room_for_project()?;
    let ids = store::NewIds::new(cx);
    Ok(Action {
        statements: store::create(cx, &proof, &ids, &new, &standing)?,
        audit: entry(proof.id(), &ids.project, &new),
        reply: reply(cx, proof.id(), &ids.project)?,
        conflicts: CONFLICTS,
    })
}

/// Changes name, slug or what Developers may do. The IDs of the project and of its environments stay.
pub(crate) fn update(
    cx: &Context,
    proof: ProjectProof<Developer>,
    _: ProjectParams,
    change: ProjectChange,
    found: String,
) -> Result<Action, Error> {
    let organization = proof.organization().id();
    if change.developers_publish_live.is_some() && proof.organization().role() < Role::Admin {
        return Err(Error::NotPermitted(NOT_ADMIN));
    }
    let found: store::Current = read_json(&found)?;
    let action = Action {
        statements: store::update(cx, &proof, &change),
        audit: audit::Entry {
            details: audit::Details::changed(&found, &change),
            ..entry(organization, proof.id(), &())
        },
        reply: reply(cx, organization, proof.id())?,
        conflicts: CONFLICTS,
    };
    Ok(action.unless(found.is_already(&change)))
}

/// What a change is held against.
pub(crate) fn current(_: &ProjectParams) -> Select {
    Select::of(store::CURRENT)
}

pub(crate) fn entry(
    organization: &OrganizationId,
    id: &ProjectId,
    details: &impl serde::Serialize,
) -> audit::Entry {
    audit::Entry {
        organization_id: Some(organization.clone()),
        target_kind: "project",
        target_id: id.to_string(),
        details: audit::Details::of(details),
    }
}

pub(crate) fn reply(cx: &Context, organization: &OrganizationId, id: &ProjectId) -> Result<Statement, Error> {
    let params = ProjectParams { organization: organization.to_string(), project: id.to_string() };
    select_only::<InProject<Viewer>, _>(cx, &params, show(&params))
}
