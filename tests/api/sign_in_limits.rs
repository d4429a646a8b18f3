//! Nobody is locked out by a stranger: what strangers use up is theirs alone.

use crate::support::{Browser, DAY, HOUR, TestApp};
use portico_api::sign_in::{RequestCode, SignIn};
use portico_edge::http::Request;
use serde_json::json;

const OWNER: &str = "owner@example.com";

fn asking(browser: &Browser, email: &str, client: &str) -> Request {
    browser.app.wait(1);
    let mut request = browser.request::<RequestCode>(&(), json!({ "email": email }));
    request.client_address = Some(client.to_owned());
    request
}

/// Asks for a code from there, in a browser that nobody knows.
fn ask(app: &TestApp, email: &str, client: &str) -> u16 {
    app.send(&asking(&app.browser(), email, client)).status
}

/// Uses up all that strangers have of an address in a day.
fn exhaust(app: &TestApp, email: &str) {
    let asked =
        (0..).take_while(|number| ask(app, email, &format!("198.51.100.{}", number / 5)) == 200).count();
    assert!((28..=30).contains(&asked), "{asked}");
}

/// Enters a wrong code five times, for as many codes as that takes.
fn enter_wrong(app: &TestApp, browser: &mut Browser, tries: usize) -> Vec<u16> {
    let code = app.newest_code();
    let wrong = format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000);
    (0..tries).map(|_| browser.enter_code(&wrong).status).collect()
}

#[test]
fn five_codes_for_a_stranger_keep_nobody_else_from_theirs() {
    let app = TestApp::new();
    let mut known = app.sign_in(OWNER);
    for _ in 0..5 {
        assert_eq!(ask(&app, OWNER, "198.51.100.1"), 200);
    }
    assert_eq!(ask(&app, OWNER, "198.51.100.1"), 429);
    known.request_code(OWNER).ok::<RequestCode>();
    known.enter_code(&app.newest_code()).ok::<SignIn>();
    let mut new = app.browser();
    new.request_code(OWNER).ok::<RequestCode>();
    new.enter_code(&app.newest_code()).ok::<SignIn>();
}

#[test]
fn above_the_total_of_an_address_only_browsers_that_signed_in_before_get_codes() {
    let app = TestApp::new();
    let mut known = app.sign_in(OWNER);
    // Its session is over; what it is known by is not.
    known.cookies.remove("__Host-portico_session");
    app.wait(DAY);
    exhaust(&app, OWNER);
    let reply = app.send(&asking(&app.browser(), OWNER, "203.0.113.9"));
    assert_eq!(reply.response.header("Retry-After"), Some("86400"));
    let problem = reply.problem(429);
    assert_eq!(
        problem.detail,
        "Too many codes were requested for this address today. A browser in which you signed in with it before still gets one. \
         In this one, try again in 24 hours."
    );
    // Also in a browser that is known, but for somebody else; and with a cookie that somebody made up.
    let mut other = app.sign_in("other@example.com");
    other.request_code(OWNER).problem(429);
    let mut forged = app.browser();
    forged.cookies.insert("__Host-portico_device".into(), "0".repeat(64));
    forged.request_code(OWNER).problem(429);
    known.request_code(OWNER).ok::<RequestCode>();
    known.enter_code(&app.newest_code()).ok::<SignIn>();
    app.wait(DAY);
    assert_eq!(ask(&app, OWNER, "203.0.113.9"), 200);
}

#[test]
fn known_browser_has_a_budget_of_its_own_and_not_an_endless_one() {
    let app = TestApp::new();
    let mut known = app.sign_in(OWNER);
    for _ in 0..10 {
        known.request_code(OWNER).ok::<RequestCode>();
    }
    known.request_code(OWNER).problem(429);
    app.sign_in(OWNER).request_code(OWNER).ok::<RequestCode>();
    app.wait(HOUR);
    known.request_code(OWNER).ok::<RequestCode>();
}

#[test]
fn answer_is_the_same_and_takes_the_same_for_known_and_unknown_addresses_in_every_standing() {
    let app = TestApp::new();
    let browser = app.sign_in(OWNER);
    exhaust(&app, "nobody@example.com");
    exhaust(&app, OWNER);
    let refused = |email: &str| {
        let before = app.db().round_trips.get();
        let detail = app.send(&asking(&app.browser(), email, "203.0.113.9")).problem(429).detail;
        (detail, app.db().round_trips.get() - before)
    };
    assert_eq!(refused(OWNER), refused("nobody@example.com"));
    // A browser with a cookie of its own asks once more, whoever the address belongs to.
    app.wait(DAY);
    let sent = |email: &str| {
        let before = app.db().round_trips.get();
        let status = app.send(&asking(&browser, email, "203.0.113.9")).status;
        (status, app.db().round_trips.get() - before)
    };
    assert_eq!(sent("new@example.com"), (200, 2));
    assert_eq!(sent(OWNER), (200, 2));
}

#[test]
fn twenty_requests_at_once_are_counted_exactly() {
    let app = TestApp::new();
    let requests: Vec<_> = (0..20).map(|_| asking(&app.browser(), OWNER, "198.51.100.1")).collect();
    let statuses = app.at_once(&requests);
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 5, "{statuses:?}");
    assert_eq!(app.db().number("SELECT count(*) FROM mailbox"), 5);
}

#[test]
fn twenty_wrong_tries_at_once_are_counted_exactly() {
    let app = TestApp::new();
    let mut browser = app.browser();
    browser.request_code(OWNER).ok::<RequestCode>();
    let code = app.newest_code();
    let wrong = format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000);
    let requests: Vec<_> =
        (0..20).map(|_| browser.request::<SignIn>(&(), json!({ "code": wrong }))).collect();
    app.at_once(&requests);
    assert_eq!(app.db().number("SELECT tries FROM sign_in_codes"), 5);
    assert_eq!(app.db().number("SELECT used FROM budgets WHERE scope = 'wrong_code'"), 5);
}

#[test]
fn ipv6_clients_count_by_64_bits_and_by_48() {
    let app = TestApp::new();
    for host in 1..6 {
        assert_eq!(ask(&app, OWNER, &format!("2001:db8:1:2::{host}")), 200);
    }
    assert_eq!(ask(&app, OWNER, "2001:db8:1:2:ffff::1"), 429, "the same /64");
    assert_eq!(ask(&app, OWNER, "2001:db8:1:3::1"), 200, "another one");
    // 240 an hour of all /64 of one /48, for whatever addresses; six were there already.
    let status = |number: usize| {
        ask(&app, &format!("a{number}@example.com"), &format!("2001:db8:1:{:x}::1", 16 + number / 40))
    };
    assert!((0..234).all(|number| status(number) == 200));
    assert_eq!(status(234), 429);
    assert_eq!(ask(&app, "a234@example.com", "2001:db8:2:1::1"), 200, "another /48");
}

#[test]
fn a_hundred_wrong_codes_a_day_are_all_and_the_last_twenty_are_the_owners() {
    let app = TestApp::new();
    let mut known = app.sign_in(OWNER);
    for number in 0..16 {
        let mut stranger = app.browser();
        let request = asking(&stranger, OWNER, &format!("198.51.100.{number}"));
        keep_cookie(&mut stranger, &app.send(&request));
        assert_eq!(enter_wrong(&app, &mut stranger, 5), [422; 5]);
    }
    // Eighty: no stranger gets as far as a code, whose tries would not be looked at either.
    let problem = app.send(&asking(&app.browser(), OWNER, "203.0.113.9")).problem(429);
    assert_eq!(
        problem.detail,
        "Too many wrong codes were entered for this address today. A browser in which you signed in with it before may still be let \
         in. In this one, try again in 24 hours."
    );
    for _ in 0..4 {
        known.request_code(OWNER).ok::<RequestCode>();
        assert_eq!(enter_wrong(&app, &mut known, 5), [422; 5]);
    }
    assert_eq!(app.db().number("SELECT used FROM budgets WHERE scope = 'wrong_code'"), 100);
    known.request_code(OWNER).problem(429);
    app.wait(DAY);
    known.request_code(OWNER).ok::<RequestCode>();
    known.enter_code(&app.newest_code()).ok::<SignIn>();
}

#[test]
fn code_that_was_asked_for_before_is_barred_with_the_rest_and_the_right_one_too() {
    let app = TestApp::new();
    let mut waiting = app.browser();
    waiting.request_code(OWNER).ok::<RequestCode>();
    let code = app.newest_code();
    app.db().execute(
        "INSERT INTO budgets SELECT 'wrong_code', wrong_key, 79, 9007199254740991 FROM sign_in_codes",
    );
    let wrong = format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000);
    assert_eq!(waiting.enter_code(&wrong).status, 422);
    assert_eq!(waiting.enter_code(&wrong).status, 429);
    assert_eq!(waiting.enter_code(&code).status, 429);
    assert_eq!(app.db().number("SELECT used FROM budgets WHERE scope = 'wrong_code'"), 80);
    assert_eq!(app.db().number("SELECT count(*) FROM sessions"), 0);
}

#[test]
fn browser_is_known_for_a_year_through_signing_out_and_for_each_who_signed_in() {
    let app = TestApp::new();
    let mut browser = app.sign_in(OWNER);
    let token = browser.cookies["__Host-portico_device"].clone();
    browser.send_and_keep::<portico_api::sign_in::SignOut>(&(), json!({}));
    browser.sign_in("second@example.com");
    assert_eq!(browser.cookies["__Host-portico_device"], token);
    assert_eq!(app.db().number("SELECT count(*) FROM devices"), 2);
    exhaust(&app, OWNER);
    browser.request_code(OWNER).ok::<RequestCode>();
    let signed_in = browser.enter_code(&app.newest_code());
    let cookies: Vec<_> =
        signed_in.response.headers.iter().filter(|(name, _)| *name == "Set-Cookie").collect();
    let kept =
        format!("__Host-portico_device={token}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=31536000");
    assert!(cookies.iter().any(|(_, value)| *value == kept), "{cookies:?}");
    app.wait(366 * DAY);
    exhaust(&app, OWNER);
    browser.request_code(OWNER).problem(429);
    app.run_cron();
    assert_eq!(app.db().number("SELECT count(*) FROM devices"), 0);
}

#[test]
fn twenty_browsers_of_a_person_are_known_and_the_oldest_goes() {
    let app = TestApp::new();
    let mut first = app.sign_in(OWNER);
    let mut second = app.sign_in(OWNER);
    for _ in 0..19 {
        app.wait(DAY);
        app.sign_in(OWNER);
    }
    assert_eq!(app.db().number("SELECT count(*) FROM devices"), 20);
    exhaust_rest(&app);
    first.request_code(OWNER).problem(429);
    second.request_code(OWNER).ok::<RequestCode>();
}

/// Nothing is left to strangers.
fn exhaust_rest(app: &TestApp) {
    app.db().execute("UPDATE budgets SET used = 30 WHERE scope = 'mail'");
}

/// Keeps the cookie of an answer to a request that was sent as it is.
fn keep_cookie(browser: &mut Browser, reply: &crate::support::Reply) {
    let cookie = reply.response.header("Set-Cookie").unwrap();
    let (name, rest) = cookie.split_once('=').unwrap();
    browser.cookies.insert(name.to_owned(), rest.split(';').next().unwrap().to_owned());
}
