//! `/o/{organization}/members`: who belongs to an organization; below it, who is invited to (`invited/`).

mod act;
mod act_dialog;
mod addresses;
mod body;
pub(crate) mod danger;
mod frame;
mod invite_dialog;
pub(crate) mod invited;
mod keys;
mod outcomes;
mod roles;
mod row;
mod tools;

pub use addresses::split_addresses;
pub(crate) use roles::may_invite;

use crate::parameters::use_parameter;
use crate::parts::loaded::failed;
use crate::parts::url_search::{search_term, url_search};
use crate::paths::members_search;
use crate::query::list;
use crate::reactive::memo;
use act::Acts;
use frame::{Frame, Tab};
use leptos::prelude::*;
use portico_api::Role;
use portico_api::members::{ListMembers, ListMembersParams};

pub fn page(organization: String) -> AnyView {
    let slug = StoredValue::new(organization);
    let asked = use_parameter("role");
    let role = memo(move |_| asked.with(|word| word.as_deref().and_then(|word| Role::parse(word).ok())));
    let search =
        url_search(move |term| slug.with_value(|slug| members_search(slug, term, role.get_untracked())));
    let term = search_term();
    let members = list::<ListMembers>(move || {
        Some(ListMembersParams {
            organization: slug.get_value(),
            search: term.get(),
            role: role.get(),
            after: None,
        })
    });
    let listed = memo(move |_| members.with(|listed| listed.first().map(|page| page.organization.clone())));
    let organization = frame::opened(Tab::Members, listed);
    let problem =
        memo(move |_| members.with(|listed| listed.failure.clone().filter(|_| listed.first().is_none())));
    let found = memo(move |_| members.with(|listed| listed.count()));
    let acts = Acts::new();
    (move || match problem.get() {
        Some(failure) => failed(failure, Callback::new(move |()| members.retry())),
        None => view! {
            <Frame tab=Tab::Members slug organization found />
            <tools::Tools slug search role />
            <body::Body members search term role acts />
            <act_dialog::ActDialog slug organization acts />
        }
        .into_any(),
    })
    .into_any()
}
