//! The website of an organization as it is shown.

use crate::browser::ascii_host;
use leptos::prelude::*;

/// A hint for the field in which it is typed.
pub(super) fn hint(value: RwSignal<String>) -> Signal<Option<String>> {
    Signal::derive(move || value.with(|text| ascii_host(text)).map(|host| format!("Browsers open {host}.")))
}
