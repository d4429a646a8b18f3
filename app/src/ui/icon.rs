use leptos::prelude::*;

/// A picture from the sprite in `index.html`. It is decoration: the text beside it says what it means.
#[component]
pub fn Icon(
    /// The symbol's name: `check`, `chevron`, `copy` …
    name: &'static str,
) -> impl IntoView {
    let href = format!("#i-{name}");
    view! {
        <svg class="icon" aria-hidden="true">
            <use href=href />
        </svg>
    }
    .into_any()
}
