//! Environments: a project's sandbox and live mode, each with an ID that never changes.

use crate::access::{InEnvironment, Viewer};
use crate::body::Empty;
use crate::endpoint::{Endpoint, Method};
use crate::ids::EnvironmentId;
use crate::params::{params, words};
use serde::{Deserialize, Serialize};

/// Which of a project's two environments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    Sandbox,
    Live,
}

impl Mode {
    pub const ALL: [Mode; 2] = [Mode::Sandbox, Mode::Live];

    /// The word in paths, JSON and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Mode::Sandbox => "sandbox",
            Mode::Live => "live",
        }
    }

    /// The word as the console shows it.
    pub fn title(self) -> &'static str {
        match self {
            Mode::Sandbox => "Sandbox",
            Mode::Live => "Live",
        }
    }
}

words!(Mode, "The mode is `sandbox` or `live`.");

/// One environment of a project.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Environment {
    pub id: EnvironmentId,
    pub mode: Mode,
    /// Milliseconds since 1970.
    pub created_at: i64,
    /// The number of the published version; 0: none is.
    pub published_version: i64,
    /// When it was published, in milliseconds since 1970.
    pub published_at: Option<i64>,
    /// The version that the edge answered last, as far as it was counted; absent: nothing was read yet.
    pub last_read_version: Option<i64>,
    /// When that was, in milliseconds since 1970 and a few seconds behind.
    pub last_read_at: Option<i64>,
    /// How many settings the draft changes; 0: there is none.
    pub draft_changes: u32,
}

params!(
    /// One environment of a project.
    EnvironmentParams {
        /// The organization's slug or ID.
        organization: String,
        /// The project's slug or ID.
        project: String,
        mode: Mode,
    }
);

/// `GET /api/organizations/{organization}/projects/{project}/environments/{mode}`
pub struct ShowEnvironment;

impl Endpoint for ShowEnvironment {
    const NAME: &'static str = "show_environment";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/organizations/{organization}/projects/{project}/environments/{mode}";
    const SUMMARY: &'static str = "Show one environment of a project.";
    type Access = InEnvironment<Viewer>;
    type Params = EnvironmentParams;
    type Body = Empty;
    type Reply = Environment;
}
