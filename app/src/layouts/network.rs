//! Whether there is a network, and what to do when it, or the person, comes back.

use crate::browser::is_visible;
use crate::locale::moment;
use crate::paths::rows::{OLD, OLD_LOST, OLD_SAID_AFTER_MS};
use crate::query::{old, refresh};
use crate::reactive::{effect, memo};
use leptos::ev;
use leptos::prelude::*;
use std::time::Duration;

/// How long something old is on the screen before that is said.
const LATE: Duration = Duration::from_millis(OLD_SAID_AFTER_MS as u64);

/// Whether the browser believes to be online.
#[derive(Clone, Copy)]
struct Online(ReadSignal<bool>);

/// Listens for the network and the person going and coming, for as long as the console runs.
pub(crate) fn watch() {
    let (online, set_online) = signal(window().navigator().on_line());
    let _offline = window_event_listener(ev::offline, move |_| set_online.set(false));
    let _online = window_event_listener(ev::online, move |_| {
        set_online.set(true);
        // The person, or the network, is back: what is on the screen is asked for again.
        refresh();
    });
    let _focus = window_event_listener(ev::focus, |_| refresh());
    let _visible = window_event_listener(ev::visibilitychange, |_| {
        if is_visible() {
            refresh();
        }
    });
    provide_context(Online(online));
}

/// Says that the network is away, and that what is shown is of an earlier visit.
#[component]
pub(super) fn OfflineBanner() -> impl IntoView {
    let Online(online) = expect_context();
    let since = memo(move |_| old().and_then(|old| moment(old.since)));
    let is_lost = memo(move |_| old().is_some_and(|old| old.is_lost));
    // Most of it is confirmed before anybody could read that it is old.
    let is_late = RwSignal::new(false);
    effect(move || {
        is_late.set(false);
        if since.with(Option::is_some) {
            set_timeout(move || _ = is_late.try_set(true), LATE);
        }
    });
    let is_said = memo(move |_| online.get() && (is_late.get() || is_lost.get()));
    view! {
        <div role="status">
            {move || (!online.get()).then(|| view! {
                <p class="offline-banner">
                    {move || match since.get() {
                        Some(since) => format!("You are offline. This is from {since}. Changes can't be saved now."),
                        None => "You are offline. What you see may be out of date; changes can't be saved now.".into(),
                    }}
                </p>
            })}
            {move || since.get().filter(|_| is_said.get()).map(|since| view! {
                // Above everything else, so that nothing moves when it comes and goes.
                <p class="old-mark">
                    {move || if is_lost.get() { OLD_LOST } else { OLD }.join(&since)}
                </p>
            })}
        </div>
    }
}
