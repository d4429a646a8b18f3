//! The last answers that index.html keeps in this browser: `window.portico.last`. Where there is none, or the browser refuses, nothing is kept.

use js_sys::{Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["portico", "last"], js_name = read)]
    fn read(url: &str) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["portico", "last"], js_name = keep)]
    fn keep(person: &str, url: &str, text: &str) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["portico", "last"], js_name = others)]
    fn others(person: &str) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["portico", "last"], js_name = forget)]
    fn forget() -> Result<Promise, JsValue>;
}

/// The answer that is kept for `url`, and since when (milliseconds since 1970).
pub(crate) async fn last_answer(url: &str) -> Option<(f64, String)> {
    let answer = JsFuture::from(read(url).ok()?).await.ok().filter(JsValue::is_object)?;
    let of = |name: &str| Reflect::get(&answer, &name.into()).ok();
    Some((of("since")?.as_f64()?, of("text")?.as_string()?))
}

/// Keeps an answer for `person`.
pub(crate) fn keep_answer(person: &str, url: &str, text: &str) {
    keep(person, url, text).ok();
}

/// Forgets what is kept for anybody but `person`.
pub(crate) fn forget_answers_of_others(person: &str) {
    others(person).ok();
}

/// Forgets all that is kept. What was asked before is not kept any more either, whichever tab it answers.
pub(crate) fn forget_answers() {
    forget().ok();
}
