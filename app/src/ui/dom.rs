//! What several widgets ask of the browser.

use leptos::prelude::*;
use std::cell::Cell;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

thread_local! {
    static LAST_ID: Cell<u32> = const { Cell::new(0) };
}

/// A document-wide unique `id`, for labels and descriptions to point at.
pub(super) fn fresh_id() -> String {
    let number = LAST_ID.get() + 1;
    LAST_ID.set(number);
    format!("u{number}")
}

/// The element that has the keyboard now.
pub(super) fn focused() -> Option<HtmlElement> {
    document().active_element()?.dyn_into().ok()
}

/// The element with this `id`.
pub(crate) fn by_id(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// The elements inside `root` that `selector` finds, in document order.
pub(crate) fn all(root: &Element, selector: &str) -> Vec<HtmlElement> {
    let Ok(found) = root.query_selector_all(selector) else { return Vec::new() };
    (0..found.length()).filter_map(|at| found.get(at)?.dyn_into().ok()).collect()
}

/// What a control is called.
pub(crate) fn label(element: &HtmlElement) -> String {
    let text = || element.text_content().unwrap_or_default();
    element.get_attribute("aria-label").unwrap_or_else(text)
}

/// Whether a key only helps an input method to put a text together. Where the composition ends before its last key is told,
/// that key says so by its code alone (Safari).
pub(crate) fn is_composing(event: &web_sys::KeyboardEvent) -> bool {
    const INPUT_METHOD: u32 = 229;
    event.is_composing() || event.key_code() == INPUT_METHOD
}

/// Sets a CSS property to a length in pixels. Goes through the CSSOM: a `style` attribute is forbidden.
pub(super) fn set_px(element: &HtmlElement, property: &str, px: f64) {
    // The browser writes the number: the code to do that would be ten kilobytes here.
    let number = js_sys::Number::from(px).to_string_with_radix(10).map(String::from).unwrap_or_default();
    element.style().set_property(property, &(number + "px")).ok();
}

/// In lower case. The browser has the tables for it.
pub(super) fn lower(text: &str) -> String {
    js_sys::JsString::from(text).to_lower_case().into()
}
