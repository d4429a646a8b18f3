//! The configuration of an environment: show it, save and discard its draft.

mod facts;
mod json;
mod save;
mod store;

pub(crate) use facts::{Facts, Published, check_all, confirm, missing, too_large};
pub(crate) use json::published_facts_json;
pub(crate) use save::save;
pub(crate) use store::{FACTS, may_release};

use crate::access::{EnvironmentProof, Select, select_only};
use crate::action::Action;
use crate::audit::{self, Details};
use crate::context::Context;
use crate::db::Statement;
use crate::error::Error;
use crate::schema::read_json;
use portico_api::Empty;
use portico_api::access::{Developer, InEnvironment, Viewer};
use portico_api::configuration::DiscardDraftParams;
use portico_api::environments::{EnvironmentParams, Mode};

pub(crate) fn show(_: &EnvironmentParams) -> Select {
    Select::of(store::SHOW)
}

/// What a change of the configuration has to know first.
pub(crate) fn facts(_: &EnvironmentParams) -> Select {
    Select::of(FACTS)
}

/// Gives all changes of the draft up.
pub(crate) fn discard(
    cx: &Context,
    proof: EnvironmentProof<Developer>,
    params: DiscardDraftParams,
    _: Empty,
    found: String,
) -> Result<Action, Error> {
    let found: store::Discardable = read_json(&found)?;
    let mut statements = Vec::new();
    if params.mode == Mode::Live {
        statements.push(may_release(proof.project()));
    }
    statements.extend(store::discard(cx, &proof, params.revision));
    let action = Action {
        statements,
        audit: entry(&proof, Details::none()),
        reply: draft_reply(cx, &proof, params.mode)?,
        conflicts: &[],
    };
    Ok(action.unless(found.is_empty()))
}

/// What giving a draft up has to know first.
pub(crate) fn discardable(_: &DiscardDraftParams) -> Select {
    Select::of(store::DISCARDABLE)
}

/// The statement that answers the draft as it is then.
fn draft_reply<R>(cx: &Context, proof: &EnvironmentProof<R>, mode: Mode) -> Result<Statement, Error> {
    let params = EnvironmentParams {
        organization: proof.project().organization().id().to_string(),
        project: proof.project().id().to_string(),
        mode,
    };
    select_only::<InEnvironment<Viewer>, _>(cx, &params, Select::of(store::DRAFT))
}

/// For the audit log. `details` never hold a value: some of them are secret, and all may be large.
pub(crate) fn entry<R>(proof: &EnvironmentProof<R>, details: Details) -> audit::Entry {
    audit::Entry {
        organization_id: Some(proof.project().organization().id().clone()),
        target_kind: "environment",
        target_id: proof.id().to_string(),
        details,
    }
}
