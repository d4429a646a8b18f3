//! Somebody, by name, with their initials; who has no name is shown by address.

use super::drawn::{Values, draw};
use crate::paths::rows;
use leptos::prelude::*;
use leptos::tachys::html::attribute::custom::custom_attribute;

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
    let stop = custom_attribute("tabindex", alone.then_some("0"));
    draw(rows::PERSON, &[&person(&name, &email)]).add_any_attr(stop)
}

/// The picture of somebody. What stands around it says who it is.
#[component]
pub fn Initials(name: Option<String>, email: String) -> impl IntoView {
    draw(rows::INITIALS, &[&person(&name, &email)])
}

/// What is shown of somebody.
pub(crate) fn person(name: &Option<String>, email: &str) -> Values {
    vec![
        ("email", email.into()),
        ("initials", initials(name, email).into()),
        ("called", called(name, email).into()),
    ]
}
