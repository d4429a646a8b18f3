//! What is as it is wanted already is no change: the answer is the same, nothing counts up, and the log says nothing.

use crate::keys::key_params;
use crate::support::{Browser, Reply, TestApp, World};
use portico_api::Role;
use portico_api::account::UpdateAccount;
use portico_api::billing::{ChangePlan, ResumePlan, UpdateBillingDetails};
use portico_api::configuration::{DiscardDraft, DiscardDraftParams};
use portico_api::environments::Mode;
use portico_api::keys::RevokeKey;
use portico_api::members::ChangeRole;
use portico_api::organizations::UpdateOrganization;
use portico_api::projects::UpdateProject;
use portico_api::schema::UpdateSchema;
use portico_edge::http::Request;
use serde_json::{Value, json};

/// What counts up with a change, and the log.
fn counts(app: &TestApp) -> String {
    let tables =
        ["organizations", "projects", "memberships", "users", "keys", "drafts", "schemas", "secrets"];
    let billing = ["subscriptions", "billing_details", "invoices", "audit_entries"];
    tables.iter().chain(&billing).map(|table| app.db().dump(table)).collect()
}

#[test]
fn what_holds_already_has_no_effect_and_no_entry() {
    type Sent = for<'a> fn(&World<'a>, &Browser<'a>) -> Reply;
    let all: &[(&str, Sent)] = &[
        ("account", |_, by| by.send::<UpdateAccount>(&(), json!({ "name": "Olive" }))),
        ("organization", |world, by| {
            let body =
                json!({ "name": "Acme", "website": "https://example.com", "slug": "acme", "version": 1 });
            by.send::<UpdateOrganization>(&world.organization_params(), body)
        }),
        ("an empty change", |world, by| {
            by.send::<UpdateOrganization>(&world.organization_params(), json!({ "version": 1 }))
        }),
        ("project", |world, by| {
            let body = json!({ "name": "Checkout", "developers_publish_live": false, "version": 1 });
            by.send::<UpdateProject>(&world.project_params(), body)
        }),
        ("details", |world, by| {
            let body = json!({ "email": "owner@example.com", "version": 1 });
            by.send::<UpdateBillingDetails>(&world.organization_params(), body)
        }),
        ("plan", |world, by| {
            let body = json!({ "plan": "free", "interval": "month", "version": 1 });
            by.send::<ChangePlan>(&world.organization_params(), body)
        }),
        ("the plan goes on", |world, by| {
            by.send::<ResumePlan>(&world.organization_params(), json!({ "version": 1 }))
        }),
        ("role", |world, by| {
            let body = json!({ "role": "viewer", "from": "viewer" });
            by.send::<ChangeRole>(&world.member_params("viewer@example.com"), body)
        }),
        ("draft", |world, by| {
            world.send_draft(by, Mode::Sandbox, json!({ "set": { "features.sign_up": false } }))
        }),
        ("nothing is drafted", |world, by| {
            let place = world.environment(Mode::Live);
            let at = DiscardDraftParams {
                organization: place.organization,
                project: place.project,
                mode: place.mode,
                revision: 0,
            };
            by.send::<DiscardDraft>(&at, Value::Null)
        }),
        ("schema", |world, by| {
            let schema = world.schema();
            let body = json!({ "settings": schema.settings, "version": schema.version });
            by.send::<UpdateSchema>(&world.project_params(), body)
        }),
        ("key", |world, by| {
            let key = world.app.db().text("SELECT id FROM keys");
            by.send::<RevokeKey>(&key_params(world, Mode::Live, &key), Value::Null)
        }),
    ];
    let app = TestApp::new();
    let world = World::new(&app);
    let owner = world.owner.clone();
    world.member(Role::Viewer);
    owner.send::<UpdateAccount>(&(), json!({ "name": "Olive" })).ok::<UpdateAccount>();
    world.save(Mode::Sandbox, json!({ "features.sign_up": false }));
    let key = world.create_key(Mode::Live).key;
    owner.send::<RevokeKey>(&key_params(&world, Mode::Live, key.id.as_str()), Value::Null).ok::<RevokeKey>();
    app.wait(1);
    for (name, send) in all {
        let before = counts(&app);
        for _ in 0..2 {
            let reply = send(&world, &owner);
            assert_eq!(reply.status, 200, "{name}: {}", reply.json);
        }
        assert!(counts(&app) == before, "{name}");
    }
}

#[test]
fn same_plan_asked_for_twenty_times_is_one_change() {
    let app = TestApp::new();
    let world = World::new(&app);
    for _ in 0..20 {
        let body = json!({ "plan": "pro", "interval": "month", "version": 1 });
        world.owner.send::<ChangePlan>(&world.organization_params(), body).ok::<ChangePlan>();
    }
    assert_eq!(app.db().number("SELECT count(*) FROM audit_entries WHERE action = 'change_plan'"), 1);
    assert_eq!(app.db().number("SELECT version FROM subscriptions ORDER BY version DESC"), 2);
}

#[test]
fn two_revocations_at_the_same_moment_are_one() {
    let app = TestApp::new();
    let world = World::new(&app);
    let key = world.create_key(Mode::Live).key;
    app.db().before_batch.replace(Some("UPDATE keys SET revoked_at = 5"));
    let at = key_params(&world, Mode::Live, key.id.as_str());
    let revoked = world.owner.send::<RevokeKey>(&at, Value::Null).ok::<RevokeKey>();
    assert_eq!(revoked.revoked_at, Some(5));
    assert_eq!(app.db().number("SELECT count(*) FROM audit_entries WHERE action = 'revoke_key'"), 0);
}

#[test]
fn what_holds_already_is_refused_where_the_right_is_missing_or_the_version_is_old() {
    let app = TestApp::new();
    let world = World::new(&app);
    let viewer = world.member(Role::Viewer);
    viewer
        .send::<UpdateProject>(&world.project_params(), json!({ "name": "Checkout", "version": 1 }))
        .problem(403);
    let stale = json!({ "name": "Checkout", "version": 0 });
    assert!(world.owner.send::<UpdateProject>(&world.project_params(), stale).problem(409).is("stale"));
    let body = json!({ "role": "developer", "from": "developer" });
    let at = world.member_params("viewer@example.com");
    assert!(world.owner.send::<ChangeRole>(&at, body).problem(409).is("stale"));
    let key = world.create_key(Mode::Live).key;
    let at = key_params(&world, Mode::Live, key.id.as_str());
    world.owner.send::<RevokeKey>(&at, Value::Null).ok::<RevokeKey>();
    world.member(Role::Developer).send::<RevokeKey>(&at, Value::Null).problem(403);
}

#[test]
fn what_changes_nothing_keeps_no_answer() {
    let app = TestApp::new();
    let world = World::new(&app);
    let request = world.owner.request::<UpdateAccount>(&(), json!({ "name": "Olive" }));
    let answers = || app.db().number("SELECT count(*) FROM answers WHERE endpoint = 'update_account'");
    for number in 0..20 {
        let request = Request { idempotency_key: Some(format!("one-of-many-{number}")), ..request.clone() };
        app.send(&request).ok::<UpdateAccount>();
    }
    assert_eq!(answers(), 1, "the first one changed the name");
}
