//! Unicode normalization, lower case and marks, by whoever brings the tables: the JavaScript engine, or crates on the host.

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

/// Whether anything in it but white space stands by itself: accents and other marks (Unicode's category M) belong on something.
pub(super) fn stands_alone(text: &str) -> bool {
    if text.is_ascii() { !text.trim().is_empty() } else { engine_stands_alone(text) }
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

#[cfg(target_arch = "wasm32")]
fn engine_stands_alone(text: &str) -> bool {
    js_sys::RegExp::new(r"[^\p{M}\s]", "u").test(text)
}

#[cfg(not(target_arch = "wasm32"))]
fn engine_stands_alone(text: &str) -> bool {
    text.chars().any(|c| !c.is_whitespace() && !unicode_normalization::char::is_combining_mark(c))
}

#[cfg(not(target_arch = "wasm32"))]
fn engine(text: &str, form: Form) -> String {
    use unicode_normalization::UnicodeNormalization;
    match form {
        Form::Composed => text.nfc().collect(),
        Form::Decomposed => text.nfkd().collect(),
    }
}
