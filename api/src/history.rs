//! The history of a setting: the versions of an environment in which its value changed.

use crate::access::{InEnvironment, Viewer};
use crate::body::Empty;
use crate::endpoint::{Endpoint, Method};
use crate::environments::Mode;
use crate::page::Cursor;
use crate::params::{Param, params};
use crate::schema::parse_key;
use crate::versions::VersionRow;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A longer value is left out of the history, in bytes of its JSON text: a page of it has to fit into one row of the database.
pub const HISTORY_VALUE_MAX: i64 = 8 * 1024;

/// The key of a setting, in a path. Whether a schema has it, or had it, it does not say.
#[derive(Clone, Debug, PartialEq)]
pub struct SettingKey(String);

impl SettingKey {
    /// Fails with a sentence for whoever sent it.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        parse_key(text).map(Self)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Param for SettingKey {
    fn write(&self) -> Option<String> {
        Some(self.0.clone())
    }
    fn read(value: Option<&str>) -> Result<Self, &'static str> {
        Self::parse(value.unwrap_or_default())
    }
    #[cfg(feature = "openapi")]
    fn schema() -> Value {
        crate::schema::key_schema()
    }
}

params!(
    /// Where the history of a setting goes on.
    SettingHistoryParams {
        /// The organization's slug or ID.
        organization: String,
        /// The project's slug or ID.
        project: String,
        mode: Mode,
        /// The setting's key.
        setting: SettingKey,
        after: Option<Cursor>,
    }
);

/// What a version made of a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SettingState {
    /// The environment has a value of its own.
    Set,
    /// The default of that time holds.
    Default,
    /// A secret is set. What it is, nobody is told.
    Secret,
    /// There is no value: none was set and there was no default, or the schema did not have the setting.
    Empty,
    /// Of a newer version of Portico.
    #[serde(other)]
    Unknown,
}

/// A version in which a setting changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct SettingChange {
    /// The version. Of a promotion, `source` does not say which settings were copied: the version itself does.
    pub version: VersionRow,
    /// What the version made of the setting.
    pub state: SettingState,
    /// The value afterwards. Absent where there is none, of whatever is a secret now or was one then, and where it is too long.
    pub value: Option<Value>,
    /// How long the value is, in bytes of its JSON text, where it is too long to stand here: the version itself has it.
    pub left_out: Option<i64>,
    /// This is the oldest version whose values are kept: the setting may have been so before.
    pub or_before: bool,
}

/// One page of a setting's history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct SettingHistory {
    /// Newest first. There may be none on a page that is not the last one.
    pub changes: Vec<SettingChange>,
    /// The oldest version that was looked at; absent where none was.
    pub looked_to: Option<i64>,
    /// The `after` of the next page; absent on the last one.
    pub next: Option<String>,
    /// On the last page: the oldest version whose values are kept, where there are older ones.
    pub kept_from: Option<i64>,
}

/// `GET /api/organizations/{organization}/projects/{project}/environments/{mode}/settings/{setting}/history`: looks through at most 100
/// versions or 4 MB of them at once. A setting that no version knows has no changes.
pub struct ShowSettingHistory;

impl Endpoint for ShowSettingHistory {
    const NAME: &'static str = "show_setting_history";
    const METHOD: Method = Method::Get;
    const PATH: &'static str =
        "/api/organizations/{organization}/projects/{project}/environments/{mode}/settings/{setting}/history";
    const SUMMARY: &'static str =
        "List the versions in which a setting's value changed, newest first, a page at a time.";
    type Access = InEnvironment<Viewer>;
    type Params = SettingHistoryParams;
    type Body = Empty;
    type Reply = SettingHistory;
}
