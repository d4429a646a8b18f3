//! Server keys: what the team's own servers read an environment's configuration with, secrets included.

use crate::access::{Developer, InEnvironment, Viewer};
use crate::body::{Body, Empty, Fields};
use crate::endpoint::{Endpoint, Method};
use crate::environments::{EnvironmentParams, Mode};
use crate::ids::KeyId;
use crate::page::Cursor;
use crate::params::params;
use crate::text::title;
use serde::{Deserialize, Serialize};

/// How many keys of an environment work at a time.
pub const KEYS_MAX: i64 = 50;

/// As far as working keys are counted where somebody looks at what goes with a member or an organization: this many are this many or more.
pub const KEYS_COUNTED: u32 = 1000;

/// How far ahead a key's end may be, in milliseconds: about 10 years. For longer than that, it has none.
pub const KEY_LIFE_MAX_MS: i64 = 3653 * 24 * 60 * 60 * 1000;

/// A server key, without the part that opens anything.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Key {
    pub id: KeyId,
    pub name: String,
    /// The last four characters of the token.
    pub last4: String,
    /// The e-mail address of whoever made it.
    pub created_by: String,
    /// What that person is called; absent while they have no name.
    pub created_by_name: Option<String>,
    /// Whether that is a member of the organization still. Keys belong to their environment and go on working without.
    #[serde(default)]
    pub by_member: bool,
    /// Milliseconds since 1970.
    pub created_at: i64,
    /// Milliseconds since 1970; absent: never.
    pub expires_at: Option<i64>,
    /// Milliseconds since 1970; absent while it works.
    pub revoked_at: Option<i64>,
    /// Milliseconds since 1970 and up to a minute behind; absent: never used.
    pub last_used_at: Option<i64>,
    /// When the installation's database was put back to an earlier moment, in milliseconds since 1970; absent: not in this key's life.
    /// Whether it was revoked between the two is to be looked at.
    #[serde(default)]
    pub restored_at: Option<i64>,
}

params!(
    /// Where a list of keys goes on.
    ListKeysParams {
        /// The organization's slug or ID.
        organization: String,
        /// The project's slug or ID.
        project: String,
        mode: Mode,
        after: Option<Cursor>,
    }
);

params!(
    /// One key of an environment.
    KeyParams {
        /// The organization's slug or ID.
        organization: String,
        /// The project's slug or ID.
        project: String,
        mode: Mode,
        /// The key's ID.
        key: String,
    }
);

/// `GET /api/organizations/{organization}/projects/{project}/environments/{mode}/keys`
pub struct ListKeys;

impl Endpoint for ListKeys {
    const NAME: &'static str = "list_keys";
    const METHOD: Method = Method::Get;
    const PATH: &'static str =
        "/api/organizations/{organization}/projects/{project}/environments/{mode}/keys";
    const SUMMARY: &'static str = "List an environment's server keys, newest first, a page at a time.";
    type Access = InEnvironment<Viewer>;
    type Params = ListKeysParams;
    type Body = Empty;
    type Reply = KeyPage;
}

/// One page of keys, revoked and expired ones among them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct KeyPage {
    pub keys: Vec<Key>,
    /// The `after` of the next page; absent on the last one.
    pub next: Option<String>,
    /// Whether the caller may create and revoke keys here.
    pub may_manage: bool,
}

/// `POST /api/organizations/{organization}/projects/{project}/environments/{mode}/keys`
pub struct CreateKey;

impl Endpoint for CreateKey {
    const NAME: &'static str = "create_key";
    const METHOD: Method = Method::Post;
    const PATH: &'static str =
        "/api/organizations/{organization}/projects/{project}/environments/{mode}/keys";
    const STATUS: u16 = 201;
    const IDEMPOTENT: bool = true;
    const SUMMARY: &'static str = "Create a server key. Its token is answered here and never again.";
    type Access = InEnvironment<Developer>;
    type Params = EnvironmentParams;
    type Body = NewKey;
    type Reply = CreatedKey;
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct NewKey {
    /// 1 to 64 characters: which server it is for.
    #[cfg_attr(feature = "openapi", schemars(with = "crate::text::Title"))]
    pub name: String,
    /// Milliseconds since 1970, in the future and at most 10 years ahead. Left out: it works until it is revoked.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<crate::described::Counter>"))]
    pub expires_at: Option<i64>,
}

impl Body for NewKey {
    fn read(fields: &mut Fields) -> Option<Self> {
        let name = fields.text("name", title);
        let expires_at = fields.optional_integer("expires_at", 0, 1 << 53);
        Some(Self { name: name?, expires_at: expires_at? })
    }
}

/// A key that was made just now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CreatedKey {
    pub key: Key,
    /// `sk_sandbox_` or `sk_live_`, 27 characters of 160 random bits, 6 of a checksum. Nobody can show it again.
    pub token: String,
}

/// `DELETE /api/organizations/{organization}/projects/{project}/environments/{mode}/keys/{key}`: the next read with it is refused.
pub struct RevokeKey;

impl Endpoint for RevokeKey {
    const NAME: &'static str = "revoke_key";
    const METHOD: Method = Method::Delete;
    const PATH: &'static str =
        "/api/organizations/{organization}/projects/{project}/environments/{mode}/keys/{key}";
    const SUMMARY: &'static str = "Revoke a server key. The next read with it is refused.";
    type Access = InEnvironment<Developer>;
    type Params = KeyParams;
    type Body = Empty;
    type Reply = Key;
}
