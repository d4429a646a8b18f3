//! Calendar months in UTC, as `2026-11`.

use crate::locale::date;
use js_sys::Date;
use portico_api::usage::Month;

/// The month of a time in milliseconds since 1970.
pub fn current(now_ms: f64) -> String {
    let text = date(now_ms).map(|date| String::from(date.to_iso_string())).unwrap_or_default();
    text.get(..7).unwrap_or_default().to_owned()
}

/// The month that the address asks for; the current one where it asks for none, or for one to come.
pub fn chosen(word: &str, now_ms: f64) -> String {
    let current = current(now_ms);
    match Month::parse(word) {
        Ok(month) if month.as_str() <= current.as_str() => word.to_owned(),
        _ => current,
    }
}

/// The month before, unless the organization was not there yet.
pub fn before(month: &str, born_ms: Option<i64>) -> Option<String> {
    let (year, number) = parts(month)?;
    let before = if number == 1 { written(year - 1, 12) } else { written(year, number - 1) };
    let first = born_ms.map(|at| current(at as f64)).unwrap_or_default();
    (before >= first && Month::parse(&before).is_ok()).then_some(before)
}

/// The month after, unless it is still to come.
pub fn after(month: &str, now_ms: f64) -> Option<String> {
    let (year, number) = parts(month)?;
    let after = if number == 12 { written(year + 1, 1) } else { written(year, number + 1) };
    (after <= current(now_ms)).then_some(after)
}

/// When a month begins, in milliseconds since 1970.
pub fn begins(month: &str) -> i64 {
    Date::parse(&format!("{month}-01T00:00:00Z")) as i64
}

fn parts(month: &str) -> Option<(u32, u32)> {
    let (year, number) = month.split_once('-')?;
    Some((year.parse().ok()?, number.parse().ok()?))
}

fn written(year: u32, number: u32) -> String {
    let zero = if number < 10 { "0" } else { "" };
    format!("{year}-{zero}{number}")
}
