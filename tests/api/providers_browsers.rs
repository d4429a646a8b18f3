//! What a sign-in at a provider leaves in the browser, and whom it tells: as one with a code does, though the browser comes back without its cookies.

use crate::passkeys;
use crate::providers::{ANNA, at, come_back, go, installation, link_here};
use crate::support::{Authenticator, Browser, HOUR, TestApp};
use portico_api::passkeys::{PasskeyParams, RemovePasskey};
use portico_api::providers::{LinkProvider, StartProviderSignIn, UnlinkProvider};
use portico_api::session::ShowSession;
use portico_api::sessions::ListSessions;
use portico_edge::mail::MailError;
use serde_json::{Value, json};

const DEVICE: &str = "__Host-portico_device";
const NEW: &str = "A new sign-in to your Portico account";

/// How many mails with this subject Anna has got.
fn told(app: &TestApp, subject: &str) -> usize {
    let sent = app.mailer.sent.borrow();
    sent.iter().filter(|mail| mail.recipient == ANNA && mail.subject == subject).count()
}

fn sessions(by: &Browser) -> usize {
    by.get::<ListSessions>(&()).ok::<ListSessions>().sessions.len()
}

#[test]
fn browser_is_known_from_the_first_sign_in_at_a_provider_on_and_its_owner_is_told_at_once() {
    let (app, provider) = installation();
    app.sign_in(ANNA);
    let mut browser = app.browser();
    assert_eq!(go(&mut browser, &provider, "ours"), "/");
    let known = browser.cookies[DEVICE].clone();
    assert_eq!((known.len(), told(&app, NEW)), (64, 1));
    for _ in 0..2 {
        app.wait(1);
        assert_eq!(go(&mut browser, &provider, "ours"), "/");
    }
    assert_eq!((browser.cookies[DEVICE].as_str(), told(&app, NEW)), (known.as_str(), 1));
    assert_eq!(app.db().number("SELECT count(*) FROM devices"), 2);
    // It is the same with a code in it.
    browser.sign_in(ANNA);
    assert_eq!((browser.cookies[DEVICE].as_str(), told(&app, NEW)), (known.as_str(), 1));
    // What nobody gave it is not what it is known by.
    let mut liar = app.browser();
    liar.cookies.insert(DEVICE.to_owned(), "ab".repeat(32));
    assert_eq!(go(&mut liar, &provider, "ours"), "/");
    assert_ne!(liar.cookies[DEVICE], "ab".repeat(32));
    assert_eq!(told(&app, NEW), 2);
}

#[test]
fn known_browser_is_known_for_a_year_from_each_sign_in_at_a_provider_on() {
    let (app, provider) = installation();
    let mut browser = app.sign_in(ANNA);
    let known = browser.cookies[DEVICE].clone();
    let begin = |browser: &mut Browser| {
        let reply = browser.send_and_keep::<StartProviderSignIn>(&at("ours"), json!({ "return_to": "/" }));
        let set = reply.response.headers.iter().filter(|(name, _)| *name == "Set-Cookie");
        let set: Vec<_> =
            set.map(|(_, value)| value.clone()).filter(|value| value.starts_with(DEVICE)).collect();
        (reply.ok::<StartProviderSignIn>().url, set)
    };
    let (page, set) = begin(&mut browser);
    let year = format!("{DEVICE}={known}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=31536000");
    assert_eq!(set, [year]);
    app.wait(HOUR / 60);
    assert_eq!(come_back(&mut browser, "ours", &provider.allow(&page)), "/");
    assert_eq!(browser.cookies[DEVICE], known);
    let last_used = "SELECT max(last_used_at) - min(created_at) FROM devices, sessions";
    assert_eq!(app.db().number(last_used), 0, "by the database as well");
    // One that is known by nothing is given nothing before it has signed in; nor is one that links.
    assert!(begin(&mut app.browser()).1.is_empty());
    let link = browser.send::<LinkProvider>(&at("ours"), Value::Null);
    assert!(link.response.headers.iter().all(|(_, value)| !value.starts_with(DEVICE)));
}

#[test]
fn sign_in_at_a_provider_ends_the_session_that_the_browser_had() {
    let (app, provider) = installation();
    let (mut browser, elsewhere) = (app.sign_in(ANNA), app.sign_in(ANNA));
    let before = browser.clone();
    assert_eq!(go(&mut browser, &provider, "ours"), "/");
    assert_eq!((sessions(&browser), before.get::<ShowSession>(&()).status), (2, 401));
    assert_eq!(go(&mut browser, &provider, "ours"), "/");
    assert_eq!((sessions(&browser), elsewhere.get::<ShowSession>(&()).status), (2, 200));
    // Whoever was signed in there.
    let mut shared = app.sign_in("somebody@example.com");
    let before = shared.clone();
    assert_eq!(go(&mut shared, &provider, "ours"), "/");
    assert_eq!((sessions(&shared), before.get::<ShowSession>(&()).status), (3, 401));
    // One that did not come to its end ends nothing.
    let mut kept = app.sign_in("somebody@example.com");
    crate::providers::start(&mut kept, "ours");
    assert_eq!(kept.get::<ShowSession>(&()).status, 200);
    let entry = "SELECT group_concat(DISTINCT details || country) FROM audit_entries WHERE action = 'sign_in' AND details <> '{}'";
    assert_eq!(app.db().text(entry), r#"{"provider":"ours"}AT"#);
}

#[test]
fn what_tells_of_a_way_into_the_account_is_kept_until_it_has_left() {
    let (app, provider) = installation();
    let mut anna = app.sign_in(ANNA);
    let mut device = Authenticator::es256();
    let away = || app.mailer.failures.borrow_mut().push_back(MailError::Unavailable("away".to_owned()));
    away();
    assert_eq!(link_here(&mut anna, &provider, "ours"), "/account?provider=ours");
    away();
    anna.send::<UnlinkProvider>(&at("ours"), Value::Null).ok::<UnlinkProvider>();
    away();
    let passkey = passkeys::add(&anna, &mut device, "Phone");
    away();
    let params = PasskeyParams { passkey: passkey.id.to_string() };
    anna.send::<RemovePasskey>(&params, Value::Null).ok::<RemovePasskey>();
    let subjects = [
        "Our ID now signs you in to Portico",
        "Our ID no longer signs you in to Portico",
        "A passkey was added to your Portico account",
        "A passkey was removed from your Portico account",
    ];
    assert_eq!(subjects.map(|subject| told(&app, subject)), [0; 4]);
    app.wait(HOUR);
    app.run_cron();
    assert_eq!(subjects.map(|subject| told(&app, subject)), [1; 4]);
    assert_eq!(app.db().number("SELECT count(*) FROM notices"), 0);
}

#[test]
fn owner_is_told_of_a_provider_that_was_unlinked() {
    let (app, provider) = installation();
    let mut anna = app.sign_in(ANNA);
    link_here(&mut anna, &provider, "ours");
    anna.send::<UnlinkProvider>(&at("ours"), Value::Null).ok::<UnlinkProvider>();
    anna.send::<UnlinkProvider>(&at("ours"), Value::Null).problem(404);
    assert_eq!(told(&app, "Our ID no longer signs you in to Portico"), 1);
    let sent = app.mailer.sent.borrow();
    let mail = sent.last().unwrap();
    assert!(mail.text.contains("Your Our ID account was unlinked"), "{}", mail.text);
    assert!(mail.text.contains("/account with a code"), "{}", mail.text);
}
