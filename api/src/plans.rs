//! The plans, as data: what each costs and what it allows. This file is the only place where a price or a limit stands; the edge
//! hands the limits to its SQL, and the console shows them before one types.

mod words;

#[cfg(feature = "openapi")]
pub(crate) use words::{Choosable, ChosenInterval};

use serde::{Deserialize, Serialize};

/// A plan's name in JSON and in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PlanId {
    Free,
    Pro,
    Enterprise,
    /// Of a newer version of Portico: it allows nothing more here, and nobody chooses it.
    #[serde(other)]
    Unknown,
}

/// How often a plan is paid for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Interval {
    #[default]
    Month,
    Year,
    /// Of a newer version of Portico.
    #[serde(other)]
    Unknown,
}

/// What an organization may have; `None`: any number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    pub projects: Option<i64>,
    /// Members, and open invites: each of them keeps a seat.
    pub members: Option<i64>,
    /// Configuration reads in a calendar month (UTC), of all environments together. What a plan includes, and no limit that refuses
    /// anything: whoever knows an environment's ID can read it.
    pub reads: Option<i64>,
    /// Bytes of all texts together: documents of versions, drafts, schemas, secrets, messages; what is in the trash counts. D1 holds 10 GB for the
    /// whole installation (https://developers.cloudflare.com/d1/platform/limits/), which no single organization should come near.
    pub stored_bytes: Option<i64>,
    /// How long the audit log is kept, in days.
    pub audit_days: i64,
}

/// Most bytes of an organization's archive, whatever its plan: D1 holds ten gigabytes of everything.
pub const ARCHIVE_BYTES_MAX: i64 = 2_000_000_000;

/// How many deleted projects an organization may keep in its trash at most, whatever its plan.
pub const TRASH_MAX: i64 = 50;

/// Organizations on the Free plan that one person may have created and still own.
pub const FREE_ORGANIZATIONS: i64 = 20;
/// The same, of somebody who owns an organization that pays.
pub const FREE_ORGANIZATIONS_OF_PAYING: i64 = 100;
/// Bytes that all organizations on the Free plan together may store that one person created: those they still own, and those they gave away less than
/// 30 days ago. D1 holds 10 GB for the whole installation: at 25 MB for each of 20, twenty people could fill it.
pub const FREE_STORED_BYTES: i64 = 100_000_000;

impl Limits {
    /// How many deleted projects an organization may keep in its trash: as many as the plan allows there to be, and never more than
    /// [`TRASH_MAX`].
    pub fn trash(&self) -> i64 {
        self.projects.map_or(TRASH_MAX, |projects| projects.min(TRASH_MAX))
    }

    /// How many bytes an archive may have until what comes last is left out: twice what the plan stores, since there is the audit log as well, and never
    /// more than [`ARCHIVE_BYTES_MAX`]. An organization has one archive, and one that is being made, which do not count as stored: whoever could not
    /// store any more for having asked for an archive would ask for none.
    pub fn archive_bytes(&self) -> i64 {
        self.stored_bytes.map_or(ARCHIVE_BYTES_MAX, |stored| stored.saturating_mul(2).min(ARCHIVE_BYTES_MAX))
    }
}

/// One plan.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    pub id: PlanId,
    pub title: &'static str,
    /// The price of a month and of a year, in minor units of the currency.
    pub month: i64,
    pub year: i64,
    /// ISO 4217, lower case as Stripe writes it.
    pub currency: &'static str,
    pub limits: Limits,
}

/// All plans, smallest first.
#[allow(clippy::inconsistent_digit_grouping, reason = "the cents stand apart")]
pub const PLANS: [Plan; 3] = [
    Plan {
        id: PlanId::Free,
        title: "Free",
        month: 0,
        year: 0,
        currency: "eur",
        limits: Limits {
            projects: Some(3),
            members: Some(5),
            reads: Some(100_000),
            stored_bytes: Some(25_000_000),
            audit_days: 30,
        },
    },
    Plan {
        id: PlanId::Pro,
        title: "Pro",
        month: 29_00,
        year: 290_00,
        currency: "eur",
        limits: Limits {
            projects: Some(50),
            members: Some(50),
            reads: Some(10_000_000),
            stored_bytes: Some(500_000_000),
            audit_days: 365,
        },
    },
    Plan {
        id: PlanId::Enterprise,
        title: "Enterprise",
        month: 499_00,
        year: 4_990_00,
        currency: "eur",
        limits: Limits {
            projects: None,
            members: None,
            reads: None,
            stored_bytes: Some(2_000_000_000),
            audit_days: 2_555,
        },
    },
];

/// What is known of a plan that is not.
const UNKNOWN: Plan = Plan {
    id: PlanId::Unknown,
    title: "Unknown",
    month: 0,
    year: 0,
    currency: "eur",
    limits: Limits {
        projects: Some(0),
        members: Some(0),
        reads: Some(0),
        stored_bytes: Some(0),
        audit_days: 30,
    },
};

impl PlanId {
    /// Those that can be chosen.
    pub const ALL: [PlanId; 3] = [PlanId::Free, PlanId::Pro, PlanId::Enterprise];

    /// What the plan costs and allows.
    pub fn plan(self) -> &'static Plan {
        let [free, pro, enterprise] = &PLANS;
        match self {
            PlanId::Free => free,
            PlanId::Pro => pro,
            PlanId::Enterprise => enterprise,
            PlanId::Unknown => &UNKNOWN,
        }
    }

    /// The plan as the console shows it.
    pub fn title(self) -> &'static str {
        self.plan().title
    }
}

impl Plan {
    /// What one interval costs, in minor units.
    pub fn price(&self, interval: Interval) -> i64 {
        match interval {
            Interval::Month => self.month,
            Interval::Year => self.year,
            Interval::Unknown => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether `larger` allows at least as much: no number is more than any.
    fn covers(larger: Option<i64>, smaller: Option<i64>) -> bool {
        larger.is_none_or(|larger| smaller.is_some_and(|smaller| smaller <= larger))
    }

    #[test]
    fn larger_plans_cost_more_and_allow_more() {
        for [small, large] in [[&PLANS[0], &PLANS[1]], [&PLANS[1], &PLANS[2]]] {
            assert!(large.month > small.month && large.year > small.year, "{}", large.title);
            assert!(covers(large.limits.projects, small.limits.projects));
            assert!(covers(large.limits.members, small.limits.members));
            assert!(covers(large.limits.reads, small.limits.reads));
            assert!(covers(large.limits.stored_bytes, small.limits.stored_bytes));
            assert!(large.limits.audit_days > small.limits.audit_days);
        }
    }

    #[test]
    fn plan_that_is_not_known_allows_nothing_and_is_not_chosen() {
        let (plan, interval): (PlanId, Interval) = serde_json::from_str("[\"team\",\"week\"]").unwrap();
        assert_eq!((plan, interval), (PlanId::Unknown, Interval::Unknown));
        let limits = &plan.plan().limits;
        assert_eq!((limits.projects, limits.members, limits.reads), (Some(0), Some(0), Some(0)));
        assert!(PlanId::parse("unknown").is_err() && Interval::parse("unknown").is_err());
    }

    #[test]
    fn prices_are_sane() {
        assert_eq!((PLANS[0].month, PLANS[0].year), (0, 0));
        for plan in &PLANS {
            assert!(plan.month >= 0 && plan.year >= plan.month, "{}", plan.title);
            assert!(plan.year <= 12 * plan.month, "a year of {} costs more than its months", plan.title);
            assert!(plan.currency.len() == 3 && plan.currency == PLANS[0].currency);
            let limits =
                [plan.limits.projects, plan.limits.members, plan.limits.reads, plan.limits.stored_bytes];
            assert!(limits.into_iter().flatten().all(|limit| limit > 0));
            // Whole numbers travel as JavaScript numbers.
            assert!(limits.into_iter().flatten().all(|limit| limit < 1 << 53));
        }
    }
}
