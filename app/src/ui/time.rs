use super::drawn::{Shown, Values, draw};
use crate::locale::{date, moment};
use crate::paths::rows::{self, JUST_NOW, NOW_SECONDS, UNITS};
use crate::reactive::memo;
use js_sys::Intl::RelativeTimeFormat;
use leptos::prelude::*;
use leptos::tachys::html::attribute::custom::custom_attribute;
use std::cell::RefCell;
use std::sync::Arc;
use std::time::Duration;

/// How often "2 minutes ago" is brought up to date.
const TICK: Duration = Duration::from_secs(30);

thread_local! {
    /// One clock for all times on the page; it begins to tick when the first is shown.
    static NOW: RefCell<Option<ArcRwSignal<f64>>> = const { RefCell::new(None) };
    static FORMAT: RelativeTimeFormat = {
        let options = js_sys::Object::new();
        js_sys::Reflect::set(&options, &"numeric".into(), &"auto".into()).ok();
        RelativeTimeFormat::new(&js_sys::Array::of1(&"en".into()), &options)
    };
}

fn now() -> ArcRwSignal<f64> {
    NOW.with_borrow_mut(|now| {
        now.get_or_insert_with(|| {
            let now = ArcRwSignal::new(js_sys::Date::now());
            let ticking = now.clone();
            set_interval(move || ticking.set(js_sys::Date::now()), TICK);
            now
        })
        .clone()
    })
}

/// How long ago `at_ms` was at `now_ms`, as "2 minutes ago"; below half a minute "just now", or "now" where it may be `ahead`.
fn ago(at_ms: f64, now_ms: f64, ahead: bool) -> String {
    let seconds = (at_ms - now_ms) / 1000.0;
    let now = f64::from(NOW_SECONDS);
    let largest = UNITS.iter().find(|(length, _)| seconds.abs() >= f64::from(*length));
    let (value, unit) = match largest {
        // Whole units that have passed; of what is to come, the nearest: a week from now is in 7 days, not in 6.
        Some((length, unit)) if seconds >= now => ((seconds / f64::from(*length)).round(), *unit),
        Some((length, unit)) if seconds <= -now => ((seconds / f64::from(*length)).trunc(), *unit),
        _ if !ahead => return JUST_NOW.into(),
        _ => (0.0, "second"),
    };
    FORMAT.with(|format| format.format(value, unit)).into()
}

/// Whether a time has passed, as the page's clock ticks.
pub fn is_past(at_ms: i64) -> Memo<bool> {
    let now = now();
    memo(move |_| at_ms as f64 <= now.get())
}

/// How long ago something was, with the exact time as its tip (`tip.rs`).
#[component]
pub fn RelativeTime(
    /// Milliseconds since 1970.
    at_ms: i64,
    /// Nothing around it takes the keyboard, so it does itself: where one stands by itself, never in the rows of a list.
    #[prop(optional)]
    alone: bool,
    /// It may be still to come.
    #[prop(optional)]
    ahead: bool,
) -> impl IntoView {
    let stop = custom_attribute("tabindex", alone.then_some("0"));
    draw(rows::TIME, &[&values(at_ms, ahead)]).add_any_attr(stop)
}

/// What is shown of a time that has passed.
pub(crate) fn time(at_ms: i64) -> Values {
    values(at_ms, false)
}

fn values(at_ms: i64, ahead: bool) -> Values {
    let at = at_ms as f64;
    let Some(date) = date(at) else { return vec![("ago", "Unknown date".into())] };
    let now = now();
    // What has passed is never to come, also where this machine's clock is hours behind.
    let passed = move |now: f64| if ahead { at } else { at.min(now) };
    let mut values: Values =
        vec![("ago", Shown::Moving(Arc::new(move || ago(passed(now.get()), now.get(), ahead))))];
    values.extend(moment(at).map(|exact| ("exact", exact.into())));
    values.extend(date.to_iso_string().as_string().map(|iso| ("iso", iso.into())));
    values
}
