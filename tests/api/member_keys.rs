//! Keys belong to their environment: what becomes of them when whoever made them goes.

use crate::account_keys;
use crate::imports;
use crate::keys::list_params;
use crate::support::{Browser, DAY, TestApp, World, create_organization, create_project};
use crate::trash;
use portico_api::account::DeleteAccount;
use portico_api::deletions::PreviewDeletion;
use portico_api::environments::{EnvironmentParams, Mode};
use portico_api::keys::{CreateKey, CreatedKey, KEYS_COUNTED, ListKeys};
use portico_api::members::{
    LeaveOrganization, LeaveParams, ListMemberKeys, MemberKeys, MemberParams, RemovalParams, RemoveMember,
};
use portico_api::projects::UpdateProject;
use portico_api::trash::DeleteProject;
use portico_api::{Endpoint, Role};
use serde_json::{Value, json};

fn create(world: &World, by: &Browser, mode: Mode, body: Value) -> CreatedKey {
    // IDs are in the order of time.
    world.app.wait(1);
    by.send::<CreateKey>(&world.environment(mode), body).ok::<CreateKey>()
}

fn of(world: &World, by: &Browser, email: &str) -> MemberKeys {
    by.get::<ListMemberKeys>(&world.member_params(email)).ok::<ListMemberKeys>()
}

fn removal(world: &World, email: &str, revoke_keys: bool) -> RemovalParams {
    let MemberParams { organization, member } = world.member_params(email);
    RemovalParams { organization, member, revoke_keys }
}

fn works(app: &TestApp, world: &World, mode: Mode, key: &CreatedKey) -> bool {
    app.read_with(world.environment_id(mode), &key.token).status == 200
}

#[test]
fn keys_that_a_member_made_are_listed_with_project_and_mode_while_they_work() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.go_live();
    let anna = world.join("anna@example.com", Role::Admin);
    let sandbox = create(&world, &anna, Mode::Sandbox, json!({ "name": "Web" }));
    let live = create(&world, &anna, Mode::Live, json!({ "name": "Till" }));
    let at = 1_790_000_000_000_i64 + DAY;
    create(&world, &anna, Mode::Live, json!({ "name": "Old", "expires_at": at }));
    world.create_key(Mode::Live);
    // Of another organization nothing is shown here.
    create_organization(&anna, "Annas");
    create_project(&anna, "annas", "Hers");
    let hers = EnvironmentParams { organization: "annas".into(), project: "hers".into(), mode: Mode::Live };
    anna.send::<CreateKey>(&hers, json!({ "name": "Hers" })).ok::<CreateKey>();
    app.wait(2 * DAY);
    app.read_with(world.environment_id(Mode::Live), &live.token);
    let found = of(&world, &world.owner, "anna@example.com");
    let rows: Vec<_> =
        found.keys.iter().map(|key| (key.id.clone(), key.project.as_str(), key.mode)).collect();
    assert_eq!(rows, [(live.key.id, "Checkout", Mode::Live), (sandbox.key.id, "Checkout", Mode::Sandbox)]);
    assert_eq!((found.total, found.revocable), (2, 2));
    assert!(found.keys[0].last_used_at.is_some() && found.keys[1].last_used_at.is_none());
    // Somebody who only looks may revoke none of them.
    let viewer = world.member(Role::Viewer);
    assert_eq!(of(&world, &viewer, "anna@example.com").revocable, 0);
    world.owner.get::<ListMemberKeys>(&world.member_params("stranger@example.com")).problem(404);
}

#[test]
fn removed_member_leaves_keys_behind_that_go_on_working_and_say_so() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.go_live();
    let anna = world.join("anna@example.com", Role::Admin);
    let key = create(&world, &anna, Mode::Live, json!({ "name": "Till" }));
    let shown = || world.owner.get::<ListKeys>(&list_params(&world, Mode::Live)).ok::<ListKeys>().keys;
    assert!(shown()[0].by_member);
    world
        .owner
        .send::<RemoveMember>(&removal(&world, "anna@example.com", false), Value::Null)
        .ok::<RemoveMember>();
    assert!(works(&app, &world, Mode::Live, &key));
    assert!(!shown()[0].by_member);
}

#[test]
fn removal_revokes_the_members_keys_in_the_same_step_and_no_others() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.go_live();
    let anna = world.join("anna@example.com", Role::Developer);
    let change = json!({ "developers_publish_live": true, "version": 1 });
    world.owner.send::<UpdateProject>(&world.project_params(), change).ok::<UpdateProject>();
    let keys = [Mode::Sandbox, Mode::Live]
        .map(|mode| (mode, create(&world, &anna, mode, json!({ "name": "Hers" }))));
    let other = world.create_key(Mode::Live);
    let by = world.member(Role::Admin);
    by.send::<RemoveMember>(&removal(&world, "anna@example.com", true), Value::Null).ok::<RemoveMember>();
    for (mode, key) in &keys {
        assert!(!works(&app, &world, *mode, key));
    }
    assert!(works(&app, &world, Mode::Live, &other));
    // As if each had been revoked by hand.
    let sql = "SELECT group_concat(details, ';') FROM (SELECT a.details FROM audit_entries a JOIN users u ON u.id = a.actor_id \
               AND u.email_key = 'admin@example.com' WHERE a.action = 'revoke_key' ORDER BY a.details)";
    let expected = keys.map(|(_, key)| json!({ "key": key.key.id }).to_string()).join(";");
    assert_eq!(app.db().text(sql), expected);
    assert_eq!(app.db().number("SELECT count(DISTINCT length(id)) FROM audit_entries"), 1);
}

#[test]
fn keys_of_environments_whose_ids_end_alike_are_revoked_as_any_others() {
    let ways: [fn(&World, &Browser); 2] = [
        |world, _| {
            let removal = removal(world, "anna@example.com", true);
            world.owner.send::<RemoveMember>(&removal, Value::Null).ok::<RemoveMember>();
        },
        |_, anna| {
            account_keys::delete(anna, "anna@example.com").ok::<DeleteAccount>();
        },
    ];
    for goes in ways {
        let app = TestApp::new();
        let world = World::new(&app);
        let anna = world.join("anna@example.com", Role::Admin);
        for place in imports::alike(&world.owner, "acme") {
            anna.send::<CreateKey>(&place, json!({ "name": "Hers" })).ok::<CreateKey>();
        }
        goes(&world, &anna);
        assert_eq!(app.db().number("SELECT count(*) FROM keys WHERE revoked_at IS NULL"), 0);
        assert_eq!(app.db().number("SELECT count(*) FROM audit_entries WHERE action = 'revoke_key'"), 2);
    }
}

#[test]
fn key_that_is_made_at_the_same_moment_is_revoked_as_well() {
    let app = TestApp::new();
    let world = World::new(&app);
    let anna = world.join("anna@example.com", Role::Admin);
    create(&world, &anna, Mode::Live, json!({ "name": "Till" }));
    app.db().before_batch.replace(Some(
        "INSERT INTO keys SELECT 'late', organization_id, project_id, environment_id, 'Late', '0000', 'hash', created_by, created_at, \
           NULL, NULL, NULL, NULL FROM keys",
    ));
    world
        .owner
        .send::<RemoveMember>(&removal(&world, "anna@example.com", true), Value::Null)
        .ok::<RemoveMember>();
    assert_eq!(app.db().number("SELECT count(*) FROM keys WHERE revoked_at IS NULL"), 0);
}

#[test]
fn removal_that_is_refused_revokes_nothing() {
    let app = TestApp::new();
    let world = World::new(&app);
    let owner = "owner@example.com";
    world.create_key(Mode::Live);
    let by = world.member(Role::Admin);
    by.send::<RemoveMember>(&removal(&world, owner, true), Value::Null).problem(403);
    world.owner.send::<RemoveMember>(&removal(&world, owner, true), Value::Null).problem(409);
    let params = LeaveParams { organization: "acme".into(), revoke_keys: true };
    world.owner.send::<LeaveOrganization>(&params, Value::Null).problem(409);
    world.join("anna@example.com", Role::Viewer);
    app.db().before_batch.replace(Some("UPDATE memberships SET role = 2 WHERE role = 3"));
    by.send::<RemoveMember>(&removal(&world, "anna@example.com", true), Value::Null).problem(403);
    assert_eq!(app.db().number("SELECT count(*) FROM keys WHERE revoked_at IS NOT NULL"), 0);
    assert_eq!(app.db().number("SELECT count(*) FROM audit_entries WHERE action = 'revoke_key'"), 0);
}

#[test]
fn whoever_leaves_revokes_what_they_may_revoke() {
    let app = TestApp::new();
    let world = World::new(&app);
    let leave = LeaveParams { organization: "acme".into(), revoke_keys: true };
    // Made while Developers were allowed to; not allowed to any more.
    for (allowed, left) in [(0, 1), (1, 0)] {
        let anna = world.join("anna@example.com", Role::Developer);
        app.db().execute("UPDATE projects SET developers_publish_live = 1");
        create(&world, &anna, Mode::Sandbox, json!({ "name": "Hers" }));
        app.db().execute(&format!("UPDATE projects SET developers_publish_live = {allowed}"));
        let keys = of(&world, &anna, "anna@example.com");
        assert_eq!((keys.total > 0, keys.revocable > 0), (true, allowed == 1));
        anna.send::<LeaveOrganization>(&leave, Value::Null).ok::<LeaveOrganization>();
        assert_eq!(app.db().number("SELECT count(*) FROM keys WHERE revoked_at IS NULL"), left);
    }
}

#[test]
fn key_of_a_project_in_the_trash_is_listed_and_does_not_come_back_with_it() {
    let app = TestApp::new();
    let world = World::new(&app);
    let anna = world.join("anna@example.com", Role::Admin);
    create(&world, &anna, Mode::Live, json!({ "name": "Till" }));
    trash::delete(&world).ok::<DeleteProject>();
    assert!(of(&world, &world.owner, "anna@example.com").keys[0].in_trash);
    world
        .owner
        .send::<RemoveMember>(&removal(&world, "anna@example.com", true), Value::Null)
        .ok::<RemoveMember>();
    trash::restore(&world, json!({}));
    assert_eq!(app.db().number("SELECT count(*) FROM keys WHERE revoked_at IS NULL"), 0);
}

/// So many projects more, with both environments.
pub(crate) fn add_projects(app: &TestApp, count: usize) {
    app.db().execute(&format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) \
         INSERT INTO projects (id, organization_id, name, name_key, slug, created_at, updated_at) \
         SELECT printf('01990000-0000-7000-8000-%011d0', i), o.id, 'P' || i, 'p' || i, 'p' || i, 1, 1 FROM n, organizations o WHERE o.slug = 'acme'; \
         INSERT INTO environments (id, organization_id, project_id, mode, created_at) \
         SELECT substr(p.id, 1, 35) || m.nth, p.organization_id, p.id, m.mode, 1 \
         FROM projects p, (SELECT '1' AS nth, 'live' AS mode UNION ALL SELECT '2', 'sandbox') m WHERE p.slug LIKE 'p%'"
    ));
}

/// So many keys of Anna's in each environment there is.
pub(crate) fn fill(app: &TestApp, keys: usize) {
    app.db().execute(&format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {keys}) \
         INSERT INTO keys (id, organization_id, project_id, environment_id, name, last4, token_hash, created_by, created_at) \
         SELECT e.id || i, e.organization_id, e.project_id, e.id, 'Key', '0000', e.id || i, u.id, 1 \
         FROM n, environments e, users u WHERE u.email_key = 'anna@example.com'"
    ));
}

#[test]
fn member_with_ten_thousand_keys_goes_with_all_of_them_and_whoever_removes_them_goes_on() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.unlimited();
    world.join("anna@example.com", Role::Admin);
    // What Pro allows, its trash included.
    add_projects(&app, 99);
    fill(&app, 50);
    assert_eq!(app.db().number("SELECT count(*) FROM keys"), 10_000);
    let found = of(&world, &world.owner, "anna@example.com");
    assert_eq!((found.total, found.revocable, found.keys.len()), (KEYS_COUNTED, KEYS_COUNTED, 100));
    let preview = world.owner.get::<PreviewDeletion>(&world.organization_params()).ok::<PreviewDeletion>();
    assert_eq!(preview.keys, KEYS_COUNTED);
    let before = app.db().steps.get();
    let removal = removal(&world, "anna@example.com", true);
    world.owner.send::<RemoveMember>(&removal, Value::Null).ok::<RemoveMember>();
    let steps = app.db().steps.get() - before;
    assert!(steps < 10_000 * 200, "{steps}");
    assert_eq!(app.db().number("SELECT count(*) FROM keys WHERE revoked_at IS NULL"), 0);
    // Each key is named once, and none of it is shortened.
    let named = "SELECT count(DISTINCT j.value) || ' of ' || count(*) FROM audit_entries a, json_each(a.details, '$.keys') j WHERE a.action = 'revoke_key'";
    assert_eq!(app.db().text(named), "10000 of 10000");
    assert_eq!(app.db().number("SELECT count(*) FROM audit_entries WHERE action = 'revoke_key'"), 200);
    let change = json!({ "name": "Still here", "version": 1 });
    world.owner.send::<UpdateProject>(&world.project_params(), change).ok::<UpdateProject>();
}

#[test]
fn entries_of_one_removal_are_at_most_five_hundred_and_every_key_goes() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.join("anna@example.com", Role::Admin);
    add_projects(&app, 299);
    fill(&app, 1);
    let removal = removal(&world, "anna@example.com", true);
    world.owner.send::<RemoveMember>(&removal, Value::Null).ok::<RemoveMember>();
    assert_eq!(app.db().number("SELECT count(*) FROM keys WHERE revoked_at IS NULL"), 0);
    assert_eq!(app.db().number("SELECT count(*) FROM audit_entries WHERE action = 'revoke_key'"), 500);
}

#[test]
fn what_is_no_yes_and_no_no_is_refused() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.join("anna@example.com", Role::Viewer);
    let mut request =
        world.owner.request::<RemoveMember>(&removal(&world, "anna@example.com", false), Value::Null);
    request.query = "revoke_keys=yes".into();
    let refused = app.send(&request);
    assert_eq!(refused.fault(422, "revoke_keys"), "This must be `true` or `false`.");
    assert_eq!(app.db().number("SELECT count(*) FROM memberships WHERE email_key = 'anna@example.com'"), 1);
    assert_eq!(RemoveMember::NAME, "remove_member");
}
