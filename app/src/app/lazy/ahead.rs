//! Code that is fetched before its page is opened: of the page whose link the pointer or the keyboard is on, and of all others
//! when the browser has nothing else to do. Not where bytes are dear or slow: there it comes with the page.

use crate::app::lazy::chunk::{load, there};
use crate::paths::{Chunk, Place};
use js_sys::Reflect;
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::prelude::*;

/// How long after the start the other chunks are asked for, at the earliest: the page's own data goes first.
const REST: Duration = Duration::from_secs(1);

/// Begins to fetch ahead.
pub(crate) fn prefetch() {
    on_intent();
    set_timeout(|| when_idle(load_all), REST);
}

/// Whether the person asked for few bytes, or the network brings them slowly. Not every browser tells; then it is neither.
fn is_spared() -> bool {
    let of = |object: &JsValue, name: &str| Reflect::get(object, &name.into()).unwrap_or_default();
    let connection = of(&window().navigator(), "connection");
    if connection.is_undefined() || connection.is_null() {
        return false;
    }
    let speed = of(&connection, "effectiveType").as_string().unwrap_or_default();
    of(&connection, "saveData").is_truthy() || matches!(speed.as_str(), "slow-2g" | "2g" | "3g")
}

/// Whoever is about to follow a link finds its page's code there.
fn on_intent() {
    let heard = Closure::<dyn Fn(web_sys::Event)>::new(|event: web_sys::Event| {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let link = target.and_then(|target| target.closest("a[href^='/']").ok().flatten());
        let Some(address) = link.and_then(|link| link.get_attribute("href")) else { return };
        let path = address.split(['?', '#']).next().unwrap_or_default();
        let chunk = Chunk::of(&Place::parse(path)).filter(|chunk| there(*chunk).is_none());
        if let Some(chunk) = chunk.filter(|_| !is_spared()) {
            leptos::task::spawn_local(async move { drop(load(chunk).await) });
        }
    });
    for kind in ["pointerover", "focusin"] {
        document().add_event_listener_with_callback(kind, heard.as_ref().unchecked_ref()).ok();
    }
    heard.forget();
}

fn load_all() {
    leptos::task::spawn_local(async {
        for chunk in Chunk::ALL {
            // Without a network it is asked for when its page is opened.
            if is_spared() || !window().navigator().on_line() || load(chunk).await.is_err() {
                return;
            }
        }
    });
}

fn when_idle(act: fn()) {
    let callback = Closure::once_into_js(act);
    if window().request_idle_callback(callback.unchecked_ref()).is_err() {
        // Not every browser tells when it is idle.
        act();
    }
}
