//! Uses every endpoint once, so that every statement of the edge is seen.

use crate::account_address;
use crate::account_deletion;
use crate::account_keys;
use crate::exports;
use crate::history;
use crate::imports;
use crate::keys::{key_params, list_params};
use crate::mail_choice::choice;
use crate::passkeys;
use crate::plans_paid::{audit, bill};
use crate::sessions;
use crate::support::{Authenticator, TestApp, World};
use crate::trash;
use portico_api::Role;
use portico_api::account::{
    CancelAddressChange, DeleteAccount, ListOwnKeys, ShowAddressChange, UpdateAccount,
};
use portico_api::configuration::{DiscardDraft, DiscardDraftParams};
use portico_api::deletions::{
    DeleteOrganization, ListDeletedOrganizations, PreviewDeletion, RestoreOrganization,
};
use portico_api::environments::{EnvironmentParams, Mode, ShowEnvironment};
use portico_api::history::ShowSettingHistory;
use portico_api::invites::{
    AcceptInvite, DeclineInvite, ListInvites, ListInvitesParams, ResendInvite, RevokeInvite, ShowInvite,
};
use portico_api::keys::{ListKeys, ListKeysParams, RevokeKey};
use portico_api::mail_choice::{AllowMail, ShowMailChoice, StopMail};
use portico_api::mailbox::ListMail;
use portico_api::members::{
    ChangeRole, LeaveOrganization, ListMemberKeys, ListMembers, ListMembersParams, RemovalParams,
    RemoveMember, TransferOwnership,
};
use portico_api::notices::{ShowNotices, UpdateNotices};
use portico_api::organizations::{
    ListOrganizations, ListOrganizationsParams, ShowOrganization, UpdateOrganization,
};
use portico_api::page::{Cursor, Search};
use portico_api::passkeys::{AddPasskey, PasskeyParams, RemovePasskey, RenamePasskey};
use portico_api::projects::{
    ListProjects, ListProjectsParams, ProjectParams, ProjectSort, ShowProject, UpdateProject,
};
use portico_api::security::{LiftSecurity, ShowSecurity, UpdateSecurity};
use portico_api::session::ShowSession;
use portico_api::sessions::{EndOtherSessions, EndSession, ListSessions};
use portico_api::sign_in::{RequestCode, SignOut};
use portico_api::trash::{
    DeleteForGood, DeleteProject, ListTrash, ListTrashParams, RestoreProject, TrashParams,
};
use portico_api::versions::{ListVersions, ListVersionsParams, ShowVersion, WHOLE_VERSIONS};
use serde_json::{Value, json};

/// Runs every statement of the store once.
pub(crate) fn use_everything(app: &TestApp) {
    let world = World::new(app);
    let owner = &world.owner;
    owner.get::<ShowSession>(&());
    owner.send::<UpdateAccount>(&(), json!({ "name": "Olive" }));
    owner.get::<ListMail>(&());
    owner.get::<ShowAddressChange>(&()).ok::<ShowAddressChange>();
    account_address::begin(owner, "olive@example.com");
    owner.send::<CancelAddressChange>(&(), Value::Null).ok::<CancelAddressChange>();
    for address in ["olive@example.com", "owner@example.com"] {
        assert_eq!(account_address::change(owner, address).status, 200);
    }
    let mut device = Authenticator::es256();
    let passkey = passkeys::add(owner, &mut device, "Phone");
    passkeys::list(owner);
    let params = PasskeyParams { passkey: passkey.id.to_string() };
    owner.send::<RenamePasskey>(&params, json!({ "name": "Old phone" })).ok::<RenamePasskey>();
    for counter in [2, 1] {
        device.counter = counter;
        passkeys::sign_in(&mut app.browser(), &device);
    }
    let used = passkeys::made(owner, &mut device, "Again");
    owner.send::<AddPasskey>(&(), used).problem(422);
    let again = passkeys::made(owner, &mut Authenticator::es256(), "Again");
    owner.send::<AddPasskey>(&(), again.clone()).ok::<AddPasskey>();
    owner.send::<AddPasskey>(&(), again).ok::<AddPasskey>();
    owner.send::<RemovePasskey>(&params, Value::Null).ok::<RemovePasskey>();
    owner.get::<ShowNotices>(&()).ok::<ShowNotices>();
    owner.send::<UpdateNotices>(&(), json!({ "publishing": true })).ok::<UpdateNotices>();
    owner.get::<ListSessions>(&()).ok::<ListSessions>();
    owner.send::<EndSession>(&sessions::another(&world), Value::Null).ok::<EndSession>();
    sessions::another(&world);
    owner.send::<EndOtherSessions>(&(), Value::Null).ok::<EndOtherSessions>();
    let search = Search::parse("a").ok();
    let after = Some(Cursor::new("a".to_owned()));
    owner.get::<ListOrganizations>(&ListOrganizationsParams {
        search: search.clone(),
        sort: Default::default(),
        after: after.clone(),
    });
    owner.get::<ShowOrganization>(&world.organization_params());
    owner.get::<ShowSecurity>(&world.organization_params()).ok::<ShowSecurity>();
    let asked = json!({ "sign_in_hours": 12, "version": 0 });
    owner.send::<UpdateSecurity>(&world.organization_params(), asked).ok::<UpdateSecurity>();
    owner
        .send::<LiftSecurity>(&world.organization_params(), json!({ "confirm": "Acme" }))
        .ok::<LiftSecurity>();
    for sort in ProjectSort::ALL {
        let (search, after) = (search.clone(), after.clone());
        owner.get::<ListProjects>(&ListProjectsParams { organization: "acme".into(), search, sort, after });
    }
    owner.get::<ShowProject>(&world.project_params());
    let params =
        EnvironmentParams { organization: "acme".into(), project: "checkout".into(), mode: Mode::Live };
    owner.get::<ShowEnvironment>(&params);
    let members = ListMembersParams {
        organization: "acme".into(),
        search: search.clone(),
        role: None,
        after: after.clone(),
    };
    owner.get::<ListMembers>(&members);
    owner.get::<ListInvites>(&ListInvitesParams { organization: "acme".into(), after: after.clone() });
    let invite = world.invite("new@example.com", Role::Viewer);
    owner.send::<ResendInvite>(&invite, Value::Null);
    let link = world.link_of(&invite);
    let new = app.sign_in("new@example.com");
    new.get::<ShowInvite>(&link);
    new.send::<AcceptInvite>(&link, Value::Null);
    let params = world.member_params("new@example.com");
    owner.send::<ChangeRole>(&params, json!({ "role": "developer", "from": "viewer" }));
    owner.send::<TransferOwnership>(&world.organization_params(), json!({ "member": params.member }));
    new.send::<TransferOwnership>(
        &world.organization_params(),
        json!({ "member": world.member_params("owner@example.com").member }),
    );
    owner.get::<ListMemberKeys>(&params).ok::<ListMemberKeys>();
    let removal = RemovalParams { revoke_keys: true, ..world.removal("new@example.com") };
    owner.send::<RemoveMember>(&removal, Value::Null).ok::<RemoveMember>();
    let second = world.invite("new@example.com", Role::Viewer);
    new.send::<DeclineInvite>(&world.link_of(&second), Value::Null);
    owner.send::<RevokeInvite>(&world.invite("new@example.com", Role::Viewer), Value::Null);
    world.join("leaving@example.com", Role::Viewer).send::<LeaveOrganization>(&world.leaving(), Value::Null);
    assert_eq!(account_deletion::delete(owner, "owner@example.com").status, 409);
    let going = world.join("going@example.com", Role::Viewer);
    going.get::<ListOwnKeys>(&()).ok::<ListOwnKeys>();
    account_keys::delete(&going, "going@example.com").ok::<DeleteAccount>();
    configure(app, &world);
    bill(app, &world);
    // The sessions have ended meanwhile.
    let owner = &app.sign_in("owner@example.com");
    let world = World { owner: owner.clone(), ..world };
    audit(&world);
    imports::everything(owner);
    exports::records(owner, &exports::ready(owner, "acme"));
    trash::delete(&world).ok::<DeleteProject>();
    let after = Some(Cursor::new("1 a".to_owned()));
    owner.get::<ListTrash>(&ListTrashParams { organization: "acme".into(), after }).ok::<ListTrash>();
    owner.send::<RestoreProject>(&trash::in_trash(&world), json!({})).ok::<RestoreProject>();
    let second = crate::support::create_project(owner, "acme", "Second");
    let params = ProjectParams { organization: "acme".into(), project: second.slug };
    owner.send::<DeleteProject>(&params, json!({ "confirm": "Second", "version": 1 })).ok::<DeleteProject>();
    let params = TrashParams { organization: "acme".into(), project: second.id.to_string() };
    owner.send::<DeleteForGood>(&params, json!({ "confirm": "Second" })).ok::<DeleteForGood>();
    for change in
        [json!({ "name": "New", "version": 3 }), json!({ "developers_publish_live": true, "version": 4 })]
    {
        owner.send::<UpdateProject>(&world.project_params(), change).ok::<UpdateProject>();
    }
    let change = json!({ "name": "New", "version": 1 });
    owner.send::<UpdateOrganization>(&world.organization_params(), change).ok::<UpdateOrganization>();
    owner.get::<PreviewDeletion>(&world.organization_params()).ok::<PreviewDeletion>();
    crate::deletions::delete(&world).ok::<DeleteOrganization>();
    owner.get::<ListDeletedOrganizations>(&()).ok::<ListDeletedOrganizations>();
    owner.send::<RestoreOrganization>(&world.organization_params(), Value::Null).ok::<RestoreOrganization>();
    for _ in 0..6 {
        app.browser().request_code("owner@example.com");
    }
    owner.clone().request_code("owner@example.com").ok::<RequestCode>();
    let choice = choice(&world);
    app.browser().send::<StopMail>(&choice, json!({})).ok::<StopMail>();
    app.browser().get::<ShowMailChoice>(&choice).ok::<ShowMailChoice>();
    app.browser().send::<AllowMail>(&choice, json!({})).ok::<AllowMail>();
    app.wait(2 * crate::support::HOUR);
    owner.get::<ShowSession>(&());
    owner.send::<SignOut>(&(), json!({}));
    crate::storage::many(app, WHOLE_VERSIONS + 5);
    crate::storage::night(app);
    app.run_cron();
}

/// Everything about configurations and their delivery.
fn configure(app: &TestApp, world: &World) {
    let owner = &world.owner;
    let sandbox = world.environment_id(Mode::Sandbox);
    world.schema();
    world.go_live();
    world.save_secrets(Mode::Sandbox, json!({ "auth.signing_secret": "s".repeat(32) }));
    world.release(Mode::Sandbox, json!({ "auth.session_length": 60 }));
    world.save_secrets(Mode::Sandbox, json!({ "auth.signing_secret": "t".repeat(32) }));
    let EnvironmentParams { organization, project, mode } = world.environment(Mode::Sandbox);
    let revision = world.configuration(Mode::Sandbox).revision;
    let discard =
        DiscardDraftParams { organization: organization.clone(), project: project.clone(), mode, revision };
    owner.send::<DiscardDraft>(&discard, Value::Null);
    world.promote(Mode::Live, &["auth.session_length"]);
    world.roll_back(Mode::Live, 1);
    let after = Some(Cursor::new("2".to_owned()));
    owner.get::<ListVersions>(&ListVersionsParams { organization, project, mode, after: after.clone() });
    owner.get::<ShowVersion>(&world.version(mode, 1));
    owner.get::<ShowSettingHistory>(&history::params(world, mode, "auth.session_length"));
    let key = world.create_key(mode);
    owner.get::<ListKeys>(&ListKeysParams { after, ..list_params(world, mode) });
    app.read(sandbox);
    app.read(sandbox);
    app.store.documents.borrow_mut().clear();
    app.read(sandbox);
    app.read_with(sandbox, &key.token);
    owner.send::<RevokeKey>(&key_params(world, mode, key.key.id.as_str()), Value::Null);
    world.declare(json!([]));
}
