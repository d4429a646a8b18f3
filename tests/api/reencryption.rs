//! The installation's keys are changed: what goes on, what moves, and what says that it can't.

use crate::support::{MINUTE, TestApp, World};
use portico_api::Role;
use portico_api::environments::Mode;
use portico_api::invites::ShowInviteLink;
use portico_api::keys::CreateKey;
use portico_edge::config::Config;
use portico_edge::patience::{together, within};
use portico_edge::ports::Local;
use portico_edge::ring::KeyRing;
use serde_json::json;

/// A ring of keys that differ in one letter.
fn ring(ids: &[(&str, char)]) -> KeyRing {
    let entries: Vec<_> =
        ids.iter().map(|(id, letter)| format!("{id}:{}A=", letter.to_string().repeat(42))).collect();
    Config::read(|name| if name == "SECRETS_KEYS" { entries.join(",") } else { String::new() }, "")
        .secrets_keys
}

/// As `cargo xtask operator reencrypt` does.
fn ask(app: &TestApp) {
    app.db().execute("INSERT INTO tasks (name, place, asked_at) VALUES ('reencrypt', '', 0)");
}

/// A run of cron: what it has to say of secrets.
fn go_on(app: &TestApp) -> Vec<String> {
    app.expects_trouble.set(true);
    app.wait(MINUTE);
    app.db().statements.set(0);
    let log = app.block_on(app.cron());
    log.into_iter().filter(|line| line.contains("secrets") || line.starts_with("reencrypt")).collect()
}

fn moved(app: &TestApp) -> i64 {
    app.db().number("SELECT count(*) FROM secrets WHERE key_id = 'new'")
}

fn keys(app: &TestApp) -> String {
    app.db().text("SELECT group_concat(DISTINCT key_id) FROM (SELECT key_id FROM secrets ORDER BY key_id)")
}

/// An environment with a key and this many secrets, encrypted with the key `old`.
fn with_secrets(app: &mut TestApp, count: usize) -> (String, String) {
    app.service.config.secrets_keys = ring(&[("old", 'B')]);
    let world = World::new(app);
    let name = |n: usize| format!("s{n}");
    let settings: Vec<_> = (0..count)
        .map(|n| json!({ "key": name(n), "title": "S", "kind": { "type": "text" }, "secret": true }))
        .collect();
    world.declare(json!(settings));
    let values =
        (0..count).map(|n| (name(n), json!(format!("secret {n}")))).collect::<serde_json::Map<_, _>>();
    world.save_secrets(Mode::Sandbox, json!(values));
    world.publish(Mode::Sandbox);
    let key = world.create_key(Mode::Sandbox);
    (world.environment_id(Mode::Sandbox).to_owned(), key.token)
}

#[test]
fn secrets_move_to_the_newest_key_in_slices_and_the_old_one_can_go() {
    let mut app = TestApp::new();
    let (environment, token) = with_secrets(&mut app, 45);
    let read = |app: &TestApp| crate::support::text(&app.read_with(&environment, &token)).to_owned();
    let before = read(&app);
    app.service.config.secrets_keys = ring(&[("new", 'C'), ("old", 'B')]);
    assert!(go_on(&app).is_empty());
    assert_eq!(keys(&app), "old", "nobody has asked for it");
    ask(&app);
    assert!(go_on(&app).is_empty());
    assert_eq!(moved(&app), 20);
    while app.db().number("SELECT count(*) FROM tasks") > 0 {
        assert!(go_on(&app).is_empty());
    }
    assert_eq!(keys(&app), "new");
    app.service.config.secrets_keys = ring(&[("new", 'C')]);
    assert_eq!(read(&app), before);
    assert!(before.contains("secret 44"));
}

#[test]
fn secrets_of_a_key_that_is_gone_stay_as_they_are_and_the_log_names_it() {
    let mut app = TestApp::new();
    with_secrets(&mut app, 2);
    app.service.config.secrets_keys = ring(&[("new", 'C')]);
    ask(&app);
    let log = go_on(&app);
    assert!(log.len() == 1 && log[0].contains("the key old"), "{log:?}");
    assert_eq!((keys(&app), app.db().number("SELECT count(*) FROM tasks")), ("old".to_owned(), 0));
}

#[test]
fn cipher_that_never_answers_is_left_in_time_and_the_next_run_goes_on_when_its_lease_is_over() {
    let mut app = TestApp::new();
    with_secrets(&mut app, 3);
    app.service.config.secrets_keys = ring(&[("new", 'C'), ("old", 'B')]);
    ask(&app);
    app.service.cipher.pace.hangs.set(true);
    assert_eq!(go_on(&app), ["keys of secrets: not done in 5000 ms"]);
    app.service.cipher.pace.hangs.set(false);
    // Another run at that very moment leaves it alone.
    app.block_on(app.cron());
    assert_eq!((moved(&app), app.db().number("SELECT count(*) FROM tasks")), (0, 1));
    assert!(go_on(&app).is_empty());
    assert_eq!((moved(&app), app.db().number("SELECT count(*) FROM tasks")), (3, 0));
}

#[test]
fn two_runs_at_once_move_each_secret_once() {
    let mut app = TestApp::new();
    with_secrets(&mut app, 25);
    app.service.config.secrets_keys = ring(&[("new", 'C'), ("old", 'B')]);
    ask(&app);
    app.db().pace.takes.set(5);
    let runs = (0..3).map(|_| Box::pin(app.cron()) as Local<'_, _>).collect();
    let log: Vec<String> = app.block_on(together(runs)).into_iter().flatten().collect();
    assert!(log.iter().all(|line| !line.contains("reencrypt")), "{log:?}");
    assert_eq!(moved(&app), 20, "one slice");
}

#[test]
fn run_that_dies_in_the_middle_of_a_slice_moves_nothing_by_halves() {
    let mut app = TestApp::new();
    with_secrets(&mut app, 25);
    app.service.config.secrets_keys = ring(&[("new", 'C'), ("old", 'B')]);
    ask(&app);
    app.service.cipher.pace.takes.set(100);
    let began = app.block_on(within(&app.service.clock, 1_000, app.cron()));
    assert!(began.is_none());
    assert_eq!(moved(&app), 0);
    app.service.cipher.pace.takes.set(0);
    while app.db().number("SELECT count(*) FROM tasks") > 0 {
        assert!(go_on(&app).is_empty());
    }
    assert_eq!((moved(&app), keys(&app).as_str()), (25, "new"));
}

#[test]
fn links_that_follow_from_another_secret_key_are_not_shown_nor_mailed_and_those_that_were_go_on() {
    let mut app = TestApp::new();
    let link = {
        let world = World::new(&app);
        world.invite_link("new@example.com")
    };
    app.service.config.secret_key = Some("another key, which is long enough".to_owned());
    let owner = app.sign_in("owner@example.com");
    assert_eq!(owner.get::<portico_api::invites::ShowInvite>(&link).status, 200, "what was sent works");
    let invite = portico_api::invites::InviteParams {
        organization: "acme".into(),
        invite: app.db().text("SELECT id FROM invites"),
    };
    let refused = owner.get::<ShowInviteLink>(&invite).problem(409);
    assert!(refused.detail.contains("send the invite again"), "{refused:?}");
    // Sent again, it has a link of the key of now.
    owner.send::<portico_api::invites::ResendInvite>(&invite, serde_json::Value::Null);
    assert_eq!(owner.get::<ShowInviteLink>(&invite).status, 200);
}

#[test]
fn mail_that_waits_while_the_secret_key_changes_does_not_leave_with_a_link_that_leads_nowhere() {
    let mut app = TestApp::new();
    let world = World::new(&app);
    let body = json!({ "emails": ["new@example.com"], "role": Role::Viewer });
    let request =
        world.owner.request::<portico_api::invites::CreateInvites>(&world.organization_params(), body);
    drop(world);
    assert!(app.send_and_die(&request).json.is_object());
    app.service.config.secret_key = Some("another key, which is long enough".to_owned());
    app.run_cron();
    assert!(app.mailer.sent.borrow().iter().all(|mail| mail.recipient != "new@example.com"));
    let error = app.db().text("SELECT state || ': ' || error FROM outbox");
    assert!(error.starts_with("failed: ") && error.contains("again"), "{error}");
}

#[test]
fn retry_of_a_new_key_after_the_secret_key_changed_shows_no_token_that_opens_nothing() {
    let mut app = TestApp::new();
    let request = {
        let world = World::new(&app);
        let place = portico_api::environments::EnvironmentParams {
            organization: "acme".into(),
            project: "checkout".into(),
            mode: Mode::Sandbox,
        };
        world.owner.request::<CreateKey>(&place, json!({ "name": "Server" }))
    };
    let first = app.send(&request).json["token"].clone();
    assert_eq!(app.send(&request).json["token"], first);
    app.service.config.secret_key = Some("another key, which is long enough".to_owned());
    let refused = app.send(&request).problem(409);
    assert!(refused.detail.contains("another one"), "{refused:?}");
}
