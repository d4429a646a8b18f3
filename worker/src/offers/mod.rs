//! Offers of projects: make one, withdraw it, decline it, accept it, take the project back.

mod json;
mod make;
mod moving;
mod store;

pub(crate) use json::{
    is_made_there, moved_json, my_offers_json, offer_is_open, open_offer_json, reserved, returnable_json,
    working_keys,
};
pub(crate) use make::{STILL_RETURNABLE, offer, offerable, preview, previewed};
pub(crate) use store::close_open;

use crate::access::{OrganizationProof, Select};
use crate::action::Action;
use crate::audit;
use crate::context::Context;
use crate::db::Statement;
use crate::error::Error;
use crate::projects::{self, CONFLICTS};
use crate::schema::read_json;
use moving::Move;
use portico_api::access::{Admin, Owner};
use portico_api::offers::OfferParams;
use portico_api::projects::OtherName;
use portico_api::{Empty, OrganizationId, ProjectId};
use serde_json::json;
use store::{Incoming, Outgoing, State};

pub(crate) fn outgoing(params: &OfferParams) -> Select {
    store::outgoing(params)
}

pub(crate) fn incoming(params: &OfferParams) -> Select {
    store::incoming(params)
}

/// Takes an offer back that nobody has accepted.
pub(crate) fn withdraw(
    cx: &Context,
    proof: OrganizationProof<Owner>,
    params: OfferParams,
    _: Empty,
    found: String,
) -> Result<Action, Error> {
    let found: Outgoing = read_json(&found)?;
    found.state.must_be_open()?;
    let details = json!({ "offer": params.offer, "name": found.name });
    let mut statements = vec![store::still_open(cx, &params.offer)];
    statements.push(store::decide(cx, &params.offer, "withdrawn", proof.caller().user_id()));
    statements.extend(found.to.map(|to| noted(cx, &proof, "withdraw_offer", to, &found.project, &details)));
    Ok(done(proof.id(), &found.project, &details, statements))
}

/// Refuses a project that is offered, for good.
pub(crate) fn decline(
    cx: &Context,
    proof: OrganizationProof<Admin>,
    params: OfferParams,
    _: Empty,
    found: String,
) -> Result<Action, Error> {
    let found: Incoming = read_json(&found)?;
    found.state.must_be_open()?;
    let details = json!({ "offer": params.offer, "name": found.name });
    let statements = vec![
        store::still_open(cx, &params.offer),
        store::decide(cx, &params.offer, "declined", proof.caller().user_id()),
        noted(cx, &proof, "decline_offer", found.from, &found.project, &details),
    ];
    Ok(done(proof.id(), &found.project, &details, statements))
}

/// Takes a project over that is offered, if the plan has room for it.
pub(crate) fn accept(
    cx: &Context,
    proof: OrganizationProof<Admin>,
    params: OfferParams,
    body: OtherName,
    found: String,
) -> Result<Action, Error> {
    let found: Incoming = read_json(&found)?;
    found.state.must_be_open()?;
    found.standing.room_for_project()?;
    found.standing.storage.room_for_moved(found.bytes, found.of_creator)?;
    let name = body.name.map_or(found.name, |name| name.to_string());
    let (project, from, by) = (&found.project, &found.from, proof.caller().user_id());
    let details = json!({ "offer": params.offer, "from": from, "to": proof.id(), "name": name });
    let mut statements = store::acceptance(cx, proof.id(), &params.offer, by, project);
    statements.extend(Move { project, from, to: proof.id(), name: &name, by }.statements(cx));
    statements.push(noted(cx, &proof, "accept_offer", from.clone(), project, &details));
    moved(cx, proof.id(), project, &details, statements)
}

/// Takes back what went to another organization, wherever it is there.
pub(crate) fn take_back(
    cx: &Context,
    proof: OrganizationProof<Owner>,
    params: OfferParams,
    body: OtherName,
    found: String,
) -> Result<Action, Error> {
    let found: Outgoing = read_json(&found)?;
    found.state.must_be_returnable()?;
    let name = body.name.map_or(found.name, |name| name.to_string());
    let (project, from, by) = (&found.project, &found.now_in, proof.caller().user_id());
    found.published.iter().for_each(|environment| cx.deliver_afterwards(environment));
    let details = json!({ "offer": params.offer, "from": from, "to": proof.id(), "name": name });
    let mut statements = store::returning(cx, &proof, &params.offer, from, project);
    statements.extend(Move { project, from, to: proof.id(), name: &name, by }.statements(cx));
    statements.push(store::tell_the_edge(cx, proof.id(), project));
    statements.push(noted(cx, &proof, "take_back_project", from.clone(), project, &details));
    moved(cx, proof.id(), project, &details, statements)
}

/// The same entry in the log of the other organization: both can read what happened.
fn noted<R>(
    cx: &Context,
    proof: &OrganizationProof<R>,
    action: &str,
    other: OrganizationId,
    project: &ProjectId,
    details: &serde_json::Value,
) -> Statement {
    audit::insert(cx, proof.caller().user_id(), action, &projects::entry(&other, project, details))
}

/// A change after which the project is where it was.
fn done(
    organization: &OrganizationId,
    project: &ProjectId,
    details: &serde_json::Value,
    statements: Vec<Statement>,
) -> Action {
    Action {
        statements,
        audit: projects::entry(organization, project, details),
        reply: Statement::new("SELECT '{}'", Vec::new()),
        conflicts: &[],
    }
}

/// A change after which the project is in this organization.
fn moved(
    cx: &Context,
    organization: &OrganizationId,
    project: &ProjectId,
    details: &serde_json::Value,
    statements: Vec<Statement>,
) -> Result<Action, Error> {
    Ok(Action {
        statements,
        audit: projects::entry(organization, project, details),
        reply: projects::reply(cx, organization, project)?,
        conflicts: CONFLICTS,
    })
}

impl State {
    fn must_be_open(self) -> Result<(), Error> {
        match self {
            State::Open => Ok(()),
            closed => Err(Error::OfferClosed(closed.reason())),
        }
    }

    fn must_be_returnable(self) -> Result<(), Error> {
        match self {
            State::Returnable => Ok(()),
            State::Accepted => {
                Err(Error::OfferClosed("The seven days in which it could be taken back are over."))
            }
            other => Err(Error::OfferClosed(other.reason())),
        }
    }

    fn reason(self) -> &'static str {
        match self {
            State::Open => "The offer has not been accepted. Withdraw it instead.",
            State::Returnable | State::Accepted => "The offer has already been accepted.",
            State::Declined => "The offer was declined.",
            State::Withdrawn => "The offer was withdrawn.",
            State::TakenBack => "The project has already been taken back.",
            State::Expired => "The offer has expired. You can make a new one.",
            State::Void => {
                "Whoever made the offer is no longer an Owner there. Another Owner can make a new one."
            }
            State::Gone => "The project is no longer where it was offered.",
        }
    }
}
