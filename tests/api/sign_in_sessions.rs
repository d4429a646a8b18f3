//! Sessions that a sign-in begins: how long they last, and what ends them.

use crate::support::{DAY, HOUR, TestApp};
use portico_api::session::ShowSession;
use portico_api::sign_in::SignOut;
use serde_json::{Value, json};

#[test]
fn sign_in_cookies_are_out_of_reach_for_scripts_and_other_sites() {
    let app = TestApp::new();
    let mut browser = app.browser();
    let asked = browser.request_code("anna@example.com");
    let signed_in = browser.enter_code(&app.newest_code());
    for (reply, name, age) in
        [(asked, "__Host-portico_sign_in", "600"), (signed_in, "__Host-portico_session", "2592000")]
    {
        let cookie = reply.response.header("Set-Cookie").unwrap();
        assert!(cookie.starts_with(name), "{cookie}");
        assert!(
            cookie.ends_with(&format!("; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age={age}")),
            "{cookie}"
        );
    }
}

#[test]
fn database_holds_neither_session_tokens_nor_browser_tokens() {
    let app = TestApp::new();
    let mut browser = app.browser();
    browser.request_code("anna@example.com");
    let browser_token = browser.cookies.values().next().unwrap().clone();
    browser.enter_code(&app.newest_code());
    for (token, sql) in [
        (browser_token, "SELECT browser_hash FROM sign_in_codes"),
        (browser.cookies["__Host-portico_session"].clone(), "SELECT token_hash FROM sessions"),
        (browser.cookies["__Host-portico_device"].clone(), "SELECT token_hash FROM devices"),
    ] {
        let kept = app.db().text(sql);
        assert_eq!(kept.len(), 64);
        assert_ne!(kept, token);
    }
}

#[test]
fn session_ends_after_seven_days_without_use() {
    let app = TestApp::new();
    let browser = app.sign_in("anna@example.com");
    for _ in 0..3 {
        app.wait(7 * DAY - 1);
        browser.get::<ShowSession>(&()).ok::<ShowSession>();
    }
    app.wait(7 * DAY);
    assert!(browser.get::<ShowSession>(&()).problem(401).is("signed_out"));
}

#[test]
fn session_ends_after_thirty_days_of_use() {
    let app = TestApp::new();
    let browser = app.sign_in("anna@example.com");
    for _ in 0..29 {
        app.wait(DAY);
        browser.get::<ShowSession>(&()).ok::<ShowSession>();
    }
    app.wait(DAY);
    browser.get::<ShowSession>(&()).problem(401);
}

#[test]
fn sign_out_ends_this_session_and_no_other() {
    let app = TestApp::new();
    let mut one = app.sign_in("anna@example.com");
    let two = app.sign_in("anna@example.com");
    let copy = one.clone();
    one.send_and_keep::<SignOut>(&(), json!({})).ok::<SignOut>();
    assert!(one.cookies.keys().all(|name| name == "__Host-portico_device"), "only what it is known by stays");
    copy.get::<ShowSession>(&()).problem(401);
    two.get::<ShowSession>(&()).ok::<ShowSession>();
    // Once more is harmless, and so is doing it without a session.
    copy.send::<SignOut>(&(), json!({})).ok::<SignOut>();
    app.browser().send::<SignOut>(&(), Value::Null).ok::<SignOut>();
}

#[test]
fn signing_in_again_replaces_the_session_of_the_browser() {
    let app = TestApp::new();
    let mut browser = app.sign_in("anna@example.com");
    let before = browser.cookies["__Host-portico_session"].clone();
    browser.sign_in("berta@example.com");
    assert_ne!(browser.cookies["__Host-portico_session"], before);
    assert_eq!(app.db().number("SELECT count(*) FROM sessions"), 1);
}

#[test]
fn session_use_is_noted_once_an_hour() {
    let app = TestApp::new();
    let browser = app.sign_in("anna@example.com");
    let started = app.db().number("SELECT last_seen_at FROM sessions");
    app.wait(HOUR);
    browser.get::<ShowSession>(&());
    assert_eq!(app.db().number("SELECT last_seen_at FROM sessions"), started);
    app.wait(1);
    browser.get::<ShowSession>(&());
    assert_eq!(app.db().number("SELECT last_seen_at FROM sessions"), started + HOUR + 1);
}
