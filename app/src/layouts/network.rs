//! Whether there is a network, and what to do when it, or the person, comes back.

use crate::browser::is_visible;
use crate::query::refresh;
use leptos::ev;
use leptos::prelude::*;

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

/// Says that the network is away.
#[component]
pub(super) fn OfflineBanner() -> impl IntoView {
    let Online(online) = expect_context();
    view! {
        <div role="status">
            {move || (!online.get()).then(|| view! {
                <p class="offline-banner">"You are offline. What you see may be out of date; changes can't be saved now."</p>
            })}
        </div>
    }
}
