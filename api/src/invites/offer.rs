//! Invites as their addressee meets them: look, accept, decline.

use crate::access::{Public, SignedIn};
use crate::body::Empty;
use crate::endpoint::{Endpoint, Method};
use crate::ids::InviteId;
use crate::organizations::Organization;
use crate::params::params;
use crate::role::Role;
use serde::{Deserialize, Serialize};

params!(
    /// An invite as its addressee names it.
    InviteLinkParams {
        /// The token of the link or, for the signed-in addressee, the invite's ID.
        invite: String,
    }
);

/// `GET /api/invites/{invite}`: what the page behind the link shows. Changes nothing, however often it is opened.
pub struct ShowInvite;

impl Endpoint for ShowInvite {
    const NAME: &'static str = "show_invite";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/invites/{invite}";
    const SUMMARY: &'static str = "Show an invite to whoever has its link.";
    type Access = Public;
    type Params = InviteLinkParams;
    type Body = Empty;
    type Reply = Offer;
}

/// An invite as whoever has its link sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Offer {
    pub id: InviteId,
    pub standing: Standing,
    pub organization: String,
    /// The organization's slug, once the addressee is a member.
    pub slug: Option<String>,
    pub role: Role,
    /// The inviter's address.
    pub inviter: String,
    /// What that person is called; absent while they have no name.
    pub inviter_name: Option<String>,
    pub note: Option<String>,
    /// The address in full for its owner, else masked: `a•••@example.com`.
    pub email: String,
    /// Milliseconds since 1970.
    pub expires_at: i64,
    /// The address of whoever is signed in.
    pub signed_in_as: Option<String>,
}

/// What can be done with an offer, for whoever looks at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// The addressee may join or decline.
    Open,
    /// Sign in with exactly the address of the invite.
    SignedOut,
    /// Somebody else is signed in.
    OtherAccount,
    Expired,
    Revoked,
    Accepted,
    Declined,
    /// The inviter may not give this role any more.
    InviterLostRight,
    /// The organization has no seat left.
    NoSeat,
    /// The organization was deleted.
    OrganizationDeleted,
}

/// `POST /api/invites/{invite}/accept`: makes the caller a member. Doing it twice is harmless.
pub struct AcceptInvite;

impl Endpoint for AcceptInvite {
    const NAME: &'static str = "accept_invite";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/invites/{invite}/accept";
    const SUMMARY: &'static str = "Accept an invite to the address that is signed in.";
    type Access = SignedIn;
    type Params = InviteLinkParams;
    type Body = Empty;
    type Reply = Organization;
}

/// `POST /api/invites/{invite}/decline`
pub struct DeclineInvite;

impl Endpoint for DeclineInvite {
    const NAME: &'static str = "decline_invite";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/invites/{invite}/decline";
    const SUMMARY: &'static str = "Decline an invite to the address that is signed in.";
    type Access = SignedIn;
    type Params = InviteLinkParams;
    type Body = Empty;
    type Reply = Empty;
}

/// An invite to the person who is signed in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct MyInvite {
    pub id: InviteId,
    pub organization: String,
    pub role: Role,
    /// The inviter's address.
    pub inviter: String,
    /// What that person is called; absent while they have no name.
    pub inviter_name: Option<String>,
    /// Milliseconds since 1970.
    pub expires_at: i64,
}
