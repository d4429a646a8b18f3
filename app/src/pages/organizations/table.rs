//! The organizations as a table: sorted by any column, and the whole row is a link. On a phone each row is a card.

use crate::browser::ascii_host;
use crate::locale;
use crate::navigation::use_go;
use crate::parts::limits::may_bill;
use crate::parts::repeats;
use crate::paths::{Place, organizations_search};
use crate::ui::{Badge, Icon, RelativeTime};
use leptos::prelude::*;
use portico_api::organizations::{Organization, OrganizationColumn as Column, OrganizationSort};

/// The columns in their order, with their headings.
const COLUMNS: [(Column, &str); 6] = [
    (Column::Name, "Organization"),
    (Column::Role, "Your role"),
    (Column::Projects, "Projects"),
    (Column::Members, "Members"),
    (Column::Plan, "Plan"),
    (Column::Used, "Last used"),
];

// What is laid out in another way than a table keeps being one for a screen reader only by its roles.
pub(super) fn table(
    rows: &[Organization],
    search: RwSignal<String>,
    sort: Memo<OrganizationSort>,
) -> AnyView {
    let heads = COLUMNS.map(|(column, title)| head(column, title, search, sort));
    view! {
        <table class="organizations" role="table" aria-label="Organizations">
            <thead role="rowgroup"><tr role="row">{heads.into_iter().collect_view()}</tr></thead>
            <tbody role="rowgroup">
                {rows.iter().map(|organization| row(organization, repeats(rows, &organization.name))).collect_view()}
            </tbody>
        </table>
    }
    .into_any()
}

/// A heading that sorts by its column: first as one would expect, then the other way round.
fn head(
    column: Column,
    title: &'static str,
    search: RwSignal<String>,
    sort: Memo<OrganizationSort>,
) -> AnyView {
    let go = use_go();
    let is_sorted = move || sort.get().by == column;
    // From A to Z, and of everything else the highest first.
    let order = move || {
        is_sorted().then(|| match (column == Column::Name) != sort.get().reversed {
            true => "ascending",
            false => "descending",
        })
    };
    let choose = move |_| {
        let now = sort.get_untracked();
        let reversed = now.by == column && !now.reversed;
        go.amend(organizations_search(&search.get_untracked(), OrganizationSort { by: column, reversed }));
    };
    let number = matches!(column, Column::Projects | Column::Members);
    view! {
        <th role="columnheader" scope="col" class:organization-number=number aria-sort=order>
            <button type="button" class="organizations-sort" on:click=choose>
                {title}
                {move || order().map(|order| {
                    let name = if order == "ascending" { "up" } else { "down" };
                    view! { <Icon name /> }
                })}
            </button>
        </th>
    }
    .into_any()
}

fn row(organization: &Organization, repeated: bool) -> AnyView {
    let slug = &organization.slug;
    let shown = organization.website.split_once("://").map_or("", |(_, rest)| rest).trim_end_matches('/');
    let used = match organization.used_at {
        Some(at_ms) => view! { <RelativeTime at_ms /> }.into_any(),
        None => view! { <span>"Not yet"</span> }.into_any(),
    };
    if organization.is_closed {
        return closed(organization, repeated, used);
    }
    let of = if organization.members == 1 { " member of " } else { " members of " };
    let (projects, members) =
        [organization.projects, organization.members].map(|number| locale::number(number.into())).into();
    view! {
        <tr class="organization" role="row" data-tips="">
            <th role="rowheader" scope="row">
                <a class="organization-link" translate="no" href=Place::Projects(slug.clone()).path()>
                    {organization.name.clone()}
                </a>
                {repeated.then(|| view! { <span class="organization-slug" translate="no">{slug.clone()}</span> })}
                <span class="organization-site">
                    <a href=organization.website.clone() target="_blank" rel="noopener noreferrer" translate="no">{shown.to_owned()}</a>
                    {ascii_host(&organization.website).map(|host| view! { " " <span translate="no">{host}</span> })}
                </span>
            </th>
            <td role="cell"><Badge text=organization.role.title() /></td>
            <td role="cell" class="organization-number" data-of="Projects">{projects}</td>
            <td role="cell" class="organization-number" data-of="Members">
                <a href=Place::Members(slug.clone()).path()>
                    {members} <span class="visually-hidden">{of} {organization.name.clone()}</span>
                </a>
            </td>
            <td role="cell" data-of="Plan">{plan(organization)}</td>
            <td role="cell" data-of="Last used">{used}</td>
        </tr>
    }
    .into_any()
}

/// One that asks for another sign-in tells no more than its name.
fn closed(organization: &Organization, repeated: bool, used: AnyView) -> AnyView {
    let slug = &organization.slug;
    view! {
        <tr class="organization" role="row">
            <th role="rowheader" scope="row">
                <a class="organization-link" translate="no" href=Place::Projects(slug.clone()).path()>
                    {organization.name.clone()}
                </a>
                {repeated.then(|| view! { <span class="organization-slug" translate="no">{slug.clone()}</span> })}
                <span class="organization-site">"Asks for another sign-in"</span>
            </th>
            <td role="cell"><Badge text=organization.role.title() /></td>
            <td role="cell" class="organization-number" data-of="Projects">"–"</td>
            <td role="cell" class="organization-number" data-of="Members">"–"</td>
            <td role="cell" data-of="Plan">"–"</td>
            <td role="cell" data-of="Last used">{used}</td>
        </tr>
    }
    .into_any()
}

/// What it pays for; a link for whoever may see more of it.
fn plan(organization: &Organization) -> AnyView {
    let text = organization.plan.title();
    match may_bill(organization.role) {
        true => view! {
            <a href=Place::Billing(organization.slug.clone()).path()>
                {text} <span class="visually-hidden">" plan of " {organization.name.clone()}</span>
            </a>
        }
        .into_any(),
        false => view! { <span>{text}</span> }.into_any(),
    }
}
