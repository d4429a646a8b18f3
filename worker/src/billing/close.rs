//! The end of a subscription whose organization is deleted. Nothing is paid back.

use super::period::day_start;
use super::settle::{self, Settled};
use super::subscription::{self, Facts};
use crate::args;
use crate::context::Context;
use crate::db::Statement;
use crate::error::{Error, UNKNOWN_PLAN};
use crate::invoices::{NewInvoice, issue};
use crate::usage::DAY_MS;
use portico_api::OrganizationId;

/// By hand: what is due is settled, what was used since gets an invoice of its own with nothing to pay, and the plan ends. At Stripe it is cancelled after
/// the answer, or by cron.
pub(crate) fn close(
    cx: &Context,
    organization: &OrganizationId,
    seen: &Facts,
) -> Result<Vec<Statement>, Error> {
    let mut statements = vec![subscription::still_at(organization, seen.version)];
    if seen.stripe_customer.is_some() {
        // Also one that was begun on a page of Stripe's a moment ago, of which nothing is known here yet.
        let due = "UPDATE subscriptions SET cancel_due_at = ?2 WHERE organization_id = ?1 AND stripe_subscription IS NOT NULL";
        statements.push(Statement::new(due, args![organization, cx.now]));
        cx.sync_billing(organization.as_str());
    }
    if seen.stripe_subscription.is_some() {
        return Ok(statements);
    }
    if !seen.is_known() {
        return Err(Error::Newer(UNKNOWN_PLAN));
    }
    let Settled { facts, statements: due } = settle::by_hand(cx, organization, seen)?;
    statements.extend(due);
    if let Some(start) = facts.period_start {
        let id = cx.new_id();
        let closing = NewInvoice {
            id: &id,
            organization,
            version: facts.version,
            currency: facts.plan.plan().currency,
            lines: &[],
            // Today included.
            usage: Some((start, day_start(cx.now) + DAY_MS)),
            period: (start, cx.now),
            issued_at: cx.now,
            follows: None,
        };
        statements.push(issue(cx.config, &closing));
        statements.push(subscription::end(organization, facts.version));
    }
    Ok(statements)
}
