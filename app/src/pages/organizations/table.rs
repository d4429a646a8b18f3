//! The organizations as a table: sorted by any column, and the whole row is a link. On a phone each row is a card.

use crate::browser::ascii_host;
use crate::locale;
use crate::navigation::use_go;
use crate::parts::limits::may_bill;
use crate::parts::repeats;
use crate::paths::organizations_search;
use crate::paths::rows::{self, COLUMNS};
use crate::ui::{Icon, Shown, Values, draw, time};
use leptos::prelude::*;
use portico_api::organizations::{Organization, OrganizationColumn as Column, OrganizationSort};

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

/// One organization; `repeated`: another is called the same.
pub fn row(organization: &Organization, repeated: bool) -> AnyView {
    draw(rows::ORGANIZATION, &[&values(organization, repeated)]).into_any()
}

fn values(organization: &Organization, repeated: bool) -> Values {
    let there = || Shown::Of(Vec::new());
    let mut values: Values = vec![
        ("slug", organization.slug.as_str().into()),
        ("name", organization.name.as_str().into()),
        ("role", organization.role.title().into()),
        match organization.used_at {
            Some(at_ms) => ("used", time(at_ms).into()),
            None => ("unused", there()),
        },
        match organization.is_closed {
            true => ("closed", there()),
            false => ("open", open(organization).into()),
        },
    ];
    values.extend(repeated.then(|| ("repeated", there())));
    values
}

/// What one tells that asks for no other sign-in.
fn open(organization: &Organization) -> Values {
    let shown = organization.website.split_once("://").map_or("", |(_, rest)| rest).trim_end_matches('/');
    let of = if organization.members == 1 { " member of " } else { " members of " };
    let plan: Values = vec![("plan", organization.plan.title().into())];
    let mut values: Values = vec![
        ("website", organization.website.as_str().into()),
        ("shown", shown.into()),
        ("projects", locale::number(organization.projects.into()).into()),
        ("members", locale::number(organization.members.into()).into()),
        ("of", of.into()),
        // A link for whoever may see more of it.
        (if may_bill(organization.role) { "billing" } else { "paying" }, plan.into()),
    ];
    values.extend(ascii_host(&organization.website).map(|host| {
        let host: Values = vec![("host", host.into())];
        ("ascii", host.into())
    }));
    values
}
