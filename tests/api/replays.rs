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
use portico_api::members::{ChangeRole, RemoveMember};
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
pub(crate) fn keyed<E: Endpoint>(by: &Browser, params: &E::Params, body: Value) -> Request {
    Request { idempotency_key: Some(format!("a-key-for-{}", E::NAME)), ..by.request::<E>(params, body) }
}

fn entries(app: &TestApp) -> i64 {
    app.db().number("SELECT count(*) FROM audit_entries")
}

/// Sends it twice, and sees to it that the second time changes nothing and answers the same.
pub(crate) fn twice(app: &TestApp, request: &Request) {
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
