//! The account of the signed-in person.

mod address;
mod deletion;

pub use address::{
    AddressChange, CancelAddressChange, ChangeAddress, NewAddress, PendingAddress, RequestAddressChange,
    ShowAddressChange,
};
pub use deletion::{AccountDeletion, DeleteAccount, ListOwnKeys, OwnKeys, OwnKeysOfOrganization};

use crate::access::SignedIn;
use crate::body::{Body, Fields};
use crate::endpoint::{Endpoint, Method};
use crate::session::User;
use crate::text::PersonName;
use serde::Serialize;

/// `PATCH /api/account`: changes what the person is called.
pub struct UpdateAccount;

impl Endpoint for UpdateAccount {
    const NAME: &'static str = "update_account";
    const METHOD: Method = Method::Patch;
    const PATH: &'static str = "/api/account";
    const SUMMARY: &'static str = "Change the name that other members see; an empty one takes it away.";
    type Access = SignedIn;
    type Params = ();
    type Body = AccountChange;
    type Reply = User;
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AccountChange {
    /// `None` (an empty text, or null): the address alone stands for the person.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<crate::text::NameOrNone>"))]
    pub name: Option<PersonName>,
}

impl Body for AccountChange {
    fn read(fields: &mut Fields) -> Option<Self> {
        let given = |text: &str| match text.trim() {
            "" => Ok(None),
            name => PersonName::parse(name).map(Some),
        };
        Some(Self { name: fields.text("name", given)? })
    }
}
