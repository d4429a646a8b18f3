//! Somebody, by name, with their initials; who has no name is shown by address.

use leptos::prelude::*;

/// How somebody is called in a sentence: by name, else by address.
pub fn called<'a>(name: &'a Option<String>, email: &'a str) -> &'a str {
    name.as_deref().filter(|name| !name.is_empty()).unwrap_or(email)
}

/// The first letters of the first and the last word; of an address its first.
fn initials(name: &Option<String>, email: &str) -> String {
    let mut words = called(name, email).split_whitespace().filter_map(|word| word.chars().next());
    let letters: String = words.next().into_iter().chain(words.next_back()).collect();
    js_sys::JsString::from(letters).to_upper_case().into()
}

/// Somebody. The address is the tip (`tip.rs`), which whatever stands around it shows when it has the keyboard.
#[component]
pub fn Person(
    name: Option<String>,
    email: String,
    /// Nothing around it takes the keyboard, so it does itself.
    #[prop(optional)]
    alone: bool,
) -> impl IntoView {
    let initials = initials(&name, &email);
    let shown = called(&name, &email).to_owned();
    view! {
        <span class="person" translate="no" data-tip=email tabindex=alone.then_some("0")>
            // Drawn by the stylesheet: it is no text to read, find or copy.
            <span class="person-initials" aria-hidden="true" data-initials=initials></span>
            <span class="person-name">{shown}</span>
        </span>
    }
    .into_any()
}
