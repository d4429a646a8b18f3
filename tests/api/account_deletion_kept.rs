//! What stays of a deleted account: what others need, under a pseudonym, and the mail that tells of it.

use crate::account_address;
use crate::account_deletion::{ANNA, TOLD, delete, id_of, pseudonym, subjects};
use crate::passkeys;
use crate::support::{Authenticator, HOUR, MINUTE, TestApp, World, create_project};
use portico_api::Role;
use portico_api::account::{DeleteAccount, UpdateAccount};
use portico_api::environments::Mode;
use portico_api::invites::{
    AcceptInvite, CreateInvites, InviteParams, ListInvites, ListInvitesParams, ShowInvite, Standing,
};
use portico_api::keys::{CreateKey, ListKeys};
use portico_api::notices::UpdateNotices;
use portico_api::organizations::{OrganizationParams, ShowOrganization};
use portico_api::versions::{ListVersions, ListVersionsParams, PublishDraft};
use portico_edge::mail::MailError;
use serde_json::{Value, json};

/// The columns in which some text still says `what`.
fn columns_that_say(app: &TestApp, what: &str) -> Vec<String> {
    let all = app.db().text(
        "SELECT group_concat(t.name || '.' || c.name, ' ') FROM sqlite_schema t JOIN pragma_table_xinfo(t.name) c \
         WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'",
    );
    let says = |column: &&str| {
        let (table, column) = column.split_once('.').unwrap();
        let sql = format!("SELECT count(*) FROM {table} WHERE instr(lower(\"{column}\"), '{what}') > 0");
        app.db().number(&sql) > 0
    };
    let mut found: Vec<_> = all.split(' ').filter(says).map(str::to_owned).collect();
    found.sort();
    found
}

#[test]
fn nothing_but_what_organizations_keep_says_the_address_or_the_name() {
    let app = TestApp::new();
    let world = World::new(&app);
    let anna = app.sign_in(ANNA);
    anna.send::<UpdateAccount>(&(), json!({ "name": "Anna Lee" })).ok::<UpdateAccount>();
    anna.send::<AcceptInvite>(&world.invite_link(ANNA), Value::Null).ok::<AcceptInvite>();
    passkeys::add(&anna, &mut Authenticator::es256(), "Anna Lee's phone");
    for address in ["anna.old@example.com", ANNA] {
        assert_eq!(account_address::change(&anna, address).status, 200);
    }
    app.wait(1);
    delete(&anna, ANNA).ok::<DeleteAccount>();
    // What the Owner was answered, for a day; the laptop's mailbox; the organization's invite, and its log, whose entries are sealed.
    let kept = [
        "answers.reply",
        "audit_entries.details",
        "audit_entries.target_name",
        "invites.email",
        "invites.email_key",
        "mailbox.recipient",
        "outbox.recipient_key",
    ];
    assert_eq!(columns_that_say(&app, ANNA), kept);
    assert!(columns_that_say(&app, "anna lee").is_empty());
    let own = "SELECT group_concat(action || ' ' || coalesce(actor_id, 'nobody') || ' ' || details || user_agent) FROM audit_entries \
        WHERE organization_id IS NULL AND action NOT LIKE 'sign_in%'";
    assert_eq!(app.db().text(own), "delete_account nobody {}");
}

#[test]
fn what_the_person_did_stays_and_says_a_pseudonym() {
    let app = TestApp::new();
    let world = World::new(&app);
    let anna = world.join(ANNA, Role::Admin);
    anna.send::<UpdateAccount>(&(), json!({ "name": "Anna Lee" })).ok::<UpdateAccount>();
    let id = id_of(&app, ANNA);
    world.go_live();
    world.send_draft(&anna, Mode::Sandbox, json!({ "set": { "auth.session_length": 60 } }));
    let body = world.publication(Mode::Sandbox);
    anna.send::<PublishDraft>(&world.environment(Mode::Sandbox), body).ok::<PublishDraft>();
    world.send_draft(&anna, Mode::Sandbox, json!({ "set": { "auth.session_length": 70 } }));
    let body = json!({ "name": "Server" });
    let place = world.environment(Mode::Sandbox);
    let key = anna.send::<CreateKey>(&place, body).ok::<CreateKey>();
    let body = json!({ "emails": ["new@example.com"], "role": "viewer" });
    anna.send::<CreateInvites>(&world.organization_params(), body).ok::<CreateInvites>();
    app.wait(1);
    delete(&anna, ANNA).ok::<DeleteAccount>();
    let shown = pseudonym(&id);
    let params = ListVersionsParams {
        organization: place.organization,
        project: place.project,
        mode: Mode::Sandbox,
        after: None,
    };
    let version = world.owner.get::<ListVersions>(&params).ok::<ListVersions>().versions.remove(0);
    assert_eq!((version.author, version.author_name), (shown.clone(), None));
    let draft = world.configuration(Mode::Sandbox).draft.unwrap();
    assert_eq!((draft.author, draft.author_name), (shown.clone(), None), "it is the environment's");
    let keys = crate::keys::list_params(&world, Mode::Sandbox);
    let listed = world.owner.get::<ListKeys>(&keys).ok::<ListKeys>().keys.remove(0);
    assert_eq!(listed.created_by, shown);
    assert_eq!(app.read_with(world.environment_id(Mode::Sandbox), &key.token).status, 200);
    let params = ListInvitesParams { organization: "acme".into(), after: None };
    let invite = world.owner.get::<ListInvites>(&params).ok::<ListInvites>().invites.remove(0);
    assert_eq!(invite.inviter, shown);
    // As of any member who left: another Admin sends it again.
    let invite = InviteParams { organization: "acme".into(), invite: invite.id.to_string() };
    let standing = app.sign_in("new@example.com").get::<ShowInvite>(&world.link_of(&invite));
    assert_eq!(standing.ok::<ShowInvite>().standing, Standing::InviterLostRight);
}

#[test]
fn mail_to_the_address_is_kept_until_it_has_left() {
    let app = TestApp::new();
    let anna = app.sign_in(ANNA);
    app.mailer.failures.borrow_mut().push_back(MailError::Unavailable("away".to_owned()));
    delete(&anna, ANNA).ok::<DeleteAccount>();
    assert!(subjects(&app, ANNA).is_empty());
    app.wait(HOUR);
    app.run_cron();
    assert_eq!(subjects(&app, ANNA), [TOLD]);
    assert_eq!(app.db().number("SELECT count(*) FROM notices"), 0);
}

#[test]
fn link_that_turns_off_notices_of_a_deleted_account_changes_nothing() {
    let app = TestApp::new();
    let world = World::new(&app);
    let anna = world.join(ANNA, Role::Viewer);
    app.sign_in(ANNA);
    let id = id_of(&app, ANNA);
    let path = {
        let sent = app.mailer.sent.borrow();
        let mail = sent.iter().rev().find(|mail| mail.recipient == ANNA).unwrap();
        mail.stop.as_ref().unwrap().one_click.replace(crate::support::ORIGIN, "")
    };
    app.wait(1);
    delete(&anna, ANNA).ok::<DeleteAccount>();
    let request = anna.request::<UpdateNotices>(&(), json!({}));
    let click = portico_edge::http::Request { method: "POST".into(), path, cookie: None, ..request };
    assert!(app.send(&click).status < 500);
    assert_eq!(app.db().text(&format!("SELECT coalesce(notices, '') FROM users WHERE id = '{id}'")), "");
}

#[test]
fn project_of_the_organization_goes_on_as_it_was() {
    let app = TestApp::new();
    let world = World::new(&app);
    let anna = world.join(ANNA, Role::Admin);
    let till = create_project(&anna, "acme", "Till");
    app.wait(1);
    delete(&anna, ANNA).ok::<DeleteAccount>();
    assert_eq!(app.read(till.sandbox.id.as_str()).status, 200);
    let params = OrganizationParams { organization: "acme".into() };
    world.owner.get::<ShowOrganization>(&params).ok::<ShowOrganization>();
}

#[test]
fn entries_of_a_deleted_account_all_go_however_many_there_are() {
    let app = TestApp::new();
    let world = World::new(&app);
    let anna = world.join(ANNA, Role::Developer);
    let id = id_of(&app, ANNA);
    // Her own are mixed with what she did in an organization, which stays.
    app.db().execute(&format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 14000) \
         INSERT INTO audit_entries (id, organization_id, actor_id, action, target_kind, target_id, details, request_id, user_agent, created_at) \
         SELECT printf('00000000-0000-7000-8000-%012d', i), iif(i % 4 = 0, '{}', NULL), '{id}', 'update_account', 'user', '{id}', '{{}}', 'r', 'anna', 1 FROM n",
        world.organization.id
    ));
    let own =
        format!("SELECT count(*) FROM audit_entries WHERE actor_id = '{id}' AND organization_id IS NULL");
    let theirs =
        format!("SELECT count(*) FROM audit_entries WHERE actor_id = '{id}' AND organization_id IS NOT NULL");
    app.wait(1);
    delete(&anna, ANNA).ok::<DeleteAccount>();
    let left = app.db().number(&own);
    assert!((8_500..10_500).contains(&left), "one batch looks at 2,000: {left}");
    let kept = app.db().number(&theirs);
    let mut runs = 0;
    while app.db().number("SELECT count(*) FROM users WHERE forget_before IS NOT NULL") > 0 {
        app.run_cron();
        app.wait(MINUTE);
        runs += 1;
        assert!(runs < 10);
    }
    assert!(runs > 1, "not all at once");
    assert_eq!((app.db().number(&own), app.db().number(&theirs)), (0, kept));
}
