//! Server keys: list, create, revoke.

mod store;
pub(crate) mod token;

use crate::access::{EnvironmentProof, Select};
use crate::action::Action;
use crate::audit::Details;
use crate::configuration::{self, may_release};
use crate::context::Context;
use crate::error::Error;
use crate::schema::read_json;
use portico_api::access::Developer;
use portico_api::environments::{EnvironmentParams, Mode};
use portico_api::keys::{CreatedKey, KEY_LIFE_MAX_MS, Key, KeyParams, ListKeysParams, NewKey};
use portico_api::{Empty, KeyId};
use serde::Deserialize;

const NO_SECRET_KEY: &str =
    "This installation can't make keys yet: it has no SECRET_KEY. Tell whoever runs it.";

pub(crate) fn list(params: &ListKeysParams) -> Select {
    store::list(params)
}

/// A new key. Its token follows from its id, a nonce and the installation's secret key; the nonce is kept only under the
/// request's idempotency key, for the day in which a retry gets the same answer.
pub(crate) fn create(
    cx: &Context,
    proof: EnvironmentProof<Developer>,
    params: EnvironmentParams,
    new: NewKey,
) -> Result<Action, Error> {
    refuse_end(cx, new.expires_at)?;
    let id = KeyId::new(cx.new_id());
    let nonce = crate::secret::new_token(cx.random);
    let token = token::derive(cx.config, params.mode, &id, &nonce).ok_or(Error::NotSetUp(NO_SECRET_KEY))?;
    let details = serde_json::json!({ "key": id, "name": new.name, "expires_at": new.expires_at });
    let mut statements = vec![may_release(proof.project())];
    statements.extend(store::create(cx, &proof, &id, &new, &token));
    Ok(Action {
        statements,
        audit: configuration::entry(&proof, Details::of(&details)),
        reply: store::parts(&proof, &id, params.mode, &nonce),
        conflicts: &[],
    })
}

/// A key ends in the future if at all, and so soon that every browser can write the day down.
fn refuse_end(cx: &Context, expires_at: Option<i64>) -> Result<(), Error> {
    let life = expires_at.map(|at| at - cx.now);
    match life {
        Some(life) if life <= 0 => Err(Error::field("expires_at", "Choose a time in the future.")),
        Some(life) if life > KEY_LIFE_MAX_MS => {
            Err(Error::field("expires_at", "Choose a time within the next 10 years, or none."))
        }
        _ => Ok(()),
    }
}

const MADE_BEFORE: &str = "\
    The key was made, but its token can't be shown any more: the installation's secret key has changed since. Revoke it and create another one.";

/// What is kept of the answer under the idempotency key.
#[derive(Deserialize)]
struct Parts {
    key: Key,
    mode: Mode,
    nonce: String,
}

/// The answer, with the token in it.
pub(crate) fn created(cx: &Context, parts: &str) -> Result<String, Error> {
    let Parts { key, mode, nonce } = read_json(parts)?;
    let token = token::derive(cx.config, mode, &key.id, &nonce).ok_or(Error::NotSetUp(NO_SECRET_KEY))?;
    if !token.ends_with(&key.last4) {
        return Err(Error::MadeBefore(MADE_BEFORE));
    }
    serde_json::to_string(&CreatedKey { key, token }).map_err(|error| Error::Internal(error.to_string()))
}

/// What a revocation has to know first.
pub(crate) fn revocable(params: &KeyParams) -> Select {
    store::revocable(params)
}

/// Ends a key; revoking it once more changes nothing.
pub(crate) fn revoke(
    cx: &Context,
    proof: EnvironmentProof<Developer>,
    params: KeyParams,
    _: Empty,
    found: String,
) -> Result<Action, Error> {
    let found: store::Revocable = read_json(&found)?;
    let details = serde_json::json!({ "key": params.key });
    let mut statements = vec![may_release(proof.project())];
    statements.extend(store::revoke(cx, &proof, &params.key, &found));
    let action = Action {
        statements,
        audit: configuration::entry(&proof, Details::of(&details)),
        reply: store::one(&proof, &params.key),
        conflicts: &[],
    };
    Ok(action.unless(found.is_revoked()))
}
