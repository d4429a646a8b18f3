//! Numbers, money and dates, written as the person is used to: in the browser's language, by the browser's own tables.

mod dates;
mod money;

pub(crate) use dates::date;
pub use dates::{day, day_of_month, exact_period, moment, month, period};
pub use money::{amount, money};

use js_sys::{Array, Function, Intl, Object, Reflect};
use leptos::prelude::window;
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};

/// What is written in where the browser's language is none.
const FALLBACK: &str = "en";

thread_local! {
    /// What the browser says its language is, and what of it `Intl` understands.
    static KNOWN: RefCell<(String, String)> = const { RefCell::new((String::new(), String::new())) };
}

/// The browser's language, as `Intl` takes it: it throws at what it does not understand.
pub fn language() -> String {
    let said = window().navigator().language().unwrap_or_default();
    KNOWN.with_borrow_mut(|(known, language)| {
        if *known != said || language.is_empty() {
            *language = understood(&said);
            *known = said;
        }
        language.clone()
    })
}

/// The language of what a browser says, which may be what its system says: `C`, `de_DE.UTF-8`, `en-US@posix`, or nothing.
fn understood(said: &str) -> String {
    let tag = said.split(['.', '@']).next().unwrap_or_default().replace('_', "-");
    if is_language(&tag) { tag } else { FALLBACK.to_owned() }
}

fn is_language(tag: &str) -> bool {
    let of = |object: &JsValue, name: &str| Reflect::get(object, &name.into()).ok();
    let check = of(&js_sys::global(), "Intl").and_then(|intl| of(&intl, "getCanonicalLocales"));
    let check = check.and_then(|check| check.dyn_into::<Function>().ok());
    !tag.is_empty() && check.is_some_and(|check| check.call1(&JsValue::UNDEFINED, &tag.into()).is_ok())
}

/// A whole number with its separators: "12,345".
pub fn number(value: i64) -> String {
    let format = Intl::NumberFormat::new(&languages(&language()), &Object::new()).format();
    written(&format, &value.to_string())
}

/// A number with a fraction, none of whose digits is left out: "12,345.678".
pub fn real(value: f64) -> String {
    let format =
        Intl::NumberFormat::new(&languages(&language()), &options(&[("maximumFractionDigits", "20")]));
    written(&format.format(), &value.to_string())
}

/// A whole number of hundredths: "6%".
pub fn percent(hundredths: i64) -> String {
    let format = Intl::NumberFormat::new(&languages(&language()), &options(&[("style", "percent")]));
    written(&format.format(), &money::decimal(hundredths, 2))
}

/// How much is stored: "380.9 kB", "25 MB". A thousand bytes are a kilobyte.
pub fn bytes(value: i64) -> String {
    let (unit, tenth) = match value {
        ..1_000_000 => ("kilobyte", 100),
        1_000_000..1_000_000_000 => ("megabyte", 100_000),
        _ => ("gigabyte", 100_000_000),
    };
    let unit = options(&[("style", "unit"), ("unit", unit), ("maximumFractionDigits", "1")]);
    let format = Intl::NumberFormat::new(&languages(&language()), &unit).format();
    written(&format, &money::decimal(value / tenth, 1))
}

/// What a country is called; its code, where the browser does not know.
pub fn country(code: &str) -> String {
    // The browser throws at what is no code at all.
    if code.len() != 2 || !code.bytes().all(|byte| byte.is_ascii_alphabetic()) {
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
