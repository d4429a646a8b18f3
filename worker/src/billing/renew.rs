//! What cron does for organizations that are billed by hand: periods that have ended are followed by the next ones, each with its
//! invoice. A batch depends on the version it was made from, so that two runs at once issue nothing twice.

use super::change::{Begun, plan_line};
use super::period::period_end;
use super::subscription;
use crate::args;
use crate::audit;
use crate::config::Config;
use crate::db::{Db, DbError, Row, Statement};
use crate::invoices::{NewInvoice, issue};
use crate::ports::Random;
use crate::secret::new_id;
use portico_api::OrganizationId;
use portico_api::plans::{Interval, PlanId};

/// Organizations renewed by one run.
const AT_ONCE: usize = 20;
/// Periods of one organization that one run catches up on, after a long pause.
const PERIODS: usize = 12;

const DUE: &str = "\
    SELECT organization_id, plan, interval, anchor_at, period_start, period_end, next_plan, next_interval, version \
    FROM subscriptions s WHERE stripe_subscription IS NULL AND period_end IS NOT NULL AND period_end <= ?1 \
      AND EXISTS (SELECT 1 FROM organizations o WHERE o.id = s.organization_id AND o.deleted_at IS NULL) \
    ORDER BY period_end LIMIT ?2";

/// Renews what has ended by `now`.
pub(crate) async fn renew<D: Db>(
    db: &D,
    config: &Config,
    random: &dyn Random,
    now: i64,
) -> Result<(), DbError> {
    let rows = db.query(Statement::new(DUE, args![now, AT_ONCE])).await?;
    let mut statements = Vec::new();
    for due in rows.iter().filter_map(Due::read) {
        statements.extend(due.renewals(config, random, now));
    }
    if statements.is_empty() { Ok(()) } else { db.batch(statements).await.map(drop) }
}

/// A subscription whose period has ended.
#[derive(Clone, Debug)]
struct Due {
    organization: OrganizationId,
    plan: PlanId,
    interval: Interval,
    anchor: i64,
    period: (i64, i64),
    next: Option<(PlanId, Interval)>,
    version: i64,
}

impl Due {
    fn read(row: &Row) -> Option<Self> {
        let plan = |column| row.text(column).and_then(|text| PlanId::parse(text).ok());
        let interval = |column| row.text(column).and_then(|text| Interval::parse(text).ok());
        Some(Self {
            organization: OrganizationId::new(row.text(0)?.to_owned()),
            plan: plan(1)?,
            interval: interval(2)?,
            anchor: row.integer(3)?,
            period: (row.integer(4)?, row.integer(5)?),
            next: plan(6).zip(interval(7)),
            version: row.integer(8)?,
        })
    }

    /// Everything up to the period that `now` is in.
    fn renewals(mut self, config: &Config, random: &dyn Random, now: i64) -> Vec<Statement> {
        let mut statements = Vec::new();
        for _ in 0..PERIODS {
            let ended = self.period;
            if ended.1 > now {
                break;
            }
            let (plan, interval) = self.next.take().unwrap_or((self.plan, self.interval));
            if plan == PlanId::Free {
                statements.extend(self.end(config, random, now));
                break;
            }
            // Another interval counts from where it begins.
            let anchor = if interval == self.interval { self.anchor } else { ended.1 };
            let Some(end) = period_end(anchor, interval, ended.1) else { break };
            let next = Self { plan, interval, anchor, period: (ended.1, end), next: None, ..self.clone() };
            statements.extend(next.begin(config, random, now, ended));
            self = Self { version: self.version + 1, ..next };
        }
        statements
    }

    /// Nothing follows: what was used in the last period has an invoice of its own, with nothing to pay.
    fn end(&self, config: &Config, random: &dyn Random, now: i64) -> Vec<Statement> {
        let id = new_id(now, random);
        let invoice = NewInvoice {
            id: &id,
            organization: &self.organization,
            version: self.version,
            currency: self.plan.plan().currency,
            lines: &[],
            usage: Some(self.period),
            period: self.period,
            issued_at: now,
            follows: Some(self.period.1),
        };
        let (organization, version) = (&self.organization, self.version);
        vec![
            issue(config, &invoice),
            audit::insert_issued(&new_id(now, random), &id, now),
            audit::insert_ended(&new_id(now, random), organization, version, now),
            subscription::end(organization, version),
        ]
    }

    fn begin(&self, config: &Config, random: &dyn Random, now: i64, ended: (i64, i64)) -> Vec<Statement> {
        let id = new_id(now, random);
        let price = self.plan.plan().price(self.interval);
        let lines = vec![plan_line(self.plan, self.interval, price, self.period)];
        let begun = Begun { anchor: Some(self.anchor), period: self.period, lines };
        let invoice = NewInvoice {
            id: &id,
            organization: &self.organization,
            version: self.version,
            currency: self.plan.plan().currency,
            lines: &begun.lines,
            usage: Some(ended),
            period: self.period,
            issued_at: now,
            follows: Some(ended.1),
        };
        let (organization, version) = (&self.organization, self.version);
        vec![
            issue(config, &invoice),
            audit::insert_issued(&new_id(now, random), &id, now),
            subscription::begin(organization, version, self.plan, self.interval, &begun, Some(ended.1)),
        ]
    }
}
