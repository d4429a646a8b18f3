//! Changing the plan through Stripe: what it is asked to do, once.

use crate::billing::{billing, change, place, preview};
use crate::stripe::{app, invoice, set_invoices, set_subscriptions, subscribed, subscription, sync};
use crate::support::{DAY, TestApp, World, create_organization};
use portico_api::billing::{ChangePlan, Effective, PendingPlan, ResumePlan};
use portico_api::plans::{Interval, PlanId};
use serde_json::json;

#[test]
fn larger_plan_begins_at_once_and_a_declined_card_leaves_everything_as_it_is() {
    let app = app();
    let world = subscribed(&app);
    app.payments.failures.borrow_mut().push(402);
    let version = billing(&world.owner, "acme").subscription.version;
    let body = json!({ "plan": "enterprise", "interval": "month", "version": version });
    let problem = world.owner.send::<ChangePlan>(&place("acme"), body).problem(402);
    assert!(problem.is("payment_refused") && problem.detail == "Your card was declined.", "{problem:?}");
    assert_eq!(billing(&world.owner, "acme").subscription.plan, PlanId::Pro);
    let changed = change(&world.owner, "acme", PlanId::Enterprise, Interval::Month);
    assert_eq!((changed.effective, changed.subscription.plan), (Effective::Now, PlanId::Enterprise));
    let (path, form) = app.payments.posts().pop().unwrap();
    assert_eq!(path, "/v1/subscriptions/sub_1");
    assert_eq!((form["items[0][id]"].as_str(), form["items[0][price]"].as_str()), ("si_sub_1", "price_em"));
    assert_eq!(form["proration_behavior"], "always_invoice");
}

#[test]
fn smaller_plan_begins_with_the_next_period_though_stripe_calls_it_current() {
    let app = app();
    let world = subscribed(&app);
    change(&world.owner, "acme", PlanId::Enterprise, Interval::Month);
    let changed = change(&world.owner, "acme", PlanId::Pro, Interval::Month);
    assert_eq!(changed.effective, Effective::PeriodEnd);
    assert_eq!(
        (changed.subscription.plan, changed.subscription.next.unwrap().plan),
        (PlanId::Enterprise, PlanId::Pro)
    );
    assert_eq!(sync(&world.owner).plan, PlanId::Enterprise, "asking again changes nothing");
    let version = json!({ "version": billing(&world.owner, "acme").subscription.version });
    let resumed = world.owner.send::<ResumePlan>(&place("acme"), version).ok::<ResumePlan>().subscription;
    assert_eq!((resumed.plan, resumed.next), (PlanId::Enterprise, None));
    change(&world.owner, "acme", PlanId::Pro, Interval::Month);
    // The next period has begun.
    app.wait(30 * DAY);
    set_subscriptions(&app, &[subscription(&app, "sub_1", "price_pm", "active")]);
    let owner = app.sign_in("owner@example.com");
    let found = sync(&owner);
    assert_eq!((found.plan, found.next), (PlanId::Pro, None));
}

#[test]
fn cancelling_and_resuming_are_told_to_stripe() {
    let app = app();
    let world = subscribed(&app);
    let cancelled = change(&world.owner, "acme", PlanId::Free, Interval::Month).subscription;
    assert_eq!((cancelled.plan, cancelled.next.unwrap().plan), (PlanId::Pro, PlanId::Free));
    assert_eq!(app.payments.posts().pop().unwrap().1["cancel_at_period_end"], "true");
    assert_eq!(sync(&world.owner).next.unwrap().plan, PlanId::Free);
    let body = json!({ "version": billing(&world.owner, "acme").subscription.version });
    let resumed = world.owner.send::<ResumePlan>(&place("acme"), body).ok::<ResumePlan>().subscription;
    assert_eq!((resumed.plan, resumed.next), (PlanId::Pro, None));
    assert_eq!(app.payments.posts().pop().unwrap().1["cancel_at_period_end"], "false");
}

#[test]
fn from_a_year_to_a_month_stripe_can_not_change_in_the_middle() {
    let app = app();
    let world = subscribed(&app);
    change(&world.owner, "acme", PlanId::Pro, Interval::Year);
    let version = billing(&world.owner, "acme").subscription.version;
    let body = json!({ "plan": "pro", "interval": "month", "version": version });
    let problem = world.owner.send::<ChangePlan>(&place("acme"), body).problem(422);
    assert_eq!(problem.field.as_deref(), Some("interval"));
}

#[test]
fn trouble_at_stripe_is_tried_again_with_the_same_key_and_not_for_long() {
    let app = app();
    let world = World::new(&app);
    app.payments.failures.borrow_mut().extend([500, 0]);
    assert_eq!(change(&world.owner, "acme", PlanId::Pro, Interval::Month).effective, Effective::Checkout);
    assert_eq!(*app.payments.waited.borrow(), [250, 1000]);
    {
        let requests = app.payments.requests.borrow();
        assert_eq!(requests[0], requests[1]);
        assert_eq!(requests[1], requests[2]);
    }
    create_organization(&world.owner, "Second");
    app.payments.failures.borrow_mut().extend([503, 429, 409]);
    let before = app.payments.requests.borrow().len();
    let body = json!({ "plan": "pro", "interval": "month", "version": 1 });
    let reply = world.owner.send::<ChangePlan>(&place("second"), body);
    assert_eq!(reply.response.header("Retry-After"), Some("10"));
    let problem = reply.problem(503);
    assert!(problem.detail.contains("did not answer"), "{}", problem.detail);
    assert_eq!(app.payments.requests.borrow().len() - before, 3);
}

#[test]
fn larger_plan_is_previewed_as_stripe_reckons_it() {
    let app = app();
    let world = subscribed(&app);
    let lines = json!([
        { "description": "Unused time on Pro", "amount": -2900, "period": { "start": 1, "end": 2 } },
        { "description": "Remaining time on Enterprise", "amount": 49901, "period": { "start": 1, "end": 2 } },
    ]);
    app.payments.set("preview", json!({ "total": 47001, "lines": { "data": lines } }));
    let found = preview(&world.owner, "acme", PlanId::Enterprise, Interval::Month);
    assert_eq!((found.effective, found.total), (Effective::Now, 47_001));
    assert_eq!(found.lines.iter().map(|line| line.amount).sum::<i64>(), found.total);
}

#[test]
fn what_stripe_refuses_is_said_in_its_words_and_changes_nothing() {
    let app = app();
    let world = subscribed(&app);
    app.payments.failures.borrow_mut().push(400);
    let version = billing(&world.owner, "acme").subscription.version;
    let body = json!({ "plan": "enterprise", "interval": "month", "version": version });
    let problem = world.owner.send::<ChangePlan>(&place("acme"), body).problem(402);
    assert!(problem.detail.contains("Your card was declined."), "{}", problem.detail);
    assert_eq!(billing(&world.owner, "acme").subscription.plan, PlanId::Pro);
}

#[test]
fn change_whose_answer_is_lost_at_stripe_shows_as_soon_as_stripe_is_asked() {
    let app = app();
    let world = subscribed(&app);
    // It is made there, and the answer does not come.
    set_subscriptions(&app, &[subscription(&app, "sub_1", "price_em", "active")]);
    app.payments.failures.borrow_mut().extend([0, 0, 0]);
    let version = billing(&world.owner, "acme").subscription.version;
    let body = json!({ "plan": "enterprise", "interval": "month", "version": version });
    world.owner.send::<ChangePlan>(&place("acme"), body).problem(503);
    assert_eq!(billing(&world.owner, "acme").subscription.plan, PlanId::Enterprise);
}

#[test]
fn organization_that_pays_through_stripe_is_not_billed_by_hand_when_the_keys_are_gone() {
    let app = TestApp::new();
    let world = World::new(&app);
    app.db().execute(
        "UPDATE subscriptions SET plan = 'pro', anchor_at = 1, period_start = 1, period_end = 2, stripe_customer = 'cus_1', \
         stripe_subscription = 'sub_1' WHERE organization_id = (SELECT id FROM organizations WHERE slug = 'acme')",
    );
    for plan in ["enterprise", "free"] {
        let body = json!({ "plan": plan, "interval": "month", "version": 1 });
        assert!(world.owner.send::<ChangePlan>(&place("acme"), body).problem(409).is("not_set_up"));
    }
    app.run_cron();
    assert_eq!(app.db().number("SELECT count(*) FROM invoices"), 0);
}

#[test]
fn payment_that_the_cards_holder_must_confirm_leads_to_stripes_page_and_changes_nothing_before() {
    let app = app();
    let world = subscribed(&app);
    app.payments.asks_holder.set(true);
    let changed = change(&world.owner, "acme", PlanId::Enterprise, Interval::Month);
    assert_eq!(changed.effective, Effective::Checkout);
    assert_eq!(changed.checkout.as_deref(), Some("https://invoice.stripe.test/confirm"));
    assert_eq!(changed.subscription.plan, PlanId::Pro);
    // Until then the page says that it waits, and for what: at once, and when Stripe was asked.
    let waiting = |url: Option<&str>| PendingPlan {
        plan: PlanId::Enterprise,
        interval: Interval::Month,
        until: 4_000_000_000_000,
        payment_url: url.map(str::to_owned),
    };
    assert_eq!(changed.subscription.pending, Some(waiting(None)));
    let mut bill = invoice(&app, "in_2", "open", 49_000);
    bill["hosted_invoice_url"] = json!("https://invoice.stripe.test/confirm");
    // Something else is open, too, and newer.
    set_invoices(&app, &[invoice(&app, "in_3", "open", 2_900), bill]);
    assert_eq!(sync(&world.owner).pending, Some(waiting(Some("https://invoice.stripe.test/confirm"))));
    // It is paid there, and Stripe makes the change.
    set_subscriptions(&app, &[subscription(&app, "sub_1", "price_em", "active")]);
    let found = sync(&world.owner);
    assert_eq!((found.plan, found.pending), (PlanId::Enterprise, None));
}

#[test]
fn cancelling_while_a_larger_plan_waits_is_a_cancellation() {
    let app = app();
    let world = subscribed(&app);
    app.payments.asks_holder.set(true);
    change(&world.owner, "acme", PlanId::Enterprise, Interval::Month);
    let changed = change(&world.owner, "acme", PlanId::Free, Interval::Month);
    assert_eq!((changed.effective, changed.checkout), (Effective::PeriodEnd, None));
    // One of the two is said, not both.
    let found = billing(&world.owner, "acme").subscription;
    assert_eq!((found.next.map(|next| next.plan), found.pending), (Some(PlanId::Free), None));
}

#[test]
fn plan_that_waits_is_forgotten_when_stripe_gives_it_up_though_nobody_says_so() {
    let app = app();
    let world = subscribed(&app);
    app.payments.asks_holder.set(true);
    change(&world.owner, "acme", PlanId::Enterprise, Interval::Month);
    assert!(billing(&world.owner, "acme").subscription.pending.is_some());
    app.db().execute("UPDATE subscriptions SET pending_until = 1 WHERE pending_plan IS NOT NULL");
    assert_eq!(billing(&world.owner, "acme").subscription.pending, None);
}

#[test]
fn what_is_to_come_is_taken_back_before_a_larger_plan_begins() {
    let app = app();
    let world = subscribed(&app);
    change(&world.owner, "acme", PlanId::Free, Interval::Month);
    let posts = app.payments.posts().len();
    let version = billing(&world.owner, "acme").subscription.version;
    let body = json!({ "plan": "enterprise", "interval": "month", "version": version });
    let problem = world.owner.send::<ChangePlan>(&place("acme"), body).problem(422);
    assert!(problem.detail.contains("Keep the current plan first"), "{}", problem.detail);
    assert_eq!(app.payments.posts().len(), posts, "Stripe was asked for nothing");
    world.owner.send::<ResumePlan>(&place("acme"), json!({ "version": version })).ok::<ResumePlan>();
    assert_eq!(
        change(&world.owner, "acme", PlanId::Enterprise, Interval::Month).subscription.plan,
        PlanId::Enterprise
    );
}

#[test]
fn change_of_a_subscription_that_is_gone_is_stale_and_shows_what_there_is() {
    let app = app();
    let world = subscribed(&app);
    set_subscriptions(&app, &[subscription(&app, "sub_1", "price_pm", "canceled")]);
    let version = billing(&world.owner, "acme").subscription.version;
    let body = json!({ "plan": "enterprise", "interval": "month", "version": version });
    assert!(world.owner.send::<ChangePlan>(&place("acme"), body).problem(409).is("stale"));
    assert_eq!(billing(&world.owner, "acme").subscription.plan, PlanId::Free);
}

#[test]
fn key_that_stripe_refuses_is_said_and_not_tried_again() {
    let app = app();
    let world = subscribed(&app);
    app.payments.failures.borrow_mut().push(401);
    let version = billing(&world.owner, "acme").subscription.version;
    let body = json!({ "plan": "enterprise", "interval": "month", "version": version });
    assert!(world.owner.send::<ChangePlan>(&place("acme"), body).problem(409).is("not_set_up"));
    assert!(app.payments.waited.borrow().is_empty());
}
