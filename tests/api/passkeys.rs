//! Passkeys as their owner sees them: adding, naming, removing, and signing in with each kind.

use crate::support::{Authenticator, Browser, DAY, HOUR, MINUTE, Reply, TestApp, World};
use portico_api::passkeys::{
    AddPasskey, BeginPasskey, BeginPasskeySignIn, CreationOptions, ListPasskeys, PASSKEYS_MAX, Passkey,
    PasskeyParams, RemovePasskey, RenamePasskey, SignInWithPasskey,
};
use portico_api::session::{PROOF_LIFE_MS, ShowSession};
use portico_api::sessions::{ListSessions, SignInWay};
use portico_api::sign_in::{RequestCode, SignOut};
use serde_json::{Value, json};

pub(crate) const ANNA: &str = "anna@example.com";

/// What the browser is told to make one by.
pub(crate) fn creation(by: &Browser) -> CreationOptions {
    by.send::<BeginPasskey>(&(), Value::Null).ok::<BeginPasskey>().options
}

/// What is sent to add one under this name.
pub(crate) fn made(by: &Browser, device: &mut Authenticator, name: &str) -> Value {
    let options = serde_json::to_value(creation(by)).unwrap();
    let mut body = device.create(&options);
    body["name"] = name.into();
    body
}

pub(crate) fn add(by: &Browser, device: &mut Authenticator, name: &str) -> Passkey {
    let body = made(by, device, name);
    by.send::<AddPasskey>(&(), body).ok::<AddPasskey>()
}

/// What is sent to sign in with one, in the browser that keeps what it is tied to.
pub(crate) fn signed(browser: &mut Browser, device: &Authenticator) -> Value {
    let reply = browser.send_and_keep::<BeginPasskeySignIn>(&(), Value::Null).ok::<BeginPasskeySignIn>();
    device.sign(&serde_json::to_value(reply.options).unwrap())
}

pub(crate) fn sign_in(browser: &mut Browser, device: &Authenticator) -> Reply {
    let body = signed(browser, device);
    browser.send_and_keep::<SignInWithPasskey>(&(), body)
}

/// A passkey of the Owner's, as the path of a request names it.
pub(crate) fn of_owner(world: &World) -> PasskeyParams {
    let owner = world.app.sign_in("owner@example.com");
    PasskeyParams { passkey: add(&owner, &mut Authenticator::ed_dsa(), "Phone").id.to_string() }
}

pub(crate) fn list(by: &Browser) -> Vec<Passkey> {
    by.get::<ListPasskeys>(&()).ok::<ListPasskeys>().passkeys
}

fn of(passkey: &Passkey) -> PasskeyParams {
    PasskeyParams { passkey: passkey.id.to_string() }
}

fn email_of(browser: &Browser) -> String {
    browser.get::<ShowSession>(&()).ok::<ShowSession>().user.email
}

/// Recipient and subject of the newest mail that left after an answer.
fn newest_mail(app: &TestApp) -> String {
    let sent = app.mailer.sent.borrow();
    sent.last().map(|mail| format!("{}: {}", mail.recipient, mail.subject)).unwrap_or_default()
}

#[test]
fn passkey_of_each_kind_signs_in_in_any_browser() {
    let app = TestApp::new();
    let anna = app.sign_in(ANNA);
    for (mut device, name) in [
        (Authenticator::es256(), "Phone"),
        (Authenticator::ed_dsa(), "Laptop"),
        (Authenticator::rs256(), "Key"),
    ] {
        app.wait(1);
        let added = add(&anna, &mut device, name);
        assert_eq!((added.name.as_str(), added.last_used_at), (name, None));
        let mut browser = app.browser();
        app.wait(HOUR);
        // Adding another one takes a proof of the last minutes.
        sign_in(&mut browser, &device).ok::<SignInWithPasskey>();
        assert_eq!(email_of(&browser), ANNA);
        let used = list(&browser)[0].clone();
        assert_eq!((used.id, used.last_used_at), (added.id, Some(added.created_at + HOUR)));
        let session = browser.get::<ListSessions>(&()).ok::<ListSessions>().sessions[0].clone();
        assert_eq!(session.signed_in_by, SignInWay::Passkey);
        app.wait(-HOUR);
    }
    let names: Vec<_> = list(&anna).into_iter().map(|passkey| passkey.name).collect();
    assert_eq!(names, ["Key", "Laptop", "Phone"]);
    let entries = "SELECT count(*) FROM audit_entries WHERE action = 'sign_in_with_passkey' AND target_kind = 'session'";
    assert_eq!(app.db().number(entries), 3);
}

#[test]
fn options_ask_for_a_passkey_that_finds_its_owner_and_for_none_that_is_there() {
    let app = TestApp::new();
    let anna = app.sign_in(ANNA);
    let first = creation(&anna);
    let mut device = Authenticator::es256();
    add(&anna, &mut device, "Phone");
    let second = creation(&anna);
    let value = serde_json::to_value(&second).unwrap();
    assert_eq!(value["rp"], json!({ "id": "localhost", "name": "Portico" }));
    assert_eq!(value["authenticatorSelection"]["residentKey"], "required");
    assert_eq!(value["authenticatorSelection"]["userVerification"], "required");
    assert_eq!(value["pubKeyCredParams"][0], json!({ "type": "public-key", "alg": -8 }));
    let excluded: Vec<_> = second.exclude_credentials.iter().map(|one| one.id.clone()).collect();
    assert_eq!(excluded, [crate::support::base64url(&device.credential_id)]);
    // The same for all passkeys of one, another for everybody else, and no name or ID.
    assert_eq!((&first.user.id, first.user.id.len()), (&second.user.id, 43));
    assert_ne!(first.challenge, second.challenge);
    let other = creation(&app.sign_in("other@example.com"));
    assert_ne!(other.user.id, first.user.id);
    let told = app.db().text("SELECT group_concat(id || email, ' ') FROM users");
    assert!(!told.contains(&first.user.id));
}

#[test]
fn adding_and_removing_takes_a_sign_in_of_the_last_ten_minutes_by_code_or_by_passkey() {
    let app = TestApp::new();
    let mut anna = app.sign_in(ANNA);
    let mut device = Authenticator::es256();
    let passkey = add(&anna, &mut device, "Phone");
    let late = made(&anna, &mut Authenticator::es256(), "Late");
    app.wait(PROOF_LIFE_MS);
    for reply in [
        anna.send::<BeginPasskey>(&(), Value::Null),
        anna.send::<AddPasskey>(&(), late),
        anna.send::<RemovePasskey>(&of(&passkey), Value::Null),
    ] {
        assert!(reply.problem(403).is("proof_needed"));
    }
    // A name changes nothing of how one signs in.
    anna.send::<RenamePasskey>(&of(&passkey), json!({ "name": "Old phone" })).ok::<RenamePasskey>();
    sign_in(&mut anna, &device).ok::<SignInWithPasskey>();
    let second = add(&anna, &mut Authenticator::ed_dsa(), "Laptop");
    app.wait(PROOF_LIFE_MS);
    anna.sign_in(ANNA);
    anna.send::<RemovePasskey>(&of(&second), Value::Null).ok::<RemovePasskey>();
    assert_eq!(list(&anna).len(), 1);
}

#[test]
fn owner_is_told_by_mail_and_the_log_knows_what_became_of_a_passkey() {
    let app = TestApp::new();
    let anna = app.sign_in(ANNA);
    let passkey = add(&anna, &mut Authenticator::es256(), "<Phone>");
    assert_eq!(newest_mail(&app), format!("{ANNA}: A passkey was added to your Portico account"));
    let html = app.mailer.sent.borrow().last().map(|mail| mail.html.clone()).unwrap_or_default();
    assert!(html.contains("&lt;Phone&gt;") && !html.contains("<Phone>"), "{html}");
    let renamed =
        anna.send::<RenamePasskey>(&of(&passkey), json!({ "name": " Phone " })).ok::<RenamePasskey>();
    assert_eq!((renamed.name.as_str(), &renamed.id), ("Phone", &passkey.id));
    anna.send::<RemovePasskey>(&of(&passkey), Value::Null).ok::<RemovePasskey>();
    assert_eq!(newest_mail(&app), format!("{ANNA}: A passkey was removed from your Portico account"));
    let entry = |action: &str| {
        let of = format!(
            "SELECT details FROM audit_entries WHERE target_kind = 'passkey' AND action = '{action}'"
        );
        serde_json::from_str::<Value>(&app.db().text(&of)).unwrap()
    };
    assert_eq!(entry("add_passkey"), json!({ "name": "<Phone>" }));
    assert_eq!(entry("rename_passkey"), json!({ "name": "Phone", "before": { "name": "<Phone>" } }));
    assert_eq!(entry("remove_passkey"), json!({ "name": "Phone" }));
}

#[test]
fn the_same_name_again_is_no_change() {
    let app = TestApp::new();
    let anna = app.sign_in(ANNA);
    let passkey = add(&anna, &mut Authenticator::es256(), "Phone");
    let before = app.db().number("SELECT count(*) FROM audit_entries");
    anna.send::<RenamePasskey>(&of(&passkey), json!({ "name": "Phone" })).ok::<RenamePasskey>();
    assert_eq!(app.db().number("SELECT count(*) FROM audit_entries"), before);
    let fault = anna.send::<RenamePasskey>(&of(&passkey), json!({ "name": "" })).fault(422, "name");
    assert_eq!(fault, "Enter at least one character.");
}

#[test]
fn passkey_of_somebody_else_looks_like_none() {
    let app = TestApp::new();
    let passkey = add(&app.sign_in(ANNA), &mut Authenticator::es256(), "Phone");
    let other = app.sign_in("other@example.com");
    assert!(list(&other).is_empty());
    other.send::<RenamePasskey>(&of(&passkey), json!({ "name": "Mine" })).problem(404);
    other.send::<RemovePasskey>(&of(&passkey), Value::Null).problem(404);
    assert_eq!(app.db().text("SELECT name FROM passkeys"), "Phone");
}

#[test]
fn removed_passkey_signs_in_no_more_and_a_code_still_does() {
    let app = TestApp::new();
    let mut anna = app.sign_in(ANNA);
    let mut device = Authenticator::es256();
    let passkey = add(&anna, &mut device, "Phone");
    let elsewhere = &mut app.browser();
    let under_way = signed(elsewhere, &device);
    anna.send::<RemovePasskey>(&of(&passkey), Value::Null).ok::<RemovePasskey>();
    elsewhere.send::<SignInWithPasskey>(&(), under_way).problem(422);
    sign_in(elsewhere, &device).problem(422);
    anna.send::<RemovePasskey>(&of(&passkey), Value::Null).problem(404);
    anna.sign_in(ANNA);
    // The device can be added once more, and stands for the same person.
    let handle = device.user_handle.clone();
    add(&anna, &mut device, "Phone");
    assert_eq!(device.user_handle, handle);
    sign_in(elsewhere, &device).ok::<SignInWithPasskey>();
}

#[test]
fn adding_whose_answer_was_lost_is_answered_again_and_adds_nothing_twice() {
    let app = TestApp::new();
    let anna = app.sign_in(ANNA);
    let body = made(&anna, &mut Authenticator::es256(), "Phone");
    let first = anna.send::<AddPasskey>(&(), body.clone()).ok::<AddPasskey>();
    let mails = app.mailer.sent.borrow().len();
    assert_eq!(anna.send::<AddPasskey>(&(), body).ok::<AddPasskey>(), first);
    assert_eq!((list(&anna).len(), app.mailer.sent.borrow().len()), (1, mails));
}

#[test]
fn nobody_has_more_than_twenty_however_many_are_added_at_once() {
    let app = TestApp::new();
    let anna = app.sign_in(ANNA);
    let mut devices: Vec<_> = (0..=PASSKEYS_MAX).map(|_| Authenticator::ed_dsa()).collect();
    let requests: Vec<_> = devices
        .iter_mut()
        .map(|device| {
            let body = made(&anna, device, "Phone");
            anna.request::<AddPasskey>(&(), body)
        })
        .collect();
    let statuses = app.at_once(&requests);
    assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 20, "{statuses:?}");
    assert_eq!(list(&anna).len(), 20);
    let problem = anna.send::<BeginPasskey>(&(), Value::Null).problem(422);
    assert!(problem.is("passkey_refused"));
    assert_eq!(problem.detail, "You have 20 passkeys. Remove one that you no longer use, then add this one.");
}

#[test]
fn passkey_makes_its_browser_known_and_leaves_no_second_session_behind() {
    let app = TestApp::new();
    let anna = app.sign_in(ANNA);
    let mut device = Authenticator::es256();
    add(&anna, &mut device, "Phone");
    let mut browser = app.sign_in("other@example.com");
    let sessions = || app.db().number("SELECT count(*) FROM sessions");
    let before = sessions();
    sign_in(&mut browser, &device).ok::<SignInWithPasskey>();
    assert_eq!((sessions(), email_of(&browser)), (before, ANNA.to_owned()));
    // A known browser has a budget of its own: ten codes in an hour.
    let mut known = browser.clone();
    known.send_and_keep::<SignOut>(&(), json!({})).ok::<SignOut>();
    for _ in 0..10 {
        known.request_code(ANNA).ok::<RequestCode>();
    }
}

#[test]
fn whether_it_is_backed_up_is_as_of_its_last_use() {
    let app = TestApp::new();
    let anna = app.sign_in(ANNA);
    let mut device = Authenticator::es256();
    device.flags |= crate::support::SYNCED;
    assert!(!add(&anna, &mut device, "Phone").is_backed_up);
    device.flags |= crate::support::BACKED_UP;
    sign_in(&mut app.browser(), &device).ok::<SignInWithPasskey>();
    assert!(list(&anna)[0].is_backed_up);
}

#[test]
fn answered_challenges_are_forgotten_once_they_would_have_ended() {
    let app = TestApp::new();
    let anna = app.sign_in(ANNA);
    let mut device = Authenticator::es256();
    add(&anna, &mut device, "Phone");
    sign_in(&mut app.browser(), &device).ok::<SignInWithPasskey>();
    let kept = || app.db().number("SELECT count(*) FROM passkey_challenges");
    assert_eq!(kept(), 2);
    app.wait(4 * MINUTE);
    app.run_cron();
    assert_eq!(kept(), 2);
    app.wait(11 * MINUTE);
    app.run_cron();
    app.wait(DAY);
    app.run_cron();
    assert_eq!(kept(), 0);
}
