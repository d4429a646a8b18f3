//! What does not count as a passkey: made or signed elsewhere, for something else, too late, twice, by nobody, or by a copy.

use crate::passkeys::{ANNA, add, made, sign_in, signed};
use crate::support::{
    Authenticator, BACKED_UP, Browser, DAY, HOUR, PRESENT, Reply, SYNCED, TestApp, VERIFIED, base64url,
};
use portico_api::passkeys::{
    BeginPasskeySignIn, CHALLENGE_LIFE_MS, NewPasskey, PasskeyAnswer, SignInWithPasskey,
};
use portico_api::session::ShowSession;
use portico_edge::http::Request;
use serde_json::{Value, json};

const UNKNOWN: &str =
    "This passkey does not sign in here. It may have been removed. Sign in with a code by e-mail instead.";

pub(crate) const ENDED: &str = "That took longer than 5 minutes. Try again.";
pub(crate) const FOREIGN: &str =
    "The browser's answer did not match the request. Reload the page, then try again.";

pub(crate) const NOT_VERIFIED: &str =
    "Your device did not verify you. Set up a screen lock, or a PIN for the security key, then try again.";

/// What is said of the refusal.
pub(crate) fn refused(reply: Reply) -> String {
    let problem = reply.problem(422);
    assert!(problem.is("passkey_refused"), "{problem:?}");
    problem.detail
}

/// Somebody with a passkey.
pub(crate) fn owner(app: &TestApp) -> Authenticator {
    let mut device = Authenticator::es256();
    device.flags |= SYNCED;
    add(&app.sign_in(ANNA), &mut device, "Phone");
    device
}

fn is_signed_in(browser: &Browser) -> bool {
    browser.get::<ShowSession>(&()).status == 200
}

/// One thing that a device, or the browser around it, does otherwise.
pub(crate) type Change = fn(&mut Authenticator);

#[test]
fn whatever_is_signed_otherwise_signs_nobody_in_and_is_answered_alike() {
    let app = TestApp::new();
    let device = owner(&app);
    let wrong: &[(Change, &str)] = &[
        (|device| device.origin = "https://localhost:8787".into(), FOREIGN),
        (|device| device.cross_origin = true, FOREIGN),
        (|device| device.rp_id = "evil.example".into(), UNKNOWN),
        (|device| device.flags = VERIFIED | SYNCED, UNKNOWN),
        (|device| device.flags = PRESENT | SYNCED, NOT_VERIFIED),
        (|device| device.flags = PRESENT | VERIFIED, UNKNOWN),
        (|device| device.flags = PRESENT | VERIFIED | BACKED_UP, UNKNOWN),
        (|device| device.user_handle = base64url(&[0; 32]), UNKNOWN),
        (|device| device.credential_id = vec![7; 16], UNKNOWN),
    ];
    for (number, (change, expected)) in wrong.iter().enumerate() {
        let mut device = device.clone();
        change(&mut device);
        let mut browser = app.browser();
        assert_eq!(refused(sign_in(&mut browser, &device)), *expected, "{number}");
        assert!(!is_signed_in(&browser), "{number}");
    }
    // Somebody else's device that says it is this one, and a signature of something else.
    let forged = device.with_key_of(&Authenticator::es256());
    let mut browser = app.browser();
    assert_eq!(refused(sign_in(&mut browser, &forged)), UNKNOWN);
    let mut body = signed(&mut browser, &device);
    body["signature"] = signed(&mut browser, &device)["signature"].clone();
    assert_eq!(refused(browser.send::<SignInWithPasskey>(&(), body)), UNKNOWN);
    sign_in(&mut browser, &device).ok::<SignInWithPasskey>();
}

#[test]
fn challenge_signs_in_once_in_its_own_browser_and_in_its_five_minutes() {
    let app = TestApp::new();
    let device = owner(&app);
    let mut browser = app.browser();
    let body = signed(&mut browser, &device);
    // Taken along to another browser, with a cookie of its own or none.
    let (mut other, none) = (app.browser(), app.browser());
    signed(&mut other, &device);
    assert_eq!(refused(other.send::<SignInWithPasskey>(&(), body.clone())), ENDED);
    assert_eq!(refused(none.send::<SignInWithPasskey>(&(), body.clone())), ENDED);
    browser.send::<SignInWithPasskey>(&(), body.clone()).ok::<SignInWithPasskey>();
    let again = browser.send::<SignInWithPasskey>(&(), body);
    assert_eq!(refused(again), "This was already used. Try again.");
    let late = signed(&mut browser, &device);
    app.wait(CHALLENGE_LIFE_MS);
    assert_eq!(refused(browser.send::<SignInWithPasskey>(&(), late)), ENDED);
    // Two tabs of one browser have a challenge each.
    let (first, second) = (signed(&mut browser, &device), signed(&mut browser, &device));
    browser.send::<SignInWithPasskey>(&(), first).ok::<SignInWithPasskey>();
    browser.send::<SignInWithPasskey>(&(), second).ok::<SignInWithPasskey>();
}

#[test]
fn challenge_that_was_refused_is_used_up() {
    let app = TestApp::new();
    let device = owner(&app);
    let mut browser = app.browser();
    let right = signed(&mut browser, &device);
    let mut wrong = right.clone();
    wrong["user_handle"] = base64url(&[0; 32]).into();
    assert_eq!(refused(browser.send::<SignInWithPasskey>(&(), wrong)), UNKNOWN);
    assert_eq!(refused(browser.send::<SignInWithPasskey>(&(), right)), "This was already used. Try again.");
}

#[test]
fn the_same_answer_twenty_times_at_once_begins_one_session() {
    let app = TestApp::new();
    let device = owner(&app);
    let mut browser = app.browser();
    let body = signed(&mut browser, &device);
    let requests: Vec<_> = (0..20).map(|_| browser.request::<SignInWithPasskey>(&(), body.clone())).collect();
    let statuses = app.at_once(&requests);
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
    assert_eq!(app.db().number("SELECT count(*) FROM sessions WHERE signed_in_by = 'passkey'"), 1);
}

#[test]
fn counter_that_does_not_go_up_is_refused_and_written_down() {
    let app = TestApp::new();
    let mut device = owner(&app);
    let mut sign = |counter: u32| {
        device.counter = counter;
        sign_in(&mut app.browser(), &device)
    };
    sign(0).ok::<SignInWithPasskey>();
    sign(0).ok::<SignInWithPasskey>();
    sign(5).ok::<SignInWithPasskey>();
    let entries = || app.db().number("SELECT count(*) FROM audit_entries WHERE action = 'refuse_passkey'");
    assert_eq!(entries(), 0);
    for counter in [5, 4, 0] {
        let said = refused(sign(counter));
        assert!(said.contains("someone may have copied it"), "{said}");
    }
    assert_eq!(entries(), 3);
    let details = "SELECT details FROM audit_entries WHERE action = 'refuse_passkey' LIMIT 1";
    assert_eq!(app.db().text(details), r#"{"name":"Phone","why":"counter"}"#);
    sign(6).ok::<SignInWithPasskey>();
    assert_eq!(app.db().number("SELECT counter FROM passkeys"), 6);
}

/// Signs in from there, with what nobody knows.
fn try_unknown(browser: &mut Browser, client: &str) -> u16 {
    let body = signed(browser, &Authenticator::es256().of_nobody());
    let request = browser.request::<SignInWithPasskey>(&(), body);
    browser.app.send(&Request { client_address: Some(client.to_owned()), ..request }).status
}

#[test]
fn client_that_has_had_sixty_refused_in_an_hour_waits_and_nobody_else_does() {
    let app = TestApp::new();
    let device = owner(&app);
    let mut browser = app.browser();
    let refused = (0..).take_while(|_| try_unknown(&mut browser, "198.51.100.1") == 422).count();
    assert_eq!(refused, 60);
    assert_eq!(try_unknown(&mut browser, "198.51.100.2"), 422);
    assert_eq!(try_unknown(&mut browser, "127.0.0.1"), 422);
    // Not even one that is right is looked at, from there.
    let body = signed(&mut browser, &device);
    let request = browser.request::<SignInWithPasskey>(&(), body);
    let there = Request { client_address: Some("198.51.100.1".to_owned()), ..request.clone() };
    assert_eq!(app.send(&there).response.header("Retry-After"), Some("3600"));
    assert_eq!(app.send(&request).status, 200);
    app.wait(HOUR);
    assert_eq!(try_unknown(&mut browser, "198.51.100.1"), 422);
}

#[test]
fn what_signs_in_uses_nothing_of_what_may_be_refused() {
    let app = TestApp::new();
    let device = owner(&app);
    for _ in 0..70 {
        sign_in(&mut app.browser(), &device).ok::<SignInWithPasskey>();
    }
    let refused = "SELECT count(*) FROM budgets WHERE scope IN ('passkey_client', 'passkey_network')";
    assert_eq!(app.db().number(refused), 0);
}

#[test]
fn one_person_signs_in_with_passkeys_two_hundred_times_a_day() {
    let app = TestApp::new();
    let device = owner(&app);
    sign_in(&mut app.browser(), &device).ok::<SignInWithPasskey>();
    assert_eq!(app.db().number("SELECT used FROM budgets WHERE scope = 'passkey_person'"), 1);
    app.db().execute("UPDATE budgets SET used = 199 WHERE scope = 'passkey_person'");
    sign_in(&mut app.browser(), &device).ok::<SignInWithPasskey>();
    let sessions = || app.db().number("SELECT count(*) FROM sessions");
    let before = sessions();
    sign_in(&mut app.browser(), &device).problem(429);
    assert_eq!(sessions(), before);
    app.wait(DAY);
    sign_in(&mut app.browser(), &device).ok::<SignInWithPasskey>();
}

#[test]
fn passkeys_that_are_known_and_unknown_take_the_same() {
    let app = TestApp::new();
    let device = owner(&app);
    let taken = |device: &Authenticator| {
        let mut browser = app.browser();
        let body = signed(&mut browser, device);
        let before = (app.db().round_trips.get(), app.db().all_statements.get());
        let said = refused(browser.send::<SignInWithPasskey>(&(), body));
        (said, app.db().round_trips.get() - before.0, app.db().all_statements.get() - before.1)
    };
    let foreign = device.clone().of_nobody();
    let mut unknown = device;
    unknown.credential_id = vec![9; 32];
    assert_eq!(taken(&foreign), taken(&unknown));
}

#[test]
fn sign_in_page_asks_the_database_for_nothing() {
    let app = TestApp::new();
    let before = app.db().round_trips.get();
    let begun = app.browser().send::<BeginPasskeySignIn>(&(), Value::Null);
    assert!(begun.response.header("Set-Cookie").is_some_and(|cookie| cookie.contains("Max-Age=300")));
    let options = serde_json::to_value(begun.ok::<BeginPasskeySignIn>().options).unwrap();
    assert_eq!(
        (options["rpId"].clone(), options["userVerification"].clone()),
        (json!("localhost"), json!("required"))
    );
    assert_eq!(app.db().round_trips.get(), before);
}

#[test]
fn what_is_no_base64url_or_too_long_is_refused_by_its_field() {
    let app = TestApp::new();
    let anna = app.sign_in(ANNA);
    let new = made(&anna, &mut Authenticator::es256(), "Phone");
    let answer = signed(&mut app.browser(), &owner(&app));
    let faults = |body: &Value, field: &str, wrong: &str| {
        let mut body = body.clone();
        body[field] = wrong.into();
        let Value::Object(body) = body else { return Vec::new() };
        let parse = match body.contains_key("attestation") {
            true => <NewPasskey as portico_api::Body>::parse(body).err(),
            false => <PasskeyAnswer as portico_api::Body>::parse(body).err(),
        };
        parse.unwrap_or_default().into_iter().map(|fault| fault.field).collect()
    };
    for (body, fields) in [
        (&new, &["client_data", "attestation"][..]),
        (&answer, &["id", "client_data", "authenticator_data", "signature", "user_handle"]),
    ] {
        for field in fields {
            for wrong in ["", "A", "AA==", "AA A", "AA+A", "Aä", &"A".repeat(40_000)] {
                assert_eq!(faults(body, field, wrong), [*field], "{wrong:.10}");
            }
        }
    }
    assert!(faults(&new, "name", "").contains(&"name".to_owned()));
}
