//! What an issuer says of itself (OpenID Connect Discovery 1.0), and the keys that it signs with.

use super::claims::Token;
use super::config::{Provider, is_web};
use super::outside::{Outside, Trouble};
use crate::signature::{Form, Jwk, PublicKey};
use serde_json::Value;
use std::rc::Rc;

/// How long an issuer's own words count, in milliseconds.
const FRESH_MS: i64 = 60 * 60 * 1000;
/// How long to wait before keys are asked for again because one is not known, in milliseconds: so that nobody makes this installation ask and ask.
const KEYS_AGAIN_MS: i64 = 60 * 1000;
/// Largest documents, in bytes.
const DOCUMENT_MAX: usize = 64 * 1024;
const KEYS_MAX: usize = 128 * 1024;
/// Most keys that are looked at.
const KEYS_COUNT: usize = 50;

/// Where an issuer is asked for what.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) authorization: String,
    pub(super) token: String,
    pub(super) userinfo: Option<String>,
    keys: String,
    /// Whether the secret goes into the form, because the header is not taken.
    pub(super) posts_secret: bool,
}

impl Document {
    fn read(provider: &Provider, said: &Value) -> Result<Self, Trouble> {
        let text = |name: &str| said.get(name).and_then(Value::as_str);
        // Whoever answers for another issuer could name themselves in its place.
        if text("issuer") != Some(provider.issuer.as_str()) {
            return Err(format!(
                "its document says that it is {:?}, and not {:?}",
                text("issuer").unwrap_or_default().chars().take(200).collect::<String>(),
                provider.issuer
            ));
        }
        let address = |name: &str| match text(name) {
            Some(url) if url.len() <= 2_000 && is_web(url, provider.is_here()) => Ok(url.to_owned()),
            _ => Err(format!("its document has no {name} that begins with https://")),
        };
        let methods = said.get("token_endpoint_auth_methods_supported").and_then(Value::as_array);
        let takes = |name: &str| methods.is_some_and(|methods| methods.iter().any(|method| method == name));
        Ok(Self {
            authorization: address("authorization_endpoint")?,
            token: address("token_endpoint")?,
            userinfo: address("userinfo_endpoint").ok(),
            keys: address("jwks_uri")?,
            posts_secret: takes("client_secret_post") && !takes("client_secret_basic"),
        })
    }
}

/// The keys of an issuer, as it publishes them.
#[derive(Debug)]
pub(super) struct Keys(Vec<Jwk>);

impl Keys {
    /// Those that can't be read are for something else.
    fn read(mut said: Value) -> Option<Self> {
        let Some(Value::Array(keys)) = said.get_mut("keys").map(Value::take) else { return None };
        let readable = keys.into_iter().take(KEYS_COUNT).filter_map(|key| serde_json::from_value(key).ok());
        Some(Self(readable.collect()))
    }

    /// The key that a token names. One that names none is signed with the only one that fits.
    fn find(&self, token: &Token<'_>) -> Option<PublicKey> {
        let is_named = |key: &&Jwk| token.kid.is_none() || key.kid == token.kid;
        let keys = self.0.iter().filter(is_named).filter_map(PublicKey::from_jwk);
        let mut fitting = keys.filter(|key| key.algorithm() == token.algorithm);
        let first = fitting.next()?;
        (token.kid.is_some() || fitting.next().is_none()).then_some(first)
    }
}

/// The issuer's document: of the last hour, or asked for anew. One that is older counts where the issuer does not answer.
pub(super) async fn document(outside: Outside<'_>, provider: &Provider) -> Result<Rc<Document>, Trouble> {
    let (known, now) = (outside.memory.of(provider).document, outside.clock.now());
    if let Some((document, at)) = &known
        && now - at < FRESH_MS
    {
        return Ok(Rc::clone(document));
    }
    let url = format!("{}/.well-known/openid-configuration", provider.issuer.trim_end_matches('/'));
    let said = match outside.get(&url, None, DOCUMENT_MAX).await {
        Ok(said) => said,
        Err(why) => return known.map(|(document, _)| document).ok_or(why),
    };
    let document = Rc::new(Document::read(provider, &said)?);
    outside.memory.note(provider, |known| known.document = Some((Rc::clone(&document), now)));
    Ok(document)
}

/// Whether the issuer has signed the token, with the key that it names.
pub(super) async fn check_signature(
    outside: Outside<'_>,
    provider: &Provider,
    document: &Document,
    token: &Token<'_>,
) -> Result<(), Trouble> {
    let known = outside.memory.of(provider);
    let now = outside.clock.now();
    let fresh = known.keys.filter(|(_, at)| now - at < FRESH_MS).map(|(keys, _)| keys);
    let mut key = fresh.as_deref().and_then(|keys| keys.find(token));
    // Keys are changed by being published first: one that is not known is a new one, or none.
    if key.is_none() && (fresh.is_none() || now - known.keys_asked_at >= KEYS_AGAIN_MS) {
        key = ask_for_keys(outside, provider, document).await?.find(token);
    }
    let key = key.ok_or("the ID token is signed with a key that the issuer does not publish")?;
    match key.verifies(token.signed, &token.signature, Form::Fixed) {
        true => Ok(()),
        false => Err("the signature of the ID token is wrong".to_owned()),
    }
}

async fn ask_for_keys(
    outside: Outside<'_>,
    provider: &Provider,
    document: &Document,
) -> Result<Rc<Keys>, Trouble> {
    let now = outside.clock.now();
    outside.memory.note(provider, |known| known.keys_asked_at = now);
    let said = outside.get(&document.keys, None, KEYS_MAX).await?;
    let keys = Rc::new(Keys::read(said).ok_or("the issuer's keys can't be read")?);
    outside.memory.note(provider, |known| known.keys = Some((Rc::clone(&keys), now)));
    Ok(keys)
}
