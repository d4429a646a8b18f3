//! The website of an organization as it is shown.

use leptos::prelude::*;

/// What the browser asks for where the host has letters that are not ASCII, `xn--80ak6aa92e.com`: they may look like others.
pub fn ascii_host(website: &str) -> Option<String> {
    if website.is_ascii() {
        return None;
    }
    let full =
        if website.contains("://") { website.to_owned() } else { format!("https://{}", website.trim()) };
    let (_, rest) = full.split_once("://")?;
    let host = rest.split(['/', '?', '#', ':']).next().unwrap_or_default();
    // Where only the path has such letters, the host is as it is read.
    if host.is_ascii() {
        return None;
    }
    web_sys::Url::new(&full).ok().map(|url| url.hostname())
}

/// A hint for the field in which it is typed.
pub(super) fn hint(value: RwSignal<String>) -> Signal<Option<String>> {
    Signal::derive(move || value.with(|text| ascii_host(text)).map(|host| format!("Browsers open {host}.")))
}
