//! Asking Stripe about one subscription before a change of it is decided: it may have been renewed, changed or ended a moment ago.

use super::Settings;
use super::api::{Api, Refusal};
use super::facts::{Settled, Subscription, living, settle};
use super::store;
use crate::billing::Facts;
use crate::context::Context;
use crate::db::Statement;
use crate::error::Error;
use portico_api::OrganizationId;

/// The facts as they are at Stripe now and, where that is news, the statements that keep it.
pub(crate) async fn asked(
    cx: &Context<'_>,
    settings: &Settings,
    organization: &OrganizationId,
    known: &Facts,
) -> Result<(Facts, Vec<Statement>), Error> {
    let Some(id) = &known.stripe_subscription else { return Ok((known.clone(), Vec::new())) };
    let api = Api { payments: cx.payments, settings };
    let answer = match api.get(&format!("/v1/subscriptions/{id}")).await {
        // It is gone, and the look that follows finds out what is there instead.
        Err(Refusal::Missing) => return Err(Error::Stale),
        other => other?,
    };
    let seen = living(settings, &answer).map_err(Error::PaymentsMisfit)?.ok_or(Error::Stale)?;
    let settled = settle((known.plan, known.interval, known.period_end), &seen);
    let facts = facts_of(known, &seen, &settled);
    let is_news =
        facts.current() != known.current() || facts.next != known.next || facts.ends_at != known.ends_at;
    let statements = if is_news {
        store::keep_asked(cx.random, organization, (&seen, &settled), cx.now)
    } else {
        Vec::new()
    };
    Ok((facts, statements))
}

fn facts_of(known: &Facts, seen: &Subscription, settled: &Settled) -> Facts {
    Facts {
        plan: settled.plan,
        interval: settled.interval,
        period_start: Some(seen.period.0),
        period_end: Some(seen.period.1),
        next: settled.next.clone(),
        ends_at: seen.ends_at.filter(|_| seen.is_dated),
        stripe_item: Some(seen.item.clone()),
        stripe_price: if settled.is_kept { known.stripe_price.clone() } else { Some(seen.price.clone()) },
        at_stripe: Some((seen.plan, seen.interval)),
        ..known.clone()
    }
}
