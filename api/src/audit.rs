//! The audit log of an organization: who did what to which thing, when and from where, and which attempts were refused.

pub mod chain;
mod former;
mod links;

pub use former::{FormerMember, FormerMembers, ListFormerMembers};
pub use links::{AuditChain, AuditCheckpoint, AuditLink, AuditSeal, ShowAuditChain, ShowAuditChainParams};

use crate::access::{Admin, InOrganization};
use crate::body::Empty;
use crate::endpoint::{Endpoint, Method};
use crate::environments::Mode;
use crate::ids::UserId;
use crate::organizations::Organization;
use crate::page::Cursor;
use crate::params::{Param, params, words};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Longest name of an action.
const ACTION_MAX: usize = 64;

/// What an entry says was done: the name of an endpoint, or a word of the installation's own (`purge_project`).
#[derive(Clone, Debug, PartialEq)]
pub struct Action(String);

impl Action {
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let is_fine = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
        if (1..=ACTION_MAX).contains(&text.len()) && text.bytes().all(is_fine) {
            Ok(Self(text.to_owned()))
        } else {
            Err("An action is a word such as `create_project`.")
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Param for Action {
    fn write(&self) -> Option<String> {
        Some(self.0.clone())
    }
    fn read(value: Option<&str>) -> Result<Self, &'static str> {
        Self::parse(value.unwrap_or_default())
    }
    #[cfg(feature = "openapi")]
    fn schema() -> serde_json::Value {
        serde_json::json!({ "type": "string", "pattern": "^[a-z_]+$", "minLength": 1, "maxLength": ACTION_MAX })
    }
}

/// How something came to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// By somebody who was signed in.
    Console,
    /// With the link of a mail, by whoever has it.
    Mail,
    /// By the installation, because it was time.
    Clock,
    /// Stripe said so.
    Stripe,
    /// By whoever runs the installation.
    Operator,
    /// Of a newer version of Portico.
    #[serde(other)]
    Unknown,
}

/// Somebody in the log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AuditPerson {
    pub id: UserId,
    pub email: String,
    /// Empty: they gave none.
    pub name: String,
}

/// What something was done to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AuditTarget {
    /// `organization`, `project`, `environment`, `member`, `invite`, `invoice` or `user`.
    pub kind: String,
    /// Empty: several.
    pub id: String,
    /// What it was called then: of an environment its project's name, of a member or an invite the address. Absent: nobody knows any more.
    pub name: Option<String>,
}

/// One entry of the log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AuditEntry {
    pub id: String,
    /// Its place in the organization's log: without a gap from 1 on. Absent: it was written before entries were numbered.
    pub number: Option<i64>,
    /// Milliseconds since 1970.
    pub at: i64,
    /// Absent: nobody who was signed in.
    pub person: Option<AuditPerson>,
    /// What was done, or attempted: the name of the endpoint.
    pub action: String,
    /// The status of the refusal: 403 (not allowed) or 404 (not there). Absent: it was done.
    pub refused: Option<u16>,
    /// How often, within the hour, of attempts that were refused; 1 of all others.
    pub times: i64,
    pub target: AuditTarget,
    /// The project that it is about.
    pub project: Option<String>,
    /// The environment of it.
    pub mode: Option<Mode>,
    /// What was set, without secrets. Where fields were changed, `before` has what they were.
    pub details: Map<String, Value>,
    pub way: Way,
    /// Where the request came from (ISO 3166-1), as far as the edge could tell.
    pub country: Option<String>,
    /// The browser, as it calls itself.
    pub browser: String,
    pub request_id: String,
}

params!(
    /// What is looked for in the log, and where the list goes on.
    ListAuditParams {
        /// The organization's slug or ID.
        organization: String,
        /// The ID of whoever did it.
        person: Option<String>,
        /// What was done or attempted: the name of an endpoint.
        action: Option<Action>,
        /// The ID of the project that it is about.
        project: Option<String>,
        /// Only attempts that were refused.
        denied: bool,
        /// Not before this time. Milliseconds since 1970.
        since: Option<i64>,
        /// Before this time. Milliseconds since 1970.
        until: Option<i64>,
        after: Option<Cursor>,
    }
);

/// `GET /api/organizations/{organization}/audit`
pub struct ListAudit;

impl Endpoint for ListAudit {
    const NAME: &'static str = "list_audit";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/organizations/{organization}/audit";
    const SUMMARY: &'static str =
        "List what was done in an organization and what was refused, newest first, a page at a time.";
    type Access = InOrganization<Admin>;
    type Params = ListAuditParams;
    type Body = Empty;
    type Reply = AuditPage;
}

/// What the file of an export is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    /// RFC 4180, with a line of titles. No cell is a formula.
    Csv,
    /// An entry in each line, as the list has it.
    Jsonl,
}

impl ExportFormat {
    pub const ALL: [Self; 2] = [Self::Csv, Self::Jsonl];

    /// The word in queries; also how the name of the file ends.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Jsonl => "jsonl",
        }
    }
}

words!(ExportFormat, "The format is `csv` or `jsonl`.");

params!(
    /// What of the log is exported, and where the file goes on.
    ExportAuditParams {
        /// The organization's slug or ID.
        organization: String,
        format: ExportFormat,
        /// The ID of whoever did it.
        person: Option<String>,
        /// What was done or attempted: the name of an endpoint.
        action: Option<Action>,
        /// The ID of the project that it is about.
        project: Option<String>,
        /// Only attempts that were refused.
        denied: bool,
        /// Not before this time. Milliseconds since 1970.
        since: Option<i64>,
        /// Before this time. Milliseconds since 1970.
        until: Option<i64>,
        after: Option<Cursor>,
    }
);

impl ExportAuditParams {
    /// The file of what a list finds, from the same place on.
    pub fn of(listed: ListAuditParams, format: ExportFormat) -> Self {
        let ListAuditParams { organization, person, action, project, denied, since, until, after } = listed;
        Self { organization, format, person, action, project, denied, since, until, after }
    }

    /// The list that finds what the file holds.
    pub fn listed(&self) -> ListAuditParams {
        let Self { organization, person, action, project, denied, since, until, after, .. } = self.clone();
        ListAuditParams { organization, person, action, project, denied, since, until, after }
    }
}

/// `GET /api/organizations/{organization}/audit/export`: a slice of the file. The texts of all slices behind each other are the file; whoever is
/// interrupted goes on with the `next` of the last slice.
pub struct ExportAudit;

impl Endpoint for ExportAudit {
    const NAME: &'static str = "export_audit";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/organizations/{organization}/audit/export";
    const SUMMARY: &'static str = "Export an organization's audit log as CSV or JSON Lines, newest first, a slice of the file at a time.";
    type Access = InOrganization<Admin>;
    type Params = ExportAuditParams;
    type Body = Empty;
    type Reply = AuditSlice;
}

/// A slice of an exported file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AuditSlice {
    /// Whole lines.
    pub text: String,
    /// How many entries are in it.
    pub entries: i64,
    /// The `after` of the next slice; absent on the last one. A search looks at 5,000 entries at a time: a slice may have few of them, or none, and yet not be the last one.
    pub next: Option<String>,
}

/// One page of the log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AuditPage {
    /// The organization, so that its page needs no second question.
    pub organization: Organization,
    pub entries: Vec<AuditEntry>,
    /// The `after` of the next page; absent on the last one. A search looks at 5,000 entries at a time: a page may have few of them, or none, and yet not be the last one.
    pub next: Option<String>,
}
