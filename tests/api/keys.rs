//! Server keys: made, listed and revoked by whoever may; a token is told once and kept nowhere.

use crate::support::{DAY, TestApp, World};
use portico_api::Role;
use portico_api::environments::Mode;
use portico_api::keys::{CreateKey, KeyParams, ListKeys, ListKeysParams, RevokeKey};
use portico_api::page::Cursor;
use serde_json::{Value, json};

pub(crate) fn key_params(world: &World, mode: Mode, key: &str) -> KeyParams {
    let place = world.environment(mode);
    KeyParams { organization: place.organization, project: place.project, mode, key: key.to_owned() }
}

pub(crate) fn list_params(world: &World, mode: Mode) -> ListKeysParams {
    let place = world.environment(mode);
    ListKeysParams { organization: place.organization, project: place.project, mode, after: None }
}

#[test]
fn created_key_is_listed_without_its_token() {
    let app = TestApp::new();
    let world = World::new(&app);
    let created = world.create_key(Mode::Live);
    assert!(created.token.starts_with("sk_live_") && created.token.len() == 41, "{}", created.token);
    assert!(created.token.ends_with(&created.key.last4));
    assert!(world.create_key(Mode::Sandbox).token.starts_with("sk_sandbox_"));
    let page = world.owner.get::<ListKeys>(&list_params(&world, Mode::Live)).ok::<ListKeys>();
    assert_eq!((page.keys, page.may_manage), (vec![created.key], true));
}

#[test]
fn token_is_kept_nowhere_and_a_retry_gets_it_again() {
    let app = TestApp::new();
    let world = World::new(&app);
    let place = world.environment(Mode::Live);
    let request = world.owner.request::<CreateKey>(&place, json!({ "name": "Server" }));
    let first = app.send(&request).ok::<CreateKey>();
    assert_eq!(app.send(&request).ok::<CreateKey>(), first);
    assert_eq!(app.db().number("SELECT count(*) FROM keys"), 1);
    for table in ["keys", "answers", "audit_entries"] {
        assert!(!app.db().dump(table).contains(&first.token), "{table}");
        // Nor does any table hold the random part alone.
        assert!(!app.db().dump(table).contains(&first.token[8..35]), "{table}");
    }
    // The nonce that the token follows from is gone a day later, and with it every way to show it again.
    app.wait(DAY + 1);
    app.run_cron();
    assert!(!app.db().dump("answers").contains("nonce"));
    assert!(!app.db().dump("keys").contains("nonce"));
}

#[test]
fn names_and_expiries_that_break_a_rule_are_refused() {
    let app = TestApp::new();
    let world = World::new(&app);
    let create = |body: Value| world.owner.send::<CreateKey>(&world.environment(Mode::Sandbox), body);
    for name in ["", " ", "a\nb", &"x".repeat(65)] {
        create(json!({ "name": name })).fault(422, "name");
    }
    for at in [json!(0), json!(1_789_999_999_999_i64), json!(-1), json!("tomorrow"), json!(1.5)] {
        create(json!({ "name": "Server", "expires_at": at })).fault(422, "expires_at");
    }
    // The last is the first time that no browser can write down.
    let ten_years = 1_790_000_000_000_i64 + 3653 * DAY;
    for at in [ten_years + DAY, 1 << 53, 8_640_000_000_000_001] {
        create(json!({ "name": "Server", "expires_at": at })).fault(422, "expires_at");
    }
    create(json!({ "name": "Server", "expires_at": ten_years })).ok::<CreateKey>();
    let at = json!(1_790_000_000_000_i64 + DAY);
    let created = create(json!({ "name": "Server", "expires_at": at })).ok::<CreateKey>();
    assert_eq!(json!(created.key.expires_at), at);
}

#[test]
fn fifty_working_keys_are_the_most() {
    let app = TestApp::new();
    let world = World::new(&app);
    for _ in 0..50 {
        app.wait(1);
        world.create_key(Mode::Sandbox);
    }
    let create =
        || world.owner.send::<CreateKey>(&world.environment(Mode::Sandbox), json!({ "name": "More" }));
    create().fault(422, "name");
    let mut params = list_params(&world, Mode::Sandbox);
    let page = world.owner.get::<ListKeys>(&params).ok::<ListKeys>();
    assert_eq!((page.keys.len(), &page.next), (50, &None));
    let revoke = key_params(&world, Mode::Sandbox, page.keys[0].id.as_str());
    world.owner.send::<RevokeKey>(&revoke, Value::Null).ok::<RevokeKey>();
    create().ok::<CreateKey>();
    let page = world.owner.get::<ListKeys>(&params).ok::<ListKeys>();
    params.after = page.next.map(Cursor::new);
    assert_eq!(world.owner.get::<ListKeys>(&params).ok::<ListKeys>().keys.len(), 1);
}

#[test]
fn revoking_twice_changes_nothing_and_foreign_keys_are_not_found() {
    let app = TestApp::new();
    let world = World::new(&app);
    let key = world.create_key(Mode::Live).key;
    let revoke =
        |mode: Mode, key: &str| world.owner.send::<RevokeKey>(&key_params(&world, mode, key), Value::Null);
    revoke(Mode::Sandbox, key.id.as_str()).problem(404);
    revoke(Mode::Live, "no-such-key").problem(404);
    let revoked = revoke(Mode::Live, key.id.as_str()).ok::<RevokeKey>();
    app.wait(5);
    assert_eq!(revoke(Mode::Live, key.id.as_str()).ok::<RevokeKey>(), revoked);
    assert!(revoked.revoked_at.is_some());
}

#[test]
fn keys_are_managed_by_developers_only_where_the_project_lets_them() {
    let app = TestApp::new();
    let world = World::new(&app);
    let anna = world.join("anna@example.com", Role::Developer);
    let create = || anna.send::<CreateKey>(&world.environment(Mode::Sandbox), json!({ "name": "Server" }));
    create().problem(403);
    assert!(!anna.get::<ListKeys>(&list_params(&world, Mode::Sandbox)).ok::<ListKeys>().may_manage);
    let key = world.create_key(Mode::Sandbox).key;
    let place = key_params(&world, Mode::Sandbox, key.id.as_str());
    anna.send::<RevokeKey>(&place, Value::Null).problem(403);
    app.db().execute("UPDATE projects SET developers_publish_live = 1");
    create().ok::<CreateKey>();
    anna.send::<RevokeKey>(&place, Value::Null).ok::<RevokeKey>();
}

#[test]
fn installation_without_a_secret_key_says_that_it_makes_no_keys() {
    let mut app = TestApp::with_variables(&[("ORIGIN", crate::support::ORIGIN), ("MAIL_TRANSPORT", "http")]);
    (app.service.config.secret_key, app.service.config.secrets_keys) =
        (None, portico_edge::ring::KeyRing::default());
    // Sign-in needs a mailbox: here it is made by hand.
    app.db().execute(
        "INSERT INTO users (id, email, email_key, created_at) VALUES ('u', 'o@example.com', 'o@example.com', 0); \
         INSERT INTO sessions (id, token_hash, user_id, user_agent, created_at, last_seen_at, expires_at) \
         VALUES ('s', 'ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb', 'u', '', 0, 1790000000000, 1800000000000)",
    );
    let mut browser = app.browser();
    browser.cookies.insert("__Host-portico_session".into(), "a".repeat(64));
    crate::support::create_organization(&browser, "Acme");
    let project = crate::support::create_project(&browser, "acme", "Checkout");
    let place = portico_api::environments::EnvironmentParams {
        organization: "acme".into(),
        project: project.slug,
        mode: Mode::Sandbox,
    };
    let refused = browser.send::<CreateKey>(&place, json!({ "name": "Server" })).problem(409);
    assert!(refused.is("not_set_up") && refused.detail.contains("SECRET_KEY"), "{refused:?}");
    let body = json!({ "revision": 0, "secrets": { "auth.signing_secret": "s".repeat(32) } });
    let refused = browser.send::<portico_api::configuration::SaveDraft>(&place, body).problem(409);
    assert!(refused.detail.contains("SECRETS_KEYS"), "{refused:?}");
}
