//! Projects: list, show, create, change.

mod json;
mod store;

use crate::access::{OrganizationProof, ProjectProof, Select, select_only};
use crate::action::Action;
use crate::audit;
use crate::context::Context;
use crate::db::Statement;
use crate::error::Error;
use portico_api::access::{Developer, InProject, Viewer};
use portico_api::organizations::OrganizationParams;
use portico_api::projects::{ListProjectsParams, NewProject, ProjectChange, ProjectParams};
use portico_api::{OrganizationId, ProjectId};

pub(crate) fn list(params: &ListProjectsParams) -> Select {
    store::list(params)
}

pub(crate) fn show(_: &ProjectParams) -> Select {
    Select::of(store::SHOW)
}

/// A new project with both of its environments.
pub(crate) fn create(
    cx: &Context,
    proof: OrganizationProof<Developer>,
    _: OrganizationParams,
    new: NewProject,
) -> Result<Action, Error> {
    let id = ProjectId::new(cx.new_id());
    Ok(Action {
        statements: store::create(cx, &proof, &id, &new),
        audit: entry(proof.id(), &id, &new),
        reply: reply(cx, proof.id(), &id)?,
        conflicts: store::CONFLICTS,
    })
}

/// Changes name or slug. The IDs of the project and of its environments stay.
pub(crate) fn update(
    cx: &Context,
    proof: ProjectProof<Developer>,
    _: ProjectParams,
    change: ProjectChange,
) -> Result<Action, Error> {
    let organization = proof.organization().id();
    Ok(Action {
        statements: store::update(cx, &proof, &change),
        audit: entry(organization, proof.id(), &change),
        reply: reply(cx, organization, proof.id())?,
        conflicts: store::CONFLICTS,
    })
}

fn entry(organization: &OrganizationId, id: &ProjectId, details: &impl serde::Serialize) -> audit::Entry {
    audit::Entry {
        organization_id: Some(organization.clone()),
        target_kind: "project",
        target_id: id.to_string(),
        details: serde_json::to_string(details).unwrap_or_default(),
    }
}

fn reply(cx: &Context, organization: &OrganizationId, id: &ProjectId) -> Result<Statement, Error> {
    let params = ProjectParams { organization: organization.to_string(), project: id.to_string() };
    select_only::<InProject<Viewer>, _>(cx, &params, show(&params))
}
