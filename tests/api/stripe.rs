//! Billing through Stripe: what it is asked to do, and what is kept of what it says.

use crate::billing::{billing, change, invoices, place};
use crate::support::{Browser, DAY, TestApp, World};
use portico_api::billing::{
    Effective, OpenPortal, Payments, SubscriptionStatus, SyncBilling, UpdateBillingDetails,
};
use portico_api::invoices::{InvoiceStatus, LineKind};
use portico_api::plans::{Interval, PlanId};
use portico_edge::ports::Clock;
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub(crate) const SECRET: &str = "whsec_of_the_test";

pub(crate) fn app() -> TestApp {
    let prices = "pro_month=price_pm,pro_year=price_py,enterprise_month=price_em,enterprise_year=price_ey,\
        pro_month=price_pm_of_last_year,enterprise_month=price_em_of_last_year";
    let app = TestApp::with_variables(&[
        ("ORIGIN", crate::support::ORIGIN),
        ("MAIL_TRANSPORT", "local"),
        ("STRIPE_SECRET_KEY", "sk_test_1"),
        ("STRIPE_WEBHOOK_SECRET", SECRET),
        ("STRIPE_PRICES", prices),
    ]);
    app.payments.is_used.set(true);
    app
}

/// A subscription as Stripe says it, from now on for 30 days.
pub(crate) fn subscription(app: &TestApp, id: &str, price: &str, status: &str) -> Value {
    let start = app.service.clock.now() / 1000;
    json!({
        "id": id, "object": "subscription", "status": status, "created": start, "cancel_at_period_end": false,
        "default_payment_method": "pm_1",
        "items": { "data": [{ "id": format!("si_{id}"), "price": { "id": price },
            "current_period_start": start, "current_period_end": start + 30 * 86400 }] },
    })
}

pub(crate) fn set_subscriptions(app: &TestApp, all: &[Value]) {
    app.payments.set("/v1/subscriptions", json!({ "data": all }));
}

pub(crate) fn set_invoices(app: &TestApp, all: &[Value]) {
    app.payments.set("/v1/invoices", json!({ "data": all }));
}

pub(crate) fn invoice(app: &TestApp, id: &str, status: &str, total: i64) -> Value {
    let now = app.service.clock.now() / 1000;
    json!({
        "id": id, "object": "invoice", "number": format!("ABC-{id}"), "status": status, "currency": "eur", "total": total,
        "created": now, "hosted_invoice_url": "https://invoice.stripe.test/1", "status_transitions": { "paid_at": now },
        "lines": { "data": [{ "description": "1 × Pro", "amount": total, "quantity": 1, "period": { "start": now, "end": now + 86400 } }] },
    })
}

pub(crate) fn sync(by: &Browser) -> portico_api::billing::Subscription {
    by.send::<SyncBilling>(&place("acme"), Value::Null).ok::<SyncBilling>()
}

/// The organization `acme` pays for Pro by the month, as `sub_1`.
pub(crate) fn subscribed<'a>(app: &'a TestApp) -> World<'a> {
    let world = World::new(app);
    change(&world.owner, "acme", PlanId::Pro, Interval::Month);
    app.payments.set("/v1/payment_methods/pm_1", json!({
        "id": "pm_1", "type": "card", "card": { "brand": "visa", "last4": "4242", "exp_month": 12, "exp_year": 2030 },
    }));
    set_subscriptions(app, &[subscription(app, "sub_1", "price_pm", "active")]);
    set_invoices(app, &[invoice(app, "in_1", "paid", 29_00)]);
    sync(&world.owner);
    world
}

#[test]
fn paid_subscription_is_copied_with_its_card_and_invoices() {
    let app = app();
    let world = subscribed(&app);
    let found = billing(&world.owner, "acme");
    assert_eq!(found.payments, Payments::Stripe);
    assert_eq!(
        (found.subscription.plan, found.subscription.status),
        (PlanId::Pro, SubscriptionStatus::Active)
    );
    let method = found.payment_method.unwrap();
    assert_eq!(
        (method.brand.as_str(), method.last4.as_str(), method.expires_year),
        ("visa", "4242", Some(2030))
    );
    let [invoice] = &invoices(&world.owner, "acme")[..] else { panic!() };
    assert_eq!((invoice.row.number.as_str(), invoice.row.status), ("ABC-in_1", InvoiceStatus::Paid));
    assert_eq!(invoice.hosted_url.as_deref(), Some("https://invoice.stripe.test/1"));
    assert!(invoice.instructions.is_empty());
    // Once more changes nothing, not even the version.
    let version = found.subscription.version;
    assert_eq!(sync(&world.owner).version, version);
    assert_eq!(invoices(&world.owner, "acme").len(), 1);
    // Cron does not bill it by hand as well.
    app.wait(60 * DAY);
    app.run_cron();
    assert_eq!(app.db().number("SELECT count(*) FROM invoices WHERE provider = 'manual'"), 0);
}

#[test]
fn lines_of_an_invoice_with_tax_add_up_to_its_total() {
    let app = app();
    let world = subscribed(&app);
    let mut taxed = invoice(&app, "in_2", "paid", 29_00);
    taxed["total"] = json!(34_51);
    set_invoices(&app, &[taxed, invoice(&app, "in_3", "draft", 1)]);
    sync(&world.owner);
    // `invoices` checks the sum.
    let all = invoices(&world.owner, "acme");
    assert_eq!(all.len(), 2, "a draft is none yet");
    let taxed = all.iter().find(|one| one.row.number == "ABC-in_2").unwrap();
    assert_eq!(taxed.lines.last().map(|line| (line.kind, line.amount)), Some((LineKind::Other, 5_51)));
}

#[test]
fn failed_payment_is_past_due_and_cuts_nothing_off_until_stripe_gives_up() {
    let app = app();
    let world = subscribed(&app);
    set_subscriptions(&app, &[subscription(&app, "sub_1", "price_pm", "past_due")]);
    let found = sync(&world.owner);
    assert_eq!((found.plan, found.status), (PlanId::Pro, SubscriptionStatus::PastDue));
    set_subscriptions(&app, &[subscription(&app, "sub_1", "price_pm", "active")]);
    assert_eq!(sync(&world.owner).status, SubscriptionStatus::Active);
    set_subscriptions(&app, &[subscription(&app, "sub_1", "price_pm", "canceled")]);
    let found = sync(&world.owner);
    assert_eq!(
        (found.plan, found.period_end, found.status),
        (PlanId::Free, None, SubscriptionStatus::Active)
    );
    // Whoever comes back pays at the checkout.
    assert_eq!(change(&world.owner, "acme", PlanId::Pro, Interval::Month).effective, Effective::Checkout);
}

#[test]
fn slow_answer_of_an_older_question_does_not_overwrite_that_of_a_newer_one() {
    let app = app();
    let world = subscribed(&app);
    set_subscriptions(&app, &[subscription(&app, "sub_1", "price_em", "active")]);
    // While this one waits for Stripe, another one begins, ends, and knows more.
    let meanwhile = "UPDATE subscriptions SET sync_number = sync_number + 1, synced_number = sync_number + 1, plan = 'enterprise' \
        WHERE stripe_subscription IS NOT NULL";
    app.db().before_batch.replace(Some(meanwhile));
    set_subscriptions(&app, &[subscription(&app, "sub_1", "price_pm", "past_due")]);
    let found = sync(&world.owner);
    assert_eq!((found.plan, found.status), (PlanId::Enterprise, SubscriptionStatus::Active));
    // Which of the two was right is asked once more.
    app.run_cron();
    assert_eq!(billing(&world.owner, "acme").subscription.status, SubscriptionStatus::PastDue);
}

#[test]
fn billing_details_are_told_to_stripe_once() {
    let app = app();
    let world = subscribed(&app);
    let body = json!({ "email": "bills@acme.example", "name": "Acme Ltd", "country": "AT", "version": 1 });
    world.owner.send::<UpdateBillingDetails>(&place("acme"), body).ok::<UpdateBillingDetails>();
    app.run_cron();
    let told = || {
        let posts = app.payments.posts().into_iter().filter(|(path, _)| path.starts_with("/v1/customers/"));
        let fields = |(_, form): (_, BTreeMap<String, String>)| {
            (form["email"].clone(), form["address[country]"].clone())
        };
        posts.map(fields).collect::<Vec<_>>()
    };
    let at_once = (String::new(), "AT".to_owned());
    assert_eq!(
        told(),
        std::slice::from_ref(&at_once),
        "the address is not told before it is confirmed: Stripe mails as well"
    );
    crate::billing_address::confirm(&app);
    app.run_cron();
    assert_eq!(told(), [at_once, ("bills@acme.example".to_owned(), "AT".to_owned())]);
}

#[test]
fn details_that_stripe_refuses_keep_nothing_else_from_coming() {
    let app = app();
    let world = subscribed(&app);
    set_subscriptions(&app, &[subscription(&app, "sub_1", "price_pm", "past_due")]);
    app.payments.failures.borrow_mut().push(400);
    let body = json!({ "email": "bills@acme.example", "version": 1 });
    world.owner.send::<UpdateBillingDetails>(&place("acme"), body).ok::<UpdateBillingDetails>();
    assert_eq!(billing(&world.owner, "acme").subscription.status, SubscriptionStatus::PastDue);
    assert!(app.logged.borrow().iter().any(|line| line.contains("details")), "{:?}", app.logged);
    // They are told with the next look.
    sync(&world.owner);
    let told: Vec<_> =
        app.payments.posts().into_iter().filter(|(path, _)| path.starts_with("/v1/customers/")).collect();
    assert_eq!(told.len(), 2);
}

#[test]
fn key_of_another_account_takes_nothing_away() {
    let app = app();
    let world = subscribed(&app);
    let known = app.payments.things.borrow().clone();
    app.payments.things.borrow_mut().clear();
    let refused = world.owner.send::<SyncBilling>(&place("acme"), Value::Null).problem(409);
    assert!(refused.is("not_set_up"), "{refused:?}");
    assert_eq!(billing(&world.owner, "acme").subscription.plan, PlanId::Pro);
    // With the right key again it goes on as before.
    *app.payments.things.borrow_mut() = known;
    assert_eq!(sync(&world.owner).plan, PlanId::Pro);
}

#[test]
fn details_that_were_changed_before_the_portal_opens_are_told_all_the_same() {
    let app = app();
    let world = subscribed(&app);
    app.payments.failures.borrow_mut().push(400);
    let body = json!({ "email": "bills@acme.example", "version": 1 });
    world.owner.send::<UpdateBillingDetails>(&place("acme"), body).ok::<UpdateBillingDetails>();
    world.owner.send::<OpenPortal>(&place("acme"), Value::Null).ok::<OpenPortal>();
    let told =
        app.payments.posts().into_iter().filter(|(path, _)| path.starts_with("/v1/customers/")).count();
    assert_eq!(told, 2, "refused once, told with the look that follows the portal");
    assert_eq!(app.db().number("SELECT stripe_version FROM billing_details WHERE version = 2"), 2);
}

#[test]
fn invoices_come_also_while_the_subscription_can_not_be_read() {
    let app = app();
    let world = subscribed(&app);
    set_subscriptions(&app, &[subscription(&app, "sub_1", "price_of_somebody", "active")]);
    set_invoices(&app, &[invoice(&app, "in_1", "paid", 2_900), invoice(&app, "in_2", "open", 2_900)]);
    let refused = world.owner.send::<SyncBilling>(&place("acme"), Value::Null).problem(409);
    assert!(refused.is("not_set_up"), "{refused:?}");
    assert_eq!(invoices(&world.owner, "acme").len(), 2);
}
