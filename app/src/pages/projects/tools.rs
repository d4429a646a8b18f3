//! Search and order above the list.

use crate::navigation::use_go;
use crate::paths::projects_search;
use crate::reactive::memo;
use crate::ui::{SearchField, Select};
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
        memo(move |_| organization.with(|known| known.as_ref().is_none_or(|known| known.projects > 0)));
    let choose = move |(chosen,): (String,)| {
        let sort = ProjectSort::parse(&chosen).unwrap_or_default();
        go.amend(projects_search(&slug.get_value(), &search.get_untracked(), sort));
    };
    let option = |sort: ProjectSort, title: &str| (sort.as_str().to_owned(), title.to_owned());
    let sorts = vec![
        option(ProjectSort::Changed, "Last changed"),
        option(ProjectSort::Name, "Name"),
        option(ProjectSort::Newest, "Newest first"),
    ];
    let sorts = Signal::stored(sorts);
    move || {
        some.get().then(|| {
            view! {
                <div class="tools">
                    <SearchField value=search label="Search projects" />
                    <label class="sort">
                        <span>"Sort by"</span>
                        <Select
                            value=Signal::derive(move || sort.get().as_str().to_owned())
                            options=sorts
                            on_change=Callback::new(choose)
                        />
                    </label>
                </div>
            }
        })
    }
}
