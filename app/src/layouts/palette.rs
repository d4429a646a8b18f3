//! The way to the command palette: Ctrl or Cmd and K, or its button. What it shows comes in a chunk of its own.

use crate::parts::here::use_here;
use crate::ui::{Dialog, Icon};
use leptos::ev::keydown;
use leptos::prelude::*;

#[component]
pub(super) fn Palette(
    content: fn() -> AnyView,
    /// Whether it is open: the account menu opens it as well, where there is no room for its button.
    open: RwSignal<bool>,
) -> impl IntoView {
    let here = use_here();
    let heard = window_event_listener(keydown, move |event| {
        let is_asked = (event.ctrl_key() || event.meta_key()) && !event.shift_key() && !event.alt_key();
        if !is_asked || !event.key().eq_ignore_ascii_case("k") || event.default_prevented() {
            return;
        }
        // Not above another dialog: what is asked there comes first.
        let is_free = document().query_selector("dialog[open]").ok().flatten().is_none();
        event.prevent_default();
        if open.get_untracked() || is_free {
            open.update(|open| *open = !*open);
        }
    });
    on_cleanup(move || heard.remove());
    // Whoever has gone somewhere is done with it.
    Effect::new(move |before: Option<()>| {
        here.place.track();
        if before.is_some() {
            open.set(false);
        }
    });
    view! {
        <button
            type="button"
            class="menu-button palette-button"
            aria-label="Go to…"
            aria-keyshortcuts="Control+K Meta+K"
            title="Go to… (Ctrl K)"
            on:click=move |_| open.set(true)
        >
            <Icon name="search" />
        </button>
        <Dialog open title="Go to">{content()}</Dialog>
    }
}
