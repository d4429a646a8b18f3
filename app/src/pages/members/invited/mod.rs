//! `/o/{organization}/members/invites`: who is invited, what became of each invite, and what can be done about it.

mod acts;
mod row;
mod state;

use super::frame::{self, Frame, Tab};
use crate::parts::list_end::ListEnd;
use crate::parts::loaded::failed;
use crate::parts::refused;
use crate::paths::Place;
use crate::query::{List, list, look_again};
use crate::reactive::{effect, memo};
use crate::ui::{ButtonLink, EmptyState, Skeleton};
use acts::{Acts, Dialogs};
use leptos::prelude::*;
use portico_api::invites::{Delivery, Invite, InviteState, ListInvites, ListInvitesParams};
use std::time::Duration;

/// How often a mail that is on its way is looked after.
const LOOK_AFTER: Duration = Duration::from_millis(1500);

pub(crate) fn page(organization: String) -> AnyView {
    let slug = StoredValue::new(organization);
    let invites =
        list::<ListInvites>(move || Some(ListInvitesParams { organization: slug.get_value(), after: None }));
    let listed = memo(move |_| invites.with(|listed| listed.first().map(|page| page.organization.clone())));
    let organization = frame::opened(Tab::Invites, listed);
    let problem =
        memo(move |_| invites.with(|listed| listed.failure.clone().filter(|_| listed.first().is_none())));
    look_after_mail(invites);
    let acts = Acts::new(slug);
    (move || match problem.get() {
        Some(failure) if failure.is_denied() && !failure.is_missing() => {
            let members = Place::Members(slug.get_value()).path();
            let way = view! { <ButtonLink href=members>"Show members"</ButtonLink> }.into_any();
            refused(
                "Invites",
                "Only Admins and Owners can see the invites",
                "who has been invited",
                Some(way),
            )
        }
        Some(failure) => failed(failure, Callback::new(move |()| invites.retry())),
        None => view! {
            <Frame tab=Tab::Invites slug organization />
            <Rows invites acts />
            <Dialogs acts />
        }
        .into_any(),
    })
    .into_any()
}

#[component]
fn Rows(invites: List<ListInvites>, acts: Acts) -> impl IntoView {
    let waiting = memo(move |_| invites.with(|listed| listed.loading && listed.first().is_none()));
    let empty = memo(move |_| invites.with(|listed| listed.is_empty()));
    let rows = memo(move |_| invites.with(|listed| listed.rows().cloned().collect::<Vec<Invite>>()));
    move || match (waiting.get(), empty.get()) {
        (true, _) => view! { <Skeleton rows=4 /> }.into_any(),
        (_, true) => view! {
            <EmptyState
                title="No open invites"
                text="People you invite appear here until they join. Invite members with the button above."
            />
        }
        .into_any(),
        _ => view! {
            <ul class="rows" aria-label="Invites">
                <For
                    each=move || rows.get()
                    key=|invite| serde_json::to_string(invite).unwrap_or_default()
                    children=move |invite| row::row(&invite, acts)
                />
            </ul>
            <ListEnd list=invites />
        }
        .into_any(),
    }
}

/// Mail leaves right after the answer: asks again until it is known how that went.
fn look_after_mail(invites: List<ListInvites>) {
    let on_the_way = |invite: &Invite| {
        invite.state == InviteState::Pending
            && invite.delivery == Delivery::Queued
            && invite.delivery_error.is_none()
    };
    let waits = memo(move |_| invites.with(|listed| listed.rows().any(on_the_way)));
    let timer = StoredValue::new(None::<IntervalHandle>);
    let stop = move || {
        if let Some(timer) = timer.try_get_value().flatten() {
            timer.clear();
        }
    };
    effect(move || {
        stop();
        if waits.get() {
            timer.set_value(set_interval_with_handle(|| look_again::<ListInvites>(false), LOOK_AFTER).ok());
        }
    });
    on_cleanup(stop);
}
