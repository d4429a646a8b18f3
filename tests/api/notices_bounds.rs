//! How much an address is told in a day, and what it is told that wants no mail.

use crate::notices::{mails, newest, one_click};
use crate::support::{DAY, TestApp};
use portico_api::mail_choice::StopMail;
use portico_edge::mail::MailError;
use serde_json::json;

/// So many notices to an address that are due: of an organization's end, or of a passkey.
fn queue(app: &TestApp, count: usize, kind: &str, recipient: &str) {
    let details = json!({ "organization": "Acme", "slug": "acme", "name": "Phone" });
    app.db().execute(&format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) \
         INSERT INTO notices (id, recipient, kind, details, next_try_at, created_at) \
         SELECT '{kind} {recipient} ' || i, '{recipient}', '{kind}', '{details}', 0, 1790000000000 FROM n"
    ));
}

fn sent_to(app: &TestApp, recipient: &str) -> usize {
    app.mailer.sent.borrow().iter().filter(|mail| mail.recipient == recipient).count()
}

fn cron(app: &TestApp, runs: usize) {
    (0..runs).for_each(|_| app.run_cron());
}

#[test]
fn address_is_told_a_hundred_things_a_day_and_what_is_beyond_waits_for_the_next() {
    let app = TestApp::new();
    queue(&app, 130, "organization_gone", "Owner@example.com");
    queue(&app, 3, "organization_gone", "x@example.com");
    cron(&app, 8);
    assert_eq!((sent_to(&app, "Owner@example.com"), sent_to(&app, "x@example.com")), (100, 3));
    // Nothing is lost, and none of it was tried.
    assert_eq!(app.db().number("SELECT count(*) FROM notices WHERE tries = 0"), 30);
    app.wait(DAY - 1000);
    cron(&app, 2);
    assert_eq!(sent_to(&app, "Owner@example.com"), 100);
    app.wait(1000);
    cron(&app, 3);
    assert_eq!(sent_to(&app, "Owner@example.com"), 130);
    assert_eq!(app.db().number("SELECT count(*) FROM notices"), 0);
}

#[test]
fn what_is_about_the_account_is_told_though_everything_else_is_used_up() {
    let app = TestApp::new();
    queue(&app, 120, "organization_gone", "owner@example.com");
    cron(&app, 8);
    assert_eq!(sent_to(&app, "owner@example.com"), 100);
    queue(&app, 60, "passkey_added", "owner@example.com");
    cron(&app, 5);
    assert_eq!(mails(&app, "passkey").len(), 50);
}

#[test]
fn what_owners_have_to_hear_in_time_shares_no_count_with_the_rest_nor_with_the_account() {
    let app = TestApp::new();
    queue(&app, 120, "organization_gone", "owner@example.com");
    cron(&app, 8);
    queue(&app, 30, "security_lifted", "owner@example.com");
    queue(&app, 30, "organization_deleted", "owner@example.com");
    cron(&app, 5);
    assert_eq!(sent_to(&app, "owner@example.com"), 150);
    queue(&app, 1, "passkey_added", "owner@example.com");
    app.run_cron();
    assert_eq!(mails(&app, "passkey").len(), 1);
    // What is beyond waits as well.
    app.wait(DAY);
    cron(&app, 8);
    assert_eq!(sent_to(&app, "owner@example.com"), 181);
}

#[test]
fn sign_in_in_another_browser_is_told_however_much_else_waits() {
    let app = TestApp::new();
    app.sign_in("anna@example.com");
    queue(&app, 40, "organization_ending", "anna@example.com");
    let put_off = |kind: &str| {
        let sql = format!("UPDATE notices SET next_try_at = 9e15 WHERE kind = '{kind}'");
        app.db().execute(&sql);
    };
    put_off("organization_ending");
    app.sign_in("anna@example.com");
    assert!(newest(&app, "new sign-in").text.contains("in a new browser"));
    // Of their own kind no more wait than anybody reads.
    queue(&app, 20, "devices", "anna@example.com");
    put_off("devices");
    app.sign_in("anna@example.com");
    assert_eq!(mails(&app, "new sign-in").len(), 1);
}

#[test]
fn mail_that_is_tried_again_counts_once() {
    let app = TestApp::new();
    queue(&app, 1, "organization_gone", "owner@example.com");
    app.mailer.failures.borrow_mut().extend((0..4).map(|_| MailError::Unavailable("away".to_owned())));
    for _ in 0..6 {
        app.run_cron();
        app.wait(3 * 60 * 60 * 1000);
    }
    assert_eq!(sent_to(&app, "owner@example.com"), 1);
    assert_eq!(app.db().number("SELECT sum(used) FROM budgets WHERE scope = 'notice'"), 1);
}

#[test]
fn address_that_wants_no_mail_is_told_of_its_own_account_and_of_no_organization() {
    let app = TestApp::new();
    let browser = app.browser();
    let stop = crate::mail_choice::choice_of(&app, "owner@example.com");
    browser.send::<StopMail>(&stop, json!({})).ok::<StopMail>();
    let of_organizations =
        ["security_lifted", "organization_deleted", "organization_ending", "organization_gone"];
    let of_accounts = [
        "address_changed",
        "account_deleted",
        "passkey_added",
        "passkey_removed",
        "provider_linked",
        "provider_unlinked",
    ];
    for kind in of_organizations.into_iter().chain(of_accounts) {
        queue(&app, 1, kind, "owner@example.com");
        queue(&app, 1, kind, "other@example.com");
    }
    cron(&app, 5);
    assert_eq!((sent_to(&app, "owner@example.com"), sent_to(&app, "other@example.com")), (6, 10));
    assert_eq!(app.db().number("SELECT count(*) FROM notices"), 0);
    // One that is about an organization says how to get no more, by one click.
    let sent = app.mailer.sent.borrow().clone();
    let with_a_way_out: Vec<_> = sent.iter().filter(|mail| mail.stop.is_some()).collect();
    assert_eq!(with_a_way_out.len(), 4);
    for mail in with_a_way_out {
        assert!(mail.text.contains("Stop e-mail to this address: "), "{}", mail.text);
        assert_eq!(one_click(&app, mail), 200);
    }
    assert_eq!(app.db().number("SELECT count(*) FROM stopped_addresses"), 2);
}
