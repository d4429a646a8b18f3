//! The server keys that somebody made: what becomes of them when the account is deleted.

use crate::account_deletion::pseudonym;
use crate::member_keys::{add_projects, fill};
use crate::support::{Browser, DAY, MINUTE, Reply, TestApp, World, create_organization, create_project};
use crate::trash;
use portico_api::Role;
use portico_api::account::{DeleteAccount, ListOwnKeys, OwnKeys};
use portico_api::deletions::{DeleteOrganization, RestoreOrganization};
use portico_api::environments::{EnvironmentParams, Mode};
use portico_api::keys::{CreateKey, CreatedKey, KEYS_COUNTED};
use portico_api::members::{ChangeRole, MemberKey};
use portico_api::organizations::OrganizationParams;
use portico_api::security::UpdateSecurity;
use portico_api::trash::DeleteProject;
use serde_json::json;

const ANNA: &str = "anna@example.com";
const WORKING: &str = "SELECT count(*) FROM keys WHERE revoked_at IS NULL";

/// Deletes the account and the keys that it made.
pub(crate) fn delete(by: &Browser, email: &str) -> Reply {
    by.send::<DeleteAccount>(&(), json!({ "confirm": email, "revoke_keys": true }))
}

fn create(by: &Browser, at: &EnvironmentParams, name: &str) -> CreatedKey {
    // IDs are in the order of time.
    by.app.wait(1);
    by.send::<CreateKey>(at, json!({ "name": name })).ok::<CreateKey>()
}

fn listed(by: &Browser) -> OwnKeys {
    by.get::<ListOwnKeys>(&()).ok::<ListOwnKeys>()
}

fn names(keys: &[MemberKey]) -> Vec<&str> {
    keys.iter().map(|key| key.name.as_str()).collect()
}

/// An organization with one project, both of whoever signs in as `email`, in which Anna is an Admin; its environment.
fn shared(world: &World, email: &str, name: &str) -> EnvironmentParams {
    let owner = world.app.sign_in(email);
    let organization = create_organization(&owner, name);
    let project = create_project(&owner, &organization.slug, "Till");
    world.app.db().execute(&format!(
        "INSERT INTO memberships (organization_id, user_id, role, created_at, email_key) \
         SELECT '{}', id, 3, 0, email_key FROM users WHERE email_key = '{ANNA}'",
        organization.id
    ));
    EnvironmentParams { organization: organization.slug, project: project.slug, mode: Mode::Sandbox }
}

#[test]
fn keys_are_listed_by_organization_while_they_work() {
    let app = TestApp::new();
    let world = World::new(&app);
    let anna = world.join(ANNA, Role::Admin);
    assert_eq!(
        listed(&anna),
        OwnKeys { total: 0, revocable: 0, organizations: vec![], closed: vec![], closed_total: 0 }
    );
    let beta = shared(&world, "beta@example.com", "Beta");
    create(&anna, &world.environment(Mode::Live), "Server");
    create(&anna, &world.environment(Mode::Sandbox), "Test");
    create(&anna, &beta, "Till");
    // Of others, and what works no more.
    world.create_key(Mode::Live);
    let soon = 1_790_000_000_000_i64 + DAY;
    let body = json!({ "name": "Old", "expires_at": soon });
    anna.send::<CreateKey>(&beta, body).ok::<CreateKey>();
    app.wait(2 * DAY);
    let found = listed(&anna);
    assert_eq!((found.total, found.revocable, found.closed_total), (3, 3, 0));
    let said: Vec<_> = found
        .organizations
        .iter()
        .map(|one| (one.name.as_str(), one.slug.as_str(), one.total, one.revocable, names(&one.keys)))
        .collect();
    let acme = ("Acme", "acme", 2, 2, vec!["Test", "Server"]);
    assert_eq!(said, [acme, ("Beta", beta.organization.as_str(), 1, 1, vec!["Till"])]);
    assert_eq!(found.organizations[0].keys[0].mode, Mode::Sandbox);
    // Whoever may revoke none any more sees how many there are.
    let body = json!({ "role": "viewer", "from": "admin" });
    world.owner.send::<ChangeRole>(&world.member_params(ANNA), body).ok::<ChangeRole>();
    let found = listed(&anna);
    assert_eq!((found.total, found.revocable, found.organizations[0].revocable), (3, 1, 0));
    trash::delete(&world).ok::<DeleteProject>();
    assert!(listed(&anna).organizations[0].keys.iter().all(|key| key.in_trash));
    app.db().execute("UPDATE organizations SET deleted_at = 1 WHERE slug = 'acme'");
    assert_eq!(listed(&anna).total, 1, "they are revoked with it");
}

#[test]
fn of_many_keys_the_newest_are_named_and_a_thousand_are_counted() {
    let app = TestApp::new();
    let world = World::new(&app);
    let anna = world.join(ANNA, Role::Admin);
    fill(&app, 15);
    let found = listed(&anna);
    assert_eq!((found.total, found.organizations[0].total, found.organizations[0].keys.len()), (30, 30, 10));
    add_projects(&app, 40);
    app.db().execute("DELETE FROM keys");
    fill(&app, 20);
    let found = listed(&anna);
    assert_eq!((found.total, found.revocable), (KEYS_COUNTED, KEYS_COUNTED));
    assert_eq!(found.organizations[0].total, KEYS_COUNTED);
}

#[test]
fn keys_are_revoked_with_the_account_if_that_is_wanted_and_no_others() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.go_live();
    let anna = world.join(ANNA, Role::Developer);
    app.db().execute("UPDATE projects SET developers_publish_live = 1");
    let id = app.db().text(&format!("SELECT id FROM users WHERE email_key = '{ANNA}'"));
    let beta = shared(&world, "beta@example.com", "Beta");
    let hers = create(&anna, &world.environment(Mode::Live), "Server");
    create(&anna, &beta, "Till");
    let other = world.create_key(Mode::Live);
    let works = |key: &CreatedKey| app.read_with(world.environment_id(Mode::Live), &key.token).status == 200;
    assert!(works(&hers));
    app.wait(1);
    delete(&anna, ANNA).ok::<DeleteAccount>();
    assert!(!works(&hers) && works(&other));
    assert_eq!(app.db().number(WORKING), 1);
    assert_eq!(app.db().number("SELECT count(*) FROM key_revocations"), 0);
    // As if each had been revoked by hand, by somebody who is gone.
    let entries = format!(
        "SELECT count(*) FROM audit_entries a JOIN users u ON u.id = a.actor_id AND u.email = '{}' \
         WHERE a.action = 'revoke_key' AND a.way = 'console' AND a.target_kind = 'environment' \
           AND json_extract(a.details, '$.key') IN (SELECT id FROM keys WHERE revoked_at > 0)",
        pseudonym(&id)
    );
    assert_eq!(app.db().number(&entries), 2);
    let said = "SELECT group_concat(DISTINCT details) FROM audit_entries WHERE action = 'delete_account' AND organization_id IS NOT NULL";
    assert_eq!(app.db().text(said), r#"{"revoke_keys":true}"#);
}

#[test]
fn keys_that_one_may_not_revoke_stay() {
    let app = TestApp::new();
    let world = World::new(&app);
    let anna = world.join(ANNA, Role::Developer);
    app.db().execute("UPDATE projects SET developers_publish_live = 1");
    create(&anna, &world.environment(Mode::Live), "Server");
    app.db().execute("UPDATE projects SET developers_publish_live = 0");
    assert_eq!((listed(&anna).total, listed(&anna).revocable), (1, 0));
    delete(&anna, ANNA).ok::<DeleteAccount>();
    assert_eq!(app.db().number(WORKING), 1);
    assert_eq!(app.db().number("SELECT count(*) FROM key_revocations"), 0);
}

#[test]
fn organization_that_asks_for_another_sign_in_says_nothing_of_its_keys_and_keeps_them() {
    let app = TestApp::new();
    let world = World::new(&app);
    let anna = world.join(ANNA, Role::Admin);
    create(&anna, &world.environment(Mode::Live), "Server");
    app.wait(2 * 60 * MINUTE);
    let owner = app.sign_in("owner@example.com");
    let asked = json!({ "sign_in_hours": 1, "version": 0 });
    let place = OrganizationParams { organization: "acme".into() };
    owner.send::<UpdateSecurity>(&place, asked).ok::<UpdateSecurity>();
    let found = listed(&anna);
    assert_eq!((found.total, found.organizations.len()), (0, 0));
    assert_eq!((found.closed, found.closed_total), (vec!["Acme".to_owned()], 1));
    // Asked for at the very moment of the deletion.
    app.db().execute("UPDATE organizations SET session_ms = NULL");
    let anna = app.sign_in(ANNA);
    app.db()
        .before_batch
        .replace(Some("UPDATE organizations SET sign_in_ways = ' passkey ' WHERE slug = 'acme'"));
    delete(&anna, ANNA).ok::<DeleteAccount>();
    assert_eq!(app.db().number(WORKING), 1);
}

#[test]
fn deletion_that_is_refused_revokes_nothing() {
    let app = TestApp::new();
    let world = World::new(&app);
    create(&world.owner, &world.environment(Mode::Live), "Server");
    delete(&world.owner, "owner@example.com").problem(409);
    delete(&world.owner, "somebody@example.com").fault(422, "confirm");
    let wrong = json!({ "confirm": "owner@example.com", "revoke_keys": "yes" });
    world.owner.send::<DeleteAccount>(&(), wrong).fault(422, "revoke_keys");
    assert_eq!(app.db().number(WORKING), 1);
}

#[test]
fn thousands_of_keys_go_slice_by_slice_with_the_rights_of_then() {
    let app = TestApp::new();
    let world = World::new(&app);
    let anna = world.join(ANNA, Role::Developer);
    add_projects(&app, 43);
    app.db().execute("UPDATE projects SET developers_publish_live = 1");
    fill(&app, 25);
    assert_eq!(app.db().number(WORKING), 2_200);
    app.wait(1);
    delete(&anna, ANNA).ok::<DeleteAccount>();
    assert_eq!(app.db().number(WORKING), 1_700, "500 at once");
    assert_eq!(app.db().number("SELECT count(*) FROM key_revocations"), 1);
    app.run_cron();
    assert_eq!(app.db().number(WORKING), 200);
    app.run_cron();
    assert_eq!(app.db().number(WORKING), 0);
    assert_eq!(app.db().number("SELECT count(*) FROM key_revocations"), 0);
    // Each key is named once, by an entry of each environment, and none of it is shortened.
    let named = "SELECT count(DISTINCT j.value) || ' of ' || count(*) FROM audit_entries a, json_each(a.details, '$.keys') j \
        WHERE a.action = 'revoke_key' AND a.way = 'console'";
    assert_eq!(app.db().text(named), "2200 of 2200");
    let entries = "SELECT count(*) FROM audit_entries WHERE action = 'revoke_key'";
    assert!((88..100).contains(&app.db().number(entries)));
}

#[test]
fn what_a_project_allows_after_the_deletion_changes_nothing_of_what_is_revoked() {
    let app = TestApp::new();
    let world = World::new(&app);
    let anna = world.join(ANNA, Role::Developer);
    add_projects(&app, 43);
    app.db().execute("UPDATE projects SET developers_publish_live = 1 WHERE slug <> 'checkout'");
    fill(&app, 25);
    app.wait(1);
    delete(&anna, ANNA).ok::<DeleteAccount>();
    assert_eq!(app.db().number(WORKING), 1_700, "500 at once");
    // What was allowed is forbidden, and what was forbidden allowed.
    app.db().execute("UPDATE projects SET developers_publish_live = 1 - developers_publish_live");
    for _ in 0..3 {
        app.wait(MINUTE);
        app.run_cron();
    }
    let left = "SELECT count(*) || ' in ' || group_concat(DISTINCT p.slug) FROM keys k JOIN projects p ON p.id = k.project_id WHERE k.revoked_at IS NULL";
    assert_eq!(app.db().text(left), "50 in checkout");
    assert_eq!(app.db().number("SELECT count(*) FROM key_revocations"), 0);
}

#[test]
fn role_that_is_lost_at_the_very_moment_of_the_deletion_revokes_nothing() {
    let app = TestApp::new();
    let world = World::new(&app);
    let anna = world.join(ANNA, Role::Admin);
    create(&anna, &world.environment(Mode::Live), "Server");
    app.db()
        .before_batch
        .replace(Some("UPDATE memberships SET role = 1 WHERE email_key = 'anna@example.com'"));
    delete(&anna, ANNA).ok::<DeleteAccount>();
    assert_eq!(app.db().number(WORKING), 1);
    assert_eq!(app.db().number("SELECT count(*) FROM key_revocations"), 0);
}

#[test]
fn organization_that_was_deleted_and_restored_meanwhile_has_none_of_them_and_keeps_what_was_made_since() {
    let app = TestApp::new();
    let world = World::new(&app);
    let anna = world.join(ANNA, Role::Admin);
    add_projects(&app, 43);
    fill(&app, 25);
    app.wait(1);
    delete(&anna, ANNA).ok::<DeleteAccount>();
    crate::deletions::delete(&world).ok::<DeleteOrganization>();
    for _ in 0..4 {
        app.wait(MINUTE);
        app.run_cron();
    }
    crate::deletions::restore(&world).ok::<RestoreOrganization>();
    assert_eq!(app.db().number(WORKING), 0);
    world.create_key(Mode::Live);
    app.wait(MINUTE);
    app.run_cron();
    assert_eq!(app.db().number(WORKING), 1);
    assert_eq!(app.db().number("SELECT count(*) FROM key_revocations"), 0);
}

#[test]
fn account_with_very_many_keys_keeps_no_other_waiting() {
    let app = TestApp::new();
    let world = World::new(&app);
    let anna = world.join(ANNA, Role::Admin);
    let ben = world.join("ben@example.com", Role::Admin);
    add_projects(&app, 43);
    fill(&app, 25);
    app.db().execute(
        "UPDATE keys SET created_by = (SELECT id FROM users WHERE email_key = 'ben@example.com') \
         WHERE id IN (SELECT id FROM keys ORDER BY id LIMIT 600)",
    );
    let ben_id = app.db().text("SELECT id FROM users WHERE email_key = 'ben@example.com'");
    for (by, email) in [(&anna, ANNA), (&ben, "ben@example.com")] {
        app.wait(1);
        delete(by, email).ok::<DeleteAccount>();
    }
    assert_eq!(app.db().number(WORKING), 1_200);
    app.wait(MINUTE);
    app.run_cron();
    assert_eq!(app.db().number(&format!("{WORKING} AND created_by = '{ben_id}'")), 0);
    assert_eq!(app.db().number(WORKING), 100, "two slices of that run were for the large one");
}
