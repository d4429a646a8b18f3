//! Projects: scoped configuration for one implementation, each with a sandbox and a live environment.

mod list;

pub use list::{ListProjects, ListProjectsParams, LiveVersion, ProjectPage, ProjectRow, ProjectSort};

use crate::access::{Developer, InOrganization, InProject, Viewer};
use crate::body::{Body, Empty, Fields};
use crate::endpoint::{Endpoint, Method};
use crate::environments::{Environment, Mode};
use crate::ids::ProjectId;
use crate::offers::{OpenOffer, Returnable};
use crate::organizations::{Organization, OrganizationParams};
use crate::params::params;
use crate::schema::Template;
use crate::text::{ProjectName, Slug};
use serde::{Deserialize, Serialize};

/// A project with its two environments and the organization it belongs to: all that its pages show.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Project {
    pub id: ProjectId,
    pub name: String,
    pub slug: String,
    /// Counts the changes; an edit names the version it was based on.
    pub version: i64,
    /// How many settings differ between what sandbox and live have published; all of sandbox's while live has nothing.
    pub drift: u32,
    /// Whether Developers may publish to live and manage keys. Only Admins and Owners change it.
    pub developers_publish_live: bool,
    /// Milliseconds since 1970.
    pub created_at: i64,
    pub sandbox: Environment,
    pub live: Environment,
    pub organization: Organization,
    /// The offer to another organization that waits for its answer.
    #[serde(default)]
    pub offer: Option<OpenOffer>,
    /// Who can take the project back, while somebody can.
    #[serde(default)]
    pub returnable: Option<Returnable>,
}

impl Project {
    pub fn environment(&self, mode: Mode) -> &Environment {
        match mode {
            Mode::Sandbox => &self.sandbox,
            Mode::Live => &self.live,
        }
    }

    /// How many settings sandbox is ahead of live; none while live has nothing.
    pub fn ahead(&self) -> u32 {
        if self.live.published_version > 0 { self.drift } else { 0 }
    }
}

params!(
    /// One project of an organization.
    ProjectParams {
        /// The organization's slug or ID.
        organization: String,
        /// The project's slug or ID.
        project: String,
    }
);

/// `POST /api/organizations/{organization}/projects`: makes a project with both environments.
pub struct CreateProject;

impl Endpoint for CreateProject {
    const NAME: &'static str = "create_project";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/organizations/{organization}/projects";
    const STATUS: u16 = 201;
    const IDEMPOTENT: bool = true;
    const SUMMARY: &'static str = "Create a project with its sandbox and live environments.";
    type Access = InOrganization<Developer>;
    type Params = OrganizationParams;
    type Body = NewProject;
    type Reply = Project;
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct NewProject {
    /// Taken in this organization, ignoring case: 409.
    pub name: ProjectName,
    /// Left out: made from the name, with a suffix where that is taken. Given: taken means 409.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slug: Option<Slug>,
    /// What its schema begins with. Left out: a web app.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<Template>"))]
    pub template: Template,
}

impl Body for NewProject {
    fn read(fields: &mut Fields) -> Option<Self> {
        let name = fields.text("name", ProjectName::parse);
        let slug = fields.optional_text("slug", Slug::parse);
        let template = fields.optional_text("template", Template::parse);
        Some(Self { name: name?, slug: slug?, template: template?.unwrap_or_default() })
    }
}

/// `GET /api/organizations/{organization}/projects/{project}`
pub struct ShowProject;

impl Endpoint for ShowProject {
    const NAME: &'static str = "show_project";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/organizations/{organization}/projects/{project}";
    const SUMMARY: &'static str = "Show a project with both environments.";
    type Access = InProject<Viewer>;
    type Params = ProjectParams;
    type Body = Empty;
    type Reply = Project;
}

/// `PATCH /api/organizations/{organization}/projects/{project}`: changes what is given. A stale version is 409.
pub struct UpdateProject;

impl Endpoint for UpdateProject {
    const NAME: &'static str = "update_project";
    const METHOD: Method = Method::Patch;
    const PATH: &'static str = "/api/organizations/{organization}/projects/{project}";
    const SUMMARY: &'static str = "Change a project's name, slug or permissions.";
    type Access = InProject<Developer>;
    type Params = ProjectParams;
    type Body = ProjectChange;
    type Reply = Project;
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ProjectChange {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<ProjectName>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slug: Option<Slug>,
    /// Admins and Owners only: a Developer who sends it is refused with 403.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub developers_publish_live: Option<bool>,
    /// The version that was read before editing.
    #[cfg_attr(feature = "openapi", schemars(with = "crate::described::Counter"))]
    pub version: i64,
}

impl Body for ProjectChange {
    fn read(fields: &mut Fields) -> Option<Self> {
        let name = fields.optional_text("name", ProjectName::parse);
        let slug = fields.optional_text("slug", Slug::parse);
        let developers_publish_live = fields.optional_truth("developers_publish_live");
        let version = fields.whole("version");
        Some(Self {
            name: name?,
            slug: slug?,
            developers_publish_live: developers_publish_live?,
            version: version?,
        })
    }
}

/// What a project is called where it comes to: back out of the trash, or from another organization.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct OtherName {
    /// Another name, where a project of the organization has the old one: without it that is 409.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<ProjectName>,
}

impl Body for OtherName {
    fn read(fields: &mut Fields) -> Option<Self> {
        let name = fields.optional_text("name", ProjectName::parse);
        Some(Self { name: name? })
    }
}
