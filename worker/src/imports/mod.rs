//! Projects out of archives. What comes in is checked as if somebody had typed it, and made in one batch.

mod plan;
mod store;

use crate::access::OrganizationProof;
use crate::action::Action;
use crate::audit;
use crate::billing::Standing;
use crate::context::Context;
use crate::error::Error;
use crate::projects::{self, NewIds};
use plan::Plan;
use portico_api::access::Admin;
use portico_api::imports::{ArchivedProject, ImportOutcome};
use portico_api::organizations::OrganizationParams;
use serde_json::json;

/// Says what an import would do. It has no effect, so the log does not have it.
pub(crate) async fn preview(
    cx: &Context<'_>,
    proof: OrganizationProof<Admin>,
    _: OrganizationParams,
    project: ArchivedProject,
    standing: String,
) -> Result<Action, Error> {
    let standing = Standing::read(&standing)?;
    let plan = Plan::of(cx.outside.clock, &project).await?;
    let room = standing.room_for_project().and_then(|()| standing.storage.room_for(plan.bytes));
    let limit = match room {
        Err(Error::LimitReached(reached)) => Some(reached.0),
        room => room.map(|()| None)?,
    };
    let outcome = outcome(plan, &standing, limit);
    Ok(Action {
        statements: Vec::new(),
        audit: projects::entry(proof.id(), &NewIds::new(cx).project, &()),
        reply: store::would_be(proof.id(), &project, &outcome),
        conflicts: &[],
    })
}

/// Makes the project.
pub(crate) async fn import(
    cx: &Context<'_>,
    proof: OrganizationProof<Admin>,
    _: OrganizationParams,
    project: ArchivedProject,
    standing: String,
) -> Result<Action, Error> {
    let standing = Standing::read(&standing)?;
    standing.room_for_project()?;
    let plan = Plan::of(cx.outside.clock, &project).await?;
    standing.storage.room_for(plan.bytes)?;
    let ids = match (&project.sandbox.id, &project.live.id) {
        (Some(sandbox), Some(live)) if project.keep_ids => {
            NewIds { sandbox: sandbox.clone(), live: live.clone(), ..NewIds::new(cx) }
        }
        _ => NewIds::new(cx),
    };
    let number = |of: &Option<plan::Side>| of.as_ref().and_then(|side| side.number);
    let details = json!({
        "name": project.name.as_str(), "keep_ids": project.keep_ids,
        "sandbox_version": number(&plan.sandbox.published), "live_version": number(&plan.live.published),
    });
    let statements = store::make(cx, &proof, &ids, &project, &plan);
    // What is published to live is found, and told, as any other publication to live.
    let (target_kind, target_id) = match plan.live.published {
        Some(_) => ("environment", ids.live.to_string()),
        None => ("project", ids.project.to_string()),
    };
    Ok(Action {
        statements,
        audit: audit::Entry {
            organization_id: Some(proof.id().clone()),
            target_kind,
            target_id,
            details: audit::Details::of(&details),
        },
        reply: store::made(&ids, &outcome(plan, &standing, None)),
        conflicts: projects::CONFLICTS,
    })
}

fn outcome(plan: Plan, standing: &Standing, limit: Option<String>) -> ImportOutcome {
    ImportOutcome {
        project: None,
        taken: Vec::new(),
        limit,
        projects_left: standing.projects_left(),
        bytes_left: standing.storage.left(),
        bytes: plan.bytes,
        left_out: plan.left_out,
        secrets: plan.secrets,
    }
}
