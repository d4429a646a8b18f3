//! Days as a date field writes them, in the time zone of whoever looks.

use js_sys::Date;

/// When `2026-11-03` begins; `None`, if that is no day.
pub(super) fn begins(day: &str) -> Option<i64> {
    midnight(day, 0)
}

/// When the day after begins.
pub(super) fn ends(day: &str) -> Option<i64> {
    midnight(day, 1)
}

fn midnight(day: &str, later: i32) -> Option<i64> {
    let mut parts = day.split('-');
    let (year, month, of_month) = (parts.next()?, parts.next()?, parts.next()?);
    if (year.len(), month.len(), of_month.len(), parts.next()) != (4, 2, 2, None) {
        return None;
    }
    let (year, month, of_month): (u32, i32, i32) =
        (year.parse().ok()?, month.parse().ok()?, of_month.parse().ok()?);
    // The browser would count a 31st of February on into March, and take the year 50 for 1950.
    if !(1971..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&of_month) {
        return None;
    }
    let at = Date::new_with_year_month_day(year, month - 1, of_month + later).get_time();
    at.is_finite().then_some(at as i64)
}
