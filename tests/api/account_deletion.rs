//! Deleting an account: what goes, what stays without its name, and what stands in the way.

use crate::account_address;
use crate::passkeys;
use crate::support::{
    Authenticator, Browser, HOUR, MINUTE, Reply, TestApp, World, create_organization, create_project,
};
use portico_api::Role;
use portico_api::account::{DeleteAccount, UpdateAccount};
use portico_api::environments::Mode;
use portico_api::invites::{
    AcceptInvite, CreateInvites, InviteParams, ListInvites, ListInvitesParams, ShowInvite, Standing,
};
use portico_api::keys::{CreateKey, ListKeys};
use portico_api::members::{ChangeRole, ListMembers, ListMembersParams};
use portico_api::notices::UpdateNotices;
use portico_api::organizations::{CreateOrganization, OrganizationParams, ShowOrganization};
use portico_api::session::{PROOF_LIFE_MS, ShowSession};
use portico_api::versions::{ListVersions, ListVersionsParams, PublishDraft};
use portico_edge::mail::MailError;
use serde_json::{Value, json};

const ANNA: &str = "anna@example.com";
const TOLD: &str = "Your Portico account was deleted";

/// Deletes the account, with its address typed.
pub(crate) fn delete(by: &Browser, email: &str) -> Reply {
    by.send::<DeleteAccount>(&(), json!({ "confirm": email }))
}

fn id_of(app: &TestApp, email: &str) -> String {
    app.db().text(&format!("SELECT id FROM users WHERE email_key = '{email}'"))
}

/// What is said of a deleted account with this ID.
pub(crate) fn pseudonym(id: &str) -> String {
    format!("Deleted account {}", &id[id.len() - 4..])
}

fn subjects(app: &TestApp, recipient: &str) -> Vec<String> {
    let sent = app.mailer.sent.borrow();
    let to = sent.iter().filter(|mail| mail.recipient == recipient);
    to.map(|mail| mail.subject.clone()).collect()
}

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
fn account_is_gone_with_all_that_was_its_own_and_its_address_begins_anew() {
    let app = TestApp::new();
    let world = World::new(&app);
    let mut anna = world.join(ANNA, Role::Developer);
    let elsewhere = app.sign_in(ANNA);
    let mut device = Authenticator::es256();
    passkeys::add(&anna, &mut device, "Phone");
    anna.send::<UpdateAccount>(&(), json!({ "name": "Anna Lee" })).ok::<UpdateAccount>();
    anna.send::<UpdateNotices>(&(), json!({ "publishing": true })).ok::<UpdateNotices>();
    account_address::begin(&anna, "anna.new@example.com");
    let id = id_of(&app, ANNA);
    let mut waiting = app.browser();
    waiting.request_code(ANNA);
    let code = app.newest_code();
    let reply = anna.send_and_keep::<DeleteAccount>(&(), json!({ "confirm": "ANNA@example.com" }));
    reply.ok::<DeleteAccount>();
    assert!(anna.cookies.is_empty(), "{:?}", anna.cookies);
    for browser in [&anna, &elsewhere] {
        assert!(browser.get::<ShowSession>(&()).problem(401).is("signed_out"));
    }
    assert!(waiting.enter_code(&code).problem(422).is("code_ended"), "it would open an account of its own");
    assert!(passkeys::sign_in(&mut app.browser(), &device).problem(422).is("passkey_refused"));
    assert_eq!(app.db().number("SELECT members FROM organizations WHERE slug = 'acme'"), 1);
    let left = ["memberships", "sessions", "passkeys", "devices", "address_changes", "answers"];
    for table in left {
        assert_eq!(
            app.db().number(&format!("SELECT count(*) FROM {table} WHERE user_id = '{id}'")),
            0,
            "{table}"
        );
    }
    let row = format!(
        "SELECT email || '|' || email_key || '|' || coalesce(name, notices, '') FROM users WHERE id = '{id}'"
    );
    assert_eq!(app.db().text(&row), format!("{}|{id}|", pseudonym(&id)));
    assert_eq!(subjects(&app, ANNA).last().map(String::as_str), Some(TOLD));
    // Whoever has the mailbox begins as somebody new.
    let again = app.sign_in(ANNA).get::<ShowSession>(&()).ok::<ShowSession>();
    assert_ne!(again.user.id.as_str(), id);
    assert_eq!((again.user.name, again.organizations.len()), (None, 0));
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
fn only_owner_of_organizations_is_told_which_and_goes_once_they_have_another() {
    let app = TestApp::new();
    let world = World::new(&app);
    let owner = &world.owner;
    create_organization(owner, "Beta");
    let waiting = create_organization(owner, "In the trash");
    app.db().execute(&format!("UPDATE organizations SET deleted_at = 1 WHERE id = '{}'", waiting.id));
    let anna = world.join(ANNA, Role::Admin);
    let problem = delete(owner, "owner@example.com").problem(409);
    assert!(problem.is("last_owner"));
    let named: Vec<_> =
        problem.organizations.iter().map(|one| (one.name.as_str(), one.slug.as_str(), one.members)).collect();
    assert_eq!(named, [("Acme", "acme", 2), ("Beta", "beta", 1)]);
    owner.get::<ShowSession>(&()).ok::<ShowSession>();
    let member = world.member_params(ANNA);
    owner.send::<ChangeRole>(&member, json!({ "role": "owner", "from": "admin" })).ok::<ChangeRole>();
    let problem = delete(owner, "owner@example.com").problem(409);
    assert_eq!(problem.organizations.len(), 1);
    app.db().execute("UPDATE organizations SET deleted_at = 1 WHERE slug = 'beta'");
    delete(owner, "owner@example.com").ok::<DeleteAccount>();
    let params = ListMembersParams { organization: "acme".into(), search: None, role: None, after: None };
    let left = anna.get::<ListMembers>(&params).ok::<ListMembers>();
    assert_eq!((left.members.len(), left.owners, left.organization.members), (1, 1, 1));
}

#[test]
fn of_two_owners_who_delete_their_accounts_at_once_one_stays() {
    let app = TestApp::new();
    let world = World::new(&app);
    let anna = world.join(ANNA, Role::Owner);
    let request = |by: &Browser, email: &str| by.request::<DeleteAccount>(&(), json!({ "confirm": email }));
    let mut statuses = app.at_once(&[request(&world.owner, "owner@example.com"), request(&anna, ANNA)]);
    statuses.sort();
    assert_eq!(statuses, [200, 409]);
    let owners = "SELECT count(*) FROM memberships m JOIN organizations o ON o.id = m.organization_id WHERE o.slug = 'acme' AND m.role = 4";
    assert_eq!(app.db().number(owners), 1);
}

#[test]
fn change_that_was_proven_a_moment_before_does_nothing_to_a_deleted_account() {
    let app = TestApp::new();
    let world = World::new(&app);
    let link = world.invite_link(ANNA);
    let anna = app.sign_in(ANNA);
    let id = id_of(&app, ANNA);
    let requests = [
        anna.request::<DeleteAccount>(&(), json!({ "confirm": ANNA })),
        anna.request::<UpdateAccount>(&(), json!({ "name": "Anna Lee" })),
        anna.request::<UpdateNotices>(&(), json!({ "publishing": true })),
        anna.request::<CreateOrganization>(&(), json!({ "name": "Late", "website": "late.example" })),
        anna.request::<AcceptInvite>(&link, json!({})),
        anna.request::<DeleteAccount>(&(), json!({ "confirm": ANNA })),
    ];
    let statuses = app.at_once(&requests);
    let deleted =
        app.db().number(&format!("SELECT count(*) FROM users WHERE id = '{id}' AND deleted_at > 0"));
    if deleted == 1 {
        assert_eq!(app.db().number(&format!("SELECT count(*) FROM memberships WHERE user_id = '{id}'")), 0);
        let said = format!("SELECT coalesce(name, notices, '') FROM users WHERE id = '{id}'");
        assert_eq!(app.db().text(&said), "", "{statuses:?}");
    } else {
        // An organization that she owns alone came first.
        assert!(statuses.contains(&201) && statuses.contains(&409), "{statuses:?}");
    }
    assert!(statuses.iter().all(|status| *status < 500), "{statuses:?}");
}

#[test]
fn deletion_takes_a_sign_in_of_the_last_ten_minutes_and_the_address_typed() {
    let app = TestApp::new();
    let anna = app.sign_in(ANNA);
    delete(&anna, "somebody@example.com").fault(422, "confirm");
    delete(&anna, "anna").fault(422, "confirm");
    app.wait(PROOF_LIFE_MS);
    assert!(delete(&anna, ANNA).problem(403).is("proof_needed"));
    anna.get::<ShowSession>(&()).ok::<ShowSession>();
    assert!(delete(&app.browser(), ANNA).problem(401).is("signed_out"));
    delete(&app.sign_in(ANNA), ANNA).ok::<DeleteAccount>();
    assert!(delete(&anna, ANNA).problem(401).is("signed_out"), "as after an answer that was lost");
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
