//! Answers that are given again, and the rights that it takes then.

use crate::keys::key_params;
use crate::replays::{keyed, twice};
use crate::support::{TestApp, World};
use crate::trash;
use portico_api::Role;
use portico_api::configuration::SaveDraft;
use portico_api::environments::Mode;
use portico_api::keys::{CreateKey, RevokeKey};
use portico_api::members::{ChangeRole, LeaveOrganization, RemoveMember, TransferOwnership};
use portico_api::trash::DeleteProject;
use portico_edge::http::Request;
use serde_json::{Value, json};

#[test]
fn what_takes_the_callers_own_right_is_answered_again_all_the_same() {
    let app = TestApp::new();
    let world = World::new(&app);
    let admin = world.member(Role::Admin);
    let heir = world.member_params("admin@example.com").member;
    twice(
        &app,
        &keyed::<TransferOwnership>(&world.owner, &world.organization_params(), json!({ "member": heir })),
    );
    let own = world.member_params("owner@example.com");
    twice(&app, &keyed::<ChangeRole>(&world.owner, &own, json!({ "role": "developer", "from": "admin" })));
    let leave = keyed::<LeaveOrganization>(&world.owner, &world.leaving(), Value::Null);
    twice(&app, &leave);
    // What was left is nobody else's to see again, nor under another key.
    app.send(&keyed::<LeaveOrganization>(&world.stranger, &world.leaving(), Value::Null)).problem(404);
    app.send(&Request { idempotency_key: Some("another-key".into()), ..leave }).problem(404);
    let removed = world.removal("admin@example.com");
    let second = world.join("second@example.com", Role::Owner);
    app.send(&keyed::<RemoveMember>(&second, &removed, Value::Null)).ok::<RemoveMember>();
    app.send(&keyed::<LeaveOrganization>(&admin, &world.leaving(), Value::Null)).problem(404);
}

#[test]
fn key_to_live_is_told_again_only_to_whoever_may_make_one_now() {
    for (loss, undone) in [
        (
            "UPDATE memberships SET role = 2 WHERE email_key = 'admin@example.com'",
            "UPDATE memberships SET role = 3 WHERE email_key = 'admin@example.com'",
        ),
        (
            "UPDATE memberships SET role = 1 WHERE email_key = 'admin@example.com'",
            "UPDATE memberships SET role = 3 WHERE email_key = 'admin@example.com'",
        ),
    ] {
        let app = TestApp::new();
        let world = World::new(&app);
        let admin = world.member(Role::Admin);
        let request = keyed::<CreateKey>(&admin, &world.environment(Mode::Live), json!({ "name": "Server" }));
        let first = app.send(&request).ok::<CreateKey>();
        app.db().execute(loss);
        let refused = app.send(&request);
        assert!(!refused.response.body.contains(&first.token));
        refused.problem(403);
        app.db().execute(undone);
        assert_eq!(app.send(&request).ok::<CreateKey>(), first);
        app.db().execute("DELETE FROM memberships WHERE email_key = 'admin@example.com'");
        app.send(&request).problem(404);
        assert_eq!(app.db().number("SELECT count(*) FROM keys"), 1);
    }
}

#[test]
fn nothing_of_live_is_told_again_once_developers_may_not_publish_there() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.go_live();
    app.db().execute("UPDATE projects SET developers_publish_live = 1");
    let developer = world.member(Role::Developer);
    let live = world.environment(Mode::Live);
    let key =
        app.send(&keyed::<CreateKey>(&developer, &live, json!({ "name": "Server" }))).ok::<CreateKey>().key;
    let body =
        json!({ "revision": world.configuration(Mode::Live).revision, "set": { "features.sign_up": false } });
    let requests = [
        keyed::<CreateKey>(&developer, &live, json!({ "name": "Server" })),
        keyed::<RevokeKey>(&developer, &key_params(&world, Mode::Live, key.id.as_str()), Value::Null),
        keyed::<SaveDraft>(&developer, &live, body),
    ];
    for request in &requests {
        assert!(app.send(request).status < 300, "{}", request.path);
    }
    app.db().execute("UPDATE projects SET developers_publish_live = 0");
    for request in &requests {
        app.send(request).problem(403);
    }
    // The rights of a sandbox are others.
    let body = json!({ "revision": 0, "set": { "features.sign_up": false } });
    twice(&app, &keyed::<SaveDraft>(&developer, &world.environment(Mode::Sandbox), body));
}

#[test]
fn rank_that_was_needed_is_needed_again() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.join("victim@example.com", Role::Owner);
    let second = world.join("second@example.com", Role::Owner);
    let victim = world.member_params("victim@example.com");
    let change = keyed::<ChangeRole>(&second, &victim, json!({ "role": "admin", "from": "owner" }));
    app.send(&change).ok::<ChangeRole>();
    app.db().execute("UPDATE memberships SET role = 4 WHERE email_key = 'victim@example.com'");
    let remove = keyed::<RemoveMember>(&second, &world.removal("victim@example.com"), Value::Null);
    app.send(&remove).ok::<RemoveMember>();
    app.db().execute("UPDATE memberships SET role = 3 WHERE email_key = 'second@example.com'");
    app.send(&change).problem(403);
    app.send(&remove).problem(403);
    app.db().execute("UPDATE memberships SET role = 4 WHERE email_key = 'second@example.com'");
    app.send(&change).ok::<ChangeRole>();
    app.send(&remove).ok::<RemoveMember>();
}

#[test]
fn deleted_project_is_answered_again_only_to_whoever_still_may() {
    let app = TestApp::new();
    let world = World::new(&app);
    let admin = world.member(Role::Admin);
    let body = json!({ "confirm": "Checkout", "version": 1 });
    let request = keyed::<DeleteProject>(&admin, &world.project_params(), body);
    app.send(&request).ok::<DeleteProject>();
    // Nothing else of it is answered again: what was made in it is in the trash with it.
    let other = Request { idempotency_key: Some("another-key".into()), ..request.clone() };
    app.send(&other).problem(404);
    for loss in ["UPDATE memberships SET role = 2", "DELETE FROM memberships"] {
        app.db().execute(&format!("{loss} WHERE email_key = 'admin@example.com'"));
        app.send(&request).problem(404);
    }
}

#[test]
fn key_of_a_project_that_was_deleted_since_is_not_told_again() {
    let app = TestApp::new();
    let world = World::new(&app);
    let request =
        keyed::<CreateKey>(&world.owner, &world.environment(Mode::Live), json!({ "name": "Server" }));
    app.send(&request).ok::<CreateKey>();
    trash::delete(&world).ok::<DeleteProject>();
    app.send(&request).problem(404);
}
