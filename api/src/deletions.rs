//! Deleted organizations: they wait in the trash for 30 days, in which whoever deleted one can restore it.

use crate::access::{InDeletedOrganization, InOrganization, Owner, SignedIn};
use crate::body::{Body, Empty, Fields};
use crate::endpoint::{Endpoint, Method};
use crate::ids::OrganizationId;
use crate::organizations::{Organization, OrganizationParams};
use crate::plans::PlanId;
use crate::versions::typed_organization_name;
use serde::{Deserialize, Serialize};

/// Deleted organizations that a list holds at most: more than one person can have in the trash.
pub const DELETED_MAX: usize = 200;

/// `GET /api/organizations/{organization}/deletion`
pub struct PreviewDeletion;

impl Endpoint for PreviewDeletion {
    const NAME: &'static str = "preview_deletion";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/organizations/{organization}/deletion";
    const SUMMARY: &'static str = "Show what goes with an organization that is deleted.";
    type Access = InOrganization<Owner>;
    type Params = OrganizationParams;
    type Body = Empty;
    type Reply = DeletionPreview;
}

/// What goes with an organization.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DeletionPreview {
    /// Projects that are not in the trash: their environments answer nobody any more.
    pub projects: u32,
    /// Projects in the trash. They stay there when the organization is restored, as long as their own 30 days last.
    pub trashed: u32,
    pub members: u32,
    /// Open invites: they are closed for good.
    pub invites: u32,
    /// Server keys that work, or would if their project were restored: they are revoked for good. Counted up to 1,000.
    pub keys: u32,
    /// Projects that went to another organization and could still be taken back.
    pub returnable: u32,
    /// What it pays for, which ends at once. Nothing is paid back.
    pub plan: PlanId,
    /// Until when that is paid for; absent with Free. Milliseconds since 1970.
    pub paid_until: Option<i64>,
    /// Whether it is cancelled at Stripe.
    pub pays_by_stripe: bool,
    /// Invoices that are open: they are still to be paid.
    pub open_invoices: u32,
    /// Until when it could be restored, if it were deleted now. Milliseconds since 1970.
    pub kept_until: i64,
    /// The version that the deletion names.
    pub version: i64,
}

/// `POST /api/organizations/{organization}/delete`: moves an organization to the trash. Nobody finds it there but its Owners, its environments answer nobody,
/// its keys are revoked, its invites closed and its subscription ends. A stale version is 409.
pub struct DeleteOrganization;

impl Endpoint for DeleteOrganization {
    const NAME: &'static str = "delete_organization";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/organizations/{organization}/delete";
    const SUMMARY: &'static str =
        "Move an organization to the trash, from which whoever did it can restore it for 30 days.";
    type Access = InOrganization<Owner>;
    type Params = OrganizationParams;
    type Body = OrganizationDeletion;
    type Reply = DeletedOrganization;
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct OrganizationDeletion {
    /// The organization's name, exactly as it is.
    #[cfg_attr(feature = "openapi", schemars(with = "crate::described::Confirmation"))]
    pub confirm: String,
    /// The version of the organization that was read before.
    #[cfg_attr(feature = "openapi", schemars(with = "crate::described::Counter"))]
    pub version: i64,
}

impl Body for OrganizationDeletion {
    fn read(fields: &mut Fields) -> Option<Self> {
        let confirm = fields.text("confirm", typed_organization_name);
        let version = fields.whole("version");
        Some(Self { confirm: confirm?, version: version? })
    }
}

/// An organization in the trash, as one of its Owners sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DeletedOrganization {
    pub id: OrganizationId,
    pub name: String,
    /// Nobody else gets it until the organization is gone for good.
    pub slug: String,
    /// Milliseconds since 1970.
    pub deleted_at: i64,
    /// The e-mail address of whoever deleted it; empty to a session that does not fulfil what the organization asks of sign-ins.
    pub deleted_by: String,
    /// What that person is called; absent while they have no name.
    pub deleted_by_name: Option<String>,
    /// Until when it can be restored. Milliseconds since 1970.
    pub kept_until: i64,
    /// Whether whoever asks can restore it: the Owner who deleted it or, where that one is no Owner any more, any other.
    pub may_restore: bool,
}

/// `GET /api/deleted-organizations`
pub struct ListDeletedOrganizations;

impl Endpoint for ListDeletedOrganizations {
    const NAME: &'static str = "list_deleted_organizations";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/deleted-organizations";
    const SUMMARY: &'static str =
        "List the organizations in the trash of which the caller is an Owner, the last one first.";
    type Access = SignedIn;
    type Params = ();
    type Body = Empty;
    type Reply = DeletedOrganizations;
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DeletedOrganizations {
    /// At most 200.
    pub organizations: Vec<DeletedOrganization>,
}

/// `POST /api/deleted-organizations/{organization}/restore`: takes an organization out of the trash, with the same IDs, projects, members and roles. Its keys
/// stay revoked, its invites closed, and it is on the Free plan.
pub struct RestoreOrganization;

impl Endpoint for RestoreOrganization {
    const NAME: &'static str = "restore_organization";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/deleted-organizations/{organization}/restore";
    const IDEMPOTENT: bool = true;
    const SUMMARY: &'static str =
        "Restore an organization from the trash, with the same IDs: for the Owner who deleted it.";
    type Access = InDeletedOrganization;
    type Params = OrganizationParams;
    type Body = Empty;
    type Reply = Organization;
}
