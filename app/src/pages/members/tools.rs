//! Search and filter above the list.

use crate::navigation::use_go;
use crate::paths::members_search;
use crate::ui::{SearchField, Select};
use leptos::prelude::*;
use portico_api::Role;

#[component]
pub(super) fn Tools(
    slug: StoredValue<String>,
    search: RwSignal<String>,
    role: Memo<Option<Role>>,
) -> impl IntoView {
    let go = use_go();
    let choose = move |(chosen,): (String,)| {
        let role = Role::parse(&chosen).ok();
        go.amend(members_search(&slug.get_value(), &search.get_untracked(), role));
    };
    let option = |role: Role| (role.as_str().to_owned(), role.title().to_owned());
    let any = (String::new(), "Any role".to_owned());
    let roles: Vec<_> = std::iter::once(any).chain(Role::ALL.into_iter().rev().map(option)).collect();
    view! {
        <div class="tools">
            <SearchField value=search label="Search members" />
            <label class="sort">
                <span>"Role"</span>
                <Select
                    value=Signal::derive(move || role.get().map_or("", Role::as_str).to_owned())
                    options=Signal::stored(roles)
                    on_change=Callback::new(choose)
                />
            </label>
        </div>
    }
}
