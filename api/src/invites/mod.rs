//! Invites: offers of membership to one e-mail address each, that expire after 7 days.

mod offer;

pub use offer::{AcceptInvite, DeclineInvite, InviteLinkParams, MyInvite, Offer, ShowInvite, Standing};

use crate::access::{Admin, InOrganization};
use crate::body::{Body, Empty, Fields};
use crate::endpoint::{Endpoint, Method};
use crate::ids::InviteId;
use crate::organizations::{Organization, OrganizationParams};
use crate::page::Cursor;
use crate::params::params;
use crate::role::Role;
use crate::text::lines;
use serde::{Deserialize, Serialize};

/// How long an invite can be accepted, in milliseconds: 7 days.
pub const INVITE_LIFE_MS: i64 = 7 * 24 * 60 * 60 * 1000;
/// How many addresses one request may name.
pub const INVITES_AT_ONCE: usize = 20;
/// How many invites an organization may send in an hour, resent ones included; and one person, in whichever organizations.
pub const INVITES_PER_HOUR: i64 = 100;
/// The same for one client, known by its network address.
pub const INVITES_PER_CLIENT: i64 = 200;
/// The same for all clients of one IPv6 network of 48 bits.
pub const INVITES_PER_NETWORK: i64 = 800;
/// How many mails one address may be sent in a day that nobody there asked for: invites of all organizations, whether new or sent again, and
/// requests to confirm a billing address. Sign-in codes count as well, and have a limit of their own above this one.
pub const MAILS_PER_ADDRESS: i64 = 10;
/// How many of these one organization may send.
pub const MAILS_PER_ADDRESS_AND_SENDER: i64 = 5;
/// Longest note, in characters.
pub const NOTE_MAX: usize = crate::text::LINES_MAX;

/// What became of an invite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum InviteState {
    Pending,
    Expired,
    Accepted,
    Declined,
    Revoked,
    /// Of a newer version of Portico.
    #[serde(other)]
    Unknown,
}

/// Whether the mail of an invite has left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// Waits for its first try or the next one.
    Queued,
    Sent,
    /// Was refused for good, or too often; `delivery_error` says why. The link still works.
    Failed,
    /// The address asked for no more mail, so there is none; `delivery_error` says what to do. The link works.
    Stopped,
    /// Of a newer version of Portico.
    #[serde(other)]
    Unknown,
}

/// An invite as those see it who may invite.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Invite {
    pub id: InviteId,
    pub email: String,
    pub role: Role,
    pub state: InviteState,
    pub delivery: Delivery,
    pub delivery_error: Option<String>,
    /// The address of whoever sent it last.
    pub inviter: String,
    /// What that person is called; absent while they have no name.
    pub inviter_name: Option<String>,
    /// Milliseconds since 1970.
    pub created_at: i64,
    /// Milliseconds since 1970.
    pub expires_at: i64,
    /// When it was accepted, declined or revoked, in milliseconds since 1970; absent while it is open.
    #[serde(default)]
    pub decided_at: Option<i64>,
}

params!(
    /// Where a list of invites goes on.
    ListInvitesParams {
        /// The organization's slug or ID.
        organization: String,
        after: Option<Cursor>,
    }
);

params!(
    /// One invite of an organization.
    InviteParams {
        /// The organization's slug or ID.
        organization: String,
        /// The invite's ID.
        invite: String,
    }
);

/// `GET /api/organizations/{organization}/invites`
pub struct ListInvites;

impl Endpoint for ListInvites {
    const NAME: &'static str = "list_invites";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/organizations/{organization}/invites";
    const SUMMARY: &'static str = "List an organization's invites that wait for an answer, or were declined, newest first, a page at a time.";
    type Access = InOrganization<Admin>;
    type Params = ListInvitesParams;
    type Body = Empty;
    type Reply = InvitePage;
}

/// One page of invites.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct InvitePage {
    pub organization: Organization,
    /// Pending, expired and declined ones, newest first.
    pub invites: Vec<Invite>,
    /// The `after` of the next page; absent on the last one.
    pub next: Option<String>,
}

/// `POST /api/organizations/{organization}/invites`: invites up to 20 addresses, with an outcome for each.
pub struct CreateInvites;

impl Endpoint for CreateInvites {
    const NAME: &'static str = "create_invites";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/organizations/{organization}/invites";
    const STATUS: u16 = 201;
    const IDEMPOTENT: bool = true;
    const SUMMARY: &'static str = "Invite up to 20 addresses; each has its own outcome.";
    type Access = InOrganization<Admin>;
    type Params = OrganizationParams;
    type Body = NewInvites;
    type Reply = Outcomes;
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct NewInvites {
    /// 1 to 20 addresses. One that is no address is an outcome, not a fault of the request.
    #[cfg_attr(feature = "openapi", schemars(length(min = 1, max = INVITES_AT_ONCE)))]
    pub emails: Vec<String>,
    /// At most one's own.
    #[cfg_attr(feature = "openapi", schemars(with = "crate::role::Given"))]
    pub role: Role,
    /// Up to 500 characters for the mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<crate::text::Note>"))]
    pub note: Option<String>,
}

impl Body for NewInvites {
    fn read(fields: &mut Fields) -> Option<Self> {
        let emails = fields.texts("emails", INVITES_AT_ONCE);
        let role = fields.text("role", Role::parse);
        let note = fields.optional_text("note", lines);
        Some(Self { emails: emails?, role: role?, note: note?.filter(|note| !note.is_empty()) })
    }
}

/// What became of each address, in the order in which they were given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Outcomes {
    pub outcomes: Vec<Outcome>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Outcome {
    /// As it was given.
    pub email: String,
    pub kind: OutcomeKind,
}

/// What became of one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum OutcomeKind {
    /// The invite exists and its mail is on the way.
    Invited,
    AlreadyMember,
    /// A pending invite for the address exists; resend it instead.
    AlreadyInvited,
    /// Not an e-mail address, or entered twice.
    Invalid,
    /// The address was mailed too often today, by whomever.
    TooMany,
    /// The organization has no seat left.
    NoSeat,
}

/// `POST /api/organizations/{organization}/invites/{invite}/resend`: a new link for 7 more days; the old one is dead.
pub struct ResendInvite;

impl Endpoint for ResendInvite {
    const NAME: &'static str = "resend_invite";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/organizations/{organization}/invites/{invite}/resend";
    const SUMMARY: &'static str =
        "Send an open or declined invite once more, with a new link; the old one stops working.";
    type Access = InOrganization<Admin>;
    type Params = InviteParams;
    type Body = Empty;
    type Reply = Invite;
}

/// `DELETE /api/organizations/{organization}/invites/{invite}`
pub struct RevokeInvite;

impl Endpoint for RevokeInvite {
    const NAME: &'static str = "revoke_invite";
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/api/organizations/{organization}/invites/{invite}";
    const SUMMARY: &'static str = "Take an open invite back, or put a declined one away.";
    type Access = InOrganization<Admin>;
    type Params = InviteParams;
    type Body = Empty;
    type Reply = Empty;
}

/// `GET /api/organizations/{organization}/invites/{invite}/link`: what the mail contains, for passing on by other means.
pub struct ShowInviteLink;

impl Endpoint for ShowInviteLink {
    const NAME: &'static str = "show_invite_link";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/organizations/{organization}/invites/{invite}/link";
    const SUMMARY: &'static str = "Show the link of an open invite.";
    type Access = InOrganization<Admin>;
    type Params = InviteParams;
    type Body = Empty;
    type Reply = InviteLink;
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct InviteLink {
    pub url: String,
}
