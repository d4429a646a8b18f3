//! Days, months and periods. What is billed begins and ends at midnight UTC, wherever the person is.

use super::{language, languages, options};
use js_sys::{Date, Function, Intl};
use std::cell::RefCell;
use wasm_bindgen::JsValue;

const DAY: &[(&str, &str)] =
    &[("timeZone", "UTC"), ("day", "numeric"), ("month", "short"), ("year", "numeric")];
const MINUTE: &[(&str, &str)] = &[
    ("timeZone", "UTC"),
    ("day", "numeric"),
    ("month", "short"),
    ("year", "numeric"),
    ("hour", "2-digit"),
    ("minute", "2-digit"),
    ("hourCycle", "h23"),
];
const DAY_OF_MONTH: &[(&str, &str)] = &[("timeZone", "UTC"), ("day", "numeric"), ("month", "short")];
const MONTH: &[(&str, &str)] = &[("timeZone", "UTC"), ("month", "long"), ("year", "numeric")];

/// What is said of a time that nobody can write down.
const UNKNOWN_DATE: &str = "Unknown date";

/// "3 Nov 2026"
pub fn day(at_ms: i64) -> String {
    written(at_ms, DAY)
}

/// "3 Nov"
pub fn day_of_month(at_ms: i64) -> String {
    written(at_ms, DAY_OF_MONTH)
}

/// "November 2026"
pub fn month(at_ms: i64) -> String {
    written(at_ms, MONTH)
}

/// "3 Nov – 3 Dec 2026": the second day is the first that does not belong to it.
pub fn period(from_ms: i64, to_ms: i64) -> String {
    range(from_ms, to_ms, DAY)
}

/// The same to the minute, where it does not begin and end with a day: "3 Nov 2026, 13:37 – 3 Dec 2026, 00:00".
pub fn exact_period(from_ms: i64, to_ms: i64) -> String {
    let is_whole = [from_ms, to_ms].iter().all(|at| at % 86_400_000 == 0);
    range(from_ms, to_ms, if is_whole { DAY } else { MINUTE })
}

fn range(from_ms: i64, to_ms: i64, wanted: &[(&str, &str)]) -> String {
    let dates = date(from_ms as f64).zip(date(to_ms as f64));
    let range = dates.and_then(|(from, to)| format(wanted).format_range(&from, &to).ok());
    range.map_or_else(|| format!("{} – {}", day(from_ms), day(to_ms)), String::from)
}

fn format(wanted: &[(&str, &str)]) -> Intl::DateTimeFormat {
    Intl::DateTimeFormat::new(&languages(&language()), &options(wanted))
}

thread_local! {
    /// Writes the exact times of a page, of which there may be hundreds: making one takes longer than writing a thousand.
    static EXACT: RefCell<Option<(String, Function)>> = const { RefCell::new(None) };
}

/// "Nov 3, 2026, 1:37:05 PM", where the person is; `None` where no browser can write it.
pub fn moment(at_ms: f64) -> Option<String> {
    let date = date(at_ms)?;
    let language = language();
    EXACT.with_borrow_mut(|known| {
        if known.as_ref().is_none_or(|(known, _)| *known != language) {
            let wanted = options(&[("dateStyle", "medium"), ("timeStyle", "medium")]);
            let format = Intl::DateTimeFormat::new(&languages(&language), &wanted).format();
            *known = Some((language, format));
        }
        let (_, format) = known.as_ref()?;
        format.call1(&JsValue::UNDEFINED, &date).ok()?.as_string()
    })
}

/// A time that the browser can write down. It throws at any other, which is more than 270,000 years away.
pub(crate) fn date(at_ms: f64) -> Option<Date> {
    Some(Date::new(&JsValue::from_f64(at_ms))).filter(|date| !date.get_time().is_nan())
}

fn written(at_ms: i64, wanted: &[(&str, &str)]) -> String {
    let written = date(at_ms as f64).map(|date| format(wanted).format().call1(&JsValue::UNDEFINED, &date));
    let text = written.and_then(Result::ok).and_then(|text| text.as_string());
    text.unwrap_or_else(|| UNKNOWN_DATE.to_owned())
}
