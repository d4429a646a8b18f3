//! The questions that index.html asked while the wasm was still on its way: `window.portico.early[url]` is a promise of
//! `{ status, text }`. Each is taken at most once, and only while it is young: `window.portico.asked` is when they were
//! asked (`performance.now()`), or never too long ago where rows are painted of them. `window.portico.answered` is a promise to wait for before the page that is painted is taken
//! away, and so is `busy`, while there is one: the form painted there (the sign-in page) is being answered. What is typed into that is
//! `typed`: `{ name, text }` of its field, and of the refusal, if that was refused, `{ status, answer }`.
//! The same two are `refused`, where it was a newer code that was refused.

use super::{Answer, Failure, refusal};
use js_sys::{Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Milliseconds after it was asked for until which an early answer counts as fresh.
const FRESH_MS: f64 = 10_000.0;

/// The early answer for `url`; `None` where there is none, or it failed and has to be asked again.
pub(super) async fn take(url: &str) -> Option<Answer> {
    let promise = claim(url)?;
    let answer = JsFuture::from(promise).await.ok()?;
    let status = Reflect::get(&answer, &"status".into()).ok()?.as_f64()?;
    let text = Reflect::get(&answer, &"text".into()).ok()?.as_string()?;
    Some(Answer { status: status as u16, text })
}

/// Waits for what index.html wants to be waited for: its questions, and what the painted form has sent.
pub(crate) async fn answered() {
    wait("answered").await;
    while wait("busy").await {}
}

/// Waits for the promise of that name; `false` where there is none.
async fn wait(name: &str) -> bool {
    let named = portico().and_then(|portico| Reflect::get(&portico, &name.into()).ok());
    let Some(promise) = named.and_then(|named| named.dyn_into::<Promise>().ok()) else { return false };
    JsFuture::from(promise).await.ok();
    true
}

/// What was typed into the form that index.html painted.
pub(crate) struct Typed {
    pub(crate) text: String,
    /// Why that was refused, if it was sent.
    pub(crate) failure: Option<Failure>,
}

/// What was typed into the painted field of that name. It is taken once.
pub(crate) fn typed(field: &str) -> Option<Typed> {
    let typed = left("typed")?;
    if text(&typed, "name")? != field {
        return None;
    }
    forget_left("typed");
    Some(Typed { text: text(&typed, "text")?, failure: failure(&typed) })
}

/// Why the painted form got no newer code, if it asked for one and was refused. It is taken once.
pub(crate) fn refused() -> Option<Failure> {
    let refused = left("refused")?;
    forget_left("refused");
    failure(&refused)
}

/// What the painted form has left under that name.
fn left(name: &str) -> Option<JsValue> {
    Reflect::get(&portico()?, &name.into()).ok().filter(JsValue::is_object)
}

fn forget_left(name: &str) {
    if let Some(portico) = portico().and_then(|portico| portico.dyn_into::<Object>().ok()) {
        Reflect::delete_property(&portico, &name.into()).ok();
    }
}

fn text(left: &JsValue, name: &str) -> Option<String> {
    Reflect::get(left, &name.into()).ok()?.as_string()
}

/// The refusal in it, if there is one: without an answer, none came.
fn failure(left: &JsValue) -> Option<Failure> {
    let status = Reflect::get(left, &"status".into()).ok()?.as_f64()?;
    let answer = text(left, "answer");
    Some(answer.map_or(Failure::Offline, |text| refusal(Answer { status: status as u16, text })))
}

/// Forgets what nobody took: it was asked as somebody else.
pub(crate) fn forget() {
    if let Some(portico) = portico() {
        Reflect::set(&portico, &"early".into(), &Object::new()).ok();
    }
}

fn portico() -> Option<JsValue> {
    let window = web_sys::window()?;
    Reflect::get(&window, &"portico".into()).ok().filter(JsValue::is_object)
}

fn now() -> Option<f64> {
    Some(web_sys::window()?.performance()?.now())
}

fn claim(url: &str) -> Option<Promise> {
    let portico = portico()?;
    let early: Object = Reflect::get(&portico, &"early".into()).ok()?.dyn_into().ok()?;
    let promise = Reflect::get(&early, &url.into()).ok()?.dyn_into().ok();
    // Taken or too old: either way it must not be found again.
    Reflect::delete_property(&early, &url.into()).ok();
    let asked = Reflect::get(&portico, &"asked".into()).ok()?.as_f64()?;
    promise.filter(|_| now().is_some_and(|now| now - asked < FRESH_MS))
}
