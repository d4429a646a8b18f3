use crate::reactive::effect;
use leptos::prelude::*;
use std::time::Duration;

/// How long a text must rest before it is read out: nobody wants to hear a number for each letter.
const PAUSE: Duration = Duration::from_millis(700);

/// A text for screen readers alone, read out politely once it rests, such as how many rows a search has found.
#[component]
pub fn Announced(#[prop(into)] text: Signal<Option<String>>) -> impl IntoView {
    let said = RwSignal::new(None::<String>);
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(timer) = timer.try_get_value().flatten() {
            timer.clear();
        }
    };
    effect(move || {
        let text = text.get();
        stop();
        // What is no longer so goes at once, and is read again when it comes back.
        said.set(None);
        let later = move || {
            said.try_set(text);
        };
        timer.set_value(set_timeout_with_handle(later, PAUSE).ok());
    });
    on_cleanup(stop);
    view! { <span class="visually-hidden" role="status">{said}</span> }.into_any()
}
