//! The questions that index.html asked while the wasm was still on its way: `window.portico.early[url]` is a promise of
//! `{ status, text }`. Each is taken at most once, and only while it is young: `window.portico.asked` is when they were
//! asked (`performance.now()`), or never too long ago where rows are painted of them. `window.portico.answered` is a promise to wait for before the page that is painted is taken
//! away, and so is `busy`, while there is one: the form painted there (the sign-in page) is being answered. What is typed into that is
//! `typed`: `{ name, text }` of its field, and of the refusal, if that was refused, `{ status, answer }`.

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
    let portico: Object = portico()?.dyn_into().ok()?;
    let typed = Reflect::get(&portico, &"typed".into()).ok().filter(JsValue::is_object)?;
    let of = |name: &str| Reflect::get(&typed, &name.into()).ok();
    if of("name")?.as_string()? != field {
        return None;
    }
    Reflect::delete_property(&portico, &"typed".into()).ok();
    let failure = of("status").and_then(|status| status.as_f64()).map(|status| {
        let answer = of("answer").and_then(|answer| answer.as_string());
        answer.map_or(Failure::Offline, |text| refusal(Answer { status: status as u16, text }))
    });
    Some(Typed { text: of("text")?.as_string()?, failure })
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
