//! Accepting and declining.

use crate::navigation::{Go, use_go};
use crate::parts::membership_changed;
use crate::paths::Place;
use crate::query::invalidate;
use crate::session::remember_organization;
use crate::submit::{Submission, submission};
use crate::ui::{Button, ButtonKind, Toaster, Words, use_toasts};
use leptos::prelude::*;
use portico_api::Empty;
use portico_api::invites::{AcceptInvite, DeclineInvite, InviteLinkParams, Offer, ShowInvite};

/// The two buttons of an open offer.
pub(super) fn choice(params: &InviteLinkParams, offer: &Offer) -> AnyView {
    let deciding = submission();
    let name = offer.organization.clone();
    view! {
        <div role="alert" class="field-error">{move || deciding.failure.get().map(|failure| failure.message())}</div>
        <div class="actions">
            <Button kind=ButtonKind::Primary pending=deciding on_click=accept(params, deciding)>"Join " <span translate="no">{name}</span></Button>
            <Button disabled_reason=waiting(deciding) on_click=decline(params, deciding)>"Decline"</Button>
        </div>
    }
    .into_any()
}

/// The button of an offer that can't be accepted now.
pub(super) fn decline_button(params: &InviteLinkParams) -> impl IntoView + use<> {
    let deciding = submission();
    view! { <Button pending=deciding on_click=decline(params, deciding)>"Decline"</Button> }
}

/// While one decision is on its way, there is no other.
pub(super) fn waiting(deciding: Submission) -> Signal<Option<String>> {
    Signal::derive(move || deciding.pending.get().then(|| "One moment.".to_owned()))
}

/// Joins, and goes to the organization.
pub(super) fn accept(params: &InviteLinkParams, deciding: Submission) -> Callback<()> {
    let (go, toasts): (Go, Toaster) = (use_go(), use_toasts());
    let params = params.clone();
    Callback::new(move |()| {
        deciding.send::<AcceptInvite>(params.clone(), Empty {}, move |outcome| {
            if let Ok(organization) = &outcome {
                toasts.success(Words::from("You are now a member of ").name(&organization.name));
                remember_organization(&organization.slug);
                go.replace(&Place::Projects(organization.slug.clone()));
            }
            decided();
        });
    })
}

/// Declines, and says so.
pub(super) fn decline(params: &InviteLinkParams, deciding: Submission) -> Callback<()> {
    let toasts = use_toasts();
    let params = params.clone();
    Callback::new(move |()| {
        deciding.send::<DeclineInvite>(params.clone(), Empty {}, move |outcome| {
            if outcome.is_ok() {
                toasts.success("Invite declined");
            }
            decided();
        });
    })
}

/// Whatever the answer was: it is known anew how the invite stands.
fn decided() {
    invalidate::<ShowInvite>();
    membership_changed();
}
