//! Organizations: the tenants, each with members, projects and a bill of its own.

use crate::access::{Admin, InOrganization, SignedIn, Viewer};
use crate::body::{Body, Empty, Fields};
use crate::endpoint::{Endpoint, Method};
use crate::ids::OrganizationId;
use crate::members::{MANY_MEMBERSHIPS, MEMBERSHIPS_MAX};
use crate::page::{Cursor, Search};
use crate::params::{Param, params};
use crate::plans::{FREE_ORGANIZATIONS, PlanId};
use crate::role::Role;
use crate::text::{OrganizationName, Slug, Website};
use serde::{Deserialize, Serialize};

/// An organization as one of its members sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Organization {
    pub id: OrganizationId,
    pub name: String,
    pub slug: String,
    pub website: String,
    /// The role of whoever asks.
    pub role: Role,
    /// Whether it asks for another sign-in than the session's (`crate::security`). Then nothing more is told of it: there is no website, and everything
    /// that is counted here is 0.
    #[serde(default)]
    pub is_closed: bool,
    /// Whether it asks for a certain sign-in at all, which this one may fulfil.
    #[serde(default)]
    pub asks_sign_in: bool,
    pub projects: u32,
    /// Projects that went to another organization and can still be taken back: each keeps a place of the plan.
    #[serde(default)]
    pub reserved: u32,
    pub members: u32,
    /// Open invites that have not expired: each keeps a seat of the plan.
    pub invites: u32,
    /// What it pays for.
    pub plan: PlanId,
    /// Configuration reads of this calendar month (UTC), up to a minute behind.
    pub reads: i64,
    /// Bytes that all of its texts come to, in all of its projects.
    #[serde(default)]
    pub stored_bytes: i64,
    /// When whoever asks last used it, in milliseconds since 1970 and up to an hour behind; absent: not yet.
    #[serde(default)]
    pub used_at: Option<i64>,
    /// Counts the changes; an edit names the version it was based on.
    pub version: i64,
    /// Milliseconds since 1970.
    pub created_at: i64,
}

params!(
    /// One organization.
    OrganizationParams {
        /// Its slug or its ID.
        organization: String,
    }
);

params!(
    /// Which organizations.
    ListOrganizationsParams {
        search: Option<Search>,
        sort: OrganizationSort,
        after: Option<Cursor>,
    }
);

/// What a list of organizations is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OrganizationColumn {
    /// From A to Z.
    #[default]
    Name,
    /// The highest first, as all that follow.
    Role,
    Projects,
    Members,
    Plan,
    /// When the caller last used it, the latest first.
    Used,
}

impl OrganizationColumn {
    pub const ALL: [Self; 6] =
        [Self::Name, Self::Role, Self::Projects, Self::Members, Self::Plan, Self::Used];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Role => "role",
            Self::Projects => "projects",
            Self::Members => "members",
            Self::Plan => "plan",
            Self::Used => "used",
        }
    }
}

/// The order of a list of organizations: a column, with a `-` before it the other way round.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OrganizationSort {
    pub by: OrganizationColumn,
    pub reversed: bool,
}

impl OrganizationSort {
    pub fn parse(text: &str) -> Option<Self> {
        let (reversed, word) = text.strip_prefix('-').map_or((false, text), |word| (true, word));
        let by = OrganizationColumn::ALL.into_iter().find(|column| column.as_str() == word)?;
        Some(Self { by, reversed })
    }

    pub fn word(self) -> String {
        format!("{}{}", if self.reversed { "-" } else { "" }, self.by.as_str())
    }
}

impl Param for OrganizationSort {
    fn write(&self) -> Option<String> {
        (*self != Self::default()).then(|| self.word())
    }
    fn read(value: Option<&str>) -> Result<Self, &'static str> {
        match value {
            None => Ok(Self::default()),
            Some(text) => Self::parse(text)
                .ok_or("Sort by name, role, projects, members, plan or used; with a - before it the other way round."),
        }
    }
    #[cfg(feature = "openapi")]
    fn schema() -> serde_json::Value {
        let both =
            OrganizationColumn::ALL.map(|by| [false, true].map(|reversed| Self { by, reversed }.word()));
        serde_json::json!({ "type": "string", "enum": both.concat() })
    }
}

/// `GET /api/organizations`: mine, by name.
pub struct ListOrganizations;

impl Endpoint for ListOrganizations {
    const NAME: &'static str = "list_organizations";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/organizations";
    const SUMMARY: &'static str = "List the organizations of the signed-in person, a page at a time.";
    type Access = SignedIn;
    type Params = ListOrganizationsParams;
    type Body = Empty;
    type Reply = OrganizationPage;
}

/// One page of organizations.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct OrganizationPage {
    pub organizations: Vec<Organization>,
    /// The `after` of the next page; absent on the last one.
    pub next: Option<String>,
    /// How many there are, found or not.
    pub total: u32,
    /// How many match the search, on all pages; absent where nothing is searched.
    pub found: Option<u32>,
}

/// How many organizations on the Free plan a person has created and still owns, and how many they may; and of how many they are a member.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct OrganizationRoom {
    pub used: i64,
    pub allowed: i64,
    /// Of how many organizations they are a member, deleted ones that can be restored included: of 500 at most.
    #[serde(default)]
    pub memberships: i64,
}

impl Default for OrganizationRoom {
    fn default() -> Self {
        Self { used: 0, allowed: FREE_ORGANIZATIONS, memberships: 0 }
    }
}

impl OrganizationRoom {
    /// Why there can't be another one, and the way out; `None` where there can.
    pub fn refusal(&self) -> Option<String> {
        if self.has_every_membership() {
            return Some(MANY_MEMBERSHIPS.to_owned());
        }
        (self.used >= self.allowed).then(|| {
            format!(
                "You created and own {} organizations on the Free plan, of {} that one person may have. Choose a larger plan for one of them, or make \
                 someone else its Owner, to create another.",
                self.used, self.allowed
            )
        })
    }

    /// Whether they are a member of as many organizations as one person can be.
    pub fn has_every_membership(&self) -> bool {
        self.memberships >= MEMBERSHIPS_MAX
    }
}

/// Organizations that one client, an IPv4 address or an IPv6 /64, may create in a day, whoever is signed in there: an office of hundreds behind one address
/// creates fewer, and whoever has a mailbox for every address of a domain no more. Whoever is a member of none yet creates their first until it is twice as many.
pub const ORGANIZATIONS_PER_CLIENT: i64 = 60;
/// The same for the IPv6 /48 around it.
pub const ORGANIZATIONS_PER_NETWORK: i64 = 240;

/// `POST /api/organizations`: makes an organization whose Owner is the caller. Whoever created and owns 20 on the Free plan can't create another: 402. It
/// is 100 for an Owner of one that pays. Nor can a member of 500 organizations: 403. One client creates 60 a day at most, whoever is signed in there,
/// and 120 with those that are the first of somebody: then it is 429.
pub struct CreateOrganization;

impl Endpoint for CreateOrganization {
    const NAME: &'static str = "create_organization";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/organizations";
    const STATUS: u16 = 201;
    const IDEMPOTENT: bool = true;
    const SUMMARY: &'static str = "Create an organization; whoever creates it is its Owner.";
    type Access = SignedIn;
    type Params = ();
    type Body = NewOrganization;
    type Reply = Organization;
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct NewOrganization {
    pub name: OrganizationName,
    pub website: Website,
    /// Left out: made from the name, with a suffix where that is taken. Given: taken means 409.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slug: Option<Slug>,
}

impl Body for NewOrganization {
    fn read(fields: &mut Fields) -> Option<Self> {
        let name = fields.text("name", OrganizationName::parse);
        let website = fields.text("website", Website::parse);
        let slug = fields.optional_text("slug", Slug::parse);
        Some(Self { name: name?, website: website?, slug: slug? })
    }
}

/// `GET /api/organizations/{organization}`
pub struct ShowOrganization;

impl Endpoint for ShowOrganization {
    const NAME: &'static str = "show_organization";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/organizations/{organization}";
    const SUMMARY: &'static str = "Show an organization.";
    type Access = InOrganization<Viewer>;
    type Params = OrganizationParams;
    type Body = Empty;
    type Reply = Organization;
}

/// `PATCH /api/organizations/{organization}`: changes what is given. A stale version is refused with 409.
pub struct UpdateOrganization;

impl Endpoint for UpdateOrganization {
    const NAME: &'static str = "update_organization";
    const METHOD: Method = Method::Patch;
    const PATH: &'static str = "/api/organizations/{organization}";
    const SUMMARY: &'static str = "Change an organization's name, website or slug.";
    type Access = InOrganization<Admin>;
    type Params = OrganizationParams;
    type Body = OrganizationChange;
    type Reply = Organization;
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct OrganizationChange {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<OrganizationName>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub website: Option<Website>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slug: Option<Slug>,
    /// The version that was read before editing.
    #[cfg_attr(feature = "openapi", schemars(with = "crate::described::Counter"))]
    pub version: i64,
}

impl Body for OrganizationChange {
    fn read(fields: &mut Fields) -> Option<Self> {
        let name = fields.optional_text("name", OrganizationName::parse);
        let website = fields.optional_text("website", Website::parse);
        let slug = fields.optional_text("slug", Slug::parse);
        let version = fields.whole("version");
        Some(Self { name: name?, website: website?, slug: slug?, version: version? })
    }
}
