//! What a browser is asked with. These are `PublicKeyCredentialCreationOptionsJSON` and `PublicKeyCredentialRequestOptionsJSON` of WebAuthn, so their
//! fields have the names of the standard. Bytes are base64url without padding.

use serde::{Deserialize, Serialize};

/// How to make a passkey.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct PasskeyCreation {
    /// For `PublicKeyCredential.parseCreationOptionsFromJSON`.
    pub options: CreationOptions,
    /// When the challenge stops working, in milliseconds since 1970.
    pub expires_at: i64,
}

/// How to ask for a passkey.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct PasskeyRequest {
    /// For `PublicKeyCredential.parseRequestOptionsFromJSON`.
    pub options: RequestOptions,
    /// When the challenge stops working, in milliseconds since 1970.
    pub expires_at: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CreationOptions {
    pub challenge: String,
    pub rp: RelyingParty,
    pub user: UserEntity,
    /// The algorithms that are verified here, the one to prefer first.
    pub pub_key_cred_params: Vec<CredentialParameters>,
    /// In milliseconds.
    pub timeout: i64,
    /// The passkeys that the person has: a device that keeps one of them makes no other.
    pub exclude_credentials: Vec<ExcludedCredential>,
    pub authenticator_selection: Selection,
    /// `none`: who made the device is not asked.
    pub attestation: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RequestOptions {
    pub challenge: String,
    /// In milliseconds.
    pub timeout: i64,
    pub rp_id: String,
    /// `required`: the device checks that it is its owner.
    pub user_verification: String,
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct RelyingParty {
    /// The host of the console.
    pub id: String,
    pub name: String,
}

/// Whose passkey it becomes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct UserEntity {
    /// 32 bytes that stand for the person and tell nothing of them.
    pub id: String,
    /// The address.
    pub name: String,
    /// The person's name; the address, where they have none.
    pub display_name: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CredentialParameters {
    /// `public-key`
    #[serde(rename = "type")]
    pub kind: String,
    /// The number of an algorithm in COSE.
    pub alg: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ExcludedCredential {
    /// `public-key`
    #[serde(rename = "type")]
    pub kind: String,
    pub id: String,
}

/// What the device must be able to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Selection {
    /// `required`: it finds the passkey by itself, without being told whose.
    pub resident_key: String,
    /// The same for browsers that know only this.
    pub require_resident_key: bool,
    /// `required`: it checks that it is its owner.
    pub user_verification: String,
}
