//! Changing the plan at Stripe. What is sold, for how much and how many, says the installation's own list of prices; nothing of it comes
//! from the client.

use super::Settings;
use super::api::Api;
use super::checkout;
use super::customer::customer;
use super::facts::{read_lines, read_pending, read_subscription, settle, text};
use super::form::Form;
use super::store;
use crate::access::OrganizationProof;
use crate::billing::{Change, Facts};
use crate::context::Context;
use crate::db::Statement;
use crate::error::Error;
use portico_api::access::Admin;
use portico_api::billing::{Effective, NextPlan, PlanChange};
use portico_api::invoices::InvoiceLine;
use portico_api::plans::{Interval, PlanId};
use serde_json::Value;

/// What is left to write down, after the guard that nothing has changed since it was looked at.
pub(crate) struct Done {
    pub(crate) statements: Vec<Statement>,
    pub(crate) effective: Effective,
    /// Where the payment is made that it waits for.
    pub(crate) checkout: Option<String>,
}

/// Makes the change that was decided. The first plan begins at Stripe's own page; the others change the subscription that there is.
pub(crate) async fn change_plan(
    cx: &Context<'_>,
    settings: &Settings,
    proof: &OrganizationProof<Admin>,
    facts: &Facts,
    wanted: &PlanChange,
    change: &Change,
) -> Result<Done, Error> {
    let api = Api { payments: cx.payments, settings };
    // Whatever comes of it, or of its answer on the way back: afterwards Stripe is asked, then or by cron.
    if facts.stripe_customer.is_some() {
        cx.afterwards(store::ask_again(proof.id().as_str(), cx.now));
        cx.sync_billing(proof.id().as_str());
    }
    let (Some(subscription), Some(item)) = (&facts.stripe_subscription, &facts.stripe_item) else {
        return check_out(cx, api, proof, facts, wanted).await;
    };
    nothing_to_come(facts, change)?;
    let form = match (change, wanted.plan) {
        (Change::AtPeriodEnd(_), PlanId::Free) => Form::default().with("cancel_at_period_end", "true"),
        // It begins when it is paid: a card that is declined, or wants its holder's consent, leaves everything as it is until then.
        (Change::Now(_), _) => priced(settings, item, wanted)?
            .with("proration_behavior", "always_invoice")
            .with("payment_behavior", "pending_if_incomplete")
            .with("expand[]", "latest_invoice"),
        (change, _) => {
            if matches!(change, Change::AtPeriodEnd(_)) {
                same_interval(facts, wanted.interval)?;
            }
            going_on(facts, repriced(settings, facts, item, wanted)?)
        }
    };
    // One request, one key: a card that was declined may be replaced, and the same change asked for again.
    let key = format!("plan-{}", cx.request_id);
    let answer = api.post(&format!("/v1/subscriptions/{subscription}"), form, &key).await?;
    // What waited before may wait still beside a cancellation, which takes effect all the same.
    if matches!(change, Change::Now(_)) && answer.get("pending_update").is_some_and(Value::is_object) {
        let page = text(&answer, "/latest_invoice/hosted_invoice_url").to_owned();
        let pending = read_pending(settings, &answer);
        let statements = vec![store::keep_pending(proof.id().as_str(), pending.as_ref())];
        return Ok(Done { statements, effective: Effective::Checkout, checkout: Some(page) });
    }
    let seen = read_subscription(settings, &answer).map_err(Error::PaymentsMisfit)?;
    let settled = settle((facts.plan, facts.interval, facts.period_end), &seen);
    let effective = match change {
        Change::AtPeriodEnd(_) => Effective::PeriodEnd,
        _ => Effective::Now,
    };
    let statements = store::keep_change(proof.id(), &seen, &settled, cx.now);
    Ok(Done { statements, effective, checkout: None })
}

/// What a change that begins at once would cost, as Stripe reckons it.
pub(crate) async fn preview(
    cx: &Context<'_>,
    settings: &Settings,
    facts: &Facts,
    (wanted, change): (&NextPlan, &Change),
) -> Result<Option<(Vec<InvoiceLine>, i64)>, Error> {
    let (Some(customer), Some(subscription), Some(item)) =
        (&facts.stripe_customer, &facts.stripe_subscription, &facts.stripe_item)
    else {
        return Ok(None);
    };
    nothing_to_come(facts, change)?;
    let form = Form::default()
        .with("customer", customer)
        .with("subscription", subscription)
        .with("subscription_details[items][0][id]", item)
        .with("subscription_details[items][0][price]", price(settings, wanted.plan, wanted.interval)?)
        .with("subscription_details[proration_behavior]", "always_invoice");
    let api = Api { payments: cx.payments, settings };
    let key = format!("preview-{}", cx.request_id);
    let answer = api.post("/v1/invoices/create_preview", form, &key).await?;
    Ok(Some(read_lines(&answer, cx.now)))
}

/// What waits for the end of the period stands at Stripe already: a plan that begins now would be reckoned from it, and a cancellation be
/// lifted before anything is paid.
fn nothing_to_come(facts: &Facts, change: &Change) -> Result<(), Error> {
    match (facts.is_to_change(), change) {
        (true, Change::Now(_)) => Err(Error::field("plan", STILL_TO_COME)),
        _ => Ok(()),
    }
}

const STILL_TO_COME: &str = "\
    Another change is already scheduled. Keep the current plan first, then change it.";

/// Stripe can't leave a change of the interval for the end of the period.
pub(crate) fn same_interval(facts: &Facts, interval: Interval) -> Result<(), Error> {
    match facts.interval == interval {
        true => Ok(()),
        false => Err(Error::field("interval", OTHER_INTERVAL)),
    }
}

const OTHER_INTERVAL: &str = "\
    Stripe can't change between monthly and yearly with the next period. Cancel the plan, and choose this one when the period is over.";

fn priced(settings: &Settings, item: &str, wanted: &PlanChange) -> Result<Form, Error> {
    let price = price(settings, wanted.plan, wanted.interval)?;
    Ok(Form::default().with("items[0][id]", item).with("items[0][price]", price))
}

/// The price that is paid with the next period, where that is not the item's already: whoever keeps a plan keeps the price that was agreed on,
/// also where it is sold no longer.
fn repriced(settings: &Settings, facts: &Facts, item: &str, wanted: &PlanChange) -> Result<Form, Error> {
    let plan = (wanted.plan, wanted.interval);
    if facts.at_stripe == Some(plan) {
        return Ok(Form::default());
    }
    let kept = facts.stripe_price.as_deref().filter(|price| settings.plan_of(price) == Some(plan));
    let price = match kept {
        Some(price) => price,
        None => price(settings, wanted.plan, wanted.interval)?,
    };
    let form = Form::default().with("items[0][id]", item).with("items[0][price]", price);
    Ok(form.with("proration_behavior", "none"))
}

/// Takes a cancellation back, in the way in which it was made: Stripe takes one of the two.
fn going_on(facts: &Facts, form: Form) -> Form {
    match facts.ends_at {
        Some(_) => form.with("cancel_at", ""),
        None => form.with("cancel_at_period_end", "false"),
    }
}

async fn check_out(
    cx: &Context<'_>,
    api: Api<'_>,
    proof: &OrganizationProof<Admin>,
    facts: &Facts,
    wanted: &PlanChange,
) -> Result<Done, Error> {
    let (customer, is_new) = customer(cx, api, proof.id(), facts).await?;
    let price = price(api.settings, wanted.plan, wanted.interval)?;
    if facts.stripe_customer.is_some() && checkout::is_paid(api, &customer).await? {
        // Somebody was faster on another page, and the message about it is on its way: nobody pays for two plans.
        return Err(Error::Stale);
    }
    let checkout = checkout::page(cx, api, proof.id(), &facts.slug, &customer, price).await?;
    let told = is_new.then_some(facts.details.version);
    let statements = store::keep_customer(proof.id(), &customer, told, cx.now);
    Ok(Done { statements, effective: Effective::Checkout, checkout: Some(checkout) })
}

fn price(settings: &Settings, plan: PlanId, interval: Interval) -> Result<&str, Error> {
    settings.price(plan, interval).ok_or_else(|| Error::field("plan", "This plan is not sold here."))
}
