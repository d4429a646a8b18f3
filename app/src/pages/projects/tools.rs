//! Search and order above the list.

use crate::app::use_go;
use crate::paths::projects_search;
use crate::ui::SearchField;
use leptos::prelude::*;
use portico_api::organizations::Organization;
use portico_api::projects::ProjectSort;

/// Search and order. An organization without projects needs neither.
#[component]
pub(super) fn Tools(
    slug: StoredValue<String>,
    search: RwSignal<String>,
    sort: Memo<ProjectSort>,
    organization: Memo<Option<Organization>>,
) -> impl IntoView {
    let go = use_go();
    let some =
        Memo::new(move |_| organization.with(|known| known.as_ref().is_none_or(|known| known.projects > 0)));
    let choose = move |event: web_sys::Event| {
        let sort = ProjectSort::parse(&event_target_value(&event)).unwrap_or_default();
        go.amend(projects_search(&slug.get_value(), &search.get_untracked(), sort));
    };
    move || {
        some.get().then(|| {
            view! {
                <div class="tools">
                    <SearchField value=search label="Search projects" />
                    <label class="sort">
                        <span>"Sort by"</span>
                        <select prop:value=move || sort.get().as_str() on:change=choose>
                            <option value=ProjectSort::Name.as_str()>"Name"</option>
                            <option value=ProjectSort::Newest.as_str()>"Newest first"</option>
                        </select>
                    </label>
                </div>
            }
        })
    }
}
