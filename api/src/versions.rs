//! Versions: published, numbered, immutable configurations of one environment.

use crate::access::{Developer, InEnvironment, Viewer};
use crate::body::{Body, Empty, Fields};
use crate::configuration::SecretState;
use crate::endpoint::{Endpoint, Method};
use crate::environments::{EnvironmentParams, Mode};
use crate::page::Cursor;
use crate::params::params;
use crate::text::lines;
use crate::values::Values;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// Longest message, in characters.
pub const MESSAGE_MAX: usize = crate::text::LINES_MAX;

/// So many versions of an environment are kept whole, the newest ones. Of older ones number, author, time, message and hash are left.
pub const WHOLE_VERSIONS: i64 = 1000;

/// So many are listed; what is older goes altogether.
pub const LISTED_VERSIONS: i64 = 10_000;

/// What made a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum VersionKind {
    /// A draft was published, or the project was created.
    Publish,
    /// An older version was published again.
    RollBack,
    /// Values were copied from the other environment.
    Promote,
    /// Of a newer version of Portico.
    #[serde(other)]
    Unknown,
}

/// Where the values of a roll back or a promotion came from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Source {
    pub mode: Mode,
    pub version: i64,
    /// The settings that were copied; empty for a roll back, which copies all.
    pub keys: Vec<String>,
}

/// A version as a list shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct VersionRow {
    /// Counts from 1 in each environment.
    pub number: i64,
    /// SHA-256 of the published document, in hexadecimal digits: the ETag at the edge.
    pub hash: String,
    pub message: String,
    /// The author's e-mail address.
    pub author: String,
    /// What that person is called; absent while they have no name.
    pub author_name: Option<String>,
    /// Milliseconds since 1970.
    pub created_at: i64,
    pub kind: VersionKind,
    /// Absent for [`VersionKind::Publish`].
    pub source: Option<Source>,
    /// Whether its values are kept: those of the newest [`WHOLE_VERSIONS`] are. Without them it can't be shown, compared or rolled back to
    /// (410).
    #[serde(default = "kept")]
    pub whole: bool,
}

/// Of an answer that says nothing about it.
fn kept() -> bool {
    true
}

/// A version with all that it holds, but never a secret.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Version {
    pub version: VersionRow,
    /// What the edge answers: the environment's own values, and the defaults that held when it was published.
    pub values: Values,
    /// The keys of `values` that are the environment's own; the others were defaults.
    pub own: Vec<String>,
    /// Which secrets are set.
    pub secrets: BTreeMap<String, SecretState>,
}

impl Version {
    /// The environment's own value; `None` where the default holds.
    pub fn own_value(&self, key: &str) -> Option<&Value> {
        self.own.iter().any(|own| own == key).then(|| self.values.get(key)).flatten()
    }

    /// All of the environment's own values.
    pub fn own_values(&self) -> Values {
        self.own.iter().filter_map(|key| Some((key.clone(), self.values.get(key)?.clone()))).collect()
    }
}

params!(
    /// Where a list of versions goes on.
    ListVersionsParams {
        /// The organization's slug or ID.
        organization: String,
        /// The project's slug or ID.
        project: String,
        mode: Mode,
        after: Option<Cursor>,
    }
);

params!(
    /// One version of an environment.
    VersionParams {
        /// The organization's slug or ID.
        organization: String,
        /// The project's slug or ID.
        project: String,
        mode: Mode,
        number: i64,
    }
);

/// `GET /api/organizations/{organization}/projects/{project}/environments/{mode}/versions`
pub struct ListVersions;

impl Endpoint for ListVersions {
    const NAME: &'static str = "list_versions";
    const METHOD: Method = Method::Get;
    const PATH: &'static str =
        "/api/organizations/{organization}/projects/{project}/environments/{mode}/versions";
    const SUMMARY: &'static str = "List an environment's versions, newest first, a page at a time.";
    type Access = InEnvironment<Viewer>;
    type Params = ListVersionsParams;
    type Body = Empty;
    type Reply = VersionPage;
}

/// One page of versions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct VersionPage {
    pub versions: Vec<VersionRow>,
    /// The `after` of the next page; absent on the last one.
    pub next: Option<String>,
    /// The number of the published version: a roll back names it as its base. 0: none is.
    pub published_version: i64,
    /// Whether the caller may publish and roll back here.
    pub may_publish: bool,
}

/// `GET /api/organizations/{organization}/projects/{project}/environments/{mode}/versions/{number}`
pub struct ShowVersion;

impl Endpoint for ShowVersion {
    const NAME: &'static str = "show_version";
    const METHOD: Method = Method::Get;
    const PATH: &'static str =
        "/api/organizations/{organization}/projects/{project}/environments/{mode}/versions/{number}";
    const SUMMARY: &'static str = "Show a version with its values and which secrets are set.";
    type Access = InEnvironment<Viewer>;
    type Params = VersionParams;
    type Body = Empty;
    type Reply = Version;
}

/// `POST /api/organizations/{organization}/projects/{project}/environments/{mode}/versions`: makes the draft the next version. A stale
/// revision or version is 409.
pub struct PublishDraft;

impl Endpoint for PublishDraft {
    const NAME: &'static str = "publish_draft";
    const METHOD: Method = Method::Post;
    const PATH: &'static str =
        "/api/organizations/{organization}/projects/{project}/environments/{mode}/versions";
    const STATUS: u16 = 201;
    const IDEMPOTENT: bool = true;
    const SUMMARY: &'static str = "Publish the draft of an environment as its next version.";
    type Access = InEnvironment<Developer>;
    type Params = EnvironmentParams;
    type Body = Publication;
    type Reply = VersionRow;
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Publication {
    /// The revision of the draft that was looked at.
    #[cfg_attr(feature = "openapi", schemars(with = "crate::described::Counter"))]
    pub revision: i64,
    /// The published version that it was compared with; 0 where there was none.
    #[cfg_attr(feature = "openapi", schemars(with = "crate::described::Counter"))]
    pub version: i64,
    /// 1 to 500 characters.
    #[cfg_attr(feature = "openapi", schemars(with = "Message"))]
    pub message: String,
    /// In live: the project's name, exactly.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<crate::described::MaybeConfirmation>"))]
    pub confirm: Option<String>,
}

impl Body for Publication {
    fn read(fields: &mut Fields) -> Option<Self> {
        let revision = fields.whole("revision");
        let version = fields.whole("version");
        let message = fields.text("message", parse_message);
        let confirm = read_confirm(fields);
        Some(Self { revision: revision?, version: version?, message: message?, confirm: confirm? })
    }
}

/// `POST /api/organizations/{organization}/projects/{project}/environments/{mode}/versions/{number}/roll-back`: publishes an older
/// version once more, as the next one. Its secrets come back with it; the draft stays.
pub struct RollBack;

impl Endpoint for RollBack {
    const NAME: &'static str = "roll_back";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/organizations/{organization}/projects/{project}/environments/{mode}/versions/{number}/roll-back";
    const STATUS: u16 = 201;
    const IDEMPOTENT: bool = true;
    const SUMMARY: &'static str = "Publish an older version again, as the next one.";
    type Access = InEnvironment<Developer>;
    type Params = VersionParams;
    type Body = Restoration;
    type Reply = VersionRow;
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Restoration {
    /// The version that is published now.
    #[cfg_attr(feature = "openapi", schemars(with = "crate::described::Counter"))]
    pub version: i64,
    /// 1 to 500 characters.
    #[cfg_attr(feature = "openapi", schemars(with = "Message"))]
    pub message: String,
    /// In live: the project's name, exactly.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<crate::described::MaybeConfirmation>"))]
    pub confirm: Option<String>,
}

impl Body for Restoration {
    fn read(fields: &mut Fields) -> Option<Self> {
        let version = fields.whole("version");
        let message = fields.text("message", parse_message);
        let confirm = read_confirm(fields);
        Some(Self { version: version?, message: message?, confirm: confirm? })
    }
}

/// A message that says what a version is for.
pub(crate) fn parse_message(text: &str) -> Result<String, &'static str> {
    let message = lines(text)?;
    if message.is_empty() { Err("Say in a few words what changes.") } else { Ok(message) }
}

#[cfg(feature = "openapi")]
crate::described::described!(
    /// What a version is for, in lines.
    Message: crate::text::message_schema(),
);

/// What was typed to confirm, if anything.
pub(crate) fn read_confirm(fields: &mut Fields) -> Option<Option<String>> {
    fields.optional_text("confirm", parse_confirm)
}

/// Longest text that may be a name as somebody typed it, in characters.
pub(crate) const CONFIRM_MAX: usize = 500;

/// What has to be typed to confirm.
pub(crate) fn typed_name(text: &str) -> Result<String, &'static str> {
    if text.is_empty() { Err("Enter the project's name.") } else { parse_confirm(text) }
}

/// The same, of an organization.
pub(crate) fn typed_organization_name(text: &str) -> Result<String, &'static str> {
    const WHICH: &str = "Enter the organization's name.";
    typed_name(text).map_err(|_| WHICH)
}

/// What was typed to confirm; whether it is the project's name, the edge decides.
fn parse_confirm(text: &str) -> Result<String, &'static str> {
    if text.chars().count() > CONFIRM_MAX { Err("Enter the project's name.") } else { Ok(text.to_owned()) }
}
