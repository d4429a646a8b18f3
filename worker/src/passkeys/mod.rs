//! Passkeys: how somebody adds, names and removes them, and how they sign in with one.

mod challenge;
mod options;
mod sign_in;
mod signed;
mod store;
mod webauthn;

pub(crate) use sign_in::{begin as begin_sign_in, sign_in};

use crate::access::{Caller, ProvenCaller, Select};
use crate::action::Action;
use crate::audit::{self, Details};
use crate::base64url;
use crate::context::Context;
use crate::db::{Db, DbError};
use crate::error::Error;
use crate::http::Answer;
use crate::schema::read_json;
use challenge::{Challenge, Tie};
use portico_api::Empty;
use portico_api::passkeys::{NewPasskey, PASSKEYS_MAX, PasskeyCreation, PasskeyName, PasskeyParams};
use webauthn::{Ceremony, ClientData, Refusal, Site};

pub(crate) fn list(_: &()) -> Select {
    store::list()
}

/// What the browser needs to make a passkey. Nothing is written.
pub(crate) async fn begin<D: Db>(
    db: &D,
    cx: &Context<'_>,
    proof: ProvenCaller,
    _: (),
    _: Empty,
) -> Result<Answer, Error> {
    let caller = proof.caller();
    let owner = store::owner(db, cx, caller).await?;
    if owner.credentials.len() >= usize::try_from(PASSKEYS_MAX).unwrap_or_default() {
        return Err(DbError::Guard("passkey_limit".to_owned()).into());
    }
    let challenge = Challenge::new(cx, Tie::Add(caller.session_id()))?;
    let options = options::creation(&challenge, Site::of(cx.config), owner);
    Ok(Answer::json(200, &PasskeyCreation { options, expires_at: challenge.expires_at }))
}

/// Keeps a passkey that the browser made.
pub(crate) async fn add<D: Db>(
    db: &D,
    cx: &Context<'_>,
    proof: ProvenCaller,
    _: (),
    new: NewPasskey,
) -> Result<Answer, Error> {
    let (caller, site) = (proof.caller(), Site::of(cx.config));
    let client_data = ClientData::read(&bytes(&new.client_data)?, Ceremony::Create, site)?;
    let challenge = Challenge::answered(cx, Tie::Add(caller.session_id()), client_data.challenge())?;
    let registration = webauthn::verify_registration(&bytes(&new.attestation)?, site)?;
    let added = store::add(db, cx, caller, &new.name, &registration, &challenge).await?;
    if added.is_new {
        cx.tell_afterwards();
    }
    Ok(Answer::new(201, added.passkey))
}

/// What a new name is held against.
pub(crate) fn current(params: &PasskeyParams) -> Select {
    store::name(params)
}

pub(crate) fn rename(
    _: &Context,
    caller: Caller,
    params: PasskeyParams,
    change: PasskeyName,
    found: String,
) -> Result<Action, Error> {
    let found: store::Named = read_json(&found)?;
    let is_same = found.name == change.name;
    let action = Action {
        statements: store::rename(&caller, &params.passkey, &found, &change.name),
        audit: audit::Entry {
            organization_id: None,
            target_kind: "passkey",
            target_id: params.passkey.clone(),
            details: Details::changed(&found, &change),
        },
        reply: store::one(&caller, &params.passkey),
        conflicts: &[],
    };
    Ok(action.unless(is_same))
}

/// Takes one away. A code by mail lets its owner in all the same, so the last one may go as well.
pub(crate) async fn remove<D: Db>(
    db: &D,
    cx: &Context<'_>,
    proof: ProvenCaller,
    params: PasskeyParams,
    _: Empty,
) -> Result<Answer, Error> {
    db.batch(store::remove(cx, proof.caller(), &params.passkey)).await?;
    cx.tell_afterwards();
    Ok(Answer::json(200, &Empty {}))
}

/// Bytes of a request, whose form was looked at when it was read.
fn bytes(text: &str) -> Result<Vec<u8>, Refusal> {
    base64url::decode(text).ok_or(Refusal::Malformed)
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Error::PasskeyRefused(match refusal {
            Refusal::NotVerified => {
                "Your device did not verify you. Set up a screen lock, or a PIN for the security key, then try again."
            }
            Refusal::Key => {
                "This device makes passkeys of a kind that Portico does not know. Use another device."
            }
            _ => "The browser's answer did not match the request. Reload the page, then try again.",
        })
    }
}
