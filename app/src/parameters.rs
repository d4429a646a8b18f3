//! The query of an address. It is read here, because the router decodes what was decoded already: a search for `100%25` would be
//! one for `100%`, and one for `a%26b` would end at the `a`.

use crate::reactive::memo;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// What the address says under `name`, kept up to date.
pub(crate) fn use_parameter(name: &'static str) -> Memo<Option<String>> {
    let search = use_location().search;
    memo(move |_| search.with(|search| parameter(search, name)))
}

/// The first value under `name` in a query, as forms write it: `a=1&b=x+y%21`.
pub fn parameter(search: &str, name: &str) -> Option<String> {
    let search = search.strip_prefix('?').unwrap_or(search);
    let pairs = search.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs.into_iter().find(|(known, _)| decoded(known) == name).map(|(_, value)| decoded(value))
}

/// What is no code of a byte stands for itself, as in the browser: `100%` is read as it is.
fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    let mut read = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let code = digit(at + 1).zip(digit(at + 2)).filter(|_| *byte == b'%');
        read.push(match (code, byte) {
            (Some((high, low)), _) => (high * 16 + low) as u8,
            (None, b'+') => b' ',
            (None, byte) => *byte,
        });
        at += if code.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&read).into_owned()
}
