//! Stripe's page for cards: whoever opens it is in the log, and nobody is made known who has lost the right meanwhile.

use crate::billing::place;
use crate::stripe::{app, set_subscriptions, subscribed, sync};
use crate::support::World;
use portico_api::Role;
use portico_api::billing::OpenPortal;
use serde_json::{Value, json};

#[test]
fn opened_portal_is_in_the_log_with_who_opened_it() {
    let app = app();
    let world = World::new(&app);
    let admin = world.member(Role::Admin);
    admin.send::<OpenPortal>(&place("acme"), Value::Null).ok::<OpenPortal>();
    let customer =
        app.db().text("SELECT stripe_customer FROM subscriptions WHERE stripe_customer IS NOT NULL");
    let entry = app.db().text(
        "SELECT u.email || ' ' || a.details FROM audit_entries a JOIN users u ON u.id = a.actor_id WHERE action = 'open_portal'",
    );
    assert_eq!(entry, format!("admin@example.com {{\"customer\":\"{customer}\"}}"));
    // Its address opens the page: no key keeps it.
    let mut again = admin.request::<OpenPortal>(&place("acme"), Value::Null);
    again.idempotency_key = Some("a-key-of-the-portal".into());
    app.send(&again).ok::<OpenPortal>();
    assert!(!app.db().dump("answers").contains("stripe.test"));
}

#[test]
fn right_that_is_lost_while_stripe_is_asked_keeps_no_customer() {
    let app = app();
    let world = World::new(&app);
    let admin = world.member(Role::Admin);
    app.db().before_batch.replace(Some("DELETE FROM memberships WHERE email_key = 'admin@example.com'"));
    admin.send::<OpenPortal>(&place("acme"), Value::Null).problem(404);
    assert_eq!(app.db().number("SELECT count(*) FROM subscriptions WHERE stripe_customer IS NOT NULL"), 0);
    assert_eq!(app.db().number("SELECT count(*) FROM audit_entries WHERE action = 'open_portal'"), 0);
}

#[test]
fn customer_who_is_gone_at_stripe_is_forgotten_with_an_entry() {
    let app = app();
    let world = subscribed(&app);
    let customer =
        app.db().text("SELECT stripe_customer FROM subscriptions WHERE stripe_customer IS NOT NULL");
    set_subscriptions(&app, &[]);
    app.payments.set(&format!("/v1/customers/{customer}"), json!({ "id": customer, "deleted": true }));
    sync(&world.owner);
    assert_eq!(app.db().number("SELECT count(*) FROM subscriptions WHERE stripe_customer IS NOT NULL"), 0);
    let entry = app.db().text("SELECT details FROM audit_entries WHERE action = 'forget_customer'");
    assert_eq!(entry, format!("{{\"customer\":\"{customer}\"}}"));
}
