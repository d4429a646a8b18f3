//! What an organization asks of how its members sign in. It is enforced where a member's proof is made (`access/scope.rs`) and, in the batch of each change,
//! by the guard of that proof: nowhere else. Here it is shown, set and lifted.

mod store;

use crate::access::{OrganizationProof, Select, select_only};
use crate::action::Action;
use crate::audit::{self, Details};
use crate::context::Context;
use crate::db::Statement;
use crate::error::Error;
use crate::schema::read_json;
use portico_api::access::{Owner, ProvenInOrganization};
use portico_api::organizations::OrganizationParams;
use portico_api::security::{Security, SecurityChange, SecurityLift};
use portico_api::text::is_name;
use serde::Deserialize;

const OTHER_WAY: &str = "\
    You haven't signed in this way yourself, so this would lock you out. Sign in that way first, then try again.";
const TOO_LONG_AGO: &str = "\
    You signed in longer ago than that yourself, so this would lock you out. Sign in again first, then try again.";

pub(crate) fn show(_: &OrganizationParams) -> Select {
    Select::of(store::SHOW)
}

/// Asks something of every member at once. Whoever asks it fulfils it, so that there always is an Owner who does.
pub(crate) fn update(
    cx: &Context,
    proof: OrganizationProof<Owner>,
    _: OrganizationParams,
    change: SecurityChange,
    found: String,
) -> Result<Action, Error> {
    let found: Security = read_json(&found)?;
    let sign_ins = proof.caller().sign_ins().ages()?;
    let is_asked =
        |way: &str| change.ways.is_empty() || change.ways.iter().any(|asked| asked.as_str() == way);
    let Some(age) = sign_ins.iter().filter(|(way, _)| is_asked(way)).map(|(_, age)| *age).min() else {
        return Err(Error::field("ways", OTHER_WAY));
    };
    if change.session_ms().is_some_and(|longest| age >= longest) {
        return Err(Error::field("sign_in_hours", TOO_LONG_AGO));
    }
    let is_same = found.sign_in_hours == change.sign_in_hours
        && found.ways.iter().map(String::as_str).eq(change.ways.iter().map(|way| way.as_str()));
    let action = Action {
        statements: store::set(&proof, &change),
        audit: entry(&proof, Details::changed(&found, &change)),
        reply: reply(cx, &proof)?,
        conflicts: &[],
    };
    Ok(action.unless(is_same))
}

/// What is asked, and the name that has to be typed to lift it.
#[derive(Deserialize)]
struct Liftable {
    name: String,
    asked: Security,
}

pub(crate) fn liftable(_: &OrganizationParams) -> Select {
    Select::of(store::LIFTABLE)
}

/// Asks nothing any more. All Owners hear of it: it is the way around what was asked.
pub(crate) fn lift(
    cx: &Context,
    proof: OrganizationProof<Owner>,
    _: OrganizationParams,
    lift: SecurityLift,
    found: String,
) -> Result<Action, Error> {
    let Liftable { name, asked: found } = read_json(&found)?;
    if !is_name(&lift.confirm, &name) {
        return Err(Error::field(
            "confirm",
            "Type the organization's name exactly to remove its sign-in requirements.",
        ));
    }
    let is_lifted = found.ways.is_empty() && found.sign_in_hours.is_none();
    let none = SecurityChange { ways: Vec::new(), sign_in_hours: None, version: found.version };
    let action = Action {
        statements: store::lift(cx, &proof, &none),
        audit: entry(&proof, Details::changed(&found, &none)),
        reply: reply(cx, &proof)?,
        conflicts: &[],
    };
    if !is_lifted {
        cx.tell_afterwards();
    }
    Ok(action.unless(is_lifted))
}

fn entry(proof: &OrganizationProof<Owner>, details: Details) -> audit::Entry {
    audit::Entry {
        organization_id: Some(proof.id().clone()),
        target_kind: "organization",
        target_id: proof.id().to_string(),
        details,
    }
}

fn reply(cx: &Context, proof: &OrganizationProof<Owner>) -> Result<Statement, Error> {
    let params = OrganizationParams { organization: proof.id().to_string() };
    select_only::<ProvenInOrganization<Owner>, _>(cx, &params, show(&params))
}
