//! The schema of a project: which settings its configuration has, and what their values may be.

mod check;
#[cfg(feature = "openapi")]
mod described;
mod document;
mod kind;
mod pattern;
mod read;
mod template;
mod work;

#[cfg(feature = "openapi")]
pub(crate) use described::{NewSetting, key_schema};
pub use document::{Missing, document_of, is_missing};
pub use kind::{Choice, Kind, LIST_MAX, NUMBER_MAX, TEXT_MAX, UNIT_MAX};
pub use read::{DESCRIPTION_MAX, KEY_MAX, SETTINGS_MAX};
pub(crate) use read::{parse_key, settings as read_settings};
pub use template::Template;
pub use work::{PATTERN_STEPS_MAX, Steps, TOO_MANY_STEPS, pattern_fault, patterns_fault};

use crate::access::{Admin, InProject, Viewer};
use crate::body::{Body, Empty, Fields};
use crate::endpoint::{Endpoint, Method};
use crate::projects::ProjectParams;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One typed field of the configuration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Setting {
    /// Lower case words of letters, digits and `_`, joined by dots, at most 64 characters: `auth.allowed_origins`. Unique in
    /// the schema.
    pub key: String,
    /// 1 to 64 characters.
    pub title: String,
    /// At most 300 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    pub kind: Kind,
    /// Whether live has to have a value of its own: the default and an empty text or list don't count there.
    #[serde(default)]
    pub required_in_live: bool,
    /// Whether the value is encrypted, never shown and read only with a server key. Text and JSON only.
    #[serde(default)]
    pub secret: bool,
    /// What holds where an environment has no value of its own. A secret has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
}

/// The settings of a project, in the order in which they are shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Schema {
    /// Counts the changes; an edit names the version it was based on. 0: nothing was ever declared.
    pub version: i64,
    pub settings: Vec<Setting>,
    /// Milliseconds since 1970; absent at version 0.
    pub updated_at: Option<i64>,
    /// The e-mail address of whoever changed it last.
    pub updated_by: Option<String>,
    /// What that person is called; absent while they have no name.
    pub updated_by_name: Option<String>,
}

/// `GET /api/organizations/{organization}/projects/{project}/schema`
pub struct ShowSchema;

impl Endpoint for ShowSchema {
    const NAME: &'static str = "show_schema";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/organizations/{organization}/projects/{project}/schema";
    const SUMMARY: &'static str = "Show which settings a project has.";
    type Access = InProject<Viewer>;
    type Params = ProjectParams;
    type Body = Empty;
    type Reply = Schema;
}

/// `PATCH /api/organizations/{organization}/projects/{project}/schema`: replaces all settings. A stale version is 409. What is
/// published stays as it is until the next version.
pub struct UpdateSchema;

impl Endpoint for UpdateSchema {
    const NAME: &'static str = "update_schema";
    const METHOD: Method = Method::Patch;
    const PATH: &'static str = "/api/organizations/{organization}/projects/{project}/schema";
    const SUMMARY: &'static str =
        "Replace a project's settings. What is published stays until the next version.";
    type Access = InProject<Admin>;
    type Params = ProjectParams;
    type Body = SchemaChange;
    type Reply = Schema;
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct SchemaChange {
    /// At most 500, all of them, in order. What is left out is removed. The patterns of all of them together take at most 2,000,000 steps: of each, the
    /// states of the compiled pattern times the longest text (`max_length`, 1,000 at most) and 50 characters more. A project that already
    /// has more may keep as many.
    #[cfg_attr(feature = "openapi", schemars(with = "Vec<described::NewSetting>", length(max = SETTINGS_MAX)))]
    pub settings: Vec<Setting>,
    /// The version that was read before editing.
    #[cfg_attr(feature = "openapi", schemars(with = "crate::described::Counter"))]
    pub version: i64,
}

impl Body for SchemaChange {
    fn read(fields: &mut Fields) -> Option<Self> {
        let settings = read_settings(fields);
        let version = fields.whole("version");
        Some(Self { settings: settings?, version: version? })
    }
}

impl Body for Setting {
    fn read(fields: &mut Fields) -> Option<Self> {
        read::setting(fields, &Steps::default())
    }
}
