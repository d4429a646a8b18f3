//! Who may do what: the table of roles in the documentation, as statuses.

use crate::account_address;
use crate::audit;
use crate::billing_address;
use crate::exports;
use crate::history;
use crate::imports;
use crate::keys::{key_params, list_params};
use crate::mail_choice::choice;
use crate::offers;
use crate::passkeys;
use crate::providers;
use crate::sessions;
use crate::support::{Authenticator, Browser, Reply, World, create_project};
use crate::trash;
use crate::usage::usage_params;
use portico_api::account::{
    CancelAddressChange, ChangeAddress, DeleteAccount, ListOwnKeys, RequestAddressChange, ShowAddressChange,
    UpdateAccount,
};
use portico_api::audit::{ExportAudit, ExportFormat, ListAudit, ListFormerMembers, ShowAuditChain};
use portico_api::billing::{
    ChangePlan, ConfirmBillingAddress, OpenPortal, PreviewPlanChange, PreviewPlanChangeParams,
    ResendConfirmation, ResumePlan, ShowBilling, ShowBillingAddress, SyncBilling, UpdateBillingDetails,
};
use portico_api::configuration::{DiscardDraft, DiscardDraftParams, SaveDraft, ShowConfiguration};
use portico_api::deletions::{
    DeleteOrganization, ListDeletedOrganizations, PreviewDeletion, RestoreOrganization,
};
use portico_api::environments::{EnvironmentParams, Mode, ShowEnvironment};
use portico_api::exports::{DownloadExport, ListExports, RequestExport, ShowExportPart};
use portico_api::history::ShowSettingHistory;
use portico_api::imports::{ImportProject, PreviewImport};
use portico_api::invites::{
    AcceptInvite, CreateInvites, DeclineInvite, ListInvites, ListInvitesParams, ResendInvite, RevokeInvite,
    ShowInvite, ShowInviteLink,
};
use portico_api::invoices::{InvoiceParams, ListInvoices, ListInvoicesParams, ShowInvoice};
use portico_api::keys::{CreateKey, ListKeys, RevokeKey};
use portico_api::mail_choice::{AllowMail, ShowMailChoice, StopMail};
use portico_api::mailbox::ListMail;
use portico_api::members::{
    ChangeRole, LeaveOrganization, ListMemberKeys, ListMembers, ListMembersParams, MemberParams,
    RemoveMember, TransferOwnership,
};
use portico_api::notices::{ShowNotices, UpdateNotices};
use portico_api::offers::{
    AcceptOffer, DeclineOffer, OfferPreviewParams, OfferProject, PreviewOffer, TakeBackProject, WithdrawOffer,
};
use portico_api::organizations::{
    CreateOrganization, ListOrganizations, ListOrganizationsParams, ShowOrganization, UpdateOrganization,
};
use portico_api::passkeys::{
    AddPasskey, BeginPasskey, BeginPasskeySignIn, ListPasskeys, RemovePasskey, RenamePasskey,
    SignInWithPasskey,
};
use portico_api::plans::{Interval, PlanId};
use portico_api::projects::{
    CreateProject, ListProjects, ListProjectsParams, ProjectParams, ShowProject, UpdateProject,
};
use portico_api::promotion::{Promote, ShowPromotion};
use portico_api::providers::{
    LinkProvider, ListLinkedProviders, ListProviders, ShowIdentity, StartProviderSignIn, UnlinkProvider,
};
use portico_api::schema::{ShowSchema, UpdateSchema};
use portico_api::security::{LiftSecurity, ShowSecurity, UpdateSecurity};
use portico_api::session::ShowSession;
use portico_api::sessions::{EndOtherSessions, EndSession, ListSessions};
use portico_api::sign_in::{RequestCode, SignIn, SignOut};
use portico_api::trash::{DeleteForGood, DeleteProject, ListTrash, ListTrashParams, RestoreProject};
use portico_api::usage::ShowUsage;
use portico_api::versions::{ListVersions, ListVersionsParams, PublishDraft, RollBack, ShowVersion};
use portico_api::{Endpoint, OfferId, Role};
use serde_json::{Value, json};

/// Anonymous, stranger, Viewer, Developer, Admin, Owner.
type Expected = [u16; 6];

/// For Admins and Owners.
const ADMINS: Expected = [401, 404, 403, 403, 200, 200];

pub(super) struct Row {
    pub(super) endpoint: &'static str,
    pub(super) expected: Expected,
    pub(super) call: fn(&World, &Browser) -> Reply,
}

fn row<E: Endpoint>(expected: Expected, call: fn(&World, &Browser) -> Reply) -> Row {
    Row { endpoint: E::NAME, expected, call }
}

/// Who may do what: the table of roles in the documentation, as statuses.
pub(super) fn table() -> Vec<Row> {
    let anybody = |status| [status; 6];
    let signed_in = |status| [401, status, status, status, status, status];
    vec![
        row::<RequestCode>(anybody(200), |_, by| by.clone().request_code("x@example.com")),
        row::<SignIn>(anybody(422), |_, by| by.send::<SignIn>(&(), json!({ "code": "000000" }))),
        row::<BeginPasskeySignIn>(anybody(200), |_, by| by.send::<BeginPasskeySignIn>(&(), Value::Null)),
        row::<SignInWithPasskey>(anybody(422), |_, by| {
            passkeys::sign_in(&mut by.clone(), &Authenticator::ed_dsa().of_nobody())
        }),
        row::<SignOut>(anybody(200), |_, by| by.send::<SignOut>(&(), json!({}))),
        row::<ListProviders>(anybody(200), |_, by| by.get::<ListProviders>(&())),
        // There are none in this installation.
        row::<StartProviderSignIn>(anybody(404), |_, by| {
            by.send::<StartProviderSignIn>(&providers::at("ours"), json!({}))
        }),
        row::<ShowIdentity>(anybody(404), |_, by| by.get::<ShowIdentity>(&())),
        row::<ListLinkedProviders>(signed_in(200), |_, by| by.get::<ListLinkedProviders>(&())),
        row::<LinkProvider>(signed_in(404), |_, by| {
            by.send::<LinkProvider>(&providers::at("ours"), Value::Null)
        }),
        row::<UnlinkProvider>(signed_in(404), |_, by| {
            by.send::<UnlinkProvider>(&providers::at("ours"), Value::Null)
        }),
        row::<ListMail>(anybody(200), |_, by| by.get::<ListMail>(&())),
        row::<ShowMailChoice>(anybody(200), |world, by| by.get::<ShowMailChoice>(&choice(world))),
        row::<StopMail>(anybody(200), |world, by| by.send::<StopMail>(&choice(world), json!({}))),
        row::<AllowMail>(anybody(200), |world, by| by.send::<AllowMail>(&choice(world), json!({}))),
        row::<ShowSession>(signed_in(200), |_, by| by.get::<ShowSession>(&())),
        row::<UpdateAccount>(signed_in(200), |_, by| by.send::<UpdateAccount>(&(), json!({ "name": "New" }))),
        row::<RequestAddressChange>(signed_in(200), |_, by| {
            by.send::<RequestAddressChange>(&(), json!({ "email": "new@example.com" }))
        }),
        row::<ShowAddressChange>(signed_in(200), |_, by| by.get::<ShowAddressChange>(&())),
        row::<CancelAddressChange>(signed_in(200), |_, by| by.send::<CancelAddressChange>(&(), Value::Null)),
        row::<ChangeAddress>(signed_in(200), |_, by| account_address::change(by, "new@example.com")),
        // Who owns an organization alone stays.
        row::<DeleteAccount>([401, 409, 200, 200, 200, 409], |_, by| {
            let email = by.get::<ShowSession>(&()).json["user"]["email"].clone();
            by.send::<DeleteAccount>(&(), json!({ "confirm": email.as_str().unwrap_or("x@example.com") }))
        }),
        row::<ListOwnKeys>(signed_in(200), |_, by| by.get::<ListOwnKeys>(&())),
        row::<ListPasskeys>(signed_in(200), |_, by| by.get::<ListPasskeys>(&())),
        row::<BeginPasskey>(signed_in(200), |_, by| by.send::<BeginPasskey>(&(), Value::Null)),
        row::<AddPasskey>(signed_in(201), |_, by| {
            let begun = by.send::<BeginPasskey>(&(), Value::Null);
            let mut body = Authenticator::ed_dsa().create(&match begun.status {
                200 => begun.json["options"].clone(),
                _ => json!({ "user": { "id": "AA" }, "challenge": "AA" }),
            });
            body["name"] = "Phone".into();
            by.send::<AddPasskey>(&(), body)
        }),
        row::<RenamePasskey>([401, 404, 404, 404, 404, 200], |world, by| {
            by.send::<RenamePasskey>(&passkeys::of_owner(world), json!({ "name": "Mine" }))
        }),
        row::<RemovePasskey>([401, 404, 404, 404, 404, 200], |world, by| {
            by.send::<RemovePasskey>(&passkeys::of_owner(world), Value::Null)
        }),
        row::<ShowNotices>(signed_in(200), |_, by| by.get::<ShowNotices>(&())),
        row::<UpdateNotices>(signed_in(200), |_, by| {
            by.send::<UpdateNotices>(&(), json!({ "publishing": true }))
        }),
        row::<ListSessions>(signed_in(200), |_, by| by.get::<ListSessions>(&())),
        row::<EndSession>([401, 404, 404, 404, 404, 200], |world, by| {
            by.send::<EndSession>(&sessions::another(world), Value::Null)
        }),
        row::<EndOtherSessions>(signed_in(200), |_, by| by.send::<EndOtherSessions>(&(), Value::Null)),
        row::<ListOrganizations>(signed_in(200), |_, by| {
            by.get::<ListOrganizations>(&ListOrganizationsParams {
                search: None,
                sort: Default::default(),
                after: None,
            })
        }),
        row::<CreateOrganization>(signed_in(201), |_, by| {
            by.send::<CreateOrganization>(&(), json!({ "name": "New", "website": "new.example" }))
        }),
        row::<ShowOrganization>([401, 404, 200, 200, 200, 200], |world, by| {
            by.get::<ShowOrganization>(&world.organization_params())
        }),
        row::<UpdateOrganization>([401, 404, 403, 403, 200, 200], |world, by| {
            by.send::<UpdateOrganization>(
                &world.organization_params(),
                json!({ "name": "New", "version": 1 }),
            )
        }),
        row::<ShowSecurity>(ADMINS, |world, by| by.get::<ShowSecurity>(&world.organization_params())),
        row::<UpdateSecurity>([401, 404, 403, 403, 403, 200], |world, by| {
            by.send::<UpdateSecurity>(
                &world.organization_params(),
                json!({ "sign_in_hours": 12, "version": 0 }),
            )
        }),
        row::<LiftSecurity>([401, 404, 403, 403, 403, 200], |world, by| {
            by.send::<LiftSecurity>(&world.organization_params(), json!({ "confirm": "Acme" }))
        }),
        row::<PreviewDeletion>([401, 404, 403, 403, 403, 200], |world, by| {
            by.get::<PreviewDeletion>(&world.organization_params())
        }),
        row::<DeleteOrganization>([401, 404, 403, 403, 403, 200], |world, by| {
            let body = json!({ "confirm": "Acme", "version": 1 });
            by.send::<DeleteOrganization>(&world.organization_params(), body)
        }),
        row::<ListDeletedOrganizations>(signed_in(200), |_, by| by.get::<ListDeletedOrganizations>(&())),
        // In the trash it is there for its Owners alone.
        row::<RestoreOrganization>([401, 404, 404, 404, 404, 200], |world, by| {
            crate::deletions::delete(world).ok::<DeleteOrganization>();
            by.send::<RestoreOrganization>(&world.organization_params(), Value::Null)
        }),
        row::<ListProjects>([401, 404, 200, 200, 200, 200], |_, by| {
            by.get::<ListProjects>(&ListProjectsParams::first("acme"))
        }),
        row::<CreateProject>([401, 404, 403, 201, 201, 201], |world, by| {
            by.send::<CreateProject>(&world.organization_params(), json!({ "name": "New" }))
        }),
        row::<PreviewOffer>([401, 404, 403, 403, 403, 200], |_, by| {
            let (organization, project) = ("acme".into(), "checkout".into());
            by.get::<PreviewOffer>(&OfferPreviewParams {
                organization,
                project,
                target: Some("other".into()),
            })
        }),
        row::<OfferProject>([401, 404, 403, 403, 403, 201], |world, by| offers::offer_by(world, by, "other")),
        row::<WithdrawOffer>([401, 404, 403, 403, 403, 200], |world, by| {
            by.send::<WithdrawOffer>(&offers::at("acme", &offers::offer(world, "other")), Value::Null)
        }),
        row::<AcceptOffer>(ADMINS, |world, by| offers::accept(by, "acme", &offered(world))),
        row::<DeclineOffer>(ADMINS, |world, by| {
            by.send::<DeclineOffer>(&offers::at("acme", &offered(world)), Value::Null)
        }),
        row::<TakeBackProject>([401, 404, 403, 403, 403, 200], |world, by| {
            let offer = offers::offer(world, "other");
            offers::accept(&world.stranger, "other", &offer).ok::<AcceptOffer>();
            by.send::<TakeBackProject>(&offers::at("acme", &offer), json!({}))
        }),
        row::<DeleteProject>(ADMINS, |world, by| {
            let body = json!({ "confirm": "Checkout", "version": 1 });
            by.send::<DeleteProject>(&world.project_params(), body)
        }),
        row::<ListAudit>(ADMINS, |_, by| by.get::<ListAudit>(&audit::whole())),
        row::<ListFormerMembers>(ADMINS, |world, by| {
            by.get::<ListFormerMembers>(&world.organization_params())
        }),
        row::<ExportAudit>(ADMINS, |_, by| by.get::<ExportAudit>(&audit::exported(ExportFormat::Csv))),
        row::<PreviewImport>(ADMINS, |world, by| {
            by.send::<PreviewImport>(&world.organization_params(), imports::small("New"))
        }),
        row::<ImportProject>([401, 404, 403, 403, 201, 201], |world, by| {
            by.send::<ImportProject>(&world.organization_params(), imports::small("New"))
        }),
        row::<ListExports>(ADMINS, |world, by| by.get::<ListExports>(&world.organization_params())),
        row::<RequestExport>([401, 404, 403, 403, 201, 201], |world, by| {
            by.send::<RequestExport>(&world.organization_params(), Value::Null)
        }),
        row::<DownloadExport>(ADMINS, |world, by| {
            by.send::<DownloadExport>(&exports::ready(&world.owner, "acme"), Value::Null)
        }),
        // Whoever has not begun a download finds nothing.
        row::<ShowExportPart>([401, 404, 403, 403, 404, 200], |world, by| {
            let place = exports::ready(&world.owner, "acme");
            world.owner.send::<DownloadExport>(&place, Value::Null).ok::<DownloadExport>();
            by.get::<ShowExportPart>(&exports::part(&place, 0))
        }),
        row::<ShowAuditChain>(ADMINS, |_, by| by.get::<ShowAuditChain>(&audit::chain())),
        row::<ListTrash>([401, 404, 200, 200, 200, 200], |_, by| {
            by.get::<ListTrash>(&ListTrashParams { organization: "acme".into(), after: None })
        }),
        row::<RestoreProject>(ADMINS, |world, by| {
            trash::delete(world);
            by.send::<RestoreProject>(&trash::in_trash(world), json!({}))
        }),
        row::<DeleteForGood>(ADMINS, |world, by| {
            trash::delete(world);
            by.send::<DeleteForGood>(&trash::in_trash(world), json!({ "confirm": "Checkout" }))
        }),
        row::<ShowBilling>(ADMINS, |world, by| by.get::<ShowBilling>(&world.organization_params())),
        row::<PreviewPlanChange>(ADMINS, |_, by| {
            let (plan, interval) = (PlanId::Pro, Interval::Month);
            by.get::<PreviewPlanChange>(&PreviewPlanChangeParams {
                organization: "acme".into(),
                plan,
                interval,
            })
        }),
        row::<ChangePlan>(ADMINS, |world, by| {
            let body = json!({ "plan": "pro", "interval": "month", "version": 1 });
            by.send::<ChangePlan>(&world.organization_params(), body)
        }),
        row::<ResumePlan>(ADMINS, |world, by| {
            by.send::<ResumePlan>(&world.organization_params(), json!({ "version": 1 }))
        }),
        row::<UpdateBillingDetails>(ADMINS, |world, by| {
            let body = json!({ "email": "bills@example.com", "version": 1 });
            by.send::<UpdateBillingDetails>(&world.organization_params(), body)
        }),
        row::<ResendConfirmation>(ADMINS, |world, by| {
            by.send::<ResendConfirmation>(&world.organization_params(), json!({}))
        }),
        row::<ShowBillingAddress>(anybody(200), |world, by| {
            by.get::<ShowBillingAddress>(&billing_address::asked(world))
        }),
        row::<ConfirmBillingAddress>(anybody(200), |world, by| {
            by.send::<ConfirmBillingAddress>(&billing_address::asked(world), json!({}))
        }),
        // There is no such page where invoices are paid by hand.
        row::<OpenPortal>([401, 404, 403, 403, 409, 409], |world, by| {
            by.send::<OpenPortal>(&world.organization_params(), Value::Null)
        }),
        row::<SyncBilling>(ADMINS, |world, by| {
            by.send::<SyncBilling>(&world.organization_params(), Value::Null)
        }),
        row::<ListInvoices>(ADMINS, |_, by| {
            by.get::<ListInvoices>(&ListInvoicesParams { organization: "acme".into(), after: None })
        }),
        row::<ShowInvoice>(ADMINS, |world, by| {
            let body = json!({ "plan": "pro", "interval": "month", "version": 1 });
            world.owner.send::<ChangePlan>(&world.organization_params(), body).ok::<ChangePlan>();
            let invoice = world.app.db().text("SELECT id FROM invoices");
            by.get::<ShowInvoice>(&InvoiceParams { organization: "acme".into(), invoice })
        }),
        row::<ShowUsage>(ADMINS, |_, by| by.get::<ShowUsage>(&usage_params("2026-09"))),
        row::<ShowProject>([401, 404, 200, 200, 200, 200], |world, by| {
            by.get::<ShowProject>(&world.project_params())
        }),
        row::<UpdateProject>([401, 404, 403, 200, 200, 200], |world, by| {
            by.send::<UpdateProject>(&world.project_params(), json!({ "name": "New", "version": 1 }))
        }),
        row::<ListMembers>([401, 404, 200, 200, 200, 200], |_, by| by.get::<ListMembers>(&members("acme"))),
        row::<ChangeRole>([401, 404, 403, 403, 200, 200], |world, by| {
            let victim = victim(world);
            by.send::<ChangeRole>(&victim, json!({ "role": "developer", "from": "viewer" }))
        }),
        row::<ListMemberKeys>([401, 404, 200, 200, 200, 200], |world, by| {
            by.get::<ListMemberKeys>(&victim(world))
        }),
        row::<RemoveMember>([401, 404, 403, 403, 200, 200], |world, by| {
            victim(world);
            by.send::<RemoveMember>(&world.removal("victim@example.com"), Value::Null)
        }),
        row::<LeaveOrganization>([401, 404, 200, 200, 200, 409], |world, by| {
            by.send::<LeaveOrganization>(&world.leaving(), Value::Null)
        }),
        row::<TransferOwnership>([401, 404, 403, 403, 403, 200], |world, by| {
            let member = victim(world).member;
            by.send::<TransferOwnership>(&world.organization_params(), json!({ "member": member }))
        }),
        row::<ListInvites>([401, 404, 403, 403, 200, 200], |_, by| {
            by.get::<ListInvites>(&ListInvitesParams { organization: "acme".into(), after: None })
        }),
        row::<CreateInvites>([401, 404, 403, 403, 201, 201], |world, by| {
            let body = json!({ "emails": ["new@example.com"], "role": "viewer" });
            by.send::<CreateInvites>(&world.organization_params(), body)
        }),
        row::<ResendInvite>([401, 404, 403, 403, 200, 200], |world, by| {
            by.send::<ResendInvite>(&world.invite("new@example.com", Role::Viewer), Value::Null)
        }),
        row::<RevokeInvite>([401, 404, 403, 403, 200, 200], |world, by| {
            by.send::<RevokeInvite>(&world.invite("new@example.com", Role::Viewer), Value::Null)
        }),
        row::<ShowInviteLink>([401, 404, 403, 403, 200, 200], |world, by| {
            by.get::<ShowInviteLink>(&world.invite("new@example.com", Role::Viewer))
        }),
        row::<ShowInvite>(anybody(200), |world, by| {
            by.get::<ShowInvite>(&world.invite_link("new@example.com"))
        }),
        row::<AcceptInvite>([401, 403, 403, 403, 403, 403], |world, by| {
            by.send::<AcceptInvite>(&world.invite_link("new@example.com"), Value::Null)
        }),
        row::<DeclineInvite>([401, 403, 403, 403, 403, 403], |world, by| {
            by.send::<DeclineInvite>(&world.invite_link("new@example.com"), Value::Null)
        }),
        row::<ShowEnvironment>([401, 404, 200, 200, 200, 200], |world, by| {
            by.get::<ShowEnvironment>(&EnvironmentParams {
                organization: world.organization.slug.clone(),
                project: world.project.slug.clone(),
                mode: Mode::Live,
            })
        }),
        row::<ShowSchema>([401, 404, 200, 200, 200, 200], |world, by| {
            by.get::<ShowSchema>(&world.project_params())
        }),
        row::<UpdateSchema>([401, 404, 403, 403, 200, 200], |world, by| {
            by.send::<UpdateSchema>(&world.project_params(), json!({ "settings": [], "version": 1 }))
        }),
        row::<ShowConfiguration>([401, 404, 200, 200, 200, 200], |world, by| {
            by.get::<ShowConfiguration>(&world.environment(Mode::Live))
        }),
        // Live, where a Developer needs the project's permission; sandbox is below.
        row::<SaveDraft>([401, 404, 403, 403, 200, 200], |world, by| {
            let body = json!({ "revision": 0, "set": { "features.sign_up": false } });
            by.send::<SaveDraft>(&world.environment(Mode::Live), body)
        }),
        row::<DiscardDraft>([401, 404, 403, 403, 200, 200], |world, by| {
            let EnvironmentParams { organization, project, mode } = world.environment(Mode::Live);
            by.send::<DiscardDraft>(
                &DiscardDraftParams { organization, project, mode, revision: 0 },
                Value::Null,
            )
        }),
        row::<PublishDraft>([401, 404, 403, 403, 201, 201], |world, by| {
            world.go_live();
            world.save(Mode::Live, json!({ "features.sign_up": false }));
            by.send::<PublishDraft>(&world.environment(Mode::Live), world.publication(Mode::Live))
        }),
        row::<ListVersions>([401, 404, 200, 200, 200, 200], |world, by| {
            let EnvironmentParams { organization, project, mode } = world.environment(Mode::Live);
            by.get::<ListVersions>(&ListVersionsParams { organization, project, mode, after: None })
        }),
        row::<ShowSettingHistory>([401, 404, 200, 200, 200, 200], |world, by| {
            by.get::<ShowSettingHistory>(&history::params(world, Mode::Sandbox, "auth.session_length"))
        }),
        row::<ShowVersion>([401, 404, 200, 200, 200, 200], |world, by| {
            by.get::<ShowVersion>(&world.version(Mode::Sandbox, 1))
        }),
        row::<RollBack>([401, 404, 403, 403, 201, 201], |world, by| {
            world.go_live();
            world.release(Mode::Live, json!({ "features.sign_up": false }));
            let body = json!({ "version": 2, "message": "Back", "confirm": "Checkout" });
            by.send::<RollBack>(&world.version(Mode::Live, 1), body)
        }),
        row::<ShowPromotion>([401, 404, 200, 200, 200, 200], |world, by| {
            by.get::<ShowPromotion>(&world.project_params())
        }),
        row::<Promote>([401, 404, 403, 403, 201, 201], |world, by| {
            world.go_live();
            let body = world.selection(Mode::Live, &["features.sign_up"]);
            by.send::<Promote>(&world.project_params(), body)
        }),
        row::<ListKeys>([401, 404, 200, 200, 200, 200], |world, by| {
            by.get::<ListKeys>(&list_params(world, Mode::Live))
        }),
        row::<CreateKey>([401, 404, 403, 403, 201, 201], |world, by| {
            by.send::<CreateKey>(&world.environment(Mode::Live), json!({ "name": "Server" }))
        }),
        row::<RevokeKey>([401, 404, 403, 403, 200, 200], |world, by| {
            let key = world.create_key(Mode::Live).key;
            by.send::<RevokeKey>(&key_params(world, Mode::Live, key.id.as_str()), Value::Null)
        }),
    ]
}

fn members(organization: &str) -> ListMembersParams {
    ListMembersParams { organization: organization.into(), search: None, role: None, after: None }
}

/// A Viewer on whom others act.
fn victim(world: &World) -> MemberParams {
    world.join("victim@example.com", Role::Viewer);
    world.member_params("victim@example.com")
}

/// The stranger offers a project of his own to the organization.
pub(crate) fn offered(world: &World) -> OfferId {
    let project = create_project(&world.stranger, "other", "Till");
    let params = ProjectParams { organization: "other".into(), project: project.slug };
    let body = json!({ "target": "acme", "confirm": "Till", "version": 1 });
    world.stranger.send::<OfferProject>(&params, body).ok::<OfferProject>().id
}
