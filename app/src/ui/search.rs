use super::icon::Icon;
use leptos::prelude::*;
use portico_api::page::SEARCH_MAX;

/// Where a list is searched. The caller decides how soon after typing it asks.
#[component]
pub fn SearchField(
    value: RwSignal<String>,
    /// What is searched, as "Search projects".
    #[prop(into)]
    label: Signal<String>,
) -> impl IntoView {
    view! {
        <div class="search" role="search">
            <Icon name="search" />
            <input
                class="search-input"
                type="search"
                aria-label=label
                placeholder=label
                autocomplete="off"
                spellcheck="false"
                maxlength=SEARCH_MAX.to_string()
                prop:value=value
                on:input=move |event| value.set(event_target_value(&event))
            />
        </div>
    }
    .into_any()
}
