//! Who is signed in, and where they may go.

use crate::access::SignedIn;
use crate::body::Empty;
use crate::endpoint::{Endpoint, Method};
use crate::ids::UserId;
use crate::invites::MyInvite;
use crate::offers::IncomingOffer;
use crate::organizations::{Organization, OrganizationRoom};
use serde::{Deserialize, Serialize};

/// How long a session lasts at most, in milliseconds: 30 days.
pub const SESSION_LIFE_MS: i64 = 30 * 24 * 60 * 60 * 1000;
/// How long a session lasts unused, in milliseconds: 7 days.
pub const SESSION_IDLE_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// How long a sign-in counts as proof for what changes how one signs in, in milliseconds: 10 minutes.
pub const PROOF_LIFE_MS: i64 = 10 * 60 * 1000;

/// `GET /api/session`: the console's first question.
pub struct ShowSession;

impl Endpoint for ShowSession {
    const NAME: &'static str = "show_session";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/session";
    const SUMMARY: &'static str = "Show who is signed in, with the first page of their organizations.";
    type Access = SignedIn;
    type Params = ();
    type Body = Empty;
    type Reply = Session;
}

/// The signed-in person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Session {
    pub user: User,
    /// The first page of the organizations this person belongs to, by name.
    pub organizations: Vec<Organization>,
    /// Where the next page of [`crate::organizations::ListOrganizations`] begins; absent when this is all.
    pub next: Option<String>,
    /// Open invites to this person's address, newest first, at most 20.
    pub invites: Vec<MyInvite>,
    /// Projects that are offered to organizations in which this person may accept them, newest first, at most 20.
    #[serde(default)]
    pub offers: Vec<IncomingOffer>,
    /// Whether this person may create another organization.
    #[serde(default)]
    pub room: OrganizationRoom,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct User {
    pub id: UserId,
    pub email: String,
    /// What the person is called, if they said so.
    pub name: Option<String>,
}
