//! A request that is sent again, because its answer was lost: it is answered as the first time, to whoever has the right now, where it was done.

use crate::keys::key_params;
use crate::sessions;
use crate::support::{Browser, TestApp, World, create_organization, unlimited};
use crate::trash;
use portico_api::account::UpdateAccount;
use portico_api::billing::{ChangePlan, UpdateBillingDetails};
use portico_api::configuration::{DiscardDraft, DiscardDraftParams, SaveDraft};
use portico_api::environments::Mode;
use portico_api::keys::{CreateKey, RevokeKey};
use portico_api::members::{ChangeRole, LeaveOrganization, RemoveMember, TransferOwnership};
use portico_api::organizations::{CreateOrganization, OrganizationParams, UpdateOrganization};
use portico_api::projects::{CreateProject, ProjectParams, UpdateProject};
use portico_api::schema::UpdateSchema;
use portico_api::sessions::{EndOtherSessions, EndSession};
use portico_api::trash::{DeleteProject, RestoreProject};
use portico_api::versions::RollBack;
use portico_api::{Endpoint, Role};
use portico_edge::http::Request;
use serde_json::{Value, json};

/// A request under a key of its own, as the console sends every change.
fn keyed<E: Endpoint>(by: &Browser, params: &E::Params, body: Value) -> Request {
    Request { idempotency_key: Some(format!("a-key-for-{}", E::NAME)), ..by.request::<E>(params, body) }
}

fn entries(app: &TestApp) -> i64 {
    app.db().number("SELECT count(*) FROM audit_entries")
}

/// Sends it twice, and sees to it that the second time changes nothing and answers the same.
fn twice(app: &TestApp, request: &Request) {
    let what = format!("{} {}", request.method, request.path);
    let first = app.send(request);
    assert!((200..300).contains(&first.status), "{what}: {}", first.json);
    let before = entries(app);
    let again = app.send(request);
    assert_eq!((again.status, &again.json), (first.status, &first.json), "{what}");
    assert_eq!(entries(app), before, "{what}");
}

#[test]
fn every_change_whose_answer_was_lost_is_answered_again() {
    type Sent = for<'a> fn(&World<'a>) -> Request;
    let all: &[Sent] = &[
        |world| keyed::<UpdateAccount>(&world.owner, &(), json!({ "name": "Olive" })),
        |world| keyed::<EndSession>(&world.owner, &sessions::another(world), Value::Null),
        |world| {
            sessions::another(world);
            keyed::<EndOtherSessions>(&world.owner, &(), Value::Null)
        },
        |world| {
            let body = json!({ "name": "New", "version": 1 });
            keyed::<UpdateOrganization>(&world.owner, &world.organization_params(), body)
        },
        |world| {
            let body = json!({ "name": "New", "version": 1 });
            keyed::<UpdateProject>(&world.owner, &world.project_params(), body)
        },
        |world| {
            let body = json!({ "email": "bills@example.com", "version": 1 });
            keyed::<UpdateBillingDetails>(&world.owner, &world.organization_params(), body)
        },
        |world| {
            let body = json!({ "plan": "pro", "interval": "month", "version": 1 });
            keyed::<ChangePlan>(&world.owner, &world.organization_params(), body)
        },
        |world| {
            let body = json!({ "revision": 0, "set": { "features.sign_up": false } });
            keyed::<SaveDraft>(&world.owner, &world.environment(Mode::Sandbox), body)
        },
        |world| {
            let body = json!({ "revision": 0, "secrets": { "auth.signing_secret": "s".repeat(32) } });
            keyed::<SaveDraft>(&world.owner, &world.environment(Mode::Live), body)
        },
        |world| {
            world.save(Mode::Sandbox, json!({ "features.sign_up": false }));
            let place = world.environment(Mode::Sandbox);
            let at = DiscardDraftParams {
                organization: place.organization,
                project: place.project,
                mode: place.mode,
                revision: 1,
            };
            keyed::<DiscardDraft>(&world.owner, &at, Value::Null)
        },
        |world| {
            let body = json!({ "settings": [], "version": 1 });
            keyed::<UpdateSchema>(&world.owner, &world.project_params(), body)
        },
        |world| {
            world.go_live();
            world.release(Mode::Live, json!({ "features.sign_up": false }));
            let body = json!({ "version": 2, "message": "Back", "confirm": "Checkout" });
            keyed::<RollBack>(&world.owner, &world.version(Mode::Live, 1), body)
        },
        |world| {
            let key = world.create_key(Mode::Live).key;
            keyed::<RevokeKey>(&world.owner, &key_params(world, Mode::Live, key.id.as_str()), Value::Null)
        },
        |world| {
            world.join("victim@example.com", Role::Viewer);
            let body = json!({ "role": "developer", "from": "viewer" });
            keyed::<ChangeRole>(&world.owner, &world.member_params("victim@example.com"), body)
        },
        |world| {
            world.join("victim@example.com", Role::Viewer);
            keyed::<RemoveMember>(&world.owner, &world.removal("victim@example.com"), Value::Null)
        },
        |world| {
            let body = json!({ "confirm": "Checkout", "version": 1 });
            keyed::<DeleteProject>(&world.owner, &world.project_params(), body)
        },
        |world| {
            trash::delete(world).ok::<DeleteProject>();
            keyed::<RestoreProject>(&world.owner, &trash::in_trash(world), json!({}))
        },
    ];
    for sent in all {
        let app = TestApp::new();
        let world = World::new(&app);
        twice(&app, &sent(&world));
    }
}

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
fn rename_that_ends_the_path_it_was_sent_to_is_answered_again() {
    let app = TestApp::new();
    let world = World::new(&app);
    let body = json!({ "slug": "pay", "version": 1 });
    twice(&app, &keyed::<UpdateProject>(&world.owner, &world.project_params(), body));
    let body = json!({ "slug": "acme-moved", "version": 1 });
    let rename = keyed::<UpdateOrganization>(&world.owner, &world.organization_params(), body);
    twice(&app, &rename);
    // Whoever has the slug now is not meant.
    create_organization(&world.owner, "Acme");
    app.send(&rename).problem(409);
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

#[test]
fn slug_that_leads_elsewhere_by_now_answers_nothing_of_where_it_led_then() {
    let app = TestApp::new();
    let world = World::new(&app);
    unlimited(&app);
    let member = world.join("member@example.com", Role::Admin);
    let project =
        keyed::<CreateProject>(&member, &world.organization_params(), json!({ "name": "Secret plan" }));
    let first = app.send(&project).ok::<CreateProject>();
    let key = keyed::<CreateKey>(&member, &world.environment(Mode::Live), json!({ "name": "Server" }));
    let token = app.send(&key).ok::<CreateKey>().token;
    let rename = json!({ "slug": "acme-moved", "version": 1 });
    world.owner.send::<UpdateOrganization>(&world.organization_params(), rename).ok::<UpdateOrganization>();
    app.db().execute("DELETE FROM memberships WHERE email_key = 'member@example.com'");
    app.send(&project).problem(404);
    app.send(&key).problem(404);
    let own = create_organization(&member, "Acme");
    assert_eq!(own.slug, "acme");
    let again = app.send(&project).ok::<CreateProject>();
    assert_ne!(again.id, first.id);
    assert_eq!(again.organization.id, own.id);
    app.send(&key).problem(404);
    crate::support::create_project(&member, "acme", "Checkout");
    let again = app.send(&key);
    assert!(!again.response.body.contains(&token));
    again.ok::<CreateKey>();
}

#[test]
fn creation_is_answered_again_after_somebody_else_has_renamed_the_organization() {
    let app = TestApp::new();
    let world = World::new(&app);
    let developer = world.member(Role::Developer);
    let request = keyed::<CreateProject>(&developer, &world.organization_params(), json!({ "name": "Once" }));
    let first = app.send(&request).ok::<CreateProject>();
    let rename = json!({ "slug": "acme-moved", "version": 1 });
    world.owner.send::<UpdateOrganization>(&world.organization_params(), rename);
    assert_eq!(app.send(&request).ok::<CreateProject>().id, first.id);
    // A path that never led there does not lead to it by the key.
    let elsewhere = OrganizationParams { organization: "nowhere".into() };
    app.send(&keyed::<CreateProject>(&developer, &elsewhere, json!({ "name": "Once" }))).problem(404);
    app.db().execute("UPDATE memberships SET role = 1 WHERE email_key = 'developer@example.com'");
    app.send(&request).problem(404);
}

#[test]
fn one_key_counts_by_itself_in_each_place() {
    let app = TestApp::new();
    let world = World::new(&app);
    let second = create_organization(&world.owner, "Second");
    let there = OrganizationParams { organization: second.slug };
    let body = json!({ "name": "Same" });
    let one = app.send(&keyed::<CreateProject>(&world.owner, &world.organization_params(), body.clone()));
    let two = app.send(&keyed::<CreateProject>(&world.owner, &there, body));
    assert_ne!(one.ok::<CreateProject>().id, two.ok::<CreateProject>().id);
}

#[test]
fn query_belongs_to_what_is_asked_for() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.save(Mode::Sandbox, json!({ "features.sign_up": false }));
    let place = world.environment(Mode::Sandbox);
    let at = |revision| DiscardDraftParams {
        organization: place.organization.clone(),
        project: place.project.clone(),
        mode: place.mode,
        revision,
    };
    app.send(&keyed::<DiscardDraft>(&world.owner, &at(1), Value::Null)).ok::<DiscardDraft>();
    let other = app.send(&keyed::<DiscardDraft>(&world.owner, &at(2), Value::Null)).problem(409);
    assert!(other.is("idempotency_key_reused"), "{other:?}");
}

#[test]
fn edit_without_a_key_is_taken_and_an_unusable_key_is_not() {
    let app = TestApp::new();
    let world = World::new(&app);
    let edit = world.owner.request::<UpdateProject>(
        &ProjectParams { ..world.project_params() },
        json!({ "name": "New", "version": 1 }),
    );
    assert!(edit.idempotency_key.is_none());
    let bad = Request { idempotency_key: Some("short".into()), ..edit.clone() };
    assert!(app.send(&bad).problem(400).is("idempotency_key_required"));
    app.send(&edit).ok::<UpdateProject>();
}

#[test]
fn same_edit_at_the_same_moment_is_done_once() {
    let app = TestApp::new();
    let world = World::new(&app);
    let body = json!({ "name": "New", "version": 1 });
    let request = keyed::<UpdateProject>(&world.owner, &world.project_params(), body);
    app.send(&request).ok::<UpdateProject>();
    // The other one has answered just before this one's batch: what it kept is found there.
    app.db().execute("CREATE TABLE aside AS SELECT * FROM answers WHERE endpoint = 'update_project'");
    app.db().execute("DELETE FROM answers WHERE endpoint = 'update_project'; UPDATE projects SET version = 1, name = 'Checkout' WHERE slug = 'checkout'");
    app.db().before_batch.replace(Some(
        "INSERT INTO answers SELECT * FROM aside; UPDATE projects SET version = 2, name = 'New' WHERE slug = 'checkout'",
    ));
    assert_eq!(app.send(&request).ok::<UpdateProject>().version, 2);
    assert_eq!(app.db().number("SELECT count(*) FROM audit_entries WHERE action = 'update_project'"), 1);
}

#[test]
fn long_answers_are_kept_of_the_last_few_changes_only() {
    let app = TestApp::new();
    let world = World::new(&app);
    let text = "x".repeat(20_000);
    for number in 0..25_i64 {
        app.wait(1);
        let body = json!({ "revision": number, "set": { "app.display_name": "A", "auth.redirect_urls": [format!("https://a.example/{number}")] } });
        let mut request = keyed::<SaveDraft>(&world.owner, &world.environment(Mode::Sandbox), body);
        request.idempotency_key = Some(format!("long-answer-{number}"));
        app.send(&request).ok::<SaveDraft>();
        app.db()
            .execute(&format!("UPDATE answers SET reply = '\"{text}\"' WHERE key = 'long-answer-{number}'"));
    }
    assert_eq!(app.db().number("SELECT count(*) FROM answers WHERE endpoint = 'save_draft'"), 21);
}

#[test]
fn account_and_new_organizations_know_no_place() {
    let app = TestApp::new();
    let world = World::new(&app);
    let body = json!({ "name": "Acme", "website": "a.example" });
    twice(&app, &keyed::<CreateOrganization>(&world.owner, &(), body));
}
