//! A project out of an archive (docs/export.md), brought into an organization of this or another installation: one request for each.

use crate::access::{Admin, InOrganization};
use crate::body::{Body, Fields};
use crate::endpoint::{BODY_MAX, Endpoint, Method};
use crate::exports::ARCHIVE_FORMAT;
use crate::ids::{EnvironmentId, ProjectId};
use crate::organizations::OrganizationParams;
use crate::raw::{PASSING_BYTES, RawValues};
use crate::schema::{KEY_MAX, SETTINGS_MAX, Setting, read_settings};
use crate::text::{ProjectName, Slug, lines};
use crate::values::VALUES_MAX;
use serde::{Deserialize, Serialize};

/// Largest request, in bytes: what one project can hold. Both environments have values and a draft of [`VALUES_MAX`] each, and a schema came in one request
/// of [`BODY_MAX`]; the rest are names of settings.
pub const IMPORT_MAX: usize = 2_560 * 1024;
const _: () = assert!(4 * VALUES_MAX + BODY_MAX + 4 * SETTINGS_MAX * (KEY_MAX + 3) < IMPORT_MAX);

/// As much of it as may be made a tree of ([`crate::raw::tree_bytes`]), which takes eighty times its bytes: everything but the values themselves.
pub const IMPORT_TREE_MAX: usize =
    BODY_MAX + 4 * SETTINGS_MAX * (KEY_MAX + PASSING_BYTES) + 2 * SETTINGS_MAX * (KEY_MAX + 3);

/// How many places an outcome names of each kind, at most.
pub const NAMED_PLACES: usize = 100;

/// `POST /api/organizations/{organization}/imports/preview`: what [`ImportProject`] would do with the very same body. Writes nothing.
pub struct PreviewImport;

impl Endpoint for PreviewImport {
    const NAME: &'static str = "preview_import";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/organizations/{organization}/imports/preview";
    const KEEPS_REPLY: bool = false;
    const BODY_MAX: usize = IMPORT_MAX;
    const SUMMARY: &'static str = "Say what importing a project would do, without doing it.";
    type Access = InOrganization<Admin>;
    type Params = OrganizationParams;
    type Body = ArchivedProject;
    type Reply = ImportOutcome;
}

/// `POST /api/organizations/{organization}/imports`: makes a project of what an archive says of one: its schema, of each environment what was
/// published last, as version 1, and the draft. Earlier versions, members and keys do not come with it, and secrets have to be set again.
pub struct ImportProject;

impl Endpoint for ImportProject {
    const NAME: &'static str = "import_project";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/organizations/{organization}/imports";
    const STATUS: u16 = 201;
    const IDEMPOTENT: bool = true;
    const BODY_MAX: usize = IMPORT_MAX;
    const SUMMARY: &'static str = "Make a project of what an archive says of one: schema, published values and drafts, without secrets.";
    type Access = InOrganization<Admin>;
    type Params = OrganizationParams;
    type Body = ArchivedProject;
    type Reply = ImportOutcome;
}

/// What an archive says of a project, put together from its records.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ArchivedProject {
    /// Of the archive: 1.
    #[cfg_attr(feature = "openapi", schemars(with = "Format"))]
    pub format: i64,
    /// Whether the environments get the IDs that they had. That takes IDs that nobody has here, and that no other organization ever had here:
    /// otherwise 409.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<bool>"))]
    pub keep_ids: bool,
    /// Taken in this organization, ignoring case: 409.
    pub name: ProjectName,
    /// Where it is taken, it gets a suffix. Left out: made from the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slug: Option<Slug>,
    #[cfg_attr(feature = "openapi", schemars(with = "Option<bool>"))]
    pub developers_publish_live: bool,
    /// At most 500, in order. Their patterns may take more steps together than those of a new schema, as they may where they come from; then values under them count as
    /// long as they are, and those that take too many are refused by name.
    #[cfg_attr(feature = "openapi", schemars(with = "Vec<crate::schema::NewSetting>", length(max = SETTINGS_MAX)))]
    pub settings: Vec<Setting>,
    #[cfg_attr(feature = "openapi", schemars(with = "DescribedEnvironment"))]
    pub sandbox: ArchivedEnvironment,
    #[cfg_attr(feature = "openapi", schemars(with = "DescribedEnvironment"))]
    pub live: ArchivedEnvironment,
}

/// What an archive says of an environment.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ArchivedEnvironment {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<EnvironmentId>,
    /// What was published last, defaults included; absent: nothing was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub values: Option<RawValues>,
    /// Which of the values are no defaults. What differs from the default of the schema counts as own in any case.
    pub own: Vec<String>,
    /// The number and the message of that version: they go into the message of the new one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Changes that were not published; `null` takes a value away.
    pub draft: RawValues,
    /// Which secrets were set: the outcome repeats them, as what has to be set again.
    pub secrets: Vec<String>,
}

impl Body for ArchivedProject {
    const PASSING: &'static [&'static str] =
        &["sandbox.values", "sandbox.draft", "live.values", "live.draft"];

    fn read(fields: &mut Fields) -> Option<Self> {
        let format = fields.whole("format");
        if format.is_some_and(|format| format != ARCHIVE_FORMAT) {
            fields.fault("format", "This version of Portico reads archives of format 1.");
            return None;
        }
        let keep_ids = fields.truth("keep_ids");
        let name = fields.text("name", ProjectName::parse);
        let slug = fields.optional_text("slug", Slug::parse);
        let developers_publish_live = fields.truth("developers_publish_live");
        let settings = read_settings(fields);
        let sandbox = fields.object("sandbox", read_environment);
        let live = fields.object("live", read_environment);
        let (keep_ids, sandbox, live) = (keep_ids?, sandbox?, live?);
        if keep_ids {
            let sides = [("sandbox.id", &sandbox.id), ("live.id", &live.id)];
            let lacking: Vec<_> = sides.iter().filter(|(_, id)| id.is_none()).collect();
            for (field, _) in &lacking {
                fields.fault(field, "Without the ID that it had, it gets a new one. Leave keep_ids out.");
            }
            if lacking.is_empty() && sandbox.id == live.id {
                fields.fault("live.id", "This is the ID of sandbox as well.");
                return None;
            }
            if !lacking.is_empty() {
                return None;
            }
        }
        Some(Self {
            format: format?,
            keep_ids,
            name: name?,
            slug: slug?,
            developers_publish_live: developers_publish_live?,
            settings: settings?,
            sandbox,
            live,
        })
    }
}

fn read_environment(fields: &mut Fields) -> Option<ArchivedEnvironment> {
    let id = fields.optional_text("id", parse_id);
    let values = fields.values("values");
    let own = fields.optional_texts("own", SETTINGS_MAX);
    let version = fields.optional_integer("version", 0, 1 << 53);
    let message = fields.optional_text("message", lines);
    let draft = fields.values("draft").map(Option::unwrap_or_default);
    let secrets = fields.optional_texts("secrets", SETTINGS_MAX);
    Some(ArchivedEnvironment {
        id: id?,
        values: values?,
        own: own?,
        version: version?,
        message: message?.filter(|message| !message.is_empty()),
        draft: draft?,
        secrets: secrets?,
    })
}

/// Only IDs that Portico could have made.
fn parse_id(text: &str) -> Result<EnvironmentId, &'static str> {
    let is_ours = uuid::Uuid::try_parse(text).is_ok_and(|id| {
        id.get_version_num() == 7
            && id.get_variant() == uuid::Variant::RFC4122
            && id.hyphenated().to_string() == text
    });
    if is_ours { Ok(EnvironmentId::new(text.to_owned())) } else { Err("This is no ID of an environment.") }
}

#[cfg(feature = "openapi")]
crate::described::described!(
    /// Which form of archive it is out of: 1.
    Format: serde_json::json!({ "type": "integer", "const": ARCHIVE_FORMAT }),
    /// An environment: its ID, what was published last with number and message, what was changed since, and which secrets were set. Values are such as
    /// the settings allow.
    DescribedEnvironment: serde_json::json!({
        "type": "object",
        "properties": {
            "id": {
                "type": ["string", "null"],
                "pattern": "^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
            },
            "values": { "type": ["object", "null"] },
            "own": { "type": ["array", "null"], "items": { "type": "string" }, "maxItems": SETTINGS_MAX },
            "version": { "anyOf": [crate::described::whole(), { "type": "null" }] },
            "message": { "anyOf": [crate::text::note_schema(), { "type": "null" }] },
            "draft": { "type": ["object", "null"] },
            "secrets": { "type": ["array", "null"], "items": { "type": "string" }, "maxItems": SETTINGS_MAX },
        },
        "additionalProperties": false,
    }),
);

/// What came of an import, or would.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ImportOutcome {
    /// The project that was made; absent where it was only asked what would be.
    pub project: Option<ImportedProject>,
    /// What is taken here, as fields are named: `name`, `slug` (it gets a suffix then), and with `keep_ids` `sandbox.id` and `live.id`. Of what was made:
    /// nothing.
    pub taken: Vec<String>,
    /// Why the plan has no room for it; absent: it has.
    pub limit: Option<String>,
    /// How many projects more the plan allows, this one not counted; absent: any number.
    pub projects_left: Option<i64>,
    /// How many bytes more it allows to be stored, those of this one not counted; absent: any number. What the creator of the organization stores elsewhere is part of it
    /// for the creator alone.
    pub bytes_left: Option<i64>,
    /// How many bytes this one adds.
    pub bytes: i64,
    /// Places of values that the schema does not know, such as `live.values.old`: they are left out. The first 100.
    pub left_out: Vec<String>,
    /// Secrets that have to be set again, such as `live.auth.signing_secret`. The first 100.
    pub secrets: Vec<String>,
}

/// A project that was made of an archive.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ImportedProject {
    pub id: ProjectId,
    pub name: String,
    pub slug: String,
    pub sandbox: EnvironmentId,
    pub live: EnvironmentId,
}
