//! What the copy of a subscription says where Stripe ends it, has several of it, or names a price that is none of ours.

use crate::billing::{billing, change, place};
use crate::stripe::{app, set_subscriptions, subscribed, subscription, sync};
use crate::support::{DAY, HOUR};
use portico_api::billing::{ResumePlan, SubscriptionStatus, SyncBilling};
use portico_api::plans::{Interval, PlanId};
use serde_json::{Value, json};

#[test]
fn price_that_is_none_of_ours_changes_nothing_and_stands_in_the_log() {
    let app = app();
    let world = subscribed(&app);
    set_subscriptions(&app, &[subscription(&app, "sub_1", "price_of_somebody", "active")]);
    let refused = world.owner.send::<SyncBilling>(&place("acme"), Value::Null).problem(409);
    assert!(refused.is("not_set_up"), "{refused:?}");
    app.wait(7 * HOUR);
    app.run_cron();
    assert!(app.logged.borrow().iter().any(|line| line.contains("price_of_somebody")), "{:?}", app.logged);
    assert_eq!(billing(&app.sign_in("owner@example.com"), "acme").subscription.plan, PlanId::Pro);
}

#[test]
fn price_that_is_another_one_at_stripe_is_copied_and_stands_in_the_log() {
    for (amount, currency, said) in [
        (2900, "chf", "costs 2900 chf at Stripe and 2900 eur here"),
        (1, "eur", "costs 1 eur at Stripe and 2900 eur here"),
    ] {
        let app = app();
        let world = subscribed(&app);
        let mut dear = subscription(&app, "sub_1", "price_pm", "active");
        dear["items"]["data"][0]["price"]["unit_amount"] = json!(amount);
        dear["items"]["data"][0]["price"]["currency"] = json!(currency);
        set_subscriptions(&app, &[dear]);
        sync(&world.owner);
        app.db().execute("UPDATE subscriptions SET sync_due_at = 0 WHERE stripe_customer IS NOT NULL");
        app.run_cron();
        assert!(app.logged.borrow().iter().any(|line| line.contains(said)), "{:?}", app.logged);
        assert_eq!(billing(&world.owner, "acme").subscription.plan, PlanId::Pro);
    }
}

#[test]
fn newest_of_several_subscriptions_counts_and_what_was_never_paid_does_not() {
    let app = app();
    let world = subscribed(&app);
    let old = subscription(&app, "sub_1", "price_pm", "canceled");
    let mut new = subscription(&app, "sub_2", "price_em", "active");
    new["created"] = json!(new["created"].as_i64().unwrap() + 60);
    let mut never = subscription(&app, "sub_3", "price_py", "incomplete");
    never["created"] = json!(new["created"].as_i64().unwrap() + 60);
    set_subscriptions(&app, &[never, old, new]);
    let found = sync(&world.owner);
    assert_eq!((found.plan, found.interval), (PlanId::Enterprise, Interval::Month));
}

#[test]
fn what_is_paid_counts_before_what_stripe_has_given_up_on_and_two_that_are_charged_are_noted() {
    let app = app();
    let world = subscribed(&app);
    let paid = subscription(&app, "sub_1", "price_pm", "active");
    let mut unpaid = subscription(&app, "sub_2", "price_em", "unpaid");
    unpaid["created"] = json!(unpaid["created"].as_i64().unwrap() + 60);
    let foreign = subscription(&app, "sub_3", "price_of_something_else", "active");
    set_subscriptions(&app, &[foreign, unpaid, paid]);
    let found = sync(&world.owner);
    assert_eq!((found.plan, found.status), (PlanId::Pro, SubscriptionStatus::Active));
    let logged = app.logged.borrow();
    assert!(logged.iter().any(|line| line.contains("more than one")), "{logged:?}");
}

#[test]
fn subscription_that_stripe_ends_at_a_date_is_shown_as_cancelled() {
    let app = app();
    let world = subscribed(&app);
    let mut ending = subscription(&app, "sub_1", "price_pm", "active");
    ending["cancel_at"] = ending["items"]["data"][0]["current_period_end"].clone();
    set_subscriptions(&app, &[ending]);
    let found = sync(&world.owner);
    assert_eq!(found.next.unwrap().plan, PlanId::Free);
    assert_eq!(found.ends_at, found.period_end);
}

#[test]
fn subscription_that_stripe_ends_at_another_date_says_that_date() {
    for days in [-20, 60] {
        let app = app();
        let world = subscribed(&app);
        let mut ending = subscription(&app, "sub_1", "price_pm", "active");
        let period_end = ending["items"]["data"][0]["current_period_end"].as_i64().unwrap();
        let date = period_end + days * 86400;
        ending["cancel_at"] = json!(date);
        set_subscriptions(&app, &[ending.clone()]);
        let before = billing(&world.owner, "acme").subscription.version;
        let found = sync(&world.owner);
        assert_eq!((found.ends_at, found.period_end), (Some(1000 * date), Some(1000 * period_end)));
        // What ends later is renewed before.
        assert_eq!(found.next.map(|next| next.plan), (days < 0).then_some(PlanId::Free), "{days}");
        assert!(found.version > before);
        // The date is moved: that is news as well.
        ending["cancel_at"] = json!(date + 86400);
        set_subscriptions(&app, &[ending]);
        let moved = sync(&world.owner);
        assert_eq!((moved.ends_at, moved.version), (Some(1000 * date + DAY), found.version + 1));
        // It is kept in the way in which it was cancelled.
        let body = json!({ "version": moved.version });
        let kept = world.owner.send::<ResumePlan>(&place("acme"), body).ok::<ResumePlan>().subscription;
        assert_eq!((kept.plan, kept.next, kept.ends_at), (PlanId::Pro, None, None));
        let (_, form) = app.payments.posts().pop().unwrap();
        assert_eq!(form.into_iter().collect::<Vec<_>>(), [("cancel_at".to_owned(), String::new())]);
    }
}

#[test]
fn cancelling_what_ends_at_a_later_date_ends_it_with_the_period() {
    let app = app();
    let world = subscribed(&app);
    let mut ending = subscription(&app, "sub_1", "price_pm", "active");
    ending["cancel_at"] = json!(ending["items"]["data"][0]["current_period_end"].as_i64().unwrap() + 86400);
    set_subscriptions(&app, &[ending]);
    sync(&world.owner);
    let found = change(&world.owner, "acme", PlanId::Free, Interval::Month).subscription;
    assert_eq!((found.next.map(|next| next.plan), found.ends_at), (Some(PlanId::Free), found.period_end));
}

#[test]
fn price_that_is_no_longer_sold_is_still_paid_and_shown() {
    let app = app();
    let world = subscribed(&app);
    set_subscriptions(&app, &[subscription(&app, "sub_1", "price_pm_of_last_year", "past_due")]);
    let found = sync(&world.owner);
    assert_eq!((found.plan, found.status), (PlanId::Pro, SubscriptionStatus::PastDue));
}
