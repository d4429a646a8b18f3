//! Another address to sign in with. It counts once a code that was mailed there has come back.

use crate::access::{Proven, SignedIn};
use crate::body::{Body, Empty, Fields};
use crate::endpoint::{Endpoint, Method, Twice};
use crate::session::User;
use crate::sign_in::{CodeAnswer, CodeSent};
use crate::text::EmailAddress;
use serde::{Deserialize, Serialize};

/// `POST /api/account/address`: mails a code to the new address. Answers the same whether or not another account has it.
pub struct RequestAddressChange;

impl Endpoint for RequestAddressChange {
    const NAME: &'static str = "request_address_change";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/account/address";
    const KEEPS_REPLY: bool = false;
    const TWICE: Twice = Twice::AnotherCode;
    const SUMMARY: &'static str = "Send a 6-digit code to the address that the caller wants to sign in with.";
    type Access = Proven;
    type Params = ();
    type Body = NewAddress;
    type Reply = CodeSent;
}

/// Where the code goes.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct NewAddress {
    pub email: EmailAddress,
}

impl Body for NewAddress {
    fn read(fields: &mut Fields) -> Option<Self> {
        Some(Self { email: fields.text("email", EmailAddress::parse)? })
    }
}

/// `GET /api/account/address`
pub struct ShowAddressChange;

impl Endpoint for ShowAddressChange {
    const NAME: &'static str = "show_address_change";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/account/address";
    const SUMMARY: &'static str = "Show whether another address waits for its code.";
    type Access = SignedIn;
    type Params = ();
    type Body = Empty;
    type Reply = AddressChange;
}

/// Whether another address waits for its code.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AddressChange {
    /// Absent: none does.
    pub pending: Option<PendingAddress>,
}

/// An address whose code can still be entered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct PendingAddress {
    pub email: String,
    /// Until when its code works, in milliseconds since 1970.
    pub expires_at: i64,
    /// Whether this session asked for it: only there the code works.
    pub is_here: bool,
}

/// `DELETE /api/account/address`: the code that is on its way works no more.
pub struct CancelAddressChange;

impl Endpoint for CancelAddressChange {
    const NAME: &'static str = "cancel_address_change";
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/api/account/address";
    const SUMMARY: &'static str = "Give up the change to another address that waits for its code.";
    type Access = SignedIn;
    type Params = ();
    type Body = Empty;
    type Reply = Empty;
}

/// `POST /api/account/address/confirm`: changes the address. The one before is told; codes that were sent there work no more.
pub struct ChangeAddress;

impl Endpoint for ChangeAddress {
    const NAME: &'static str = "change_address";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/account/address/confirm";
    const KEEPS_REPLY: bool = false;
    const TWICE: Twice = Twice::Refused;
    const SUMMARY: &'static str =
        "Change the caller's address with the code that was sent to the new one, in the same session.";
    type Access = SignedIn;
    type Params = ();
    type Body = CodeAnswer;
    type Reply = User;
}
