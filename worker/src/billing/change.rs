//! What a change of plan comes to: when it takes effect and what it costs at once. Whole numbers only.

use super::period::{day_start, period_end};
use portico_api::invoices::{InvoiceLine, LineKind};
use portico_api::plans::{Interval, PlanId};

/// What an organization is subscribed to, as far as a change depends on it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Current {
    pub(crate) plan: PlanId,
    pub(crate) interval: Interval,
    /// Start and end of the period that is paid for; `None` with Free.
    pub(crate) period: Option<(i64, i64)>,
    /// Whether something else is to begin with the next period.
    pub(crate) has_next: bool,
}

/// What becomes of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Change {
    Unchanged,
    /// It is the plan already: what was to come next is taken back.
    Resume,
    Now(Begun),
    /// What is paid for is kept until then.
    AtPeriodEnd(i64),
}

/// A plan that begins at once.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Begun {
    /// What the ends of the periods are counted from now; `None`: as before.
    pub(crate) anchor: Option<i64>,
    pub(crate) period: (i64, i64),
    pub(crate) lines: Vec<InvoiceLine>,
}

impl Begun {
    pub(crate) fn total(&self) -> i64 {
        self.lines.iter().map(|line| line.amount).sum()
    }
}

/// Decides. What allows more begins at once, as long as what it costs is not less than what is credited; anything else waits
/// for the end of what is paid for. The day on which something changes counts as one of the new plan: so a preview is good for a day, and no
/// day is paid for twice. `None` where the dates are past all calendars.
pub(crate) fn decide(current: &Current, plan: PlanId, interval: Interval, now: i64) -> Option<Change> {
    if plan == current.plan && (interval == current.interval || plan == PlanId::Free) {
        return Some(if current.has_next { Change::Resume } else { Change::Unchanged });
    }
    let Some((start, end)) = current.period else {
        let start = day_start(now);
        let period = (start, period_end(start, interval, start)?);
        let lines = vec![plan_line(plan, interval, plan.plan().price(interval), period)];
        return Some(Change::Now(Begun { anchor: Some(start), period, lines }));
    };
    let is_larger = plan > current.plan;
    if is_larger && interval == current.interval {
        let rest = (day_start(now).clamp(start, end), end);
        let price = prorate(plan.plan().price(interval), rest.1 - rest.0, end - start);
        let lines = vec![credit_line(current, (start, end), now), plan_line(plan, interval, price, rest)];
        return Some(Change::Now(Begun { anchor: None, period: (start, end), lines }));
    }
    if plan >= current.plan && (current.interval, interval) == (Interval::Month, Interval::Year) {
        let first = day_start(now);
        let period = (first, period_end(first, interval, first)?);
        let lines = vec![
            credit_line(current, (start, end), now),
            plan_line(plan, interval, plan.plan().price(interval), period),
        ];
        return Some(Change::Now(Begun { anchor: Some(first), period, lines }));
    }
    Some(Change::AtPeriodEnd(end))
}

/// The part of `price` that `part` is of `whole`, rounded down. Both are lengths of time; `part` is not longer.
pub(crate) fn prorate(price: i64, part: i64, whole: i64) -> i64 {
    if whole <= 0 {
        return 0;
    }
    let part = i128::from(part.clamp(0, whole));
    i64::try_from(i128::from(price) * part / i128::from(whole)).unwrap_or_default()
}

/// A plan for a period.
pub(crate) fn plan_line(plan: PlanId, interval: Interval, amount: i64, period: (i64, i64)) -> InvoiceLine {
    InvoiceLine {
        kind: LineKind::Plan,
        description: format!("{}, {}", plan.title(), interval.title()),
        quantity: 1,
        amount,
        period_start: period.0,
        period_end: period.1,
    }
}

/// What is left of the plan that was paid for, this day included.
fn credit_line(current: &Current, (start, end): (i64, i64), now: i64) -> InvoiceLine {
    let from = day_start(now).clamp(start, end);
    let price = current.plan.plan().price(current.interval);
    InvoiceLine {
        kind: LineKind::Credit,
        description: format!("Unused time of {}, {}", current.plan.title(), current.interval.title()),
        quantity: 1,
        amount: -prorate(price, end - from, end - start),
        period_start: from,
        period_end: end,
    }
}

/// A generator of numbers that repeat (SplitMix64).
#[cfg(test)]
pub(super) struct Numbers(pub(super) u64);

#[cfg(test)]
impl Numbers {
    pub(super) fn below(&mut self, limit: i64) -> i64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % limit.unsigned_abs()) as i64
    }
}

#[cfg(test)]
#[allow(
    clippy::indexing_slicing,
    clippy::inconsistent_digit_grouping,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that panics has failed"
)]
mod tests {
    use super::*;
    use crate::usage::DAY_MS;

    const START: i64 = 20_000 * DAY_MS;
    const END: i64 = 20_030 * DAY_MS;

    fn on(plan: PlanId, interval: Interval) -> Current {
        let period = (plan != PlanId::Free).then_some((START, END));
        Current { plan, interval, period, has_next: false }
    }

    fn begun(change: Option<Change>) -> Begun {
        match change {
            Some(Change::Now(begun)) => begun,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn first_plan_begins_with_the_day_at_its_full_price() {
        let now = START + DAY_MS / 2;
        let begun = begun(decide(&on(PlanId::Free, Interval::Month), PlanId::Pro, Interval::Year, now));
        assert_eq!((begun.total(), begun.anchor, begun.period.0), (290_00, Some(START), START));
    }

    #[test]
    fn larger_plan_in_the_middle_costs_half_of_the_difference() {
        let middle = START + 15 * DAY_MS;
        let begun =
            begun(decide(&on(PlanId::Pro, Interval::Month), PlanId::Enterprise, Interval::Month, middle));
        let amounts: Vec<_> = begun.lines.iter().map(|line| line.amount).collect();
        assert_eq!(amounts, [-14_50, 249_50]);
        assert_eq!((begun.anchor, begun.period), (None, (START, END)));
    }

    #[test]
    fn a_year_in_place_of_a_month_begins_anew() {
        let middle = START + 15 * DAY_MS;
        let begun = begun(decide(&on(PlanId::Pro, Interval::Month), PlanId::Pro, Interval::Year, middle));
        assert_eq!((begun.total(), begun.anchor), (290_00 - 14_50, Some(middle)));
    }

    #[test]
    fn smaller_plans_and_shorter_intervals_wait_for_the_end() {
        let later = Some(Change::AtPeriodEnd(END));
        let now = START + 1;
        for (from, to) in [
            ((PlanId::Enterprise, Interval::Month), (PlanId::Pro, Interval::Month)),
            ((PlanId::Enterprise, Interval::Month), (PlanId::Pro, Interval::Year)),
            ((PlanId::Pro, Interval::Month), (PlanId::Free, Interval::Month)),
            ((PlanId::Pro, Interval::Year), (PlanId::Pro, Interval::Month)),
            ((PlanId::Pro, Interval::Year), (PlanId::Enterprise, Interval::Month)),
        ] {
            assert_eq!(decide(&on(from.0, from.1), to.0, to.1, now), later, "{from:?} {to:?}");
        }
    }

    #[test]
    fn the_same_again_changes_nothing_or_takes_back_what_was_to_come() {
        let mut current = on(PlanId::Pro, Interval::Month);
        assert_eq!(decide(&current, PlanId::Pro, Interval::Month, START), Some(Change::Unchanged));
        current.has_next = true;
        assert_eq!(decide(&current, PlanId::Pro, Interval::Month, START), Some(Change::Resume));
        let free = on(PlanId::Free, Interval::Month);
        assert_eq!(decide(&free, PlanId::Free, Interval::Year, START), Some(Change::Unchanged));
    }

    #[test]
    fn what_is_charged_is_never_negative_nor_above_the_full_price() {
        let mut numbers = Numbers(5);
        for _ in 0..100_000 {
            let pick = |n: i64| PlanId::ALL[n as usize];
            let (from, to) = (pick(numbers.below(3)), pick(numbers.below(3)));
            let interval = |n: i64| Interval::ALL[n as usize];
            let (before, after) = (interval(numbers.below(2)), interval(numbers.below(2)));
            let start = numbers.below(40_000) * DAY_MS;
            let end = period_end(start, before, start).unwrap();
            let period = (from != PlanId::Free).then_some((start, end));
            let now = start - DAY_MS + numbers.below(end - start + 2 * DAY_MS);
            let current = Current { plan: from, interval: before, period, has_next: false };
            if let Some(Change::Now(begun)) = decide(&current, to, after, now) {
                let (total, price) = (begun.total(), to.plan().price(after));
                assert!((0..=price).contains(&total), "{current:?} {to:?} {after:?} {now}: {total}");
                let lines: i64 = begun.lines.iter().map(|line| line.amount).sum();
                assert_eq!(lines, total);
                assert!(begun.lines.iter().all(|line| line.period_start <= line.period_end));
            }
        }
    }

    #[test]
    fn parts_are_never_negative_never_more_than_the_price_and_do_not_shrink() {
        let mut numbers = Numbers(9);
        for _ in 0..100_000 {
            let whole = 1 + numbers.below(366 * DAY_MS);
            let (part, price) = (numbers.below(2 * whole) - whole / 2, numbers.below(1 << 50));
            let amount = prorate(price, part, whole);
            assert!((0..=price).contains(&amount));
            assert!(prorate(price, part + 1, whole) >= amount);
            assert!(prorate(price + 1, part, whole) >= amount);
        }
        assert_eq!((prorate(29_00, 7, 7), prorate(29_00, 0, 7), prorate(29_00, 1, 0)), (29_00, 0, 0));
    }
}
