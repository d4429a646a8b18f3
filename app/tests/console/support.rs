//! A page to mount on, and a network that answers what the test says.

use leptos::prelude::*;
use serde_json::Value;
use std::any::Any;
use std::ops::Deref;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlElement;

#[wasm_bindgen(inline_js = r#"
let answers = [], calls = [];
export function stub_fetch() {
    answers = []; calls = [];
    window.fetch = async (request) => {
        const address = new URL(request.url);
        const call = {
            method: request.method,
            url: address.pathname + address.search,
            key: request.headers.get("Idempotency-Key"),
            body: await request.clone().text(),
        };
        calls.push(call);
        const at = answers.findIndex(answer => call.url === answer.url);
        if (at < 0) throw new TypeError("nothing answers " + call.url);
        const [answer] = answers.splice(at, 1);
        await new Promise(done => setTimeout(done, answer.delay));
        if (answer.status === 0) throw new TypeError("lost");
        return new Response(answer.body, { status: answer.status });
    };
}
export function push_answer(url, status, body, delay) { answers.push({ url, status, body, delay }); }
export function calls_json() { return JSON.stringify(calls); }
export function tell_input(input) { input.dispatchEvent(new Event("input", { bubbles: true })); }
export function sleep_promise(ms) { return new Promise(done => setTimeout(done, ms)); }
"#)]
extern "C" {
    /// Replaces the network: nothing is answered until the test says what.
    pub fn stub_fetch();
    fn push_answer(url: &str, status: u16, body: &str, delay: u32);
    fn calls_json() -> String;
    fn tell_input(input: &HtmlElement);
    fn sleep_promise(ms: u32) -> js_sys::Promise;
}

/// The next call of `url` is answered with `body`.
pub(crate) fn answer(url: &str, status: u16, body: Value) {
    push_answer(url, status, &body.to_string(), 5);
}

/// The next call of `url` is answered with a page of another network.
pub(crate) fn answer_foreign(url: &str, status: u16) {
    push_answer(url, status, "<!doctype html><title>Free Wi-Fi</title>", 5);
}

/// The next call of `url` is answered after `delay` milliseconds.
pub(crate) fn answer_late(url: &str, body: Value, delay: u32) {
    push_answer(url, 200, &body.to_string(), delay);
}

/// The next call of `url` arrives, but its answer does not.
pub(crate) fn lose(url: &str) {
    push_answer(url, 0, "", 5);
}

/// The calls so far, each with `method`, `url`, `key` and `body`.
pub(crate) fn calls() -> Vec<Value> {
    serde_json::from_str(&calls_json()).unwrap()
}

/// Lets time pass: 60 ms are enough for an answer and what it changes. Longer times pass in steps, because on a busy machine it is turns of the
/// page's loop that matter, and not the clock.
pub(crate) async fn sleep(ms: u32) {
    const STEP: u32 = 10;
    for _ in 0..(ms / STEP).max(1) {
        JsFuture::from(sleep_promise(ms.min(STEP))).await.unwrap();
    }
}

/// What is shown, until it is dropped: nothing of one test may go on in the next.
pub(crate) struct Page {
    element: HtmlElement,
    _shown: Box<dyn Any>,
}

impl Deref for Page {
    type Target = HtmlElement;
    fn deref(&self) -> &HtmlElement {
        &self.element
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        self.element.remove();
    }
}

/// Shows `view` on a fresh, empty page.
pub(crate) fn show<V: IntoView + 'static>(view: impl FnOnce() -> V + 'static) -> Page {
    let element: HtmlElement = document().create_element("div").unwrap().unchecked_into();
    document().body().unwrap().append_child(&element).unwrap();
    let shown = leptos::mount::mount_to(element.clone(), view);
    Page { element, _shown: Box::new(shown) }
}

/// The first element that `selector` finds.
pub(crate) fn find(page: &HtmlElement, selector: &str) -> HtmlElement {
    let found = page.query_selector(selector).unwrap();
    found.unwrap_or_else(|| panic!("no {selector} in {}", page.inner_html())).unchecked_into()
}

/// Types into the input `name`.
pub(crate) fn type_into(page: &HtmlElement, name: &str, text: &str) {
    let input: web_sys::HtmlInputElement = find(page, &format!("input[name={name}]")).unchecked_into();
    input.set_value(text);
    tell_input(&input);
}

/// Presses the button that reads `label`.
pub(crate) fn press(page: &HtmlElement, label: &str) {
    let buttons = page.query_selector_all("button").unwrap();
    let labels = |at| buttons.item(at).map(|button| button.unchecked_into::<HtmlElement>());
    let button = (0..buttons.length()).filter_map(labels).find(|button| button.inner_text().trim() == label);
    button.unwrap_or_else(|| panic!("no button {label} in {}", page.inner_html())).click();
}
