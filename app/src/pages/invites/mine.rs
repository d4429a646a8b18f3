//! The open invites to whoever is signed in.

use super::decide::{accept, decline, waiting};
use crate::reactive::memo;
use crate::session::use_session;
use crate::submit::submission;
use crate::ui::{Badge, Button, ButtonKind, Person, RelativeTime};
use leptos::prelude::*;
use portico_api::invites::{InviteLinkParams, MyInvite};

/// Each with its two buttons; nothing where there is none.
#[component]
pub(crate) fn MyInvites() -> impl IntoView {
    let session = use_session();
    let invites =
        memo(move |_| session.query().ready().map(|session| session.invites.clone()).unwrap_or_default());
    let some = memo(move |_| invites.with(|invites| !invites.is_empty()));
    move || {
        some.get().then(|| {
            view! {
                <section class="my-invites" aria-labelledby="my-invites-title">
                    <h2 id="my-invites-title">"You are invited"</h2>
                    <ul class="rows">
                        <For each=move || invites.get() key=|invite| invite.id.to_string() children=row />
                    </ul>
                </section>
            }
        })
    }
}

fn row(invite: MyInvite) -> AnyView {
    let deciding = submission();
    let params = InviteLinkParams { invite: invite.id.to_string() };
    let description = format!("the invite to {}", invite.organization);
    view! {
        <li class="member invite" data-tips="">
            <span class="member-who">
                <span class="member-name" translate="no" title=invite.organization.clone()>{invite.organization.clone()}</span>
                <span class="member-email">
                    "From " <Person name=invite.inviter_name.clone() email=invite.inviter.clone() /> " · expires " <RelativeTime at_ms=invite.expires_at ahead=true />
                </span>
                <span role="alert" class="invite-error">{move || deciding.failure.get().map(|failure| failure.message())}</span>
            </span>
            <span class="member-role"><Badge text=invite.role.title() /></span>
            <span class="my-invite-actions" role="group" aria-label=format!("Answer {description}")>
                <Button kind=ButtonKind::Primary pending=deciding on_click=accept(&params, deciding)>"Join"</Button>
                <Button disabled_reason=waiting(deciding) on_click=decline(&params, deciding)>"Decline"</Button>
            </span>
        </li>
    }
    .into_any()
}
