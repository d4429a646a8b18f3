//! The frame of the console: router, session, and which layout and page an address shows.

use crate::layouts::{self, network};
use crate::navigation::{Go, provide_navigation, use_place};
use crate::pages;
use crate::parts::here::Here;
use crate::parts::{Elsewhere, missing};
use crate::reactive::{effect, memo};
mod lazy;

pub(crate) use lazy::{can_take_over, page_of_rows, prefetch};

use crate::paths::{Chunk, Place};
use crate::session::provide_session;
use crate::ui::{Tips, Toasts};
use lazy::{lazy, unseen};
use leptos::prelude::*;
use leptos_router::components::Router;
use leptos_router::hooks::use_location;
use leptos_router::location::{BrowserUrl, LocationProvider};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// The whole console.
#[component]
pub fn App() -> impl IntoView {
    view! {
        <Router>
            <Frame />
        </Router>
    }
}

#[component]
fn Frame() -> impl IntoView {
    let pathname = use_location().pathname;
    let place = memo(move |_| Place::parse(&pathname.get()));
    let go = provide_navigation(place);
    provide_context(Elsewhere(|place| lazy(Chunk::Environment, place)));
    provide_session(place);
    crate::ui::provide_toasts();
    crate::ui::keep_focus();
    network::watch();
    complete_navigation(pathname, place, go);
    crate::places::watch();
    leave_to_input_methods();
    layouts::mark_mode(place);

    let plain = memo(move |_| place.with(Place::is_public));
    view! {
        <a class="skip-link" href="#main" on:click=layouts::skip>"Skip to content"</a>
        {move || if plain.get() { layouts::plain(page).into_any() } else { layouts::console(page, palette, keys).into_any() }}
        <Toasts />
        <Tips />
    }
}

/// The router waits for the page before it changes the address bar; ours are always ready. An address that is
/// understood but not written the usual way (a trailing slash, no mode) is replaced by the usual one.
fn complete_navigation(pathname: Memo<String>, place: Memo<Place>, go: Go) {
    let router: Option<BrowserUrl> = use_context();
    effect(move || {
        let pathname = pathname.get();
        if let Some(router) = &router {
            router.ready_to_complete();
        }
        let place = place.get_untracked();
        if place != Place::Missing && place.path() != pathname {
            let search = window().location().search().unwrap_or_default();
            go.replace_path(place.path() + &search);
        }
    });
}

/// The page at the address. Made anew for every address, so that nothing typed for one is kept for another. `here` is what the console knows of the
/// address; a page on its own must not find by the context what a console knew that is gone.
fn page(here: Option<Here>) -> AnyView {
    let place = use_place();
    // One memo of both: each is made of the address.
    let shown = memo(move |_| (here.and_then(Here::closed), place.get()));
    (move || match shown.get() {
        (Some(slug), _) => lazy(Chunk::Entry, Place::Projects(slug)),
        (None, place) => match (Chunk::of(&place), place) {
            (Some(chunk), place) => lazy(chunk, place),
            (None, Place::Home) => pages::home::page(|| lazy(Chunk::Forms, Place::Home)),
            (None, Place::Projects(organization)) => {
                pages::projects::list::page(organization, |place| lazy(Chunk::Forms, place))
            }
            (None, _) => missing::page(),
        },
    })
    .into_any()
}

/// What stands in the command palette, which is of no place.
fn palette() -> AnyView {
    lazy(Chunk::Palette, Place::Home)
}

/// What single keys do, which is of no place either.
fn keys() -> AnyView {
    unseen(Chunk::Palette, Place::Missing)
}

/// No key of an input method is a command: neither the Enter that ends a word nor any other reaches the page.
fn leave_to_input_methods() {
    let keys = Closure::<dyn Fn(web_sys::KeyboardEvent)>::new(|event: web_sys::KeyboardEvent| {
        if crate::ui::is_composing(&event) {
            event.stop_immediate_propagation();
            // Some browsers send the form with it, which they say by the code alone.
            if event.key() == "Enter" && !event.is_composing() {
                event.prevent_default();
            }
        }
    });
    // Before anybody else hears of it.
    window().add_event_listener_with_callback_and_bool("keydown", keys.as_ref().unchecked_ref(), true).ok();
    keys.forget();
}
