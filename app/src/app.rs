//! The frame of the console: router, session, and which layout and page an address shows.

use crate::layouts::{self, network};
use crate::pages::{Chunk, lazy};
use crate::paths::Place;
use crate::session::provide_session;
use crate::ui::{Tips, Toasts};
use crate::{pages, query};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::components::Router;
use leptos_router::hooks::{use_location, use_navigate};
use leptos_router::location::{BrowserUrl, LocationProvider};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// Goes to other pages. A handle to copy around.
#[derive(Clone, Copy)]
pub struct Go(Callback<(String, NavigateOptions)>);

impl Go {
    /// Opens a page; Back leads here again.
    pub fn to(self, place: &Place) {
        self.to_path(place.path());
    }

    /// Opens a path of this console; Back leads here again.
    pub fn to_path(self, path: String) {
        self.0.run((path, NavigateOptions::default()));
    }

    /// Opens a page in place of this one.
    pub fn replace(self, place: &Place) {
        self.replace_path(place.path());
    }

    /// Opens a path of this console in place of this one.
    pub fn replace_path(self, path: String) {
        self.0.run((path, NavigateOptions { replace: true, ..Default::default() }));
    }

    /// Changes the query of this page, which stays where it is.
    pub fn amend(self, path: String) {
        self.0.run((path, NavigateOptions { replace: true, scroll: false, ..Default::default() }));
    }
}

/// How to go to other pages.
pub fn use_go() -> Go {
    expect_context()
}

/// What the address shows.
pub fn use_place() -> Memo<Place> {
    expect_context()
}

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
    let place = Memo::new(move |_| Place::parse(&pathname.get()));
    provide_context(place);
    let navigate = use_navigate();
    let go = Go(Callback::new(move |(path, options): (String, NavigateOptions)| navigate(&path, options)));
    provide_context(go);
    provide_session(place);
    crate::ui::provide_toasts();
    crate::ui::keep_focus();
    network::watch();
    complete_navigation(pathname, place, go);
    crate::places::watch();
    leave_to_input_methods();
    layouts::mark_mode(place);

    let plain = Memo::new(move |_| place.with(Place::is_public));
    view! {
        <a class="skip-link" href="#main" on:click=layouts::skip>"Skip to content"</a>
        {move || if plain.get() { layouts::plain(page).into_any() } else { layouts::console(page).into_any() }}
        <Toasts />
        <Tips />
    }
}

/// The router waits for the page before it changes the address bar; ours are always ready. An address that is
/// understood but not written the usual way (a trailing slash, no mode) is replaced by the usual one.
fn complete_navigation(pathname: Memo<String>, place: Memo<Place>, go: Go) {
    let router: Option<BrowserUrl> = use_context();
    Effect::new(move || {
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

/// The page at the address. Made anew for every address, so that nothing typed for one is kept for another.
fn page() -> AnyView {
    let place = use_place();
    (move || {
        let place = place.get();
        match (Chunk::of(&place), place) {
            (Some(chunk), place) => lazy(chunk, place),
            (None, Place::Home) => pages::home::page(),
            (None, Place::Projects(organization)) => pages::projects::list::page(organization),
            (None, _) => pages::missing::page(),
        }
    })
    .into_any()
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

/// Asks again for what is on the screen: the person, or the network, is back.
pub(crate) fn come_back() {
    query::refresh();
}
