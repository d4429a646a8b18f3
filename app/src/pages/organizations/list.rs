//! `/organizations`: the Organizations tab.

use super::super::invites::MyInvites;
use super::super::offers::MyOffers;
use super::deletion::section::section as deleted;
use super::new::full;
use super::table::table;
use crate::browser::use_title;
use crate::parameters::use_parameter;
use crate::parts::loaded::part_failed;
use crate::parts::url_search::url_search;
use crate::parts::{Counted, Heading, matches};
use crate::paths::rows::SEARCH_FROM;
use crate::paths::{Place, organizations_search};
use crate::query::{Found, searched};
use crate::reactive::memo;
use crate::ui::{Button, ButtonKind, ButtonLink, EmptyState, SearchField, Skeleton};
use leptos::prelude::*;
use portico_api::organizations::{ListOrganizations, ListOrganizationsParams, OrganizationSort};

pub fn page() -> AnyView {
    use_title(|| vec!["Organizations".into()]);
    let asked = use_parameter("sort");
    let sort = memo(move |_| {
        asked.with(|word| word.as_deref().and_then(OrganizationSort::parse)).unwrap_or_default()
    });
    let search = url_search(move |term| organizations_search(term, sort.get_untracked()));
    let found = searched::<ListOrganizations>(
        Signal::stored(true),
        search,
        move |search| ListOrganizationsParams { search, sort: sort.get(), after: None },
        matches,
    );
    let many = memo(move |last: Option<&bool>| {
        let now = matches!(found.get(), Found::Ready { rows, .. } if rows.len() >= SEARCH_FROM);
        // Searching makes the list shorter, not the search box go away.
        now || last.is_some_and(|last| *last) || search.with_untracked(|search| !search.is_empty())
    });
    let more = memo(move |_| matches!(found.get(), Found::Ready { more: true, .. }));
    let full = full();
    // The empty list says it below, as the one next step.
    let none = memo(move |_| {
        matches!(found.get(), Found::Ready { rows, .. } if rows.is_empty()) && search.with(String::is_empty)
    });
    view! {
        <header class="page-header">
            <Heading>"Organizations"</Heading>
            // Only what is searched is counted: the number of all would come late, and move the button on a phone.
            <Counted found=Signal::derive(move || found.count()) total=Signal::stored(None) noun="organization" />
            <div class="page-actions">
                {move || create(full.get(), if none.get() { ButtonKind::Secondary } else { ButtonKind::Primary })}
            </div>
        </header>
        <MyInvites />
        <MyOffers />
        {move || many.get().then(|| view! {
            <div class="tools"><SearchField value=search label="Search organizations" /></div>
        })}
        {move || match found.get() {
            Found::Loading => view! { <Skeleton rows=4 /> }.into_any(),
            Found::Failed(failure) => part_failed(failure, Callback::new(move |()| found.retry())),
            Found::Ready { rows, .. } if rows.is_empty() => nothing(search, full),
            Found::Ready { rows, .. } => table(&rows, search, sort),
        }}
        {move || more.get().then(|| view! {
            <div class="list-end"><Button on_click=Callback::new(move |()| found.more())>"Show more"</Button></div>
        })}
        {deleted()}
    }
    .into_any()
}

/// The way to a new organization, or why there can't be one more.
fn create(full: Option<String>, kind: ButtonKind) -> AnyView {
    match full {
        None => {
            view! { <ButtonLink kind href=Place::NewOrganization.path()>"Create organization"</ButtonLink> }
                .into_any()
        }
        reason => view! { <Button kind disabled_reason=reason>"Create organization"</Button> }.into_any(),
    }
}

fn nothing(search: RwSignal<String>, full: Memo<Option<String>>) -> AnyView {
    let term = search.get_untracked();
    if term.is_empty() {
        return view! {
            <EmptyState
                title="No organizations yet"
                text="An organization groups projects and the team that works on them. Create one to begin; its first project follows."
            >
                {move || create(full.get(), ButtonKind::Primary)}
            </EmptyState>
        }
        .into_any();
    }
    view! {
        <EmptyState title=format!("No organization matches “{term}”") text="Names and slugs are searched.">
            <Button on_click=Callback::new(move |()| search.set(String::new()))>"Show all organizations"</Button>
        </EmptyState>
    }
    .into_any()
}
