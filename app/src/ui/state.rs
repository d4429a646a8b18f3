use super::button::Button;
use super::words::Title;
use leptos::prelude::*;

/// Grey bars where rows are about to appear.
#[component]
pub fn Skeleton(#[prop(default = 3)] rows: usize) -> impl IntoView {
    let bar = || view! { <span class="skeleton-row"></span> }.into_any();
    view! {
        <div class="skeleton" role="status" aria-label="Loading">
            {(0..rows).map(|_| bar()).collect_view()}
        </div>
    }
    .into_any()
}

/// Nothing here yet: what will be, and the one thing to do next.
#[component]
pub fn EmptyState(
    #[prop(into)] title: Signal<String>,
    #[prop(into)] text: Title,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="state">
            <h2 class="state-title">{title}</h2>
            <p class="state-text">{text.view()}</p>
            {children.map(|children| view! { <div class="state-actions">{children()}</div> })}
        </div>
    }
    .into_any()
}

/// Something could not be loaded: what, and a way to try again.
#[component]
pub fn ErrorState(
    #[prop(into)] title: Signal<String>,
    #[prop(into)] text: Signal<String>,
    /// Tries again; without it there is no button.
    #[prop(optional, into)]
    on_retry: Option<Callback<()>>,
) -> impl IntoView {
    view! {
        <div class="state state-error" role="alert">
            <h2 class="state-title">{title}</h2>
            <p class="state-text">{text}</p>
            {on_retry
                .map(|retry| {
                    view! {
                        <div class="state-actions">
                            <Button on_click=retry>"Try again"</Button>
                        </div>
                    }
                })}
        </div>
    }
    .into_any()
}
