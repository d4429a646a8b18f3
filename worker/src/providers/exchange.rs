//! From the code that a provider sent back to whom it names.

use super::claims::{Claims, Expected, Token};
use super::config::{Kind, Provider};
use super::discovery::{Document, check_signature, document};
use super::github;
use super::outside::{Outside, Trouble};
use crate::base64url;
use crate::ports::WebRequest;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use portico_api::text::EmailAddress;
use serde_json::Value;

/// Largest answers, in bytes.
const TOKENS_MAX: usize = 64 * 1024;
const USERINFO_MAX: usize = 64 * 1024;

/// Whom a provider names.
#[derive(Debug, PartialEq)]
pub(super) struct Named {
    pub(super) issuer: String,
    pub(super) subject: String,
    /// The address that it gives, whatever it says of it: to be shown.
    pub(super) shown_email: String,
    pub(super) mailbox: Mailbox,
}

/// What a provider says of the mailbox of whom it names.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Mailbox {
    /// It has made sure that the mailbox is theirs.
    Verified(EmailAddress),
    /// It did once, and does not keep the mailbox itself: Google does so with addresses elsewhere.
    VerifiedOnce(EmailAddress),
    /// It does not say so.
    Unverified,
}

/// What a code is traded with.
pub(super) struct Code<'a> {
    pub(super) code: &'a str,
    /// The secret behind the challenge (RFC 7636).
    pub(super) verifier: &'a str,
    pub(super) nonce: &'a str,
    pub(super) redirect_uri: &'a str,
    /// Milliseconds since 1970.
    pub(super) now: i64,
}

/// Trades the code, and finds out whom it stands for.
pub(super) async fn named(
    outside: Outside<'_>,
    provider: &Provider,
    code: Code<'_>,
) -> Result<Named, Trouble> {
    match provider.kind {
        Kind::Github => github::named(outside, provider, &code).await,
        Kind::Oidc => by_id_token(outside, provider, &code).await,
    }
}

/// What the provider gave for the code.
pub(super) struct Tokens(Value);

impl Tokens {
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(Value::as_str)
    }
}

/// Everything but the characters that RFC 3986 calls unreserved.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// As it stands in a query or a form.
pub(super) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}

/// In the alphabet of headers, with padding.
fn base64(bytes: &[u8]) -> String {
    let text = base64url::encode(bytes).replace('-', "+").replace('_', "/");
    let padding = text.len().next_multiple_of(4) - text.len();
    text + &"=".repeat(padding)
}

/// Trades the code at this endpoint (RFC 6749, 4.1.3). The secret goes into the header, unless only the form is read.
pub(super) async fn trade(
    outside: Outside<'_>,
    provider: &Provider,
    (endpoint, posts_secret): (&str, bool),
    code: &Code<'_>,
) -> Result<Tokens, Trouble> {
    let mut pairs = vec![
        ("grant_type", "authorization_code"),
        ("code", code.code),
        ("redirect_uri", code.redirect_uri),
        ("code_verifier", code.verifier),
    ];
    let (id, secret) = (provider.client_id.as_str(), provider.secret.as_str());
    if posts_secret {
        pairs.extend([("client_id", id), ("client_secret", secret)]);
    }
    let authorization = (!posts_secret).then(|| {
        let both = format!("{}:{}", encoded(id), encoded(secret));
        format!("Basic {}", base64(both.as_bytes()))
    });
    let form: Vec<_> = pairs.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    let request = WebRequest {
        url: endpoint.to_owned(),
        authorization,
        form: Some(form.join("&")),
        bytes_max: TOKENS_MAX,
    };
    let reply = outside.send(request).await?;
    let said: Value = serde_json::from_str(&reply.body).unwrap_or_default();
    // GitHub says in an answer of 200 that it gives nothing.
    let refusal = said.get("error").and_then(Value::as_str);
    if reply.status != 200 || refusal.is_some() {
        let why: String = refusal.unwrap_or_default().chars().take(100).collect();
        return Err(format!("the code was not traded: {} {why}", reply.status));
    }
    Ok(Tokens(said))
}

async fn by_id_token(outside: Outside<'_>, provider: &Provider, code: &Code<'_>) -> Result<Named, Trouble> {
    let document = document(outside, provider).await?;
    let tokens = trade(outside, provider, (&document.token, document.posts_secret), code).await?;
    let token = Token::parse(tokens.text("id_token").ok_or("there is no ID token")?)?;
    check_signature(outside, provider, &document, &token).await?;
    let claims = token.claims()?;
    let access_token = tokens.text("access_token").unwrap_or_default();
    claims.check(&Expected {
        issuer: &provider.issuer,
        client_id: &provider.client_id,
        nonce: code.nonce,
        access_token,
        algorithm: token.algorithm,
        now: code.now,
    })?;
    if let Some(domain) = &provider.hosted_domain
        && claims.text("hd") != Some(domain.as_str())
    {
        return Err("the account is of another domain than the one that is let in".to_owned());
    }
    let subject = claims.subject()?.to_owned();
    let more = match claims.text("email") {
        Some(_) => None,
        None => userinfo(outside, &document, access_token, &subject).await?,
    };
    let said = more.as_ref().unwrap_or(&claims);
    let shown_email =
        said.text("email").unwrap_or_default().chars().filter(|c| !c.is_control()).take(254).collect();
    Ok(Named {
        issuer: provider.issuer.clone(),
        subject,
        shown_email,
        mailbox: mailbox(provider, said, &claims),
    })
}

/// What the userinfo endpoint says, where the token alone does not say the address. It has to be about the same person.
async fn userinfo(
    outside: Outside<'_>,
    document: &Document,
    access_token: &str,
    subject: &str,
) -> Result<Option<Claims>, Trouble> {
    let Some(url) = document.userinfo.as_deref().filter(|_| !access_token.is_empty()) else {
        return Ok(None);
    };
    match outside.get(url, Some(format!("Bearer {access_token}")), USERINFO_MAX).await? {
        Value::Object(object) => {
            let claims = Claims(object);
            match claims.text("sub") == Some(subject) {
                true => Ok(Some(claims)),
                false => Err("the userinfo endpoint speaks of somebody else".to_owned()),
            }
        }
        _ => Err("the userinfo endpoint says nothing that can be read".to_owned()),
    }
}

const GOOGLE: &str = "https://accounts.google.com";

fn mailbox(provider: &Provider, said: &Claims, token: &Claims) -> Mailbox {
    let Some(email) = said.text("email").and_then(|email| EmailAddress::parse(email).ok()) else {
        return Mailbox::Unverified;
    };
    if !said.is_true("email_verified") {
        return Mailbox::Unverified;
    }
    // https://developers.google.com/identity/gsi/web/guides/verify-google-id-token: who has another address there may have lost it since.
    let keeps_it =
        provider.issuer != GOOGLE || email.key().ends_with("@gmail.com") || token.text("hd").is_some();
    if keeps_it { Mailbox::Verified(email) } else { Mailbox::VerifiedOnce(email) }
}
