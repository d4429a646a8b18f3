//! Codes that are mailed to a new address: where, how often and for how long each works.

use crate::account_address::{ANNA, NEW, ask, change, email_of, enter, pending, sent_code};
use crate::support::{MINUTE, TestApp};
use portico_api::account::{CancelAddressChange, ChangeAddress, RequestAddressChange};
use portico_api::sign_in::{CODE_LIFE_MS, RequestCode, SignIn};
use portico_edge::mail::Mail;
use serde_json::Value;

fn wrong(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}

#[test]
fn code_works_in_its_session_alone_until_the_tenth_minute_and_five_times_wrong() {
    let app = TestApp::new();
    let (here, elsewhere) = (app.sign_in(ANNA), app.sign_in(ANNA));
    assert!(enter(&here, "000000").problem(422).is("code_ended"), "nothing was asked for");
    ask(&here, NEW).ok::<RequestAddressChange>();
    let code = sent_code(&app);
    // Another browser of hers uses no try.
    let detail = enter(&elsewhere, &code).problem(422).detail;
    assert_eq!(detail, "This browser has no code to enter. Request a new one.");
    for left in ["4 tries", "3 tries", "2 tries", "1 try"] {
        let detail = enter(&here, &wrong(&code)).fault(422, "code");
        assert_eq!(detail, format!("That is not the code. You have {left} left."));
    }
    assert!(enter(&here, &wrong(&code)).problem(422).is("code_ended"));
    assert!(enter(&here, &code).problem(422).is("code_ended"));
    ask(&here, NEW).ok::<RequestAddressChange>();
    app.wait(CODE_LIFE_MS);
    assert_eq!(
        enter(&here, &sent_code(&app)).problem(422).detail,
        "This code has expired. Request a new one."
    );
    assert_eq!(email_of(&here), ANNA);
}

#[test]
fn code_that_was_mailed_works_after_a_proof_in_the_same_browser_and_in_no_other() {
    works_after_a_proof(&TestApp::new());
}

#[test]
fn code_that_was_mailed_works_after_a_proof_without_a_secret_key_too() {
    let mut app = TestApp::new();
    app.service.config.secret_key = None;
    works_after_a_proof(&app);
}

fn works_after_a_proof(app: &TestApp) {
    let (mut here, elsewhere) = (app.sign_in(ANNA), app.sign_in(ANNA));
    app.wait(9 * MINUTE);
    ask(&here, NEW).ok::<RequestAddressChange>();
    let code = sent_code(app);
    let before = here.clone();
    app.wait(2 * MINUTE);
    // As "Add passkey" asks for it.
    here.sign_in(ANNA);
    assert!(pending(&here).unwrap().is_here);
    assert!(enter(&before, &code).problem(401).is("signed_out"));
    assert!(enter(&elsewhere, &code).problem(422).is("code_ended"));
    assert_eq!(app.db().number("SELECT tries FROM address_changes"), 0);
    assert_eq!(enter(&here, &code).ok::<ChangeAddress>().email, NEW);
}

#[test]
fn code_that_was_mailed_works_for_nobody_else_in_that_browser_and_not_after_signing_out() {
    let app = TestApp::new();
    let mut here = app.sign_in(ANNA);
    ask(&here, NEW).ok::<RequestAddressChange>();
    let code = sent_code(&app);
    here.sign_in("eve@example.com");
    assert!(enter(&here, &code).problem(422).is("code_ended"));
    here.sign_in(ANNA);
    assert!(enter(&here, &code).problem(422).is("code_ended"), "that session has ended");
    assert!(!pending(&here).unwrap().is_here);
    assert_eq!(email_of(&here), ANNA);
}

#[test]
fn confirmation_whose_answer_was_lost_is_answered_again_and_tells_the_old_address_once() {
    let app = TestApp::new();
    let anna = app.sign_in(ANNA);
    ask(&anna, NEW).ok::<RequestAddressChange>();
    let code = sent_code(&app);
    for _ in 0..2 {
        assert_eq!(enter(&anna, &code).ok::<ChangeAddress>().email, NEW);
    }
    let is_notice = |mail: &Mail| mail.subject == "Your Portico address was changed";
    assert_eq!(app.mailer.sent.borrow().iter().filter(|mail| is_notice(mail)).count(), 1);
    assert_eq!(app.db().number("SELECT count(*) FROM audit_entries WHERE action = 'change_address'"), 1);
}

#[test]
fn codes_that_were_sent_to_the_old_address_work_no_more() {
    let app = TestApp::new();
    let anna = app.sign_in(ANNA);
    let mut waiting = app.browser();
    waiting.request_code(ANNA).ok::<RequestCode>();
    let old_code = app.newest_code();
    let mut other = app.browser();
    other.request_code("eve@example.com").ok::<RequestCode>();
    let of_eve = app.newest_code();
    change(&anna, NEW).ok::<ChangeAddress>();
    assert_eq!(
        waiting.enter_code(&old_code).problem(422).detail,
        "This code has expired. Request a new one."
    );
    other.enter_code(&of_eve).ok::<SignIn>();
}

#[test]
fn wrong_codes_for_a_new_address_are_counted_over_all_requests() {
    let app = TestApp::new();
    for number in 0..16 {
        let eve = app.sign_in(&format!("eve{number}@example.com"));
        app.db().execute("DELETE FROM budgets WHERE scope <> 'wrong_code'");
        ask(&eve, NEW).ok::<RequestAddressChange>();
        let code = wrong(&sent_code(&app));
        for _ in 0..5 {
            enter(&eve, &code).problem(422);
        }
    }
    let eve = app.sign_in("eve@example.com");
    let problem = ask(&eve, NEW).problem(429);
    assert!(problem.detail.starts_with("Too many wrong codes were entered for this address today."));
}

#[test]
fn code_of_a_change_that_was_given_up_works_no_more() {
    let app = TestApp::new();
    let anna = app.sign_in(ANNA);
    let cancel = || anna.send::<CancelAddressChange>(&(), Value::Null).ok::<CancelAddressChange>();
    ask(&anna, NEW).ok::<RequestAddressChange>();
    let code = sent_code(&app);
    cancel();
    assert_eq!(pending(&anna), None);
    assert!(enter(&anna, &code).problem(422).is("code_ended"));
    assert_eq!(email_of(&anna), ANNA);
    let entries = "SELECT count(*) FROM audit_entries WHERE action = 'cancel_address_change'";
    cancel();
    assert_eq!(app.db().number(entries), 1);
    change(&anna, NEW).ok::<ChangeAddress>();
    assert_eq!(pending(&anna), None);
}
