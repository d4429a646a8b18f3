//! Versions: list, show, publish a draft, roll back.

mod json;
mod store;
mod texts;
mod trim;

pub(crate) use json::{version_json, version_row_json, version_text};
pub(crate) use store::{NewVersion, Place, begin_with, publish_version, row_reply};
pub(crate) use texts::Texts;
pub(crate) use trim::trim;

use crate::access::{EnvironmentProof, Select};
use crate::action::Action;
use crate::audit::Details;
use crate::billing::{keep_room_for_bytes, length};
use crate::configuration::{self, Facts, confirm, may_release};
use crate::context::Context;
use crate::error::Error;
use crate::schema::read_json;
use portico_api::access::Developer;
use portico_api::environments::{EnvironmentParams, Mode};
use portico_api::versions::{ListVersionsParams, Publication, Restoration, VersionKind, VersionParams};

pub(crate) fn list(params: &ListVersionsParams) -> Select {
    store::list(params)
}

pub(crate) fn show(params: &VersionParams) -> Select {
    store::show(params)
}

/// What SQL answers of a version whose values are not kept any more.
const GONE: &str = "gone";

/// The answer, unless the version's values are not kept any more.
pub(crate) fn shown(_: &Context, found: &str) -> Result<String, Error> {
    if found == GONE { Err(Error::NotKept) } else { Ok(found.to_owned()) }
}

/// What a roll back has to know first.
pub(crate) fn restoration(params: &VersionParams) -> Select {
    store::restoration(params)
}

/// Makes the draft the next version.
pub(crate) fn publish(
    cx: &Context,
    proof: EnvironmentProof<Developer>,
    params: EnvironmentParams,
    publication: Publication,
    facts: String,
) -> Result<Action, Error> {
    let facts: Facts = read_json(&facts)?;
    facts.allow()?;
    if facts.published.number != publication.version || facts.revision != publication.revision {
        return Err(Error::Stale);
    }
    confirm(&facts.project, params.mode, publication.confirm.as_deref())?;
    let next = facts.next(params.mode)?;
    if next.is(&facts.published) {
        return Err(Error::field(
            "revision",
            "Nothing has changed since the last version. Change something first.",
        ));
    }
    let changed = facts.published.document.changed(&next.document);
    let details = serde_json::json!({
        "version": publication.version + 1, "message": publication.message, "changed": changed,
        "secrets": facts.secrets.keys().collect::<Vec<_>>(),
    });
    let texts = Texts::of(&next.document, &next.own, &next.secrets);
    // The draft goes when it is published.
    let more = texts.bytes(next.document == facts.published.document) + length(&publication.message)
        - facts.draft_bytes;
    facts.storage.room_for(more)?;
    let new = NewVersion {
        base: publication.version,
        texts: &texts,
        message: &publication.message,
        kind: VersionKind::Publish,
        source: None,
    };
    let place = Place::of(&proof);
    let mut statements = vec![facts.still_hold(proof.id())];
    statements.extend(release_guard(&proof, params.mode));
    statements.extend(keep_room_for_bytes(place.organization, more, cx.now));
    statements.push(store::empty_draft(cx, &place));
    statements.extend(publish_version(cx, &place, &new));
    Ok(Action {
        statements,
        audit: configuration::entry(&proof, Details::of(&details)),
        reply: row_reply(&place, new.base + 1),
        conflicts: &[],
    })
}

/// Publishes an older version once more. What ran before is never held up by a schema that has changed since.
pub(crate) fn roll_back(
    cx: &Context,
    proof: EnvironmentProof<Developer>,
    params: VersionParams,
    restoration: Restoration,
    facts: String,
) -> Result<Action, Error> {
    let facts: store::Restorable = read_json(&facts)?;
    if !facts.may_publish {
        return Err(Error::NotPermitted(crate::error::NOT_RELEASER));
    }
    if facts.published_version != restoration.version {
        return Err(Error::Stale);
    }
    confirm(&facts.project, params.mode, restoration.confirm.as_deref())?;
    if !facts.is_whole {
        return Err(Error::NotKept);
    }
    if facts.is_published {
        return Err(Error::field("version", "This version is already published. Choose another version."));
    }
    let details = serde_json::json!({
        "version": restoration.version + 1, "message": restoration.message, "restored": params.number,
    });
    let place = Place::of(&proof);
    let mut statements: Vec<_> = release_guard(&proof, params.mode).into_iter().collect();
    statements.extend(store::roll_back(cx, &place, &params, &restoration));
    Ok(Action {
        statements,
        audit: configuration::entry(&proof, Details::of(&details)),
        reply: row_reply(&place, restoration.version + 1),
        conflicts: &[],
    })
}

/// For live alone: the role that the endpoint demands is enough for sandbox.
fn release_guard(proof: &EnvironmentProof<Developer>, mode: Mode) -> Option<crate::db::Statement> {
    (mode == Mode::Live).then(|| may_release(proof.project()))
}
