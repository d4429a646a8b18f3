//! What the browser says of where and what for it asked (section 5.8.1).

use super::{Refusal, Site};
use crate::base64url;
use serde::Deserialize;

/// What is being done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::passkeys) enum Ceremony {
    /// A passkey is made.
    Create,
    /// Somebody signs in.
    Get,
}

impl Ceremony {
    fn name(self) -> &'static str {
        match self {
            Ceremony::Create => "webauthn.create",
            Ceremony::Get => "webauthn.get",
        }
    }
}

/// Fields that the standard may add are passed over; one that stands twice is refused.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Fields {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: String,
    #[serde(default)]
    cross_origin: Option<bool>,
    #[serde(default)]
    top_origin: Option<String>,
}

/// The browser's own words, which are what is signed.
#[derive(Debug)]
pub(in crate::passkeys) struct ClientData {
    challenge: Vec<u8>,
    pub(super) hash: [u8; 32],
}

impl ClientData {
    /// Reads what was made in this ceremony, on our own pages and in nobody's frame.
    pub(in crate::passkeys) fn read(
        bytes: &[u8],
        ceremony: Ceremony,
        site: Site<'_>,
    ) -> Result<Self, Refusal> {
        let fields: Fields = serde_json::from_slice(bytes).map_err(|_| Refusal::Malformed)?;
        let is_framed = fields.cross_origin == Some(true) || fields.top_origin.is_some();
        if fields.kind != ceremony.name() || fields.origin != site.origin || is_framed {
            return Err(Refusal::Misplaced);
        }
        let challenge = base64url::decode(&fields.challenge).ok_or(Refusal::Malformed)?;
        Ok(Self { challenge, hash: super::sha256(bytes) })
    }

    /// The challenge that was answered, whoever made it.
    pub(in crate::passkeys) fn challenge(&self) -> &[u8] {
        &self.challenge
    }
}
