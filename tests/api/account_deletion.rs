//! Deleting an account: what goes, what stays without its name, and what stands in the way.

use crate::account_address;
use crate::passkeys;
use crate::support::{Authenticator, Browser, Reply, TestApp, World, create_organization};
use portico_api::Role;
use portico_api::account::{DeleteAccount, UpdateAccount};
use portico_api::invites::AcceptInvite;
use portico_api::members::{ChangeRole, ListMembers, ListMembersParams};
use portico_api::notices::UpdateNotices;
use portico_api::organizations::CreateOrganization;
use portico_api::session::{PROOF_LIFE_MS, ShowSession};
use serde_json::json;

pub(crate) const ANNA: &str = "anna@example.com";
pub(crate) const TOLD: &str = "Your Portico account was deleted";

/// Deletes the account, with its address typed.
pub(crate) fn delete(by: &Browser, email: &str) -> Reply {
    by.send::<DeleteAccount>(&(), json!({ "confirm": email }))
}

pub(crate) fn id_of(app: &TestApp, email: &str) -> String {
    app.db().text(&format!("SELECT id FROM users WHERE email_key = '{email}'"))
}

/// What is said of a deleted account with this ID.
pub(crate) fn pseudonym(id: &str) -> String {
    format!("Deleted account {}", &id[id.len() - 4..])
}

pub(crate) fn subjects(app: &TestApp, recipient: &str) -> Vec<String> {
    let sent = app.mailer.sent.borrow();
    let to = sent.iter().filter(|mail| mail.recipient == recipient);
    to.map(|mail| mail.subject.clone()).collect()
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
