//! What can be done about an invite, and the dialogs of it.

use crate::client;
use crate::parts::membership_changed;
use crate::submit::{Submission, submission};
use crate::ui::{ButtonKind, ConfirmDialog, CopyText, Dialog, Words, use_toasts, write_to_clipboard};
use leptos::prelude::*;
use portico_api::Empty;
use portico_api::invites::{Delivery, Invite, InviteParams, ResendInvite, RevokeInvite, ShowInviteLink};

/// What is being done about an invite. A handle to copy around.
#[derive(Clone, Copy)]
pub(super) struct Acts {
    slug: StoredValue<String>,
    revoking: RwSignal<Option<Invite>>,
    revoke_open: RwSignal<bool>,
    /// A link that could not be put on the clipboard.
    link: RwSignal<String>,
    link_open: RwSignal<bool>,
}

impl Acts {
    pub(super) fn new(slug: StoredValue<String>) -> Self {
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

    /// Makes a new link and mails it.
    pub(super) fn resend(self, invite: &Invite, resending: Submission) -> Callback<()> {
        let toasts = use_toasts();
        let (params, email) = (self.params(invite), invite.email.clone());
        Callback::new(move |()| {
            let email = email.clone();
            resending.send::<ResendInvite>(params.clone(), Empty {}, move |outcome| {
                match outcome {
                    Ok(invite) if invite.delivery == Delivery::Stopped => toasts.success(
                        Words::from("New link for ")
                            .name(email)
                            .text(". No e-mail was sent: share it yourself"),
                    ),
                    Ok(_) => toasts.success(
                        Words::from("Invite to ").name(email).text(" resent; the old link no longer works"),
                    ),
                    Err(failure) => toasts.error(failure.message()),
                }
                membership_changed();
            });
        })
    }

    /// Puts the link on the clipboard; where the browser does not let it, shows it.
    pub(super) fn copy(self, invite: &Invite) -> Callback<()> {
        let toasts = use_toasts();
        let params = self.params(invite);
        Callback::new(move |()| {
            let params = params.clone();
            leptos::task::spawn_local(async move {
                match client::call::<ShowInviteLink>(&params, &Empty {}, None).await {
                    Ok(link) if write_to_clipboard(&link.url).await => toasts.success("Link copied"),
                    Ok(link) => {
                        self.link.set(link.url);
                        self.link_open.set(true);
                    }
                    Err(failure) => toasts.error(failure.message()),
                }
            });
        })
    }

    /// Asks before the invite is taken back.
    pub(super) fn revoke(self, invite: &Invite) -> Callback<()> {
        let invite = invite.clone();
        Callback::new(move |()| {
            self.revoking.set(Some(invite.clone()));
            self.revoke_open.set(true);
        })
    }
}

#[component]
pub(super) fn Dialogs(acts: Acts) -> impl IntoView {
    let toasts = use_toasts();
    let revoking = submission();
    let email = move || acts.revoking.get().map(|invite| invite.email).unwrap_or_default();
    let revoke = move |()| {
        let Some(invite) = acts.revoking.get_untracked() else { return };
        revoking.send::<RevokeInvite>(acts.params(&invite), Empty {}, move |outcome| {
            acts.revoke_open.set(false);
            match outcome {
                Ok(_) => toasts.success(Words::from("Invite to ").name(&invite.email).text(" revoked")),
                Err(failure) => toasts.error(failure.message()),
            }
            membership_changed();
        });
    };
    view! {
        <ConfirmDialog
            open=acts.revoke_open
            title=Signal::derive(move || Words::from("Revoke the invite to ").name(email()).text("?"))
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
