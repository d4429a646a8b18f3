//! Search and filter above the list.

use crate::app::use_go;
use crate::paths::members_search;
use crate::ui::SearchField;
use leptos::prelude::*;
use portico_api::Role;

#[component]
pub(super) fn Tools(
    slug: StoredValue<String>,
    search: RwSignal<String>,
    role: Memo<Option<Role>>,
) -> impl IntoView {
    let go = use_go();
    let choose = move |event: web_sys::Event| {
        let role = Role::parse(&event_target_value(&event)).ok();
        go.amend(members_search(&slug.get_value(), &search.get_untracked(), role));
    };
    let option = |role: Role| view! { <option value=role.as_str()>{role.title()}</option> };
    view! {
        <div class="tools">
            <SearchField value=search label="Search members" />
            <label class="sort">
                <span>"Role"</span>
                <select prop:value=move || role.get().map_or("", Role::as_str) on:change=choose>
                    <option value="">"Any role"</option>
                    {Role::ALL.into_iter().rev().map(option).collect_view()}
                </select>
            </label>
        </div>
    }
}
