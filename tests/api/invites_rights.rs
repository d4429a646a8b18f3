//! Invites that are accepted when something has changed: the inviter's right, the seats, the organization, the address.

use crate::invites_accept::{accept, show};
use crate::support::{FULL, TestApp, World};
use portico_api::Role;
use portico_api::account::DeleteAccount;
use portico_api::invites::{AcceptInvite, Standing};
use portico_api::plans::PlanId;
use portico_api::session::ShowSession;
use serde_json::{Value, json};

#[test]
fn inviter_who_lost_the_right_gives_nothing_any_more() {
    let app = TestApp::new();
    let world = World::new(&app);
    let link = world.invite_link("new@example.com");
    let new = app.sign_in("new@example.com");
    for (sql, standing) in [
        ("UPDATE memberships SET role = 2 WHERE email_key = 'owner@example.com'", Standing::InviterLostRight),
        ("DELETE FROM memberships WHERE email_key = 'owner@example.com'", Standing::InviterLostRight),
    ] {
        app.db().execute(sql);
        assert_eq!(show(&new, &link).standing, standing);
        assert!(accept(&new, &link).problem(409).is("invite_closed"));
    }
}

#[test]
fn invite_of_an_owner_by_somebody_who_is_admin_by_now_is_refused() {
    let app = TestApp::new();
    let world = World::new(&app);
    let link = world.link_of(&world.invite("new@example.com", Role::Owner));
    app.db().execute("UPDATE memberships SET role = 3 WHERE email_key = 'owner@example.com'");
    accept(&app.sign_in("new@example.com"), &link).problem(409);
}

#[test]
fn seat_limit_is_checked_once_more_when_accepting() {
    let app = TestApp::new();
    let world = World::new(&app);
    let link = world.invite_link("new@example.com");
    app.db().execute(FULL);
    let new = app.sign_in("new@example.com");
    assert_eq!(show(&new, &link).standing, Standing::NoSeat);
    let problem = accept(&new, &link).problem(402);
    assert!(problem.is("limit_reached"));
    let limit = problem.limit.unwrap();
    assert_eq!((limit.of.as_str(), limit.plan, limit.allowed), ("members", PlanId::Free, 5));
}

#[test]
fn invite_to_a_deleted_organization_says_so() {
    let app = TestApp::new();
    let world = World::new(&app);
    let link = world.invite_link("new@example.com");
    app.db().execute("UPDATE organizations SET deleted_at = 1 WHERE slug = 'acme'");
    let new = app.sign_in("new@example.com");
    assert_eq!(show(&new, &link).standing, Standing::OrganizationDeleted);
    accept(&new, &link).problem(409);
    assert!(new.get::<ShowSession>(&()).ok::<ShowSession>().invites.is_empty());
}

#[test]
fn member_by_other_means_keeps_the_role_when_accepting() {
    let app = TestApp::new();
    let world = World::new(&app);
    let link = world.invite_link("new@example.com");
    let new = world.join("new@example.com", Role::Admin);
    assert_eq!(accept(&new, &link).ok::<AcceptInvite>().role, Role::Admin);
}

#[test]
fn invite_is_not_accepted_by_somebody_whose_address_changes_at_that_very_moment() {
    let app = TestApp::new();
    let world = World::new(&app);
    let link = world.invite_link("new@example.com");
    let new = app.sign_in("new@example.com");
    app.db().before_batch.replace(Some(
        "UPDATE users SET email = 'other@example.com', email_key = 'other@example.com' WHERE email_key = 'new@example.com'",
    ));
    assert!(new.send::<AcceptInvite>(&link, Value::Null).problem(403).is("forbidden"));
    let members = "SELECT count(*) FROM memberships m JOIN organizations o ON o.id = m.organization_id WHERE o.slug = 'acme'";
    assert_eq!(app.db().number(members), 1);
    assert_eq!(app.db().number("SELECT count(*) FROM invites WHERE state = 'open'"), 1);
}

#[test]
fn person_is_a_member_of_five_hundred_organizations_at_most_and_can_delete_the_account_then() {
    let app = TestApp::new();
    let world = World::new(&app);
    let link = world.invite_link("new@example.com");
    let new = app.sign_in("new@example.com");
    app.db().execute(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) \
         INSERT INTO organizations (id, name, name_key, website, slug, created_at, updated_at) \
         SELECT '01990000-0000-7000-8000-000000000' || printf('%03d', i), 'O', 'o', 'https://o.example', 'o' || i, 1, 1 FROM n; \
         INSERT INTO memberships (organization_id, user_id, role, created_at, email_key) \
         SELECT o.id, u.id, 1, 1, u.email_key FROM organizations o, users u WHERE o.name = 'O' AND u.email_key = 'new@example.com'",
    );
    let refused = accept(&new, &link).problem(403);
    assert!(refused.detail.starts_with("You are a member of 500 organizations"), "{}", refused.detail);
    assert_eq!(show(&new, &link).standing, Standing::Open);
    app.db()
        .execute("DELETE FROM memberships WHERE organization_id = '01990000-0000-7000-8000-000000000007'");
    accept(&new, &link).ok::<AcceptInvite>();
    // Whoever is one already gets the same answer again.
    accept(&new, &link).ok::<AcceptInvite>();
    let before = app.db().steps.get();
    new.send::<DeleteAccount>(&(), json!({ "confirm": "new@example.com" })).ok::<DeleteAccount>();
    let steps = app.db().steps.get() - before;
    assert!(steps < 3_000_000, "{steps}");
    assert_eq!(app.db().number("SELECT count(*) FROM audit_entries WHERE action = 'delete_account' AND organization_id IS NOT NULL"), 500);
    assert_eq!(app.db().number("SELECT count(*) FROM memberships"), 2);
}
