//! Signing in with a passkey. Whose it is, the passkey says: nobody types an address, and no answer tells whether somebody has one.

use super::challenge::{Challenge, ENDED, Tie};
use super::signed::{self, Found};
use super::webauthn::{self, Ceremony, ClientData, Known, Refusal, Site};
use super::{bytes, options};
use crate::base64url;
use crate::budgets::{self, Charge, REFUSED_PASSKEY_OF_CLIENT, REFUSED_PASSKEY_OF_NETWORK};
use crate::context::Context;
use crate::db::{Db, DbError};
use crate::error::Error;
use crate::http::{Answer, Cookie, read_cookie};
use crate::secret;
use crate::sign_in::NewSession;
use portico_api::Empty;
use portico_api::passkeys::{CHALLENGE_LIFE_MS, PasskeyAnswer, PasskeyRequest};

/// The same whether there is no such passkey or it did not sign this.
const UNKNOWN: &str = "\
    This passkey does not sign in here. It may have been removed. Sign in with a code by e-mail instead.";
const COPIED: &str = "\
    This passkey was refused: its counter went backwards, so someone may have copied it. Sign in with a code by e-mail, then \
    remove it from your account.";

/// What the browser needs to ask for a passkey. Nothing is written; tabs of one browser share what their challenges are tied to.
pub(crate) async fn begin<D: Db>(_: &D, cx: &Context<'_>, _: (), _: Empty) -> Result<Answer, Error> {
    let known = read_cookie(cx.request.cookie.as_deref(), Cookie::Passkey);
    let browser = known.map_or_else(|| secret::new_token(cx.random), str::to_owned);
    let challenge = Challenge::new(cx, Tie::SignIn(&browser))?;
    let options = options::request(&challenge, Site::of(cx.config));
    Ok(Answer::json(200, &PasskeyRequest { options, expires_at: challenge.expires_at })
        .with_header("Set-Cookie", Cookie::Passkey.set(&browser, CHALLENGE_LIFE_MS)))
}

/// Trades what a passkey signed for a session.
pub(crate) async fn sign_in<D: Db>(
    db: &D,
    cx: &Context<'_>,
    _: (),
    given: PasskeyAnswer,
) -> Result<Answer, Error> {
    let browser = read_cookie(cx.request.cookie.as_deref(), Cookie::Passkey);
    let browser = browser.ok_or(Error::PasskeyRefused(ENDED))?;
    let site = Site::of(cx.config);
    let client_data = ClientData::read(&bytes(&given.client_data)?, Ceremony::Get, site)?;
    let challenge = Challenge::answered(cx, Tie::SignIn(browser), client_data.challenge())?;
    let charges = charges(cx);
    let found = match signed::find(db, cx, &given.id, &charges).await {
        Err(DbError::Guard(name)) if name == budgets::GUARD => {
            return Err(budgets::refusal(db, cx.now, &charges).await?);
        }
        found => found?,
    };
    match verify(&given, &client_data, found.as_ref(), site) {
        Ok((found, used)) => {
            let session = NewSession::begin(cx);
            let answer = signed::begin_session(db, cx, found, &used, &challenge, &session).await?;
            Ok(answer.with_header("Set-Cookie", Cookie::Passkey.clear()))
        }
        Err(refusal) => {
            let copied = found.as_ref().filter(|_| refusal == Refusal::Counter);
            match db.batch(signed::refuse(cx, charges.clone(), &challenge, copied)).await {
                Err(DbError::Guard(name)) if name == budgets::GUARD => {
                    return Err(budgets::refusal(db, cx.now, &charges).await?);
                }
                outcome => outcome?,
            };
            Err(match refusal {
                Refusal::NotVerified => refusal.into(),
                Refusal::Counter => Error::PasskeyRefused(COPIED),
                _ => Error::PasskeyRefused(UNKNOWN),
            })
        }
    }
}

/// What is used up by one that is refused. One that signs in uses nothing of it.
fn charges(cx: &Context) -> Vec<Charge> {
    let Some(client) = cx.request.client() else { return Vec::new() };
    let mut charges = vec![REFUSED_PASSKEY_OF_CLIENT.charge(cx, &client.host)];
    charges.extend(client.network.map(|network| REFUSED_PASSKEY_OF_NETWORK.charge(cx, &network)));
    charges
}

fn verify<'a>(
    given: &PasskeyAnswer,
    client_data: &ClientData,
    found: Option<&'a Found>,
    site: Site<'_>,
) -> Result<(&'a Found, webauthn::Used), Refusal> {
    let found = found.filter(|found| found.user_handle == given.user_handle).ok_or(Refusal::Signature)?;
    let public_key = base64url::decode(&found.public_key).ok_or(Refusal::Key)?;
    let known = Known { public_key: &public_key, counter: found.counter, is_synced: found.is_synced };
    let (data, signature) = (bytes(&given.authenticator_data)?, bytes(&given.signature)?);
    let used = webauthn::verify_assertion(client_data, &data, &signature, &known, site)?;
    Ok((found, used))
}
