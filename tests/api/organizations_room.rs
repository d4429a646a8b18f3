//! One person creates as many organizations that nobody pays for as are good for anything, and no more.

use crate::billing::change;
use crate::support::{Browser, DAY, Reply, TestApp, World, create_organization};
use portico_api::Role;
use portico_api::members::{MANY_MEMBERSHIPS, MEMBERSHIPS_MAX, TransferOwnership};
use portico_api::organizations::{
    CreateOrganization, ORGANIZATIONS_PER_CLIENT, ORGANIZATIONS_PER_NETWORK, OrganizationParams,
};
use portico_api::plans::{FREE_ORGANIZATIONS, FREE_ORGANIZATIONS_OF_PAYING, Interval, PlanId};
use portico_api::session::ShowSession;
use portico_edge::http::Request;
use serde_json::json;
use std::cell::Cell;

fn create(by: &Browser, name: &str) -> Reply {
    by.send::<CreateOrganization>(&(), json!({ "name": name, "website": "example.com" }))
}

/// Used and allowed, as the session says it.
fn room(by: &Browser) -> (i64, i64) {
    let room = by.get::<ShowSession>(&()).ok::<ShowSession>().room;
    (room.used, room.allowed)
}

/// Creates as many as there may be.
fn fill(by: &Browser) {
    for number in room(by).0..FREE_ORGANIZATIONS {
        create_organization(by, &format!("Organization {number}"));
    }
}

#[test]
fn twenty_first_free_organization_of_a_person_is_refused_with_numbers_and_the_way_out() {
    let app = TestApp::new();
    let owner = app.sign_in("owner@example.com");
    assert_eq!(room(&owner), (0, 20));
    fill(&owner);
    assert_eq!(room(&owner), (20, 20));
    let problem = create(&owner, "One more").problem(402);
    let limit = problem.limit.clone().unwrap();
    assert_eq!((limit.of.as_str(), limit.allowed, limit.used), ("organizations", 20, 20));
    assert!(problem.detail.contains("20 organizations on the Free plan"), "{}", problem.detail);
    assert_eq!(app.db().number("SELECT count(*) FROM organizations"), 20);
}

#[test]
fn whoever_pays_for_one_has_room_for_more() {
    let app = TestApp::new();
    let owner = app.sign_in("owner@example.com");
    fill(&owner);
    change(&owner, "organization-0", PlanId::Pro, Interval::Month);
    assert_eq!(room(&owner), (19, FREE_ORGANIZATIONS_OF_PAYING));
    create(&owner, "One more").ok::<CreateOrganization>();
    create(&owner, "And another").ok::<CreateOrganization>();
}

#[test]
fn organizations_that_others_created_or_own_now_do_not_count() {
    let app = TestApp::new();
    let world = World::new(&app);
    // Of somebody else, and of which one is Owner as well.
    let second = world.join("second@example.com", Role::Owner);
    assert_eq!(room(&second), (0, 20));
    let member = world.member_params("second@example.com").member;
    world.member(Role::Viewer);
    fill(&world.owner);
    create(&world.owner, "One more").problem(402);
    let at = OrganizationParams { organization: "acme".into() };
    app.db().execute("UPDATE memberships SET role = 3 WHERE user_id = (SELECT id FROM users WHERE email = 'second@example.com')");
    world.owner.send::<TransferOwnership>(&at, json!({ "member": member })).ok::<TransferOwnership>();
    assert_eq!((room(&world.owner), room(&second)), ((19, 20), (0, 20)));
    create(&world.owner, "One more").ok::<CreateOrganization>();
}

#[test]
fn last_place_for_an_organization_is_given_once() {
    let app = TestApp::new();
    let owner = app.sign_in("owner@example.com");
    for number in 0..FREE_ORGANIZATIONS - 1 {
        create_organization(&owner, &format!("Organization {number}"));
    }
    // Another one is created between proof and batch.
    app.db().before_batch.replace(Some(
        "INSERT INTO organizations (id, name, name_key, website, slug, created_at, updated_at, created_by) \
         SELECT 'raced', 'R', 'r', 'https://r.example', 'raced', 1, 1, id FROM users; \
         INSERT INTO memberships (organization_id, user_id, role, created_at) SELECT 'raced', id, 4, 1 FROM users; \
         INSERT INTO subscriptions (organization_id) VALUES ('raced')",
    ));
    let problem = create(&owner, "One more").problem(402);
    assert_eq!(problem.limit.as_ref().map(|limit| limit.used), Some(20));
}

#[test]
fn as_many_accounts_as_one_likes_create_so_many_organizations_from_one_place_and_another_place_goes_on() {
    let app = TestApp::new();
    let number = Cell::new(0);
    let create = |client: &str| {
        number.set(number.get() + 1);
        let by = app.sign_in(&format!("a{}@example.com", number.get()));
        let body = json!({ "name": format!("Organization {}", number.get()), "website": "example.com" });
        let request = by.request::<CreateOrganization>(&(), body);
        app.send(&Request { client_address: Some(client.to_owned()), ..request })
    };
    for client in ["192.0.2.7", "2001:db8:1:1::1", "2001:db8:1:2::1"] {
        create(client).ok::<CreateOrganization>();
    }
    let used = |scope: &str| {
        app.db().number(&format!("SELECT max(used) FROM budgets WHERE scope = 'organization_{scope}'"))
    };
    assert_eq!((used("client"), used("network")), (1, 2));
    app.db().execute(&format!(
        "UPDATE budgets SET used = 2 * {ORGANIZATIONS_PER_CLIENT} WHERE scope = 'organization_client'; \
         UPDATE budgets SET used = 2 * {ORGANIZATIONS_PER_NETWORK} - 1 WHERE scope = 'organization_network'"
    ));
    let refused = create("192.0.2.7").problem(429);
    assert!(
        refused.detail.starts_with("Too many organizations were created from your network"),
        "{refused:?}"
    );
    assert_eq!(create("2001:db8:1:1::ffff").status, 429);
    create("2001:db8:1:3::1").ok::<CreateOrganization>();
    assert_eq!(create("2001:db8:1:4::1").status, 429);
    create("192.0.2.8").ok::<CreateOrganization>();
    create("2001:db8:2:1::1").ok::<CreateOrganization>();
    app.wait(DAY);
    create("192.0.2.7").ok::<CreateOrganization>();
}

#[test]
fn few_accounts_that_create_all_they_may_keep_nobody_at_their_place_from_a_first_organization() {
    let app = TestApp::new();
    let create = |by: &Browser, name: &str| {
        let body = json!({ "name": name, "website": "example.com" });
        let request = by.request::<CreateOrganization>(&(), body);
        app.send(&Request { client_address: Some("192.0.2.7".to_owned()), ..request })
    };
    let greedy = app.sign_in("greedy@example.com");
    create(&greedy, "One").ok::<CreateOrganization>();
    app.db().execute(&format!(
        "UPDATE budgets SET used = {ORGANIZATIONS_PER_CLIENT} WHERE scope = 'organization_client'"
    ));
    assert_eq!(create(&greedy, "Another").status, 429);
    let new = app.sign_in("new@example.com");
    create(&new, "First").ok::<CreateOrganization>();
    assert_eq!(create(&new, "Second").status, 429);
}

/// SQL that makes everybody who signed in a member of so many organizations more.
fn memberships(count: i64) -> String {
    format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) \
         INSERT INTO organizations (id, name, name_key, website, slug, created_at, updated_at) \
         SELECT '01990000-0000-7000-8000-000000000' || printf('%03d', i), 'O', 'o', 'https://o.example', 'o' || i, 1, 1 FROM n; \
         INSERT INTO memberships (organization_id, user_id, role, created_at, email_key) \
         SELECT o.id, u.id, 1, 1, u.email_key FROM organizations o, users u WHERE o.name = 'O'; \
         INSERT INTO subscriptions (organization_id) SELECT id FROM organizations WHERE name = 'O'"
    )
}

#[test]
fn member_of_five_hundred_organizations_creates_none_and_hears_it_beforehand() {
    let app = TestApp::new();
    let owner = app.sign_in("owner@example.com");
    app.db().execute(&memberships(499));
    create_organization(&owner, "The last one");
    let room = owner.get::<ShowSession>(&()).ok::<ShowSession>().room;
    assert_eq!(room.memberships, MEMBERSHIPS_MAX);
    assert_eq!(room.refusal().as_deref(), Some(MANY_MEMBERSHIPS));
    assert_eq!(create(&owner, "One more").problem(403).detail, MANY_MEMBERSHIPS);
    // One in the trash may come back.
    app.db().execute("UPDATE organizations SET deleted_at = 1 WHERE slug = 'o1'");
    create(&owner, "One more").problem(403);
    app.db().execute(
        "DELETE FROM memberships WHERE organization_id = (SELECT id FROM organizations WHERE slug = 'o1')",
    );
    create(&owner, "One more").ok::<CreateOrganization>();
}

#[test]
fn last_membership_is_given_once() {
    let app = TestApp::new();
    let owner = app.sign_in("owner@example.com");
    app.db().execute(&memberships(499));
    app.db().before_batch.replace(Some(
        "INSERT INTO organizations (id, name, name_key, website, slug, created_at, updated_at) VALUES ('raced', 'R', 'r', 'https://r.example', 'raced', 1, 1); \
         INSERT INTO memberships (organization_id, user_id, role, created_at) SELECT 'raced', id, 1, 1 FROM users",
    ));
    assert_eq!(create(&owner, "One more").problem(403).detail, MANY_MEMBERSHIPS);
    assert_eq!(app.db().number("SELECT count(*) FROM memberships"), MEMBERSHIPS_MAX);
}
