//! Deleting one's own account.

use crate::access::Proven;
use crate::body::{Body, Empty, Fields};
use crate::endpoint::{Endpoint, Method};
use crate::text::EmailAddress;
use serde::Serialize;

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

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AccountDeletion {
    /// The caller's own address, in any case of letters.
    pub confirm: EmailAddress,
}

impl Body for AccountDeletion {
    fn read(fields: &mut Fields) -> Option<Self> {
        Some(Self { confirm: fields.text("confirm", EmailAddress::parse)? })
    }
}
