use crate::locale::{date, moment};
use js_sys::Intl::RelativeTimeFormat;
use leptos::prelude::*;
use std::cell::RefCell;
use std::time::Duration;

/// How often "2 minutes ago" is brought up to date.
const TICK: Duration = Duration::from_secs(30);

/// The seconds of each unit, largest first.
const UNITS: [(f64, &str); 6] = [
    (31_556_952.0, "year"),
    (2_629_746.0, "month"),
    (86_400.0, "day"),
    (3_600.0, "hour"),
    (60.0, "minute"),
    (1.0, "second"),
];

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

/// How long ago `at_ms` was at `now_ms`, as "2 minutes ago"; "now" below half a minute.
fn ago(at_ms: f64, now_ms: f64) -> String {
    let seconds = (at_ms - now_ms) / 1000.0;
    let largest = UNITS.iter().find(|(length, _)| seconds.abs() >= *length);
    let (value, unit) = match largest {
        // Whole units that have passed; of what is to come, the nearest: a week from now is in 7 days, not in 6.
        Some((length, unit)) if seconds >= 30.0 => ((seconds / length).round(), *unit),
        Some((length, unit)) if seconds <= -30.0 => ((seconds / length).trunc(), *unit),
        _ => (0.0, "second"),
    };
    FORMAT.with(|format| format.format(value, unit)).into()
}

/// Whether a time has passed, as the page's clock ticks.
pub fn is_past(at_ms: i64) -> Memo<bool> {
    let now = now();
    Memo::new(move |_| at_ms as f64 <= now.get())
}

/// How long ago something was, with the exact time as its tip (`tip.rs`).
#[component]
pub fn RelativeTime(
    /// Milliseconds since 1970.
    #[prop(into)]
    at_ms: Signal<i64>,
    /// Nothing around it takes the keyboard, so it does itself: where one stands by itself, never in the rows of a list.
    #[prop(optional)]
    alone: bool,
) -> impl IntoView {
    let now = now();
    let at = move || at_ms.get() as f64;
    let exact = move || moment(at());
    let iso = move || date(at()).and_then(|date| date.to_iso_string().as_string());
    view! {
        <time class="time" datetime=iso data-tip=exact tabindex=alone.then_some("0")>
            {move || match date(at()) {
                Some(_) => ago(at(), now.get()),
                None => "Unknown date".to_owned(),
            }}
        </time>
    }
    .into_any()
}
