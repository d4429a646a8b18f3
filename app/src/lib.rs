//! The console of Portico: what runs in the browser.
//!
//! `client` is the only way to the network, `query` reads through it, `submit` and `form` write through it.
//! Arrows run down: `app` knows all pages, pages and layouts share `parts`, and below them is nothing that knows a page.
//! `kept` remembers what is typed and not saved. `paths` knows every address of the console (it is the crate `portico-paths`). `ui` holds widgets that know neither routes nor the API.

// The component macro makes the struct of a private component's properties public.
#![allow(unreachable_pub)]

pub mod app;
pub mod browser;
pub mod client;
pub mod form;
mod kept;
pub mod layouts;
pub mod locale;
pub mod navigation;
pub mod pages;
pub mod parameters;
pub mod parts;
pub mod paths;
pub mod places;
pub mod query;
mod reactive;
pub mod recent;
pub mod session;
pub mod submit;
pub mod ui;

/// Takes over the page that index.html painted.
pub fn start() {
    wasm_bindgen_futures::spawn_local(async {
        if !app::can_take_over().await {
            return;
        }
        client::answered().await;
        app::page_of_rows().await;
        let painted = places::painted();
        leptos::mount::mount_to_body(app::App);
        browser::remove_boot_shell();
        places::take_over(painted);
        app::prefetch();
    });
}
