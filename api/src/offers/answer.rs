//! What becomes of an offer: withdrawn, declined, accepted, taken back.

use crate::access::{Admin, InOrganization, Owner};
use crate::body::Empty;
use crate::endpoint::{Endpoint, Method};
use crate::ids::OfferId;
use crate::params::params;
use crate::projects::{OtherName, Project};
use serde::{Deserialize, Serialize};

params!(
    /// One offer, of or to an organization.
    OfferParams {
        /// The organization's slug or ID.
        organization: String,
        /// The offer's ID.
        offer: String,
    }
);

/// A project that an organization is offered, as its Owners and Admins see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct IncomingOffer {
    pub id: OfferId,
    /// The project's name.
    pub project: String,
    /// The name of the organization that offers it.
    pub from: String,
    /// The e-mail address of the Owner who offered it.
    pub offered_by: String,
    /// What that person is called; absent while they have no name.
    pub offered_by_name: Option<String>,
    /// The name of the organization that it is offered to.
    pub to: String,
    /// Its slug.
    pub to_slug: String,
    /// How many keys of the project work, and go on working.
    pub keys: u32,
    /// Milliseconds since 1970.
    pub expires_at: i64,
}

/// A project that went to another organization and can still be taken back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct MovedProject {
    /// The offer by which it went.
    pub id: OfferId,
    /// The project's name when it went.
    pub name: String,
    /// The name of the organization that has it.
    pub to: String,
    /// Milliseconds since 1970.
    pub accepted_at: i64,
    /// How many keys were made there: they are revoked when it is taken back.
    pub new_keys: u32,
    /// Milliseconds since 1970.
    pub take_back_until: i64,
}

/// `DELETE /api/organizations/{organization}/offers/{offer}`: takes an offer back before it is accepted.
pub struct WithdrawOffer;

impl Endpoint for WithdrawOffer {
    const NAME: &'static str = "withdraw_offer";
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/api/organizations/{organization}/offers/{offer}";
    const IDEMPOTENT: bool = true;
    const SUMMARY: &'static str =
        "Withdraw an offer that one's organization has made, before it is accepted.";
    type Access = InOrganization<Owner>;
    type Params = OfferParams;
    type Body = Empty;
    type Reply = Empty;
}

/// `POST /api/organizations/{organization}/offers/{offer}/accept`: takes the project over, with all its IDs, keys and versions. It needs
/// room in the plan: 402. What is read from this moment on is this organization's.
pub struct AcceptOffer;

impl Endpoint for AcceptOffer {
    const NAME: &'static str = "accept_offer";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/organizations/{organization}/offers/{offer}/accept";
    const IDEMPOTENT: bool = true;
    const SUMMARY: &'static str =
        "Accept a project that one's organization is offered, if its plan has room.";
    type Access = InOrganization<Admin>;
    type Params = OfferParams;
    type Body = OtherName;
    type Reply = Project;
}

/// `POST /api/organizations/{organization}/offers/{offer}/decline`
pub struct DeclineOffer;

impl Endpoint for DeclineOffer {
    const NAME: &'static str = "decline_offer";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/organizations/{organization}/offers/{offer}/decline";
    const IDEMPOTENT: bool = true;
    const SUMMARY: &'static str = "Decline a project that one's organization is offered.";
    type Access = InOrganization<Admin>;
    type Params = OfferParams;
    type Body = Empty;
    type Reply = Empty;
}

/// `POST /api/organizations/{organization}/offers/{offer}/take-back`: takes a project back that went to another organization, wherever it
/// is there, its trash included. Keys that were made there are revoked. Its place in the plan was kept, so nothing refuses it.
pub struct TakeBackProject;

impl Endpoint for TakeBackProject {
    const NAME: &'static str = "take_back_project";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/organizations/{organization}/offers/{offer}/take-back";
    const IDEMPOTENT: bool = true;
    const SUMMARY: &'static str = "Take back a project within 7 days after another organization accepted it.";
    type Access = InOrganization<Owner>;
    type Params = OfferParams;
    type Body = OtherName;
    type Reply = Project;
}
