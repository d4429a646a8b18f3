//! Stripe's messages: forged, late, twice, in the wrong order, or never.

use crate::billing::{billing, place};
use crate::stripe::{SECRET, app, set_subscriptions, subscribed, subscription};
use crate::support::{HOUR, MINUTE, Reply, TestApp, World, events_header};
use portico_api::billing::SubscriptionStatus;
use portico_api::plans::PlanId;
use portico_edge::http::Request;
use portico_edge::ports::Clock;
use serde_json::{Value, json};

fn event(id: &str, kind: &str, object: Value) -> String {
    json!({ "id": id, "type": kind, "data": { "object": object } }).to_string()
}

fn customer(app: &TestApp) -> String {
    app.db().text("SELECT stripe_customer FROM subscriptions WHERE stripe_customer IS NOT NULL")
}

fn request(body: &str, signature: Option<String>) -> Request {
    Request {
        method: "POST".into(),
        path: "/api/stripe/webhook".into(),
        content_type: Some("application/json; charset=utf-8".into()),
        stripe_signature: signature,
        body: body.as_bytes().to_vec(),
        ..Request::default()
    }
}

/// Stripe sends it, signed at this moment.
fn send(app: &TestApp, body: &str) -> Reply {
    app.send(&request(body, Some(events_header(SECRET, app.service.clock.now(), body))))
}

/// The subscription was seen changed by Stripe in this way.
fn changed(app: &TestApp, id: &str, status: &str) -> String {
    let mut object = subscription(app, "sub_1", "price_pm", status);
    object["customer"] = json!(customer(app));
    event(id, "customer.subscription.updated", object)
}

fn status(world: &World) -> (PlanId, SubscriptionStatus) {
    let found = billing(&world.owner, "acme").subscription;
    (found.plan, found.status)
}

#[test]
fn message_brings_what_stripe_says_now() {
    let app = app();
    let world = subscribed(&app);
    set_subscriptions(&app, &[subscription(&app, "sub_1", "price_pm", "past_due")]);
    assert_eq!(send(&app, &changed(&app, "evt_1", "past_due")).status, 200);
    assert_eq!(status(&world), (PlanId::Pro, SubscriptionStatus::PastDue));
}

#[test]
fn messages_in_the_wrong_order_leave_the_newest_fact() {
    let app = app();
    let world = subscribed(&app);
    let earlier = changed(&app, "evt_1", "active");
    let later = changed(&app, "evt_2", "canceled");
    set_subscriptions(&app, &[subscription(&app, "sub_1", "price_pm", "canceled")]);
    send(&app, &later);
    assert_eq!(status(&world).0, PlanId::Free);
    send(&app, &earlier);
    assert_eq!(status(&world).0, PlanId::Free);
}

#[test]
fn message_that_comes_twice_asks_stripe_once() {
    let app = app();
    let world = subscribed(&app);
    let body = changed(&app, "evt_1", "active");
    send(&app, &body);
    let asked = app.payments.requests.borrow().len();
    let version = billing(&world.owner, "acme").subscription.version;
    app.wait(1);
    assert_eq!(send(&app, &body).status, 200);
    assert_eq!(app.payments.requests.borrow().len(), asked);
    assert_eq!(billing(&world.owner, "acme").subscription.version, version);
}

#[test]
fn forged_old_or_unsigned_message_is_refused_and_changes_nothing() {
    let app = app();
    let world = subscribed(&app);
    set_subscriptions(&app, &[subscription(&app, "sub_1", "price_em", "active")]);
    let body = changed(&app, "evt_1", "active");
    let now = app.service.clock.now();
    let asked = app.payments.requests.borrow().len();
    for signature in [
        None,
        Some(String::new()),
        Some(events_header("whsec_of_somebody", now, &body)),
        Some(events_header("", now, &body)),
        Some(events_header(SECRET, now - 6 * MINUTE, &body)),
        Some(events_header(SECRET, now + 6 * MINUTE, &body)),
        Some(events_header(SECRET, now, "{}")),
    ] {
        app.send(&request(&body, signature)).problem(400);
    }
    assert_eq!(app.payments.requests.borrow().len(), asked);
    assert_eq!(app.db().number("SELECT count(*) FROM stripe_events"), 0);
    assert_eq!(status(&world).0, PlanId::Pro);
}

#[test]
fn signed_nonsense_is_refused_and_too_much_of_it_as_well() {
    let app = app();
    subscribed(&app);
    for body in ["", "[]", "{}", "{\"id\":1,\"type\":2}", "\u{0}"] {
        send(&app, body).problem(400);
    }
    send(&app, &" ".repeat(256 * 1024 + 1)).problem(413);
    let mut get = request("", None);
    get.method = "GET".into();
    app.send(&get).problem(405);
}

#[test]
fn unknown_customer_is_ignored_and_stands_in_the_log() {
    let app = app();
    subscribed(&app);
    let asked = app.payments.requests.borrow().len();
    let body = event("evt_1", "invoice.paid", json!({ "object": "invoice", "customer": "cus_of_somebody" }));
    assert_eq!(send(&app, &body).status, 200);
    assert_eq!(app.payments.requests.borrow().len(), asked);
    assert!(app.logged.borrow().iter().any(|line| line.contains("cus_of_somebody")));
    // Messages about nobody are fine, too.
    assert_eq!(send(&app, &event("evt_2", "plan.created", json!({ "object": "plan" }))).status, 200);
}

#[test]
fn message_while_stripe_is_down_is_kept_and_made_good_by_cron() {
    let app = app();
    let world = subscribed(&app);
    set_subscriptions(&app, &[subscription(&app, "sub_1", "price_pm", "past_due")]);
    app.payments.failures.borrow_mut().extend([500; 3]);
    assert_eq!(send(&app, &changed(&app, "evt_1", "past_due")).status, 200);
    assert_eq!(status(&world).1, SubscriptionStatus::Active);
    app.wait(3 * MINUTE);
    app.run_cron();
    assert_eq!(status(&world).1, SubscriptionStatus::PastDue);
}

#[test]
fn message_that_never_comes_is_made_good_within_hours() {
    let app = app();
    let world = subscribed(&app);
    set_subscriptions(&app, &[subscription(&app, "sub_1", "price_pm", "canceled")]);
    app.wait(HOUR);
    app.run_cron();
    assert_eq!(status(&world).0, PlanId::Pro);
    app.wait(6 * HOUR);
    app.run_cron();
    assert_eq!(status(&world).0, PlanId::Free);
}

#[test]
fn message_during_a_slow_question_is_not_lost() {
    let app = app();
    let world = subscribed(&app);
    // It comes while cron has fetched, and not kept yet: its own question fails.
    app.wait(7 * HOUR);
    let soon = app.service.clock.now() + 1000;
    let meanwhile = format!("UPDATE subscriptions SET sync_due_at = {soon}").leak();
    app.db().before_batch_with.replace(Some(("SET payment_method", meanwhile)));
    app.run_cron();
    set_subscriptions(&app, &[subscription(&app, "sub_1", "price_pm", "past_due")]);
    app.wait(1000);
    app.run_cron();
    assert_eq!(status(&world).1, SubscriptionStatus::PastDue);
}

#[test]
fn without_stripe_there_is_no_such_address() {
    let app = TestApp::new();
    let world = World::new(&app);
    app.send(&request("{}", Some("t=1,v1=00".into()))).problem(404);
    assert_eq!(billing(&world.owner, "acme").payments, portico_api::billing::Payments::ByHand);
    let body = json!({ "plan": "pro", "interval": "month", "version": 1 });
    world
        .owner
        .send::<portico_api::billing::ChangePlan>(&place("acme"), body)
        .ok::<portico_api::billing::ChangePlan>();
    assert!(app.payments.requests.borrow().is_empty());
}
