//! Plans and intervals as words: in JSON, addresses and the database.

use super::{Interval, PlanId};
use crate::params::words;

impl PlanId {
    /// The word in JSON, queries and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            PlanId::Free => "free",
            PlanId::Pro => "pro",
            PlanId::Enterprise => "enterprise",
            PlanId::Unknown => "unknown",
        }
    }
}

impl Interval {
    pub const ALL: [Interval; 2] = [Interval::Month, Interval::Year];

    /// The word in JSON, queries and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Interval::Month => "month",
            Interval::Year => "year",
            Interval::Unknown => "unknown",
        }
    }

    /// "monthly" or "yearly".
    pub fn title(self) -> &'static str {
        match self {
            Interval::Month => "monthly",
            Interval::Year => "yearly",
            Interval::Unknown => "at an unknown interval",
        }
    }
}

words!(PlanId, "The plan is `free`, `pro` or `enterprise`.");
words!(Interval, "The interval is `month` or `year`.");

#[cfg(feature = "openapi")]
crate::described::described!(
    /// A plan that can be chosen.
    Choosable: crate::described::words(PlanId::ALL.map(PlanId::as_str)),
    /// How often it is paid for.
    ChosenInterval: crate::described::words(Interval::ALL.map(Interval::as_str)),
);

#[cfg(test)]
mod tests {
    use super::super::PLANS;
    use super::*;

    #[test]
    fn every_plan_is_found_by_its_id_and_words() {
        assert_eq!(PLANS.map(|plan| plan.id), PlanId::ALL);
        for plan in PlanId::ALL {
            assert_eq!(plan.plan().id, plan);
            assert_eq!(PlanId::parse(plan.as_str()), Ok(plan));
            assert_eq!(serde_json::to_value(plan).unwrap(), plan.as_str());
        }
        for interval in Interval::ALL {
            assert_eq!(Interval::parse(interval.as_str()), Ok(interval));
            assert_eq!(serde_json::to_value(interval).unwrap(), interval.as_str());
        }
    }
}
