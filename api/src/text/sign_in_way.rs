//! Ways of signing in, as an organization names those that count there.

use super::text_type;

/// What stands before the ID of a provider.
const PROVIDER: &str = "provider:";

text_type!(
    /// `passkey`, or `provider:` and the ID of one of the installation's providers: 1 to 32 characters of `a-z`, `0-9` and `-`.
    RequiredWay: schema
);

impl RequiredWay {
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let is_provider = text.strip_prefix(PROVIDER).is_some_and(|id| {
            (1..=32).contains(&id.len()) && id.bytes().all(|c| matches!(c, b'a'..=b'z' | b'0'..=b'9' | b'-'))
        });
        match text == "passkey" || is_provider {
            true => Ok(Self(text.to_owned())),
            false => Err("Choose passkeys, or providers by their IDs."),
        }
    }

    /// The ID of the provider, if it is one.
    pub fn provider(&self) -> Option<&str> {
        self.0.strip_prefix(PROVIDER)
    }
}

#[cfg(feature = "openapi")]
pub(crate) fn schema() -> serde_json::Value {
    serde_json::json!({ "type": "string", "pattern": "^(?:passkey|provider:[a-z0-9-]{1,32})$" })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that panics has failed")]
mod tests {
    use super::*;

    #[test]
    fn passkeys_and_providers_by_their_ids_are_ways_and_nothing_else() {
        assert_eq!(RequiredWay::parse("passkey").unwrap().provider(), None);
        assert_eq!(RequiredWay::parse("provider:okta-2").unwrap().provider(), Some("okta-2"));
        let long = format!("provider:{}", "a".repeat(33));
        for wrong in ["", "code", "Passkey", "passkey ", "provider:", "provider:Okta", "provider:a b", &long]
        {
            assert!(RequiredWay::parse(wrong).is_err(), "{wrong}");
        }
    }
}
