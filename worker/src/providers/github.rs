//! GitHub, which is no issuer of OpenID Connect for people: its OAuth, and its API for who it is and which addresses are theirs.
//! https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps

use super::config::Provider;
use super::exchange::{Code, Mailbox, Named, trade};
use super::outside::{Outside, Trouble};
use portico_api::text::EmailAddress;
use serde_json::Value;

/// Largest answers, in bytes: a person may have hundreds of addresses there.
const ANSWER_MAX: usize = 64 * 1024;

/// What is asked for: the addresses, which are not public.
pub(super) const SCOPE: &str = "user:email";

/// Its page that asks the person.
pub(super) fn authorization(provider: &Provider) -> String {
    format!("{}/login/oauth/authorize", provider.issuer)
}

/// The API of github.com, or of a server of one's own.
fn api(provider: &Provider, path: &str) -> String {
    match provider.issuer.as_str() {
        "https://github.com" => format!("https://api.github.com{path}"),
        own => format!("{own}/api/v3{path}"),
    }
}

pub(super) async fn named(
    outside: Outside<'_>,
    provider: &Provider,
    code: &Code<'_>,
) -> Result<Named, Trouble> {
    let endpoint = format!("{}/login/oauth/access_token", provider.issuer);
    let tokens = trade(outside, provider, (&endpoint, true), code).await?;
    let token = tokens.text("access_token").ok_or("there is no access token")?;
    let ask = |path: &'static str| {
        let url = api(provider, path);
        async move { outside.get(&url, Some(format!("Bearer {token}")), ANSWER_MAX).await }
    };
    let user = ask("/user").await?;
    // The number stays; the name may be somebody else's tomorrow.
    let subject = user.get("id").and_then(Value::as_i64).ok_or("GitHub names nobody")?.to_string();
    let addresses = ask("/user/emails").await?;
    let is = |address: &Value, name: &str| address.get(name) == Some(&Value::Bool(true));
    let primary = addresses.as_array().and_then(|all| all.iter().find(|address| is(address, "primary")));
    let email = primary.and_then(|address| address.get("email")).and_then(Value::as_str).unwrap_or_default();
    let verified =
        primary.filter(|address| is(address, "verified")).and_then(|_| EmailAddress::parse(email).ok());
    Ok(Named {
        issuer: provider.issuer.clone(),
        subject,
        shown_email: email.chars().filter(|c| !c.is_control()).take(254).collect(),
        mailbox: verified.map_or(Mailbox::Unverified, Mailbox::Verified),
    })
}
