//! One invite in the list.

use super::acts::Acts;
use super::state::{Remedy, remedies, words};
use crate::submit::{submission, tell_when_stalled};
use crate::ui::{Badge, Button, Icon, Menu, MenuItem, Person, is_past};
use leptos::prelude::*;
use portico_api::invites::Invite;

pub(super) fn row(invite: &Invite, acts: Acts) -> AnyView {
    let resending = submission();
    tell_when_stalled(resending);
    let is_over = is_past(invite.expires_at);
    let button = move |invite: &Invite, remedy: &Remedy| match remedy {
        Remedy::Resend => {
            let (resend, of) = (acts.resend(invite, resending), format!(" invite to {}", invite.email));
            view! {
                <Button pending=resending on_click=resend>"Resend" <span class="visually-hidden" translate="no">{of}</span></Button>
            }
            .into_any()
        }
        Remedy::CopyLink => {
            let (copy, whose) = (acts.copy(invite), format!(" for {}", invite.email));
            view! { <Button on_click=copy>"Copy link" <span class="visually-hidden" translate="no">{whose}</span></Button> }
                .into_any()
        }
    };
    let of = invite.clone();
    let items = vec![MenuItem::Action {
        label: "Revoke invite".into(),
        icon: "close",
        on_select: acts.revoke(invite),
    }];
    view! {
        <li class="member invite" data-tips="">
            <span class="member-who">
                <span class="member-name" translate="no">{invite.email.clone()}</span>
                <span class="member-email invite-by">
                    "Invited by " <Person name=invite.inviter_name.clone() email=invite.inviter.clone() />
                </span>
            </span>
            {words(invite)}
            <span class="member-role"><Badge text=invite.role.title() /></span>
            <span class="invite-acts">{move || {
                let remedies = remedies(&of, is_over.get());
                remedies.iter().map(|remedy| button(&of, remedy)).collect_view()
            }}</span>
            <span class="member-menu">
                <Menu label=format!("Actions for {}", invite.email) items><Icon name="more" /></Menu>
            </span>
        </li>
    }
    .into_any()
}
