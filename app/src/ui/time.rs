use leptos::prelude::*;

/// How long ago something was, with the exact time on hover.
#[component]
pub fn RelativeTime(
    /// Milliseconds since 1970.
    #[prop(into)]
    at_ms: Signal<i64>,
) -> impl IntoView {
    view! { <time>{move || at_ms.get()}</time> }.into_any()
}
