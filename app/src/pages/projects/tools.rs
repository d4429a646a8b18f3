//! Search and order above the list, and its end.

use crate::app::use_go;
use crate::paths::projects_search;
use crate::query::List;
use crate::ui::{Button, SearchField};
use leptos::prelude::*;
use portico_api::organizations::Organization;
use portico_api::projects::{ListProjects, ProjectSort};

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

/// What stands below the rows: nothing once all are there.
#[component]
pub(super) fn ListEnd(projects: List<ListProjects>) -> impl IntoView {
    let failure = Memo::new(move |_| projects.with(|listed| listed.failure.clone()));
    let more = Memo::new(move |_| projects.with(|listed| listed.more));
    move || match (failure.get(), more.get()) {
        (Some(failure), _) => view! {
            <div class="list-end" role="alert">
                <p>{failure.message()}</p>
                <Button on_click=Callback::new(move |()| projects.retry())>"Try again"</Button>
            </div>
        }
        .into_any(),
        (None, true) => view! {
            <div class="list-end">
                <Button on_click=Callback::new(move |()| projects.more())>"Show more"</Button>
            </div>
        }
        .into_any(),
        _ => ().into_any(),
    }
}
