//! What is due: the periods that have ended, by hand, while nobody looked. Whole numbers and dates only.

use super::period::period_end;
use portico_api::plans::{Interval, PlanId};

/// A plan that is paid for by hand.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Paid {
    pub(crate) plan: PlanId,
    pub(crate) interval: Interval,
    /// What the ends of the periods are counted from.
    pub(crate) anchor: i64,
    pub(crate) period: (i64, i64),
    /// What begins with the next period; `None`: the same again.
    pub(crate) next: Option<(PlanId, Interval)>,
}

/// What follows a period that has ended.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Follows {
    Period(Paid),
    /// It was cancelled.
    Nothing,
}

impl Paid {
    /// What follows; `None` while the period runs, and where the dates are past all calendars.
    fn follows(&self, now: i64) -> Option<Follows> {
        let start = self.period.1;
        if start > now {
            return None;
        }
        let (plan, interval) = self.next.unwrap_or((self.plan, self.interval));
        if plan == PlanId::Free {
            return Some(Follows::Nothing);
        }
        // Another interval counts from where it begins.
        let anchor = if interval == self.interval { self.anchor } else { start };
        let end = period_end(anchor, interval, start)?;
        Some(Follows::Period(Self { plan, interval, anchor, period: (start, end), next: None }))
    }

    /// Everything that follows up to the period that `now` is in, in order, but not more than `at_most`.
    pub(crate) fn missed(&self, now: i64, at_most: usize) -> Vec<Follows> {
        let mut all: Vec<Follows> = Vec::new();
        while all.len() < at_most {
            let last = match all.last() {
                None => self,
                Some(Follows::Period(last)) => last,
                Some(Follows::Nothing) => break,
            };
            match last.follows(now) {
                Some(next) => all.push(next),
                None => break,
            }
        }
        all
    }
}

#[cfg(test)]
#[allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that panics has failed"
)]
mod tests {
    use super::*;
    use crate::billing::change::{Change, Current, Numbers, decide};
    use crate::usage::DAY_MS;

    fn current(paid: &Paid) -> Current {
        Current {
            plan: paid.plan,
            interval: paid.interval,
            period: Some(paid.period),
            has_next: paid.next.is_some(),
        }
    }

    #[test]
    fn whatever_is_changed_after_cron_was_late_no_day_is_left_out_and_none_is_charged_in_the_past() {
        let mut numbers = Numbers(11);
        for _ in 0..100_000 {
            let interval = Interval::ALL[numbers.below(2) as usize];
            let plan = PlanId::ALL[1 + numbers.below(2) as usize];
            let anchor = numbers.below(20_000) * DAY_MS;
            let end = period_end(anchor, interval, anchor).unwrap();
            let wanted = |numbers: &mut Numbers| {
                (PlanId::ALL[numbers.below(3) as usize], Interval::ALL[numbers.below(2) as usize])
            };
            let next = (numbers.below(3) == 0).then(|| wanted(&mut numbers));
            let paid = Paid { plan, interval, anchor, period: (anchor, end), next };
            // Up to three years late, by the millisecond.
            let now = end + numbers.below(3 * 366 * DAY_MS) - DAY_MS;
            let missed = paid.missed(now, usize::MAX);
            let mut last = paid.clone();
            for (at, follows) in missed.iter().enumerate() {
                let Follows::Period(paid) = follows else {
                    assert!(at == 0 && next.is_some_and(|(plan, _)| plan == PlanId::Free), "{missed:?}");
                    break;
                };
                assert_eq!(paid.period.0, last.period.1, "no gap, and nothing twice");
                assert!(paid.period.0 <= now && paid.period.0 < paid.period.1);
                assert_eq!(paid.next, None);
                last = paid.clone();
            }
            if missed.last() == Some(&Follows::Nothing) {
                continue;
            }
            assert!(last.period.1 > now, "the period that is decided from runs");
            let (to, after) = wanted(&mut numbers);
            match decide(&current(&last), to, after, now).unwrap() {
                Change::Now(begun) => {
                    let price = to.plan().price(after);
                    assert!((0..=price).contains(&begun.total()), "{last:?} {to:?} {after:?} {now}");
                    assert!(begun.period.1 > now);
                    let from = begun.lines.iter().map(|line| line.period_start).min().unwrap();
                    assert!(from >= last.period.0, "nothing of a period before is credited");
                }
                Change::AtPeriodEnd(at) => assert!(at > now && at == last.period.1),
                Change::Unchanged | Change::Resume => {}
            }
        }
    }

    #[test]
    fn change_that_waited_begins_at_the_end_of_its_period_and_not_when_somebody_looks() {
        let start = 20_000 * DAY_MS;
        let end = period_end(start, Interval::Month, start).unwrap();
        let next = Some((PlanId::Pro, Interval::Year));
        let paid = Paid {
            plan: PlanId::Enterprise,
            interval: Interval::Month,
            anchor: start,
            period: (start, end),
            next,
        };
        let missed = paid.missed(end + 400 * DAY_MS, 12);
        let [Follows::Period(first), Follows::Period(second)] = &missed[..] else { panic!("{missed:?}") };
        assert_eq!((first.plan, first.period.0, first.anchor), (PlanId::Pro, end, end));
        assert_eq!(first.period.1, second.period.0);
        assert!(paid.missed(end - 1, 12).is_empty());
        let cancelled = Paid { next: Some((PlanId::Free, Interval::Month)), ..paid };
        assert_eq!(cancelled.missed(end + 400 * DAY_MS, 12), [Follows::Nothing]);
    }
}
