//! Unicode normalization and lower case, by whoever brings the tables: the JavaScript engine, or crates on the host.

/// Composed form: what is stored and compared.
pub(super) fn nfc(text: &str) -> String {
    if text.is_ascii() { text.to_owned() } else { engine(text, Form::Composed) }
}

/// Compatibility decomposition: letters apart from their accents, for slugs.
pub(super) fn nfkd(text: &str) -> String {
    if text.is_ascii() { text.to_owned() } else { engine(text, Form::Decomposed) }
}

/// In lower case.
pub(super) fn lower(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_lowercase() } else { engine_lower(text) }
}

enum Form {
    Composed,
    Decomposed,
}

#[cfg(target_arch = "wasm32")]
fn engine(text: &str, form: Form) -> String {
    let name = match form {
        Form::Composed => "NFC",
        Form::Decomposed => "NFKD",
    };
    js_sys::JsString::from(text).normalize(name).into()
}

#[cfg(target_arch = "wasm32")]
fn engine_lower(text: &str) -> String {
    js_sys::JsString::from(text).to_lower_case().into()
}

#[cfg(not(target_arch = "wasm32"))]
fn engine_lower(text: &str) -> String {
    text.to_lowercase()
}

#[cfg(not(target_arch = "wasm32"))]
fn engine(text: &str, form: Form) -> String {
    use unicode_normalization::UnicodeNormalization;
    match form {
        Form::Composed => text.nfc().collect(),
        Form::Decomposed => text.nfkd().collect(),
    }
}
