//! What a member may do, as one ladder of four roles.

use serde::{Deserialize, Serialize};

/// A member's role in one organization. Ordered: a higher role may do everything a lower one may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Sees the organization, its projects and both environments' configuration.
    Viewer = 1,
    /// Creates and renames projects, edits and publishes sandbox.
    Developer = 2,
    /// Invites and removes members, renames the organization, publishes to live, sees billing.
    Admin = 3,
    /// Deletes the organization and makes other Owners.
    Owner = 4,
}

impl Role {
    /// Every role, lowest first.
    pub const ALL: [Role; 4] = [Role::Viewer, Role::Developer, Role::Admin, Role::Owner];

    /// The number stored in `memberships.role`.
    pub fn rank(self) -> i64 {
        self as i64
    }

    /// The role stored as `rank`; `None` for a number that is no role.
    pub fn from_rank(rank: i64) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.rank() == rank)
    }

    /// The role as the console shows it.
    pub fn title(self) -> &'static str {
        match self {
            Role::Viewer => "Viewer",
            Role::Developer => "Developer",
            Role::Admin => "Admin",
            Role::Owner => "Owner",
        }
    }

    /// May create and rename projects.
    pub fn may_edit_projects(self) -> bool {
        self >= Role::Developer
    }

    /// May rename the organization and change its website and slug.
    pub fn may_edit_organization(self) -> bool {
        self >= Role::Admin
    }
}
