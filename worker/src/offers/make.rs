//! Making an offer, and the dry run before it.

use super::store::{self, Found};
use crate::access::{ProjectProof, Select, select_only};
use crate::action::{Action, Taken};
use crate::audit;
use crate::billing::Standing;
use crate::context::Context;
use crate::error::Error;
use crate::projects;
use crate::schema::read_json;
use portico_api::OfferId;
use portico_api::access::{InProject, Owner};
use portico_api::offers::{NewOffer, OfferPreview, OfferPreviewParams, OfferTarget};
use portico_api::projects::ProjectParams;
use portico_api::text::is_name;
use serde::Deserialize;
use serde_json::Value;

pub(crate) const STILL_RETURNABLE: &str = "\
    The organization that this project came from can still take it back. It can be offered after that.";

const CONFLICTS: &[(&str, Taken)] = &[(
    "project_offers.project_id",
    ("target", "This project is offered already. Withdraw that offer first."),
)];

pub(crate) fn preview(params: &OfferPreviewParams) -> Select {
    store::preview(params)
}

/// What SQL knows of the other organization: whether it has room is decided here, in the words of the refusal.
#[derive(Deserialize)]
struct Other {
    name: String,
    slug: String,
    may_accept: bool,
    standing: Standing,
    /// What of the project is stored.
    bytes: i64,
    /// How much of that is new to what the creator of the organization has.
    of_creator: i64,
}

/// Makes the answer of its parts.
pub(crate) fn previewed(_: &Context, parts: &str) -> Result<String, Error> {
    let fault = |error: serde_json::Error| Error::Internal(error.to_string());
    let mut parts: Value = read_json(parts)?;
    let target = parts.get_mut("target").map(Value::take).unwrap_or_default();
    let other: Option<Other> = serde_json::from_value(target).map_err(fault)?;
    let mut preview: OfferPreview = serde_json::from_value(parts).map_err(fault)?;
    preview.target = other.map(|Other { name, slug, may_accept, standing, bytes, of_creator }| OfferTarget {
        name,
        slug,
        may_accept,
        plan: standing.plan(),
        projects: standing.places(),
        full: match standing
            .room_for_project()
            .and_then(|()| standing.storage.room_for_moved(bytes, of_creator))
        {
            Err(Error::LimitReached(reached)) => Some(reached.0),
            _ => None,
        },
    });
    serde_json::to_string(&preview).map_err(fault)
}

/// What an offer has to know first.
pub(crate) fn offerable(_: &ProjectParams) -> Select {
    Select::of(store::OFFERABLE)
}

/// Offers a project. It stays where it is until somebody accepts.
pub(crate) fn offer(
    cx: &Context,
    proof: ProjectProof<Owner>,
    _: ProjectParams,
    new: NewOffer,
    found: String,
) -> Result<Action, Error> {
    let found: Found = read_json(&found)?;
    let own = proof.organization().id();
    if !is_name(&new.confirm, &found.name) {
        return Err(Error::field("confirm", "Type the project's name, exactly as it is, to offer it."));
    }
    if new.target == found.slug || new.target == own.as_str() {
        return Err(Error::field("target", "The project is in this organization already."));
    }
    if found.is_returnable {
        return Err(Error::OfferClosed(STILL_RETURNABLE));
    }
    let id = OfferId::new(cx.new_id());
    let details = serde_json::json!({ "offer": id, "name": found.name, "target": new.target });
    let params = ProjectParams { organization: own.to_string(), project: proof.id().to_string() };
    Ok(Action {
        statements: store::make(cx, &proof, &id, &new, &audit::bounded(&details)),
        audit: projects::entry(own, proof.id(), &details),
        reply: select_only::<InProject<Owner>, _>(cx, &params, Select::of(store::SHOW_OPEN))?,
        conflicts: CONFLICTS,
    })
}
