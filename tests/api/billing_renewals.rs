//! Time passes: periods end, invoices are issued, plans change.

use crate::billing::{billing, change, invoices, place};
use crate::support::{DAY, HOUR, TestApp, World, create_organization};
use portico_api::billing::{ChangePlan, UpdateBillingDetails};
use portico_api::environments::Mode;
use portico_api::invoices::{InvoiceStatus, LineKind};
use portico_api::plans::{Interval, PlanId};
use portico_edge::mail::MailError;
use portico_edge::ports::Clock;
use serde_json::json;

/// Days since 1970 of the periods of an organization's invoices.
pub(crate) fn periods(app: &TestApp) -> Vec<(i64, i64)> {
    let owner = app.sign_in("owner@example.com");
    let all = invoices(&owner, "acme");
    all.iter().map(|invoice| (invoice.row.period_start / DAY, invoice.row.period_end / DAY)).collect()
}

/// Sets the clock to a day, some hours in.
fn set_clock(app: &TestApp, day: i64) {
    app.wait(day * DAY + 13 * HOUR - app.service.clock.now());
}

/// 1 January 2027 in days since 1970.
const NEW_YEAR: i64 = 20_819;

#[test]
fn every_month_has_its_invoice_also_where_it_is_too_short() {
    let app = TestApp::new();
    // 31 January 2027.
    set_clock(&app, NEW_YEAR + 30);
    let world = World::new(&app);
    change(&world.owner, "acme", PlanId::Pro, Interval::Month);
    for _ in 0..(5 * 31) {
        app.wait(DAY);
        app.run_cron();
    }
    let ends: Vec<_> = periods(&app).into_iter().map(|(_, end)| end - NEW_YEAR).collect();
    // 28 February, 31 March, 30 April, 31 May, 30 June, 31 July.
    assert_eq!(ends, [58, 89, 119, 150, 180, 211]);
    let found = periods(&app);
    assert!(found.windows(2).all(|pair| pair[0].1 == pair[1].0), "{found:?}");
}

#[test]
fn yearly_plan_begun_on_a_leap_day_is_renewed_once_a_year() {
    let app = TestApp::new();
    // 29 February 2028.
    set_clock(&app, 21_243);
    let world = World::new(&app);
    change(&world.owner, "acme", PlanId::Pro, Interval::Year);
    for _ in 0..50 {
        app.wait(30 * DAY);
        app.run_cron();
    }
    // 28 February of 2029, 2030 and 2031, 29 February of 2032, and the one after.
    let ends: Vec<_> = periods(&app).into_iter().map(|(_, end)| end - 21_243).collect();
    assert_eq!(ends, [365, 730, 1095, 1461, 1826]);
}

#[test]
fn smaller_plan_begins_with_the_next_period_at_its_own_price() {
    let app = TestApp::new();
    let world = World::new(&app);
    change(&world.owner, "acme", PlanId::Enterprise, Interval::Month);
    change(&world.owner, "acme", PlanId::Pro, Interval::Year);
    app.wait(31 * DAY);
    app.run_cron();
    let owner = app.sign_in("owner@example.com");
    let found = billing(&owner, "acme").subscription;
    assert_eq!((found.plan, found.interval, found.next), (PlanId::Pro, Interval::Year, None));
    let all = invoices(&owner, "acme");
    assert_eq!((all.len(), all[1].row.total), (2, 29_000));
    let length = (all[1].row.period_end - all[1].row.period_start) / DAY;
    assert!(length == 365, "{length}");
    assert_eq!(all[0].row.period_end, all[1].row.period_start);
}

#[test]
fn cancelled_plan_ends_with_its_period_and_is_not_charged_again() {
    let app = TestApp::new();
    let world = World::new(&app);
    change(&world.owner, "acme", PlanId::Pro, Interval::Month);
    change(&world.owner, "acme", PlanId::Free, Interval::Month);
    app.wait(29 * DAY);
    app.run_cron();
    let owner = app.sign_in("owner@example.com");
    assert_eq!(billing(&owner, "acme").subscription.plan, PlanId::Pro);
    app.wait(2 * DAY);
    app.run_cron();
    let found = billing(&owner, "acme").subscription;
    assert_eq!((found.plan, found.period_end, found.next), (PlanId::Free, None, None));
    assert_eq!(invoices(&owner, "acme").len(), 1);
    // Whoever comes back begins anew.
    change(&owner, "acme", PlanId::Pro, Interval::Month);
    assert_eq!(invoices(&owner, "acme").len(), 2);
}

#[test]
fn invoice_of_the_next_period_lists_what_was_read_in_the_one_before() {
    let app = TestApp::new();
    let world = World::new(&app);
    change(&world.owner, "acme", PlanId::Pro, Interval::Month);
    let environment = world.environment_id(Mode::Sandbox).to_owned();
    for _ in 0..3 {
        app.wait(8 * DAY);
        app.read(&environment);
    }
    app.wait(8 * DAY);
    app.read(&environment);
    app.run_cron();
    let owner = app.sign_in("owner@example.com");
    let all = invoices(&owner, "acme");
    let usage: Vec<_> = all[1].lines.iter().filter(|line| line.kind == LineKind::Usage).collect();
    assert_eq!(usage.len(), 1);
    // The fourth read is one of the next period.
    assert_eq!((usage[0].quantity, usage[0].amount), (3, 0));
    assert_eq!(usage[0].description, "Checkout: configuration reads");
    assert_eq!(usage[0].period_end, all[0].row.period_end);
}

#[test]
fn last_period_of_a_cancelled_plan_has_an_invoice_of_its_usage_with_nothing_to_pay() {
    let app = TestApp::new();
    let world = World::new(&app);
    let details = json!({ "email": "bills@example.com", "version": 1 });
    world.owner.send::<UpdateBillingDetails>(&place("acme"), details).ok::<UpdateBillingDetails>();
    crate::billing_address::confirm(&app);
    change(&world.owner, "acme", PlanId::Pro, Interval::Month);
    change(&world.owner, "acme", PlanId::Free, Interval::Month);
    app.read(world.environment_id(Mode::Sandbox));
    let mails =
        || app.mailer.sent.borrow().iter().filter(|mail| mail.recipient == "bills@example.com").count();
    app.run_cron();
    let before = mails();
    app.wait(31 * DAY);
    app.run_cron();
    app.run_cron();
    let owner = app.sign_in("owner@example.com");
    let all = invoices(&owner, "acme");
    let [first, last] = &all[..] else { panic!("{} invoices", all.len()) };
    assert_eq!((last.row.total, last.row.status, last.row.due_at), (0, InvoiceStatus::Paid, None));
    assert_eq!((last.row.period_start, last.row.period_end), (first.row.period_start, first.row.period_end));
    let lines: Vec<_> = last.lines.iter().map(|line| (line.kind, line.quantity, line.amount)).collect();
    assert_eq!(lines, [(LineKind::Usage, 1, 0)]);
    assert!(last.instructions.is_empty(), "there is nothing to pay");
    assert_eq!((app.db().number("SELECT max(sequence) FROM invoices"), mails()), (2, before));
    assert_eq!(billing(&owner, "acme").subscription.plan, PlanId::Free);
}

#[test]
fn numbers_run_through_all_organizations_without_a_gap() {
    let app = TestApp::new();
    let anna = app.sign_in("anna@example.com");
    for name in ["One", "Two", "Three"] {
        let slug = create_organization(&anna, name).slug;
        change(&anna, &slug, PlanId::Pro, Interval::Month);
    }
    // A change that fails takes no number with it.
    let body = json!({ "plan": "enterprise", "interval": "month", "version": 7 });
    anna.send::<ChangePlan>(&place("one"), body).problem(409);
    app.wait(32 * DAY);
    app.run_cron();
    let numbers =
        app.db().text("SELECT group_concat(sequence) FROM (SELECT sequence FROM invoices ORDER BY sequence)");
    assert_eq!(numbers, "1,2,3,4,5,6");
}

#[test]
fn invoice_mail_that_does_not_leave_is_tried_again() {
    let app = TestApp::new();
    let world = World::new(&app);
    let body = json!({ "email": "bills@example.com", "version": 1 });
    world.owner.send::<UpdateBillingDetails>(&place("acme"), body).ok::<UpdateBillingDetails>();
    crate::billing_address::confirm(&app);
    app.mailer.sent.borrow_mut().clear();
    let failure = MailError::Unavailable("down".to_owned());
    app.mailer.failures.borrow_mut().push_back(failure);
    change(&world.owner, "acme", PlanId::Pro, Interval::Month);
    let sent =
        || app.mailer.sent.borrow().iter().filter(|mail| mail.recipient == "bills@example.com").count();
    assert_eq!(sent(), 0);
    app.run_cron();
    assert_eq!(sent(), 0, "not before ten minutes have passed");
    app.wait(HOUR);
    app.run_cron();
    app.run_cron();
    assert_eq!(sent(), 1);
}

#[test]
fn deleted_organization_is_not_billed_any_more() {
    let app = TestApp::new();
    let world = World::new(&app);
    change(&world.owner, "acme", PlanId::Pro, Interval::Month);
    app.db().execute("UPDATE organizations SET deleted_at = 1, deleted_by = created_by WHERE slug = 'acme'");
    app.wait(65 * DAY);
    app.run_cron();
    assert_eq!(app.db().number("SELECT count(*) FROM invoices"), 1);
}

#[test]
fn year_in_place_of_a_month_pays_no_day_twice() {
    let app = TestApp::new();
    let world = World::new(&app);
    change(&world.owner, "acme", PlanId::Enterprise, Interval::Month);
    // A minute before midnight.
    app.wait(DAY - 60_000 - app.service.clock.now() % DAY);
    change(&world.owner, "acme", PlanId::Enterprise, Interval::Year);
    let all = invoices(&world.owner, "acme");
    let credit = all[1].lines.iter().find(|line| line.kind == LineKind::Credit).unwrap();
    assert_eq!((credit.amount, credit.period_start), (-all[0].row.total, all[0].row.period_start));
    assert_eq!(credit.period_start, all[1].row.period_start);
}
