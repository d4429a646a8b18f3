use leptos::prelude::*;

/// One tab: a link to a page of its own.
#[derive(Clone)]
pub struct TabItem {
    pub label: String,
    pub href: Signal<String>,
    /// Whether that page is shown.
    pub current: Signal<bool>,
}

/// Tabs that change the address: links in a navigation landmark.
#[component]
pub fn Tabs(
    /// What the landmark is called: "Dashboard".
    label: &'static str,
    items: Vec<TabItem>,
) -> impl IntoView {
    let link = |item: TabItem| {
        view! {
            <a class="tab" href=item.href aria-current=move || item.current.get().then_some("page")>
                {item.label}
            </a>
        }
        .into_any()
    };
    view! {
        <nav class="tabs" aria-label=label>
            {items.into_iter().map(link).collect_view()}
        </nav>
    }
    .into_any()
}
