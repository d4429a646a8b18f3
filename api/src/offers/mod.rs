//! Offers of projects: a project goes to another organization only if an Owner offers it and somebody there accepts it within
//! 7 days. For 7 more days the Owners of where it came from can take it back, whatever the other side says.

mod answer;
mod preview;

pub use answer::{
    AcceptOffer, DeclineOffer, IncomingOffer, MovedProject, OfferParams, TakeBackProject, WithdrawOffer,
};
pub use preview::{OfferPreview, OfferPreviewParams, OfferTarget, OfferedKey, PreviewOffer};

use crate::access::{InProject, Owner};
use crate::body::{Body, Fields};
use crate::endpoint::{Endpoint, Method};
use crate::ids::OfferId;
use crate::projects::ProjectParams;
use crate::text::{Slug, trim_unseen};
use crate::versions::typed_name;
use serde::{Deserialize, Serialize};

/// How long an offer can be accepted, in milliseconds: 7 days.
pub const OFFER_LIFE_MS: i64 = 7 * 24 * 60 * 60 * 1000;
/// How long an accepted project can be taken back, in milliseconds: 7 days.
pub const TAKE_BACK_MS: i64 = 7 * 24 * 60 * 60 * 1000;
/// How many offers an organization may make in a day.
pub const OFFERS_PER_DAY: i64 = 20;

/// An offer that waits for its answer, as the members of the organization see it that makes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct OpenOffer {
    pub id: OfferId,
    /// The slug or ID that it was offered to, as it was typed. Whether there is such an organization is not said.
    pub target: String,
    /// The e-mail address of the Owner who made it.
    pub offered_by: String,
    /// What that person is called; absent while they have no name.
    pub offered_by_name: Option<String>,
    /// Milliseconds since 1970.
    pub offered_at: i64,
    /// Milliseconds since 1970.
    pub expires_at: i64,
}

/// Who can take a project back, and until when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Returnable {
    /// The name of the organization that it came from.
    pub organization: String,
    /// Milliseconds since 1970.
    pub until: i64,
}

/// `POST /api/organizations/{organization}/projects/{project}/offer`: offers a project to another organization. It stays where it is until
/// somebody there accepts. The answer is the same whether or not there is such an organization.
pub struct OfferProject;

impl Endpoint for OfferProject {
    const NAME: &'static str = "offer_project";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/organizations/{organization}/projects/{project}/offer";
    const STATUS: u16 = 201;
    const IDEMPOTENT: bool = true;
    const SUMMARY: &'static str =
        "Offer a project to another organization, whose Owners and Admins can accept it for 7 days.";
    type Access = InProject<Owner>;
    type Params = ProjectParams;
    type Body = NewOffer;
    type Reply = OpenOffer;
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct NewOffer {
    /// The slug or the ID of the other organization.
    #[cfg_attr(feature = "openapi", schemars(with = "Target"))]
    pub target: String,
    /// The project's name, exactly as it is.
    #[cfg_attr(feature = "openapi", schemars(with = "crate::described::Confirmation"))]
    pub confirm: String,
    /// The version of the project that was read before.
    #[cfg_attr(feature = "openapi", schemars(with = "crate::described::Counter"))]
    pub version: i64,
}

impl Body for NewOffer {
    fn read(fields: &mut Fields) -> Option<Self> {
        let target = fields.text("target", parse_target);
        let confirm = fields.text("confirm", typed_name);
        let version = fields.whole("version");
        Some(Self { target: target?, confirm: confirm?, version: version? })
    }
}

#[cfg(feature = "openapi")]
crate::described::described!(
    /// A slug or an ID.
    Target: serde_json::json!({
        "type": "string",
        "anyOf": [crate::text::slug_schema(), { "pattern": "^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$" }],
    }),
);

/// Only what could be a slug or an ID: whether it is one of somebody's is not said.
fn parse_target(text: &str) -> Result<String, &'static str> {
    let text = trim_unseen(text).to_ascii_lowercase();
    let is_target = uuid::Uuid::try_parse(&text).is_ok() || Slug::parse(&text).is_ok();
    if is_target { Ok(text) } else { Err("Enter the slug of the other organization, as in its address.") }
}
