//! Billing periods. All of it is UTC, so that no clock change makes a period longer or shorter.

use crate::usage::DAY_MS;
use portico_api::plans::Interval;
use time::{Date, Month, OffsetDateTime, PrimitiveDateTime};

/// The beginning of the day.
pub(crate) fn day_start(at: i64) -> i64 {
    at.div_euclid(DAY_MS) * DAY_MS
}

/// The first end of a period after `at`, when periods are counted from `anchor`, which is not later than `at`. A month that lacks the
/// anchor's day ends on its last day; the next one has the anchor's day again. So ends are always counted from the anchor, never from the
/// end before.
pub(crate) fn period_end(anchor: i64, interval: Interval, at: i64) -> Option<i64> {
    let step = match interval {
        Interval::Month => 1,
        Interval::Year => 12,
        Interval::Unknown => return None,
    };
    let (from, to) = (moment(anchor)?, moment(at)?);
    let months =
        12 * (to.year() - from.year()) + i32::from(u8::from(to.month())) - i32::from(u8::from(from.month()));
    // The end in the month of `at` may lie before it or after it; one step further lies after it in any case.
    let first = (months / step).max(1);
    (first..=first + 1).filter_map(|n| months_after(from, n * step)).find(|end| *end > at)
}

fn moment(at: i64) -> Option<OffsetDateTime> {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(at) * 1_000_000).ok()
}

fn months_after(from: OffsetDateTime, months: i32) -> Option<i64> {
    let count = from.year() * 12 + i32::from(u8::from(from.month())) - 1 + months;
    let (year, month) = (count.div_euclid(12), u8::try_from(count.rem_euclid(12) + 1).ok()?);
    let month = Month::try_from(month).ok()?;
    let date = Date::from_calendar_date(year, month, from.day().min(month.length(year))).ok()?;
    let end = PrimitiveDateTime::new(date, from.time()).assume_utc();
    i64::try_from(end.unix_timestamp_nanos() / 1_000_000).ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "a test that panics has failed")]
mod tests {
    use super::*;

    /// Milliseconds since 1970 of a day's beginning.
    fn day(year: i32, month: u8, day: u8) -> i64 {
        let date = Date::from_calendar_date(year, Month::try_from(month).unwrap(), day).unwrap();
        date.midnight().assume_utc().unix_timestamp() * 1000
    }

    fn ends(anchor: i64, interval: Interval, count: usize) -> Vec<i64> {
        let mut at = anchor;
        (0..count)
            .map(|_| {
                at = period_end(anchor, interval, at).unwrap();
                at
            })
            .collect()
    }

    #[test]
    fn months_that_are_too_short_end_on_their_last_day_and_the_next_ones_do_not() {
        let anchor = day(2027, 1, 31);
        let expected = [day(2027, 2, 28), day(2027, 3, 31), day(2027, 4, 30), day(2027, 5, 31)];
        assert_eq!(ends(anchor, Interval::Month, 4), expected);
    }

    #[test]
    fn leap_days_count_where_there_are_any() {
        assert_eq!(ends(day(2028, 1, 30), Interval::Month, 2), [day(2028, 2, 29), day(2028, 3, 30)]);
        let yearly = ends(day(2028, 2, 29), Interval::Year, 4);
        assert_eq!(yearly, [day(2029, 2, 28), day(2030, 2, 28), day(2031, 2, 28), day(2032, 2, 29)]);
        assert_eq!(ends(day(2100, 1, 31), Interval::Month, 1), [day(2100, 2, 28)]);
    }

    #[test]
    fn the_turn_of_the_year_is_a_month_like_others() {
        assert_eq!(ends(day(2026, 12, 15), Interval::Month, 2), [day(2027, 1, 15), day(2027, 2, 15)]);
    }

    #[test]
    fn clock_changes_of_any_country_change_nothing() {
        // Europe turned its clocks on 29 March and 25 October 2026, the United States on 8 March and 1 November.
        for month in [3, 10, 11] {
            let [end] = ends(day(2026, month, 1), Interval::Month, 1)[..] else { panic!() };
            let days = (end - day(2026, month, 1)) / DAY_MS;
            assert_eq!(days, if month == 11 { 30 } else { 31 });
            assert_eq!(end % DAY_MS, 0);
        }
    }

    #[test]
    fn an_end_is_always_later_and_the_periods_leave_no_gap() {
        for first in 0..1500 {
            let anchor = day(2024, 1, 1) + first * DAY_MS;
            for interval in Interval::ALL {
                let mut before = anchor;
                for end in ends(anchor, interval, 14) {
                    let days = (end - before) / DAY_MS;
                    let range = if interval == Interval::Month { 28..=31 } else { 365..=366 };
                    assert!(range.contains(&days), "{anchor} {interval:?} {days}");
                    // Any moment within the period has the same end.
                    assert_eq!(period_end(anchor, interval, end - 1), Some(end));
                    before = end;
                }
            }
        }
    }
}
