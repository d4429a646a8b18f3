//! The subscription in the database, and what a decision about it has to know.

use super::change::{Begun, Current};
use crate::access::Select;
use crate::args;
use crate::db::{Statement, guard};
use portico_api::OrganizationId;
use portico_api::billing::{NextPlan, PreviewPlanChangeParams};
use portico_api::organizations::OrganizationParams;
use portico_api::plans::{Interval, PlanId};
use serde::Deserialize;

/// The SQL expressions for the billing details but name and e-mail address, from their row `d`.
macro_rules! address_fields {
    () => {
        "'line1', d.line1, 'line2', d.line2, 'postal_code', d.postal_code, 'city', d.city, 'country', d.country, 'tax_id', d.tax_id"
    };
}
pub(crate) use address_fields;

/// The same with the e-mail address.
macro_rules! details_fields {
    () => {
        concat!("'email', d.email, ", $crate::billing::address_fields!())
    };
}
pub(crate) use details_fields;

/// The same with the name that counts: that of the organization `o` where no other is given.
macro_rules! bill_to_fields {
    () => {
        concat!("'name', iif(d.name = '', o.name, d.name), ", $crate::billing::details_fields!())
    };
}
pub(crate) use bill_to_fields;

/// The SQL expression for a plan as it is told: `unknown` where it is none of this version's.
macro_rules! plan_word {
    ($plan:literal) => {
        concat!("iif(", $plan, " IN ('free', 'pro', 'enterprise'), ", $plan, ", 'unknown')")
    };
}
pub(crate) use plan_word;

/// The same for an interval.
macro_rules! interval_word {
    ($interval:literal) => {
        concat!("iif(", $interval, " IN ('month', 'year'), ", $interval, ", 'unknown')")
    };
}
pub(crate) use interval_word;

/// The SQL expression for what a subscription `s` turns into with its next period; NULL: the same again.
macro_rules! next_json {
    () => {
        concat!(
            "json(iif(s.next_plan IS NULL, NULL, json_object('plan', ",
            $crate::billing::plan_word!("s.next_plan"),
            ", 'interval', ",
            $crate::billing::interval_word!("s.next_interval"),
            ")))"
        )
    };
}
pub(crate) use next_json;

/// The SQL expression for when a subscription `s` ends; NULL: it goes on.
macro_rules! ends_at {
    () => {
        "coalesce(s.ends_at, iif(s.next_plan = 'free', s.period_end, NULL))"
    };
}
pub(crate) use ends_at;

/// The SQL expression for a subscription, from its row `s`; `?2` is the time. By hand, an invoice that is overdue says that it is past due.
macro_rules! subscription_json {
    () => {
        concat!("json_object('plan', ", $crate::billing::plan_word!("s.plan"), ", 'interval', ", $crate::billing::interval_word!("s.interval"), ", \
           'status', CASE WHEN s.status = 'past_due' OR EXISTS (\
             SELECT 1 FROM invoices y WHERE y.organization_id = s.organization_id AND y.status = 'open' AND y.due_at < ?2) THEN 'past_due' \
             WHEN s.status = 'active' THEN 'active' ELSE 'unknown' END, \
           'period_start', s.period_start, 'period_end', s.period_end, 'next', ", $crate::billing::next_json!(), ", 'ends_at', ", $crate::billing::ends_at!(), ", 'pending', json(iif(\
             s.pending_until > ?2 AND s.next_plan IS NULL, json_object('plan', ", $crate::billing::plan_word!("s.pending_plan"), ", \
               'interval', ", $crate::billing::interval_word!("s.pending_interval"), ", \
               'until', s.pending_until, 'payment_url', (SELECT y.hosted_url FROM invoices y \
                 WHERE y.stripe_id = s.pending_invoice AND y.organization_id = s.organization_id AND y.status = 'open')), NULL)), \
           'version', s.version)")
    };
}
pub(crate) use subscription_json;

/// The SQL expression for the billing details, from their row `d`.
macro_rules! details_json {
    () => {
        concat!(
            "json_object('name', d.name, ",
            $crate::billing::details_fields!(),
            ", 'email_state', CASE WHEN d.email <> '' AND EXISTS (\
                SELECT 1 FROM stopped_addresses n WHERE n.address_hash = d.address_hash) THEN 'stopped' \
               WHEN d.is_confirmed = 1 THEN 'confirmed' ELSE 'waiting' END, 'version', d.version)"
        )
    };
}
pub(crate) use details_json;

/// What a change of plan depends on.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Facts {
    pub(crate) plan: PlanId,
    pub(crate) interval: Interval,
    /// What the ends of the periods are counted from.
    pub(crate) anchor_at: Option<i64>,
    pub(crate) period_start: Option<i64>,
    pub(crate) period_end: Option<i64>,
    pub(crate) next: Option<NextPlan>,
    /// A date at which Stripe ends it, where that is another one than the period's end.
    pub(crate) ends_at: Option<i64>,
    pub(crate) version: i64,
    /// The organization's.
    pub(crate) slug: String,
    /// As Stripe would be told.
    pub(crate) details: crate::stripe::Details,
    pub(crate) stripe_customer: Option<String>,
    pub(crate) stripe_subscription: Option<String>,
    pub(crate) stripe_item: Option<String>,
    /// Stripe's price of the plan that there is: one that is sold no longer, perhaps.
    pub(crate) stripe_price: Option<String>,
    /// It is being cancelled at Stripe, because the organization was deleted: nobody pays for more of it meanwhile.
    #[serde(default)]
    pub(crate) is_ending: bool,
    /// What the item is of at Stripe, where Stripe was asked: less than the plan that there is, when a smaller one begins next.
    #[serde(skip)]
    pub(crate) at_stripe: Option<(PlanId, Interval)>,
    /// What is thought about, where it stands in the address.
    #[serde(default)]
    pub(crate) wanted: Option<NextPlan>,
}

impl Facts {
    /// Whether all of it is of this version: nobody can reckon with another one's plans.
    pub(crate) fn is_known(&self) -> bool {
        let is_known = |plan, interval| plan != PlanId::Unknown && interval != Interval::Unknown;
        is_known(self.plan, self.interval)
            && self.next.as_ref().is_none_or(|next| is_known(next.plan, next.interval))
    }

    /// Whether it ends, or something else follows.
    pub(crate) fn is_to_change(&self) -> bool {
        self.next.is_some() || self.ends_at.is_some()
    }

    pub(crate) fn current(&self) -> Current {
        Current {
            plan: self.plan,
            interval: self.interval,
            period: self.period_start.zip(self.period_end),
            has_next: self.is_to_change(),
        }
    }
}

/// The SELECT of [`Facts`] in the scope `organization`, with further fields.
macro_rules! facts_json {
    ($more:literal) => {
        concat!(
            "SELECT json_object('plan', s.plan, 'interval', s.interval, 'anchor_at', s.anchor_at, 'period_start', s.period_start, 'period_end', s.period_end, 'next', ",
            $crate::billing::next_json!(),
            ", 'ends_at', s.ends_at, 'version', s.version, 'slug', o.slug, 'details', json(",
            $crate::stripe::details_json!(),
            "), 'stripe_customer', s.stripe_customer, \
               'stripe_subscription', s.stripe_subscription, 'stripe_item', s.stripe_item, 'stripe_price', s.stripe_price, 'is_ending', json(iif(s.cancel_due_at IS NULL, 'false', 'true'))",
            $more,
            ") FROM organization o JOIN subscriptions s ON s.organization_id = o.id JOIN billing_details d ON d.organization_id = o.id"
        )
    };
}

pub(crate) use facts_json;

/// In the scope `organization`: the facts.
pub(crate) fn facts(_: &OrganizationParams) -> Select {
    Select::of(facts_json!(""))
}

/// In the scope `organization`: the facts, and what is wanted.
pub(crate) fn facts_and_wanted(params: &PreviewPlanChangeParams) -> Select {
    Select {
        with: "",
        body: facts_json!(", 'wanted', json_object('plan', ?4, 'interval', ?5)"),
        args: args![params.plan.as_str(), params.interval.as_str()],
    }
}

/// Undoes the batch unless the subscription is still the one that was looked at.
pub(crate) fn still_at(organization: &OrganizationId, version: i64) -> Statement {
    let condition = "EXISTS (SELECT 1 FROM subscriptions WHERE organization_id = ?1 AND version = ?2)";
    guard::holds("stale", condition, args![organization, version])
}

/// The plan begins. Where it follows a period, that must be the current one still.
pub(crate) fn begin(
    organization: &OrganizationId,
    version: i64,
    plan: PlanId,
    interval: Interval,
    begun: &Begun,
    follows: Option<i64>,
) -> Statement {
    let set = "\
        UPDATE subscriptions SET plan = ?3, interval = ?4, anchor_at = coalesce(?5, anchor_at), period_start = ?6, period_end = ?7, \
          next_plan = NULL, next_interval = NULL, version = version + 1 \
        WHERE organization_id = ?1 AND version = ?2 AND (?8 IS NULL OR period_end = ?8)";
    let values = args![
        organization,
        version,
        plan.as_str(),
        interval.as_str(),
        begun.anchor,
        begun.period.0,
        begun.period.1,
        follows
    ];
    Statement::new(set, values)
}

/// What begins with the next period; `None`: the same again.
pub(crate) fn set_next(
    organization: &OrganizationId,
    version: i64,
    next: Option<(PlanId, Interval)>,
) -> Statement {
    let set = "\
        UPDATE subscriptions SET next_plan = ?3, next_interval = ?4, version = version + 1 \
        WHERE organization_id = ?1 AND version = ?2";
    let (plan, interval) = next.unzip();
    let values = args![organization, version, plan.map(PlanId::as_str), interval.map(Interval::as_str)];
    Statement::new(set, values)
}

/// Nothing is paid for any more.
pub(crate) fn end(organization: &OrganizationId, version: i64) -> Statement {
    let set = "\
        UPDATE subscriptions SET plan = 'free', interval = 'month', status = 'active', anchor_at = NULL, period_start = NULL, \
          period_end = NULL, next_plan = NULL, next_interval = NULL, pending_plan = NULL, pending_interval = NULL, pending_until = NULL, pending_invoice = NULL, version = version + 1 \
        WHERE organization_id = ?1 AND version = ?2";
    Statement::new(set, args![organization, version])
}
