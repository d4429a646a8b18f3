//! Members: the people of an organization, each with one role. A member has every project of the organization.

use crate::access::{Admin, InOrganization, MemberOf, Owner, Viewer};
use crate::body::{Body, Empty, Fields};
use crate::endpoint::{Endpoint, Method};
use crate::environments::Mode;
use crate::ids::{KeyId, UserId};
use crate::organizations::{Organization, OrganizationParams};
use crate::page::{Cursor, Search};
use crate::params::params;
use crate::role::Role;
use serde::{Deserialize, Serialize};

/// How many organizations one person can be a member of: whatever concerns all of them, such as the end of the account, is one batch.
pub const MEMBERSHIPS_MAX: i64 = 500;
/// Why there can't be another one, and the way out.
pub const MANY_MEMBERSHIPS: &str = "You are a member of 500 organizations, which is the limit. Leave one that you no longer need, then try again.";

/// Somebody in an organization.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Member {
    pub user_id: UserId,
    pub email: String,
    /// What the person is called, if they said so.
    pub name: Option<String>,
    pub role: Role,
    /// When the membership began, in milliseconds since 1970.
    pub since: i64,
    /// When the member last used the console, in milliseconds since 1970 and up to an hour behind; absent when every
    /// session has ended.
    pub last_seen_at: Option<i64>,
    /// When the installation's database was put back to an earlier moment, in milliseconds since 1970; absent: not in this
    /// membership's life, or the role was chosen since. Whether the role had been changed between the two is to be looked at.
    #[serde(default)]
    pub restored_at: Option<i64>,
}

params!(
    /// Which members of an organization.
    ListMembersParams {
        /// The organization's slug or ID.
        organization: String,
        /// Part of the e-mail address or name.
        search: Option<Search>,
        role: Option<Role>,
        after: Option<Cursor>,
    }
);

params!(
    /// One member of an organization.
    MemberParams {
        /// The organization's slug or ID.
        organization: String,
        /// The member's user ID.
        member: String,
    }
);

/// `GET /api/organizations/{organization}/members`
pub struct ListMembers;

impl Endpoint for ListMembers {
    const NAME: &'static str = "list_members";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/organizations/{organization}/members";
    const SUMMARY: &'static str = "List an organization's members by e-mail address, a page at a time.";
    type Access = InOrganization<Viewer>;
    type Params = ListMembersParams;
    type Body = Empty;
    type Reply = MemberPage;
}

/// One page of members, and what they are members of: one answer for the whole screen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct MemberPage {
    pub organization: Organization,
    pub members: Vec<Member>,
    /// The `after` of the next page; absent on the last one.
    pub next: Option<String>,
    /// How many match search and role, on all pages; absent where neither is asked for.
    pub found: Option<u32>,
    /// How many Owners there are: the last one can't leave.
    pub owners: u32,
}

/// `PATCH /api/organizations/{organization}/members/{member}`: gives another role, at most one's own.
pub struct ChangeRole;

impl Endpoint for ChangeRole {
    const NAME: &'static str = "change_role";
    const METHOD: Method = Method::Patch;
    const PATH: &'static str = "/api/organizations/{organization}/members/{member}";
    const SUMMARY: &'static str = "Give a member another role, at most one's own; never one's own upward.";
    type Access = InOrganization<Admin>;
    type Params = MemberParams;
    type Body = RoleChange;
    type Reply = Member;
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct RoleChange {
    #[cfg_attr(feature = "openapi", schemars(with = "crate::role::Given"))]
    pub role: Role,
    /// The role that the member had when this was decided: changed meanwhile means 409.
    #[cfg_attr(feature = "openapi", schemars(with = "crate::role::Given"))]
    pub from: Role,
}

impl Body for RoleChange {
    fn read(fields: &mut Fields) -> Option<Self> {
        let role = fields.text("role", Role::parse);
        let from = fields.text("from", Role::parse);
        Some(Self { role: role?, from: from? })
    }
}

params!(
    /// Which member goes, and whether the keys go too.
    RemovalParams {
        /// The organization's slug or ID.
        organization: String,
        /// The member's user ID.
        member: String,
        /// `true` revokes all of the member's keys that still work here.
        revoke_keys: bool,
    }
);

/// `DELETE /api/organizations/{organization}/members/{member}`: takes everything away with the next request. Keys belong to their
/// environment: those that the member made go on working unless they are revoked in the same step.
pub struct RemoveMember;

impl Endpoint for RemoveMember {
    const NAME: &'static str = "remove_member";
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/api/organizations/{organization}/members/{member}";
    const SUMMARY: &'static str = "Remove a member whose role is at most one's own, and revoke the keys they made if wanted. The last Owner stays.";
    type Access = InOrganization<Admin>;
    type Params = RemovalParams;
    type Body = Empty;
    type Reply = Empty;
}

params!(
    /// Whether one's own keys go too.
    LeaveParams {
        /// The organization's slug or ID.
        organization: String,
        /// `true` revokes those of one's own keys that one may revoke.
        revoke_keys: bool,
    }
);

/// `POST /api/organizations/{organization}/leave`: whatever the organization asks of how its members sign in.
pub struct LeaveOrganization;

impl Endpoint for LeaveOrganization {
    const NAME: &'static str = "leave_organization";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/organizations/{organization}/leave";
    const SUMMARY: &'static str =
        "Leave an organization, and revoke one's keys there if wanted. The last Owner can't.";
    type Access = MemberOf<Viewer>;
    type Params = LeaveParams;
    type Body = Empty;
    type Reply = Empty;
}

/// `GET /api/organizations/{organization}/members/{member}/keys`: the keys that a member made and that still work.
pub struct ListMemberKeys;

impl Endpoint for ListMemberKeys {
    const NAME: &'static str = "list_member_keys";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/organizations/{organization}/members/{member}/keys";
    const SUMMARY: &'static str = "List the keys that a member made and that still work, newest first.";
    type Access = InOrganization<Viewer>;
    type Params = MemberParams;
    type Body = Empty;
    type Reply = MemberKeys;
}

/// The keys that a member made and that still work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct MemberKeys {
    /// How many there are. Counted up to 1,000, the newest.
    pub total: u32,
    /// How many of those the caller may revoke.
    pub revocable: u32,
    /// The first hundred.
    pub keys: Vec<MemberKey>,
}

/// A working key, and where it works.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct MemberKey {
    pub id: KeyId,
    pub name: String,
    /// The last four characters of the token.
    pub last4: String,
    /// The project's name.
    pub project: String,
    /// Whether the project is in the trash: the key works again when it is restored.
    pub in_trash: bool,
    pub mode: Mode,
    /// Milliseconds since 1970 and up to a minute behind; absent: never used.
    pub last_used_at: Option<i64>,
    /// Whether the caller may revoke it.
    pub may_revoke: bool,
}

/// `POST /api/organizations/{organization}/transfer-ownership`: the member becomes Owner, the caller Admin.
pub struct TransferOwnership;

impl Endpoint for TransferOwnership {
    const NAME: &'static str = "transfer_ownership";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/organizations/{organization}/transfer-ownership";
    const SUMMARY: &'static str = "Make another member Owner in one's own place; the caller becomes Admin.";
    type Access = InOrganization<Owner>;
    type Params = OrganizationParams;
    type Body = Transfer;
    type Reply = Empty;
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Transfer {
    /// The user ID of the member who takes over.
    #[cfg_attr(feature = "openapi", schemars(length(min = 1)))]
    pub member: String,
}

impl Body for Transfer {
    fn read(fields: &mut Fields) -> Option<Self> {
        Some(Self {
            member: fields.text("member", |id| {
                if id.is_empty() { Err("Choose a member.") } else { Ok(id.to_owned()) }
            })?,
        })
    }
}
