//! Saving a draft: only what is changed stays in it.

use super::store::{self, Draft, NewSecret};
use super::{Facts, draft_reply, entry, may_release, too_large};
use crate::access::EnvironmentProof;
use crate::action::Action;
use crate::audit::Details;
use crate::billing::{keep_room_for_bytes, length};
use crate::context::Context;
use crate::error::Error;
use crate::schema::read_json;
use crate::vault;
use portico_api::access::Developer;
use portico_api::configuration::DraftChange;
use portico_api::environments::{EnvironmentParams, Mode};
use portico_api::problem::FieldError;
use portico_api::raw::{Raw, RawValues};
use portico_api::schema::{Schema, Steps};
use std::collections::{BTreeMap, BTreeSet};

/// Saves what changed. What live requires is asked for when it is published, not here.
pub(crate) async fn save(
    cx: &Context<'_>,
    proof: EnvironmentProof<Developer>,
    params: EnvironmentParams,
    change: DraftChange,
    facts: String,
) -> Result<Action, Error> {
    let facts: Facts = read_json(&facts)?;
    facts.allow()?;
    if facts.revision != change.revision {
        return Err(Error::Stale);
    }
    let mut faults = Vec::new();
    let steps = Steps::default();
    let set = checked_values(&facts.schema, &change.set, &steps, &mut faults);
    let plain = checked_secrets(&facts.schema, &change.secrets, &steps, &mut faults);
    let changes = merged_values(&facts, set, &change.keep);
    faults.extend(too_large("set", &changes));
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let mut secrets = facts.secrets.clone();
    secrets.retain(|key, _| !change.keep.contains(key));
    let mut new_secrets = Vec::with_capacity(plain.len());
    for (key, text) in &plain {
        let id = match text {
            Some(text) => {
                let sealed =
                    vault::seal((cx.cipher, cx.random), cx.config, (proof.id().as_str(), key), text).await?;
                let id = cx.new_id();
                new_secrets.push(NewSecret { id: id.clone(), key, sealed });
                Some(id)
            }
            None => None,
        };
        secrets.insert(key.clone(), id);
    }
    secrets.retain(|key, id| id.is_some() || facts.published.secrets.contains_key(key));
    let was_empty = facts.changes.0.is_empty() && facts.secrets.is_empty();
    let is_same = changes == facts.changes && secrets == facts.secrets;
    let draft = Draft {
        revision: facts.revision,
        changes: changes.text(),
        secrets: serde_json::to_string(&secrets).unwrap_or_default(),
        base_version: if was_empty { facts.published.number } else { facts.base_version },
    };
    let ciphertexts = new_secrets.iter().map(|secret| length(&secret.sealed.ciphertext)).sum::<i64>();
    let more = length(&draft.changes) + length(&draft.secrets) + ciphertexts - facts.draft_bytes;
    if !is_same {
        facts.storage.room_for(more)?;
    }
    let mut statements = vec![facts.still_hold(proof.id())];
    statements.extend(keep_room_for_bytes(proof.project().organization().id(), more, cx.now));
    if params.mode == Mode::Live {
        statements.push(may_release(proof.project()));
    }
    statements.extend(store::save(cx, &proof, &draft, new_secrets));
    let action = Action {
        statements,
        audit: entry(&proof, details(&change, &facts, &changes)),
        reply: draft_reply(cx, &proof, params.mode)?,
        conflicts: &[],
    };
    Ok(action.unless(is_same))
}

/// What was touched, for the audit log: of values, how they were and are; of secrets, only the keys. What was kept is what a change was given up of:
/// anything may stand there.
fn details(change: &DraftChange, before: &Facts, after: &RawValues) -> Details {
    let set: Vec<_> = change.set.0.keys().collect();
    let secrets: Vec<_> = change.secrets.keys().collect();
    let was_changed = |key: &String| before.changes.0.contains_key(key) || before.secrets.contains_key(key);
    let keep: BTreeSet<_> = change.keep.iter().filter(|key| was_changed(key)).collect();
    if set.is_empty() {
        return Details::of(&serde_json::json!({ "set": set, "secrets": secrets, "keep": keep }));
    }
    let values = |changes: &RawValues| -> serde_json::Map<String, serde_json::Value> {
        let published = &before.published.document.0;
        let now = |key: &String| told(changes.0.get(key).or_else(|| published.get(key)));
        set.iter().map(|key| ((*key).clone(), now(key))).collect()
    };
    Details::of(&serde_json::json!({
        "set": set, "secrets": secrets, "keep": keep, "values": values(after), "before": { "values": values(&before.changes) },
    }))
}

/// A value as the log says it. A long one is not even read: that would cost many times its bytes.
fn told(value: Option<&Raw>) -> serde_json::Value {
    const LONGEST: usize = 1_000;
    match value.map(Raw::text) {
        None => serde_json::Value::Null,
        Some(text) if text.len() <= LONGEST => serde_json::from_str(text).unwrap_or_default(),
        Some(text) => format!("{} bytes", text.len()).into(),
    }
}

const UNKNOWN: &str = "The project has no such setting. Load its schema again.";

/// The given values, each in its canonical form; null stays null.
fn checked_values(
    schema: &Schema,
    set: &RawValues,
    steps: &Steps,
    faults: &mut Vec<FieldError>,
) -> RawValues {
    let mut checked = RawValues::default();
    for (key, value) in &set.0 {
        let outcome = match schema.get(key) {
            None => Err(UNKNOWN.to_owned()),
            Some(setting) if setting.secret => Err("This is a secret: send it in `secrets`.".to_owned()),
            Some(_) if value.is_null() => Ok(value.clone()),
            Some(setting) => steps.room_for_raw(&setting.kind, value).and_then(|()| setting.check_raw(value)),
        };
        match outcome {
            Ok(value) => drop(checked.0.insert(key.clone(), value)),
            Err(detail) => faults.push(FieldError::new(&format!("set.{key}"), &detail)),
        }
    }
    checked
}

/// The given secrets, each as the canonical JSON text of its value.
fn checked_secrets(
    schema: &Schema,
    secrets: &BTreeMap<String, Option<String>>,
    steps: &Steps,
    faults: &mut Vec<FieldError>,
) -> BTreeMap<String, Option<String>> {
    let mut checked = BTreeMap::new();
    for (key, text) in secrets {
        let outcome = match (schema.get(key), text) {
            (None, _) => Err(UNKNOWN.to_owned()),
            (Some(setting), _) if !setting.secret => Err("This is no secret: send it in `set`.".to_owned()),
            (Some(_), None) => Ok(None),
            (Some(setting), Some(text)) => steps
                .room_for_secret(&setting.kind, text)
                .and_then(|()| setting.check_secret(text))
                .map(|value| Some(value.to_string())),
        };
        match outcome {
            Ok(text) => drop(checked.insert(key.clone(), text)),
            Err(detail) => faults.push(FieldError::new(&format!("secrets.{key}"), &detail)),
        }
    }
    checked
}

/// The draft's changes with those that were sent, without what equals the published value.
fn merged_values(facts: &Facts, set: RawValues, keep: &[String]) -> RawValues {
    let mut changes = facts.changes.clone();
    changes.0.extend(set.0);
    let own = facts.published.own_values();
    changes.0.retain(|key, value| {
        let is_change = match own.0.get(key) {
            Some(published) => published != value,
            None => !value.is_null(),
        };
        is_change && !keep.contains(key)
    });
    changes
}
