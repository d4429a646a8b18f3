//! The schema of a project: show, replace.

mod json;
mod store;

pub(crate) use json::{read_json, schema_json};
pub(crate) use store::{insert, json};

use crate::access::{ProjectProof, Select, select_only};
use crate::action::Action;
use crate::audit;
use crate::billing::{Storage, keep_room_for_bytes, length};
use crate::context::Context;
use crate::error::Error;
use portico_api::access::{Admin, InProject, Viewer};
use portico_api::projects::ProjectParams;
use portico_api::schema::{Schema, SchemaChange, Setting, patterns_fault};
use serde::Deserialize;

pub(crate) fn show(_: &ProjectParams) -> Select {
    Select::of(store::SHOW)
}

/// What a change has to know first.
#[derive(Debug, Deserialize)]
struct Facts {
    schema: Schema,
    /// How long its text is.
    bytes: i64,
    storage: Storage,
}

pub(crate) fn facts(_: &ProjectParams) -> Select {
    Select::of(store::FACTS)
}

/// Replaces all settings. What is published stays as it is until the next version.
pub(crate) fn update(
    cx: &Context,
    proof: ProjectProof<Admin>,
    _: ProjectParams,
    change: SchemaChange,
    facts: String,
) -> Result<Action, Error> {
    let Facts { schema: before, bytes, storage } = read_json(&facts)?;
    if before.version != change.version {
        return Err(Error::Stale);
    }
    let organization = proof.organization().id();
    if let Some(fault) = patterns_fault(&before.settings, &change.settings) {
        return Err(Error::Invalid(vec![fault]));
    }
    let is_same = before.settings == change.settings;
    let more = length(&store::json(&change.settings)) - bytes;
    if !is_same {
        storage.room_for(more)?;
    }
    let room = keep_room_for_bytes(organization, more, cx.now);
    let in_place = ProjectParams { organization: organization.to_string(), project: proof.id().to_string() };
    let action = Action {
        statements: room.into_iter().chain(store::update(cx, &proof, &change)).collect(),
        audit: audit::Entry {
            organization_id: Some(organization.clone()),
            target_kind: "project",
            target_id: proof.id().to_string(),
            details: audit::Details::of(&difference(&before.settings, &change.settings)),
        },
        reply: select_only::<InProject<Viewer>, _>(cx, &in_place, show(&in_place))?,
        conflicts: &[],
    };
    Ok(action.unless(is_same))
}

/// The keys of what was added, removed and changed, for the audit log.
fn difference(before: &[Setting], after: &[Setting]) -> serde_json::Value {
    let find = |list: &[Setting], key: &str| list.iter().find(|setting| setting.key == key).cloned();
    let keys_of = |list: &[Setting], keep: &dyn Fn(&Setting) -> bool| -> Vec<String> {
        list.iter().filter(|setting| keep(setting)).map(|setting| setting.key.clone()).collect()
    };
    let changed = |setting: &Setting| find(before, &setting.key).is_some_and(|old| old != *setting);
    serde_json::json!({
        "added": keys_of(after, &|setting| find(before, &setting.key).is_none()),
        "removed": keys_of(before, &|setting| find(after, &setting.key).is_none()),
        "changed": keys_of(after, &changed),
    })
}
