//! Deleting one's own account, and the keys that it leaves behind.

use crate::access::{Proven, SignedIn};
use crate::body::{Body, Empty, Fields};
use crate::endpoint::{Endpoint, Method};
use crate::members::MemberKey;
use crate::text::EmailAddress;
use serde::{Deserialize, Serialize};

/// `POST /api/account/delete`: ends memberships, sessions, passkeys and linked providers at once, for good. Organizations keep what the person did there,
/// by a pseudonym. Refused with 409 and the kind `last_owner` while the person is the only Owner of an organization: `organizations` lists those. The address is told by mail,
/// and can sign up again as somebody new.
pub struct DeleteAccount;

impl Endpoint for DeleteAccount {
    const NAME: &'static str = "delete_account";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/account/delete";
    const KEEPS_REPLY: bool = false;
    const SUMMARY: &'static str = "Delete the caller's account, for good. Refused while the caller is the only Owner of an organization.";
    type Access = Proven;
    type Params = ();
    type Body = AccountDeletion;
    type Reply = Empty;
}

/// `GET /api/account/keys`: the server keys that the caller made and that still work, by organization. They go on working when the account is deleted, unless
/// they are revoked with it.
pub struct ListOwnKeys;

impl Endpoint for ListOwnKeys {
    const NAME: &'static str = "list_own_keys";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/account/keys";
    const SUMMARY: &'static str =
        "List the server keys that the caller made and that still work, by organization.";
    type Access = SignedIn;
    type Params = ();
    type Body = Empty;
    type Reply = OwnKeys;
}

/// The keys that somebody made and that still work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct OwnKeys {
    /// How many there are, in all organizations that let the caller in as they are signed in. Counted up to 1,000, the newest.
    pub total: u32,
    /// How many of those the caller may revoke.
    pub revocable: u32,
    /// The first 20 organizations that have any, by name.
    pub organizations: Vec<OwnKeysOfOrganization>,
    /// The names of the first 20 organizations of which nothing is said and no key is revoked, because they ask for another sign-in.
    pub closed: Vec<String>,
    /// How many of those there are.
    pub closed_total: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct OwnKeysOfOrganization {
    pub name: String,
    pub slug: String,
    /// How many there are.
    pub total: u32,
    /// How many of them the caller may revoke.
    pub revocable: u32,
    /// The newest ten.
    pub keys: Vec<MemberKey>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AccountDeletion {
    /// The caller's own address, in any case of letters.
    pub confirm: EmailAddress,
    /// Whether the server keys that the caller made and may revoke are revoked as well, in the organizations that let the caller in as they are signed in: 500 of
    /// them at once, and the rest within the next minutes. Left out: they go on working.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<bool>"))]
    pub revoke_keys: bool,
}

impl Body for AccountDeletion {
    fn read(fields: &mut Fields) -> Option<Self> {
        let confirm = fields.text("confirm", EmailAddress::parse);
        let revoke_keys = fields.truth("revoke_keys");
        Some(Self { confirm: confirm?, revoke_keys: revoke_keys? })
    }
}
