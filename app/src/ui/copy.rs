use super::dom::{by_id, fresh_id};
use super::icon::Icon;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlElement;

/// How long the button says what happened.
const SAY_FOR: Duration = Duration::from_millis(2500);

/// Copies `value`, and says that it did. Where the browser forbids copying, it selects the text instead, if the
/// button stands in an element marked `data-copy` with the text in one marked `data-copy-text`.
#[component]
pub fn CopyButton(
    #[prop(into)] value: Signal<String>,
    /// What is copied, as "Copy environment ID".
    #[prop(into)]
    label: Signal<String>,
) -> impl IntoView {
    let id = fresh_id();
    let said = RwSignal::new("");
    let button = id.clone();
    let copy = move |_| {
        let button = button.clone();
        let text = value.get_untracked();
        spawn_local(async move {
            let outcome = if write_to_clipboard(&text).await {
                "Copied"
            } else if by_id(&button).is_some_and(|button| select(&button)) {
                "Selected: press Ctrl+C"
            } else {
                "Could not copy"
            };
            said.try_set(outcome);
            set_timeout(
                move || {
                    said.try_set("");
                },
                SAY_FOR,
            );
        });
    };
    view! {
        <button
            type="button"
            class="copy"
            id=id
            aria-label=label
            title=label
            data-said=move || Some(said.get()).filter(|said| !said.is_empty())
            on:click=copy
        >
            {move || view! { <Icon name=if said.get() == "Copied" { "check" } else { "copy" } /> }}
        </button>
        <span class="visually-hidden" role="status">
            {said}
        </span>
    }
    .into_any()
}

/// Puts the text on the clipboard; `false` where that is forbidden. There is none where the page came over plain HTTP.
pub async fn write_to_clipboard(text: &str) -> bool {
    let navigator = window().navigator();
    let has_clipboard =
        js_sys::Reflect::get(&navigator, &"clipboard".into()).is_ok_and(|found| found.is_object());
    has_clipboard && JsFuture::from(navigator.clipboard().write_text(text)).await.is_ok()
}

fn select(button: &HtmlElement) -> bool {
    let text = button.closest("[data-copy]").ok().flatten();
    let text = text.and_then(|around| around.query_selector("[data-copy-text]").ok().flatten());
    let selection = window().get_selection().ok().flatten();
    match (text, selection) {
        (Some(text), Some(selection)) => selection.select_all_children(&text).is_ok(),
        _ => false,
    }
}

/// A value to be copied, such as an ID, in full with its copy button.
#[component]
pub fn CopyText(#[prop(into)] value: Signal<String>, #[prop(into)] label: Signal<String>) -> impl IntoView {
    view! {
        <span class="copy-text" data-copy="">
            <code data-copy-text="" translate="no">{value}</code>
            <CopyButton value=value label=label />
        </span>
    }
    .into_any()
}
