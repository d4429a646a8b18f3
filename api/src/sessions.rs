//! The sessions of the signed-in person: each a browser in which they are signed in.

mod device;

pub use device::device;

use crate::access::SignedIn;
use crate::body::Empty;
use crate::endpoint::{Endpoint, Method};
use crate::ids::SessionId;
use crate::params::params;
use serde::{Deserialize, Serialize};

/// How many sessions one person has at most: the next sign-in ends the one that was used longest ago.
pub const SESSIONS_MAX: i64 = 100;

params!(
    /// One session of the signed-in person.
    SessionParams {
        /// The session's ID.
        session: String,
    }
);

/// `GET /api/account/sessions`
pub struct ListSessions;

impl Endpoint for ListSessions {
    const NAME: &'static str = "list_sessions";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/account/sessions";
    const SUMMARY: &'static str =
        "List where the caller is signed in: this session first, then the others, the one used last first.";
    type Access = SignedIn;
    type Params = ();
    type Body = Empty;
    type Reply = SessionList;
}

/// All sessions of a person that have not ended, at most 100.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct SessionList {
    pub sessions: Vec<OwnSession>,
}

/// One sign-in of one browser, without what opens anything.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct OwnSession {
    pub id: SessionId,
    /// Whether it is the one that asks.
    pub is_current: bool,
    /// What the browser called itself when it signed in, at most 200 characters; may be empty.
    pub user_agent: String,
    /// Where it was used last (ISO 3166-1), up to an hour behind; absent: nobody knows.
    pub country: Option<String>,
    pub signed_in_by: SignInWay,
    /// The ID of the provider that it was signed in with, if it was one.
    #[serde(default)]
    pub provider: Option<String>,
    /// Milliseconds since 1970.
    pub created_at: i64,
    /// Milliseconds since 1970 and up to an hour behind.
    pub last_used_at: i64,
}

/// How somebody signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SignInWay {
    /// With a code that came by e-mail.
    Code,
    /// With an account at a provider.
    Provider,
    /// With a passkey.
    Passkey,
    /// Of a newer version of Portico.
    #[serde(other)]
    Unknown,
}

/// `DELETE /api/account/sessions/{session}`
pub struct EndSession;

impl Endpoint for EndSession {
    const NAME: &'static str = "end_session";
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/api/account/sessions/{session}";
    const SUMMARY: &'static str = "Sign out one of the caller's sessions: its next request is refused.";
    type Access = SignedIn;
    type Params = SessionParams;
    type Body = Empty;
    type Reply = Empty;
}

/// `DELETE /api/account/sessions`
pub struct EndOtherSessions;

impl Endpoint for EndOtherSessions {
    const NAME: &'static str = "end_other_sessions";
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/api/account/sessions";
    const SUMMARY: &'static str = "Sign out the caller everywhere but here.";
    type Access = SignedIn;
    type Params = ();
    type Body = Empty;
    type Reply = Empty;
}
