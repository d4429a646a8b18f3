//! An address of nobody who is a member is asked before any invoice is mailed to it.

use crate::billing::{billing, change, invoices, place};
use crate::mail_choice;
use crate::support::{DAY, HOUR, TestApp, World, create_organization};
use portico_api::billing::{
    BillingAddressParams, ConfirmBillingAddress, EmailState, ResendConfirmation, ShowBillingAddress,
    UpdateBillingDetails,
};
use portico_api::mail_choice::StopMail;
use portico_api::plans::{Interval, PlanId};
use portico_edge::mail::MailError;
use serde_json::json;

const BILLS: &str = "bills@example.com";

/// The link of the newest mail that asks.
pub(crate) fn newest(app: &TestApp) -> BillingAddressParams {
    let sent = app.mailer.sent.borrow();
    let mail =
        sent.iter().rfind(|mail| mail.subject.starts_with("Confirm this address")).expect("nobody was asked");
    let link = mail.text.split("/billing-address/").nth(1).unwrap();
    BillingAddressParams { token: link.split_whitespace().next().unwrap().to_owned() }
}

/// Whoever reads the newest of these mails says yes.
pub(crate) fn confirm(app: &TestApp) {
    app.browser().send::<ConfirmBillingAddress>(&newest(app), json!({})).ok::<ConfirmBillingAddress>();
}

/// An address that was asked, for tests of rights.
pub(crate) fn asked(world: &World) -> BillingAddressParams {
    set(world, BILLS);
    newest(world.app)
}

fn set(world: &World, email: &str) -> portico_api::billing::BillingDetails {
    let version = world.app.db().number("SELECT d.version FROM billing_details d JOIN organizations o ON o.id = d.organization_id WHERE o.slug = 'acme'");
    let body = json!({ "email": email, "version": version });
    world.owner.send::<UpdateBillingDetails>(&place("acme"), body).ok::<UpdateBillingDetails>()
}

/// The subjects of what was mailed there.
fn subjects(app: &TestApp, recipient: &str) -> Vec<String> {
    let sent = app.mailer.sent.borrow();
    sent.iter().filter(|mail| mail.recipient == recipient).map(|mail| mail.subject.clone()).collect()
}

#[test]
fn no_invoice_goes_to_an_address_before_it_has_said_yes_and_then_those_that_wait_do() {
    let app = TestApp::new();
    let world = World::new(&app);
    assert_eq!(set(&world, "Bills@Example.com").email_state, EmailState::Waiting);
    change(&world.owner, "acme", PlanId::Pro, Interval::Month);
    app.wait(32 * DAY);
    app.run_cron();
    assert_eq!(subjects(&app, "Bills@Example.com"), ["Confirm this address for the invoices of Acme"]);

    let link = newest(&app);
    let nobody = app.browser();
    let shown = nobody.get::<ShowBillingAddress>(&link).ok::<ShowBillingAddress>();
    let expected = ("Acme", "B•••@Example.com", false);
    assert_eq!((shown.organization.as_str(), shown.address.as_str(), shown.is_confirmed), expected);
    assert_eq!(subjects(&app, "Bills@Example.com").len(), 1, "looking changes nothing");
    for _ in 0..2 {
        assert!(
            nobody.send::<ConfirmBillingAddress>(&link, json!({})).ok::<ConfirmBillingAddress>().is_confirmed
        );
    }
    app.run_cron();
    let owner = app.sign_in("owner@example.com");
    let all = invoices(&owner, "acme");
    assert_eq!(all.len(), 2);
    assert_eq!(
        subjects(&app, "Bills@Example.com").len(),
        1 + all.len(),
        "both wait to be paid, and are mailed once"
    );
    assert_eq!(billing(&owner, "acme").details.email_state, EmailState::Confirmed);
    let entries =
        "SELECT count(*) FROM audit_entries WHERE action = 'confirm_billing_address' AND actor_id IS NULL";
    assert_eq!(app.db().number(entries), 1);
}

#[test]
fn address_of_a_member_needs_no_question_and_whether_a_stranger_has_an_account_is_not_told() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.join("books@example.com", portico_api::Role::Viewer);
    assert_eq!(set(&world, "BOOKS@example.com").email_state, EmailState::Confirmed);
    assert_eq!(set(&world, "stranger@example.com").email_state, EmailState::Waiting);
    assert_eq!(set(&world, "nobody@example.com").email_state, EmailState::Waiting);
    assert_eq!(set(&world, "").email_state, EmailState::Confirmed);
    assert_eq!(subjects(&app, "BOOKS@example.com").len(), 0);
    assert_eq!(subjects(&app, "stranger@example.com").len(), 1);
}

#[test]
fn link_works_for_the_address_that_was_asked_and_until_a_newer_one_takes_its_place() {
    let app = TestApp::new();
    let world = World::new(&app);
    set(&world, BILLS);
    let first = newest(&app);
    let resent = world.owner.send::<ResendConfirmation>(&place("acme"), json!({})).ok::<ResendConfirmation>();
    assert_eq!(resent.email_state, EmailState::Waiting);
    app.browser().get::<ShowBillingAddress>(&first).problem(404);
    app.browser().send::<ConfirmBillingAddress>(&first, json!({})).problem(404);
    let second = newest(&app);
    set(&world, "other@example.com");
    app.browser().send::<ConfirmBillingAddress>(&second, json!({})).problem(404);
    assert_eq!(billing(&world.owner, "acme").details.email_state, EmailState::Waiting);
    confirm(&app);
    // Confirmed already: nothing more is sent.
    let sent = app.mailer.sent.borrow().len();
    world.owner.send::<ResendConfirmation>(&place("acme"), json!({})).ok::<ResendConfirmation>();
    // Nor when it is only spelt differently.
    assert_eq!(set(&world, "Other@example.com").email_state, EmailState::Confirmed);
    app.run_cron();
    assert_eq!(app.mailer.sent.borrow().len(), sent);
}

#[test]
fn questions_are_counted_by_address_like_invites() {
    let app = TestApp::new();
    let world = World::new(&app);
    set(&world, BILLS);
    for _ in 0..4 {
        world.owner.send::<ResendConfirmation>(&place("acme"), json!({})).ok::<ResendConfirmation>();
    }
    let refused = world.owner.send::<ResendConfirmation>(&place("acme"), json!({}));
    assert!(refused.problem(429).detail.starts_with("This address was sent too many e-mails today"));
    // Nor by setting it again and again.
    set(&world, "");
    let version = billing(&world.owner, "acme").details.version;
    let body = json!({ "email": BILLS, "version": version });
    world.owner.send::<UpdateBillingDetails>(&place("acme"), body).problem(429);
    // Another organization has five of its own, and then all have had ten.
    for number in 0..6 {
        let slug = create_organization(&world.owner, &format!("Org {number}")).slug;
        let body = json!({ "email": BILLS, "version": 1 });
        let status = world.owner.send::<UpdateBillingDetails>(&place(&slug), body).status;
        assert_eq!(status, if number < 5 { 200 } else { 429 }, "{number}");
    }
    assert_eq!(subjects(&app, BILLS).len(), 10);
}

#[test]
fn address_that_wants_no_mail_gets_neither_question_nor_invoice() {
    let app = TestApp::new();
    let world = World::new(&app);
    set(&world, BILLS);
    confirm(&app);
    let choice = mail_choice::of_newest(&app);
    app.browser().send::<StopMail>(&choice, json!({})).ok::<StopMail>();
    assert_eq!(billing(&world.owner, "acme").details.email_state, EmailState::Stopped);
    change(&world.owner, "acme", PlanId::Pro, Interval::Month);
    app.run_cron();
    assert_eq!(subjects(&app, BILLS).len(), 1);
    assert_eq!(app.db().number("SELECT count(*) FROM invoices WHERE mail_due_at IS NOT NULL"), 0);
    let version = create_organization(&world.owner, "Second").version;
    let body = json!({ "email": BILLS, "version": version });
    let saved = world.owner.send::<UpdateBillingDetails>(&place("second"), body).ok::<UpdateBillingDetails>();
    assert_eq!(saved.email_state, EmailState::Stopped);
    world.owner.send::<ResendConfirmation>(&place("second"), json!({})).ok::<ResendConfirmation>();
    app.run_cron();
    assert_eq!(subjects(&app, BILLS).len(), 1);
}

#[test]
fn question_that_does_not_leave_is_tried_again() {
    let app = TestApp::new();
    let world = World::new(&app);
    app.mailer.failures.borrow_mut().push_back(MailError::Unavailable("down".into()));
    set(&world, BILLS);
    assert!(subjects(&app, BILLS).is_empty());
    app.wait(HOUR);
    app.run_cron();
    app.run_cron();
    assert_eq!(subjects(&app, BILLS).len(), 1);
}

#[test]
fn address_that_was_set_before_there_were_questions_goes_on_to_get_invoices() {
    let app = TestApp::new();
    let world = World::new(&app);
    app.db().execute("UPDATE billing_details SET email = 'bills@example.com'");
    change(&world.owner, "acme", PlanId::Pro, Interval::Month);
    assert_eq!(subjects(&app, BILLS).len(), 1);
}
