//! Promote: copy chosen values from one environment of a project to the other.

mod merge;
mod store;

use crate::access::{ProjectProof, Select};
use crate::action::Action;
use crate::audit;
use crate::billing::{keep_room_for_bytes, length};
use crate::configuration::{confirm, may_release};
use crate::context::Context;
use crate::error::{Error, NOT_RELEASER};
use crate::schema::read_json;
use crate::versions::{NewVersion, Place, Texts, publish_version, row_reply};
use merge::{Sides, merge};
use portico_api::access::Developer;
use portico_api::environments::Mode;
use portico_api::projects::ProjectParams;
use portico_api::promotion::Selection;
use portico_api::versions::{Source, VersionKind};

pub(crate) fn show(_: &ProjectParams) -> Select {
    Select::of(store::SHOW)
}

/// What a promotion has to know first.
pub(crate) fn sides(_: &ProjectParams) -> Select {
    Select::of(store::SIDES)
}

/// Makes the next version of one environment, with the chosen values of the other.
pub(crate) fn promote(
    cx: &Context,
    proof: ProjectProof<Developer>,
    _: ProjectParams,
    selection: Selection,
    facts: String,
) -> Result<Action, Error> {
    let sides: Sides = read_json(&facts)?;
    if selection.to == Mode::Live && !sides.may_release {
        return Err(Error::NotPermitted(NOT_RELEASER));
    }
    let looked_at = (selection.sandbox_version, selection.live_version);
    if looked_at != (sides.sandbox.published.number, sides.live.published.number) {
        return Err(Error::Stale);
    }
    confirm(&sides.project, selection.to, selection.confirm.as_deref())?;
    let (from, to) = match selection.to {
        Mode::Live => (&sides.sandbox, &sides.live),
        Mode::Sandbox => (&sides.live, &sides.sandbox),
    };
    let next = merge(&sides.schema, &from.published, &to.published, &selection)?;
    let source =
        Source { mode: selection.from, version: from.published.number, keys: selection.keys.clone() };
    let details = serde_json::json!({
        "from": selection.from, "to": selection.to, "keys": selection.keys,
        "version": to.published.number + 1, "message": selection.message,
    });
    let texts = Texts::of(&next.document, &next.own, &next.secrets);
    // Where both sides hold the same then, the document is kept already.
    let is_kept = [from, to].iter().any(|side| side.published.document == next.document);
    let source_text = serde_json::to_string(&source).unwrap_or_default();
    let more = texts.bytes(is_kept) + length(&selection.message) + length(&source_text);
    sides.storage.room_for(more)?;
    let new = NewVersion {
        base: to.published.number,
        texts: &texts,
        message: &selection.message,
        kind: VersionKind::Promote,
        source: Some(source),
    };
    let organization = proof.organization();
    let place = Place {
        organization: organization.id(),
        project: proof.id(),
        environment: &to.environment,
        author: organization.caller().user_id(),
    };
    let mut statements = vec![store::still_hold(&proof, &sides)];
    if selection.to == Mode::Live {
        statements.push(may_release(&proof));
    }
    statements.extend(keep_room_for_bytes(place.organization, more, cx.now));
    statements.extend(publish_version(cx, &place, &new));
    Ok(Action {
        statements,
        audit: audit::Entry {
            organization_id: Some(organization.id().clone()),
            target_kind: "environment",
            target_id: to.environment.to_string(),
            details: audit::Details::of(&details),
        },
        reply: row_reply(&place, new.base + 1),
        conflicts: &[],
    })
}
