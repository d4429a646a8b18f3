//! The trash: deleted projects, which can be restored for 30 days.

use crate::access::{Admin, InOrganization, InProject, Viewer};
use crate::body::{Body, Empty, Fields};
use crate::endpoint::{Endpoint, Method};
use crate::ids::ProjectId;
use crate::offers::MovedProject;
use crate::organizations::Organization;
use crate::page::Cursor;
use crate::params::params;
use crate::projects::{OtherName, Project, ProjectParams};
use crate::versions::typed_name;
use serde::{Deserialize, Serialize};

/// How long a deleted project can be restored, in milliseconds: 30 days.
pub const TRASH_KEPT_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// A project in the trash.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct TrashedProject {
    pub id: ProjectId,
    pub name: String,
    /// Milliseconds since 1970.
    pub deleted_at: i64,
    /// The e-mail address of whoever deleted it.
    pub deleted_by: String,
    /// What that person is called; absent while they have no name.
    pub deleted_by_name: Option<String>,
    /// Until when it can be restored. Milliseconds since 1970.
    pub kept_until: i64,
}

/// `POST /api/organizations/{organization}/projects/{project}/delete`: moves a project to the trash. Its environments and keys answer
/// nobody any more, its name and slug are free again. A stale version is 409. The trash of an organization has room for as many projects as its plan
/// allows, and for 50 at most: beyond that 402.
pub struct DeleteProject;

impl Endpoint for DeleteProject {
    const NAME: &'static str = "delete_project";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/organizations/{organization}/projects/{project}/delete";
    const SUMMARY: &'static str = "Move a project to the trash, from which it can be restored for 30 days.";
    type Access = InProject<Admin>;
    type Params = ProjectParams;
    type Body = ProjectDeletion;
    type Reply = TrashedProject;
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ProjectDeletion {
    /// The project's name, exactly as it is.
    #[cfg_attr(feature = "openapi", schemars(with = "crate::described::Confirmation"))]
    pub confirm: String,
    /// The version of the project that was read before.
    #[cfg_attr(feature = "openapi", schemars(with = "crate::described::Counter"))]
    pub version: i64,
}

impl Body for ProjectDeletion {
    fn read(fields: &mut Fields) -> Option<Self> {
        let confirm = fields.text("confirm", typed_name);
        let version = fields.whole("version");
        Some(Self { confirm: confirm?, version: version? })
    }
}

params!(
    /// Where a list of deleted projects goes on.
    ListTrashParams {
        /// The organization's slug or ID.
        organization: String,
        after: Option<Cursor>,
    }
);

/// `GET /api/organizations/{organization}/trash`
pub struct ListTrash;

impl Endpoint for ListTrash {
    const NAME: &'static str = "list_trash";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/organizations/{organization}/trash";
    const SUMMARY: &'static str =
        "List an organization's deleted projects, the last one first, a page at a time.";
    type Access = InOrganization<Viewer>;
    type Params = ListTrashParams;
    type Body = Empty;
    type Reply = TrashPage;
}

/// One page of deleted projects.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct TrashPage {
    /// The organization, so that its page needs no second question.
    pub organization: Organization,
    pub projects: Vec<TrashedProject>,
    /// How many there are on all pages.
    #[serde(default)]
    pub total: u32,
    /// The `after` of the next page; absent on the last one.
    pub next: Option<String>,
    /// Projects that went to another organization and can still be taken back, the last one first, at most 50.
    #[serde(default)]
    pub moved: Vec<MovedProject>,
}

/// `POST /api/organizations/{organization}/trash/{project}/delete`: takes a project out of the trash for good, before its 30 days are over. It can't be restored
/// any more; what it consists of is removed within hours. Whoever needs a place in a full trash has it at once.
pub struct DeleteForGood;

impl Endpoint for DeleteForGood {
    const NAME: &'static str = "delete_project_for_good";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/organizations/{organization}/trash/{project}/delete";
    const SUMMARY: &'static str = "Delete a project in the trash for good: nothing brings it back.";
    type Access = InOrganization<Admin>;
    type Params = TrashParams;
    type Body = FinalDeletion;
    type Reply = Empty;
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct FinalDeletion {
    /// The project's name, exactly as it is.
    #[cfg_attr(feature = "openapi", schemars(with = "crate::described::Confirmation"))]
    pub confirm: String,
}

impl Body for FinalDeletion {
    fn read(fields: &mut Fields) -> Option<Self> {
        let confirm = fields.text("confirm", typed_name);
        Some(Self { confirm: confirm? })
    }
}

params!(
    /// One deleted project of an organization.
    TrashParams {
        /// The organization's slug or ID.
        organization: String,
        /// The project's ID: in the trash it has no slug.
        project: String,
    }
);

/// `POST /api/organizations/{organization}/trash/{project}/restore`: takes a project out of the trash, with the same IDs, keys and versions.
/// It needs room in the plan: 402. Its slug gets a suffix where another project has taken it.
pub struct RestoreProject;

impl Endpoint for RestoreProject {
    const NAME: &'static str = "restore_project";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/organizations/{organization}/trash/{project}/restore";
    const IDEMPOTENT: bool = true;
    const SUMMARY: &'static str =
        "Restore a project from the trash, with the same IDs, if the plan has room for it.";
    type Access = InOrganization<Admin>;
    type Params = TrashParams;
    type Body = OtherName;
    type Reply = Project;
}
