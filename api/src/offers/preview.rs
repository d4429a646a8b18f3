//! What an offer would mean, before it is made.

use crate::access::{InProject, Owner};
use crate::body::Empty;
use crate::endpoint::{Endpoint, Method};
use crate::environments::Mode;
use crate::params::params;
use crate::plans::PlanId;
use serde::{Deserialize, Serialize};

params!(
    /// Which project to which organization.
    OfferPreviewParams {
        /// The organization's slug or ID.
        organization: String,
        /// The project's slug or ID.
        project: String,
        /// The slug or ID of the other organization.
        target: Option<String>,
    }
);

/// `GET /api/organizations/{organization}/projects/{project}/offer`: the dry run.
pub struct PreviewOffer;

impl Endpoint for PreviewOffer {
    const NAME: &'static str = "preview_offer";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/organizations/{organization}/projects/{project}/offer";
    const SUMMARY: &'static str = "Show what offering a project to another organization would mean.";
    type Access = InProject<Owner>;
    type Params = OfferPreviewParams;
    type Body = Empty;
    type Reply = OfferPreview;
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct OfferPreview {
    /// How many members lose access: all who are not, as far as the caller can see, members of the other organization too.
    pub loses: u32,
    /// The e-mail addresses of the first ten of them.
    pub losers: Vec<String>,
    /// How many keys work, and go on working.
    pub keys_total: u32,
    /// The first hundred of them, the newest first.
    pub keys: Vec<OfferedKey>,
    /// The other organization, where the caller is a member of it. Of any other nothing is said, not even whether it exists.
    pub target: Option<OfferTarget>,
}

/// A key that goes with the project.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct OfferedKey {
    pub mode: Mode,
    pub name: String,
    /// The last four characters of the token.
    pub last4: String,
    /// The e-mail address of whoever made it.
    pub created_by: String,
    /// What that person is called; absent while they have no name.
    pub created_by_name: Option<String>,
}

/// The other organization, as one of its members knows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct OfferTarget {
    pub name: String,
    pub slug: String,
    pub plan: PlanId,
    /// How many places for projects are taken.
    pub projects: i64,
    /// Why its plan has no room for one more now; absent where it has.
    pub full: Option<String>,
    /// Whether the caller could accept it there.
    pub may_accept: bool,
}
