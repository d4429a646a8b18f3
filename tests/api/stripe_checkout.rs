//! The page at Stripe on which a plan is paid for first, and the portal.

use crate::billing::{billing, change, place, preview};
use crate::stripe::{app, set_subscriptions, subscribed, subscription, sync};
use crate::support::{World, create_organization};
use portico_api::billing::{ChangePlan, Effective, OpenPortal};
use portico_api::plans::{Interval, PlanId};
use serde_json::{Value, json};

#[test]
fn first_plan_leads_to_the_checkout_and_changes_nothing_before_it_is_paid() {
    let app = app();
    let world = World::new(&app);
    assert_eq!(preview(&world.owner, "acme", PlanId::Pro, Interval::Month).effective, Effective::Checkout);
    let changed = change(&world.owner, "acme", PlanId::Pro, Interval::Month);
    assert_eq!(changed.effective, Effective::Checkout);
    assert!(changed.checkout.unwrap().starts_with("https://stripe.test/v1/checkout"));
    assert_eq!(billing(&world.owner, "acme").subscription.plan, PlanId::Free);
    let posts = app.payments.posts();
    let (path, session) = &posts[1];
    assert_eq!(path, "/v1/checkout/sessions");
    assert_eq!(
        (session["line_items[0][price]"].as_str(), session["line_items[0][quantity]"].as_str()),
        ("price_pm", "1")
    );
    assert_eq!(session["client_reference_id"], world.organization.id.as_str());
    assert_eq!(session["success_url"], "http://localhost:8787/o/acme/billing?checkout=done");
    assert_eq!(posts[0].1["metadata[organization]"], world.organization.id.as_str());
    let requests = app.payments.requests.borrow();
    assert!(requests.iter().filter(|one| one.method == "POST").all(|one| one.idempotency_key.is_some()));
    assert!(requests.iter().all(|one| one.token == "sk_test_1"));
}

#[test]
fn double_click_and_second_tab_share_customer_and_checkout() {
    let app = app();
    let world = World::new(&app);
    let go = || change(&world.owner, "acme", PlanId::Pro, Interval::Month).checkout.unwrap();
    assert_eq!(go(), go());
    let customers = app.payments.posts().iter().filter(|(path, _)| path == "/v1/customers").count();
    assert_eq!(customers, 1);
    create_organization(&world.owner, "Second");
    change(&world.owner, "second", PlanId::Pro, Interval::Month);
    assert_eq!(app.db().number("SELECT count(DISTINCT stripe_customer) FROM subscriptions"), 2);
}

#[test]
fn checkout_of_another_plan_closes_the_one_before_so_that_nobody_pays_twice() {
    let app = app();
    let world = World::new(&app);
    let go = |plan| change(&world.owner, "acme", plan, Interval::Month).checkout.unwrap();
    let pro = go(PlanId::Pro);
    let enterprise = go(PlanId::Enterprise);
    let open = || {
        let sessions = app.payments.sessions.borrow();
        let open = sessions.iter().filter(|session| session["status"] == "open");
        open.map(|session| session["url"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(open(), [enterprise]);
    // Back to the first one: its page is closed, so there is a new one.
    let again = go(PlanId::Pro);
    assert_ne!(again, pro);
    assert_eq!(open(), [again]);
}

#[test]
fn portal_opens_for_the_customer_and_comes_back_to_the_page() {
    let app = app();
    let world = World::new(&app);
    let portal = world.owner.send::<OpenPortal>(&place("acme"), Value::Null).ok::<OpenPortal>();
    assert!(portal.url.starts_with("https://stripe.test/"));
    let (_, form) = app.payments.posts().pop().unwrap();
    assert_eq!(form["return_url"], "http://localhost:8787/o/acme/billing?checkout=changed");
    // The customer that was made for it is the one that pays later.
    change(&world.owner, "acme", PlanId::Pro, Interval::Month);
    let customers = app.payments.posts().iter().filter(|(path, _)| path == "/v1/customers").count();
    assert_eq!(customers, 1);
}

#[test]
fn whoever_has_paid_on_another_page_meanwhile_does_not_pay_for_a_second_plan() {
    let app = app();
    let world = World::new(&app);
    change(&world.owner, "acme", PlanId::Pro, Interval::Month);
    // It was paid, and Stripe's message is late.
    set_subscriptions(&app, &[subscription(&app, "sub_1", "price_pm", "active")]);
    let body = json!({ "plan": "enterprise", "interval": "month", "version": 1 });
    assert!(world.owner.send::<ChangePlan>(&place("acme"), body).problem(409).is("stale"));
    // The refusal has looked: the plan is there.
    assert_eq!(billing(&world.owner, "acme").subscription.plan, PlanId::Pro);
}

#[test]
fn plan_that_runs_by_hand_is_sold_at_its_full_price_at_the_checkout() {
    let app = app();
    let world = World::new(&app);
    app.db().execute(
        "UPDATE subscriptions SET plan = 'pro', anchor_at = 1789948800000, period_start = 1789948800000, period_end = 1792540800000 \
         WHERE organization_id = (SELECT id FROM organizations WHERE slug = 'acme')",
    );
    let found = preview(&world.owner, "acme", PlanId::Enterprise, Interval::Month);
    assert_eq!((found.effective, found.total, found.lines.len()), (Effective::Checkout, 49_900, 1));
    // What was paid by hand runs to its end, also when Stripe is asked and knows of nothing.
    change(&world.owner, "acme", PlanId::Enterprise, Interval::Month);
    assert_eq!(sync(&world.owner).plan, PlanId::Pro);
}

#[test]
fn customer_that_was_deleted_at_stripe_is_made_anew() {
    let app = app();
    let world = subscribed(&app);
    let customer =
        app.db().text("SELECT stripe_customer FROM subscriptions WHERE stripe_customer IS NOT NULL");
    app.payments.set(&format!("/v1/customers/{customer}"), json!({ "id": customer, "deleted": true }));
    set_subscriptions(&app, &[]);
    assert_eq!(sync(&world.owner).plan, PlanId::Free);
    assert_eq!(app.db().number("SELECT count(*) FROM subscriptions WHERE stripe_customer IS NOT NULL"), 0);
    assert!(change(&world.owner, "acme", PlanId::Pro, Interval::Month).checkout.is_some());
}

#[test]
fn of_two_pages_made_at_the_same_moment_one_stays_open() {
    let app = app();
    let world = World::new(&app);
    // While this one is made, another tab's comes into being.
    let other = json!({ "id": "cs_other", "url": "https://stripe.test/other", "status": "open", "metadata": { "price": "price_em" } });
    app.payments.meanwhile.borrow_mut().push(other);
    let body = json!({ "plan": "pro", "interval": "month", "version": 1 });
    assert!(world.owner.send::<ChangePlan>(&place("acme"), body).problem(409).is("stale"));
    let sessions = app.payments.sessions.borrow();
    let open: Vec<_> = sessions.iter().filter(|session| session["status"] == "open").collect();
    assert_eq!((open.len(), open[0]["id"].as_str()), (1, Some("cs_other")));
}
