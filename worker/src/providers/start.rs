//! The way to a provider's page.

use super::config::{Kind, Provider};
use super::discovery::document;
use super::exchange::encoded;
use super::store::{self, Attempt};
use super::{find, github};
use crate::access::ProvenCaller;
use crate::base64url;
use crate::budgets::{self, Charge, PROVIDER_OF_CLIENT, PROVIDER_OF_NETWORK};
use crate::context::Context;
use crate::db::{Db, DbError, Statement, guard};
use crate::error::Error;
use crate::http::{Answer, Cookie, read_cookie};
use crate::secret::{from_hex, new_token, sha256};
use crate::sign_in::Before;
use crate::{access, args};
use portico_api::Empty;
use portico_api::providers::{ATTEMPT_LIFE_MS, ProviderPage, ProviderParams, ProviderStart};

/// What a sign-in is bound to: it follows from what only this browser has and what only this sign-in has, so none of it has to be kept.
pub(super) struct Bound {
    /// Comes back in the ID token.
    pub(super) nonce: String,
    /// The secret of the exchange (RFC 7636): 64 characters.
    pub(super) verifier: String,
}

impl Bound {
    pub(super) fn to(browser: &str, state: &str) -> Self {
        let follows = |what: &[u8]| sha256(&[what, browser.as_bytes(), state.as_bytes()]);
        Self { nonce: follows(b"nonce:"), verifier: follows(b"verifier:") }
    }

    fn challenge(&self) -> String {
        base64url::encode(&from_hex(&sha256(&[self.verifier.as_bytes()])).unwrap_or_default())
    }
}

/// Where the provider sends the browser back to.
pub(super) fn redirect_uri(cx: &Context, provider: &Provider) -> String {
    format!("{}/api/sign-in/providers/{}/callback", cx.config.origin, provider.id)
}

/// Begins a sign-in.
pub(crate) async fn start<D: Db>(
    db: &D,
    cx: &Context<'_>,
    params: ProviderParams,
    asked: ProviderStart,
) -> Result<Answer, Error> {
    let provider = find(cx, &params.provider).ok_or(Error::NotFound)?;
    let return_to = asked.return_to.as_ref().map_or("/", |path| path.as_str());
    begin(db, cx, provider, (None, return_to), Vec::new()).await
}

/// Begins to link an account there to the caller's.
pub(crate) async fn link<D: Db>(
    db: &D,
    cx: &Context<'_>,
    proof: ProvenCaller,
    params: ProviderParams,
    _: Empty,
) -> Result<Answer, Error> {
    let provider = find(cx, &params.provider).ok_or(Error::NotFound)?;
    let session = proof.caller().session_id();
    let still = guard::holds("proof", access::PROVEN, args![session, cx.now]);
    begin(db, cx, provider, (Some(session), "/account"), vec![still]).await
}

async fn begin<D: Db>(
    db: &D,
    cx: &Context<'_>,
    provider: &Provider,
    (session_id, return_to): (Option<&str>, &str),
    guards: Vec<Statement>,
) -> Result<Answer, Error> {
    let known = read_cookie(cx.request.cookie.as_deref(), Cookie::Provider);
    let browser = known.map_or_else(|| new_token(cx.random), str::to_owned);
    let state = new_token(cx.random);
    let charges = charges(cx);
    let mut batch = guards;
    batch.extend(budgets::take(charges.clone(), cx.now));
    // Linking begins no session.
    let before = if session_id.is_none() { Before::of(cx) } else { Before::default() };
    // On the way back it does not come along, so it could not be set anew then: what it is known by is kept as a hash alone.
    let known_by = before.renewed();
    let attempt =
        Attempt { browser: &browser, state: &state, provider: &provider.id, session_id, return_to, before };
    batch.push(store::keep(cx, attempt));
    match db.batch(batch).await {
        Err(DbError::Guard(name)) if name == budgets::GUARD => {
            return Err(budgets::refusal(db, cx.now, &charges).await?);
        }
        results => results?,
    };
    let url = page(cx, provider, &Bound::to(&browser, &state), &state).await?;
    let cookie = Cookie::Provider.set(&browser, ATTEMPT_LIFE_MS);
    let answer = Answer::json(200, &ProviderPage { url }).with_header("Set-Cookie", cookie);
    Ok(known_by.into_iter().fold(answer, |answer, cookie| answer.with_header("Set-Cookie", cookie)))
}

fn charges(cx: &Context) -> Vec<Charge> {
    let Some(client) = cx.request.client() else { return Vec::new() };
    let mut charges = vec![PROVIDER_OF_CLIENT.charge(cx, &client.host)];
    charges.extend(client.network.map(|network| PROVIDER_OF_NETWORK.charge(cx, &network)));
    charges
}

/// The provider's page with everything that it has to know.
async fn page(cx: &Context<'_>, provider: &Provider, bound: &Bound, state: &str) -> Result<String, Error> {
    let (endpoint, scope) = match provider.kind {
        Kind::Github => (github::authorization(provider), github::SCOPE),
        Kind::Oidc => match document(cx.outside, provider).await {
            Ok(document) => (document.authorization.clone(), "openid email"),
            Err(why) => {
                cx.note(format!("provider {}: {why}", provider.id));
                return Err(Error::ProviderUnavailable);
            }
        },
    };
    let (redirect_uri, challenge) = (redirect_uri(cx, provider), bound.challenge());
    let mut pairs = vec![
        ("response_type", "code"),
        ("client_id", provider.client_id.as_str()),
        ("redirect_uri", redirect_uri.as_str()),
        ("scope", scope),
        ("state", state),
        ("code_challenge", challenge.as_str()),
        ("code_challenge_method", "S256"),
    ];
    if provider.kind == Kind::Oidc {
        pairs.push(("nonce", bound.nonce.as_str()));
    }
    pairs.extend(provider.hosted_domain.as_deref().map(|domain| ("hd", domain)));
    let query: Vec<_> = pairs.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    let joined = if endpoint.contains('?') { '&' } else { '?' };
    Ok(format!("{endpoint}{joined}{}", query.join("&")))
}
