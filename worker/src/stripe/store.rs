//! The copy of what Stripe says.

use super::account::Account;
use super::facts::{Invoice, Pending, Settled, Subscription};
use crate::args;
use crate::audit::insert_entry;
use crate::billing::bill_to_fields;
use crate::db::{Statement, guard};
use crate::ports::Random;
use crate::secret::new_id;
use portico_api::billing::PaymentMethod;
use portico_api::plans::{Interval, PlanId};

/// How long until Stripe is asked again though nothing was heard, in milliseconds: 6 hours. So a message that was missed is made good.
pub(super) const ASK_AGAIN_MS: i64 = 6 * 60 * 60 * 1000;

/// The end of a condition on subscriptions `s`: their organization has a log still.
macro_rules! there {
    () => {
        "AND NOT EXISTS (SELECT 1 FROM organizations o WHERE o.id = s.organization_id AND o.purged_at IS NOT NULL)"
    };
}

/// Puts what was fetched in place, unless a later asking was faster.
pub(super) fn keep(
    random: &dyn Random,
    account: &Account,
    seen: Option<(&Subscription, &Settled)>,
    method: Option<&PaymentMethod>,
    (invoices, seller): (&[Invoice], &str),
    now: i64,
) -> Vec<Statement> {
    let newest = "EXISTS (SELECT 1 FROM subscriptions WHERE organization_id = ?1 AND synced_number < ?2)";
    let mut statements = vec![guard::holds("stale", newest, args![&account.organization, account.number])];
    // A period that was billed by hand runs to its end, whatever Stripe does not know.
    if seen.is_some() || account.is_stripes {
        statements.push(audit(random, &account.organization, seen, now));
        statements.push(set(&account.organization, seen));
        let pending = seen.and_then(|(seen, _)| seen.pending.as_ref());
        statements.push(keep_pending(&account.organization, pending));
    }
    let method = method.map(|method| serde_json::to_string(method).unwrap_or_default());
    let due = seen.map_or(now + ASK_AGAIN_MS, |(seen, _)| next_look(seen, now));
    let note = "\
        UPDATE subscriptions SET payment_method = ?2, synced_number = ?3, sync_due_at = iif(sync_due_at = ?5, ?4, sync_due_at) \
        WHERE organization_id = ?1";
    statements
        .push(Statement::new(note, args![&account.organization, method, account.number, due, account.lease]));
    statements.extend(keep_invoices(random, account, (invoices, seller), now));
    // Somebody paid for it on a page that was open still when the organization was deleted.
    let of_deleted = "\
        UPDATE subscriptions SET cancel_due_at = ?2 WHERE organization_id = ?1 AND cancel_due_at IS NULL AND stripe_subscription IS NOT NULL \
          AND EXISTS (SELECT 1 FROM organizations o WHERE o.id = ?1 AND o.deleted_at IS NOT NULL)";
    statements.push(Statement::new(of_deleted, args![&account.organization, now]));
    statements
}

/// Copies the invoices: each is what Stripe says of it, whoever asked first.
pub(super) fn keep_invoices(
    random: &dyn Random,
    account: &Account,
    (invoices, seller): (&[Invoice], &str),
    now: i64,
) -> Vec<Statement> {
    invoices.iter().map(|invoice| upsert(random, account, invoice, seller, now)).collect()
}

/// Stripe was told the billing details of this version.
pub(super) fn told(organization: &str, version: i64) -> Statement {
    let sql =
        "UPDATE billing_details SET stripe_version = max(stripe_version, ?2) WHERE organization_id = ?1";
    Statement::new(sql, args![organization, version])
}

/// The customer is no more at Stripe: the next payment makes another.
pub(super) fn forget_customer(
    random: &dyn Random,
    organization: &str,
    customer: &str,
    now: i64,
) -> [Statement; 2] {
    const NOTE: &str = concat!(
        insert_entry!(),
        "SELECT ?1, s.organization_id, NULL, 'forget_customer', 'organization', s.organization_id, \
           json_object('customer', s.stripe_customer), 'stripe', 'stripe', ?4 \
         FROM subscriptions s WHERE s.organization_id = ?2 AND s.stripe_customer = ?3 ",
        there!()
    );
    let forget = "\
        UPDATE subscriptions SET stripe_customer = NULL, payment_method = NULL, sync_due_at = NULL \
        WHERE organization_id = ?1 AND stripe_customer = ?2";
    [
        Statement::new(NOTE, args![new_id(now, random), organization, customer, now]),
        Statement::new(forget, args![organization, customer]),
    ]
}

/// Marks one as due at once.
pub(super) fn ask_again(organization: &str, now: i64) -> Statement {
    let sql = "UPDATE subscriptions SET sync_due_at = ?2 WHERE organization_id = ?1";
    Statement::new(sql, args![organization, now])
}

/// Shortly after the period's end there is news; otherwise after a while.
pub(super) fn next_look(seen: &Subscription, now: i64) -> i64 {
    const AFTER_END_MS: i64 = 10 * 60 * 1000;
    let at_end = seen.ends_at.map_or(seen.period.1, |at| at.min(seen.period.1)) + AFTER_END_MS;
    if at_end > now { at_end.min(now + ASK_AGAIN_MS) } else { now + ASK_AGAIN_MS }
}

/// Writes down what Stripe has changed, if it has: nobody of the organization may have been there.
fn audit(
    random: &dyn Random,
    organization: &str,
    seen: Option<(&Subscription, &Settled)>,
    now: i64,
) -> Statement {
    const WRITE: &str = concat!(
        insert_entry!(),
        "SELECT ?1, s.organization_id, NULL, 'sync_billing', 'organization', s.organization_id, \
           json_object('plan', ?3, 'interval', ?4, 'status', ?5, 'from', json_object('plan', s.plan, 'interval', s.interval, 'status', s.status)), \
           'stripe', 'stripe', ?6 \
         FROM subscriptions s WHERE s.organization_id = ?2 AND (s.plan, s.interval, s.status) <> (?3, ?4, ?5) ",
        there!()
    );
    let (plan, interval) =
        seen.map_or((PlanId::Free, Interval::Month), |(_, settled)| (settled.plan, settled.interval));
    let status = status(seen);
    let values = args![new_id(now, random), organization, plan.as_str(), interval.as_str(), status, now];
    Statement::new(WRITE, values)
}

fn status(seen: Option<(&Subscription, &Settled)>) -> &'static str {
    if seen.is_some_and(|(seen, _)| seen.past_due) { "past_due" } else { "active" }
}

/// What the organization has now. What is to be cancelled is the subscription of then, and no other. The version counts only real changes, so that whoever is about to make one is not told of any.
fn set(organization: &str, seen: Option<(&Subscription, &Settled)>) -> Statement {
    const SET: &str = "\
        UPDATE subscriptions SET version = version + (\
            (plan, interval, status, ifnull(period_start, 0), ifnull(period_end, 0), ifnull(next_plan, ''), ifnull(next_interval, ''), \
              ifnull(ends_at, 0)) \
            <> (?2, ?3, ?4, ifnull(?5, 0), ifnull(?6, 0), ifnull(?7, ''), ifnull(?8, ''), ifnull(?12, 0))), \
          plan = ?2, interval = ?3, status = ?4, anchor_at = ?5, period_start = ?5, period_end = ?6, next_plan = ?7, next_interval = ?8, \
          stripe_subscription = ?9, stripe_item = ?10, stripe_price = iif(?9 IS NULL, NULL, coalesce(?11, stripe_price)), ends_at = ?12, \
          cancel_due_at = iif(stripe_subscription IS ?9, cancel_due_at, NULL) \
        WHERE organization_id = ?1";
    let values = match seen {
        None => args![
            organization,
            "free",
            "month",
            "active",
            None::<i64>,
            None::<i64>,
            None::<&str>,
            None::<&str>,
            None::<&str>,
            None::<&str>,
            None::<&str>,
            None::<i64>
        ],
        Some((seen, settled)) => args![
            organization,
            settled.plan.as_str(),
            settled.interval.as_str(),
            status(Some((seen, settled))),
            seen.period.0,
            seen.period.1,
            settled.next.as_ref().map(|next| next.plan.as_str()),
            settled.next.as_ref().map(|next| next.interval.as_str()),
            &seen.id,
            &seen.item,
            // Whoever keeps a plan, keeps its price.
            (!settled.is_kept).then_some(&seen.price),
            seen.ends_at.filter(|_| seen.is_dated)
        ],
    };
    Statement::new(SET, values)
}

fn upsert(random: &dyn Random, account: &Account, invoice: &Invoice, seller: &str, now: i64) -> Statement {
    const UPSERT: &str = concat!(
        "INSERT INTO invoices (id, organization_id, number, provider, stripe_id, status, currency, total, period_start, period_end, \
           issued_at, due_at, paid_at, bill_to, lines, seller, instructions, hosted_url) \
         SELECT ?1, ?2, ?3, 'stripe', ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, json_object(",
        bill_to_fields!(),
        "), ?13, ?15, '', ?14 \
         FROM organizations o JOIN billing_details d ON d.organization_id = o.id WHERE o.id = ?2 \
         ON CONFLICT (stripe_id) DO UPDATE SET number = excluded.number, status = excluded.status, total = excluded.total, \
           period_start = excluded.period_start, period_end = excluded.period_end, due_at = excluded.due_at, \
           paid_at = excluded.paid_at, lines = excluded.lines, hosted_url = excluded.hosted_url"
    );
    let values = args![
        new_id(now, random),
        &account.organization,
        &invoice.number,
        &invoice.stripe_id,
        invoice.status.as_str(),
        &invoice.currency,
        invoice.total,
        invoice.period.0,
        invoice.period.1,
        invoice.issued_at,
        invoice.due_at,
        invoice.paid_at,
        serde_json::to_string(&invoice.lines).unwrap_or_default(),
        invoice.hosted_url.as_ref(),
        seller,
    ];
    Statement::new(UPSERT, values)
}

/// Makes the customer known and, where it is new, the version of the details that it was made with. Undoes the batch where the organization has another one: somebody else was faster.
pub(super) fn keep_customer(
    organization: &portico_api::OrganizationId,
    customer: &str,
    told_details: Option<i64>,
    now: i64,
) -> Vec<Statement> {
    let is_free = "\
        EXISTS (SELECT 1 FROM subscriptions WHERE organization_id = ?1 AND (stripe_customer IS NULL OR stripe_customer = ?2))";
    let set = "\
        UPDATE subscriptions SET stripe_customer = ?2, sync_due_at = coalesce(sync_due_at, ?3) WHERE organization_id = ?1";
    let mut statements = vec![
        guard::holds("stale", is_free, args![organization, customer]),
        Statement::new(set, args![organization, customer, now + ASK_AGAIN_MS]),
    ];
    statements.extend(told_details.map(|version| told(organization.as_str(), version)));
    statements
}

/// What waits for its payment; nothing does where that is `None`.
pub(super) fn keep_pending(organization: &str, pending: Option<&Pending>) -> Statement {
    let set = "\
        UPDATE subscriptions SET pending_plan = ?2, pending_interval = ?3, pending_until = ?4, pending_invoice = ?5 WHERE organization_id = ?1";
    let values = args![
        organization,
        pending.map(|pending| pending.plan.as_str()),
        pending.map(|pending| pending.interval.as_str()),
        pending.map(|pending| pending.until),
        pending.and_then(|pending| pending.invoice.as_deref()),
    ];
    Statement::new(set, values)
}

/// What Stripe said when it was asked before a change.
pub(super) fn keep_asked(
    random: &dyn Random,
    organization: &portico_api::OrganizationId,
    (seen, settled): (&Subscription, &Settled),
    now: i64,
) -> Vec<Statement> {
    let mut statements = vec![audit(random, organization.as_str(), Some((seen, settled)), now)];
    statements.extend(keep_change(organization, seen, settled, now));
    statements
}

/// What a change of plan was answered with: newer than anything that was asked for before.
pub(super) fn keep_change(
    organization: &portico_api::OrganizationId,
    seen: &Subscription,
    settled: &Settled,
    now: i64,
) -> Vec<Statement> {
    let newest = "\
        UPDATE subscriptions SET sync_number = sync_number + 1, synced_number = sync_number + 1, sync_due_at = ?2 \
        WHERE organization_id = ?1";
    vec![
        set(organization.as_str(), Some((seen, settled))),
        keep_pending(organization.as_str(), seen.pending.as_ref()),
        Statement::new(newest, args![organization, now]),
    ]
}
