//! The invites below the members: what became of each, and what can be done about it.

use super::super::list_end::ListEnd;
use super::super::membership_changed;
use super::may_invite;
use crate::client;
use crate::places::opened;
use crate::query::{List, list, look_again};
use crate::submit::{submission, tell_when_stalled};
use crate::ui::{
    Badge, Button, ButtonKind, ConfirmDialog, CopyText, Dialog, Icon, Menu, MenuItem, Person, RelativeTime,
    Tone, use_toasts, write_to_clipboard,
};
use leptos::prelude::*;
use portico_api::Empty;
use portico_api::invites::{
    Delivery, Invite, InviteParams, InviteState, ListInvites, ListInvitesParams, ResendInvite, RevokeInvite,
    ShowInviteLink,
};
use portico_api::members::ListMembers;
use portico_api::page::Cursor;
use std::time::Duration;

/// How often a mail that is on its way is looked after.
const LOOK_AFTER: Duration = Duration::from_millis(1500);

#[component]
pub(super) fn Pending(
    slug: StoredValue<String>,
    members: List<ListMembers>,
    inviting: RwSignal<bool>,
) -> impl IntoView {
    let first = Memo::new(move |_| {
        members.with(|listed| listed.first().map(|page| (page.invites.clone(), page.next_invite.clone())))
    });
    let shown = Memo::new(move |_| {
        members.with(|listed| listed.first().is_some_and(|page| may_invite(&page.organization).is_none()))
    });
    let wants_more = opened("invites");
    let rest = list::<ListInvites>(move || {
        let next = first.get().and_then(|(_, next)| next).filter(|_| wants_more.get())?;
        Some(ListInvitesParams { organization: slug.get_value(), after: Some(Cursor::new(next)) })
    });
    let invites = Memo::new(move |_| {
        let mut all = first.get().map(|(invites, _)| invites).unwrap_or_default();
        if wants_more.get() {
            rest.with(|rest| all.extend(rest.rows().cloned()));
        }
        all
    });
    let has_more =
        Memo::new(move |_| first.get().is_some_and(|(_, next)| next.is_some()) && !wants_more.get());
    look_after_mail(invites);
    let acts = InviteActs::new(slug);
    move || {
        shown.get().then(|| {
            view! {
                <section class="pending" aria-labelledby="pending-title">
                    <h2 id="pending-title">"Invites"</h2>
                    {move || match invites.with(Vec::is_empty) {
                        true => view! {
                            <p class="pending-none">
                                "There are no open invites. "
                                <Button kind=ButtonKind::Quiet on_click=Callback::new(move |()| inviting.set(true))>"Invite members"</Button>
                            </p>
                        }
                        .into_any(),
                        false => view! {
                            <ul class="rows">
                                <For each=move || invites.get() key=|invite| serde_json::to_string(invite).unwrap_or_default() children=move |invite| row(&invite, acts) />
                            </ul>
                        }
                        .into_any(),
                    }}
                    {move || has_more.get().then(|| view! {
                        <div class="list-end">
                            <Button on_click=Callback::new(move |()| wants_more.set(true))>"Show more"</Button>
                        </div>
                    })}
                    {move || wants_more.get().then(|| view! { <ListEnd list=rest /> })}
                    <Dialogs acts />
                </section>
            }
        })
    }
}

/// Mail leaves right after the answer: asks again until it is known how that went.
fn look_after_mail(invites: Memo<Vec<Invite>>) {
    let on_the_way = |invite: &Invite| {
        invite.state == InviteState::Pending
            && invite.delivery == Delivery::Queued
            && invite.delivery_error.is_none()
    };
    let waits = Memo::new(move |_| invites.with(|invites| invites.iter().any(on_the_way)));
    let timer = StoredValue::new(None::<IntervalHandle>);
    let stop = move || {
        if let Some(timer) = timer.try_get_value().flatten() {
            timer.clear();
        }
    };
    Effect::new(move || {
        stop();
        if waits.get() {
            // The first invites come with the first members.
            let look = || {
                look_again::<ListMembers>(true);
                look_again::<ListInvites>(false);
            };
            timer.set_value(set_interval_with_handle(look, LOOK_AFTER).ok());
        }
    });
    on_cleanup(stop);
}

/// What is being done about an invite. A handle to copy around.
#[derive(Clone, Copy)]
struct InviteActs {
    slug: StoredValue<String>,
    revoking: RwSignal<Option<Invite>>,
    revoke_open: RwSignal<bool>,
    /// A link that could not be put on the clipboard.
    link: RwSignal<String>,
    link_open: RwSignal<bool>,
}

impl InviteActs {
    fn new(slug: StoredValue<String>) -> Self {
        Self {
            slug,
            revoking: RwSignal::new(None),
            revoke_open: RwSignal::new(false),
            link: RwSignal::new(String::new()),
            link_open: RwSignal::new(false),
        }
    }

    fn params(self, invite: &Invite) -> InviteParams {
        InviteParams { organization: self.slug.get_value(), invite: invite.id.to_string() }
    }
}

fn row(invite: &Invite, acts: InviteActs) -> AnyView {
    let toasts = use_toasts();
    let resending = submission();
    tell_when_stalled(resending);
    let params = StoredValue::new(acts.params(invite));
    let email = invite.email.clone();
    let resend = move |()| {
        let email = email.clone();
        resending.send::<ResendInvite>(params.get_value(), Empty {}, move |outcome| {
            match outcome {
                Ok(invite) if invite.delivery == Delivery::Stopped => {
                    toasts.success(format!("New link for {email}, without a mail: share it yourself"))
                }
                Ok(_) => toasts.success(format!("Invite to {email} resent; the old link no longer works")),
                Err(failure) => toasts.error(failure.message()),
            }
            membership_changed();
        });
    };
    let copy = move |()| {
        leptos::task::spawn_local(async move {
            match client::call::<ShowInviteLink>(&params.get_value(), &Empty {}, None).await {
                Ok(link) if write_to_clipboard(&link.url).await => toasts.success("Link copied"),
                Ok(link) => {
                    acts.link.set(link.url);
                    acts.link_open.set(true);
                }
                Err(failure) => toasts.error(failure.message()),
            }
        });
    };
    let revoked = invite.clone();
    let revoke = move |()| {
        acts.revoking.set(Some(revoked.clone()));
        acts.revoke_open.set(true);
    };
    let action =
        |label: &str, icon, act: Callback<()>| MenuItem::Action { label: label.into(), icon, on_select: act };
    let items = vec![action("Revoke invite", "close", Callback::new(revoke))];
    let (of, for_whom) = (format!(" invite to {}", invite.email), format!(" for {}", invite.email));
    // One that waits is nudged by its link as well; of any other a new mail makes a new one.
    let copy = (invite.state == InviteState::Pending).then(|| {
        view! {
            <Button on_click=Callback::new(copy)>"Copy link" <span class="visually-hidden">{for_whom}</span></Button>
        }
    });
    let (word, tone) = standing(invite);
    let error = invite.delivery_error.clone().filter(|_| invite.state == InviteState::Pending);
    let until = match invite.state {
        InviteState::Pending => {
            view! { <span>" · expires " <RelativeTime at_ms=invite.expires_at /></span> }.into_any()
        }
        InviteState::Expired => {
            view! { <span>" · expired " <RelativeTime at_ms=invite.expires_at /></span> }.into_any()
        }
        _ => ().into_any(),
    };
    view! {
        <li class="member invite" data-tips="">
            <span class="member-who">
                <span class="member-name" title=invite.email.clone()>{invite.email.clone()}</span>
                <span class="member-email">"Invited by " <Person name=invite.inviter_name.clone() email=invite.inviter.clone() /> {until}</span>
                {error.map(|why| view! { <span class="invite-error">{why}</span> })}
            </span>
            <span class="member-role"><Badge text=invite.role.title() /></span>
            <span class="invite-state"><Badge text=word tone /></span>
            <span class="invite-acts">
                <Button pending=resending on_click=Callback::new(resend)>
                    "Resend" <span class="visually-hidden">{of}</span>
                </Button>
                {copy}
            </span>
            <span class="member-menu">
                <Menu label=format!("Actions for {}", invite.email) items><Icon name="more" /></Menu>
            </span>
        </li>
    }
    .into_any()
}

fn standing(invite: &Invite) -> (&'static str, Tone) {
    match (invite.state, invite.delivery) {
        (InviteState::Pending, Delivery::Sent) => ("Sent", Tone::Good),
        (InviteState::Pending, Delivery::Failed) => ("Mail failed", Tone::Bad),
        (InviteState::Pending, Delivery::Stopped) => ("Wants no mail", Tone::Warning),
        (InviteState::Pending, Delivery::Queued) if invite.delivery_error.is_some() => {
            ("Trying again", Tone::Warning)
        }
        (InviteState::Pending, Delivery::Queued) => ("Sending", Tone::Neutral),
        (InviteState::Expired, _) => ("Expired", Tone::Warning),
        (InviteState::Declined, _) => ("Declined", Tone::Bad),
        (InviteState::Accepted, _) => ("Accepted", Tone::Good),
        (InviteState::Revoked, _) => ("Revoked", Tone::Neutral),
        (InviteState::Unknown, _) | (_, Delivery::Unknown) => ("Unknown", Tone::Neutral),
    }
}

#[component]
fn Dialogs(acts: InviteActs) -> impl IntoView {
    let toasts = use_toasts();
    let revoking = submission();
    let email = move || acts.revoking.get().map(|invite| invite.email).unwrap_or_default();
    let revoke = move |()| {
        let Some(invite) = acts.revoking.get_untracked() else { return };
        revoking.send::<RevokeInvite>(acts.params(&invite), Empty {}, move |outcome| {
            acts.revoke_open.set(false);
            match outcome {
                Ok(_) => toasts.success(format!("Invite to {} revoked", invite.email)),
                Err(failure) => toasts.error(failure.message()),
            }
            membership_changed();
        });
    };
    view! {
        <ConfirmDialog
            open=acts.revoke_open
            title=Signal::derive(move || format!("Revoke the invite to {}?", email()))
            confirm="Revoke invite"
            kind=ButtonKind::Danger
            pending=revoking
            on_confirm=Callback::new(revoke)
        >
            <p>"Its link stops working at once. You can invite the address again."</p>
        </ConfirmDialog>
        <Dialog open=acts.link_open title="Link of the invite">
            <p class="dialog-text">"Your browser did not let Portico copy it. Only the invited address can use it."</p>
            <CopyText value=acts.link label="Copy link" />
        </Dialog>
    }
}
