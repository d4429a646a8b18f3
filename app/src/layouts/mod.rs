//! What stands around the pages.

mod account_menu;
mod bar;
pub mod network;
mod organization_switcher;
mod palette;
mod project_switcher;
mod tabs;
mod theme;

use crate::browser::focus;
use crate::form::WayOut;
use crate::parts::here::{self, Here};
use crate::parts::{limits, shortcuts};
use crate::paths::Place;
use crate::reactive::{effect, memo};
use crate::ui::Icon;
use leptos::prelude::*;
use portico_api::environments::Mode;

/// The console: navigation bar, tabs, and the page below. `palette` makes what stands in the command palette, `keys` what single keys do.
pub fn console(
    page: fn(Option<Here>) -> AnyView,
    palette: fn() -> AnyView,
    keys: fn() -> AnyView,
) -> impl IntoView {
    let here = here::provide();
    let heard = shortcuts::hear();
    let is_woken = memo(move |woken| woken == Some(&true) || heard.is_asked());
    provide_context(WayOut(limits::way_out));
    view! {
        <bar::Bar palette />
        <network::OfflineBanner />
        <tabs::DashboardTabs />
        <main id="main" class="page" tabindex="-1">
            <tabs::OrganizationTabs />
            <tabs::ProjectTabs />
            {page(Some(here))}
        </main>
        {move || is_woken.get().then(keys)}
    }
}

/// A page on its own, for people who are on their way in.
pub fn plain(page: fn(Option<Here>) -> AnyView) -> impl IntoView {
    view! {
        <header class="plain-bar">
            <a class="mark" href="/" aria-label="Portico">
                <Icon name="mark" />
                <span>"Portico"</span>
            </a>
        </header>
        <network::OfflineBanner />
        <main id="main" class="plain-page" tabindex="-1">
            {page(None)}
        </main>
    }
}

/// Leads the keyboard past the navigation, without a trace in the address.
pub fn skip(event: web_sys::MouseEvent) {
    event.prevent_default();
    focus("main h1, main");
}

/// Marks the whole page while it is about the live environment, so that it looks different everywhere.
pub fn mark_mode(place: Memo<Place>) {
    let live = memo(move |_| place.with(|place| place.mode() == Some(Mode::Live)));
    effect(move || {
        let Some(body) = document().body() else { return };
        if live.get() {
            body.set_attribute("data-mode", Mode::Live.as_str()).ok();
        } else {
            body.remove_attribute("data-mode").ok();
        }
    });
}
