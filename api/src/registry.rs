//! The table of all endpoints, for whoever has to know each of them: tests and the OpenAPI document.

use crate::access::{Access, Rule};
use crate::endpoint::{Endpoint, Method};
use crate::params::Params;
use crate::{
    account, audit, billing, configuration, deletions, environments, exports, history, imports, invites,
    invoices, keys, mail_choice, mailbox, members, notices, offers, organizations, passkeys, projects,
    promotion, providers, schema, security, session, sessions, sign_in, trash, usage, versions,
};

/// An endpoint as a value.
#[derive(Clone, Debug)]
pub struct Entry {
    pub name: &'static str,
    pub method: Method,
    pub path: &'static str,
    pub rule: Rule,
    pub status: u16,
    pub idempotent: bool,
    pub keeps_reply: bool,
    /// Its largest body, in bytes.
    pub body_max: usize,
    pub summary: &'static str,
    pub params: &'static [&'static str],
}

impl Entry {
    /// The entry of `E`.
    pub fn of<E: Endpoint>() -> Self {
        Self {
            name: E::NAME,
            method: E::METHOD,
            path: E::PATH,
            rule: E::Access::RULE,
            status: E::STATUS,
            idempotent: E::IDEMPOTENT,
            keeps_reply: E::KEEPS_REPLY && !matches!(E::Access::RULE, Rule::Public),
            body_max: E::BODY_MAX,
            summary: E::SUMMARY,
            params: E::Params::NAMES,
        }
    }
}

/// Calls `visit::<E>()` once for every endpoint, in the order of the document.
pub trait Visitor {
    fn visit<E: Endpoint>(&mut self);
}

/// Shows every endpoint to `visitor`. A new endpoint is added here and nowhere else.
pub fn each(visitor: &mut impl Visitor) {
    visitor.visit::<sign_in::RequestCode>();
    visitor.visit::<sign_in::SignIn>();
    visitor.visit::<passkeys::BeginPasskeySignIn>();
    visitor.visit::<passkeys::SignInWithPasskey>();
    visitor.visit::<sign_in::SignOut>();
    visitor.visit::<providers::ListProviders>();
    visitor.visit::<providers::StartProviderSignIn>();
    visitor.visit::<providers::ShowIdentity>();
    visitor.visit::<session::ShowSession>();
    visitor.visit::<account::UpdateAccount>();
    visitor.visit::<account::RequestAddressChange>();
    visitor.visit::<account::ShowAddressChange>();
    visitor.visit::<account::CancelAddressChange>();
    visitor.visit::<account::ChangeAddress>();
    visitor.visit::<account::DeleteAccount>();
    visitor.visit::<account::ListOwnKeys>();
    visitor.visit::<passkeys::ListPasskeys>();
    visitor.visit::<passkeys::BeginPasskey>();
    visitor.visit::<passkeys::AddPasskey>();
    visitor.visit::<passkeys::RenamePasskey>();
    visitor.visit::<passkeys::RemovePasskey>();
    visitor.visit::<notices::ShowNotices>();
    visitor.visit::<notices::UpdateNotices>();
    visitor.visit::<sessions::ListSessions>();
    visitor.visit::<sessions::EndSession>();
    visitor.visit::<sessions::EndOtherSessions>();
    visitor.visit::<providers::ListLinkedProviders>();
    visitor.visit::<providers::LinkProvider>();
    visitor.visit::<providers::UnlinkProvider>();
    visitor.visit::<organizations::ListOrganizations>();
    visitor.visit::<organizations::CreateOrganization>();
    visitor.visit::<organizations::ShowOrganization>();
    visitor.visit::<organizations::UpdateOrganization>();
    visitor.visit::<security::ShowSecurity>();
    visitor.visit::<security::UpdateSecurity>();
    visitor.visit::<security::LiftSecurity>();
    visitor.visit::<deletions::PreviewDeletion>();
    visitor.visit::<deletions::DeleteOrganization>();
    visitor.visit::<deletions::ListDeletedOrganizations>();
    visitor.visit::<deletions::RestoreOrganization>();
    visitor.visit::<members::ListMembers>();
    visitor.visit::<members::ChangeRole>();
    visitor.visit::<members::ListMemberKeys>();
    visitor.visit::<members::RemoveMember>();
    visitor.visit::<members::LeaveOrganization>();
    visitor.visit::<members::TransferOwnership>();
    visitor.visit::<invites::ListInvites>();
    visitor.visit::<invites::CreateInvites>();
    visitor.visit::<invites::ResendInvite>();
    visitor.visit::<invites::RevokeInvite>();
    visitor.visit::<invites::ShowInviteLink>();
    visitor.visit::<invites::ShowInvite>();
    visitor.visit::<invites::AcceptInvite>();
    visitor.visit::<invites::DeclineInvite>();
    visitor.visit::<projects::ListProjects>();
    visitor.visit::<projects::CreateProject>();
    visitor.visit::<projects::ShowProject>();
    visitor.visit::<projects::UpdateProject>();
    visitor.visit::<offers::PreviewOffer>();
    visitor.visit::<offers::OfferProject>();
    visitor.visit::<offers::WithdrawOffer>();
    visitor.visit::<offers::AcceptOffer>();
    visitor.visit::<offers::DeclineOffer>();
    visitor.visit::<offers::TakeBackProject>();
    visitor.visit::<trash::DeleteProject>();
    visitor.visit::<trash::ListTrash>();
    visitor.visit::<trash::RestoreProject>();
    visitor.visit::<trash::DeleteForGood>();
    visitor.visit::<schema::ShowSchema>();
    visitor.visit::<schema::UpdateSchema>();
    visitor.visit::<promotion::ShowPromotion>();
    visitor.visit::<promotion::Promote>();
    visitor.visit::<environments::ShowEnvironment>();
    visitor.visit::<configuration::ShowConfiguration>();
    visitor.visit::<configuration::SaveDraft>();
    visitor.visit::<configuration::DiscardDraft>();
    visitor.visit::<history::ShowSettingHistory>();
    visitor.visit::<versions::ListVersions>();
    visitor.visit::<versions::PublishDraft>();
    visitor.visit::<versions::ShowVersion>();
    visitor.visit::<versions::RollBack>();
    visitor.visit::<keys::ListKeys>();
    visitor.visit::<keys::CreateKey>();
    visitor.visit::<keys::RevokeKey>();
    visitor.visit::<billing::ShowBilling>();
    visitor.visit::<billing::PreviewPlanChange>();
    visitor.visit::<billing::ChangePlan>();
    visitor.visit::<billing::ResumePlan>();
    visitor.visit::<billing::UpdateBillingDetails>();
    visitor.visit::<billing::ResendConfirmation>();
    visitor.visit::<billing::ShowBillingAddress>();
    visitor.visit::<billing::ConfirmBillingAddress>();
    visitor.visit::<billing::OpenPortal>();
    visitor.visit::<billing::SyncBilling>();
    visitor.visit::<invoices::ListInvoices>();
    visitor.visit::<invoices::ShowInvoice>();
    visitor.visit::<usage::ShowUsage>();
    visitor.visit::<audit::ListAudit>();
    visitor.visit::<audit::ListFormerMembers>();
    visitor.visit::<audit::ExportAudit>();
    visitor.visit::<audit::ShowAuditChain>();
    visitor.visit::<exports::ListExports>();
    visitor.visit::<exports::RequestExport>();
    visitor.visit::<exports::DownloadExport>();
    visitor.visit::<exports::ShowExportPart>();
    visitor.visit::<imports::PreviewImport>();
    visitor.visit::<imports::ImportProject>();
    visitor.visit::<mailbox::ListMail>();
    visitor.visit::<mail_choice::ShowMailChoice>();
    visitor.visit::<mail_choice::StopMail>();
    visitor.visit::<mail_choice::AllowMail>();
}

/// Every endpoint as a value.
pub fn all() -> Vec<Entry> {
    struct Collect(Vec<Entry>);
    impl Visitor for Collect {
        fn visit<E: Endpoint>(&mut self) {
            self.0.push(Entry::of::<E>());
        }
    }
    let mut collect = Collect(Vec::new());
    each(&mut collect);
    collect.0
}
