//! "No more mail to this address": said, and taken back, by whoever has a mail of ours, with the link in it. No account is needed.

use crate::access::Public;
use crate::body::Empty;
use crate::endpoint::{Endpoint, Method};
use crate::params::params;
use serde::{Deserialize, Serialize};

params!(
    /// The link of a mail.
    MailChoiceParams {
        /// The token of the link, which is signed and names the address that the mail went to.
        token: String,
    }
);

/// What an address has said about mail that nobody there asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct MailChoice {
    /// Masked: `a•••@example.com`.
    pub address: String,
    /// It gets no invites, invoices, questions and notices any more. Sign-in codes that are asked for still come, though fewer, and what is about the
    /// security of the account that signs in with it.
    pub is_stopped: bool,
}

/// `GET /api/mail/{token}`: what the page behind the link shows. Changes nothing.
pub struct ShowMailChoice;

impl Endpoint for ShowMailChoice {
    const NAME: &'static str = "show_mail_choice";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/mail/{token}";
    const SUMMARY: &'static str = "Show whether the address of a mail gets any more.";
    type Access = Public;
    type Params = MailChoiceParams;
    type Body = Empty;
    type Reply = MailChoice;
}

/// `POST /api/mail/{token}/stop`: no more mail to the address. Doing it twice is harmless.
pub struct StopMail;

impl Endpoint for StopMail {
    const NAME: &'static str = "stop_mail";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/mail/{token}/stop";
    const SUMMARY: &'static str = "Send no more mail to the address that a mail went to.";
    type Access = Public;
    type Params = MailChoiceParams;
    type Body = Empty;
    type Reply = MailChoice;
}

/// `POST /api/mail/{token}/allow`: takes that back.
pub struct AllowMail;

impl Endpoint for AllowMail {
    const NAME: &'static str = "allow_mail";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/mail/{token}/allow";
    const SUMMARY: &'static str = "Send mail to the address again.";
    type Access = Public;
    type Params = MailChoiceParams;
    type Body = Empty;
    type Reply = MailChoice;
}
