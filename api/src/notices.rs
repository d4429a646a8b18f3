//! Notices: what the signed-in person is told by mail.
//!
//! Each such mail has the headers of RFC 8058, by which a mail program turns off its kind with one click: `POST /api/notices/{token}/one-click`, which is no
//! endpoint of this contract. Whatever somebody chose, they are told of what is about their own account (another address, a passkey, a provider, its end), and an
//! organization's Owners of its end and of a sign-in that it no longer asks for; of the latter an address that wants no mail is not told either.

use crate::access::SignedIn;
use crate::body::{Body, Empty, Fields};
use crate::endpoint::{Endpoint, Method};
use serde::{Deserialize, Serialize};

/// Mails that one address gets in 24 hours at most of what it is told without having asked at that moment: notices, invoices, archives that are ready. What is
/// beyond that waits.
pub const NOTICES_PER_ADDRESS: i64 = 100;
/// The same of what is about the account itself and how one signs in: a count of its own, so that nothing else keeps such a mail back.
pub const ACCOUNT_NOTICES_PER_ADDRESS: i64 = 50;
/// The same of a sign-in that an organization no longer asks for, and of one that was deleted: what its Owners have to hear in time to undo it.
pub const OWNER_NOTICES_PER_ADDRESS: i64 = 50;

/// `GET /api/account/notices`
pub struct ShowNotices;

impl Endpoint for ShowNotices {
    const NAME: &'static str = "show_notices";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/account/notices";
    const SUMMARY: &'static str = "Show what the caller is told by mail.";
    type Access = SignedIn;
    type Params = ();
    type Body = Empty;
    type Reply = Notices;
}

/// What a person is told by mail, and what not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Notices {
    /// When somebody else publishes to live in an organization of the caller's. At first not.
    pub publishing: bool,
    /// When somebody accepts an invite that the caller sent.
    pub invites: bool,
    /// When somebody signs in as the caller in a browser that is not known.
    pub devices: bool,
    /// When an organization whose Owner or Admin the caller is has used 80 % of what its plan allows of something, or all of it.
    pub limits: bool,
}

/// `PATCH /api/account/notices`: sets what is given.
pub struct UpdateNotices;

impl Endpoint for UpdateNotices {
    const NAME: &'static str = "update_notices";
    const METHOD: Method = Method::Patch;
    const PATH: &'static str = "/api/account/notices";
    const SUMMARY: &'static str = "Choose what the caller is told by mail.";
    type Access = SignedIn;
    type Params = ();
    type Body = NoticesChange;
    type Reply = Notices;
}

/// What is left out or null stays as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct NoticesChange {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publishing: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invites: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub devices: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limits: Option<bool>,
}

impl Body for NoticesChange {
    fn read(fields: &mut Fields) -> Option<Self> {
        let publishing = fields.optional_truth("publishing");
        let invites = fields.optional_truth("invites");
        let devices = fields.optional_truth("devices");
        let limits = fields.optional_truth("limits");
        Some(Self { publishing: publishing?, invites: invites?, devices: devices?, limits: limits? })
    }
}
