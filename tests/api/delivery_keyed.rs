//! Reads with a server key: secrets included, exact, and over with the key.

use crate::keys::key_params;
use crate::support::{DAY, MINUTE, TestApp, World, text};
use portico_api::configuration::SaveDraft;
use portico_api::environments::Mode;
use portico_api::keys::{CreateKey, ListKeys, RevokeKey};
use portico_api::versions::PublishDraft;
use portico_edge::config::Config;
use portico_edge::delivery::Asked;
use serde_json::{Value, json};

const SECRET: &str = "correct-horse-battery-staple-7351";

fn document(delivered: &portico_edge::delivery::Delivered<String>) -> Value {
    assert_eq!(delivered.status, 200, "{}", text(delivered));
    serde_json::from_str(text(delivered)).unwrap()
}

#[test]
fn server_key_reads_the_secrets_and_nobody_keeps_them() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.save_secrets(Mode::Sandbox, json!({ "auth.signing_secret": SECRET }));
    world.publish(Mode::Sandbox);
    let key = world.create_key(Mode::Sandbox);
    let delivered = app.read_with(world.environment_id(Mode::Sandbox), &key.token);
    let found = document(&delivered);
    assert_eq!(
        (&found["auth.signing_secret"], &found["auth.session_length"]),
        (&json!(SECRET), &json!(1440))
    );
    assert_eq!(delivered.header("Cache-Control"), Some("private, no-store"));
    assert_eq!(delivered.header("Portico-Source"), Some("d1"));
    assert!(!app.store.documents.borrow().values().any(|(_, document)| document.contains(SECRET)));
}

#[test]
fn tag_of_a_keyed_read_covers_the_secrets() {
    let app = TestApp::new();
    let world = World::new(&app);
    let sandbox = world.environment_id(Mode::Sandbox);
    let key = world.create_key(Mode::Sandbox);
    let public = app.read(sandbox).header("ETag").unwrap().to_owned();
    let tag = |app: &TestApp| app.read_with(sandbox, &key.token).header("ETag").unwrap().to_owned();
    let before = tag(&app);
    assert_ne!(before, public);
    let again = |if_none_match: &str| {
        app.ask(&Asked {
            method: "GET".into(),
            path: crate::support::place(sandbox),
            authorization: Some(format!("bearer {}", key.token)),
            if_none_match: Some(if_none_match.to_owned()),
            ..Asked::default()
        })
    };
    assert_eq!(again(&before).status, 304);
    world.save_secrets(Mode::Sandbox, json!({ "auth.signing_secret": SECRET }));
    world.publish(Mode::Sandbox);
    // The public document is the same, and so is its tag.
    assert_eq!(app.read(sandbox).header("ETag"), Some(public.as_str()));
    assert_ne!(tag(&app), before);
    assert_eq!(again(&before).status, 200);
}

#[test]
fn keys_of_another_environment_and_wrong_ones_are_refused_alike() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.go_live();
    let (sandbox, live) = (world.create_key(Mode::Sandbox).token, world.create_key(Mode::Live).token);
    document(&app.read_with(world.environment_id(Mode::Live), &live));
    let refused = |environment: &str, token: &str| {
        let delivered = app.read_with(environment, token);
        assert_eq!(delivered.status, 401, "{token}");
        assert_eq!(delivered.header("WWW-Authenticate"), Some("Bearer realm=\"portico\""));
        let problem: portico_api::Problem = serde_json::from_str(text(&delivered)).unwrap();
        assert!(problem.is("key_refused"));
    };
    refused(world.environment_id(Mode::Live), &sandbox);
    refused(world.environment_id(Mode::Sandbox), &live);
    refused("01890a5d-ac96-774b-bcce-b302099a8057", &live);
    refused("x", &live);
    let trips = app.db().round_trips.get();
    for wrong in
        ["", "x", "sk_live_", &live[..40], &live.replace("sk_live", "sk_sandbox"), &live.to_uppercase()]
    {
        refused(world.environment_id(Mode::Live), wrong);
    }
    // A token that can be none is refused without asking.
    assert_eq!(app.db().round_trips.get(), trips);
    let basic = Asked {
        method: "GET".into(),
        path: crate::support::place(world.environment_id(Mode::Live)),
        authorization: Some(format!("Basic {live}")),
        ..Asked::default()
    };
    assert_eq!(app.ask(&basic).status, 401);
}

#[test]
fn revoked_key_is_dead_with_the_next_read_while_the_other_works() {
    let app = TestApp::new();
    let world = World::new(&app);
    let sandbox = world.environment_id(Mode::Sandbox);
    let (old, new) = (world.create_key(Mode::Sandbox), world.create_key(Mode::Sandbox));
    assert_eq!(app.read_with(sandbox, &old.token).status, 200);
    assert_eq!(app.read_with(sandbox, &new.token).status, 200);
    let place = key_params(&world, Mode::Sandbox, old.key.id.as_str());
    world.owner.send::<RevokeKey>(&place, Value::Null).ok::<RevokeKey>();
    assert_eq!(app.read_with(sandbox, &old.token).status, 401);
    assert_eq!(app.read_with(sandbox, &new.token).status, 200);
}

#[test]
fn expired_key_is_refused() {
    let app = TestApp::new();
    let world = World::new(&app);
    let body = json!({ "name": "Server", "expires_at": 1_790_000_000_000_i64 + DAY });
    let key = world.owner.send::<CreateKey>(&world.environment(Mode::Sandbox), body).ok::<CreateKey>();
    let sandbox = world.environment_id(Mode::Sandbox);
    assert_eq!(app.read_with(sandbox, &key.token).status, 200);
    app.wait(DAY);
    assert_eq!(app.read_with(sandbox, &key.token).status, 401);
}

#[test]
fn last_use_is_noted_at_most_once_a_minute() {
    let app = TestApp::new();
    let world = World::new(&app);
    let sandbox = world.environment_id(Mode::Sandbox);
    let key = world.create_key(Mode::Sandbox);
    let last_used = || {
        let page =
            world.owner.get::<ListKeys>(&crate::keys::list_params(&world, Mode::Sandbox)).ok::<ListKeys>();
        page.keys[0].last_used_at
    };
    assert_eq!(last_used(), None);
    app.read_with(sandbox, &key.token);
    let first = last_used().unwrap();
    app.wait(MINUTE);
    app.read_with(sandbox, &key.token);
    assert_eq!(last_used(), Some(first));
    app.wait(1);
    app.read_with(sandbox, &key.token);
    assert_eq!(last_used(), Some(first + MINUTE + 1));
}

#[test]
fn keyed_read_costs_one_round_trip_and_finds_nothing_where_nothing_is_published() {
    let app = TestApp::new();
    let world = World::new(&app);
    app.read(world.environment_id(Mode::Sandbox));
    let key = world.create_key(Mode::Sandbox);
    let asked = Asked {
        method: "GET".into(),
        path: crate::support::place(world.environment_id(Mode::Sandbox)),
        authorization: Some(format!("Bearer {}", key.token)),
        ..Asked::default()
    };
    let trips = app.db().round_trips.get();
    assert_eq!(app.block_on(app.service.deliver(&app.store, &asked)).status, 200);
    assert_eq!(app.db().round_trips.get() - trips, 1);
    let key = world.create_key(Mode::Live);
    assert_eq!(app.read_with(world.environment_id(Mode::Live), &key.token).status, 404);
}

/// A ring of keys that differ in one letter.
fn ring(ids: &[(&str, char)]) -> portico_edge::ring::KeyRing {
    let entries: Vec<_> =
        ids.iter().map(|(id, letter)| format!("{id}:{}A=", letter.to_string().repeat(42))).collect();
    Config::read(|name| if name == "SECRETS_KEYS" { entries.join(",") } else { String::new() }, "")
        .secrets_keys
}

#[test]
fn keys_of_the_ring_are_rotated_without_losing_a_secret() {
    let mut app = TestApp::new();
    app.service.config.secrets_keys = ring(&[("old", 'B')]);
    let read = |app: &TestApp, sandbox: &str, token: &str| {
        let delivered = app.read_with(sandbox, token);
        (delivered.status, text(&delivered).to_owned())
    };
    let (sandbox, token) = {
        let world = World::new(&app);
        world.declare(json!([
            { "key": "a", "title": "A", "kind": { "type": "text" }, "secret": true },
            { "key": "b", "title": "B", "kind": { "type": "json" }, "secret": true },
        ]));
        world.save_secrets(Mode::Sandbox, json!({ "a": "first" }));
        world.publish(Mode::Sandbox);
        (world.environment_id(Mode::Sandbox).to_owned(), world.create_key(Mode::Sandbox).token)
    };
    app.service.config.secrets_keys = ring(&[("new", 'C'), ("old", 'B')]);
    assert_eq!(read(&app, &sandbox, &token), (200, "{\"a\":\"first\"}".to_owned()));
    // A secret set from now on is encrypted with the first key; both are read.
    let sealed = {
        let anna = app.sign_in("owner@example.com");
        let place = portico_api::environments::EnvironmentParams {
            organization: "acme".into(),
            project: "checkout".into(),
            mode: Mode::Sandbox,
        };
        let body = json!({ "revision": 2, "secrets": { "b": "{\"n\": 1.0}" } });
        anna.send::<SaveDraft>(&place, body).ok::<SaveDraft>();
        let body = json!({ "revision": 3, "version": 2, "message": "More" });
        anna.send::<PublishDraft>(&place, body).ok::<PublishDraft>();
        app.db().text("SELECT group_concat(key || key_id) FROM (SELECT * FROM secrets ORDER BY key)")
    };
    assert_eq!(sealed, "aold,bnew");
    assert_eq!(read(&app, &sandbox, &token), (200, "{\"a\":\"first\",\"b\":{\"n\":1}}".to_owned()));
    // Without the old key the old secret can't be read, and that is said; a wrong one is a fault.
    app.service.config.secrets_keys = ring(&[("new", 'C')]);
    assert_eq!(read(&app, &sandbox, &token).0, 500);
    app.service.config.secrets_keys = ring(&[("new", 'C'), ("old", 'D')]);
    assert_eq!(read(&app, &sandbox, &token).0, 500);
}

#[test]
fn secret_moved_to_another_place_in_the_database_opens_nothing() {
    let app = TestApp::new();
    let world = World::new(&app);
    let setting = |key: &str| json!({ "key": key, "title": "S", "kind": { "type": "text" }, "secret": true });
    world.declare(json!([setting("a"), setting("b")]));
    world.save_secrets(Mode::Sandbox, json!({ "a": "of a" }));
    world.publish(Mode::Sandbox);
    let key = world.create_key(Mode::Sandbox);
    app.db().execute("UPDATE documents SET text = replace(text, '\"a\":', '\"b\":')");
    let delivered = app.read_with(world.environment_id(Mode::Sandbox), &key.token);
    assert_eq!(delivered.status, 500);
    assert!(!text(&delivered).contains("of a"));
}
