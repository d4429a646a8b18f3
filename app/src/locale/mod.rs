//! Numbers, money and dates, written as the person is used to: in the browser's language, by the browser's own tables.

mod dates;
mod money;

pub use dates::{day, day_of_month, exact_period, month, period};
pub use money::{amount, money};

use js_sys::{Array, Intl, Object, Reflect};
use leptos::prelude::window;
use wasm_bindgen::JsValue;

/// The browser's language.
pub fn language() -> String {
    window().navigator().language().unwrap_or_else(|| "en".into())
}

/// A whole number with its separators: "12,345".
pub fn number(value: i64) -> String {
    let format = Intl::NumberFormat::new(&languages(&language()), &Object::new()).format();
    written(&format, &value.to_string())
}

/// What a country is called; its code, where the browser does not know.
pub fn country(code: &str) -> String {
    // The browser throws at what is no code at all.
    if code.len() != 2 {
        return code.to_owned();
    }
    let names = Intl::DisplayNames::new(&languages(&language()), &options(&[("type", "region")]));
    names.of(code).map_or_else(|| code.to_owned(), String::from)
}

fn languages(language: &str) -> Array {
    Array::of1(&language.into())
}

fn options(pairs: &[(&str, &str)]) -> Object {
    let options = Object::new();
    for (name, value) in pairs {
        Reflect::set(&options, &JsValue::from_str(name), &JsValue::from_str(value)).ok();
    }
    options
}

/// A decimal number as the format writes it. It goes there as text: no digit is lost in a float.
fn written(format: &js_sys::Function, decimal: &str) -> String {
    let written = format.call1(&JsValue::UNDEFINED, &JsValue::from_str(decimal));
    written.ok().and_then(|text| text.as_string()).unwrap_or_else(|| decimal.to_owned())
}
