//! The section of an organization's settings for what nobody takes back alone: whose it is, leaving it, and deleting it.

use super::super::organizations::deletion::delete;
use super::act::{Act, Acts, Whom};
use super::act_dialog::ActDialog;
use crate::locale::number;
use crate::parts::loaded::part_failed;
use crate::paths::Place;
use crate::query::{Answer, Query, query};
use crate::reactive::memo;
use crate::session::use_session;
use crate::ui::{Button, ButtonKind, ButtonLink, Person, Skeleton};
use leptos::prelude::*;
use portico_api::Role;
use portico_api::members::{ListMembers, ListMembersParams, MemberPage};
use portico_api::organizations::Organization;
use std::sync::Arc;

/// So many Owners are named.
const NAMED: usize = 5;

pub(crate) fn section(slug: String, organization: Memo<Arc<Organization>>) -> AnyView {
    let session = use_session();
    let acts = Acts::new();
    let params =
        ListMembersParams { organization: slug.clone(), search: None, role: Some(Role::Owner), after: None };
    let owners = query::<ListMembers>(move || Some(params.clone()));
    let reason =
        Signal::derive(move || organization.with(|organization| may_not_leave(organization, owners)));
    let leave = move |()| {
        let Some(session) = session.query().ready() else { return };
        let (user, role) = (&session.user, organization.with_untracked(|organization| organization.role));
        let whom =
            Whom { user_id: user.id.to_string(), name: user.name.clone(), email: user.email.clone(), role };
        acts.begin(Act::Leave, whom);
    };
    let known = memo(move |_| Some(organization.with(|organization| (**organization).clone())));
    let lost = move || {
        let name = organization.with(|organization| organization.name.clone());
        view! {
            <p class="field-hint">
                "You lose access to " <span translate="no">{name}</span>
                " and all its projects at once. To come back, someone has to invite you again."
            </p>
        }
    };
    view! {
        <section class="identity danger" aria-labelledby="danger">
            <h2 id="danger">"Danger zone"</h2>
            <div class="danger-part" data-tips="">
                <h3>"Ownership"</h3>
                {move || owned(owners)}
                {hand_over(slug.clone(), organization)}
            </div>
            <div class="danger-part">
                <h3>"Leave organization"</h3>
                {lost}
                <Button kind=ButtonKind::Danger disabled_reason=reason on_click=Callback::new(leave)>"Leave organization"</Button>
            </div>
            {delete::part(organization)}
        </section>
        <ActDialog slug=StoredValue::new(slug) organization=known acts />
    }
    .into_any()
}

/// Why the person can't go, and what has to be done first; `None` where they can. Whoever is no Owner always can.
fn may_not_leave(organization: &Organization, owners: Query<MemberPage>) -> Option<String> {
    if organization.role != Role::Owner {
        return None;
    }
    let name = &organization.name;
    match owners.answer() {
        Answer::Loading => Some("Checking who else is an Owner …".to_owned()),
        Answer::Ready(page) if page.owners > 1 => None,
        Answer::Ready(_) if organization.members == 1 => Some(format!(
            "You are the only member of {name}, and an organization needs an Owner. Invite someone and make them Owner first."
        )),
        Answer::Ready(_) => {
            Some(format!("You are the only Owner of {name}. Make another member Owner first."))
        }
        // The edge knows.
        Answer::Failed(_) => None,
    }
}

/// Who the Owners are.
fn owned(owners: Query<MemberPage>) -> AnyView {
    match owners.answer() {
        Answer::Loading => view! { <Skeleton rows=1 /> }.into_any(),
        Answer::Failed(failure) => part_failed(failure, Callback::new(move |()| owners.retry())),
        Answer::Ready(page) => {
            let person = |at: usize| {
                let member = page.members.get(at)?;
                Some(view! { <li><Person name=member.name.clone() email=member.email.clone() /></li> })
            };
            let rest = page.owners.saturating_sub(NAMED as u32);
            view! {
                <ul class="danger-owners" aria-label="Owners">
                    {(0..NAMED).filter_map(person).collect_view()}
                    {(rest > 0).then(|| view! { <li>{format!("and {} more", number(rest.into()))}</li> })}
                </ul>
            }
            .into_any()
        }
    }
}

/// The way to make somebody else Owner: in the list of members, where one is chosen.
fn hand_over(slug: String, organization: Memo<Arc<Organization>>) -> impl IntoView {
    let is_owner = memo(move |_| organization.with(|organization| organization.role == Role::Owner));
    let reason = Signal::derive(move || {
        organization.with(|organization| {
            let (role, name) = (organization.role.title(), &organization.name);
            Some(format!("Your role in {name} is {role}. Only an Owner can make other members Owners."))
        })
    });
    move || {
        match is_owner.get() {
        true => view! {
            <p class="field-hint">
                "Choose a member, then “Change role” to add another Owner, or “Transfer ownership” to hand over your place."
            </p>
            <ButtonLink href=Place::Members(slug.clone()).path()>"Choose a member"</ButtonLink>
        }
        .into_any(),
        false => view! {
            <p class="field-hint">"Owners can make other members Owners, beside themselves or in their place."</p>
            <Button disabled_reason=reason>"Choose a member"</Button>
        }
        .into_any(),
    }
    }
}
