//! The mail of a local Portico, where nothing really leaves. Elsewhere this endpoint answers 404.

use crate::access::Public;
use crate::body::Empty;
use crate::endpoint::{Endpoint, Method};
use serde::{Deserialize, Serialize};

/// `GET /api/mailbox`: the newest mails first.
pub struct ListMail;

impl Endpoint for ListMail {
    const NAME: &'static str = "list_mail";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/mailbox";
    const SUMMARY: &'static str = "List the mail that the local transport kept. Exists only there.";
    type Access = Public;
    type Params = ();
    type Body = Empty;
    type Reply = Mailbox;
}

/// The newest mails, at most 50.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Mailbox {
    pub mails: Vec<Mail>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Mail {
    pub id: String,
    pub recipient: String,
    pub subject: String,
    /// Plain text.
    pub body: String,
    /// Milliseconds since 1970.
    pub created_at: i64,
}
