//! Which parameters name a place.

use portico_api::audit::{ExportAuditParams, ListAuditParams, ShowAuditChainParams};
use portico_api::billing::PreviewPlanChangeParams;
use portico_api::configuration::DiscardDraftParams;
use portico_api::environments::{EnvironmentParams, Mode};
use portico_api::exports::{ExportParams, ExportPartParams};
use portico_api::history::SettingHistoryParams;
use portico_api::invites::{InviteParams, ListInvitesParams};
use portico_api::invoices::{InvoiceParams, ListInvoicesParams};
use portico_api::keys::{KeyParams, ListKeysParams};
use portico_api::members::{LeaveParams, ListMembersParams, MemberParams, RemovalParams};
use portico_api::offers::{OfferParams, OfferPreviewParams};
use portico_api::organizations::OrganizationParams;
use portico_api::projects::{ListProjectsParams, ProjectParams};
use portico_api::trash::{ListTrashParams, TrashParams};
use portico_api::usage::ShowUsageParams;
use portico_api::versions::{ListVersionsParams, VersionParams};

/// Parameters that name an organization, by slug or ID.
pub trait HasOrganization {
    fn organization(&self) -> &str;
}

/// Parameters that name a project of an organization, by slug or ID.
pub trait HasProject: HasOrganization {
    fn project(&self) -> &str;
}

/// Parameters that name one environment of a project.
pub trait HasMode: HasProject {
    fn mode(&self) -> Mode;
}

macro_rules! in_organization {
    ($($params:ty),*) => {$(
        impl HasOrganization for $params {
            fn organization(&self) -> &str {
                &self.organization
            }
        }
    )*};
}
in_organization!(
    OrganizationParams,
    ListMembersParams,
    MemberParams,
    RemovalParams,
    LeaveParams,
    ListInvitesParams,
    InviteParams,
    ListProjectsParams,
    ProjectParams,
    EnvironmentParams,
    DiscardDraftParams,
    ListVersionsParams,
    SettingHistoryParams,
    VersionParams,
    ListKeysParams,
    KeyParams,
    PreviewPlanChangeParams,
    ListInvoicesParams,
    InvoiceParams,
    ShowUsageParams,
    ListTrashParams,
    TrashParams,
    OfferParams,
    OfferPreviewParams,
    ListAuditParams,
    ExportAuditParams,
    ShowAuditChainParams,
    ExportParams,
    ExportPartParams
);

macro_rules! in_project {
    ($($params:ty),*) => {$(
        impl HasProject for $params {
            fn project(&self) -> &str {
                &self.project
            }
        }
    )*};
}
in_project!(
    ProjectParams,
    EnvironmentParams,
    DiscardDraftParams,
    ListVersionsParams,
    SettingHistoryParams,
    VersionParams,
    ListKeysParams,
    KeyParams,
    OfferPreviewParams
);

macro_rules! in_environment {
    ($($params:ty),*) => {$(
        impl HasMode for $params {
            fn mode(&self) -> Mode {
                self.mode
            }
        }
    )*};
}
in_environment!(
    EnvironmentParams,
    DiscardDraftParams,
    ListVersionsParams,
    SettingHistoryParams,
    VersionParams,
    ListKeysParams,
    KeyParams
);
