//! Signing in by code: expiry, tries, single use, browser binding, limits.

use crate::support::{DAY, HOUR, MINUTE, TestApp};
use portico_api::session::ShowSession;
use portico_api::sign_in::{CODE_LIFE_MS, RequestCode, SignIn, SignOut};
use serde_json::json;

/// A code that is surely not `code`.
fn wrong(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}

#[test]
fn first_sign_in_creates_the_user_and_the_next_finds_it() {
    let app = TestApp::new();
    let first = app.sign_in("Anna@Example.com").get::<ShowSession>(&()).ok::<ShowSession>();
    let second = app.sign_in("anna@example.com").get::<ShowSession>(&()).ok::<ShowSession>();
    assert_eq!(first.user, second.user);
    assert_eq!(first.user.email, "Anna@Example.com");
    assert_eq!(app.db().number("SELECT count(*) FROM users"), 1);
}

#[test]
fn code_mail_goes_to_the_address_with_the_configured_origin() {
    let app = TestApp::new();
    app.browser().request_code("anna@example.com").ok::<RequestCode>();
    assert_eq!(app.db().text("SELECT recipient FROM mailbox"), "anna@example.com");
    let body = app.db().text("SELECT body FROM mailbox");
    assert!(body.contains("http://localhost:8787/sign-in") && body.contains(&app.newest_code()), "{body}");
}

#[test]
fn known_and_unknown_addresses_get_the_same_answer_for_the_same_work() {
    let app = TestApp::new();
    app.sign_in("known@example.com");
    let ask = |email: &str| {
        let before = app.db().round_trips.get();
        let reply = app.browser().request_code(email);
        let life = reply.json["expires_at"].as_i64().unwrap()
            - app.db().number("SELECT max(created_at) FROM mailbox");
        (reply.status, life, app.db().round_trips.get() - before)
    };
    assert_eq!(ask("known@example.com"), ask("unknown@example.com"));
}

#[test]
fn code_goes_to_the_address_as_stored_and_never_as_typed() {
    let app = TestApp::new();
    app.sign_in("Anna@Example.com");
    app.browser().request_code("aNNA@example.COM").ok::<RequestCode>();
    assert_eq!(app.db().text("SELECT recipient FROM mailbox ORDER BY id DESC"), "Anna@Example.com");
    app.browser().request_code("New@Example.com").ok::<RequestCode>();
    assert_eq!(app.db().text("SELECT recipient FROM mailbox ORDER BY id DESC"), "New@Example.com");
}

#[test]
fn code_that_leaves_goes_to_the_address_as_stored_too() {
    let app = TestApp::with_variables(&[("ORIGIN", crate::support::ORIGIN), ("MAIL_TRANSPORT", "http")]);
    app.db().execute(
        "INSERT INTO users (id, email, email_key, created_at) VALUES ('u1', 'Anna@Example.com', 'anna@example.com', 1)",
    );
    for (typed, recipient) in
        [("aNNA@example.COM", "Anna@Example.com"), ("New@Example.com", "New@Example.com")]
    {
        app.browser().request_code(typed).ok::<RequestCode>();
        assert_eq!(app.mailer.sent.borrow().last().unwrap().recipient, recipient);
    }
}

#[test]
fn code_is_read_in_other_digits_and_out_of_the_subject_of_its_mail() {
    let app = TestApp::new();
    let mut browser = app.browser();
    browser.request_code("anna@example.com");
    let subject = app.db().text("SELECT subject FROM mailbox");
    browser.clone().enter_code(&subject).ok::<SignIn>();
    browser.request_code("anna@example.com");
    let persian = |digit: char| char::from_u32(0x6f0 + digit.to_digit(10).unwrap()).unwrap();
    let code: String = app.newest_code().chars().map(persian).collect();
    browser.enter_code(&format!("{}-{}", &code[..6], &code[6..])).ok::<SignIn>();
}

#[test]
fn after_a_new_code_the_older_one_says_that_a_newer_one_counts() {
    let app = TestApp::new();
    let mut browser = app.browser();
    browser.request_code("anna@example.com");
    let first = app.newest_code();
    browser.request_code("anna@example.com");
    let second = app.newest_code();
    browser.request_code("anna@example.com");
    let newest = app.newest_code();
    let older = |left| {
        format!(
            "That code came first; only the newest one counts. Enter the code of the latest e-mail. You have {left} left."
        )
    };
    assert_eq!(browser.enter_code(&first).fault(422, "code"), older("4 tries"));
    assert_eq!(browser.enter_code(&second).fault(422, "code"), older("3 tries"));
    // It counts as a try like any other, and to another browser it is no more than wrong.
    let mut other = app.browser();
    other.request_code("eve@example.com");
    let theirs = app.newest_code();
    if theirs != first {
        let detail = other.enter_code(&first).fault(422, "code");
        assert_eq!(detail, "That is not the code. You have 4 tries left.");
    }
    browser.enter_code(&newest).ok::<SignIn>();
    assert!(!browser.cookies.contains_key("__Host-portico_sign_in"));
}

#[test]
fn browser_remembers_the_five_newest_codes_that_it_asked_for_and_no_more() {
    let app = TestApp::new();
    let mut browser = app.browser();
    for number in 0..7 {
        browser.request_code(&format!("anna{number}@example.com")).ok::<RequestCode>();
    }
    let cookie = &browser.cookies["__Host-portico_sign_in"];
    assert_eq!(cookie.split('.').count(), 5);
    browser.enter_code(&app.newest_code()).ok::<SignIn>();
}

#[test]
fn code_works_once() {
    let app = TestApp::new();
    let mut browser = app.browser();
    browser.request_code("anna@example.com");
    let again = browser.clone();
    browser.enter_code(&app.newest_code()).ok::<SignIn>();
    let detail = again.send::<SignIn>(&(), json!({ "code": app.newest_code() })).fault(422, "code");
    assert_eq!(detail, "This code was already used. Request a new one.");
}

#[test]
fn code_works_until_the_tenth_minute_and_not_after() {
    let app = TestApp::new();
    let mut browser = app.browser();
    browser.request_code("anna@example.com");
    app.wait(CODE_LIFE_MS - 1);
    browser.clone().enter_code(&app.newest_code()).ok::<SignIn>();

    browser.request_code("anna@example.com");
    app.wait(CODE_LIFE_MS);
    let problem = browser.enter_code(&app.newest_code()).problem(422);
    assert!(problem.is("code_ended"));
    assert_eq!(problem.detail, "This code has expired. Request a new one.");
}

#[test]
fn code_ends_with_the_fifth_wrong_try() {
    let app = TestApp::new();
    let mut browser = app.browser();
    browser.request_code("anna@example.com");
    let code = app.newest_code();
    for left in ["4 tries", "3 tries", "2 tries", "1 try"] {
        let detail = browser.enter_code(&wrong(&code)).fault(422, "code");
        assert_eq!(detail, format!("That is not the code. You have {left} left."));
    }
    assert!(browser.enter_code(&wrong(&code)).problem(422).is("code_ended"));
    // Now not even the right one works.
    assert!(browser.enter_code(&code).problem(422).is("code_ended"));
    assert_eq!(app.db().number("SELECT count(*) FROM sessions"), 0);
}

#[test]
fn fifth_try_may_still_be_the_right_one() {
    let app = TestApp::new();
    let mut browser = app.browser();
    browser.request_code("anna@example.com");
    let code = app.newest_code();
    for _ in 0..4 {
        browser.enter_code(&wrong(&code)).fault(422, "code");
    }
    browser.enter_code(&code).ok::<SignIn>();
}

#[test]
fn code_works_only_in_the_browser_that_asked() {
    let app = TestApp::new();
    app.browser().request_code("anna@example.com");
    let mut other = app.browser();
    other.request_code("eve@example.com");
    let code =
        app.db().text("SELECT substr(subject, 1, 6) FROM mailbox WHERE recipient = 'anna@example.com'");
    other.enter_code(&code).fault(422, "code");
    assert!(app.browser().enter_code(&code).problem(422).is("code_ended"));
}

#[test]
fn sixth_code_within_an_hour_is_refused_until_the_first_is_an_hour_old() {
    let app = TestApp::new();
    for _ in 0..5 {
        app.browser().request_code("anna@example.com").ok::<RequestCode>();
        app.wait(MINUTE);
    }
    let reply = app.browser().request_code("ANNA@example.com");
    assert_eq!(reply.response.header("Retry-After"), Some("3300"));
    let problem = reply.problem(429);
    assert!(problem.is("too_many_requests"));
    assert_eq!(problem.detail, "Too many attempts. Try again in 55 minutes.");
    assert_eq!(app.db().number("SELECT count(*) FROM mailbox"), 5);
    app.browser().request_code("other@example.com").ok::<RequestCode>();
    app.wait(HOUR - 5 * MINUTE);
    app.browser().request_code("anna@example.com").ok::<RequestCode>();
}

#[test]
fn sign_in_and_out_are_in_the_audit_log() {
    let app = TestApp::new();
    let browser = app.sign_in("anna@example.com");
    app.wait(1);
    browser.send::<SignOut>(&(), json!({}));
    let actions =
        app.db().text("SELECT group_concat(action) FROM (SELECT action FROM audit_entries ORDER BY id)");
    assert_eq!(actions, "sign_in,sign_out");
}

#[test]
fn without_a_mail_transport_asking_for_a_code_says_so() {
    let app = TestApp::with_variables(&[("ORIGIN", crate::support::ORIGIN)]);
    assert!(app.browser().request_code("anna@example.com").problem(409).is("not_set_up"));
}

#[test]
fn cleanup_removes_what_has_expired_and_nothing_else() {
    let app = TestApp::new();
    app.sign_in("old@example.com");
    app.wait(7 * DAY + 1);
    let browser = app.sign_in("new@example.com");
    app.run_cron();
    assert_eq!(app.db().number("SELECT count(*) FROM sessions"), 1);
    assert_eq!(app.db().number("SELECT count(*) FROM sign_in_codes"), 1);
    browser.get::<ShowSession>(&()).ok::<ShowSession>();
}
