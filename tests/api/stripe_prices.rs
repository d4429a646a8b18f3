//! Whose older price is kept when a plan changes or is taken back, and whose is not.

use crate::billing::{billing, change, place, preview};
use crate::stripe::{app, set_subscriptions, subscribed, subscription, sync};
use crate::support::{DAY, TestApp, World};
use portico_api::billing::{Effective, ResumePlan};
use portico_api::plans::{Interval, PlanId};
use serde_json::json;

/// What the newest change of a subscription at Stripe named.
fn newest_form(app: &TestApp) -> Vec<(String, String)> {
    let posts = app.payments.posts();
    let newest = posts.into_iter().rfind(|(path, _)| path.starts_with("/v1/subscriptions/")).unwrap();
    newest.1.into_iter().collect()
}

fn resume(world: &World) -> portico_api::billing::Subscription {
    let version = billing(&world.owner, "acme").subscription.version;
    let body = json!({ "version": version });
    world.owner.send::<ResumePlan>(&place("acme"), body).ok::<ResumePlan>().subscription
}

#[test]
fn whoever_keeps_the_plan_keeps_its_older_price() {
    let app = app();
    let world = subscribed(&app);
    set_subscriptions(&app, &[subscription(&app, "sub_1", "price_pm_of_last_year", "active")]);
    sync(&world.owner);
    change(&world.owner, "acme", PlanId::Free, Interval::Month);
    assert_eq!(resume(&world).next, None);
    assert_eq!(newest_form(&app), [("cancel_at_period_end".to_owned(), "false".to_owned())]);
    let price =
        app.payments.things.borrow()["/v1/subscriptions"]["data"][0]["items"]["data"][0]["price"].clone();
    assert_eq!(price["id"], "price_pm_of_last_year");
}

#[test]
fn smaller_plan_that_is_taken_back_gives_back_the_older_price() {
    let app = app();
    let world = subscribed(&app);
    set_subscriptions(&app, &[subscription(&app, "sub_1", "price_em_of_last_year", "active")]);
    sync(&world.owner);
    change(&world.owner, "acme", PlanId::Pro, Interval::Month);
    // Stripe is asked meanwhile, and cancelling goes over it.
    sync(&world.owner);
    change(&world.owner, "acme", PlanId::Free, Interval::Month);
    let kept = resume(&world);
    assert_eq!((kept.plan, kept.next), (PlanId::Enterprise, None));
    let form = newest_form(&app);
    assert!(form.contains(&("items[0][price]".to_owned(), "price_em_of_last_year".to_owned())), "{form:?}");
    assert_eq!(sync(&world.owner).plan, PlanId::Enterprise);
}

#[test]
fn what_stripe_renewed_before_anybody_asked_is_not_kept_at_the_price_of_the_smaller_plan() {
    let app = app();
    let mut world = subscribed(&app);
    change(&world.owner, "acme", PlanId::Enterprise, Interval::Month);
    change(&world.owner, "acme", PlanId::Pro, Interval::Month);
    app.wait(31 * DAY);
    set_subscriptions(&app, &[subscription(&app, "sub_1", "price_pm", "active")]);
    world.owner = app.sign_in("owner@example.com");
    let before = billing(&world.owner, "acme").subscription;
    assert_eq!(before.plan, PlanId::Enterprise, "nobody has asked yet");
    let posts = app.payments.posts().len();
    let body = json!({ "version": before.version });
    assert!(world.owner.send::<ResumePlan>(&place("acme"), body).problem(409).is("stale"));
    assert_eq!(app.payments.posts().len(), posts, "Stripe was asked for nothing");
    let found = billing(&world.owner, "acme").subscription;
    assert_eq!((found.plan, found.next), (PlanId::Pro, None));
}

#[test]
fn change_after_a_renewal_that_nobody_heard_of_is_decided_from_the_new_period() {
    let app = app();
    let mut world = subscribed(&app);
    app.wait(31 * DAY);
    set_subscriptions(&app, &[subscription(&app, "sub_1", "price_pm", "active")]);
    world.owner = app.sign_in("owner@example.com");
    let now = portico_edge::ports::Clock::now(&app.service.clock);
    let end = now / 1000 * 1000 + 30 * DAY;
    let expected = preview(&world.owner, "acme", PlanId::Free, Interval::Month);
    assert_eq!((expected.effective, expected.effective_at), (Effective::PeriodEnd, end));
    let found = change(&world.owner, "acme", PlanId::Free, Interval::Month).subscription;
    assert_eq!((found.plan, found.ends_at, found.period_end), (PlanId::Pro, Some(end), Some(end)));
}
