//! Organizations of which Stripe is asked: each by one instance at a time.

use super::details::Details;
use crate::args;
use crate::db::{Row, Statement};
use portico_api::plans::{Interval, PlanId};

/// How long one asking may take before another one begins, in milliseconds.
const LEASE_MS: i64 = 2 * 60 * 1000;

/// An organization of which Stripe is asked.
#[derive(Clone, Debug)]
pub(super) struct Account {
    pub(super) organization: String,
    pub(super) customer: String,
    /// Which asking this is: its answer does not overwrite that of a later one.
    pub(super) number: i64,
    pub(super) plan: PlanId,
    pub(super) interval: Interval,
    pub(super) period_end: Option<i64>,
    /// What stands here is Stripe's and not a period that is billed by hand.
    pub(super) is_stripes: bool,
    /// Billing details that Stripe has not been told yet.
    pub(super) details: Option<Details>,
    /// Until when nobody else asks. Another value later means that news came meanwhile.
    pub(super) lease: i64,
}

macro_rules! take {
    ($which:literal) => {
        concat!(
            "UPDATE subscriptions SET sync_number = sync_number + 1, sync_due_at = ?2 WHERE stripe_customer IS NOT NULL AND organization_id ",
            $which,
            " RETURNING organization_id, stripe_customer, sync_number, plan, interval, period_end, stripe_subscription IS NOT NULL AS is_stripes, \
               (SELECT ",
            $crate::stripe::details_json!(),
            " FROM billing_details d JOIN organizations o ON o.id = d.organization_id \
                 WHERE d.organization_id = subscriptions.organization_id AND d.version > d.stripe_version) AS details, sync_due_at"
        )
    };
}

/// Takes up to `limit` organizations that are due, so that nobody else does meanwhile.
pub(super) fn take_due(now: i64, limit: i64) -> Statement {
    const TAKE: &str = take!(
        "IN (SELECT organization_id FROM subscriptions WHERE sync_due_at <= ?1 ORDER BY sync_due_at LIMIT ?3)"
    );
    Statement::new(TAKE, args![now, now + LEASE_MS, limit])
}

/// Takes one organization, due or not.
pub(super) fn take_one(organization: &str, now: i64) -> Statement {
    Statement::new(take!("= ?1"), args![organization, now + LEASE_MS])
}

impl Account {
    pub(super) fn read(row: &Row) -> Option<Self> {
        Some(Self {
            organization: row.text(0)?.to_owned(),
            customer: row.text(1)?.to_owned(),
            number: row.integer(2)?,
            plan: PlanId::parse(row.text(3)?).ok()?,
            interval: Interval::parse(row.text(4)?).ok()?,
            period_end: row.integer(5),
            is_stripes: row.integer(6) == Some(1),
            details: row.text(7).and_then(|details| serde_json::from_str(details).ok()),
            lease: row.integer(8)?,
        })
    }
}
