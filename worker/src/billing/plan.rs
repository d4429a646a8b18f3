//! Changing the plan.

use super::change::{Begun, Change, Current, decide};
use super::settle::{self, Settled};
use super::subscription::{self, Facts, subscription_json};
use crate::access::{OrganizationProof, Select, select_only};
use crate::action::Action;
use crate::args;
use crate::audit;
use crate::context::Context;
use crate::db::Statement;
use crate::error::{Error, UNKNOWN_PLAN};
use crate::invoices::{NewInvoice, issue};
use crate::schema::read_json;
use crate::stripe;
use portico_api::access::{Admin, InOrganization};
use portico_api::billing::{Effective, PlanChange, PlanPreview, Resume};
use portico_api::organizations::OrganizationParams;
use portico_api::plans::{Interval, PlanId};
use serde_json::json;

/// What the wanted plan would cost, and when.
pub(crate) async fn preview(cx: &Context<'_>, facts: String) -> Result<String, Error> {
    let facts: Facts = read_json(&facts)?;
    reachable(cx, &facts)?;
    // What is due is settled before anything is reckoned; the change itself will do the same.
    let facts = settle::for_preview(cx, facts).await?;
    let wanted = facts.wanted.clone().ok_or_else(|| Error::Internal("nothing is wanted".to_owned()))?;
    let change = decided(cx, &facts, wanted.plan, wanted.interval)?;
    let price = wanted.plan.plan().price(wanted.interval);
    let mut preview = PlanPreview {
        effective: Effective::Unchanged,
        effective_at: cx.now,
        lines: Vec::new(),
        total: 0,
        currency: wanted.plan.plan().currency.to_owned(),
        next_amount: Some(price).filter(|price| *price > 0),
        next_at: facts.period_end,
    };
    match &change {
        Change::Unchanged | Change::Resume => {}
        Change::AtPeriodEnd(end) => {
            if facts.stripe_subscription.is_some() && wanted.plan != PlanId::Free {
                stripe::same_interval(&facts, wanted.interval)?;
            }
            preview.effective = Effective::PeriodEnd;
            preview.effective_at = *end;
        }
        Change::Now(begun) => {
            preview.effective = if checks_out(cx, &facts) { Effective::Checkout } else { Effective::Now };
            preview.total = begun.total();
            preview.next_at = Some(begun.period.1);
            preview.lines = begun.lines.clone();
            if let Some(settings) = &cx.config.stripe
                && let Some((lines, total)) =
                    stripe::preview(cx, settings, &facts, (&wanted, &change)).await?
            {
                (preview.lines, preview.total) = (lines, total);
            }
        }
    }
    if preview.next_amount.is_none() {
        preview.next_at = None;
    }
    Ok(serde_json::to_string(&preview).unwrap_or_default())
}

/// Whether a plan that begins is paid for at Stripe's page.
fn checks_out(cx: &Context, facts: &Facts) -> bool {
    cx.config.stripe.is_some() && facts.stripe_subscription.is_none()
}

/// What pays through Stripe can only be changed there, and what this version does not know only by one that does.
fn reachable(cx: &Context, facts: &Facts) -> Result<(), Error> {
    const LOST: &str = "\
        This organization pays through Stripe, which this installation is not set up for at the moment. Tell whoever runs it.";
    if !facts.is_known() {
        return Err(Error::Newer(UNKNOWN_PLAN));
    }
    if facts.is_ending {
        return Err(Error::PaymentsUnavailable("what a deletion ended is not cancelled yet".to_owned()));
    }
    match facts.stripe_subscription.is_some() && cx.config.stripe.is_none() {
        true => Err(Error::NotSetUp(LOST)),
        false => Ok(()),
    }
}

/// Changes it. What was asked for already, by a request whose answer was lost, is no fault.
pub(crate) async fn change(
    cx: &Context<'_>,
    proof: OrganizationProof<Admin>,
    _: OrganizationParams,
    wanted: PlanChange,
    facts: String,
) -> Result<Action, Error> {
    let facts: Facts = read_json(&facts)?;
    reachable(cx, &facts)?;
    let settled = settle::for_change(cx, proof.id(), &facts).await?;
    change_to(cx, &proof, (&facts, settled), &wanted).await
}

/// Takes back what was to begin with the next period: the plan that there is, is wanted.
pub(crate) async fn resume(
    cx: &Context<'_>,
    proof: OrganizationProof<Admin>,
    _: OrganizationParams,
    resume: Resume,
    facts: String,
) -> Result<Action, Error> {
    let facts: Facts = read_json(&facts)?;
    reachable(cx, &facts)?;
    let settled = settle::for_change(cx, proof.id(), &facts).await?;
    let wanted = PlanChange { plan: facts.plan, interval: facts.interval, version: resume.version };
    if (settled.facts.plan, settled.facts.interval) != (facts.plan, facts.interval) {
        // What was to begin has begun meanwhile: there is nothing left to keep.
        settled.statements.into_iter().for_each(|statement| cx.afterwards(statement));
        return Err(Error::Stale);
    }
    change_to(cx, &proof, (&facts, settled), &wanted).await
}

async fn change_to(
    cx: &Context<'_>,
    proof: &OrganizationProof<Admin>,
    (seen, settled): (&Facts, Settled),
    wanted: &PlanChange,
) -> Result<Action, Error> {
    let Settled { facts, statements: due } = settled;
    let facts = &facts;
    let mut statements = vec![subscription::still_at(proof.id(), seen.version)];
    let change = decided(cx, facts, wanted.plan, wanted.interval)?;
    let is_coming = facts.next.as_ref().is_some_and(|next| {
        next.plan == wanted.plan && (next.interval == wanted.interval || wanted.plan == PlanId::Free)
    });
    if change == Change::Unchanged || is_coming {
        let statements = if due.is_empty() { due } else { [statements, due].concat() };
        return action(cx, proof, statements, Effective::Unchanged, None, wanted);
    }
    if seen.version != wanted.version {
        return Err(Error::Stale);
    }
    statements.extend(due);
    if let Some(stripe) = &cx.config.stripe
        && (facts.stripe_subscription.is_some() || matches!(change, Change::Now(_)))
    {
        let done = stripe::change_plan(cx, stripe, proof, facts, wanted, &change).await?;
        statements.extend(done.statements);
        return action(cx, proof, statements, done.effective, done.checkout.as_deref(), wanted);
    }
    let effective = match &change {
        Change::Now(begun) => {
            statements.extend(begin(cx, proof, facts, (wanted.plan, wanted.interval), begun));
            Effective::Now
        }
        Change::AtPeriodEnd(_) => {
            let next = Some((wanted.plan, wanted.interval));
            statements.push(subscription::set_next(proof.id(), facts.version, next));
            Effective::PeriodEnd
        }
        Change::Resume | Change::Unchanged => {
            statements.push(subscription::set_next(proof.id(), facts.version, None));
            Effective::Now
        }
    };
    action(cx, proof, statements, effective, None, wanted)
}

/// What becomes of the wish. At Stripe's page a plan is sold as to somebody new: what was paid by hand is not known there.
fn decided(cx: &Context, facts: &Facts, plan: PlanId, interval: Interval) -> Result<Change, Error> {
    let late = || Error::Internal("a period past all calendars".to_owned());
    let current = facts.current();
    let change = decide(&current, plan, interval, cx.now).ok_or_else(late)?;
    if matches!(change, Change::Now(_)) && checks_out(cx, facts) {
        let new = Current { plan: PlanId::Free, period: None, ..current };
        return decide(&new, plan, interval, cx.now).ok_or_else(late);
    }
    Ok(change)
}

/// The invoice of a plan that begins at once, then the plan.
fn begin(
    cx: &Context,
    proof: &OrganizationProof<Admin>,
    facts: &Facts,
    (plan, interval): (PlanId, Interval),
    begun: &Begun,
) -> Vec<Statement> {
    let id = cx.new_id();
    // A period that ends early is listed with what was used in it.
    let usage = begun.anchor.and(facts.period_start).zip(begun.anchor);
    let invoice = NewInvoice {
        id: &id,
        organization: proof.id(),
        version: facts.version,
        currency: plan.plan().currency,
        lines: &begun.lines,
        usage,
        period: begun.period,
        issued_at: cx.now,
        follows: None,
    };
    let mut statements = Vec::new();
    if begun.total() > 0 {
        statements.push(issue(cx.config, &invoice));
        cx.bill_afterwards();
    }
    statements.push(subscription::begin(proof.id(), facts.version, plan, interval, begun, None));
    statements
}

fn action(
    cx: &Context,
    proof: &OrganizationProof<Admin>,
    statements: Vec<Statement>,
    effective: Effective,
    checkout: Option<&str>,
    wanted: &PlanChange,
) -> Result<Action, Error> {
    const REPLY: &str = concat!(
        "SELECT json_object('effective', ?4, 'checkout', ?5, 'subscription', json(",
        subscription_json!(),
        ")) FROM organization o JOIN subscriptions s ON s.organization_id = o.id"
    );
    let effective = effective.as_str();
    let params = OrganizationParams { organization: proof.id().to_string() };
    let reply = Select { with: "", body: REPLY, args: args![effective, checkout] };
    Ok(Action {
        statements,
        audit: audit::Entry {
            organization_id: Some(proof.id().clone()),
            target_kind: "organization",
            target_id: proof.id().to_string(),
            details: audit::Details::of(&json!({ "asked": wanted, "effective": effective })),
        },
        reply: select_only::<InOrganization<Admin>, _>(cx, &params, reply)?,
        conflicts: &[],
    })
}
