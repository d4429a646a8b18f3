//! `/o/{organization}/members`: who belongs to an organization, and who is invited to.

mod act;
mod act_dialog;
mod addresses;
mod body;
mod invite_dialog;
mod keys;
mod outcomes;
mod pending;
mod roles;
mod row;
mod tools;

pub use addresses::split_addresses;
pub(crate) use roles::may_invite;

use super::loaded::failed;
use super::url_search::{search_term, url_search};
use super::{Count, Heading};
use crate::browser::use_title;
use crate::parameters::use_parameter;
use crate::paths::members_search;
use crate::query::list;
use crate::session::remember_organization;
use crate::ui::{Button, ButtonKind};
use act::Acts;
use leptos::prelude::*;
use portico_api::Role;
use portico_api::members::{ListMembers, ListMembersParams};
use portico_api::organizations::Organization;

pub fn page(organization: String) -> AnyView {
    let slug = StoredValue::new(organization);
    let asked = use_parameter("role");
    let role = Memo::new(move |_| asked.with(|word| word.as_deref().and_then(|word| Role::parse(word).ok())));
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
    let organization =
        Memo::new(move |_| members.with(|listed| listed.first().map(|page| page.organization.clone())));
    let name =
        move || organization.with(|known| known.as_ref().map(|organization| organization.name.clone()));
    use_title(move || [Some("Members".to_owned()), name()].into_iter().flatten().collect());
    Effect::new(move || {
        if let Some(organization) = organization.get() {
            remember_organization(&organization.slug);
        }
    });
    let problem = Memo::new(move |_| {
        members.with(|listed| listed.failure.clone().filter(|_| listed.first().is_none()))
    });
    let acts = Acts::new();
    let inviting = RwSignal::new(false);
    (move || match problem.get() {
        Some(failure) => failed(failure, Callback::new(move |()| members.retry())),
        None => view! {
            <header class="page-header">
                <Heading>"Members"</Heading>
                <Count list=members noun="member" />
                <Actions organization inviting />
            </header>
            <tools::Tools slug search role />
            <body::Body members search term role acts />
            <pending::Pending slug members inviting />
            <act_dialog::ActDialog slug organization acts />
            <invite_dialog::InviteDialog slug organization open=inviting />
        }
        .into_any(),
    })
    .into_any()
}

#[component]
fn Actions(organization: Memo<Option<Organization>>, inviting: RwSignal<bool>) -> impl IntoView {
    move || {
        organization.get().map(|organization| {
            view! {
                <div class="page-actions">
                    <Button
                        kind=ButtonKind::Primary
                        disabled_reason=may_invite(&organization)
                        on_click=Callback::new(move |()| inviting.set(true))
                    >
                        "Invite members"
                    </Button>
                </div>
            }
        })
    }
}
