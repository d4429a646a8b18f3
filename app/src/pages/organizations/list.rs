//! `/organizations`: the Organizations tab.

use super::super::invites::MyInvites;
use super::super::loaded::part_failed;
use super::super::offers::MyOffers;
use super::super::url_search::url_search;
use super::super::{Counted, Heading, counted};
use crate::browser::{ascii_host, use_title};
use crate::layouts::{matches, repeats};
use crate::pages::limits::may_bill;
use crate::paths::{Place, organizations_search};
use crate::query::{Found, searched};
use crate::ui::{Badge, Button, ButtonKind, ButtonLink, EmptyState, SearchField, Skeleton};
use leptos::prelude::*;
use portico_api::organizations::{ListOrganizations, ListOrganizationsParams, Organization};

/// With fewer organizations there is nothing to search.
const SEARCH_FROM: usize = 9;

pub fn page() -> AnyView {
    use_title(|| vec!["Organizations".into()]);
    let search = url_search(organizations_search);
    let found = searched::<ListOrganizations>(
        Signal::stored(true),
        search,
        |search| ListOrganizationsParams { search, after: None },
        matches,
    );
    let many = Memo::new(move |last: Option<&bool>| {
        let now = matches!(found.get(), Found::Ready { rows, .. } if rows.len() >= SEARCH_FROM);
        // Searching makes the list shorter, not the search box go away.
        now || last.is_some_and(|last| *last) || search.with_untracked(|search| !search.is_empty())
    });
    let more = Memo::new(move |_| matches!(found.get(), Found::Ready { more: true, .. }));
    view! {
        <header class="page-header">
            <Heading>"Organizations"</Heading>
            // Only what is searched is counted: the number of all would come late, and move the button on a phone.
            <Counted found=Signal::derive(move || found.count()) total=Signal::stored(None) noun="organization" />
            <div class="page-actions">
                <ButtonLink kind=ButtonKind::Primary href=Place::NewOrganization.path()>"Create organization"</ButtonLink>
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
            Found::Ready { rows, .. } if rows.is_empty() => nothing(search),
            Found::Ready { rows, .. } => view! {
                <ul class="organizations">{rows.iter().map(|row| card(row, repeats(&rows, &row.name))).collect_view()}</ul>
            }
            .into_any(),
        }}
        {move || more.get().then(|| view! {
            <div class="list-end"><Button on_click=Callback::new(move |()| found.more())>"Show more"</Button></div>
        })}
    }
    .into_any()
}

fn nothing(search: RwSignal<String>) -> AnyView {
    let term = search.get_untracked();
    if term.is_empty() {
        return view! {
            <EmptyState
                title="No organizations yet"
                text="An organization groups projects and the team that works on them. Create one to begin; its first project follows."
            >
                <ButtonLink kind=ButtonKind::Primary href=Place::NewOrganization.path()>"Create organization"</ButtonLink>
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

fn card(organization: &Organization, repeated: bool) -> AnyView {
    let shown = organization.website.split_once("://").map_or("", |(_, rest)| rest).trim_end_matches('/');
    view! {
        <li class="organization">
            <h2>
                <a class="organization-link" translate="no" href=Place::Projects(organization.slug.clone()).path()>
                    {organization.name.clone()}
                </a>
                {repeated.then(|| view! { <span class="row-slug" translate="no">{organization.slug.clone()}</span> })}
                <Badge text=organization.role.title() />
            </h2>
            <p class="organization-facts">
                <span>{counted(organization.projects, "project")}</span>
                <a href=Place::Members(organization.slug.clone()).path()>{counted(organization.members, "member")}</a>
                {plan(organization)}
                <a href=organization.website.clone() target="_blank" rel="noopener noreferrer">{shown.to_owned()}</a>
                {ascii_host(&organization.website).map(|host| view! { <span translate="no">{host}</span> })}
            </p>
        </li>
    }
    .into_any()
}

/// What it pays for; a link for whoever may see more of it.
fn plan(organization: &Organization) -> AnyView {
    let text = format!("{} plan", organization.plan.title());
    match may_bill(organization.role) {
        true => view! { <a href=Place::Billing(organization.slug.clone()).path()>{text}</a> }.into_any(),
        false => view! { <span>{text}</span> }.into_any(),
    }
}
