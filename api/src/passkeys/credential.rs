//! What a browser answers, of which only what is verified is sent. Bytes are base64url without padding.

use crate::body::{Body, Fields};
use crate::text::title;
use serde::Serialize;

/// A passkey that a browser has made (`AuthenticatorAttestationResponse`).
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct NewPasskey {
    /// 1 to 64 characters: on which device it is, or whose it is.
    #[cfg_attr(feature = "openapi", schemars(with = "crate::text::Title"))]
    pub name: String,
    /// `clientDataJSON`
    #[cfg_attr(feature = "openapi", schemars(with = "described::ClientData"))]
    pub client_data: String,
    /// `attestationObject`. Who made the device is not looked at.
    #[cfg_attr(feature = "openapi", schemars(with = "described::Attestation"))]
    pub attestation: String,
}

impl Body for NewPasskey {
    fn read(fields: &mut Fields) -> Option<Self> {
        let name = fields.text("name", title);
        let client_data = fields.text("client_data", bytes::<CLIENT_DATA_MAX>);
        let attestation = fields.text("attestation", bytes::<ATTESTATION_MAX>);
        Some(Self { name: name?, client_data: client_data?, attestation: attestation? })
    }
}

/// What a passkey signed (`AuthenticatorAssertionResponse`).
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct PasskeyAnswer {
    /// The credential's ID.
    #[cfg_attr(feature = "openapi", schemars(with = "described::CredentialId"))]
    pub id: String,
    /// `clientDataJSON`
    #[cfg_attr(feature = "openapi", schemars(with = "described::ClientData"))]
    pub client_data: String,
    /// `authenticatorData`
    #[cfg_attr(feature = "openapi", schemars(with = "described::AuthenticatorData"))]
    pub authenticator_data: String,
    #[cfg_attr(feature = "openapi", schemars(with = "described::Signature"))]
    pub signature: String,
    /// `userHandle`: whose passkey it says it is.
    #[cfg_attr(feature = "openapi", schemars(with = "described::UserHandle"))]
    pub user_handle: String,
}

impl Body for PasskeyAnswer {
    fn read(fields: &mut Fields) -> Option<Self> {
        let id = fields.text("id", bytes::<CREDENTIAL_ID_MAX>);
        let client_data = fields.text("client_data", bytes::<CLIENT_DATA_MAX>);
        let authenticator_data = fields.text("authenticator_data", bytes::<AUTHENTICATOR_DATA_MAX>);
        let signature = fields.text("signature", bytes::<SIGNATURE_MAX>);
        let user_handle = fields.text("user_handle", bytes::<USER_HANDLE_MAX>);
        Some(Self {
            id: id?,
            client_data: client_data?,
            authenticator_data: authenticator_data?,
            signature: signature?,
            user_handle: user_handle?,
        })
    }
}

// How long each may be, in characters: 1,023 bytes of an ID and 64 of a user handle, as the standard says; of the rest far more than anybody sends.
const CREDENTIAL_ID_MAX: usize = 1_364;
const USER_HANDLE_MAX: usize = 86;
const CLIENT_DATA_MAX: usize = 4_096;
const AUTHENTICATOR_DATA_MAX: usize = 4_096;
const ATTESTATION_MAX: usize = 32_768;
const SIGNATURE_MAX: usize = 1_024;

/// Bytes in base64url, as they were sent: each value has one spelling.
fn bytes<const MAX: usize>(text: &str) -> Result<String, &'static str> {
    let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if text.len() > MAX {
        return Err("This is too long.");
    }
    if text.is_empty() || text.len() % 4 == 1 || !text.bytes().all(is_digit) {
        return Err("This must be base64url without padding.");
    }
    Ok(text.to_owned())
}

#[cfg(feature = "openapi")]
mod described {
    use super::*;
    use crate::described::described;
    use serde_json::{Value, json};

    described!(
        /// The ID of a credential, in base64url without padding.
        CredentialId: of(CREDENTIAL_ID_MAX),
        /// 1 to 64 bytes in base64url without padding.
        UserHandle: of(USER_HANDLE_MAX),
        /// JSON that the browser made, in base64url without padding.
        ClientData: of(CLIENT_DATA_MAX),
        /// Bytes that the authenticator made, in base64url without padding.
        AuthenticatorData: of(AUTHENTICATOR_DATA_MAX),
        /// CBOR that the authenticator made, in base64url without padding.
        Attestation: of(ATTESTATION_MAX),
        /// A signature over the authenticator's data and the SHA-256 of the browser's, in base64url without padding.
        Signature: of(SIGNATURE_MAX),
    );

    fn of(max: usize) -> Value {
        let pattern = "^(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-]{2,4})$";
        json!({ "type": "string", "minLength": 2, "maxLength": max, "pattern": pattern })
    }
}
