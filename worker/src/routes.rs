//! One line for each endpoint.

use crate::db::Db;
use crate::routing::Routes;
use crate::{
    account, audit, billing, configuration, deletions, environments, exports, history, imports, invites,
    invoices, keys, mail, mailbox, members, notices, offers, organizations, passkeys, projects, promotion,
    providers, schema, security, session, sessions, sign_in, stripe, trash, usage, versions,
};
use portico_api::account::{
    CancelAddressChange, ChangeAddress, DeleteAccount, ListOwnKeys, RequestAddressChange, ShowAddressChange,
    UpdateAccount,
};
use portico_api::audit::{ExportAudit, ListAudit, ListFormerMembers, ShowAuditChain};
use portico_api::billing::{
    ChangePlan, ConfirmBillingAddress, OpenPortal, PreviewPlanChange, ResendConfirmation, ResumePlan,
    ShowBilling, ShowBillingAddress, SyncBilling, UpdateBillingDetails,
};
use portico_api::configuration::{DiscardDraft, SaveDraft, ShowConfiguration};
use portico_api::deletions::{
    DeleteOrganization, ListDeletedOrganizations, PreviewDeletion, RestoreOrganization,
};
use portico_api::environments::ShowEnvironment;
use portico_api::exports::{DownloadExport, ListExports, RequestExport, ShowExportPart};
use portico_api::history::ShowSettingHistory;
use portico_api::imports::{ImportProject, PreviewImport};
use portico_api::invites::{
    AcceptInvite, CreateInvites, DeclineInvite, ListInvites, ResendInvite, RevokeInvite, ShowInvite,
    ShowInviteLink,
};
use portico_api::invoices::{ListInvoices, ShowInvoice};
use portico_api::keys::{CreateKey, ListKeys, RevokeKey};
use portico_api::mail_choice::{AllowMail, ShowMailChoice, StopMail};
use portico_api::mailbox::ListMail;
use portico_api::members::{
    ChangeRole, LeaveOrganization, ListMemberKeys, ListMembers, RemoveMember, TransferOwnership,
};
use portico_api::notices::{ShowNotices, UpdateNotices};
use portico_api::offers::{
    AcceptOffer, DeclineOffer, OfferProject, PreviewOffer, TakeBackProject, WithdrawOffer,
};
use portico_api::organizations::{
    CreateOrganization, ListOrganizations, ShowOrganization, UpdateOrganization,
};
use portico_api::passkeys::{
    AddPasskey, BeginPasskey, BeginPasskeySignIn, ListPasskeys, RemovePasskey, RenamePasskey,
    SignInWithPasskey,
};
use portico_api::projects::{CreateProject, ListProjects, ShowProject, UpdateProject};
use portico_api::promotion::{Promote, ShowPromotion};
use portico_api::providers::{
    LinkProvider, ListLinkedProviders, ListProviders, ShowIdentity, StartProviderSignIn, UnlinkProvider,
};
use portico_api::schema::{ShowSchema, UpdateSchema};
use portico_api::security::{LiftSecurity, ShowSecurity, UpdateSecurity};
use portico_api::session::ShowSession;
use portico_api::sessions::{EndOtherSessions, EndSession, ListSessions};
use portico_api::sign_in::{RequestCode, SignIn, SignOut};
use portico_api::trash::{DeleteForGood, DeleteProject, ListTrash, RestoreProject};
use portico_api::usage::ShowUsage;
use portico_api::versions::{ListVersions, PublishDraft, RollBack, ShowVersion};

/// All routes.
pub fn routes<D: Db + 'static>() -> Routes<D> {
    Routes::new()
        .open::<RequestCode, _>(sign_in::request_code)
        .open::<SignIn, _>(sign_in::sign_in)
        .open::<BeginPasskeySignIn, _>(passkeys::begin_sign_in)
        .open::<SignInWithPasskey, _>(passkeys::sign_in)
        .open::<SignOut, _>(sign_in::sign_out)
        .open::<ListProviders, _>(providers::list)
        .open::<StartProviderSignIn, _>(providers::start)
        .open::<ShowIdentity, _>(providers::identity)
        .open::<ListMail, _>(mailbox::list)
        .open::<ShowMailChoice, _>(mail::show)
        .open::<StopMail, _>(mail::stop)
        .open::<AllowMail, _>(mail::allow)
        .read::<ShowSession>(session::show)
        .decide::<UpdateAccount, _>(account::current, account::update)
        .guarded::<RequestAddressChange, _>(account::address::request)
        .read::<ShowAddressChange>(account::address::pending)
        .decide::<CancelAddressChange, _>(account::address::pending, account::address::cancel)
        .guarded::<ChangeAddress, _>(account::address::change)
        .guarded::<DeleteAccount, _>(account::deletion::delete)
        .read::<ListOwnKeys>(account::deletion::list_keys)
        .read::<ListPasskeys>(passkeys::list)
        .guarded::<BeginPasskey, _>(passkeys::begin)
        .guarded::<AddPasskey, _>(passkeys::add)
        .decide::<RenamePasskey, _>(passkeys::current, passkeys::rename)
        .guarded::<RemovePasskey, _>(passkeys::remove)
        .read_parts::<ListLinkedProviders>(providers::list_linked, providers::listed)
        .guarded::<LinkProvider, _>(providers::link)
        .guarded::<UnlinkProvider, _>(providers::unlink)
        .read::<ShowNotices>(notices::show)
        .decide::<UpdateNotices, _>(notices::show, notices::update)
        .read::<ListSessions>(sessions::list)
        .change::<EndSession, _>(sessions::end)
        .decide::<EndOtherSessions, _>(sessions::others, sessions::end_others)
        .read::<ListOrganizations>(organizations::list)
        .read::<ShowOrganization>(organizations::show)
        .decide::<CreateOrganization, _>(organizations::room, organizations::create)
        .decide::<UpdateOrganization, _>(organizations::current, organizations::update)
        .read::<ShowSecurity>(security::show)
        .decide::<UpdateSecurity, _>(security::show, security::update)
        .decide::<LiftSecurity, _>(security::liftable, security::lift)
        .read::<PreviewDeletion>(deletions::preview)
        .decide::<DeleteOrganization, _>(deletions::deletable, deletions::delete)
        .read::<ListDeletedOrganizations>(deletions::list)
        .decide::<RestoreOrganization, _>(deletions::restorable, deletions::restore)
        .read::<ListMembers>(members::list)
        .change::<ChangeRole, _>(members::change_role)
        .read::<ListMemberKeys>(members::list_keys)
        .change::<RemoveMember, _>(members::remove)
        .decide::<LeaveOrganization, _>(members::leaving, members::leave)
        .change::<TransferOwnership, _>(members::transfer)
        .read::<ListInvites>(invites::list)
        .decide::<CreateInvites, _>(billing::standing, invites::create)
        .decide::<ResendInvite, _>(invites::resent, invites::resend)
        .change::<RevokeInvite, _>(invites::revoke)
        .read_parts::<ShowInviteLink>(invites::link_parts, invites::link)
        .open::<ShowInvite, _>(invites::show)
        .guarded::<AcceptInvite, _>(invites::accept)
        .guarded::<DeclineInvite, _>(invites::decline)
        .read::<ListProjects>(projects::list)
        .read::<ShowProject>(projects::show)
        .read_parts::<PreviewOffer>(offers::preview, offers::previewed)
        .decide::<OfferProject, _>(offers::offerable, offers::offer)
        .decide::<WithdrawOffer, _>(offers::outgoing, offers::withdraw)
        .decide::<AcceptOffer, _>(offers::incoming, offers::accept)
        .decide::<DeclineOffer, _>(offers::incoming, offers::decline)
        .decide::<TakeBackProject, _>(offers::outgoing, offers::take_back)
        .decide::<CreateProject, _>(billing::standing, projects::create)
        .decide::<UpdateProject, _>(projects::current, projects::update)
        .decide::<DeleteProject, _>(trash::deletable, trash::delete)
        .read::<ListTrash>(trash::list)
        .decide::<RestoreProject, _>(trash::restorable, trash::restore)
        .decide::<DeleteForGood, _>(trash::doomed, trash::delete_for_good)
        .read::<ShowSchema>(schema::show)
        .decide::<UpdateSchema, _>(schema::facts, schema::update)
        .read::<ShowPromotion>(promotion::show)
        .decide::<Promote, _>(promotion::sides, promotion::promote)
        .read::<ShowEnvironment>(environments::show)
        .read::<ShowConfiguration>(configuration::show)
        .decide_later::<SaveDraft>(configuration::facts, |cx, proof, params, change, facts| {
            Box::pin(configuration::save(cx, proof, params, change, facts))
        })
        .decide::<DiscardDraft, _>(configuration::discardable, configuration::discard)
        .read::<ShowSettingHistory>(history::show)
        .read::<ListVersions>(versions::list)
        .decide::<PublishDraft, _>(configuration::facts, versions::publish)
        .read_parts::<ShowVersion>(versions::show, versions::shown)
        .decide::<RollBack, _>(versions::restoration, versions::roll_back)
        .read::<ListKeys>(keys::list)
        .change_parts::<CreateKey, _>(keys::create, keys::created)
        .decide::<RevokeKey, _>(keys::revocable, keys::revoke)
        .read_parts::<ShowBilling>(billing::show, billing::with_payments)
        .read_later::<PreviewPlanChange>(billing::facts_and_wanted, |cx, facts| {
            Box::pin(billing::preview(cx, facts))
        })
        .decide_later::<ChangePlan>(billing::facts, |cx, proof, params, change, facts| {
            Box::pin(billing::change(cx, proof, params, change, facts))
        })
        .decide_later::<ResumePlan>(billing::facts, |cx, proof, params, resume, facts| {
            Box::pin(billing::resume(cx, proof, params, resume, facts))
        })
        .decide::<UpdateBillingDetails, _>(billing::current_details, billing::update_details)
        .decide::<ResendConfirmation, _>(billing::current_details, billing::resend_confirmation)
        .open::<ShowBillingAddress, _>(billing::show_address)
        .open::<ConfirmBillingAddress, _>(billing::confirm_address)
        .decide_later::<OpenPortal>(billing::facts, |cx, proof, params, _, facts| {
            Box::pin(stripe::open_portal(cx, proof, params, facts))
        })
        .guarded::<SyncBilling, _>(stripe::sync)
        .read::<ListInvoices>(invoices::list)
        .read::<ShowInvoice>(invoices::show)
        .read::<ShowUsage>(usage::show)
        .read::<ListAudit>(audit::list)
        .read::<ListFormerMembers>(audit::former_members)
        .read_parts::<ExportAudit>(audit::export, audit::exported)
        .read_parts::<ShowAuditChain>(audit::chain::show, audit::chain::shown)
        .read_parts::<ListExports>(exports::list, exports::listed)
        .change::<RequestExport, _>(exports::request)
        .change::<DownloadExport, _>(exports::download)
        .read_parts::<ShowExportPart>(exports::part, exports::shown_part)
        .decide_later::<PreviewImport>(billing::standing, |cx, proof, params, project, standing| {
            Box::pin(imports::preview(cx, proof, params, project, standing))
        })
        .decide_later::<ImportProject>(billing::standing, |cx, proof, params, project, standing| {
            Box::pin(imports::import(cx, proof, params, project, standing))
        })
}
