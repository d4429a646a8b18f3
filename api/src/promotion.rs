//! Promote: copy chosen settings' values from one environment of a project to the other.

use crate::access::{Developer, InProject, Viewer};
use crate::body::{Body, Empty, Fields};
use crate::endpoint::{Endpoint, Method};
use crate::environments::Mode;
use crate::projects::{Project, ProjectParams};
use crate::schema::{SETTINGS_MAX, Schema};
use crate::versions::{Version, VersionRow, parse_message, read_confirm};
use serde::{Deserialize, Serialize};

/// What both environments have published, side by side.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Promotion {
    pub project: Project,
    pub schema: Schema,
    /// Absent until the first version is published.
    pub sandbox: Option<Version>,
    /// Absent until the first version is published.
    pub live: Option<Version>,
    /// Whether the caller may promote from sandbox to live.
    pub may_promote: bool,
    /// Whether the caller may copy from live back to sandbox.
    pub may_back_port: bool,
}

/// `GET /api/organizations/{organization}/projects/{project}/promotion`
pub struct ShowPromotion;

impl Endpoint for ShowPromotion {
    const NAME: &'static str = "show_promotion";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/organizations/{organization}/projects/{project}/promotion";
    const SUMMARY: &'static str = "Show what both environments of a project have published.";
    type Access = InProject<Viewer>;
    type Params = ProjectParams;
    type Body = Empty;
    type Reply = Promotion;
}

/// `POST /api/organizations/{organization}/projects/{project}/promotion`: makes the next version of one environment, with the chosen
/// values of the other. Secrets are never copied, and drafts stay. A stale version of either environment is 409.
pub struct Promote;

impl Endpoint for Promote {
    const NAME: &'static str = "promote";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/organizations/{organization}/projects/{project}/promotion";
    const STATUS: u16 = 201;
    const IDEMPOTENT: bool = true;
    const SUMMARY: &'static str =
        "Copy chosen values from one environment to the other, as its next version.";
    type Access = InProject<Developer>;
    type Params = ProjectParams;
    type Body = Selection;
    type Reply = VersionRow;
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(extend("oneOf" = two_sides())))]
pub struct Selection {
    pub from: Mode,
    /// The other one.
    pub to: Mode,
    /// The settings whose values are copied: 1 to 500.
    #[cfg_attr(feature = "openapi", schemars(length(min = 1, max = SETTINGS_MAX)))]
    pub keys: Vec<String>,
    /// The version of sandbox that was looked at; 0 where there was none.
    #[cfg_attr(feature = "openapi", schemars(with = "crate::described::Counter"))]
    pub sandbox_version: i64,
    /// The version of live that was looked at; 0 where there was none.
    #[cfg_attr(feature = "openapi", schemars(with = "crate::described::Counter"))]
    pub live_version: i64,
    /// 1 to 500 characters.
    #[cfg_attr(feature = "openapi", schemars(with = "crate::versions::Message"))]
    pub message: String,
    /// To live: the project's name, exactly.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<crate::described::MaybeConfirmation>"))]
    pub confirm: Option<String>,
}

/// From one to the other.
#[cfg(feature = "openapi")]
fn two_sides() -> serde_json::Value {
    let side = |from: Mode, to: Mode| serde_json::json!({ "properties": { "from": { "const": from.as_str() }, "to": { "const": to.as_str() } } });
    serde_json::json!([side(Mode::Sandbox, Mode::Live), side(Mode::Live, Mode::Sandbox)])
}

impl Body for Selection {
    fn read(fields: &mut Fields) -> Option<Self> {
        let from = fields.text("from", Mode::parse);
        let to = fields.text("to", Mode::parse);
        let keys = fields.texts("keys", SETTINGS_MAX);
        let sandbox_version = fields.whole("sandbox_version");
        let live_version = fields.whole("live_version");
        let message = fields.text("message", parse_message);
        let confirm = read_confirm(fields);
        if from.is_some() && from == to {
            fields.fault("to", "Choose the other environment.");
            return None;
        }
        Some(Self {
            from: from?,
            to: to?,
            keys: keys?,
            sandbox_version: sandbox_version?,
            live_version: live_version?,
            message: message?,
            confirm: confirm?,
        })
    }
}
