//! What a member may do, as one ladder of four roles.

use crate::params::words;
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
    /// Of a newer version of Portico: it may do nothing here, and nobody gives it.
    #[serde(other)]
    Unknown = 0,
}

impl Role {
    /// Every role that can be given, lowest first.
    pub const ALL: [Role; 4] = [Role::Viewer, Role::Developer, Role::Admin, Role::Owner];

    /// The number stored in `memberships.role`.
    pub fn rank(self) -> i64 {
        self as i64
    }

    /// The role stored as `rank`; `None` for a number that is no role.
    pub fn from_rank(rank: i64) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.rank() == rank)
    }

    /// The word in JSON and queries.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Viewer => "viewer",
            Role::Developer => "developer",
            Role::Admin => "admin",
            Role::Owner => "owner",
            Role::Unknown => "unknown",
        }
    }

    /// The role as the console shows it.
    pub fn title(self) -> &'static str {
        match self {
            Role::Viewer => "Viewer",
            Role::Developer => "Developer",
            Role::Admin => "Admin",
            Role::Owner => "Owner",
            Role::Unknown => "Unknown role",
        }
    }

    /// May create and rename projects.
    pub fn may_edit_projects(self) -> bool {
        self >= Role::Developer
    }

    /// May save drafts of, publish, roll back and promote to an environment of this mode.
    pub fn may_publish(self, mode: crate::environments::Mode, developers_publish_live: bool) -> bool {
        match mode {
            crate::environments::Mode::Sandbox => self >= Role::Developer,
            crate::environments::Mode::Live => self.may_release(developers_publish_live),
        }
    }

    /// May publish to live and manage keys: a Developer where the project allows it.
    pub fn may_release(self, developers_publish_live: bool) -> bool {
        self >= Role::Admin || (self >= Role::Developer && developers_publish_live)
    }

    /// May delete projects, and restore them.
    pub fn may_delete_projects(self) -> bool {
        self >= Role::Admin
    }

    /// May offer projects to other organizations, and take them back.
    pub fn may_offer_projects(self) -> bool {
        self >= Role::Owner
    }

    /// May accept or decline a project that the organization is offered: whoever creates projects and answers for the plan.
    pub fn may_accept_projects(self) -> bool {
        self >= Role::Admin
    }

    /// May change the schema of a project and what its Developers may do.
    pub fn may_edit_schema(self) -> bool {
        self >= Role::Admin
    }

    /// May invite and remove members and change their roles, up to its own.
    pub fn may_manage_members(self) -> bool {
        self >= Role::Admin
    }

    /// May give `role` to somebody, or take it away: nobody acts above their own.
    pub fn may_grant(self, role: Role) -> bool {
        self.may_manage_members() && role <= self && role != Role::Unknown
    }

    /// May rename the organization and change its website and slug.
    pub fn may_edit_organization(self) -> bool {
        self >= Role::Admin
    }

    /// May delete the organization, and restore it.
    pub fn may_delete_organization(self) -> bool {
        self >= Role::Owner
    }
}

#[cfg(feature = "openapi")]
crate::described::described!(
    /// A role that can be given.
    Given: crate::described::words(Role::ALL.map(Role::as_str)),
);

words!(Role, "The role is `viewer`, `developer`, `admin` or `owner`.");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn role_that_is_not_known_may_nothing_and_is_given_by_nobody() {
        let unknown: Role = serde_json::from_str("\"auditor\"").unwrap();
        assert_eq!((unknown, unknown.title()), (Role::Unknown, "Unknown role"));
        assert!(Role::ALL.into_iter().all(|role| role > unknown && !role.may_grant(unknown)));
        assert!(!unknown.may_grant(unknown) && Role::parse("unknown").is_err());
        assert_eq!((Role::from_rank(0), Role::from_rank(5)), (None, None));
    }
}
