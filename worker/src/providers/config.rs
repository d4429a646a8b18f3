//! The providers that the installation is told of.

use crate::config::is_this_machine;
use portico_api::providers::PROVIDERS_MAX;
use serde::Deserialize;

/// Somewhere else to sign in.
#[derive(Clone)]
pub struct Provider {
    pub(crate) id: String,
    pub(crate) name: String,
    /// `https://` and a host, without a slash at the end unless the issuer calls itself so.
    pub(super) issuer: String,
    pub(super) client_id: String,
    pub(super) secret: String,
    pub(super) kind: Kind,
    /// Only accounts of this domain of Google's, by the claim `hd`.
    pub(super) hosted_domain: Option<String>,
}

/// The secret stays out of every log.
impl std::fmt::Debug for Provider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Provider").field("id", &self.id).field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

/// What is spoken there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    #[default]
    Oidc,
    /// GitHub's OAuth, which has no ID tokens.
    Github,
}

/// One entry of `OIDC_PROVIDERS`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    name: String,
    #[serde(default)]
    issuer: String,
    client_id: String,
    #[serde(default)]
    kind: Kind,
    hosted_domain: Option<String>,
}

const GITHUB: &str = "https://github.com";

const UNREADABLE: &str = "OIDC_PROVIDERS as a JSON list of at most 10 objects with id, name, issuer and client_id (docs/sign-in.md)";
const WRONG_ID: &str =
    "OIDC_PROVIDERS with an id for each provider: 1 to 32 characters of a-z, 0-9 and -, none of them twice";
const WRONG_NAME: &str = "OIDC_PROVIDERS with a name of 1 to 40 characters and a client_id for each provider";
const WRONG_ISSUER: &str = "OIDC_PROVIDERS with an issuer for each provider: https:// and a host (http:// on this machine only), without query";
const ANY_TENANT: &str = "OIDC_PROVIDERS with the issuer of one tenant of Microsoft's: `common` and the like are no issuers (docs/sign-in.md)";
const NO_SECRET: &str =
    "the secret of each provider in OIDC_PROVIDERS, as OIDC_SECRET_ and the id in upper case, with _ for -";

/// Reads `OIDC_PROVIDERS` and the secret `OIDC_SECRET_{ID}` of each. What can't be read as a whole is none, and says why: a button that was meant and
/// is not there would be missed by whoever signs in with it.
pub(crate) fn read(variable: impl Fn(&str) -> String) -> Result<Vec<Provider>, &'static str> {
    let text = variable("OIDC_PROVIDERS");
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let entries: Vec<Entry> = serde_json::from_str(&text).map_err(|_| UNREADABLE)?;
    if entries.len() > PROVIDERS_MAX {
        return Err(UNREADABLE);
    }
    let mut providers: Vec<Provider> = Vec::with_capacity(entries.len());
    for entry in entries {
        let is_twice = providers.iter().any(|known| known.id == entry.id);
        if is_twice || !is_id(&entry.id) {
            return Err(WRONG_ID);
        }
        providers.push(one(entry, &variable)?);
    }
    Ok(providers)
}

fn one(entry: Entry, variable: impl Fn(&str) -> String) -> Result<Provider, &'static str> {
    let Entry { id, name, issuer, client_id, kind, hosted_domain } = entry;
    let issuer = if kind == Kind::Github && issuer.is_empty() { GITHUB.to_owned() } else { issuer };
    let is_name = (1..=40).contains(&name.chars().count())
        && name.trim() == name
        && !name.chars().any(char::is_control);
    if !is_name || client_id.is_empty() {
        return Err(WRONG_NAME);
    }
    if !is_web(&issuer, true) || issuer.contains(['?', '#', '@']) {
        return Err(WRONG_ISSUER);
    }
    if is_of_any_tenant(&issuer) {
        return Err(ANY_TENANT);
    }
    let secret = variable(&format!("OIDC_SECRET_{}", id.to_ascii_uppercase().replace('-', "_")));
    if secret.is_empty() {
        return Err(NO_SECRET);
    }
    Ok(Provider { id, name, issuer, client_id, secret, kind, hosted_domain })
}

fn is_id(id: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=32).contains(&id.len()) && id.bytes().all(allowed)
}

/// Whether it is an address that a secret may be sent to: encrypted, or on this machine where that is allowed.
pub(super) fn is_web(url: &str, may_be_here: bool) -> bool {
    let is_plain = url.bytes().all(|byte| byte.is_ascii_graphic());
    let host = |rest: &str| rest.split(['/', '?', '#']).next().unwrap_or_default().to_owned();
    match (url.strip_prefix("https://"), url.strip_prefix("http://")) {
        (Some(rest), _) => is_plain && !host(rest).is_empty() && !host(rest).contains('@'),
        (_, Some(rest)) => {
            is_plain && may_be_here && is_this_machine(&host(rest)) && !host(rest).contains('@')
        }
        _ => false,
    }
}

/// Microsoft's endpoints for whoever comes: their tokens have another issuer for each tenant, and whoever has a tenant writes what e-mail address
/// they like into them.
fn is_of_any_tenant(issuer: &str) -> bool {
    let rest = issuer.strip_prefix("https://login.microsoftonline.com/").unwrap_or_default();
    matches!(rest.split('/').next(), Some("common" | "organizations" | "consumers"))
}

impl Provider {
    /// Whether its own endpoints may be on this machine, unencrypted: where it is itself.
    pub(super) fn is_here(&self) -> bool {
        self.issuer.starts_with("http://")
    }

    /// As people see it.
    pub(crate) fn shown(&self) -> portico_api::providers::Provider {
        portico_api::providers::Provider { id: self.id.clone(), name: self.name.clone() }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that panics has failed")]
mod tests {
    use super::*;

    fn read_with(providers: &str, secret: &str) -> Result<Vec<Provider>, &'static str> {
        read(|name| match name {
            "OIDC_PROVIDERS" => providers.to_owned(),
            "OIDC_SECRET_MY_IDP" | "OIDC_SECRET_GITHUB" => secret.to_owned(),
            _ => String::new(),
        })
    }

    const ONE: &str =
        r#"[{"id":"my-idp","name":"Ours","issuer":"https://id.example.com","client_id":"portico"}]"#;

    #[test]
    fn providers_are_read_with_their_secrets_and_none_shows_its_own() {
        assert!(read_with("", "").unwrap().is_empty());
        let both =
            ONE.replace("}]", r#"},{"id":"github","name":"GitHub","client_id":"Iv1","kind":"github"}]"#);
        let providers = read_with(&both, "shh").unwrap();
        let issuers: Vec<_> = providers.iter().map(|provider| provider.issuer.as_str()).collect();
        assert_eq!(issuers, ["https://id.example.com", GITHUB]);
        assert!(providers.iter().all(|provider| provider.secret == "shh"));
        assert!(!format!("{providers:?}").contains("shh"));
    }

    #[test]
    fn what_is_wrong_is_said_and_leaves_none() {
        let many = format!("[{}]", [ONE.trim_matches(['[', ']']); 11].join(","));
        let twice = format!("[{}]", [ONE.trim_matches(['[', ']']); 2].join(","));
        let with = |right: &str, wrong: &str| ONE.replace(right, wrong);
        for (text, why) in [
            ("{}".to_owned(), UNREADABLE),
            ("nonsense".to_owned(), UNREADABLE),
            (many, UNREADABLE),
            (with("client_id", "client"), UNREADABLE),
            (with("\"name\"", "\"more\":1,\"name\""), UNREADABLE),
            (twice, WRONG_ID),
            (with("my-idp", "My"), WRONG_ID),
            (with("my-idp", ""), WRONG_ID),
            (with("my-idp", "a_b"), WRONG_ID),
            (with("Ours", ""), WRONG_NAME),
            (with("portico", ""), WRONG_NAME),
            (with("https:", "http:"), WRONG_ISSUER),
            (with("https://id.example.com", ""), WRONG_ISSUER),
            (with("id.example.com", "me@id.example.com"), WRONG_ISSUER),
            (with("id.example.com", "id.example.com?a"), WRONG_ISSUER),
            (with("https://id.example.com", "http://localhost.example.com"), WRONG_ISSUER),
            (with("id.example.com", "login.microsoftonline.com/common/v2.0"), ANY_TENANT),
            (with("my-idp", "other"), NO_SECRET),
        ] {
            assert_eq!(read_with(&text, "shh").err(), Some(why), "{text}");
        }
        assert_eq!(read_with(ONE, "").err(), Some(NO_SECRET));
        assert!(read_with(&with("https://id.example.com", "http://127.0.0.1:9000"), "shh").is_ok());
    }
}
