//! The list of an organization's projects.

use crate::access::{InOrganization, Viewer};
use crate::body::Empty;
use crate::endpoint::{Endpoint, Method};
use crate::ids::ProjectId;
use crate::organizations::{Organization, OrganizationParams};
use crate::page::{Cursor, Search};
use crate::params::{Param, params};
use serde::{Deserialize, Serialize};

/// A project as a list shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ProjectRow {
    pub id: ProjectId,
    pub name: String,
    pub slug: String,
    /// How many settings differ between what sandbox and live have published; all of sandbox's while live has nothing.
    pub drift: u32,
    /// What live answers; absent: nothing was ever published there.
    pub live: Option<LiveVersion>,
    /// Milliseconds since 1970.
    pub created_at: i64,
    /// When the project, its schema, or what one of its environments has published was changed last. Milliseconds since 1970.
    pub changed_at: i64,
}

/// The version that live answers, as far as a list says it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct LiveVersion {
    pub number: i64,
    /// The e-mail address of whoever published it.
    pub author: String,
    /// What that person is called; absent while they have no name.
    pub author_name: Option<String>,
    /// Milliseconds since 1970.
    pub published_at: i64,
}

impl ProjectRow {
    /// How many settings sandbox is ahead of live; none while live has nothing.
    pub fn ahead(&self) -> u32 {
        if self.live.is_some() { self.drift } else { 0 }
    }
}

/// The order of a list of projects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProjectSort {
    /// What was changed last first: the project itself, its schema, or what one of its environments has published.
    #[default]
    Changed,
    /// By name, ignoring case.
    Name,
    /// Newest first.
    Newest,
}

impl ProjectSort {
    pub const ALL: [Self; 3] = [Self::Changed, Self::Name, Self::Newest];

    /// The value of the query parameter.
    pub fn as_str(self) -> &'static str {
        match self {
            ProjectSort::Changed => "changed",
            ProjectSort::Name => "name",
            ProjectSort::Newest => "newest",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.as_str() == text)
    }
}

impl Param for ProjectSort {
    fn write(&self) -> Option<String> {
        (*self != ProjectSort::default()).then(|| self.as_str().to_owned())
    }
    fn read(value: Option<&str>) -> Result<Self, &'static str> {
        value.map_or(Some(Self::default()), Self::parse).ok_or("Sort by `changed`, `name` or `newest`.")
    }
    #[cfg(feature = "openapi")]
    fn schema() -> serde_json::Value {
        crate::described::words(Self::ALL.map(ProjectSort::as_str))
    }
}

params!(
    /// Which projects of an organization, in which order.
    ListProjectsParams {
        /// The organization's slug or ID.
        organization: String,
        search: Option<Search>,
        sort: ProjectSort,
        after: Option<Cursor>,
    }
);

impl ListProjectsParams {
    /// The first page of all projects, as the Projects tab begins.
    pub fn first(organization: impl Into<String>) -> Self {
        Self { organization: organization.into(), search: None, sort: ProjectSort::default(), after: None }
    }

    /// The first page of all projects, by name.
    pub fn by_name(organization: impl Into<String>) -> Self {
        Self { sort: ProjectSort::Name, ..Self::first(organization) }
    }
}

impl From<ListProjectsParams> for OrganizationParams {
    fn from(params: ListProjectsParams) -> Self {
        Self { organization: params.organization }
    }
}

/// `GET /api/organizations/{organization}/projects`
pub struct ListProjects;

impl Endpoint for ListProjects {
    const NAME: &'static str = "list_projects";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/organizations/{organization}/projects";
    const SUMMARY: &'static str = "List an organization's projects, a page at a time.";
    type Access = InOrganization<Viewer>;
    type Params = ListProjectsParams;
    type Body = Empty;
    type Reply = ProjectPage;
}

/// One page of an organization's projects.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ProjectPage {
    /// The organization, so that its page needs no second question. Its `projects` counts all, found or not.
    pub organization: Organization,
    pub projects: Vec<ProjectRow>,
    /// The `after` of the next page; absent on the last one.
    pub next: Option<String>,
    /// How many match the search, on all pages; absent where nothing is searched.
    pub found: Option<u32>,
}
