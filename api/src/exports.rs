//! An organization as one archive: made in the background, kept for 7 days. What stands in it, docs/export.md says.

use crate::access::{Admin, InOrganization};
use crate::body::Empty;
use crate::endpoint::{Endpoint, Method};
use crate::ids::ExportId;
use crate::organizations::{Organization, OrganizationParams};
use crate::params::params;
use serde::{Deserialize, Serialize};

/// Which form of archive this version writes and reads.
pub const ARCHIVE_FORMAT: i64 = 1;
/// How long an archive is kept, in milliseconds: 7 days.
pub const EXPORT_LIFE_MS: i64 = 7 * 24 * 60 * 60 * 1000;
/// How many archives an organization may ask for in a day.
pub const EXPORTS_PER_DAY: i64 = 5;
/// How many archives one person may ask for in a day, over all organizations.
pub const EXPORTS_PER_PERSON: i64 = 20;
/// How many archives that one person asked for may be under way at once.
pub const EXPORTS_AT_ONCE: i64 = 3;
/// How many bytes the archives of organizations on the Free plan may have that one person asked for, before they may ask for another one.
pub const FREE_ARCHIVES_BYTES: i64 = 200_000_000;
/// How long after a download was begun its parts may be fetched, in milliseconds: a day.
pub const DOWNLOAD_MS: i64 = 24 * 60 * 60 * 1000;
/// Most exports of a list: the newest ones.
pub const LISTED_EXPORTS: usize = 20;

/// How far an archive is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ExportState {
    Making,
    /// It can be downloaded until `expires_at`.
    Ready,
    /// It could not be made within a day. Another one may be asked for.
    Failed,
    /// It was removed: its time was over, or there is a newer one.
    Gone,
    /// Of a newer version of Portico.
    #[serde(other)]
    Unknown,
}

/// An archive of an organization, as it is made and kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Export {
    pub id: ExportId,
    pub state: ExportState,
    /// How many of the steps are done: organization, members, projects, documents, versions, usage, invoices, audit log, end.
    pub steps_done: i64,
    pub steps: i64,
    /// Records that are written.
    pub records: i64,
    /// How long they are, in bytes.
    pub bytes: i64,
    /// How many parts they are in.
    pub parts: i64,
    /// Whether the archive became so large that its last sections are not whole; its `end` record says so too.
    pub is_cut: bool,
    /// The e-mail address of whoever asked for it; absent where nobody knows any more.
    pub asked_by: Option<String>,
    /// What that person is called; absent while they have no name.
    pub asked_by_name: Option<String>,
    /// Milliseconds since 1970.
    pub created_at: i64,
    /// Milliseconds since 1970; absent until it is ready.
    pub ready_at: Option<i64>,
    /// When it is removed at the latest. Milliseconds since 1970; absent until it is ready.
    pub expires_at: Option<i64>,
}

/// `GET /api/organizations/{organization}/exports`: the newest 20, those that are gone among them, for 30 days.
pub struct ListExports;

impl Endpoint for ListExports {
    const NAME: &'static str = "list_exports";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/organizations/{organization}/exports";
    const SUMMARY: &'static str = "List an organization's exports, newest first.";
    type Access = InOrganization<Admin>;
    type Params = OrganizationParams;
    type Body = Empty;
    type Reply = ExportList;
}

/// The exports of an organization.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ExportList {
    /// The organization, so that its page needs no second question.
    pub organization: Organization,
    pub exports: Vec<Export>,
}

/// `POST /api/organizations/{organization}/exports`: has an archive made. One at a time: while one is under way, another is 409. A new one takes
/// the place of the one before as soon as it is ready. One person asks for at most 20 a day over all organizations, has three under way at once, and asks for no
/// more of organizations on the Free plan while those that are kept have more than 200 MB: then it is 429.
pub struct RequestExport;

impl Endpoint for RequestExport {
    const NAME: &'static str = "request_export";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/organizations/{organization}/exports";
    const STATUS: u16 = 201;
    const IDEMPOTENT: bool = true;
    const SUMMARY: &'static str = "Have an archive of an organization made, at most five a day. One person asks for at most twenty a day, and has three under way at once.";
    type Access = InOrganization<Admin>;
    type Params = OrganizationParams;
    type Body = Empty;
    type Reply = Export;
}

params!(
    /// One export of an organization.
    ExportParams {
        /// The organization's slug or ID.
        organization: String,
        /// The export's ID.
        export: String,
    }
);

/// `POST /api/organizations/{organization}/exports/{export}/downloads`: begins a download, which the audit log says. For a day whoever began it may
/// fetch the parts.
pub struct DownloadExport;

impl Endpoint for DownloadExport {
    const NAME: &'static str = "download_export";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/organizations/{organization}/exports/{export}/downloads";
    const SUMMARY: &'static str =
        "Begin a download of an export that is ready. For a day its parts can be fetched then.";
    type Access = InOrganization<Admin>;
    type Params = ExportParams;
    type Body = Empty;
    type Reply = Export;
}

params!(
    /// One part of an archive.
    ExportPartParams {
        /// The organization's slug or ID.
        organization: String,
        /// The export's ID.
        export: String,
        /// From 0 on.
        number: i64,
    }
);

/// `GET /api/organizations/{organization}/exports/{export}/parts/{number}`: a part of the archive. The texts of all parts behind each other are the
/// file. Without a download that the caller began it is 404.
pub struct ShowExportPart;

impl Endpoint for ShowExportPart {
    const NAME: &'static str = "show_export_part";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/organizations/{organization}/exports/{export}/parts/{number}";
    const SUMMARY: &'static str =
        "Fetch a part of an archive. The texts of all parts behind each other are the file.";
    type Access = InOrganization<Admin>;
    type Params = ExportPartParams;
    type Body = Empty;
    type Reply = ExportPart;
}

/// A part of an archive.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ExportPart {
    /// Whole lines, each a record in JSON (docs/export.md).
    pub text: String,
}
