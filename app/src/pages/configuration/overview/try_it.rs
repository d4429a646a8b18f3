//! Reads the configuration in the page itself, as whoever runs the lines of the quick start would.

use crate::client::{Failure, get};
use crate::query::invalidate;
use crate::reactive::memo;
use crate::ui::{Button, CodeBlock};
use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_api::projects::ShowProject;

/// A button, and below it what the edge answered at `path`.
pub(super) fn try_it(path: impl Fn() -> String + Send + Sync + 'static) -> AnyView {
    let reading = RwSignal::new(false);
    let answer = RwSignal::new(None::<Result<String, Failure>>);
    let read = Callback::new(move |()| {
        reading.set(true);
        let path = path();
        spawn_local(async move {
            // It is open to anybody: nobody is led to the sign-in page by it.
            let answered = get(&path, true).await.map(|text| indented(&text));
            // The page may be gone by then.
            if reading.try_set(false).is_none() {
                answer.set(Some(answered));
                // The version that was read last is another one now.
                invalidate::<ShowProject>();
            }
        });
    });
    let failed = move || answer.with(|answer| answer.as_ref()?.as_ref().err().map(Failure::message));
    let text = memo(move |_| answer.with(|answer| answer.as_ref()?.as_ref().ok().cloned()));
    let is_read = memo(move |_| text.with(Option::is_some));
    view! {
        <div class="try-it">
            <Button pending=reading on_click=read>"Read it now"</Button>
            <p class="environment-note" role="status">
                {move || is_read.get().then_some("The edge answered, as it answers your software:")}
            </p>
            <div role="alert">
                {move || failed().map(|text| view! { <p class="banner" data-kind="error">{text}</p> })}
            </div>
            {move || is_read.get().then(|| {
                let text = Signal::derive(move || text.get().unwrap_or_default());
                view! { <CodeBlock text label="Copy answer" /> }
            })}
        </div>
    }
    .into_any()
}

/// A line for each setting.
fn indented(json: &str) -> String {
    let parsed = js_sys::JSON::parse(json);
    let written = parsed.and_then(|value| {
        js_sys::JSON::stringify_with_replacer_and_space(&value, &wasm_bindgen::JsValue::NULL, &2.into())
    });
    written.map_or_else(|_| json.to_owned(), String::from)
}
