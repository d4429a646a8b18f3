//! The few things asked of the browser that are neither network nor widgets.

use crate::reactive::effect;
use js_sys::{Function, Promise, Reflect};
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};

/// Removes the shell that index.html painted before the wasm arrived.
pub(crate) fn remove_boot_shell() {
    if let Some(shell) = document().get_element_by_id("boot") {
        shell.remove();
    }
}

/// Milliseconds since 1970.
pub fn now_ms() -> f64 {
    js_sys::Date::now()
}

/// A promise that is kept once so much time has passed.
pub(crate) fn after(time: Duration) -> Promise {
    Promise::new(&mut |done, _| set_timeout(move || drop(done.call0(&JsValue::UNDEFINED)), time))
}

/// A fresh random word that is never made twice: a UUID, where the browser makes them.
pub fn random_uuid() -> String {
    let of = |object: &JsValue, name: &str| Reflect::get(object, &name.into()).ok();
    let crypto = of(&window(), "crypto");
    let make = crypto.as_ref().and_then(|crypto| of(crypto, "randomUUID")?.dyn_into::<Function>().ok());
    let uuid = make.zip(crypto).and_then(|(make, crypto)| make.call0(&crypto).ok()?.as_string());
    uuid.unwrap_or_else(|| {
        let part = || format!("{:08x}", (js_sys::Math::random() * f64::from(u32::MAX)) as u32);
        [part(), part(), part(), part()].concat()
    })
}

/// What this browser remembers under `key`; nothing where storage is forbidden.
pub fn remembered(key: &str) -> Option<String> {
    window().local_storage().ok()??.get_item(key).ok()?
}

/// Remembers `value` under `key` in this browser, where it may.
pub fn remember(key: &str, value: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        storage.set_item(key, value).ok();
    }
}

/// Forgets what is under `key` in this browser.
pub fn forget(key: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        storage.remove_item(key).ok();
    }
}

/// Whether the page is being looked at.
pub fn is_visible() -> bool {
    document().visibility_state() == web_sys::VisibilityState::Visible
}

/// Whether the page comes from this very machine.
pub fn is_local() -> bool {
    let host = location().hostname().unwrap_or_default();
    matches!(host.as_str(), "localhost" | "127.0.0.1" | "[::1]") || host.ends_with(".localhost")
}

/// Path, query and fragment of the address bar.
pub fn here() -> String {
    let location = location();
    let part = |part: Result<String, _>| part.unwrap_or_default();
    part(location.pathname()) + &part(location.search()) + &part(location.hash())
}

/// Moves the keyboard to the first element that `selector` finds, without a scroll jump.
pub fn focus(selector: &str) {
    let found = document().query_selector(selector).ok().flatten();
    if let Some(element) = found.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        element.focus().ok();
    }
}

/// Keeps the title of the tab up to date: the parts, most special first, then the product.
pub fn use_title(parts: impl Fn() -> Vec<String> + Send + Sync + 'static) {
    effect(move || {
        let parts = parts();
        let title =
            if parts.is_empty() { "Portico".into() } else { format!("{} – Portico", parts.join(" · ")) };
        document().set_title(&title);
    });
}

/// What was typed under `key` in this tab before a reload.
pub(crate) fn typed_before(key: &str) -> Option<String> {
    window().session_storage().ok()??.get_item(key).ok()?
}

/// Keeps what is typed over a reload of this tab, where the browser lets it.
pub(crate) fn keep_typed(key: &str, text: &str) {
    if let Ok(Some(storage)) = window().session_storage() {
        storage.set_item(key, text).ok();
    }
}

/// Forgets what was typed.
pub(crate) fn forget_typed(key: &str) {
    if let Ok(Some(storage)) = window().session_storage() {
        storage.remove_item(key).ok();
    }
}

/// Forgets what was typed under the keys that `which` names.
pub(crate) fn forget_typed_if(which: impl Fn(&str) -> bool) {
    typed_keys().iter().filter(|key| which(key)).for_each(|key| forget_typed(key));
}

/// The keys under which something is kept in this tab.
pub(crate) fn typed_keys() -> Vec<String> {
    let Ok(Some(storage)) = window().session_storage() else { return Vec::new() };
    (0..storage.length().unwrap_or_default()).filter_map(|at| storage.key(at).ok().flatten()).collect()
}

/// Forgets whatever was typed in this tab: somebody else may sit down at it.
pub(crate) fn forget_all_typed() {
    if let Ok(Some(storage)) = window().session_storage() {
        storage.clear().ok();
    }
}

/// Lets the browser ask before the tab is left, while `unsaved` says so.
pub(crate) fn warn_before_leaving(unsaved: impl Fn() -> bool + 'static) {
    let handle = window_event_listener(leptos::ev::beforeunload, move |event| {
        if unsaved() {
            event.prevent_default();
        }
    });
    on_cleanup(move || handle.remove());
}

/// Leaves the console for a page elsewhere. `false` where that is no address on the web.
pub(crate) fn leave_for(url: &str) -> bool {
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    is_web && location().assign(url).is_ok()
}

/// What the browser asks for where the host has letters that are not ASCII, `xn--80ak6aa92e.com`: they may look like others.
pub fn ascii_host(address: &str) -> Option<String> {
    if address.is_ascii() {
        return None;
    }
    let full =
        if address.contains("://") { address.to_owned() } else { format!("https://{}", address.trim()) };
    let (_, rest) = full.split_once("://")?;
    let host = rest.split(['/', '?', '#', ':']).next().unwrap_or_default();
    // Where only the path has such letters, the host is as it is read.
    if host.is_ascii() {
        return None;
    }
    web_sys::Url::new(&full).ok().map(|url| url.hostname())
}

/// An address and, where letters of its host may look like others, the host as the browser asks for it.
pub fn with_host(address: &str) -> String {
    ascii_host(address).map_or_else(|| address.to_owned(), |host| format!("{address} ({host})"))
}
