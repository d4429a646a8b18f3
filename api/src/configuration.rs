//! The configuration of an environment: what is published, and the draft of what comes next.

use crate::access::{Developer, InEnvironment, Viewer};
use crate::body::{Body, Empty, Fields};
use crate::endpoint::{Endpoint, Method};
use crate::environments::{EnvironmentParams, Mode};
use crate::params::params;
use crate::projects::Project;
use crate::raw::RawValues;
use crate::schema::Schema;
use crate::values::Values;
use crate::versions::Version;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// All that the settings page shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Configuration {
    pub project: Project,
    pub mode: Mode,
    pub schema: Schema,
    /// Absent until the first version is published.
    pub published: Option<Version>,
    /// Counts what happened to the draft, its publishing and discarding included; every write names the revision it was
    /// based on. 0: there never was a draft.
    pub revision: i64,
    /// Absent when nothing is changed.
    pub draft: Option<Draft>,
    /// The versions that changed a setting last, each with its settings, as far as that is known: not of versions that are older than this
    /// field. A setting that has its default since the first version stands nowhere.
    #[serde(default)]
    pub changes: Vec<LastChange>,
    /// Whether the caller may save and discard drafts here.
    pub may_edit: bool,
    /// Whether the caller may publish and roll back here.
    pub may_publish: bool,
}

/// A version, and the settings that no later one has changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct LastChange {
    /// The version's number.
    pub number: i64,
    /// The author's e-mail address.
    pub author: String,
    /// What that person is called; absent while they have no name.
    pub author_name: Option<String>,
    /// Milliseconds since 1970.
    pub created_at: i64,
    /// The keys of the settings.
    pub keys: Vec<String>,
}

/// Changes that are not published yet. Only what is changed is in it: the rest follows what is published, also when a
/// promotion or a roll back publishes something else meanwhile.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Draft {
    /// The changed values by key; `null` takes the environment's own value away, so that the default holds.
    pub values: Values,
    /// The changed secrets by key; `null` takes the secret away.
    pub secrets: BTreeMap<String, Option<SecretState>>,
    /// The version that was published when the draft was begun: what its author saw. 0: none was.
    pub base_version: i64,
    /// The e-mail address of whoever saved it last.
    pub author: String,
    /// What that person is called; absent while they have no name.
    pub author_name: Option<String>,
    /// Milliseconds since 1970.
    pub updated_at: i64,
}

/// What is told about a secret: that it is set, and since when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct SecretState {
    /// Milliseconds since 1970.
    pub set_at: i64,
}

/// `GET /api/organizations/{organization}/projects/{project}/environments/{mode}/configuration`
pub struct ShowConfiguration;

impl Endpoint for ShowConfiguration {
    const NAME: &'static str = "show_configuration";
    const METHOD: Method = Method::Get;
    const PATH: &'static str =
        "/api/organizations/{organization}/projects/{project}/environments/{mode}/configuration";
    const SUMMARY: &'static str = "Show the schema, the published values and the draft of an environment.";
    type Access = InEnvironment<Viewer>;
    type Params = EnvironmentParams;
    type Body = Empty;
    type Reply = Configuration;
}

/// `PATCH /api/organizations/{organization}/projects/{project}/environments/{mode}/draft`: saves what changed. A stale revision is
/// 409. What equals the published value is no change and drops out of the draft.
pub struct SaveDraft;

impl Endpoint for SaveDraft {
    const NAME: &'static str = "save_draft";
    const METHOD: Method = Method::Patch;
    const PATH: &'static str =
        "/api/organizations/{organization}/projects/{project}/environments/{mode}/draft";
    const SUMMARY: &'static str = "Save changed values and secrets into the draft of an environment.";
    type Access = InEnvironment<Developer>;
    type Params = EnvironmentParams;
    type Body = DraftChange;
    type Reply = DraftState;
}

/// The draft after a change of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DraftState {
    /// As in [`Configuration`].
    pub revision: i64,
    pub draft: Option<Draft>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DraftChange {
    /// The revision that was read before editing.
    #[cfg_attr(feature = "openapi", schemars(with = "crate::described::Counter"))]
    pub revision: i64,
    /// Values by key; `null` takes the environment's own value away, so that the default holds.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<ChangedValues>"))]
    pub set: RawValues,
    /// Secrets by key, in plain text; `null` takes the secret away.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<ChangedSecrets>"))]
    pub secrets: BTreeMap<String, Option<String>>,
    /// Keys whose change is given up: what is published stays.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<KeptKeys>"))]
    pub keep: Vec<String>,
}

impl Body for DraftChange {
    const PASSING: &'static [&'static str] = &["set"];

    fn read(fields: &mut Fields) -> Option<Self> {
        let revision = fields.whole("revision");
        let set = fields.values("set").map(Option::unwrap_or_default);
        let secrets = read_secrets(fields);
        let keep = fields.optional_texts("keep", crate::schema::SETTINGS_MAX);
        Some(Self { revision: revision?, set: set?, secrets: secrets?, keep: keep? })
    }
}

#[cfg(feature = "openapi")]
crate::described::described!(
    /// From keys of settings to values.
    ChangedValues: serde_json::json!({ "type": "object", "propertyNames": crate::schema::key_schema() }),
    /// From keys of settings to texts.
    ChangedSecrets: serde_json::json!({
        "type": "object", "propertyNames": crate::schema::key_schema(),
        "additionalProperties": { "type": ["string", "null"] },
    }),
    /// Keys of settings.
    KeptKeys: serde_json::json!({ "type": "array", "items": { "type": "string" }, "maxItems": crate::schema::SETTINGS_MAX }),
);

fn read_secrets(fields: &mut Fields) -> Option<BTreeMap<String, Option<String>>> {
    let mut secrets = BTreeMap::new();
    let mut all_fine = true;
    for (key, value) in fields.map("secrets")? {
        match value {
            serde_json::Value::String(text) => drop(secrets.insert(key, Some(text))),
            serde_json::Value::Null => drop(secrets.insert(key, None)),
            _ => {
                fields.fault(&format!("secrets.{key}"), "This must be text.");
                all_fine = false;
            }
        }
    }
    all_fine.then_some(secrets)
}

params!(
    /// The draft of an environment, at the revision that was read.
    DiscardDraftParams {
        /// The organization's slug or ID.
        organization: String,
        /// The project's slug or ID.
        project: String,
        mode: Mode,
        /// The revision that was read before.
        revision: i64,
    }
);

/// `DELETE /api/organizations/{organization}/projects/{project}/environments/{mode}/draft`: gives all changes up.
pub struct DiscardDraft;

impl Endpoint for DiscardDraft {
    const NAME: &'static str = "discard_draft";
    const METHOD: Method = Method::Delete;
    const PATH: &'static str =
        "/api/organizations/{organization}/projects/{project}/environments/{mode}/draft";
    const SUMMARY: &'static str = "Discard the draft of an environment.";
    type Access = InEnvironment<Developer>;
    type Params = DiscardDraftParams;
    type Body = Empty;
    type Reply = DraftState;
}
