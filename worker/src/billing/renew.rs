//! Settling what is due of organizations that are billed by hand: periods that have ended are followed by the next ones, each with its
//! invoice. Cron does it, and so does whoever changes the plan before cron was there. A batch depends on the version it was made from, so that
//! two runs at once issue nothing twice.

use super::change::{Begun, plan_line};
use super::due::{Follows, Paid};
use super::subscription;
use crate::afterwards::{LOOKED_AT, in_turn};
use crate::args;
use crate::audit;
use crate::config::Config;
use crate::db::{Db, Row, Statement};
use crate::invoices::{NewInvoice, issue};
use crate::ports::{Clock, Random};
use crate::secret::new_id;
use portico_api::OrganizationId;
use portico_api::plans::{Interval, PlanId};

/// Organizations renewed by one run.
const AT_ONCE: usize = 20;
/// Periods of one organization that one run catches up on, after a long pause.
const PERIODS: usize = 12;

// Left to itself, SQLite goes through everybody who has no subscription at Stripe: all who pay by hand, each minute.
const DUE: &str = "\
    SELECT organization_id, plan, interval, anchor_at, period_start, period_end, next_plan, next_interval, version \
    FROM subscriptions s INDEXED BY subscriptions_ending WHERE stripe_subscription IS NULL AND period_end IS NOT NULL AND period_end <= ?1 \
      AND EXISTS (SELECT 1 FROM organizations o WHERE o.id = s.organization_id AND o.deleted_at IS NULL) \
    ORDER BY period_end LIMIT ?2";

/// Renews what has ended by now, each in a batch of its own: one that fails stops no other, and keeps no other's place. Answers what should be in the log.
pub(crate) async fn renew<D: Db>(
    db: &D,
    config: &Config,
    random: &dyn Random,
    clock: &dyn Clock,
) -> Vec<String> {
    let began = clock.now();
    let rows = match db.query(Statement::new(DUE, args![began, LOOKED_AT])).await {
        Ok(rows) => rows,
        Err(error) => return vec![format!("renewals: {error:?}")],
    };
    let mut log = Vec::new();
    for due in in_turn(rows.iter().filter_map(Due::read), began).into_iter().take(AT_ONCE) {
        let organization = due.organization.clone();
        let statements = due.settle(config, random, (clock.now(), PERIODS)).statements;
        // What is left is renewed by the next run.
        if statements.len() > db.left() {
            break;
        }
        if !statements.is_empty()
            && let Err(error) = db.batch(statements).await
        {
            log.push(format!("renewal of {}: {error:?}", organization));
        }
    }
    log
}

/// A subscription of which something may be due.
#[derive(Clone, Debug)]
pub(super) struct Due {
    pub(super) organization: OrganizationId,
    pub(super) version: i64,
    pub(super) paid: Paid,
}

/// What settles it, and what is there then.
pub(super) struct SettledDue {
    pub(super) statements: Vec<Statement>,
    pub(super) version: i64,
    /// `None`: the plan has ended.
    pub(super) paid: Option<Paid>,
}

impl Due {
    fn read(row: &Row) -> Option<Self> {
        let plan = |column| row.text(column).and_then(|text| PlanId::parse(text).ok());
        let interval = |column| row.text(column).and_then(|text| Interval::parse(text).ok());
        Some(Self {
            organization: OrganizationId::new(row.text(0)?.to_owned()),
            paid: Paid {
                plan: plan(1)?,
                interval: interval(2)?,
                anchor: row.integer(3)?,
                period: (row.integer(4)?, row.integer(5)?),
                // What is to come, and is not known, can't begin here.
                next: match row.text(6) {
                    Some(_) => Some((plan(6)?, interval(7)?)),
                    None => None,
                },
            },
            version: row.integer(8)?,
        })
    }

    /// Everything up to the period that `now` is in, but not more than `at_most` periods.
    pub(super) fn settle(
        self,
        config: &Config,
        random: &dyn Random,
        (now, at_most): (i64, usize),
    ) -> SettledDue {
        let mut done =
            SettledDue { statements: Vec::new(), version: self.version, paid: Some(self.paid.clone()) };
        let mut before = self;
        for follows in before.paid.missed(now, at_most) {
            match follows {
                Follows::Nothing => {
                    done.statements.extend(before.end(config, random, now));
                    done.paid = None;
                }
                Follows::Period(paid) => {
                    let ended = before.paid.period;
                    before.paid = paid;
                    done.statements.extend(before.begin(config, random, now, ended));
                    done.paid = Some(before.paid.clone());
                }
            }
            before.version += 1;
        }
        done.version = before.version;
        done
    }

    /// Nothing follows: what was used in the last period has an invoice of its own, with nothing to pay.
    fn end(&self, config: &Config, random: &dyn Random, now: i64) -> Vec<Statement> {
        let id = new_id(now, random);
        let period = self.paid.period;
        let invoice = NewInvoice {
            id: &id,
            organization: &self.organization,
            version: self.version,
            currency: self.paid.plan.plan().currency,
            lines: &[],
            usage: Some(period),
            period,
            issued_at: now,
            follows: Some(period.1),
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
        let Paid { plan, interval, anchor, period, .. } = self.paid;
        let lines = vec![plan_line(plan, interval, plan.plan().price(interval), period)];
        let begun = Begun { anchor: Some(anchor), period, lines };
        let invoice = NewInvoice {
            id: &id,
            organization: &self.organization,
            version: self.version,
            currency: plan.plan().currency,
            lines: &begun.lines,
            usage: Some(ended),
            period,
            issued_at: now,
            follows: Some(ended.1),
        };
        let (organization, version) = (&self.organization, self.version);
        vec![
            issue(config, &invoice),
            audit::insert_issued(&new_id(now, random), &id, now),
            subscription::begin(organization, version, plan, interval, &begun, Some(ended.1)),
        ]
    }
}
