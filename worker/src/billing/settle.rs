//! What is due is settled first: whoever changes a plan may come before cron, or before Stripe's message, and a decision from a period that has
//! ended would give days away or charge them twice.

use super::due::Paid;
use super::renew::{Due, SettledDue};
use super::subscription::Facts;
use crate::context::Context;
use crate::db::Statement;
use crate::error::Error;
use crate::stripe;
use portico_api::OrganizationId;
use portico_api::billing::NextPlan;
use portico_api::plans::{Interval, PlanId};

/// Periods that one request catches up on: ten years of months, in some 360 statements.
const PERIODS: usize = 120;

/// What is there once everything due has been settled, and the statements that settle it.
pub(super) struct Settled {
    pub(super) facts: Facts,
    pub(super) statements: Vec<Statement>,
}

/// For a change. Stripe is asked in any case: what it charges may have changed a moment ago.
pub(super) async fn for_change(
    cx: &Context<'_>,
    organization: &OrganizationId,
    seen: &Facts,
) -> Result<Settled, Error> {
    match (&cx.config.stripe, &seen.stripe_subscription) {
        (Some(settings), Some(_)) => {
            // Whatever comes of it: what was found is kept.
            cx.sync_billing(organization.as_str());
            let (facts, statements) = stripe::asked(cx, settings, organization, seen).await?;
            Ok(Settled { facts, statements })
        }
        _ => by_hand(cx, organization, seen),
    }
}

/// For a look at what a change would cost: only what is over is looked at again.
pub(super) async fn for_preview(cx: &Context<'_>, seen: Facts) -> Result<Facts, Error> {
    if seen.period_end.is_none_or(|end| end > cx.now) {
        return Ok(seen);
    }
    // Nothing is written, so the statements may name anybody.
    let nobody = OrganizationId::new(String::new());
    match (&cx.config.stripe, &seen.stripe_subscription) {
        (Some(settings), Some(_)) => Ok(stripe::asked(cx, settings, &nobody, &seen).await?.0),
        _ => Ok(by_hand(cx, &nobody, &seen)?.facts),
    }
}

pub(super) fn by_hand(cx: &Context, organization: &OrganizationId, seen: &Facts) -> Result<Settled, Error> {
    let mut facts = seen.clone();
    let period = seen.period_start.zip(seen.period_end);
    let Some((period, anchor)) = period.zip(seen.anchor_at).filter(|((_, end), _)| *end <= cx.now) else {
        return Ok(Settled { facts, statements: Vec::new() });
    };
    let next = seen.next.as_ref().map(|next| (next.plan, next.interval));
    let paid = Paid { plan: seen.plan, interval: seen.interval, anchor, period, next };
    let due = Due { organization: organization.clone(), version: seen.version, paid };
    let SettledDue { statements, version, paid } = due.settle(cx.config, cx.random, (cx.now, PERIODS));
    if paid.as_ref().is_some_and(|paid| paid.period.1 <= cx.now) {
        // More than one request can do; the next one goes on from there.
        statements.into_iter().for_each(|statement| cx.afterwards(statement));
        return Err(Error::Busy("more periods to settle than one batch takes".to_owned()));
    }
    if statements.len() > 1 {
        cx.bill_afterwards();
    }
    facts.version = version;
    facts.next = None::<NextPlan>;
    match paid {
        Some(paid) => {
            (facts.plan, facts.interval, facts.anchor_at) = (paid.plan, paid.interval, Some(paid.anchor));
            (facts.period_start, facts.period_end) = (Some(paid.period.0), Some(paid.period.1));
        }
        None => {
            (facts.plan, facts.interval, facts.anchor_at) = (PlanId::Free, Interval::Month, None);
            (facts.period_start, facts.period_end) = (None, None);
        }
    }
    Ok(Settled { facts, statements })
}
